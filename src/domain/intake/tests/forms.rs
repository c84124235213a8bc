//! Every form of value: what it takes and what it refuses.

use super::*;
use crate::domain::record::Detail;
use crate::domain::record::complaint::{ComplaintClass, ComplaintOutcome};
use crate::domain::record::inspection::InspectionResult;

fn check(kind: RecordKind, field: &'static str, value: &str, expect: &[&str]) {
    assert_eq!(given(kind).with(field, value).faults(), expect, "{field} '{value}'");
}

#[test]
fn names_that_stand_for_nothing_are_refused_domain_1_6() {
    for value in ["无", "空", "null", "NULL", "test", "湛市监罚*号", "1/2/3/4", "某某Test号"]
    {
        check(RecordKind::Penalty, "document_number", value, &["document_number placeholder"]);
    }
    for value in ["号", "12", "A"] {
        check(RecordKind::Penalty, "document_number", value, &["document_number too_short"]);
    }
    for value in ["1号", "123", "湛罚〔2026〕1号"] {
        check(RecordKind::Penalty, "document_number", value, &[]);
    }
}

#[test]
fn a_placeholder_in_an_optional_text_counts_as_empty() {
    for value in ["无", "空", "null", "/", "-", "N/A"] {
        let draft = given(RecordKind::Penalty).with("remarks", value).draft();
        let Detail::Penalty(penalty) = draft.detail else {
            panic!("a penalty");
        };
        assert_eq!(penalty.remarks, None, "{value}");
    }
}

#[test]
fn chicago_names_may_hold_slashes() {
    let row = given(RecordKind::Merchant).with("name", "XANDO COFFEE & BAR / COSI SANDWICH BAR");
    assert_eq!(row.faults(), ["name placeholder"]);
    assert_eq!(row.in_chicago().faults(), [""; 0]);
}

#[test]
fn a_value_longer_than_its_field_is_refused() {
    let long = "许".repeat(129);
    check(RecordKind::Licence, "document_number", &long, &["document_number too_long"]);
    check(RecordKind::Licence, "document_number", &"许".repeat(128), &[]);
    check(
        RecordKind::Licence,
        "jurisdiction",
        &long,
        &["jurisdiction too_long", "jurisdiction jurisdiction"],
    );
}

#[test]
fn control_characters_and_the_traces_of_a_wrong_encoding_are_refused() {
    for value in ["a\u{0}bc", "abc\u{7f}d", "许\u{FFFD}可号", "许\n可号"] {
        check(RecordKind::Licence, "document_number", value, &["document_number character"]);
    }
    check(RecordKind::Licence, "content", "第一行\n第二行", &[]);
    check(RecordKind::Licence, "content", "第一\u{8}行", &["content character"]);
}

#[test]
fn days_are_written_in_three_forms_and_stand_in_the_calendar() {
    for value in ["2026-10-03", "2026/10/03", "2026/10/3", "20261003", "２０２６-１０-０３"]
    {
        let draft = given(RecordKind::Rating).with("rated_on", value).draft();
        assert_eq!(draft.effective_on, day("2026-10-03"), "{value}");
    }
    for value in ["2026-02-29", "03.10.2026", "46329", "2026-10", "今天"] {
        check(RecordKind::Rating, "rated_on", value, &["rated_on day"]);
    }
}

#[test]
fn what_happened_lies_between_1949_10_01_and_today() {
    check(RecordKind::Penalty, "decided_on", "1949-09-30", &["decided_on day_before_1949"]);
    check(RecordKind::Penalty, "decided_on", "1949-10-01", &[]);
    check(RecordKind::Penalty, "decided_on", "2026-11-21", &[]);
    check(RecordKind::Penalty, "decided_on", "2026-11-22", &["decided_on day_after_today"]);
    let row = given(RecordKind::Merchant).with("registered_on", "1890-05-01");
    assert_eq!(row.in_chicago().faults(), [""; 0]);
}

#[test]
fn a_last_day_becomes_the_first_day_after_it_and_long_term_no_day() {
    for (value, expect) in [
        ("2030/12/31", Some("2031-01-01")),
        ("2099/12/31", None),
        ("2099-12-31", None),
        ("9999/12/31", None),
        ("99991231", None),
        ("长期", None),
        ("2099-12-30", Some("2099-12-31")),
    ] {
        let draft = given(RecordKind::Licence).with("valid_until", value).draft();
        let Detail::Licence(licence) = draft.detail else {
            panic!("a licence");
        };
        assert_eq!(licence.valid_until, expect.map(day), "{value}");
    }
}

#[test]
fn amounts_are_ten_thousands_of_yuan_to_the_fen() {
    let penalty =
        |value: &str| given(RecordKind::Penalty).with("kinds", "罚款").with("fine_wan_yuan", value);
    for (value, fen) in [
        ("0.2", 200_000),
        ("0.000001", 1),
        ("10", 10_000_000),
        ("999.999999", 999_999_999),
        ("０.５", 500_000),
    ] {
        let Detail::Penalty(penalty) = penalty(value).draft().detail else {
            panic!("a penalty");
        };
        assert_eq!(penalty.fine_fen.unwrap().number(), fen, "{value}");
    }
    assert_eq!(penalty("100000000").faults(), [""; 0]);
    for value in ["100000000.000001", "0.0000001", "-1", "2000元", "1,000", "1e3", "五"] {
        assert_eq!(penalty(value).faults(), ["fine_wan_yuan amount"], "{value}");
    }
}

#[test]
fn counts_are_whole_numbers() {
    for value in ["-1", "1.5", "many", "4294967296"] {
        check(RecordKind::Inspection, "n_minor", value, &["n_minor count"]);
    }
    check(RecordKind::Inspection, "n_minor", "4294967295", &[]);
}

#[test]
fn flags_are_words_of_two_languages() {
    for value in ["true", "TRUE", "1", "是", "yes", "false", "0", "否"] {
        check(RecordKind::Rating, "verified_purchase", value, &[]);
    }
    check(RecordKind::Rating, "verified_purchase", "maybe", &["verified_purchase flag"]);
}

#[test]
fn every_choice_is_read_from_its_own_word_and_its_chinese_ones() {
    for kind in RecordKind::ALL {
        for field in fields(kind) {
            let Form::Choice(choices) = field.form else {
                continue;
            };
            for choice in choices {
                for word in choice.words.iter().chain([&choice.value]) {
                    let faults = given(kind).with(field.name, word).faults();
                    let of_choice = faults.iter().any(|fault| fault.ends_with(" choice"));
                    assert!(!of_choice, "{kind:?} {} {word}: {faults:?}", field.name);
                }
            }
            check_unknown(kind, field);
        }
    }
}

fn check_unknown(kind: RecordKind, field: &'static Field) {
    let faults = given(kind).with(field.name, "something else").faults();
    assert!(faults.contains(&format!("{} choice", field.name)), "{faults:?}");
}

#[test]
fn choices_become_the_value_of_their_name() {
    for (class, name, chinese) in ComplaintClass::ALL {
        for word in [name, chinese] {
            let draft = given(RecordKind::Complaint).with("class", word).draft();
            let Detail::Complaint(complaint) = draft.detail else {
                panic!("a complaint");
            };
            assert_eq!(complaint.class, class, "{word}");
        }
    }
    for (outcome, name, chinese) in ComplaintOutcome::ALL {
        for word in [name, chinese] {
            let draft = given(RecordKind::Complaint).with("outcome", word).draft();
            let Detail::Complaint(complaint) = draft.detail else {
                panic!("a complaint");
            };
            assert_eq!(complaint.outcome, outcome, "{word}");
        }
    }
    for (word, result) in [
        ("合格", InspectionResult::Passed),
        ("责令改正", InspectionResult::Conditional),
        ("不合格", InspectionResult::Failed),
    ] {
        let Detail::Inspection(inspection) =
            given(RecordKind::Inspection).with("result", word).draft().detail
        else {
            panic!("an inspection");
        };
        assert_eq!(inspection.result, result, "{word}");
    }
}

#[test]
fn merchants_are_named_by_code_or_scheme_domain_2() {
    for (value, expect) in [
        ("914408041234567889", "914408041234567889"),
        ("91440800ma4abcd09f", "91440800MA4ABCD09F"),
        ("９１４４０８００ＭＡ４ＡＢＣＤ０９Ｆ", "91440800MA4ABCD09F"),
        ("Y1440800MB2C92173D", "Y1440800MB2C92173D"),
        ("chicago:1042664", "chicago:1042664"),
        ("Taobao:12345", "taobao:12345"),
    ] {
        let draft = given(RecordKind::Rating).with("merchant", value).draft();
        assert_eq!(draft.subject.to_string(), expect);
    }
    for value in ["91110000600037341N", "9111000060003IOZSV", "12345", "湛江样例贸易"] {
        check(RecordKind::Rating, "merchant", value, &["merchant credit_code"]);
    }
    for value in ["tao bao:1", "taobao:", "taobao:a/b", "淘宝:1"] {
        check(RecordKind::Rating, "merchant", value, &["merchant merchant_id"]);
    }
}

#[test]
fn a_code_says_which_position_breaks_which_rule() {
    let faults =
        given(RecordKind::Rating).with("merchant", "91110000600037341N").read().unwrap_err();
    assert!(faults[0].sentence.contains("position 18"), "{}", faults[0]);
}

#[test]
fn a_class_of_code_that_the_standard_does_not_list_is_a_warning() {
    let code = crate::domain::uscc::Uscc::with_checks(*b"99", "440800", "MA4ABCD0").unwrap();
    let row = given(RecordKind::Rating).with("merchant", code.as_str());
    assert_eq!(row.warnings(), ["merchant class_unlisted"]);
}

#[test]
fn records_are_named_and_of_a_kind_that_can_be_decided_on_so() {
    for value in ["penalty-42", "inspection-1"] {
        check(RecordKind::Repair, "target", value, &[]);
    }
    for value in ["rating-42", "penalty", "penalty-x", "42", "withdrawal-3"] {
        check(RecordKind::Repair, "target", value, &["target record_id"]);
    }
}

#[test]
fn lists_are_parted_by_semicolons_of_either_width() {
    let draft = given(RecordKind::Inspection).with("finding_codes", "32; 38；；41").draft();
    let Detail::Inspection(inspection) = draft.detail else {
        panic!("an inspection");
    };
    assert_eq!(inspection.finding_codes, ["32", "38", "41"]);
    check(RecordKind::Inspection, "finding_codes", &"1;".repeat(101), &["finding_codes too_many"]);
    check(RecordKind::Inspection, "finding_codes", &"1".repeat(41), &["finding_codes too_long"]);
}
