//! Tests of the publication clocks: each names the clause that sets the period.

use std::sync::LazyLock;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::publication::Rules;
use crate::domain::publication::row::Authority;

const SAMR: &str = "湛江市市场监督管理局";

fn shipped() -> &'static Rules {
    static SHIPPED: LazyLock<Rules> = LazyLock::new(|| Rules::shipped().unwrap());
    &SHIPPED
}

fn calendar() -> &'static Calendar {
    static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| Calendar::shipped().unwrap());
    &SHIPPED
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn facts(decided_on: &str, published_on: Option<&str>) -> PublicationFacts {
    PublicationFacts {
        decided_on: day(decided_on),
        published_on: published_on.map(day),
        withdrawn_on: None,
        kinds: PenaltyKinds::NONE.with(PenaltyKind::Fine),
        simple_procedure: false,
        classified: false,
    }
}

fn state(channel: Channel, facts: &PublicationFacts, on: &str) -> PublicationState {
    let rules = shipped();
    let authority = Authority { organ: SAMR, ..Authority::of_place("cn", "440800") };
    let days = calendar().as_known(day(on));
    rules.applying_to(authority).publication_state(channel, facts, day(on), &days)
}

#[test]
fn a_publication_is_due_overdue_on_time_or_late() {
    let on_credit_china =
        |published_on, on| state(Channel::CreditChina, &facts("2026-09-30", published_on), on);
    let due_on = day("2026-10-15");
    let to_be = |in_n| PublicationState::ToBePublished { due_on, in_n, provisional: false };
    let overdue = |by_n| PublicationState::Overdue { due_on, by_n, provisional: false };
    assert_eq!(on_credit_china(None, "2026-09-30"), to_be(7));
    assert_eq!(on_credit_china(None, "2026-10-09"), to_be(5));
    assert_eq!(on_credit_china(None, "2026-10-15"), to_be(0));
    assert_eq!(on_credit_china(None, "2026-10-16"), overdue(1));
    // A Saturday and a Sunday add nothing; Monday the 19th does.
    assert_eq!(on_credit_china(None, "2026-10-18"), overdue(1));
    assert_eq!(on_credit_china(None, "2026-10-19"), overdue(2));
    let on_time = PublicationState::PublishedOnTime { due_on };
    assert_eq!(on_credit_china(Some("2026-10-15"), "2026-11-16"), on_time);
    assert_eq!(on_credit_china(Some("2026-09-30"), "2026-11-16"), on_time);
    let late = |by_n| PublicationState::PublishedLate { due_on, by_n };
    assert_eq!(on_credit_china(Some("2026-10-16"), "2026-11-16"), late(1));
    assert_eq!(on_credit_china(Some("2026-10-22"), "2026-11-16"), late(5));
    // What is published later is not known earlier.
    assert_eq!(on_credit_china(Some("2026-10-22"), "2026-10-16"), overdue(1));
}

#[test]
fn a_publication_on_a_day_off_after_the_last_day_is_late_by_one() {
    // 2026-09-23 + 7: 24, 28, 29, 30 September, 8, 9, 10 (a make-up Saturday) October.
    let due_on = day("2026-10-10");
    let published = facts("2026-09-23", Some("2026-10-11"));
    let late = state(Channel::CreditChina, &published, "2026-11-16");
    assert_eq!(late, PublicationState::PublishedLate { due_on, by_n: 1 });
    let overdue = PublicationState::Overdue { due_on, by_n: 1, provisional: false };
    assert_eq!(state(Channel::CreditChina, &facts("2026-09-23", None), "2026-10-11"), overdue);
}

#[test]
fn a_deadline_in_a_year_without_a_notice_is_provisional() {
    let state = state(Channel::CreditChina, &facts("2026-12-28", None), "2026-12-29");
    let due_on = day("2027-01-06");
    assert_eq!(state, PublicationState::ToBePublished { due_on, in_n: 6, provisional: true });
}

#[test]
fn simple_procedure_and_secrets_are_exempt_and_on_the_samr_system_warnings_order_45_art_2() {
    let check = |channel, facts: PublicationFacts, why| {
        let expect = PublicationState::Exempt { why };
        assert_eq!(state(channel, &facts, "2026-11-16"), expect);
    };
    let fine = facts("2026-09-30", None);
    let simple = PublicationFacts { simple_procedure: true, ..fine };
    let classified = PublicationFacts { classified: true, ..fine };
    let warning = PublicationFacts { kinds: PenaltyKinds::NONE.with(PenaltyKind::Warning), ..fine };
    check(Channel::CreditChina, simple, Exemption::SimpleProcedure);
    check(Channel::CreditChina, classified, Exemption::Classified);
    check(Channel::EnterpriseSystem, simple, Exemption::SimpleProcedure);
    check(Channel::EnterpriseSystem, warning, Exemption::WarningOnly);
    check(Channel::CreditChina, facts("2015-09-17", None), Exemption::NoRule);
    let due_on = day("2026-10-15");
    let overdue = PublicationState::Overdue { due_on, by_n: 22, provisional: false };
    assert_eq!(state(Channel::CreditChina, &warning, "2026-11-16"), overdue);
}

#[test]
fn a_withdrawn_decision_has_no_clock_any_more() {
    let withdrawn_on = Some(day("2026-10-09"));
    let facts = PublicationFacts { withdrawn_on, ..facts("2026-09-30", None) };
    assert_eq!(state(Channel::CreditChina, &facts, "2026-10-09"), PublicationState::Withdrawn);
    let before = state(Channel::CreditChina, &facts, "2026-10-08");
    assert!(matches!(before, PublicationState::ToBePublished { in_n: 6, .. }), "{before:?}");
}

#[test]
fn in_chicago_nothing_is_due() {
    let rules = shipped();
    let chicago = rules.applying_to(Authority::of_place("us-il-chicago", ""));
    let days = calendar().latest();
    let facts = facts("2012-09-30", None);
    let state = chicago.publication_state(Channel::CreditChina, &facts, day("2013-01-01"), &days);
    assert_eq!(state, PublicationState::Exempt { why: Exemption::NoRule });
}
