//! Tests of display: each names the clause that sets the period.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::money::Fen;
use crate::domain::publication::Rules;
use crate::domain::publication::row::Authority;

const SAMR: &str = "湛江市赤坎区市场监督管理局";

fn shipped() -> &'static Rules {
    static SHIPPED: LazyLock<Rules> = LazyLock::new(|| Rules::shipped().unwrap());
    &SHIPPED
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn terms(kinds: &str, decided_on: &str, restricted_until: Option<&str>) -> PenaltyTerms {
    PenaltyTerms {
        kinds: PenaltyKinds::parse(kinds).unwrap(),
        fine_fen: Fen::ZERO,
        confiscated_fen: Fen::ZERO,
        simple_procedure: false,
        decided_on: day(decided_on),
        restricted_until: restricted_until.map(day),
    }
}

fn starts(decided_on: &str, published_on: Option<&str>, act_ended_on: Option<&str>) -> StartDates {
    StartDates {
        decided_on: day(decided_on),
        published_on: published_on.map(day),
        act_ended_on: act_ended_on.map(day),
    }
}

/// `earliest..latest rule`, for a penalty decided on 2026-05-11 and published on 2026-05-18.
fn shown(authority: Authority<'_>, kinds: &str, severity: Severity, on: &str) -> String {
    let rules = shipped();
    let display = rules.applying_to(authority).display(
        &terms(kinds, "2026-05-11", None),
        severity,
        &starts("2026-05-11", Some("2026-05-18"), Some("2026-04-02")),
        None,
        day(on),
    );
    let latest = display.latest_end.map_or("ever".to_owned(), |end| end.to_string());
    let hidden = if display.shown { "" } else { " hidden" };
    format!("{}..{latest} {}{hidden}", display.earliest_end, display.rule_id)
}

fn samr() -> Authority<'static> {
    Authority { organ: SAMR, ..Authority::of_place("cn", "440803") }
}

#[test]
fn periods_count_from_the_decision_ndrc_order_36() {
    let check = |severity, expect: &str| {
        let zhanjiang = Authority::of_place("cn", "440800");
        assert_eq!(shown(zhanjiang, "罚款", severity, "2026-11-16"), expect);
    };
    check(Severity::Minor, "2026-05-11..2026-08-11 display.ndrc-36.minor hidden");
    check(Severity::General, "2026-08-11..2027-05-11 display.ndrc-36.general");
    check(Severity::Serious, "2027-05-11..2029-05-11 display.ndrc-36.serious");
}

#[test]
fn periods_count_from_publication_samr_order_45_art_13_and_order_107() {
    let check = |kinds, severity, expect: &str| {
        assert_eq!(shown(samr(), kinds, severity, "2026-11-16"), expect);
    };
    let minor = "2026-05-18..2026-08-18 display.samr-107.minor";
    check("通报批评", Severity::Minor, minor);
    check("警告;通报批评", Severity::Minor, minor);
    // Art. 2: a warning alone is not displayed.
    check("警告", Severity::Minor, &format!("{minor} hidden"));
    check("罚款", Severity::General, "2026-08-18..2027-05-18 display.samr-107.general");
    check("吊销许可证件", Severity::Serious, "2027-05-18..2029-05-18 display.samr-107.serious");
}

#[test]
fn periods_count_from_the_end_of_the_act_shanghai_art_35_and_shandong_art_38() {
    for (region, rule) in [("310115", "shanghai"), ("370200", "shandong")] {
        let shown =
            shown(Authority::of_place("cn", region), "罚款", Severity::General, "2026-11-16");
        assert_eq!(shown, format!("2026-07-02..2027-04-02 display.{rule}.general"));
    }
}

#[test]
fn the_rules_in_force_on_the_day_asked_apply() {
    let rules = shipped();
    let check = |on: &str, earliest: &str, latest: &str| {
        let (terms, starts) = (terms("罚款", "2025-01-10", None), starts("2025-01-10", None, None));
        let display =
            rules.display(&terms, Severity::General, &starts, None, "cn", "440800", day(on));
        assert_eq!(display.earliest_end, day(earliest), "{on}");
        assert_eq!(display.latest_end, Some(day(latest)), "{on}");
        assert_eq!(display.from, day("2025-01-10"));
    };
    // NDRC order 58 until 2025-06-21, then 国办发〔2025〕22号, from 2026-04-01 NDRC order 36.
    check("2025-06-21", "2025-04-10", "2028-01-10");
    check("2025-06-22", "2025-04-10", "2026-01-10");
    check("2026-04-01", "2025-04-10", "2026-01-10");
}

#[test]
fn the_end_that_the_organ_gives_can_only_shorten_the_display() {
    let rules = shipped();
    let check = |given: &str, earliest: &str, latest: &str| {
        let (terms, starts) = (terms("罚款", "2026-05-11", None), starts("2026-05-11", None, None));
        let (given, on) = (Some(day(given)), day("2026-11-16"));
        let display = rules.display(&terms, Severity::General, &starts, given, "cn", "44", on);
        assert_eq!((display.earliest_end, display.latest_end), (day(earliest), Some(day(latest))));
    };
    check("2026-12-01", "2026-08-11", "2026-12-01");
    check("2026-07-01", "2026-07-01", "2026-07-01");
    check("2030-01-01", "2026-08-11", "2027-05-11");
}

#[test]
fn a_restriction_longer_than_three_years_shows_as_long_as_it_lasts_samr_order_45_art_13() {
    let rules = shipped();
    let check = |kinds, until: &str, latest: &str| {
        let terms = terms(kinds, "2026-05-11", Some(until));
        let starts = starts("2026-05-11", None, None);
        let on = day("2026-11-16");
        let display = rules.display(&terms, Severity::Serious, &starts, None, "cn", "44", on);
        assert_eq!(display.latest_end, Some(day(latest)), "{kinds} {until}");
        assert_eq!(display.earliest_end, day("2027-05-11"));
    };
    check("限制从业", "2031-05-11", "2031-05-11");
    check("罚款;限制开展生产经营活动", "2036-05-11", "2036-05-11");
    check("限制从业", "2029-05-11", "2029-05-11");
    check("限制从业", "2027-05-11", "2029-05-11");
    // The period of validity of another kind of penalty restricts nothing.
    check("吊销许可证件", "2031-05-11", "2029-05-11");
}

#[test]
fn in_chicago_nothing_ends_the_display() {
    for severity in Severity::ALL {
        let chicago = Authority::of_place("us-il-chicago", "");
        let shown = shown(chicago, "罚款", severity, "2014-01-01");
        assert!(shown.starts_with("2026-05-11..ever display.us-il-chicago."), "{shown}");
    }
}

#[test]
fn an_unknown_jurisdiction_gets_the_general_rules_of_china() {
    let shown = shown(Authority::of_place("fr", ""), "罚款", Severity::General, "2026-11-16");
    assert_eq!(shown, "2026-08-11..2027-05-11 display.ndrc-36.general");
}

proptest! {
    #[test]
    fn a_display_ends_after_it_can_be_repaired_and_what_is_over_stays_over(
        decided in 16_000..21_000_i32,
        publishes_after in 0..60_i32,
        ends_before in 0..400_i32,
        at in 0..Severity::ALL.len(),
        place in prop::sample::select(vec!["440800", "310115", "370200", ""]),
        on in 16_000..22_000_i32,
        later in 0..2_000_i32,
    ) {
        let rules = shipped();
        let decided_on = Day::from_number(decided);
        let starts = StartDates {
            decided_on,
            published_on: Some(decided_on.plus(publishes_after)),
            act_ended_on: Some(decided_on.plus(-ends_before)),
        };
        let terms = PenaltyTerms { decided_on, ..terms("罚款", "2026-05-11", None) };
        let display = |on: i32| {
            let on = Day::from_number(on);
            rules.display(&terms, Severity::ALL[at], &starts, None, "cn", place, on)
        };
        let first = display(on);
        let latest = first.latest_end.unwrap();
        prop_assert!(first.earliest_end <= latest);
        if latest <= Day::from_number(on) {
            let again = display(on + later).latest_end.unwrap();
            prop_assert!(again <= Day::from_number(on + later), "shown again: {:?}", again);
        }
    }
}
