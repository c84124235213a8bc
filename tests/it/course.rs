//! How a score went: what moved it is named, and what may not be shown today moves no day.

use merchant_credit::app::course::{CourseAnswer, MONTHS};
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;

use crate::world::{US, World, day};

fn course(world: &World, audience: Audience) -> CourseAnswer {
    let id = MerchantId::parse(US).unwrap();
    let question = ScoreQuestion { id, as_of: None, known_at: None, model: None, audience };
    world.app().course(&question).unwrap()
}

fn points(course: &CourseAnswer) -> Vec<Option<i32>> {
    course.points.iter().map(|point| point.points).collect()
}

#[test]
fn a_course_has_the_first_day_of_each_month_and_the_day_asked() {
    let world = World::on("2026-11-16");
    let course = course(&world, Audience::Public);
    assert_eq!(course.points.len(), MONTHS as usize + 1);
    assert_eq!(course.points.first().unwrap().on, day("2024-12-01"));
    assert_eq!(course.points.last().unwrap().on, day("2026-11-16"));
    assert_eq!(course.ratings.len(), MONTHS as usize);
    assert_eq!(course.ratings.last().unwrap().month, day("2026-11-01"));
}

#[test]
fn every_point_is_what_the_score_of_its_day_says() {
    let world = World::on("2026-11-16");
    world.penalty("2026-03-10").fined("30");
    world.complaint("2026-06-10");
    for point in course(&world, Audience::Public).points {
        let answer = world.public_score(&point.on.to_string());
        assert_eq!(point.points, Some(answer.points()), "{}", point.on);
    }
}

#[test]
fn a_penalty_is_named_as_what_moved_the_score() {
    let world = World::on("2026-11-16");
    let penalty = world.penalty("2026-09-10").fined("30").record();
    let course = course(&world, Audience::Public);
    let october = course.points.iter().find(|point| point.on == day("2026-10-01")).unwrap();
    let first = october.moves.first().unwrap();
    assert!(first.points < 0);
    assert_eq!(first.records, [penalty]);
}

#[test]
fn what_was_repaired_moves_no_day_of_the_public_course() {
    let world = World::on("2026-11-16");
    let clean = points(&course(&world, Audience::Public));
    let penalty = world.penalty("2026-03-10").fined("30").record();
    assert_ne!(points(&course(&world, Audience::Public)), clean);
    world.repair(penalty, "2026-10-20");
    assert_eq!(points(&course(&world, Audience::Public)), clean);
    // Who may see the past as it was does.
    assert_ne!(points(&course(&world, Audience::Privileged)), clean);
}

#[test]
fn a_withdrawn_rating_is_in_no_month() {
    let world = World::on("2026-11-16");
    let before = course(&world, Audience::Public).ratings;
    let rating = world.rating("2026-05-05").stars(1).record();
    let with = course(&world, Audience::Public).ratings;
    assert_ne!(with, before);
    world.withdrawal(rating, "2026-11-01");
    assert_eq!(course(&world, Audience::Public).ratings, before);
}
