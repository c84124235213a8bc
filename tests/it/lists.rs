//! Lists: entry, term, exit, and the veto of 严重违法失信名单.

use merchant_credit::domain::publication::list::ListKind;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::scorecard::Grade;

use crate::world::{THEM, World, day};

#[test]
fn the_serious_list_gives_the_lowest_grade_whatever_the_points_say_samr_order_44() {
    let world = World::on("2026-06-01");
    let before = world.score("2026-05-01");
    let listing = world.listing("serious_violation", "2026-05-02").record();
    assert_eq!(world.score("2026-05-01").rated().veto, None);
    let after = world.score("2026-05-02");
    let score = after.rated();
    assert_eq!(score.grade, Grade::D);
    assert_eq!(score.points, world.score("2026-05-02").points(), "the points stay");
    let veto = score.veto.as_ref().unwrap();
    assert_eq!((veto.list, veto.record), (ListKind::SeriousViolation, listing));
    assert_eq!(veto.grade_by_points, before.rated().grade);
    assert_eq!(veto.ends_on, Some(day("2029-05-02")), "three years");
}

#[test]
fn an_entry_ends_by_itself_after_three_years_samr_order_44() {
    let world = World::on("2026-06-01");
    world.listing("serious_violation", "2022-03-01");
    assert!(world.score("2025-02-28").rated().veto.is_some());
    assert!(world.score("2025-03-01").rated().veto.is_none());
}

#[test]
fn an_exit_is_a_new_version_and_keeps_the_days_before() {
    let world = World::on("2026-06-01");
    let number = "虚列〔2025〕900号";
    let entry = || world.listing("serious_violation", "2025-01-15").numbered(number);
    let listing = entry().record();
    entry().set("left_on", "2026-03-01").set("exit", "application").correcting().record();
    assert!(world.score("2026-02-28").rated().veto.is_some());
    assert!(world.score("2026-03-01").rated().veto.is_none());
    assert!(world.public_score("2026-02-28").rated().veto.is_none(), "no longer shown today");
    assert_eq!(world.ask("2026-06-01").listed(RecordKind::Listing), []);
    let then = world.ask("2026-02-28").report();
    let section = then.sections.iter().find(|section| section.kind == RecordKind::Listing).unwrap();
    assert_eq!(section.items[0].listed.as_ref().unwrap().list, ListKind::SeriousViolation);
    assert_eq!(section.items[0].record.version_of, Some(listing.seq));
}

#[test]
fn other_lists_and_honours_do_not_veto() {
    let world = World::on("2026-06-01");
    for list in ["abnormal_operation", "abnormal_state", "honour"] {
        world.listing(list, "2026-02-01");
    }
    assert!(world.score("2026-06-01").rated().veto.is_none());
    assert_eq!(world.ask("2026-06-01").listed(RecordKind::Listing).len(), 3);
}

#[test]
fn a_merchant_on_the_serious_list_does_not_escape_for_want_of_records() {
    let world = World::empty_on("2026-06-01");
    world.of(THEM).merchant("2026-01-01").record();
    assert_eq!(world.of(THEM).score("2026-06-01").lacking().len(), 4);
    world.of(THEM).listing("serious_violation", "2026-02-01").record();
    assert_eq!(world.of(THEM).score("2026-06-01").rated().grade, Grade::D);
}

#[test]
fn a_withdrawn_entry_never_was() {
    let world = World::on("2026-06-01");
    let listing = world.listing("serious_violation", "2026-02-01").record();
    world.withdrawal(listing, "2026-05-01").record();
    assert!(world.score("2026-03-01").rated().veto.is_none());
}
