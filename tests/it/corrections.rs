//! Natural keys and versions: sent twice is once, other content is a conflict unless it says that it
//! corrects, and a correction is a new version that leaves the old one to be asked for.

use merchant_credit::store::append::Receipt;
use merchant_credit::store::read;

use crate::world::{Submission, THEM, US, World};

fn conflict(receipt: &Receipt) -> bool {
    matches!(receipt, Receipt::Conflict { .. })
}

#[test]
fn the_same_content_again_changes_nothing() {
    let world = World::on("2026-03-01");
    let penalty = world.penalty("2026-01-10").numbered("虚市监罚字〔2025〕12号").record();
    let before = world.score("2026-03-01");
    for number in ["虚市监罚字〔2025〕12号", "虚市监罚字[2025]12号", "虚市监罚字（2025）１２号"]
    {
        let receipt = world.penalty("2026-01-10").numbered(number).receipt();
        let known = receipt == Receipt::Duplicate { id: penalty };
        assert!(known || conflict(&receipt), "{number}: {receipt:?}");
    }
    assert_eq!(world.score("2026-03-01"), before);
}

/// One record, its copy, another content under its key, and a correction to that content.
fn check<'w>(one: &dyn Fn() -> Submission<'w>, field: &'static str, value: &str) {
    let first = one().record();
    assert_eq!(one().receipt(), Receipt::Duplicate { id: first });
    assert_eq!(one().set(field, value).receipt(), Receipt::Conflict { id: first }, "{field}");
    let second = one().set(field, value).correcting().record();
    assert_ne!(first, second);
    assert_eq!(one().receipt(), Receipt::Duplicate { id: first }, "the earlier version");
    let same = one().set(field, value).correcting().receipt();
    assert_eq!(same, Receipt::Duplicate { id: second });
}

#[test]
fn other_content_under_the_same_key_is_a_conflict_unless_it_corrects() {
    let world = World::on("2026-03-01");
    let penalty = || world.penalty("2026-01-10").numbered("虚罚〔2025〕901号");
    check(&penalty, "content", "罚款");
    let licence = || world.licence("2026-01-10").numbered("虚许〔2025〕901号");
    check(&|| licence().set("content", "食品"), "content", "药品");
    let inspection = || world.inspection("2026-01-10").set("number", "901");
    check(&|| inspection().set("occasion", "日常"), "occasion", "投诉");
    let complaint = || world.complaint("2026-01-10").set("number", "901");
    check(&|| complaint().set("channel", "电话"), "channel", "网络");
    let rating = || world.rating("2026-01-10").of_order("901").stars(4).set("rater", "someone");
    check(&rating, "incentivised", "true");
    let merchant = || world.merchant("2026-01-10");
    check(&|| merchant().set("industry", "5291"), "industry", "5292");
}

#[test]
fn a_follow_up_review_is_a_rating_of_its_own() {
    let world = World::on("2026-03-01");
    let first = world.rating("2026-01-10").of_order("o1").stars(5).record();
    let follow_up =
        world.rating("2026-01-20").of_order("o1").set("sequence", "1").stars(2).record();
    assert_ne!(first, follow_up);
    assert!(world.score("2026-03-01").records().contains(&follow_up));
}

#[test]
fn a_correction_counts_for_every_day_once_it_is_known() {
    let world = World::on("2026-03-01");
    let penalty = || world.penalty("2026-01-10").numbered("虚罚〔2025〕902号").fined("20");
    let first = penalty().record();
    let then = world.score("2026-02-01");
    world.wait_until("2026-03-05");
    let second = penalty().fined("0.2").correcting().record();
    let now = world.score("2026-02-01");
    assert_eq!((then.records(), now.records()), (vec![first], vec![second]));
    assert!(now.points() > then.points());
    assert_eq!(world.ask("2026-02-01").known_at(then.known_at).score(), then);
}

#[test]
fn a_corrected_day_moves_the_record() {
    let world = World::on("2026-03-01");
    let failed = |on: &str| world.inspection(on).set("number", "903").failed();
    failed("2026-01-10").record();
    let moved = failed("2026-02-10").correcting().record();
    assert_eq!(world.score("2026-02-09").reasons(), [""; 0]);
    assert_eq!(world.score("2026-02-10").records(), [moved]);
}

#[test]
fn a_corrected_rating_counts_once_and_as_corrected() {
    let world = World::on("2026-03-01");
    let rating = |on: &str, stars| world.rating(on).of_order("o9").stars(stars).set("rater", "r");
    rating("2026-01-10", 1).record();
    let low = world.score("2026-03-01");
    assert!(low.points() < 1000);
    let moved = rating("2026-01-12", 1).correcting().record();
    assert_eq!(world.score("2026-01-11").reasons(), [""; 0]);
    assert_eq!(world.score("2026-03-01").records(), [moved]);
    rating("2026-01-12", 5).correcting().record();
    assert_eq!(world.score("2026-03-01").reasons(), [""; 0]);
    let shares = |answer: &crate::world::Answer| answer.of("ratings_low_share_365").value.clone();
    assert_eq!(shares(&world.score("2026-03-01")), shares(&world.score("2026-01-09")));
}

#[test]
fn duplicates_conflicts_and_corrections_are_found_within_one_batch() {
    let world = World::on("2026-03-01");
    let one =
        |wan_yuan: &str| world.penalty("2026-01-10").numbered("虚罚〔2025〕904号").fined(wan_yuan);
    let drafts = [
        one("2").draft(),
        one("2").draft(),
        one("3").draft(),
        one("3").correcting().draft(),
        one("3").draft(),
        one("2").draft(),
    ];
    let receipts = world.submit(&drafts);
    let [first, again, conflict, corrected, known, earlier] = receipts.as_slice() else {
        panic!("{receipts:?}")
    };
    let Receipt::Accepted { id: first, .. } = first else { panic!("{first:?}") };
    let Receipt::Accepted { id: second, .. } = corrected else { panic!("{corrected:?}") };
    assert_eq!(again, &Receipt::Duplicate { id: *first });
    assert_eq!(conflict, &Receipt::Conflict { id: *first });
    assert_eq!(known, &Receipt::Duplicate { id: *second });
    assert_eq!(earlier, &Receipt::Duplicate { id: *first });
    assert_eq!(world.score("2026-03-01").records(), [*second]);
}

#[test]
fn every_version_of_a_record_stays_and_names_the_first() {
    let world = World::on("2026-03-01");
    let one =
        |wan_yuan: &str| world.penalty("2026-01-10").numbered("虚罚〔2025〕905号").fined(wan_yuan);
    let first = one("2").record();
    let second = one("3").correcting().record();
    let third = one("4").correcting().record();
    let app = world.app();
    let versions = app.store().read(|connection| read::versions(connection, first.seq)).unwrap();
    let expect = [(first, None), (second, Some(first.seq)), (third, Some(first.seq))];
    let found: Vec<_> = versions.iter().map(|record| (record.id(), record.version_of)).collect();
    assert_eq!(found, expect);
}

#[test]
fn a_correction_cannot_hand_a_record_to_another_merchant() {
    let world = World::on("2026-03-01");
    world.establish(THEM);
    let rating = |id: &str| world.of(id).rating("2026-01-10").of_order("o7").set("rater", "r");
    rating(US).stars(1).record();
    let before = [world.score("2026-03-01"), world.of(THEM).score("2026-03-01")];
    let receipt = rating(THEM).stars(1).correcting().receipt();
    let rule = "correction_of_another_merchant";
    assert!(matches!(receipt, Receipt::Refused { rule: r, .. } if r == rule), "{receipt:?}");
    assert_eq!([world.score("2026-03-01"), world.of(THEM).score("2026-03-01")], before);
}
