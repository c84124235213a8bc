//! The end of display: a record counts until the first day after it, and not one day longer.

use crate::world::World;

/// What the card says of penalties, gravest cost first.
const FINED: [&str; 3] = [
    "Penalties of general or serious dishonesty are displayed",
    "Fines and confiscations of displayed penalties",
    "Penalties of any severity count on the day",
];

#[test]
fn a_penalty_stops_counting_the_day_its_display_ends() {
    let world = World::on("2026-03-01");
    world.penalty("2025-07-10").displayed_until("2026-01-10");
    assert_eq!(world.score("2026-01-09").reasons(), FINED);
    assert_eq!(world.score("2026-01-10").reasons(), [""; 0]);
}

#[test]
fn a_penalty_counts_from_the_day_of_its_decision() {
    let world = World::on("2026-03-01");
    world.penalty("2025-07-10");
    assert_eq!(world.score("2025-07-09").reasons(), [""; 0]);
    assert_eq!(world.score("2025-07-10").reasons(), FINED);
}

#[test]
fn the_law_ends_the_display_where_the_organ_does_not() {
    let world = World::on("2027-03-01");
    // 国办发〔2025〕22号: general 1 year, serious 3 years at most.
    let check = |severity: &str, last: &str, first_without: &str| {
        let penalty = world.penalty("2026-01-31").graded(severity).record();
        assert!(world.score(last).records().contains(&penalty), "{severity} on {last}");
        let after = world.score(first_without).records();
        assert!(!after.contains(&penalty), "{severity} on {first_without}");
    };
    check("general", "2027-01-30", "2027-01-31");
    check("serious", "2029-01-30", "2029-01-31");
}

#[test]
fn a_minor_penalty_is_in_principle_not_published_and_moves_no_score() {
    // 国办发〔2025〕22号.
    let world = World::on("2026-03-01");
    let penalty = world.penalty("2026-01-31").graded("minor").record();
    assert!(!world.score("2026-02-01").records().contains(&penalty));
}

#[test]
fn market_regulators_publish_minor_penalties_for_three_months_but_no_bare_warning() {
    // SAMR order 107 of 2025.
    let world = World::on("2026-07-01");
    let regulator = |kinds: &str| {
        let penalty = world.penalty("2026-01-31").set("organ", "虚构市市场监督管理局(虚构)");
        let fine = if kinds.contains("罚款") { "0.1" } else { "" };
        penalty.graded("minor").set("kinds", kinds).fined(fine).record()
    };
    let (fine, warning) = (regulator("警告;罚款"), regulator("警告"));
    assert!(world.score("2026-04-29").records().contains(&fine));
    assert!(!world.score("2026-04-29").records().contains(&warning));
    assert!(!world.score("2026-04-30").records().contains(&fine));
}

#[test]
fn an_organ_can_end_the_display_sooner_than_the_law_but_not_later() {
    let world = World::on("2026-03-01");
    let late = world.penalty("2026-01-10").displayed_until("2030-01-10").record();
    assert!(world.score("2027-01-09").records().contains(&late));
    assert!(!world.score("2027-01-10").records().contains(&late));
}

#[test]
fn a_restriction_of_business_longer_than_three_years_is_displayed_as_long_as_it_lasts() {
    let world = World::on("2026-03-01");
    let banned = world
        .penalty("2026-01-10")
        .set("kinds", "限制从业")
        .fined("")
        .set("valid_until", "2031-01-09")
        .record();
    assert!(world.score("2031-01-09").records().contains(&banned));
    assert!(!world.score("2031-01-10").records().contains(&banned));
}

#[test]
fn the_rules_of_the_day_asked_decide() {
    let world = World::on("2026-03-01");
    // Until 2025-06-21 a general penalty was displayed for three years, since then for one.
    let penalty = world.penalty("2024-01-10").record();
    assert!(world.score("2025-06-21").records().contains(&penalty));
    assert!(!world.score("2025-06-22").records().contains(&penalty));
}

#[test]
fn a_licence_is_in_force_through_its_last_day() {
    let world = World::empty_on("2026-03-01");
    world.merchant("2015-01-01");
    world.licence("2015-01-01").valid_until("2026-01-10");
    assert!(!world.score("2026-01-09").codes().contains(&"S3"));
    let lapsed = world.score("2026-01-10");
    assert!(lapsed.codes().contains(&"S3"));
    assert_eq!(format!("{:?}", lapsed.of("days_without_licence").value), "Number(1.0)");
}

#[test]
fn a_long_term_licence_does_not_lapse() {
    for last in ["2099/12/31", "9999/12/31", "长期"] {
        let world = World::empty_on("2026-03-01");
        world.merchant("2015-01-01");
        world.licence("2015-01-01").set("valid_until", last);
        assert!(!world.score("2150-01-01").codes().contains(&"S3"), "{last}");
    }
}
