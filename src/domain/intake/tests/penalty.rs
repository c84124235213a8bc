//! Penalties: kinds, amounts, periods, and what is not for the public.

use super::*;
use crate::domain::publication::{PenaltyKinds, Severity};
use crate::domain::record::Detail;
use crate::domain::record::penalty::Penalty;

fn penalty(row: &Given) -> Penalty {
    match row.draft().detail {
        Detail::Penalty(penalty) => penalty,
        other => panic!("{other:?}"),
    }
}

/// A fine of 2,000 yuan with everything that the standard of 2018 makes mandatory.
fn full() -> Given {
    given(RecordKind::Penalty)
        .with("subject_name", "湛江样例贸易有限公司")
        .with("category", "法人及非法人组织")
        .with("offence", "销售过期食品")
        .with("facts", "2026年2月销售过期饼干3包")
        .with("legal_basis", "《中华人民共和国食品安全法》第一百二十四条")
        .with("kinds", "罚款")
        .with("content", "罚款2000元")
        .with("fine_wan_yuan", "0.2")
        .with("valid_until", "2099/12/31")
        .with("organ_code", ORGAN)
        .with("data_source", "湛江市市场监督管理局")
        .with("data_source_code", ORGAN)
        .written_in(Generation::Standard2018)
}

#[test]
fn a_full_row_of_2018_is_kept_whole() {
    let row = full()
        .with("display_until", "2027/02/28")
        .with("act_ended_on", "2026-02-20")
        .with("simple_procedure", "是")
        .with("confiscated_wan_yuan", "0.01")
        .with("remarks", "已履行");
    let penalty = penalty(&row);
    assert_eq!(penalty.kinds, PenaltyKinds::parse("罚款").unwrap());
    assert_eq!(penalty.fine_fen.unwrap().number(), 200_000);
    assert_eq!(penalty.confiscated_fen.unwrap().number(), 10_000);
    assert_eq!(penalty.valid_until, None);
    assert_eq!(penalty.display_until, Some(day("2027-03-01")));
    assert_eq!(penalty.act_ended_on, Some(day("2026-02-20")));
    assert!(penalty.simple_procedure);
    assert_eq!(penalty.offence.as_deref(), Some("销售过期食品"));
    assert_eq!(penalty.remarks.as_deref(), Some("已履行"));
    assert_eq!(row.warnings(), [""; 0]);
}

#[test]
fn what_2018_makes_mandatory_is_asked_only_of_its_files() {
    for field in [
        "subject_name",
        "category",
        "offence",
        "facts",
        "legal_basis",
        "content",
        "valid_until",
        "organ_code",
        "data_source",
        "data_source_code",
    ] {
        let row = full().without(field);
        assert_eq!(row.faults(), [format!("{field} required")]);
        assert_eq!(row.clone().written_in(Generation::Standard2016).faults(), [""; 0]);
        assert_eq!(row.written_in(Generation::Own).faults(), [""; 0]);
    }
}

#[test]
fn kinds_are_read_by_code_by_law_and_by_our_own_names() {
    for (kinds, expect) in [
        ("2;3", "罚款;没收违法所得;没收非法财物"),
        ("警告、通报批评", "警告;通报批评"),
        ("fine;warning", "警告;罚款"),
        ("confiscate_income；罚款", "罚款;没收违法所得"),
    ] {
        let row = full().with("kinds", kinds);
        assert_eq!(penalty(&row).kinds.to_string(), expect, "{kinds}");
    }
    for kinds in ["7", "表扬", "罚款;表扬", ";"] {
        assert_eq!(full().with("kinds", kinds).faults(), ["kinds penalty_kind"], "{kinds}");
    }
}

#[test]
fn the_two_columns_of_2016_are_one_set_of_kinds() {
    let row = full().written_in(Generation::Standard2016).with("kinds", "1").with("kinds_2", "2");
    assert_eq!(penalty(&row).kinds.to_string(), "警告;罚款");
}

#[test]
fn kind_5_of_the_standards_is_told_apart_by_the_words_of_the_decision() {
    let row = full().with("kinds", "2;5").with("content", "罚款2000元，吊销食品经营许可证");
    assert_eq!(penalty(&row).kinds.to_string(), "罚款;吊销许可证件");
    assert_eq!(row.warnings(), ["withheld_certificates certificate_not_named"]);
    let row = row.with("withheld_certificates", "食品经营许可证 JY14408030012345");
    assert_eq!(row.warnings(), [""; 0]);
}

#[test]
fn a_fine_says_how_much_domain_1_6() {
    for row in [full().without("fine_wan_yuan"), full().with("fine_wan_yuan", "0")] {
        assert_eq!(row.faults(), ["fine_wan_yuan fine_without_amount"]);
        // The standard of 2016 has no field for it.
        assert_eq!(row.clone().written_in(Generation::Standard2016).faults(), [""; 0]);
        assert_eq!(row.in_chicago().faults(), [""; 0]);
    }
    assert_eq!(full().with("fine_wan_yuan", "x").faults(), ["fine_wan_yuan amount"]);
    assert_eq!(full().with("kinds", "警告").warnings(), ["kinds amount_without_fine"]);
    let row = full().with("kinds", "罚款;没收违法所得");
    assert_eq!(row.warnings(), ["confiscated_wan_yuan confiscation_without_amount"]);
}

#[test]
fn a_fine_in_yuan_is_noticed_domain_1_6() {
    for (content, fine, faults) in [
        ("罚款2000元", "2000", vec!["fine_wan_yuan fine_in_yuan"]),
        ("罚款人民币2,000元整", "2000", vec!["fine_wan_yuan fine_in_yuan"]),
        ("罚款２０００元", "2000", vec!["fine_wan_yuan fine_in_yuan"]),
        ("罚款5元", "5", vec!["fine_wan_yuan fine_in_yuan"]),
        ("罚款2000元", "0.2", vec![]),
        ("罚款2000万元", "2000", vec![]),
        ("罚款5万元，另没收5元", "5", vec![]),
        ("罚款贰仟元", "2000", vec![]),
    ] {
        let row = full().with("content", content).with("fine_wan_yuan", fine);
        assert_eq!(row.faults(), faults, "{content} {fine}");
    }
    let row = full().with("content", "罚款贰仟元").with("fine_wan_yuan", "2000");
    assert_eq!(row.warnings(), ["fine_wan_yuan fine_in_yuan"]);
    let row = full().with("content", "罚款").with("fine_wan_yuan", "999.999999");
    assert_eq!(row.warnings(), [""; 0]);
}

#[test]
fn no_period_ends_before_the_decision_domain_1_6() {
    for field in ["valid_until", "display_until"] {
        let row = full().with(field, "2026-02-28");
        assert_eq!(row.faults(), [format!("{field} day_order")]);
        assert_eq!(full().with(field, "2026-03-01").faults(), [""; 0]);
    }
}

#[test]
fn the_severity_of_2017_is_read_and_undecided_says_nothing() {
    for (value, expect) in [
        ("0", None),
        ("未定", None),
        ("1", Some(Severity::General)),
        ("2", Some(Severity::General)),
        ("较重", Some(Severity::General)),
        ("3", Some(Severity::Serious)),
        ("严重", Some(Severity::Serious)),
        ("轻微", Some(Severity::Minor)),
    ] {
        let row = full().with("severity", value).written_in(Generation::Standard2016);
        assert_eq!(penalty(&row).severity, expect, "{value}");
    }
}

#[test]
fn what_is_not_public_or_was_revoked_is_refused() {
    for (value, public) in [("0", true), ("公示", true), ("1", false), ("仅可授权查询", false)]
    {
        let row = full().with("use_scope", value);
        let expect: &[&str] = if public { &[] } else { &["use_scope not_public"] };
        assert_eq!(row.faults(), expect, "{value}");
    }
    for (value, kept) in [("0", true), ("正常", true), ("1", false), ("撤销", false), ("2", true)]
    {
        let row = full().with("state", value).written_in(Generation::Standard2016);
        let expect: &[&str] = if kept { &[] } else { &["state revoked_at_source"] };
        assert_eq!(row.faults(), expect, "{value}");
    }
}
