//! Withdrawn is not repaired: what is withdrawn never was, what is repaired stops counting.

use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;

use crate::world::{THEM, US, World};

#[test]
fn a_repaired_penalty_stops_counting_from_its_day_on_and_keeps_the_days_before() {
    let world = World::on("2026-06-01");
    let penalty = world.penalty("2026-01-10").record();
    let before = world.score("2026-05-01");
    world.repair(penalty, "2026-05-01");
    assert_eq!(world.score("2026-04-30").records(), [penalty]);
    assert_eq!(world.score("2026-05-01").reasons(), [""; 0]);
    assert_eq!(before.records(), [penalty], "what was answered before the repair was known");
}

#[test]
fn a_withdrawn_penalty_counts_for_no_day() {
    let world = World::on("2026-06-01");
    let penalty = world.penalty("2026-01-10").record();
    assert_eq!(world.score("2026-02-01").records(), [penalty]);
    world.withdrawal(penalty, "2026-05-01");
    for as_of in ["2026-01-10", "2026-02-01", "2026-05-01", "2026-06-01"] {
        assert_eq!(world.score(as_of).reasons(), [""; 0], "{as_of}");
    }
}

#[test]
fn what_was_known_before_a_withdrawal_can_still_be_asked() {
    let world = World::on("2026-04-30");
    let penalty = world.penalty("2026-01-10").record();
    let then = world.score("2026-02-01");
    world.wait_until("2026-05-01");
    world.withdrawal(penalty, "2026-05-01");
    assert_eq!(world.ask("2026-02-01").known_at(then.known_at).score(), then);
}

#[test]
fn a_repair_whose_day_was_corrected_counts_from_the_corrected_day() {
    let world = World::on("2026-06-01");
    let penalty = world.penalty("2026-01-10").record();
    world.repair(penalty, "2026-04-15");
    world.repair(penalty, "2026-05-01").correcting();
    assert_eq!(world.score("2026-04-20").records(), [penalty]);
    assert_eq!(world.score("2026-05-01").reasons(), [""; 0]);
}

#[test]
fn a_failed_inspection_can_be_repaired() {
    let world = World::on("2026-06-01");
    let failed = world.inspection("2026-02-01").failed().record();
    world.repair(failed, "2026-05-01");
    assert_eq!(world.score("2026-04-30").records(), [failed]);
    assert_eq!(world.score("2026-05-01").reasons(), [""; 0]);
}

#[test]
fn every_kind_of_record_can_be_withdrawn() {
    let world = World::on("2026-06-01");
    let records = [
        world.penalty("2026-01-10").record(),
        world.inspection("2026-02-01").failed().record(),
        world.rating("2026-02-01").stars(1).record(),
        world.complaint("2026-02-01").record(),
        world.merchant("2026-02-01").set("status", "revoked").record(),
    ];
    assert_eq!(world.score("2026-03-01").records(), records);
    for record in records {
        world.withdrawal(record, "2026-05-01");
    }
    assert_eq!(world.score("2026-03-01").reasons(), [""; 0]);
    assert_eq!(world.score("2026-03-01").rated().points, 1000);
}

#[test]
fn a_withdrawn_version_of_a_merchant_names_it_no_more() {
    let world = World::on("2026-06-01");
    let renamed = world.merchant("2026-02-01").set("name", "虚构市噗噜雨靴商行(虚构)").record();
    let now = || world.ask("2026-06-01").merchant().version.unwrap().name;
    assert_eq!(now(), "虚构市噗噜雨靴商行(虚构)");
    world.withdrawal(renamed, "2026-05-01");
    assert_eq!(now(), "虚构市咕噜云梯商行(虚构)");
    assert_eq!(world.score("2026-06-01").name.as_deref(), Some("虚构市咕噜云梯商行(虚构)"));
}

#[test]
fn a_decision_must_name_its_target_rightly() {
    let world = World::on("2026-06-01");
    world.of(THEM).merchant("2020-01-01");
    let penalty = world.penalty("2026-01-10").record();
    let corrected = world.penalty("2026-01-10").numbered("虚罚〔2025〕900号").record();
    let version =
        world.penalty("2026-01-10").numbered("虚罚〔2025〕900号").fined("3").correcting().record();
    let rating = world.rating("2026-02-01").stars(1).record();
    let rule = |receipt| match receipt {
        Receipt::Refused { rule, .. } => rule,
        other => panic!("{other:?}"),
    };
    let ours = |target| world.withdrawal(target, "2026-05-01").receipt();
    assert_eq!(rule(ours(version)), "target_is_a_later_version");
    let mut nobody = penalty;
    nobody.seq.0 = 1_000_000;
    assert_eq!(rule(ours(nobody)), "target_is_unknown");
    let theirs = world.of(THEM).withdrawal(corrected, "2026-05-01").receipt();
    assert_eq!(rule(theirs), "target_of_another_merchant");
    // A repair is of adverse public information only, whatever the target is called.
    let mut called = penalty;
    called.seq = rating.seq;
    assert_eq!(rule(world.repair(called, "2026-05-01").receipt()), "target_is_of_another_kind");
    assert_eq!(world.score("2026-06-01").records().len(), 3, "nothing was decided");
}

#[test]
fn what_is_withdrawn_takes_no_correction() {
    let world = World::on("2026-06-01");
    let penalty = world.penalty("2026-01-10").numbered("虚罚〔2025〕901号").record();
    world.withdrawal(penalty, "2026-05-01");
    let correction = world.penalty("2026-01-10").numbered("虚罚〔2025〕901号").fined("5");
    let receipt = correction.correcting().receipt();
    assert!(matches!(receipt, Receipt::Refused { rule: "target_is_withdrawn", .. }), "{receipt:?}");
    let again = world.penalty("2026-01-10").numbered("虚罚〔2025〕901号").receipt();
    assert_eq!(again, Receipt::Duplicate { id: penalty }, "nor does it come back by itself");
}

#[test]
fn the_kind_in_the_name_of_a_target_is_checked() {
    let world = World::on("2026-06-01");
    let inspection = world.inspection("2026-02-01").failed().record();
    let mut called = inspection;
    called.kind = RecordKind::Penalty;
    let receipt = world.repair(called, "2026-05-01").receipt();
    assert!(
        matches!(receipt, Receipt::Refused { rule: "target_is_of_another_kind", .. }),
        "{receipt:?}"
    );
    world.repair(inspection, "2026-05-01");
}

#[test]
fn a_target_can_be_named_by_what_stands_on_it() {
    let world = World::on("2026-06-01");
    world.of(THEM).merchant("2020-01-01");
    let penalty = world.penalty("2026-01-10").numbered("虚罚〔2025〕902号").record();
    let inspection = world.inspection("2026-02-01").set("number", "j1").failed().record();
    let of_penalty = "penalty:虚构市城管局(虚构):虚罚(2025)902号";
    let named = |id: &str, name: &str| {
        world.of(id).repair(penalty, "2026-05-01").set("target", name).receipt()
    };
    let refused = |receipt| matches!(receipt, Receipt::Refused { rule: "target_is_unknown", .. });
    assert!(refused(named(US, "penalty:虚构市水务局(虚构):虚罚〔2025〕902号")));
    assert!(refused(named(THEM, of_penalty)), "the document of another merchant");
    assert_eq!(world.score("2026-06-01").records(), [penalty, inspection]);
    assert!(matches!(named(US, of_penalty), Receipt::Accepted { .. }), "brackets of any form");
    assert!(matches!(named(US, of_penalty), Receipt::Duplicate { .. }), "the same file again");
    assert!(matches!(named(US, "inspection:12315:j1"), Receipt::Accepted { .. }));
    assert_eq!(world.score("2026-06-01").reasons(), [""; 0]);
    let faults = world.repair(penalty, "2026-05-01").set("target", "rating:yunshi:1").faults();
    assert_eq!(faults[0].rule.code(), "record_id");
}
