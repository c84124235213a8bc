//! Computed as of then, disclosed as of now: what may not be shown today is in no public answer about
//! any day; those who may see the past see it as it was.

use merchant_credit::domain::record::kind::RecordKind;

use crate::world::World;

#[test]
fn an_expired_penalty_is_in_no_public_answer_about_any_day() {
    let world = World::on("2026-01-09");
    let penalty = world.penalty("2025-01-10").record();
    assert_eq!(world.public_score("2025-06-01").records(), [penalty]);
    world.wait_until("2026-01-10");
    assert_eq!(world.public_score("2025-06-01").reasons(), [""; 0]);
    assert_eq!(world.ask("2025-06-01").in_public().listed(RecordKind::Penalty), []);
    assert_eq!(world.score("2025-06-01").records(), [penalty]);
    assert_eq!(world.ask("2025-06-01").listed(RecordKind::Penalty), [penalty]);
}

#[test]
fn a_repaired_record_of_any_kind_leaves_the_public_past_the_day_it_is_repaired() {
    let world = World::on("2026-04-30");
    let penalty = world.penalty("2026-01-10").record();
    let inspection = world.inspection("2026-01-20").failed().record();
    let then = world.public_score("2026-02-01");
    assert_eq!(then.records(), [penalty, inspection]);
    world.wait_until("2026-05-01");
    world.repair(penalty, "2026-05-01");
    world.repair(inspection, "2026-05-01");
    assert_eq!(world.public_score("2026-02-01").reasons(), [""; 0]);
    let as_known = world.ask("2026-02-01").known_at(then.known_at);
    assert_eq!(as_known.clone().in_public().score().reasons(), [""; 0]);
    assert_eq!(as_known.clone().in_public().listed(RecordKind::Penalty), []);
    assert_eq!(as_known.score().records(), [penalty, inspection]);
}

#[test]
fn a_withdrawn_record_of_any_kind_leaves_every_public_answer_at_once() {
    let world = World::on("2026-04-30");
    let records = [
        world.penalty("2026-01-10").record(),
        world.inspection("2026-01-20").failed().record(),
        world.rating("2026-01-21").stars(1).record(),
        world.complaint("2026-01-22").record(),
        world.merchant("2026-01-23").set("status", "revoked").record(),
    ];
    let then = world.public_score("2026-02-01");
    assert_eq!(then.records(), records);
    world.wait_until("2026-05-01");
    for record in records {
        world.withdrawal(record, "2026-05-01");
    }
    let as_known = world.ask("2026-02-01").known_at(then.known_at);
    assert_eq!(as_known.clone().in_public().score().reasons(), [""; 0]);
    assert_eq!(as_known.score().records(), records);
    let report = as_known.in_public().report();
    let listed = report.sections.iter().flat_map(|section| &section.items);
    assert!(listed.map(|item| item.record.id()).all(|id| !records.contains(&id)));
}

#[test]
fn a_report_lists_no_rating_that_was_withdrawn_or_replaced() {
    let world = World::on("2026-04-30");
    let withdrawn = world.rating("2026-01-21").stars(1).record();
    let first = world.rating("2026-01-22").of_order("o1").stars(2).record();
    let second = world.rating("2026-01-22").of_order("o1").stars(3).correcting().record();
    world.withdrawal(withdrawn, "2026-04-30");
    let listed = world.ask("2026-04-30").in_public().listed(RecordKind::Rating);
    assert!(listed.contains(&second));
    assert!(!listed.contains(&first) && !listed.contains(&withdrawn));
    assert_eq!(listed.len(), 20, "the newest twenty of sixty-five");
}

#[test]
fn what_may_be_shown_today_is_public_about_the_past_too() {
    let world = World::on("2026-04-30");
    let penalty = world.penalty("2026-01-10").record();
    assert_eq!(world.public_score("2026-02-01").records(), [penalty]);
    assert_eq!(world.public_score("2026-02-01"), world.score("2026-02-01"));
}

#[test]
fn the_public_is_told_of_a_late_record_from_the_day_it_is_known() {
    let world = World::on("2026-04-30");
    let before = world.public_score("2026-02-01");
    world.wait_until("2026-05-01");
    let penalty = world.penalty("2026-01-10").record();
    assert_eq!(world.public_score("2026-02-01").records(), [penalty]);
    let as_known = world.ask("2026-02-01").known_at(before.known_at).in_public();
    assert_eq!(as_known.score(), before);
}
