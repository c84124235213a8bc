//! Scores: the sum is the score, every lost point names its records, parts stay apart, and a merchant
//! with too little on record is not rated.

use merchant_credit::app::AppError;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::scorecard::{Grade, Part};

use crate::world::{THEM, US, World, day};

/// Features that can only be wanting: no record stands against a merchant that is young, has no
/// rating or was never inspected.
const WANTING: [&str; 4] =
    ["age_years", "inspections_adverse_share_1095", "rating_mean_stars", "ratings_low_share_365"];

#[test]
fn a_merchant_in_good_standing_loses_nothing() {
    let world = World::on("2026-03-01");
    for as_of in ["2022-05-01", "2025-03-01", "2026-03-01"] {
        let score = world.score(as_of);
        assert_eq!(score.reasons(), [""; 0], "{as_of}");
        assert_eq!((score.points(), score.rated().grade), (1000, Grade::Aaa), "{as_of}");
    }
}

#[test]
fn base_points_and_contributions_add_up_to_the_points() {
    let world = World::on("2026-03-01");
    world.penalty("2026-01-10");
    world.inspection("2026-02-01").failed();
    world.rating("2026-02-02").stars(1);
    world.complaint("2026-02-03").set("class", "safety").ended("failed", "2026-02-20");
    let score = world.score("2026-03-01");
    let score = score.rated();
    let sum: i32 = score.contributions.iter().map(|contribution| contribution.points).sum();
    assert_eq!(score.base_points + sum, score.points);
    assert!(score.points < 1000);
}

#[test]
fn the_parts_of_public_and_market_information_are_kept_apart() {
    let world = World::on("2026-03-01");
    let before = world.score("2026-03-01");
    world.penalty("2026-01-10");
    let fined = world.score("2026-03-01");
    assert!(fined.rated().public_points < before.rated().public_points);
    assert_eq!(fined.rated().market_points, before.rated().market_points);
    world.complaint("2026-02-03");
    let complained = world.score("2026-03-01");
    assert_eq!(complained.rated().public_points, fined.rated().public_points);
    assert!(complained.rated().market_points < fined.rated().market_points);
    for contribution in &complained.rated().contributions {
        let is_market = contribution.feature.starts_with("rating")
            || contribution.feature.contains("complaint");
        let part = if is_market { Part::Market } else { Part::Public };
        assert_eq!(contribution.part, part, "{}", contribution.feature);
    }
    let score = complained.rated();
    assert_eq!(score.base_points + score.public_points + score.market_points, score.points);
}

#[test]
fn every_lost_point_names_the_records_that_cost_it() {
    let world = World::on("2026-03-01");
    let penalty = world.penalty("2026-01-10").graded("serious").record();
    let inspection = world.inspection("2026-02-01").failed().set("n_serious", "2").record();
    let rating = world.rating("2026-02-02").stars(1).record();
    let middling = world.rating("2026-02-03").stars(3).record();
    let complaint = world.complaint("2026-02-03").set("class", "safety").record();
    let dormant = world.merchant("2026-02-20").set("status", "dormant").record();
    let score = world.score("2026-03-01");
    let expect = [penalty, inspection, rating, middling, complaint, dormant];
    assert_eq!(score.records(), expect);
    for reason in score.lost() {
        assert!(!reason.records.is_empty(), "{} names no record", reason.feature);
        assert_eq!(reason.n_records, reason.records.len(), "{}", reason.feature);
        assert!(!reason.reason.en.is_empty() && !reason.reason.zh.is_empty());
    }
}

#[test]
fn points_lost_for_want_of_records_are_the_only_ones_without_a_record() {
    let world = World::empty_on("2026-03-01");
    world.of(THEM).merchant("2025-06-01");
    world.of(THEM).penalty("2026-01-10");
    let score = world.of(THEM).score("2026-03-01");
    let wanting: Vec<&str> =
        score.lost().filter(|reason| reason.records.is_empty()).map(|r| r.feature).collect();
    assert!(!wanting.is_empty());
    for feature in wanting {
        assert!(WANTING.contains(&feature) || feature == "days_without_licence", "{feature}");
    }
}

#[test]
fn a_fine_counts_in_exact_yuan() {
    let world = World::on("2026-03-01");
    world.penalty("2026-01-10").fined("0.123456");
    let score = world.score("2026-03-01");
    let fines = &score.of("fines_yuan").value;
    assert_eq!(format!("{fines:?}"), "Number(1234.56)");
}

#[test]
fn who_is_only_named_by_others_is_not_rated() {
    let world = World::empty_on("2026-03-01");
    world.of("yunshi:s1").complaint("2026-02-01");
    assert_eq!(world.of("yunshi:s1").score("2026-03-01").lacking(), ["identity"]);
}

#[test]
fn who_has_too_little_on_record_is_told_what_is_lacking() {
    let world = World::empty_on("2026-03-01");
    world.of(THEM).merchant("2025-12-01");
    world.of(THEM).licence("2025-12-01");
    for order in 0..4 {
        world.of(THEM).rating("2026-02-01").of_order(&format!("o{order}")).stars(5);
    }
    let lacking = ["inspection", "licensed_year", "ratings", "adverse_record"];
    assert_eq!(world.of(THEM).score("2026-03-01").lacking(), lacking);
    assert_eq!(world.of(THEM).score("2026-11-30").lacking(), lacking);
    assert_eq!(world.of(THEM).score("2026-12-01").lacking(), [""; 0], "licensed for a year");
    world.of(THEM).rating("2026-02-01").of_order("o5").stars(5);
    assert_eq!(world.of(THEM).score("2026-03-01").lacking(), [""; 0], "five ratings");
}

#[test]
fn an_adverse_record_alone_makes_ratable() {
    let world = World::empty_on("2026-03-01");
    world.of(THEM).merchant("2025-12-01");
    world.of(THEM).complaint("2026-02-01");
    assert_eq!(world.of(THEM).score("2026-01-31").lacking().len(), 4);
    assert_eq!(world.of(THEM).score("2026-02-01").lacking(), [""; 0]);
}

#[test]
fn a_complaint_that_was_refused_or_withdrawn_costs_nothing() {
    let world = World::on("2026-03-01");
    world.complaint("2026-02-01").set("outcome", "refused");
    world.complaint("2026-02-01").ended("withdrawn", "2026-02-10");
    world.complaint("2026-02-01").set("outcome", "received").set("accepted_on", "");
    assert_eq!(world.score("2026-03-01").reasons(), [""; 0]);
    let then = world.score("2026-02-05");
    assert_eq!(then.codes(), ["C1"], "until it was withdrawn it was an accepted one");
}

#[test]
fn an_expert_card_gives_no_probability_and_says_what_it_rests_on() {
    let world = World::on("2026-03-01");
    let score = world.score("2026-03-01");
    assert_eq!(score.rated().probability, None);
    assert_eq!(score.versions.scorecard, "expert-1");
    let hashes = [&score.versions.rules, &score.versions.scorecard_sha256];
    assert!(hashes.iter().all(|hash| hash.len() == 64));
    assert!(!score.versions.calendar.is_empty() && !score.disclaimer.is_empty());
    assert_eq!(score.name.as_deref(), Some("虚构市咕噜云梯商行(虚构)"));
}

#[test]
fn a_merchant_that_nobody_named_is_not_found() {
    let world = World::on("2026-03-01");
    let error = world.of(THEM).ask("2026-03-01").try_score().unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "{error}");
}

#[test]
fn a_report_shows_what_counts_with_the_reason_and_the_end_of_its_display() {
    let world = World::on("2026-05-01");
    let penalty = world.penalty("2026-01-10").record();
    world.penalty("2024-01-10");
    let report = world.ask("2026-05-01").report();
    assert_eq!(world.ask("2026-05-01").listed(RecordKind::Penalty), [penalty]);
    let sections = report.sections.iter().map(|section| (section.kind.name(), section.n));
    let expect = [
        ("licence", 1),
        ("penalty", 1),
        ("inspection", 6),
        ("complaint", 0),
        ("listing", 0),
        ("rating", 64),
    ];
    assert_eq!(sections.collect::<Vec<_>>(), expect);
    let shown = report.sections[1].items[0].shown.clone().unwrap();
    // 信用修复管理办法 (NDRC order 36 of 2025): general, 3 months at least, 1 year at most.
    assert_eq!(
        (shown.earliest_end, shown.latest_end),
        (day("2026-04-10"), Some(day("2027-01-10")))
    );
    assert_eq!((shown.from, shown.rule.as_str()), (day("2026-01-10"), "display.ndrc-36.general"));
    assert_eq!(report.merchant.id.to_string(), US);
    assert_eq!(report.score, world.score("2026-05-01").0);
}
