//! A run over only what changed gives what a run over everybody gives; and what it rests on: for how
//! many days an assessment stays what it is.

use merchant_credit::app::rescore::report::RunReport;
use merchant_credit::app::rescore::{Extent, RescoreOptions, Way};
use merchant_credit::domain::assessment::{Assessment, Question};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::dossier::Known;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::steadiness::steady_days;
use merchant_credit::store::run_read::{MetPacked, each_packed_of};
use merchant_credit::store::{StoreError, View, history};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;

use super::crowd::{N, TODAY, crowd, member, of_day};
use crate::town;
use crate::world::chance::{cases, records};
use crate::world::{THEM, US, World, day};

fn only_changed(world: &World, as_of: &str) -> (String, u64, u64) {
    let (file, report) = run_of_changes(world, as_of);
    (file, report.cost.n_scored, report.tally.n_merchants())
}

/// A run over only what changed, which must tell the same when everything of it is counted again.
fn run_of_changes(world: &World, as_of: &str) -> (String, RunReport) {
    let options =
        RescoreOptions { extent: Extent::OnlyChanged, ..of_day(world, as_of, "changed.csv") };
    let report = world.rescore(&options).unwrap();
    let file = std::fs::read_to_string(world.folder().join("changed.csv")).unwrap();
    let again = world.app().run_report(report.run.expect("a run that is kept")).unwrap();
    assert_eq!(again, report, "as of {as_of}");
    (file, report)
}

fn everyone(world: &World, as_of: &str) -> String {
    let options = RescoreOptions {
        keeping: merchant_credit::app::rescore::Keeping::DryRun,
        ..of_day(world, as_of, "everyone.csv")
    };
    world.rescore(&options).unwrap();
    std::fs::read_to_string(world.folder().join("everyone.csv")).unwrap()
}

#[test]
fn only_what_changed_gives_what_everybody_gives_day_after_day() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let mut as_of = day(TODAY);
    for (round, days) in [1, 1, 1, 7, 30, 100, 400].into_iter().enumerate() {
        as_of = as_of.plus(days);
        world.wait_until(&as_of.to_string());
        let n = i64::try_from(round).unwrap();
        let text = as_of.to_string();
        world.of(&member(n * 100 + 3)).penalty(&text);
        world.of(&member(n * 100 + 5)).rating(&text).stars(1);
        world.of(&member(n * 100 + 4)).merge(&member(n * 100 + 6), &text);
        world.of(&format!("yunshi:newcomer{round}")).complaint(&text);
        let (changed, n_scored, n_merchants) = only_changed(&world, &text);
        assert!(changed == everyone(&world, &text), "as of {as_of}");
        if days == 1 {
            assert!(n_scored * 4 < n_merchants, "{n_scored} of {n_merchants} after one day");
        }
        assert!(n_scored > 0);
    }
}

/// Every run of a year and more over only what changed, with days and records by chance: each gives
/// what everybody gives, and is read as it was when many later ones have been kept.
#[test]
fn whatever_the_days_between_each_run_stays_what_everybody_gave() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let mut chance = StdRng::seed_from_u64(15);
    let mut as_of = day(TODAY);
    let mut kept: Vec<(i64, String)> = Vec::new();
    for round in 0..20 {
        as_of = as_of.plus([0, 1, 1, 1, 2, 7, 31, 90][chance.random_range(0..8)]);
        let text = as_of.to_string();
        world.wait_until(&text);
        for _ in 0..chance.random_range(0..12) {
            let id = member(chance.random_range(0..N));
            let own = world.of(&id);
            match chance.random_range(0..6) {
                0 => own.penalty(&text),
                1 => own.rating(&text).stars(chance.random_range(1..=5)),
                2 => own.complaint(&text),
                3 => own.inspection(&text),
                4 => own.licence(&text),
                _ => own.inspection(&text).failed(),
            };
        }
        if round % 3 == 0 {
            world.of(&format!("yunshi:later{round}")).licence(&text);
        }
        let (file, report) = run_of_changes(&world, &text);
        assert!(file == everyone(&world, &text), "round {round}, as of {as_of}");
        kept.push((report.run.unwrap(), file));
    }
    let path = world.folder().join("again.csv");
    for (run, file) in kept {
        world.app().write_run(run, &path).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap() == file, "run {run}");
    }
}

#[test]
fn a_run_with_patches_of_it_is_not_dropped() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    world.wait_until("2026-03-02");
    only_changed(&world, "2026-03-02");
    let store = world.app();
    let error = store.store().drop_run(1).unwrap_err().to_string();
    assert!(error.contains("run 2"), "{error}");
    store.store().drop_run(2).unwrap();
    store.store().drop_run(1).unwrap();
}

/// Without a file no block is needed whole; read again, the run gives what everybody gives.
#[test]
fn a_run_without_a_file_is_kept_as_one_with_a_file() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let next_day = "2026-03-02";
    world.wait_until(next_day);
    world.of(&member(5)).rating(next_day).stars(1);
    let with_file = of_day(&world, next_day, "unused.csv");
    let way = Way { out: None, ..with_file.way };
    let options = RescoreOptions { extent: Extent::OnlyChanged, way, ..with_file };
    let report = world.rescore(&options).unwrap();
    let path = world.folder().join("again.csv");
    world.app().write_run(report.run.unwrap(), &path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), everyone(&world, next_day));
}

/// Of many merchants that are asked for at once, some have no packed row, at the beginning, within and
/// at the end.
#[test]
fn whoever_has_no_packed_row_is_met_in_its_place() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let store = world.app();
    let store = store.store();
    let connection = Connection::open(store.path()).unwrap();
    connection.execute("DELETE FROM packed WHERE merchant % 3 = 1", []).unwrap();
    for n in [0, 1, 2, 31, 32, 33, 100] {
        let numbers: Vec<i64> = (1..=n).map(|place| place * 5 - 4).collect();
        let mut met = Vec::new();
        let each = |merchant, packed: Option<MetPacked<'_>>| {
            met.push((merchant, packed.is_some()));
            Ok::<(), StoreError>(())
        };
        store.read(|view| each_packed_of(view, &numbers, each)).unwrap();
        let expect: Vec<_> = numbers.iter().map(|number| (*number, number % 3 != 1)).collect();
        assert_eq!(met, expect);
    }
}

#[test]
fn a_filter_takes_nothing_over() {
    let world = crowd();
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let filtered = |extent| {
        let filter = "grade=NR".parse().unwrap();
        let options = of_day(&world, TODAY, "some.csv");
        world.rescore(&RescoreOptions { extent, filter, ..options }).unwrap();
        std::fs::read_to_string(world.folder().join("some.csv")).unwrap()
    };
    assert_eq!(filtered(Extent::OnlyChanged), filtered(Extent::Everyone));
}

#[test]
fn without_an_earlier_run_by_the_same_card_and_law_everybody_is_scored() {
    let world = crowd();
    let (_, n_scored, n_merchants) = only_changed(&world, TODAY);
    assert_eq!(n_scored, n_merchants);
    let (_, n_scored, _) = only_changed(&world, TODAY);
    assert_eq!(n_scored, 0, "nothing has changed within the day");
    let (_, n_scored, n_merchants) = only_changed(&world, "2026-02-01");
    assert_eq!(n_scored, n_merchants, "an earlier day takes nothing over from a later one");
}

#[test]
fn a_decision_on_a_record_of_a_merged_identity_reaches_its_owner() {
    let world = World::on(TODAY);
    let penalty = world.of("yunshi:s9").penalty("2026-01-10").record();
    world.of(US).merge("yunshi:s9", "2026-02-01");
    world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    world.of(US).withdrawal(penalty, TODAY);
    let (changed, n_scored, _) = only_changed(&world, TODAY);
    assert!(n_scored > 0);
    assert_eq!(changed, everyone(&world, TODAY));
}

/// The first day after `as_of` on which the assessment is another, looked for up to `days`.
fn first_change(
    history: &merchant_credit::domain::history::History,
    frame: &merchant_credit::app::score::Frame,
    days: i32,
) -> Option<i32> {
    let assess = |as_of: Day| {
        let known = Known::Recorded(frame.at);
        let question = Question { as_of, known, barred: &[] };
        let card = &frame.model.card;
        match card.assess(&question.dossier(history, &frame.law.yardstick)) {
            Assessment::Rated(score) => Ok((score.points, score.contributions)),
            Assessment::NotRated(lacking) => Err(lacking),
        }
    };
    let now = assess(frame.as_of);
    (1..=days).find(|days| assess(frame.as_of.plus(*days)) != now)
}

/// For how many days the assessment is said to stay.
fn said(
    history: &merchant_credit::domain::history::History,
    frame: &merchant_credit::app::score::Frame,
) -> u32 {
    let known = Known::Recorded(frame.at);
    let question = Question { as_of: frame.as_of, known, barred: &[] };
    let (card, yardstick) = (&frame.model.card, &frame.law.yardstick);
    let dossier = question.dossier(history, yardstick);
    match card.assess(&dossier) {
        Assessment::Rated(score) => {
            steady_days(card, history, &dossier, known, yardstick, Some(&score))
        }
        Assessment::NotRated(_) => steady_days(card, history, &dossier, known, yardstick, None),
    }
}

#[test]
fn no_score_of_the_town_changes_before_it_is_said_to() {
    const YEARS: i32 = 3 * 365;
    let app = town::town();
    for as_of in ["2026-11-16", "2024-06-30"] {
        let frame = app.frame(Some(day(as_of)), None, None).unwrap();
        let (mut n_told, mut n_late) = (0, 0);
        for row in town::merchants(app, frame.at).iter().step_by(3) {
            let load = |view: &View| history::load(view, row.merchant, frame.at);
            let history = app.store().read(load).unwrap();
            let said = said(&history, &frame);
            let days = i32::try_from(said).unwrap_or(YEARS).min(YEARS);
            let change = first_change(&history, &frame, days);
            assert_eq!(change, None, "{} as of {as_of}: said {said}", row.id);
            // It should not be said far too early either, or a run looks at everybody each day.
            let slack = first_change(&history, &frame, (days + 30).min(YEARS));
            n_told += 1;
            n_late += u32::from(slack.is_some() || days == YEARS);
        }
        assert!(n_late * 2 > n_told, "{n_late} of {n_told} are said at most 30 days too early");
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn whatever_the_records_no_score_changes_before_it_is_said_to(
        records in records(1..10),
        offset in 0_i32..900,
    ) {
        let world = World::on(TODAY);
        for record in &records {
            world.submit(&[record.about(&world, THEM).draft()]);
        }
        world.of(THEM).merchant("2024-01-01");
        let app = world.app();
        let as_of = day(TODAY).plus(offset - 450);
        let frame = app.frame(Some(as_of), None, None).unwrap();
        let merchants = town::merchants(&app, frame.at);
        for row in merchants {
            let history = app
                .store()
                .read(|connection| history::load(connection, row.merchant, Seq::MAX))
                .unwrap();
            let days = i32::try_from(said(&history, &frame)).unwrap_or(800).min(800);
            prop_assert_eq!(first_change(&history, &frame, days), None, "{} {}", row.id, days);
        }
    }
}
