//! Tests of reading workbooks, made on the spot.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::tests::{refused, rows};
use super::*;

const NAMES: [&str; 7] =
    ["CF_XDR_SHXYM", "CF_WSH", "CF_CFLB", "CF_NR_FK", "CF_JDRQ", "CF_CFJG", "CF_GSJZQ"];

#[test]
fn numbers_dates_and_texts_read_as_in_other_files() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy/mm/dd");
    for (column, name) in (0..).zip(NAMES) {
        sheet.write(0, column, name).unwrap();
    }
    // A date cell, a bare serial number, digits, a text; a number for the document number.
    let days = ["date", "serial", "digits", "text"];
    for (row, form) in (1..).zip(days) {
        sheet.write(row, 0, "91440800MA4ABCD09F").unwrap();
        sheet.write(row, 1, 20_261_234).unwrap();
        sheet.write(row, 2, "罚款").unwrap();
        sheet.write(row, 3, 0.1 + 0.2).unwrap();
        sheet.write(row, 5, "市监局").unwrap();
        let day = ExcelDateTime::parse_from_str("2026-11-03").unwrap();
        match form {
            "date" => sheet.write_with_format(row, 4, &day, &date).unwrap(),
            "serial" => sheet.write(row, 4, 46329).unwrap(),
            "digits" => sheet.write(row, 4, 20_261_103).unwrap(),
            _ => sheet.write(row, 4, "2026/11/03").unwrap(),
        };
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let rest = "merchant=91440800MA4ABCD09F document_number=20261234 kinds=罚款 fine_wan_yuan=0.3";
    let days = ["2026-11-03", "2026-11-03", "20261103", "2026/11/03"];
    let expect: Vec<String> = (2..)
        .zip(days)
        .map(|(row, day)| format!("{row} {rest} decided_on={day} organ=市监局"))
        .collect();
    assert_eq!(rows(RecordKind::Penalty, &bytes), expect);
}

#[test]
fn the_first_sheet_with_known_columns_is_read_below_its_title() {
    let mut workbook = Workbook::new();
    let notes = workbook.add_worksheet();
    notes.write(0, 0, "填表说明").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "行政处罚信息公示表").unwrap();
    let names = [
        "行政相对人代码_1（统一社会信用代码）",
        "行政处罚决定书文号",
        "处罚类别",
        "处罚决定日期",
        "处罚机关",
    ];
    for (column, name) in (0..).zip(names) {
        sheet.write(2, column, name).unwrap();
    }
    sheet.write(5, 1, "湛罚〔2026〕1号").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(rows(RecordKind::Penalty, &bytes), ["6 document_number=湛罚〔2026〕1号"]);
}

#[test]
fn cells_that_cannot_be_read_are_faults_of_their_row() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(NAMES) {
        sheet.write(0, column, name).unwrap();
    }
    // A code that the spreadsheet rounded, an error of a formula, a cell beyond the columns.
    sheet.write(1, 0, 914_408_041_234_567_889.0).unwrap();
    sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(3, 1, "湛罚〔2026〕1号").unwrap();
    sheet.write(3, 9, "stray").unwrap();
    sheet.write(4, 1, "湛罚〔2026〕2号").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let rows = rows(RecordKind::Penalty, &bytes);
    assert_eq!(rows[0], "2 spreadsheet_cell");
    assert_eq!(&rows[2..], ["4 cells", "5 document_number=湛罚〔2026〕2号"]);
}

#[test]
fn a_workbook_without_known_columns_names_its_sheets() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("说明").unwrap().write(0, 0, "x").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let message = refused(RecordKind::Penalty, &bytes);
    assert!(message.contains("penalties; sheets: 说明"), "{message}");
}

#[test]
fn a_large_sheet_is_read_row_by_row_and_can_be_left_early() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(NAMES) {
        sheet.write(0, column, name).unwrap();
    }
    for row in 1..=5000 {
        sheet.write(row, 1, format!("湛罚〔2026〕{row}号")).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let rows = rows(RecordKind::Penalty, &bytes);
    assert_eq!(rows.len(), 5000);
    assert_eq!(rows[4999], "5001 document_number=湛罚〔2026〕5000号");
    let mut reader = read_from(Box::new(std::io::Cursor::new(bytes)), RecordKind::Penalty).unwrap();
    assert!(reader.next_row().is_some());
}
