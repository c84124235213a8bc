//! Ratings, complaints and inspections.

use super::*;
use crate::domain::record::Detail;
use crate::domain::record::rating::{Purchase, Rating, Stars};

fn rating(row: &Given) -> Rating {
    match row.draft().detail {
        Detail::Rating(rating) => rating,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_rating_gives_one_figure_or_three_dimensions() {
    let row = given(RecordKind::Rating);
    assert_eq!(rating(&row).stars, Stars::Overall(4));
    let three = row
        .clone()
        .without("stars")
        .with("description_match", "5")
        .with("service_attitude", "４")
        .with("logistics_service", "3");
    assert_eq!(
        rating(&three).stars,
        Stars::Dimensions { description_match: 5, service_attitude: 4, logistics_service: 3 }
    );
    for wrong in [
        row.clone().without("stars"),
        three.clone().with("stars", "4"),
        three.clone().without("service_attitude"),
    ] {
        assert_eq!(wrong.faults(), ["stars stars_or_dimensions"]);
    }
    assert_eq!(three.with("service_attitude", "0").faults(), ["service_attitude stars"]);
    for value in ["0", "6", "4.5", "good"] {
        assert_eq!(row.clone().with("stars", value).faults(), ["stars stars"]);
    }
}

#[test]
fn a_rating_keeps_what_it_says() {
    let row = given(RecordKind::Rating)
        .with("sequence", "2")
        .with("verified_purchase", "true")
        .with("incentivised", "是")
        .with("platform", "Haimen");
    let rating = rating(&row);
    assert_eq!((rating.platform.as_str(), rating.order.as_str()), ("haimen", "1001"));
    assert_eq!((rating.item.as_str(), rating.sequence), ("1", 2));
    assert_eq!(rating.rater, "r1");
    assert_eq!(rating.purchase, Purchase::Verified);
    assert!(rating.incentivised);
}

#[test]
fn a_rating_without_a_merchant_reaches_the_shop() {
    let row = given(RecordKind::Rating).without("merchant");
    assert_eq!(row.faults(), ["merchant subject"]);
    let row = row.with("shop", "S778");
    assert_eq!(row.draft().subject.to_string(), "haimen:S778");
    assert_eq!(row.clone().with("shop", "a b").faults(), ["shop merchant_id"]);
    assert_eq!(row.clone().with("platform", "海门").faults(), ["platform platform"]);
    assert_eq!(row.clone().with("merchant", "x").faults(), ["merchant credit_code"]);
    assert_eq!(row.with("merchant", ENTERPRISE).draft().subject.to_string(), ENTERPRISE);
}

#[test]
fn a_complaint_may_name_a_shop_too() {
    let row = given(RecordKind::Complaint).without("merchant");
    assert_eq!(row.faults(), ["merchant subject"]);
    assert_eq!(row.clone().with("shop", "S778").faults(), ["platform subject"]);
    let row = row.with("shop", "S778").with("platform", "haimen");
    assert_eq!(row.draft().subject.to_string(), "haimen:S778");
}

#[test]
fn the_steps_of_a_complaint_follow_each_other() {
    let row = given(RecordKind::Complaint)
        .with("accepted_on", "2026-06-05")
        .with("answered_on", "2026-06-03")
        .with("closed_on", "2026-07-01")
        .with("outcome", "settled");
    assert_eq!(row.faults(), [""; 0]);
    for (field, value, expect) in [
        ("accepted_on", "2026-05-31", "accepted_on day_order"),
        ("answered_on", "2026-05-31", "answered_on day_order"),
        ("closed_on", "2026-06-04", "closed_on day_order"),
        ("closed_on", "2026-05-31", "closed_on day_order"),
        ("outcome", "accepted", "outcome outcome"),
        ("outcome", "待受理", "outcome outcome"),
    ] {
        assert_eq!(row.clone().with(field, value).faults(), [expect], "{field} {value}");
    }
}

#[test]
fn an_inspection_that_passed_with_critical_findings_is_doubted() {
    let row = given(RecordKind::Inspection).with("n_critical", "1");
    assert_eq!(row.warnings(), ["result passed_with_critical"]);
    assert_eq!(row.with("result", "failed").warnings(), [""; 0]);
}
