//! An operator's rows of law: they replace shipped ones, count from when they came, and are checked.

use merchant_credit::app::AppError;
use merchant_credit::domain::record::kind::RecordKind;

use crate::world::{World, day};

/// Seven working days to answer a notice, instead of three.
const SEVEN_DAYS: &str = r#"{
  "about": "Of the operator.",
  "rows": [{
    "id": "publication.notice-answer",
    "document": "虚构市办法", "clause": "第一条",
    "in_force_from": "1949-10-01",
    "jurisdiction": "cn", "region": "*", "organ": "*",
    "confidence": "seen",
    "values": {"step": "notice_answer", "within": {"working_days": 7}}
  }]
}"#;

/// A fine from 1,000 yuan is serious for one organ.
const STRICT: &str = r#"{
  "about": "Of the operator.",
  "rows": [{
    "id": "severity.strict",
    "document": "虚构市裁量基准", "clause": "第二条",
    "in_force_from": "2025-06-22",
    "jurisdiction": "cn", "region": "*", "organ": "虚构市城管局(虚构)",
    "confidence": "seen",
    "values": {
      "serious_kinds": [], "serious_fine_fen_min": 100000,
      "minor_kinds": [], "minor_fine_fen_max": null, "simple_procedure_is_minor": false
    }
  }]
}"#;

#[test]
fn a_row_with_the_id_of_a_shipped_one_replaces_it() {
    let world = World::on("2026-06-02");
    world.penalty("2026-06-01").set("publish", "false").record();
    let us = merchant_credit::domain::merchant::MerchantId::parse(crate::world::US).unwrap();
    let until = || world.app().notices(&us).unwrap()[0].notice.answer_until;
    assert_eq!(until(), day("2026-06-05"));
    let taken = world.app().import_rules("publication", SEVEN_DAYS, "spec").unwrap();
    assert!(taken.is_new);
    assert_eq!(until(), day("2026-06-11"), "3, 4, 5, 8, 9, 10, 11 June");
    assert!(!world.app().import_rules("publication", SEVEN_DAYS, "spec").unwrap().is_new);
}

#[test]
fn a_row_for_an_organ_grades_its_penalties_from_when_it_is_known() {
    let world = World::on("2026-06-02");
    let penalty = world.penalty("2026-01-10").fined("0.2").record();
    let before = world.score("2026-06-02");
    let instant = before.known_at;
    world.wait_until("2026-06-03");
    let taken = world.app().import_rules("severity", STRICT, "spec").unwrap();
    let after = world.score("2026-06-02");
    assert_eq!(after.versions.rules, taken.version);
    assert!(after.rated().points < before.rated().points, "serious now");
    let then = world.ask("2026-06-02").known_at(instant).score();
    assert_eq!(then.rated().points, before.rated().points, "as it was known before");
    world.wait_until("2027-06-01");
    assert_eq!(world.ask("2027-06-01").listed(RecordKind::Penalty), [penalty], "three years");
}

#[test]
fn a_wrong_table_is_refused_and_changes_nothing() {
    let world = World::on("2026-06-02");
    let version = || world.score("2026-06-02").versions.rules.clone();
    let before = version();
    for (table, json) in [
        ("tariffs", SEVEN_DAYS),
        ("publication", "{}"),
        ("publication", "{\"about\": \"\", \"rows\": [{\"id\": \"x\"}]}"),
        ("publication", &SEVEN_DAYS.replace("notice_answer", "notice_reply")),
        // Two rows of the same scope and day under two names.
        ("publication", &SEVEN_DAYS.replace("publication.notice-answer", "another")),
    ] {
        let refused = world.app().import_rules(table, json, "spec");
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{table}: {refused:?}");
    }
    assert_eq!(version(), before);
}
