//! Who is who: stubs, shops that are claimed later, merged and former codes, names over time.

use merchant_credit::app::AppError;
use merchant_credit::app::rescore::RescoreOptions;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::{Receipt, SubjectWas};

use crate::world::{OTHERS, THEM, US, World, day};

const SHOP: &str = "yunshi:s77";

#[test]
fn a_record_of_an_unknown_subject_creates_a_stub() {
    let world = World::empty_on("2026-03-01");
    let was = |receipt| match receipt {
        Receipt::Accepted { subject, .. } => subject,
        other => panic!("{other:?}"),
    };
    assert_eq!(was(world.of(SHOP).rating("2026-02-01").stars(5).receipt()), SubjectWas::Unknown);
    assert_eq!(was(world.of(SHOP).rating("2026-02-02").stars(5).receipt()), SubjectWas::Known);
    assert_eq!(world.of(SHOP).score("2026-03-01").lacking(), ["identity"]);
    assert_eq!(world.of(SHOP).ask("2026-03-01").merchant().version, None);
}

#[test]
fn a_rating_that_names_a_platforms_shop_reaches_its_owner() {
    let world = World::on("2026-03-01");
    world.merchant("2025-01-01").set("shops", SHOP);
    let by_shop = |order: &str| {
        world.rating("2026-02-01").of_order(order).set("merchant", "").set("shop", "s77")
    };
    let low = by_shop("o1").stars(1).record();
    let complaint = world.of(SHOP).complaint("2026-02-01").record();
    let score = world.score("2026-03-01");
    assert_eq!(score.records(), [low, complaint]);
    let by_shop = world.of(SHOP).score("2026-03-01");
    assert_eq!(by_shop, score, "the shop's score is its owner's");
}

#[test]
fn a_shop_claimed_later_brings_its_records_and_leaves_the_past_as_it_was_known() {
    let world = World::on("2026-02-20");
    let low = world.of(SHOP).rating("2026-02-01").stars(1).record();
    let complaint = world.of(SHOP).complaint("2026-02-01").record();
    let owner_then = world.score("2026-02-20");
    let shop_then = world.of(SHOP).score("2026-02-20");
    assert_eq!(owner_then.reasons(), [""; 0]);
    world.wait_until("2026-03-01");
    world.merchant("2026-01-01").set("shops", SHOP);
    assert_eq!(world.score("2026-03-01").records(), [low, complaint]);
    assert_eq!(world.score("2026-02-20").records(), [low, complaint], "known now of that day");
    assert_eq!(world.of(SHOP).score("2026-03-01"), world.score("2026-03-01"));
    let asked_again = world.ask("2026-02-20").known_at(owner_then.known_at).score();
    assert_eq!(asked_again, owner_then);
    let shop_again = world.of(SHOP).ask("2026-02-20").known_at(shop_then.known_at).score();
    assert_eq!(shop_again, shop_then, "by its own name the shop was a stub then");
}

#[test]
fn a_shop_has_one_owner() {
    let world = World::on("2026-03-01");
    world.merchant("2026-01-01").set("shops", SHOP);
    let receipt = world.of(THEM).merchant("2026-01-01").set("shops", SHOP).receipt();
    assert!(
        matches!(receipt, Receipt::Refused { field: "shops", rule: "shop_has_another_owner", .. }),
        "{receipt:?}"
    );
    let error = world.of(THEM).ask("2026-03-01").try_score().unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "nothing of the refused claim stays");
}

#[test]
fn merged_identities_are_one_merchant_with_all_records() {
    let world = World::on("2026-03-01");
    world.establish(THEM);
    let ours = world.penalty("2026-01-10").record();
    let theirs = world.of(THEM).penalty("2026-01-20").record();
    world.of(US).merge(THEM, "2026-02-01");
    assert_eq!(world.score("2026-03-01").records(), [ours, theirs]);
    assert_eq!(world.of(THEM).score("2026-03-01"), world.score("2026-03-01"));
    let report = world.ask("2026-03-01").report();
    assert_eq!(world.ask("2026-03-01").listed(RecordKind::Penalty), [theirs, ours]);
    assert_eq!(report.sections.last().unwrap().n, 128, "the ratings of both");
}

#[test]
fn a_merchant_merged_twice_over_is_found_by_each_of_its_names() {
    let world = World::on("2026-03-01");
    world.of(SHOP).complaint("2026-02-01");
    world.of(THEM).merchant("2020-01-01");
    world.of(THEM).merge(SHOP, "2026-02-01");
    world.of(US).merge(THEM, "2026-02-02");
    let score = world.score("2026-03-01");
    assert_eq!(score.codes(), ["C1"]);
    assert_eq!(world.of(THEM).score("2026-03-01"), score);
    assert_eq!(world.of(SHOP).score("2026-03-01"), score);
    let later = world.of(SHOP).complaint("2026-02-11").record();
    assert!(world.score("2026-03-01").records().contains(&later));
}

#[test]
fn merchants_that_claim_each_other_do_not_go_in_circles() {
    let world = World::on("2026-03-01");
    world.of(THEM).merchant("2020-01-01");
    world.of(US).merge(THEM, "2026-02-01");
    world.of(THEM).merge(US, "2026-02-02");
    assert_eq!(world.of(THEM).score("2026-03-01"), world.score("2026-03-01"));
    assert_eq!(world.rescore(&RescoreOptions::default()).unwrap().tally.n_merchants(), 1);
}

#[test]
fn a_former_code_and_older_numbers_find_the_merchant() {
    let world = World::on("2026-03-01");
    let former = world.of(OTHERS).penalty("2026-01-10").record();
    world
        .merchant("2026-01-15")
        .set("former_uscc", OTHERS)
        .set("registration_number", "449903000012345")
        .set("organisation_code", "MAYGW0JK2");
    let by_number = world
        .penalty("2026-01-20")
        .set("merchant", "00000000000000000X")
        .set("registration_number", "449903000012345")
        .record();
    let score = world.score("2026-03-01");
    assert_eq!(score.records(), [former, by_number]);
    for id in [OTHERS, "registration-number:449903000012345", "organisation-code:MAYGW0JK2"] {
        assert_eq!(world.of(id).score("2026-03-01"), score, "{id}");
    }
}

#[test]
fn one_document_is_one_record_by_whichever_name_its_subject_is_called() {
    let world = World::on("2026-03-01");
    let penalty = |id: &str| world.of(id).penalty("2026-01-10").numbered("虚罚〔2025〕77号");
    let first = penalty(OTHERS).record();
    let again = Receipt::Duplicate { id: first };
    world.merchant("2026-01-15").set("former_uscc", OTHERS);
    assert_eq!(penalty(OTHERS).receipt(), again, "the same file once more");
    assert_eq!(penalty(US).receipt(), again, "another file, by the code of today");
    assert_eq!(world.score("2026-03-01").records(), [first]);
    let second = |id: &str| world.of(id).penalty("2026-01-11").numbered("虚罚〔2025〕78号");
    let by_former = second(OTHERS).record();
    assert_eq!(second(US).receipt(), Receipt::Duplicate { id: by_former });
}

#[test]
fn names_change_and_the_report_keeps_them() {
    let world = World::on("2026-03-01");
    world.merchant("2020-01-01").set("name", "虚构市噗噜雨靴商行(虚构)");
    world.merchant("2024-01-01").set("name", "虚构市啵嘟月壳商行(虚构)");
    let merchant = world.ask("2026-03-01").merchant();
    assert_eq!(merchant.version.unwrap().name, "虚构市啵嘟月壳商行(虚构)");
    let former: Vec<_> =
        merchant.former_names.iter().map(|former| (former.name.as_str(), former.from)).collect();
    let expect = [
        ("虚构市噗噜雨靴商行(虚构)", day("2020-01-01")),
        ("虚构市咕噜云梯商行(虚构)", day("2010-03-01")),
    ];
    assert_eq!(former, expect);
    assert_eq!(world.score("2023-01-01").name.as_deref(), Some("虚构市噗噜雨靴商行(虚构)"));
    assert_eq!(world.score("2026-03-01").name.as_deref(), Some("虚构市啵嘟月壳商行(虚构)"));
}

#[test]
fn the_status_of_the_day_counts_and_not_a_later_one() {
    let world = World::on("2026-03-01");
    let dormant = world.merchant("2026-02-01").set("status", "歇业").record();
    assert_eq!(world.score("2026-01-31").reasons(), [""; 0]);
    assert_eq!(world.score("2026-02-01").records(), [dormant]);
}

#[test]
fn one_document_held_by_two_identities_counts_once_when_they_are_one() {
    let world = World::on("2026-03-01");
    world.establish(THEM);
    let held_by = |id: &str| world.of(id).penalty("2026-01-10").numbered("虚罚〔2025〕79号");
    let ours = held_by(US).record();
    let theirs = held_by(THEM).fined("3").record();
    let alone = world.score("2026-03-01");
    world.of(US).merge(THEM, "2026-02-01");
    let merged = world.score("2026-03-01");
    assert_eq!(merged.records(), [theirs], "the later copy is the later version");
    assert_eq!(merged.rated().points, alone.rated().points, "one penalty weighs as one");
    assert_eq!(world.ask("2026-03-01").listed(RecordKind::Penalty), [theirs]);
    // What is decided on either copy is decided on the document.
    world.repair(ours, "2026-03-01");
    assert_eq!(world.score("2026-03-01").reasons(), [""; 0]);
    assert_eq!(world.score("2026-02-28").records(), [theirs], "the days before keep it");
    assert_eq!(world.public_score("2026-02-28").reasons(), [""; 0]);
}

#[test]
fn a_repaired_copy_is_in_no_public_answer_as_known_before_the_identities_were_one() {
    let world = World::on("2026-03-01");
    world.establish(THEM);
    let held_by = |id: &str| world.of(id).penalty("2026-01-10").numbered("虚罚〔2025〕79号");
    let ours = held_by(US).record();
    held_by(THEM).record();
    let before = world.score("2026-03-01").known_at;
    world.wait_until("2026-03-02");
    world.of(US).merge(THEM, "2026-02-01");
    world.repair(ours, "2026-03-02");
    let then = world.of(THEM).ask("2026-02-01").known_at(before).in_public().score();
    assert_eq!(then.reasons(), [""; 0]);
}
