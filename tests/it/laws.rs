//! The invariants of the house as laws: whatever the records are, they hold.

use merchant_credit::app::rescore::{RescoreOptions, Way};
use merchant_credit::app::score::{Outcome, ScoreAnswer};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;
use proptest::prelude::*;

use crate::world::chance::{self, Chance};
use crate::world::{THEM, US, World, scratch};

const TODAY: &str = "2026-03-01";
/// Days asked, in all of which something can have happened.
const DAYS: [&str; 4] = ["2022-06-01", "2024-12-31", "2025-11-01", TODAY];

/// A world where the merchant is registered, so that anything more can make it rated.
fn world_with(records: &[Chance]) -> World {
    let world = World::empty_on(TODAY);
    world.merchant("2015-01-01").set("industry", "5291");
    submit(&world, records.iter());
    world
}

fn submit<'a>(world: &World, records: impl Iterator<Item = &'a Chance>) -> Vec<Receipt> {
    let drafts: Vec<_> = records.map(|record| record.about(world, US).draft()).collect();
    world.submit(&drafts)
}

/// Records that the store took; versions of one day with other content are conflicts.
fn distinct(records: Vec<Chance>) -> Vec<Chance> {
    let mut days = Vec::new();
    let mut kept = records;
    kept.retain(|record| {
        let is_version = record.kind == RecordKind::Merchant;
        let day = (record.age, record.number % 3);
        let is_new = !is_version || !days.contains(&day);
        days.push(day);
        is_new
    });
    kept
}

fn answers(world: &World) -> Vec<ScoreAnswer> {
    DAYS.iter().map(|as_of| world.score(as_of).without_positions()).collect()
}

proptest! {
    #![proptest_config(chance::cases(24))]

    #[test]
    fn nothing_that_happened_after_a_day_moves_the_score_of_that_day(
        records in chance::records(4..16), split in 0_i32..1200,
    ) {
        let records = distinct(records);
        let (later, earlier): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| record.age < split && record.number % 3 == 0);
        let world = world_with(&earlier);
        let as_of = world.today().plus(-split).to_string();
        let before = world.score(&as_of).without_positions();
        submit(&world, later.iter());
        prop_assert_eq!(world.score(&as_of).without_positions(), before);
    }

    #[test]
    fn the_order_in_which_records_come_is_irrelevant(
        records in chance::records(2..16).prop_map(distinct), seed in any::<u64>(),
    ) {
        let mut shuffled = records.clone();
        shuffled.sort_by_key(|record| {
            (u64::from(record.number) + 1).wrapping_mul(seed | 1).rotate_left(17)
        });
        let (one, other) = (world_with(&records), world_with(&shuffled));
        prop_assert_eq!(answers(&one), answers(&other));
    }

    #[test]
    fn the_sum_is_the_score(records in chance::records(1..16)) {
        let world = world_with(&records);
        for answer in DAYS.map(|as_of| world.score(as_of)) {
            let Outcome::Rated(score) = &answer.outcome else { continue };
            let sum: i32 = score.contributions.iter().map(|one| one.points).sum();
            prop_assert_eq!(score.base_points + sum, score.points);
            let parts = score.public_points + score.market_points;
            prop_assert_eq!(score.base_points + parts, score.points);
            prop_assert!((0..=1000).contains(&score.points));
        }
    }

    #[test]
    fn a_public_answer_is_that_of_a_world_without_what_may_not_be_shown(
        records in chance::records(2..14).prop_map(distinct), decided in any::<u32>(),
    ) {
        let is_decided = |record: &Chance| decided >> (record.number % 32) & 1 == 1;
        let world = world_with(&records);
        let ids = submit(&world, records.iter());
        for (record, receipt) in records.iter().zip(ids) {
            let Receipt::Duplicate { id } = receipt else { panic!("{receipt:?}") };
            if is_decided(record) && record.kind.can_be_repaired() && record.level % 2 == 0 {
                world.repair(id, TODAY);
            } else if is_decided(record) {
                world.withdrawal(id, TODAY);
            }
        }
        let never: Vec<Chance> =
            records.iter().filter(|record| !is_decided(record)).cloned().collect();
        let without = world_with(&never);
        for as_of in DAYS {
            let public = world.public_score(as_of).without_positions();
            prop_assert_eq!(public, without.public_score(as_of).without_positions());
        }
    }

    #[test]
    fn a_repair_is_immediate_and_complete(
        records in chance::records(2..14).prop_map(distinct),
        decided in any::<u32>(),
        ago in 0_i32..400,
    ) {
        let world = world_with(&records);
        let day = |ago: i32| world.today().plus(-ago).to_string();
        let before = world.score(&day(ago + 1)).without_positions();
        let is_repaired = |record: &Chance| {
            let had_happened = record.age >= ago;
            record.kind.can_be_repaired() && had_happened && decided >> (record.number % 32) & 1 == 1
        };
        let ids = submit(&world, records.iter());
        for (record, receipt) in records.iter().zip(ids) {
            let Receipt::Duplicate { id } = receipt else { panic!("{receipt:?}") };
            if is_repaired(record) {
                world.repair(id, &day(ago));
            }
        }
        let never: Vec<Chance> =
            records.iter().filter(|record| !is_repaired(record)).cloned().collect();
        let without = world_with(&never);
        for later in [ago, ago / 2, 0] {
            let with = world.score(&day(later)).without_positions();
            prop_assert_eq!(with, without.score(&day(later)).without_positions());
        }
        prop_assert_eq!(world.score(&day(ago + 1)).without_positions(), before);
        for as_of in DAYS {
            let public = world.public_score(as_of).without_positions();
            prop_assert_eq!(public, without.public_score(as_of).without_positions());
        }
    }

    #[test]
    fn a_penalty_counts_on_no_day_outside_its_display(
        decided in 0_i32..1500, published_after in 0_i32..40, ago in 0_i32..229,
        severity in 0_usize..3, is_of_market in any::<bool>(),
    ) {
        // Every day asked lies under NDRC order 36 and SAMR order 107 of 2025.
        let world = World::on("2026-11-16");
        let decided_on = world.today().plus(-decided);
        let published_on = decided_on.plus(published_after).min(world.today());
        let (name, organ) = (
            ["minor", "general", "serious"][severity],
            if is_of_market { "虚构市市场监督管理局(虚构)" } else { "虚构市城管局(虚构)" },
        );
        let record = world
            .penalty(&decided_on.to_string())
            .graded(name)
            .set("organ", organ)
            .set("published_at", &format!("{published_on}T00:00:00+08:00"))
            .record();
        let start = if is_of_market { published_on } else { decided_on };
        let end = match name {
            "minor" => start.date().checked_add(jiff::Span::new().months(3)),
            "general" => start.date().checked_add(jiff::Span::new().years(1)),
            _ => start.date().checked_add(jiff::Span::new().years(3)),
        };
        let is_shown = is_of_market || name != "minor";
        let as_of = world.today().plus(-ago);
        // An operator sees those, too, that are in principle not published; they move no score.
        let is_running = decided_on <= as_of && as_of.date() < end.unwrap();
        let listed = world.ask(&as_of.to_string()).listed(RecordKind::Penalty);
        prop_assert_eq!(listed.contains(&record), is_running, "{} {}", as_of, start);
        let counts = is_shown && is_running;
        let behind = world.score(&as_of.to_string()).records();
        prop_assert_eq!(behind.contains(&record), counts);
    }

    #[test]
    fn a_batch_gives_what_single_questions_give(
        records in chance::records(1..20), shares in any::<u32>(),
    ) {
        let world = World::empty_on(TODAY);
        let parties = [US, THEM, "yunshi:s1"];
        for record in &records {
            let party = parties[(shares >> (record.number % 16)) as usize % 3];
            world.submit(&[record.about(&world, party).draft()]);
        }
        world.of(US).merchant("2010-01-01").set("shops", "yunshi:s1");
        for as_of in DAYS {
            let folder = scratch();
            let out = folder.path().join("scores.csv");
            let as_of_day = crate::world::day(as_of);
            let options = RescoreOptions {
                as_of: Some(as_of_day),
                way: Way { out: Some(out.clone()), ..Way::default() },
                ..Default::default()
            };
            world.rescore(&options).unwrap();
            let mut rows = csv::Reader::from_path(out).unwrap();
            for row in rows.records() {
                let row = row.unwrap();
                let single = world.of(&row[0]).score(as_of);
                prop_assert_eq!(row.iter().collect::<Vec<_>>(), crate::equality::row(&single));
            }
        }
    }
}

#[test]
fn records_are_only_appended() {
    let world = World::on(TODAY);
    let penalty = world.penalty("2026-01-10").record();
    let path = world.app().store().path().to_owned();
    let connection = rusqlite::Connection::open(path).unwrap();
    for sql in [
        "UPDATE record SET body = '{}'",
        "UPDATE record SET effective_on = effective_on",
        "DELETE FROM record",
        "UPDATE artefact SET body = ''",
        "DELETE FROM artefact",
    ] {
        let error = connection.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("only appended"), "{sql}: {error}");
    }
    assert_eq!(world.score(TODAY).records(), [penalty]);
}

#[test]
fn progress_of_a_complaint_moves_no_day_before_it() {
    let world = World::on(TODAY);
    let complaint = || world.complaint("2025-06-01").set("number", "p1").set("accepted_on", "");
    complaint().set("outcome", "received");
    let received = world.score("2025-06-02").without_positions();
    let accepted = || complaint().set("accepted_on", "2025-06-05").correcting();
    accepted().set("outcome", "accepted");
    assert_eq!(world.score("2025-06-02").without_positions(), received);
    let in_mediation = world.score("2025-06-20").without_positions();
    accepted().ended("failed", "2025-07-01");
    assert_eq!(world.score("2025-06-02").without_positions(), received);
    assert_eq!(world.score("2025-06-20").without_positions(), in_mediation);
    assert_ne!(world.score("2025-07-01").without_positions().outcome, in_mediation.outcome);
}
