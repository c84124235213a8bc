//! Tests of reading text files: formats, encodings, rows that cannot be read, any bytes at all.

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::*;
use crate::domain::intake::{Generation, fields};

/// The rows of a file, each as `number field=value …`; what cannot be read as `number rule`.
pub(super) fn rows(kind: RecordKind, bytes: &[u8]) -> Vec<String> {
    let mut reader = read_from(Box::new(Cursor::new(bytes.to_vec())), kind)
        .unwrap_or_else(|error| panic!("{error}"));
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row() {
        rows.push(match row {
            Ok(row) => {
                let values = row.values.iter().zip(fields(kind));
                let values = values.filter_map(|(value, field)| {
                    Some(format!(" {}={}", field.name, value.as_deref()?))
                });
                format!("{}{}", row.number, values.collect::<String>())
            }
            Err(RowError::Row(fault)) => {
                format!("{} {}", fault.number, fault.faults[0].rule.code())
            }
            Err(RowError::File(error)) => {
                rows.push(error.to_string());
                break;
            }
        });
    }
    rows
}

pub(super) fn refused(kind: RecordKind, bytes: &[u8]) -> String {
    match read_from(Box::new(Cursor::new(bytes.to_vec())), kind) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

const HEADER: &str = "merchant,source,number,inspected_on,result";

#[test]
fn a_csv_file_is_read_by_its_header() {
    let text = format!(
        "{HEADER}\r\nchicago:1,city,7,2011-09-02,passed\r\n\r\n,,,,\r\n\
         chicago:2,\"the, \"\"city\"\"\",\"8\n9\",2011-09-03,failed\r\nchicago:3,city,,,\r\n"
    );
    assert_eq!(
        rows(RecordKind::Inspection, text.as_bytes()),
        [
            "2 merchant=chicago:1 source=city number=7 inspected_on=2011-09-02 result=passed",
            "5 merchant=chicago:2 source=the, \"city\" number=8\n9 inspected_on=2011-09-03 \
             result=failed",
            "7 merchant=chicago:3 source=city",
        ]
    );
}

#[test]
fn line_numbers_are_those_of_the_file() {
    for end in ["\n", "\r\n"] {
        let row = |number: usize| format!("chicago:1,city,{number},2011-09-02,passed{end}");
        let text = format!(
            "{HEADER}{end}{}{end}{end}{}\"chicago:1\",\"ci{end}ty\",6,2011-09-02,passed{end}{}",
            row(2),
            row(5),
            row(8)
        );
        let numbers = |text: &str| -> Vec<(String, bool)> {
            rows(RecordKind::Inspection, text.as_bytes())
                .iter()
                .map(|row| {
                    let number = row.split(' ').next().unwrap().to_owned();
                    let is_right = row.contains(&format!("number={number} "));
                    (number, is_right)
                })
                .collect()
        };
        let expect = ["2", "5", "6", "8"].map(|number| (number.to_owned(), true));
        assert_eq!(numbers(&text), expect, "{end:?}");
        assert_eq!(numbers(text.trim_end()), expect, "{end:?}");
    }
}

#[test]
fn a_row_with_more_or_fewer_cells_is_a_fault_of_that_row_only() {
    let text = format!("{HEADER}\na,b,c,d\na,b,c,d,e,f\na,b,c,d,e\n");
    let rows = rows(RecordKind::Inspection, text.as_bytes());
    assert_eq!(&rows[..2], ["2 cells", "3 cells"]);
    assert!(rows[2].starts_with("4 merchant=a"));
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let text = "检查日期,检查结果,统一社会信用代码,数据来源,检查编号\n\
                2026/11/03,不合格,chicago:1,湛江市市场监督管理局,丙㐀7\n";
    let expect =
        ["2 merchant=chicago:1 source=湛江市市场监督管理局 number=丙㐀7 inspected_on=2026/11/03 \
         result=不合格"];
    let (gb18030, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable);
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(text.as_bytes());
    let mut utf16 = b"\xff\xfe".to_vec();
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&gb18030).unwrap();
    for bytes in [text.as_bytes(), &gb18030, &marked, &utf16, &packed.finish().unwrap()] {
        assert_eq!(rows(RecordKind::Inspection, bytes), expect);
    }
}

#[test]
fn bytes_that_are_not_utf8_in_a_utf8_file_are_a_fault_of_their_row() {
    let mut bytes = "platform,order,item,rated_on,rater,评分\n".to_owned().into_bytes();
    // The encoding is decided by the first 64 KiB after the first character that is not ASCII.
    bytes.extend("haimen,1,1,2026-01-01,王,5\n".repeat(4000).bytes());
    bytes.extend(b"haimen,2,1,2026-01-01,\xff\xfe,5\nhaimen,3,1,2026-01-01,r,5\n");
    let rows = rows(RecordKind::Rating, &bytes);
    assert_eq!(rows.len(), 4002);
    assert_eq!(rows[4000], "4002 encoding");
    assert!(rows[4001].starts_with("4003 platform=haimen order=3"));
}

#[test]
fn ndjson_lines_are_read_member_by_member() {
    let text = concat!(
        "{\"merchant\":\"chicago:1\",\"source\":\"city\",\"number\":7,\"n_minor\":2,",
        "\"finding_codes\":[\"33\",\"34\"],\"corrects\":true,\"organ\":null}\n",
        "\n",
        "  {\"number\":\"\\u0038\",\"source\":0.000001}\r\n",
        "{\"number\":{\"a\":1}}\n",
        "{\"colour\":\"red\"}\n",
        "{\"number\":1,\"number\":2}\n",
        "{\"number\":12345678901234567890123}\n",
        "{\"finding_codes\":[\"a;b\"]}\n",
        "{\"number\":[\"a\"]}\n",
        "not json\n",
        "[1]\n",
        "{\"检查编号\":\"9\"}",
    );
    assert_eq!(
        rows(RecordKind::Inspection, text.as_bytes()),
        [
            "1 merchant=chicago:1 source=city number=7 n_minor=2 finding_codes=33;34 corrects=true",
            "3 source=0.000001 number=8",
            "4 json",
            "5 unknown_field",
            "6 unknown_field",
            "7 json",
            "8 json",
            "9 json",
            "10 json",
            "11 json",
            "12 number=9",
        ]
    );
}

#[test]
fn ndjson_tells_the_generation_by_its_members() {
    let text = "{\"CF_WSH\":\"1\",\"CF_XZJG\":\"局\"}\n{\"CF_WSH\":\"1\",\"CF_CFJG\":\"局\"}\n\
                {\"CF_XZJG\":\"1\",\"CF_CFJG\":\"局\"}\n";
    let bytes = Box::new(Cursor::new(text.as_bytes()));
    let mut reader = read_from(bytes, RecordKind::Penalty).unwrap();
    assert_eq!(reader.header().generation, Generation::Standard2016);
    assert_eq!(reader.next_row().unwrap().unwrap().generation, Generation::Standard2016);
    assert_eq!(reader.next_row().unwrap().unwrap().generation, Generation::Standard2018);
    let error = reader.next_row().unwrap().unwrap_err();
    assert!(error.to_string().contains("unknown_field") || error.to_string().contains("2016"));
}

#[test]
fn what_is_no_file_of_records_says_so() {
    let kind = RecordKind::Inspection;
    assert!(refused(kind, b"").contains("empty"));
    assert!(refused(kind, b"\xef\xbb\xbf").contains("empty"));
    assert!(refused(kind, b"[{}]").contains("JSON array"));
    assert!(refused(kind, b"\xd0\xcf\x11\xe0\xa1\xb1").contains(".xls"));
    assert!(refused(kind, b"PK\x03\x04 and nothing").contains("workbook"));
    assert!(refused(kind, b"a,b\n1,2\n").contains("column 1 'a'"));
    assert!(refused(kind, b"result\npassed\n").contains("no column for merchant"));
}

#[test]
fn a_missing_quotation_mark_does_not_take_the_rest_of_the_file_into_memory() {
    let mut text = format!("{HEADER}\n\"chicago:1,city,7,2011-09-02,passed\n");
    text.push_str(&"chicago:2,city,8,2011-09-02,passed\n".repeat(300_000));
    let rows = rows(RecordKind::Inspection, text.as_bytes());
    assert_eq!(rows.len(), 1);
    assert!(rows[0].contains("quotation mark"), "{}", rows[0]);
}

#[test]
fn a_cut_archive_is_no_end() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(format!("{HEADER}\na,b,c,d,e\na,b,c,d,e\n").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = &packed[..packed.len() - 12];
    let read = read_from(Box::new(Cursor::new(cut.to_vec())), RecordKind::Inspection);
    let is_told = match read {
        Err(_) => true,
        Ok(mut reader) => std::iter::from_fn(|| reader.next_row().map(|row| row.is_err()))
            .take(5)
            .any(|is_error| is_error),
    };
    assert!(is_told);
}

#[test]
fn progress_reaches_the_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inspections.csv");
    let text = format!("{HEADER}\n{}", "chicago:2,city,8,2011-09-02,passed\n".repeat(20_000));
    std::fs::write(&path, &text).unwrap();
    let mut reader = open(&path, RecordKind::Inspection).unwrap();
    let progress = reader.progress();
    assert_eq!(progress.n_bytes(), Some(text.len() as u64));
    assert!(progress.n_bytes_read() < text.len() as u64);
    while reader.next_row().is_some() {}
    assert_eq!(progress.n_bytes_read(), text.len() as u64);
    assert_eq!(reader.format(), Format::Csv);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(
        head in prop::sample::select(vec![
            "",
            "merchant,source,number,inspected_on,result\n",
            "{",
            "{\"number\":",
            "PK\u{3}\u{4}",
            "\u{feff}merchant",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut all = head.as_bytes().to_vec();
        all.extend(bytes);
        if let Ok(mut reader) = read_from(Box::new(Cursor::new(all)), RecordKind::Inspection) {
            for _ in 0..400 {
                match reader.next_row() {
                    None | Some(Err(RowError::File(_))) => break,
                    Some(_) => {}
                }
            }
        }
    }
}
