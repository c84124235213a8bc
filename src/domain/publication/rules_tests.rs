//! Tests of the rule tables: what is refused, which row applies, what the version covers.

use super::*;
use crate::domain::publication::list::ListExit;
use crate::domain::publication::retention::RetentionBound;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The shipped tables and one more.
fn with(name: &str, json: &str) -> Result<Rules, RuleError> {
    let mut tables = SHIPPED.to_vec();
    tables.push((name, json));
    Rules::parse(&tables)
}

/// A table of one row on objections, its scope and values given.
fn objection(id: &str, scope: &str, values: &str) -> String {
    format!(
        r#"{{"about": "test", "rows": [{{"id": "{id}", "document": "d", "clause": "c",
        "in_force_from": "2020-01-01", {scope}, "confidence": "low", "values": {values}}}]}}"#
    )
}

const EVERYWHERE: &str = r#""jurisdiction": "cn", "region": "*", "organ": "*""#;
const GUANGDONG: &str = r#""jurisdiction": "cn", "region": "44", "organ": "*""#;

fn decide_on(rules: &Rules, region: &str) -> String {
    let days = crate::domain::calendar::Calendar::shipped().unwrap().latest();
    let authority = Authority::of_place("cn", region);
    let due = rules.applying_to(authority).due(Step::ObjectionDecide, day("2026-09-30"), &days);
    let due = due.unwrap();
    format!("{} {}", due.deadline.on, due.rule_id)
}

#[test]
fn an_operator_adds_a_row_for_a_region_or_replaces_one_by_its_id() {
    let values = r#"{"step": "objection_decide", "within": {"working_days": 2}}"#;
    let shipped = Rules::shipped().unwrap();
    assert_eq!(decide_on(&shipped, "440800"), "2026-10-10 objection.decide.default");

    let added = with("objection", &objection("ours", GUANGDONG, values)).unwrap();
    assert_eq!(decide_on(&added, "440800"), "2026-10-09 ours");
    assert_eq!(decide_on(&added, "450000"), "2026-10-10 objection.decide.default");
    assert_ne!(added.version(), shipped.version());

    let json = objection("objection.decide.default", EVERYWHERE, values);
    let replaced = with("objection", &json).unwrap();
    assert_eq!(decide_on(&replaced, "440800"), "2026-10-09 objection.decide.default");
    assert_eq!(replaced.deadline_rows().len(), shipped.deadline_rows().len());
}

#[test]
fn the_version_covers_the_rows_and_not_the_layout() {
    let shipped = Rules::shipped().unwrap();
    let mut turned = SHIPPED;
    turned.reverse();
    let spaced: Vec<String> = turned.iter().map(|(_, json)| json.replace('\n', "\n ")).collect();
    let tables: Vec<(&str, &str)> =
        turned.iter().zip(&spaced).map(|((name, _), json)| (*name, json.as_str())).collect();
    assert_eq!(Rules::parse(&tables).unwrap().version(), shipped.version());
    assert_eq!(shipped.version().len(), 64);
}

#[test]
fn a_wrong_table_is_refused_with_its_row_and_rule() {
    let check = |name: &str, json: &str, words: &str| {
        let fault = with(name, json).unwrap_err().to_string();
        assert!(fault.contains(words), "{fault}");
    };
    let values = r#"{"step": "objection_decide", "within": {"working_days": 2}}"#;
    check("taxes", "{}", "there is no rule table 'taxes'; there are complaint, display, list");
    check("objection", "{}", "rule table 'objection': missing field `about`");
    check("objection", &objection("", GUANGDONG, values), "id must not be empty");
    let letters = GUANGDONG.replace("44", "GD");
    check("objection", &objection("a", &letters, values), "row 'a': region must be '*' or");
    let until = format!(r#"{GUANGDONG}, "in_force_until": "2020-01-01""#);
    check("objection", &objection("a", &until, values), "in_force_until must be later");
    let long = r#"{"step": "objection_decide", "within": {"years": 40000}}"#;
    check("objection", &objection("a", GUANGDONG, long), "must not be longer than 36525 units");
    let unknown = r#"{"step": "objection_decide", "within": {"weeks": 1}}"#;
    check("objection", &objection("a", GUANGDONG, unknown), "unknown variant `weeks`");
    let twice = "rows 'a' and 'objection.decide.default' apply to the same cases on one day";
    check("objection", &objection("a", EVERYWHERE, values), twice);

    let fault = Rules::parse(&[("list", SHIPPED[2].1)]).unwrap_err().to_string();
    assert!(fault.contains("'severity' lacks a row for ()"), "{fault}");
}

#[test]
fn every_step_list_and_class_of_data_has_a_row_in_china() {
    let rules = Rules::shipped().unwrap();
    let on = day("2026-11-16");
    let days = crate::domain::calendar::Calendar::shipped().unwrap().latest();
    for step in Step::ALL {
        let answered = ["440300", "310000", "330000"].iter().any(|region| {
            let samr =
                Authority { organ: "市场监督管理局", ..Authority::of_place("cn", region) };
            rules.applying_to(samr).due(step, on, &days).is_some()
        });
        assert!(answered, "{step:?}");
    }
    let zhanjiang = rules.applying_to(Authority::of_place("cn", "440800"));
    for list in ListKind::ALL {
        assert!(zhanjiang.list_term(list, on, None, on).is_some(), "{list:?}");
    }
    for data in RetainedData::ALL {
        assert!(zhanjiang.retention(data, on, on).is_some(), "{data:?}");
    }
}

#[test]
fn the_serious_list_ends_after_3_years_and_on_application_after_1_samr_order_44() {
    let rules = Rules::shipped().unwrap();
    let zhanjiang = rules.applying_to(Authority::of_place("cn", "440800"));
    let term = |list, given_until: Option<&str>| {
        let (entered_on, on) = (day("2025-03-10"), day("2026-11-16"));
        zhanjiang.list_term(list, entered_on, given_until.map(day), on).unwrap()
    };
    let serious = term(ListKind::SeriousViolation, None);
    assert_eq!(serious.earliest_exit_on, day("2026-03-10"));
    assert_eq!(serious.latest_end, Some(day("2028-03-10")));
    assert!(serious.veto && serious.bars_repair);
    let shorter = term(ListKind::SeriousViolation, Some("2027-01-01"));
    assert_eq!(shorter.latest_end, Some(day("2027-01-01")));

    // Regulation art. 17: leaving takes fulfilled duties, not time.
    let abnormal = term(ListKind::AbnormalOperation, None);
    assert_eq!(abnormal.exit, ListExit::DutiesFulfilled);
    assert_eq!((abnormal.earliest_exit_on, abnormal.latest_end), (day("2025-03-10"), None));
    assert!(!abnormal.veto && abnormal.bars_repair);
    assert!(!term(ListKind::Honour, None).bars_repair);
}

#[test]
fn data_are_kept_as_long_as_the_law_says() {
    let rules = Rules::shipped().unwrap();
    let zhanjiang = rules.applying_to(Authority::of_place("cn", "440800"));
    for (data, until, bound) in [
        // Shenzhen art. 40-44; 征信业管理条例 art. 16; 电子商务法 art. 31.
        (RetainedData::QueryLog, "2026-03-10", RetentionBound::AtLeast),
        (RetainedData::PersonalAdverseRecord, "2026-03-10", RetentionBound::AtMost),
        (RetainedData::TransactionData, "2024-03-10", RetentionBound::AtLeast),
    ] {
        let kept = zhanjiang.retention(data, day("2021-03-10"), day("2026-11-16")).unwrap();
        assert_eq!((kept.until, kept.bound), (day(until), bound), "{data:?}");
    }
}

#[test]
fn a_row_for_the_organ_comes_before_one_for_the_region() {
    let rules = Rules::shipped().unwrap();
    let shanghai = Authority::of_place("cn", "310000");
    let samr = Authority { organ: "上海市市场监督管理局", ..shanghai };
    let rule = |authority| {
        let terms = PenaltyTerms {
            kinds: Default::default(),
            fine_fen: Default::default(),
            confiscated_fen: Default::default(),
            simple_procedure: false,
            decided_on: day("2026-05-11"),
            restricted_until: None,
        };
        let decided_on = terms.decided_on;
        let starts = StartDates { decided_on, published_on: None, act_ended_on: None };
        let on = day("2026-11-16");
        let applicable = rules.applying_to(authority);
        applicable.display(&terms, Severity::General, &starts, None, on).rule_id.to_owned()
    };
    assert_eq!(rule(shanghai), "display.shanghai.general");
    assert_eq!(rule(samr), "display.samr-107.general");
}

#[test]
fn every_rule_stands_in_the_documentation() {
    let law = include_str!("../../../docs/law.md");
    let rules = Rules::shipped().unwrap();
    let ids = (rules.severity_rows().iter().map(|row| &row.id))
        .chain(rules.display_rows().iter().map(|row| &row.id))
        .chain(rules.deadline_rows().iter().map(|row| &row.id))
        .chain(rules.list_rows().iter().map(|row| &row.id))
        .chain(rules.retention_rows().iter().map(|row| &row.id));
    let missing: Vec<&String> = ids.filter(|id| !law.contains(&format!("`{id}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
