//! Licences: the fields of either standard, their subject, their periods.

use super::*;
use crate::domain::record::Detail;
use crate::domain::record::licence::{Licence, LicenceState};

fn licence(row: &Given) -> Licence {
    match row.draft().detail {
        Detail::Licence(licence) => licence,
        other => panic!("{other:?}"),
    }
}

/// A row with everything that the standard of 2018 makes mandatory.
fn full() -> Given {
    given(RecordKind::Licence)
        .with("subject_name", "湛江样例贸易有限公司")
        .with("category", "法人及非法人组织")
        .with("document_name", "食品经营许可决定书")
        .with("licence_class", "普通")
        .with("content", "食品销售")
        .with("valid_from", "2025/03/01")
        .with("valid_until", "2030/02/28")
        .with("organ_code", ORGAN)
        .with("state", "1")
        .with("data_source", "湛江市市场监督管理局")
        .with("data_source_code", ORGAN)
        .written_in(Generation::Standard2018)
}

#[test]
fn a_full_row_of_2018_is_kept_whole() {
    let licence = licence(&full().with("remarks", "年审"));
    assert_eq!(licence.subject_name.as_deref(), Some("湛江样例贸易有限公司"));
    assert_eq!(licence.document_name.as_deref(), Some("食品经营许可决定书"));
    assert_eq!(licence.document_number, "湛食药许〔2025〕1号");
    assert_eq!(licence.licence_class.as_deref(), Some("普通"));
    assert_eq!(licence.content.as_deref(), Some("食品销售"));
    assert_eq!(licence.valid_from, Some(day("2025-03-01")));
    assert_eq!(licence.valid_until, Some(day("2030-03-01")));
    assert_eq!(licence.organ_code.unwrap().as_str(), ORGAN);
    assert_eq!(licence.state, LicenceState::Valid);
    assert_eq!(licence.data_source_code.unwrap().as_str(), ORGAN);
    assert_eq!(licence.remarks.as_deref(), Some("年审"));
}

#[test]
fn what_2018_makes_mandatory_is_asked_only_of_its_files() {
    let mandatory = [
        "subject_name",
        "category",
        "document_name",
        "licence_class",
        "content",
        "valid_from",
        "valid_until",
        "organ_code",
        "state",
        "data_source",
        "data_source_code",
    ];
    for field in mandatory {
        let row = full().without(field);
        assert_eq!(row.faults(), [format!("{field} required")]);
        assert_eq!(row.clone().written_in(Generation::Own).without("state").faults(), [""; 0]);
        assert_eq!(row.clone().written_in(Generation::Own).faults(), [""; 0]);
        assert_eq!(row.in_chicago().faults(), [""; 0]);
    }
}

#[test]
fn the_digits_of_the_state_mean_other_things_in_2016() {
    use LicenceState::{Disputed, Other, Valid, Void};
    for (generation, code, expect) in [
        (Generation::Standard2018, "1", Some(Valid)),
        (Generation::Standard2018, "2", Some(Void)),
        (Generation::Standard2018, "0", None),
        (Generation::Standard2016, "0", Some(Valid)),
        (Generation::Standard2016, "1", Some(Void)),
        (Generation::Standard2016, "2", Some(Disputed)),
        (Generation::Standard2016, "3", Some(Other)),
        (Generation::Own, "1", Some(Valid)),
        (Generation::Own, "void", Some(Void)),
    ] {
        let row = full().with("state", code).written_in(generation);
        let state = row.read().ok().map(|_| licence(&row).state);
        assert_eq!(state, expect, "{generation:?} {code}");
    }
}

#[test]
fn a_subject_without_a_code_is_found_by_an_older_number() {
    for (field, value, expect) in [
        ("registration_number", "440800600123452", "registration-number:440800600123452"),
        ("organisation_code", "00707912-9", "organisation-code:007079129"),
        ("tax_number", "440803123456789", "tax-number:440803123456789"),
    ] {
        for filler in ["", "00000000000000000X"] {
            let row = given(RecordKind::Licence).with("merchant", filler).with(field, value);
            assert_eq!(row.draft().subject.to_string(), expect);
        }
    }
    let row = given(RecordKind::Licence).with("registration_number", "440800600123452");
    assert_eq!(row.draft().subject.to_string(), ENTERPRISE);
    assert_eq!(given(RecordKind::Licence).without("merchant").faults(), ["merchant subject"]);
    let row = given(RecordKind::Licence).without("merchant").with("organisation_code", "123");
    assert_eq!(row.faults(), ["organisation_code merchant_id", "merchant subject"]);
}

#[test]
fn the_category_fits_the_code_domain_1_6() {
    for (code, category, expect) in [
        (ENTERPRISE, "法人及非法人组织", None),
        (INDIVIDUAL, "个体工商户", None),
        (INDIVIDUAL, "法人及非法人组织", Some("merchant category_code")),
        (ENTERPRISE, "个体工商户", Some("merchant category_code")),
        (ENTERPRISE, "自然人", Some("category natural_person")),
        (INDIVIDUAL, "自然人", Some("category natural_person")),
        (ENTERPRISE, "外星人", Some("category choice")),
    ] {
        let row = given(RecordKind::Licence).with("merchant", code).with("category", category);
        let faults = row.faults();
        assert_eq!(faults.first().map(String::as_str), expect, "{code} {category}");
        assert!(faults.len() <= 1);
    }
}

#[test]
fn the_organ_is_not_its_own_subject_domain_1_6() {
    let row = full().with("organ_code", ENTERPRISE);
    assert_eq!(row.faults(), ["organ_code organ_is_subject"]);
    assert_eq!(
        full().with("organ_code", "11440800007079129M").faults(),
        ["organ_code credit_code"]
    );
    let row = full().with("organ_code", "00000000000000000X");
    assert_eq!(row.faults(), ["organ_code required"]);
}

#[test]
fn validity_does_not_end_before_it_begins() {
    assert_eq!(full().with("valid_until", "2025-02-28").faults(), ["valid_until day_order"]);
    assert_eq!(full().with("valid_until", "2025-03-01").faults(), [""; 0]);
    let row = given(RecordKind::Licence).with("valid_until", "2025-02-28");
    assert_eq!(row.faults(), ["valid_until day_order"]);
}

#[test]
fn a_document_number_without_a_year_is_a_warning() {
    for (number, warns) in [
        ("湛食药许〔2025〕1号", false),
        ("湛食药许（２０２５）1号", false),
        ("湛食药许1号", true),
        ("湛食药许〔2031〕1号", true),
        ("JY14408", true),
    ] {
        let row = given(RecordKind::Licence).with("document_number", number);
        let expect: &[&str] = if warns { &["document_number number_without_year"] } else { &[] };
        assert_eq!(row.warnings(), expect, "{number}");
        assert_eq!(row.in_chicago().warnings(), [""; 0]);
    }
}
