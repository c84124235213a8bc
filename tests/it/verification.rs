//! The code of a report: it proves what was said on its day, whatever is known since.

use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::app::verification::{Again, Verification};
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;

use crate::world::{THEM, US, World};

fn id(text: &str) -> MerchantId {
    MerchantId::parse(text).unwrap()
}

/// The code of a report of today, and the points that it says.
fn issue(world: &World) -> (String, i32) {
    let question = ScoreQuestion {
        id: id(US),
        as_of: None,
        known_at: None,
        model: None,
        audience: Audience::Public,
    };
    let answer = world.app().score(&question).unwrap();
    let points = world.public_score(&answer.as_of.to_string()).points();
    (world.app().report_code(&answer), points)
}

fn verify(world: &World, merchant: &str, code: &str) -> Verification {
    world.app().verify_report(&id(merchant), code).unwrap()
}

#[track_caller]
fn check_genuine(world: &World, code: &str, points: i32) {
    match verify(world, US, code) {
        Verification::Genuine { said, again } => {
            assert_eq!(said.points, Some(points));
            assert_eq!(again, Again::Same);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_proves_what_was_said_whatever_came_since() {
    let world = World::on("2026-11-16");
    let penalty = world.penalty("2026-03-10").fined("30").record();
    let (code, points) = issue(&world);
    check_genuine(&world, &code, points);
    world.wait_until("2026-12-20");
    world.complaint("2026-12-01");
    check_genuine(&world, &code, points);
    // After the repair no public answer about that day shows the penalty; the paper stays genuine.
    world.repair(penalty, "2026-12-18");
    assert_ne!(world.public_score("2026-11-16").points(), points);
    check_genuine(&world, &code, points);
}

#[test]
fn a_changed_code_or_another_merchants_is_not_genuine() {
    let world = World::on("2026-11-16");
    world.establish(THEM);
    let (code, _) = issue(&world);
    assert_eq!(verify(&world, THEM, &code), Verification::NotOurs);
    for place in 0..code.len() {
        if code.as_bytes()[place] == b'-' {
            continue;
        }
        let other = if code.as_bytes()[place] == b'0' { "1" } else { "0" };
        let mut changed = code.clone();
        changed.replace_range(place..=place, other);
        assert_eq!(verify(&world, US, &changed), Verification::NotOurs, "{changed}");
    }
    for odd in ["", "-", "0000", "中文", &code[..code.len() - 1], &format!("{code}0")] {
        assert_eq!(verify(&world, US, odd), Verification::NotOurs, "{odd}");
    }
}

#[test]
fn a_merchant_without_a_rating_has_a_report_too() {
    let world = World::empty_on("2026-11-16");
    world.merchant("2026-01-01");
    let question = ScoreQuestion {
        id: id(US),
        as_of: None,
        known_at: None,
        model: None,
        audience: Audience::Public,
    };
    let answer = world.app().score(&question).unwrap();
    let code = world.app().report_code(&answer);
    match verify(&world, US, &code) {
        Verification::Genuine { said, again } => {
            assert_eq!((said.points, said.grade, again), (None, None, Again::Same));
        }
        other => panic!("{other:?}"),
    }
}
