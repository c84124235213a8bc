//! What if, and what time alone will change in the next three years.

use merchant_credit::app::AppError;
use merchant_credit::app::outlook::WhatIf;
use merchant_credit::app::score::{Outcome, ScoreQuestion};
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::outlook::Turn;

use crate::world::{THEM, US, World, day};

fn question(as_of: &str) -> ScoreQuestion {
    ScoreQuestion {
        id: MerchantId::parse(US).unwrap(),
        as_of: Some(day(as_of)),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    }
}

#[test]
fn what_if_equals_the_repair_that_comes() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").record();
    let question = question("2026-09-30");
    let supposed = world.app().score_if(&question, &[WhatIf::Repaired(penalty)]).unwrap();
    assert_eq!(world.score("2026-09-30").records(), [penalty], "nothing is changed by asking");
    world.repair(penalty, "2026-09-30").record();
    let came = world.score("2026-09-30");
    let (Outcome::Rated(supposed), came) = (&supposed.outcome, came.rated()) else { panic!() };
    assert_eq!(supposed.as_ref(), came);
}

#[test]
fn what_if_is_about_this_merchants_records_only() {
    let world = World::on("2026-09-30");
    world.of(THEM).merchant("2020-01-01").record();
    let theirs = world.of(THEM).penalty("2026-05-11").record();
    let refused = world.app().score_if(&question("2026-09-30"), &[WhatIf::Repaired(theirs)]);
    assert!(matches!(refused, Err(AppError::NotFound { .. })));
}

#[test]
fn the_outlook_names_the_day_on_which_each_record_ends_ndrc_order_36() {
    let world = World::on("2026-09-30");
    let general = world.penalty("2026-05-11").record();
    let serious = world.penalty("2026-06-01").graded("serious").record();
    let outlook = world.app().outlook(&question("2026-09-30")).unwrap();
    assert_eq!(outlook.until, day("2029-09-30"));
    let turns: Vec<_> =
        outlook.days.iter().map(|one| (one.on, one.turns[0].id, one.turns[0].turn)).collect();
    assert_eq!(
        turns,
        [
            (day("2027-05-11"), general, Turn::DisplayEnds),
            (day("2027-06-01"), serious, Turn::RepairPossible),
            (day("2029-06-01"), serious, Turn::DisplayEnds),
        ]
    );
    for one in &outlook.days {
        let then = world.score(&one.on.to_string());
        assert_eq!(one.points, Some(then.points()), "{}: the score of that day", one.on);
    }
    assert!(outlook.days[0].points > Some(world.score("2027-05-10").points()));
}

#[test]
fn the_end_of_a_veto_is_in_the_outlook() {
    let world = World::on("2026-09-30");
    world.listing("serious_violation", "2026-01-15").record();
    let outlook = world.app().outlook(&question("2026-09-30")).unwrap();
    let days: Vec<_> =
        outlook.days.iter().map(|one| (one.on, one.turns[0].turn, one.veto.is_some())).collect();
    assert_eq!(
        days,
        [
            (day("2027-01-15"), Turn::ExitPossible, true),
            (day("2029-01-15"), Turn::ListingEnds, false),
        ]
    );
}
