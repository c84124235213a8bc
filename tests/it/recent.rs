//! What was published lately, and what was published late.

use merchant_credit::app::mark::PublishedLate;
use merchant_credit::domain::record::kind::RecordKind;

use crate::world::{THEM, US, World, day};

fn recent(world: &World) -> Vec<(String, String)> {
    let found = world.app().recent_publications().unwrap();
    found
        .iter()
        .map(|own| (own.item.record.id().to_string(), own.published_on.to_string()))
        .collect()
}

#[test]
fn the_newest_publications_come_first() {
    let world = World::on("2026-11-16");
    let before = recent(&world).len();
    let licence = world.licence("2026-11-02").set("published_at", "2026-11-09T09:00:00+08:00");
    let licence = licence.record().to_string();
    let penalty = world.penalty("2026-11-03").set("published_at", "2026-11-05T09:00:00+08:00");
    let penalty = penalty.record().to_string();
    let found = recent(&world);
    assert_eq!(found.len(), before + 2);
    assert_eq!(found[0], (licence, "2026-11-09".to_owned()));
    assert_eq!(found[1], (penalty, "2026-11-05".to_owned()));
}

#[test]
fn what_may_not_be_shown_is_no_publication_any_more() {
    let world = World::on("2026-11-16");
    world.establish(THEM);
    let before = recent(&world);
    let penalty = world.of(THEM).penalty("2026-03-10").fined("30");
    let penalty = penalty.set("published_at", "2026-03-12T09:00:00+08:00").record();
    assert_eq!(recent(&world).len(), before.len() + 1);
    world.of(THEM).repair(penalty, "2026-11-10").receipt();
    assert_eq!(recent(&world), before);
}

/// How a penalty that was decided on Monday 2026-11-02 and published on a day is marked.
fn late(published_on: &str) -> Option<PublishedLate> {
    let world = World::on("2026-11-30");
    let penalty = world.penalty("2026-11-02").fined("30");
    let penalty = penalty.set("published_at", &format!("{published_on}T09:00:00+08:00")).record();
    let report = world.ask("2026-11-30").in_public().report();
    let penalties = report.sections.into_iter().filter(|own| own.kind == RecordKind::Penalty);
    let mut items = penalties.flat_map(|own| own.items);
    let item = items.find(|item| item.record.id() == penalty);
    assert_eq!(report.merchant.id.to_string(), US);
    item.unwrap_or_else(|| panic!("{penalty} is not shown")).published_late
}

#[test]
fn a_decision_published_after_seven_working_days_is_marked() {
    assert_eq!(late("2026-11-11"), None);
    let due_on = day("2026-11-11");
    assert_eq!(late("2026-11-12"), Some(PublishedLate { due_on, by_n: 1 }));
    assert_eq!(late("2026-11-18"), Some(PublishedLate { due_on, by_n: 5 }));
}
