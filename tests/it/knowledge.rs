//! The two times: what had happened by a day, and what was known of it at an instant.

use jiff::SignedDuration;
use merchant_credit::app::AppError;
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::dossier::{Dossier, Known};
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::store::{history, read};

use crate::world::{THEM, US, World, day};

const SHOP: &str = "yunshi:s77";

#[test]
fn a_late_record_changes_what_is_known_now_and_not_what_was_known_then() {
    let world = World::on("2026-02-01");
    let then = world.score("2026-02-01");
    world.wait_until("2026-03-01");
    let late = world.penalty("2026-01-10").record();
    assert_eq!(world.score("2026-02-01").records(), [late]);
    assert_eq!(world.ask("2026-02-01").known_at(then.known_at).score(), then);
    let just_before = world.now().saturating_sub(SignedDuration::from_micros(1)).unwrap();
    let before = world.ask("2026-02-01").known_at(just_before).score();
    assert_eq!(before.rated(), then.rated());
}

#[test]
fn a_future_instant_is_refused() {
    let world = World::on("2026-02-01");
    let tomorrow = world.now().saturating_add(SignedDuration::from_hours(24)).unwrap();
    let error = world.ask("2026-02-01").known_at(tomorrow).try_score().unwrap_err();
    assert!(matches!(error, AppError::NotYet(instant) if instant == tomorrow), "{error}");
}

#[test]
fn the_instant_of_an_answer_gives_it_again_even_where_the_clock_stands_still() {
    let world = World::on("2026-02-01");
    let mut answers = vec![world.score("2026-02-01")];
    for wan_yuan in ["1", "2", "3"] {
        world.penalty("2026-01-10").fined(wan_yuan);
        answers.push(world.score("2026-02-01"));
    }
    for answer in &answers {
        assert_eq!(&world.ask("2026-02-01").known_at(answer.known_at).score(), answer);
    }
    let instants: Vec<_> = answers.iter().map(|answer| answer.known_at).collect();
    assert!(instants.is_sorted_by(|a, b| a < b), "{instants:?}");
}

#[test]
fn a_clock_that_steps_back_rewrites_no_answer() {
    let world = World::on("2026-02-01");
    world.penalty("2026-01-10");
    let answer = world.score("2026-02-01");
    world.set_clock(world.now().saturating_sub(SignedDuration::from_hours(3)).unwrap());
    world.penalty("2026-01-11");
    assert_eq!(world.ask("2026-02-01").known_at(answer.known_at).score(), answer);
    assert_eq!(world.score("2026-02-01").records().len(), 2);
}

#[test]
fn a_merchant_was_unknown_before_anything_was_known_of_it() {
    let world = World::on("2026-02-01");
    let before = world.now();
    world.wait_until("2026-03-01");
    world.establish(THEM);
    let error = world.of(THEM).ask("2025-06-01").known_at(before).try_score().unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "{error}");
    assert_eq!(world.of(THEM).score("2025-06-01").reasons(), [""; 0]);
}

/// The reasons' records and the count of ratings under what a load of history asserts.
fn asserted(world: &World, as_of: &str, known_on: &str) -> (Vec<Seq>, i64) {
    let app = world.app();
    let history = app.store().read(|connection| {
        let row = read::merchant(connection, US)?.unwrap();
        history::load(connection, row.merchant, Seq::MAX)
    });
    let history = history.unwrap();
    let law = app.law(world.now()).unwrap();
    let known = Known::Asserted(day(known_on));
    let dossier = Dossier::new(&history, day(as_of), known, &law.yardstick, &[]);
    (dossier.penalties.iter().map(|penalty| penalty.seq).collect(), dossier.ratings.n)
}

#[test]
fn a_load_of_history_counts_as_known_since_the_day_it_asserts() {
    let world = World::on("2026-02-01");
    let penalty = world.penalty("2025-10-10").known_since("2025-10-20").record();
    assert_eq!(asserted(&world, "2025-10-19", "2025-10-19").0, []);
    assert_eq!(asserted(&world, "2025-10-20", "2025-10-20").0, [penalty.seq]);
    assert_eq!(world.score("2025-10-10").records(), [penalty], "recorded is what answers go by");
}

#[test]
fn a_correction_cannot_be_known_before_what_it_corrects() {
    let world = World::empty_on("2026-02-01");
    world.merchant("2020-01-01");
    let rating = |stars, known_since: &str| {
        let rating = world.rating("2025-06-01").of_order("o1").set("rater", "r");
        rating.stars(stars).known_since(known_since)
    };
    rating(1, "2025-07-01").record();
    rating(5, "2025-06-01").correcting().record();
    for (known_on, n) in [("2025-06-15", 0), ("2025-07-01", 1), ("2026-02-01", 1)] {
        assert_eq!(asserted(&world, "2026-02-01", known_on).1, n, "{known_on}");
    }
}

#[test]
fn a_withdrawn_rating_was_there_until_the_withdrawal_was_known() {
    let world = World::empty_on("2026-02-01");
    world.merchant("2020-01-01");
    let rating = world.rating("2025-06-01").stars(1).known_since("2025-06-02").record();
    world.withdrawal(rating, "2025-08-01").known_since("2025-08-01");
    for (known_on, n) in
        [("2025-06-01", 0), ("2025-06-02", 1), ("2025-07-31", 1), ("2025-08-01", 0)]
    {
        assert_eq!(asserted(&world, "2026-02-01", known_on).1, n, "{known_on}");
    }
}

#[test]
fn nothing_can_be_known_before_it_happened() {
    let world = World::on("2026-02-01");
    let faults = world.penalty("2025-10-10").known_since("2025-10-09").faults();
    assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), ["known_since"]);
}

#[test]
fn a_reader_sees_at_once_what_any_writer_of_the_folder_has_written() {
    let world = World::on("2026-03-01");
    world.of(SHOP).rating("2026-02-01").stars(1);
    let reader = world.app();
    let basis = |id: &str| {
        let question = ScoreQuestion {
            id: id.parse().unwrap(),
            as_of: Some(day("2026-03-01")),
            known_at: None,
            model: None,
            audience: Audience::Privileged,
        };
        reader.score_unless(&question, |_| true).unwrap().basis
    };
    let (us, shop) = (basis(US), basis(SHOP));
    assert_eq!((basis(US), basis(SHOP)), (us.clone(), shop.clone()), "nothing was written");

    // From here on `world` writes through a store that it opened itself, as another process would.
    world.set_clock(world.now());
    world.of(THEM).inspection("2026-02-01").record();
    assert_eq!((basis(US), basis(SHOP)), (us.clone(), shop.clone()), "of somebody else");
    let licence = world.licence("2026-02-01").record();
    assert_eq!((basis(US).last.now, basis(SHOP)), (licence.seq, shop.clone()));
    world.merchant("2026-01-01").set("shops", SHOP).record();
    assert_eq!(basis(SHOP).id, us.id, "the shop has an owner now");
    assert!(basis(SHOP).last.now > shop.last.now);
    assert_eq!(basis(SHOP), basis(US));
}
