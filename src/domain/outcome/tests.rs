//! Table tests of outcomes: what a rule says of records.

use super::*;
use crate::domain::history::JurisdictionCode;
use crate::domain::publication::{Rules, rules};
use crate::domain::record::decision::{RepairFact, WithdrawalFact};
use crate::domain::record::envelope::{Jurisdiction, Seq};
use crate::domain::record::inspection::InspectionFact;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn yardstick() -> Yardstick {
    Yardstick::new(Rules::parse(&rules::SHIPPED).unwrap(), std::sync::Arc::default())
}

fn rule(text: &str) -> OutcomeRule {
    let rule: OutcomeRule = serde_json::from_str(text).unwrap();
    rule.check().unwrap();
    rule
}

const RULE: &str = r#"{
    "name": "test", "about": {"en": "Test.", "zh": "测试。"},
    "observed": [{"kind": "inspection", "within_days": 730}],
    "bad": [{"kind": "inspections", "found": "adverse"}],
    "indeterminate": [{"kind": "inspections", "found": "conditional", "n_at_least": 2}]
}"#;

const WINDOW: (&str, &str) = ("2012-12-31", "2013-12-31");

fn window() -> Window {
    Window { after: day(WINDOW.0), until: day(WINDOW.1) }
}

fn entry(seq: u64, on: &str, fact: Fact) -> Entry {
    Entry {
        seq: Seq(seq),
        version_of: None,
        effective_on: day(on),
        known_since: day(on),
        published_on: None,
        jurisdiction: JurisdictionCode::of(&Jurisdiction::default()),
        organ: None,
        document: None,
        awaits_publication: false,
        fact,
    }
}

fn inspection(seq: u64, on: &str, result: InspectionResult, n_critical: u32) -> Entry {
    let fact = InspectionFact { result, n_critical, n_serious: 0, n_minor: 0 };
    entry(seq, on, Fact::Inspection(fact))
}

fn history(entries: Vec<Entry>) -> History {
    let mut history = History::default();
    entries.into_iter().for_each(|entry| history.add(entry));
    history
}

#[track_caller]
fn check(entries: Vec<Entry>, expect: Outcome) {
    let found = rule(RULE).outcome(&history(entries), window(), &yardstick());
    assert_eq!(found, expect);
}

use InspectionResult::{Conditional, Failed, Passed};

#[test]
fn only_what_happened_after_the_day_and_up_to_the_last_day_counts() {
    check(vec![], Outcome::Good);
    check(vec![inspection(1, "2012-12-31", Failed, 0)], Outcome::Good);
    check(vec![inspection(1, "2013-01-01", Failed, 0)], Outcome::Bad);
    check(vec![inspection(1, "2013-12-31", Passed, 1)], Outcome::Bad);
    check(vec![inspection(1, "2014-01-01", Failed, 0)], Outcome::Good);
}

#[test]
fn what_is_neither_is_indeterminate_only_where_nothing_is_bad() {
    let conditional = |seq, on| inspection(seq, on, Conditional, 0);
    check(vec![conditional(1, "2013-03-01")], Outcome::Good);
    let two = || vec![conditional(1, "2013-03-01"), conditional(2, "2013-05-01")];
    check(two(), Outcome::Indeterminate);
    let mut three = two();
    three.push(inspection(3, "2013-06-01", Failed, 0));
    check(three, Outcome::Bad);
}

#[test]
fn what_was_withdrawn_did_not_happen_and_what_was_repaired_did() {
    let failed = || inspection(1, "2013-03-01", Failed, 0);
    let withdrawal = Fact::Withdrawal(WithdrawalFact { target: Seq(1) });
    check(vec![failed(), entry(2, "2014-06-01", withdrawal)], Outcome::Good);
    let repair = Fact::Repair(RepairFact { target: Seq(1), from: day("2013-05-01") });
    check(vec![failed(), entry(2, "2013-05-01", repair)], Outcome::Bad);
}

#[test]
fn the_latest_version_of_a_record_is_the_one_that_counts() {
    let corrected = Entry { version_of: Some(Seq(1)), ..inspection(2, "2013-03-01", Passed, 0) };
    check(vec![inspection(1, "2013-03-01", Failed, 0), corrected], Outcome::Good);
}

#[test]
fn a_merchant_is_observed_where_it_was_seen_recently_enough() {
    let rule = rule(RULE);
    for (on, expect) in [("2012-12-31", true), ("2011-01-02", true), ("2011-01-01", false)] {
        let seen = inspection(1, on, Passed, 0);
        assert_eq!(rule.observes(&[&seen], day(WINDOW.0)), expect, "{on}");
    }
    assert!(!rule.observes(&[], day(WINDOW.0)));
    assert!(OutcomeRule { observed: vec![], ..rule }.observes(&[], day(WINDOW.0)));
}

#[test]
fn a_rule_that_can_tell_nothing_is_refused() {
    let mut no_bad = rule(RULE);
    no_bad.bad.clear();
    assert_eq!(no_bad.check(), Err(InvalidOutcomeRule::NothingBad("test".to_owned())));
    let mut zero = rule(RULE);
    zero.indeterminate = vec![Condition::Inspections { found: Found::Failed, n_at_least: 0 }];
    assert!(zero.check().unwrap_err().to_string().contains("n_at_least must be at least 1"));
    assert!(serde_json::from_str::<OutcomeRule>(&RULE.replace("adverse", "awful")).is_err());
}
