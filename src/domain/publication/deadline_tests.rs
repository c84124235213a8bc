//! Tests of deadlines: each names the clause that sets the period.

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

/// The last day, the prolonged one and the row, as text.
fn due(organ: &str, region: &str, step: Step, from: &str) -> Option<String> {
    let rules = shipped();
    let authority = Authority { organ, ..Authority::of_place("cn", region) };
    let days = calendar().latest();
    let due = rules.applying_to(authority).due(step, day(from), &days)?;
    let extended = due.extended.map_or(String::new(), |longer| format!(" or {}", longer.on));
    Some(format!("{}{extended} {}", due.deadline.on, due.rule_id))
}

#[test]
fn a_decision_is_due_on_credit_china_in_7_working_days_guobanfa_2015_72_4_16() {
    for (decided_on, due_on) in [
        ("2016-02-05", "2016-02-19"),
        ("2025-01-24", "2025-02-10"),
        ("2026-02-13", "2026-03-02"),
        ("2026-02-14", "2026-03-03"),
        ("2026-09-30", "2026-10-15"),
        ("2026-10-03", "2026-10-15"),
    ] {
        let expect = format!("{due_on} publication.credit-china");
        assert_eq!(due("", "440800", Step::PublishCreditChina, decided_on), Some(expect));
    }
    assert_eq!(due("", "440800", Step::PublishCreditChina, "2015-09-17"), None);
}

#[test]
fn other_channels_have_20_working_days_regulation_art_6_and_10_order_45_art_9_and_10() {
    let check = |step, organ, expect: &str| {
        assert_eq!(due(organ, "440800", step, "2026-09-30").as_deref(), Some(expect));
    };
    check(Step::PublishEnterpriseSystem, "", "2026-11-03 publication.enterprise-system.regulation");
    check(Step::PublishEnterpriseSystem, SAMR, "2026-11-03 publication.enterprise-system.samr-45");
    check(Step::PublishByEnterprise, "", "2026-11-03 publication.by-enterprise");
    check(Step::PublishGovernmentInformation, "", "2026-11-03 publication.government-information");
    // 10 working days: 8, 9, 10 (make-up), 12-16, 19, 20 October.
    let push = "2026-10-20 publication.push-to-registration-province";
    check(Step::PushToRegistrationProvince, SAMR, push);
    check(Step::Withdraw, "", "2026-10-10 publication.withdraw");
}

#[test]
fn credit_repair_is_accepted_in_3_and_decided_in_7_working_days_order_36_and_107() {
    let check = |step, organ, from, expect: &str| {
        assert_eq!(due(organ, "440800", step, from).as_deref(), Some(expect), "{step:?} {organ}");
    };
    check(Step::RepairAccept, "", "2026-09-30", "2026-10-10 repair.accept");
    // The extension of 10 working days ends 2026-10-29.
    check(Step::RepairDecide, "", "2026-09-30", "2026-10-15 or 2026-10-29 repair.decide");
    check(Step::RepairDecide, SAMR, "2026-09-30", "2026-10-15 repair.decide.samr-107");
    check(Step::RepairAnswer, "", "2026-09-30", "2026-10-20 repair.answer");
    check(Step::RepairPush, "", "2026-09-30", "2026-09-30 repair.push");
    check(Step::RepairPush, SAMR, "2026-09-30", "2026-10-10 repair.push.samr-107");
    check(Step::RepairBar, "", "2026-05-11", "2029-05-11 repair.bar");
    // Before order 107: 2 working days to accept, 15 to decide.
    check(Step::RepairAccept, SAMR, "2025-04-27", "2025-04-29 repair.accept.samr-2021");
    check(Step::RepairDecide, SAMR, "2024-09-27", "2024-10-23 repair.decide.samr-2021");
}

#[test]
fn objections_have_the_deadlines_of_their_region() {
    let check = |region, step, expect: Option<&str>| {
        let due = due("", region, step, "2026-09-30");
        assert_eq!(due.as_deref(), expect, "{region} {step:?}");
    };
    // Shenzhen art. 48-52: at once; 1 to check; provider 2, +3.
    check("440300", Step::ObjectionMark, Some("2026-09-30 objection.mark.shenzhen"));
    check("440300", Step::ObjectionCheck, Some("2026-10-08 objection.check.shenzhen"));
    let provider = "2026-10-09 or 2026-10-13 objection.provider.shenzhen";
    check("440300", Step::ObjectionProviderDecide, Some(provider));
    // Shanghai art. 36; Zhejiang art. 30-31; Shandong art. 39; Henan art. 41.
    check("310115", Step::ObjectionDecide, Some("2026-10-13 objection.decide.shanghai"));
    check("310115", Step::ObjectionTransfer, Some("2026-10-09 objection.transfer.shanghai"));
    check("330100", Step::ObjectionDecide, Some("2026-10-13 objection.decide.zhejiang"));
    check("330100", Step::ObjectionTotal, Some("2026-11-03 objection.total.zhejiang"));
    check("370200", Step::ObjectionDecide, Some("2026-10-10 objection.decide.shandong"));
    check("410100", Step::ObjectionDecide, Some("2026-10-10 objection.decide.henan"));
    // Elsewhere the default: 1 to mark, 3 own decision, 5 for the provider.
    check("440800", Step::ObjectionMark, Some("2026-10-08 objection.mark.default"));
    check("440800", Step::ObjectionDecide, Some("2026-10-10 objection.decide.default"));
    check("440800", Step::ObjectionProviderDecide, Some("2026-10-13 objection.provider.default"));
    check("440800", Step::ObjectionTotal, None);
}

#[test]
fn complaints_have_the_deadlines_of_order_20_until_order_121() {
    let check = |step, from, expect: &str| {
        assert_eq!(due("", "440800", step, from).as_deref(), Some(expect), "{step:?} {from}");
    };
    // Order 20 art. 14, 20, 21, 23, 31.
    check(Step::ComplaintAccept, "2025-09-30", "2025-10-16 complaint.accept.samr-20");
    check(Step::ComplaintTell, "2025-09-30", "2025-10-16 complaint.tell.samr-20");
    check(Step::ReportAnswer, "2025-09-30", "2025-10-14 complaint.report-answer.samr-20");
    let facts = "2025-10-28 or 2025-11-18 complaint.check-facts.samr-20";
    check(Step::ComplaintCheckFacts, "2025-09-30", facts);
    // 45 working days from Wednesday 2025-10-15: nine weeks without a day off.
    check(Step::ComplaintMediate, "2025-10-15", "2025-12-17 complaint.mediate.samr-20");
    check(Step::ComplaintAccept, "2026-09-30", "2026-10-15 complaint.accept.samr-121");
    check(Step::ComplaintMediate, "2026-05-01", "2026-06-30 complaint.mediate.samr-121");
    check(Step::AbnormalListRemove, "2026-09-30", "2026-10-13 repair.abnormal-list");
}
