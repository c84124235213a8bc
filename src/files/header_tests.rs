//! Tests of column names, in every form in which they come.

use super::*;

fn of(kind: RecordKind, names: &[&str]) -> Header {
    Names::of(kind).header(names).unwrap_or_else(|error| panic!("{error}"))
}

fn field_of(kind: RecordKind, name: &str) -> &'static str {
    let at = of(kind, &[name]).columns[0].field.expect(name);
    fields(kind)[at].name
}

#[test]
fn every_name_of_every_field_finds_it_again() {
    for kind in RecordKind::ALL {
        for field in fields(kind) {
            let all = [field.codes, field.codes_2016, field.zh, field.zh_2016, &[field.name]];
            for name in all.into_iter().flatten() {
                assert_eq!(field_of(kind, name), field.name, "{kind:?} {name}");
            }
        }
    }
}

#[test]
fn all_54_fields_of_the_2018_standard_are_known() {
    // Codes and names as the public field lists have them.
    let list = include_str!("../../tests/data/import/fields-2018.csv");
    let mut n_names = 0;
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let kind = RecordKind::from_name(cells[0]).unwrap();
        assert_eq!(field_of(kind, cells[1]), field_of(kind, cells[2]), "{line}");
        n_names += 1;
    }
    assert_eq!(n_names, 54);
}

#[test]
fn width_brackets_case_and_spaces_do_not_matter() {
    for (name, expect) in [
        ("XK_WSH", "document_number"),
        ("xk_wsh", "document_number"),
        ("Document Number", "document_number"),
        ("行政相对人代码＿１（统一社会信用代码）", "merchant"),
        ("行政相对人代码_1 (统一社会信用代码)", "merchant"),
        ("*行政相对人名称", "subject_name"),
        ("有效期至（2099/12/31=长期）", "valid_until"),
        ("\u{3000}许可机关 ", "organ"),
    ] {
        assert_eq!(field_of(RecordKind::Licence, name), expect, "{name}");
    }
}

#[test]
fn the_generation_is_told_by_the_names() {
    use Generation::{Own, Standard2016, Standard2018};
    for (names, expect) in [
        (vec!["XK_WSH", "XK_XDR_MC"], Standard2018),
        (vec!["XK_WSH", "XK_XDR"], Standard2016),
        (vec!["XK_WSH", "XK_ZT"], Standard2018),
        (vec!["许可内容", "项目名称"], Standard2016),
        (vec!["document_number", "decided_on"], Own),
        (vec!["document_number", "XK_YXQZ"], Standard2018),
    ] {
        assert_eq!(of(RecordKind::Licence, &names).generation, expect, "{names:?}");
    }
    assert_eq!(of(RecordKind::Rating, &["评分"]).generation, Own);
}

#[test]
fn names_of_both_generations_in_one_file_are_refused() {
    let error = Names::of(RecordKind::Licence).header(&["XK_XDR_MC", "XK_XZJG"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "'XK_XDR_MC' is a name of the standard of 2018 and 'XK_XZJG' one of 2016; their codes \
         contradict each other, so a file must keep to one"
    );
}

#[test]
fn an_unknown_column_is_named_with_the_nearest_known_one() {
    let message = |name: &str| {
        let error = Names::of(RecordKind::Penalty).header(&["CF_WSH", name]).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        message("CF_JDRG"),
        "column 2 'CF_JDRG' is not a field of penalties; did you mean 'CF_JDRQ'?"
    );
    assert_eq!(
        message("罚款金额(元)"),
        "column 2 '罚款金额(元)' is not a field of penalties; did you mean '罚款金额(万元)'?"
    );
    assert_eq!(message("xyzzy"), "column 2 'xyzzy' is not a field of penalties");
    assert_eq!(message("13800138000"), "column 2 '‹masked›' is not a field of penalties");
}

#[test]
fn two_columns_of_one_field_are_refused() {
    let error = Names::of(RecordKind::Penalty)
        .header(&["CF_WSH", "CF_SY", "行政处罚决定书文号"])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "columns 1 'CF_WSH' and 3 '行政处罚决定书文号' are the same field, document_number"
    );
}

#[test]
fn a_file_without_a_column_that_every_row_needs_is_refused() {
    let error = Header::new(RecordKind::Inspection, &["merchant", "source", "number"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has no column for inspected_on, result, which inspections must have"
    );
}

#[test]
fn columns_of_a_rejects_file_and_empty_ones_are_ignored() {
    let header =
        of(RecordKind::Rating, &["序号", "stars", "", "rejected_because", "rejected_line"]);
    let known: Vec<bool> = header.columns.iter().map(|column| column.field.is_some()).collect();
    assert_eq!(known, [false, true, false, false, false]);
}

#[test]
fn a_header_of_all_fields_reads_as_itself() {
    use Generation::{Own, Standard2016, Standard2018};
    for generation in [Own, Standard2018, Standard2016] {
        for kind in [RecordKind::Licence, RecordKind::Penalty] {
            let header = Header::of_all_fields(kind, generation);
            let names: Vec<&str> = header.columns.iter().map(|c| c.name.as_str()).collect();
            let again = Header::new(kind, &names).unwrap();
            assert_eq!(again.columns, header.columns);
            assert_eq!(again.generation, generation);
        }
    }
}
