//! Tests of the rejects file: it imports once corrected, and nobody is named in it.

use std::io::Cursor;

use super::*;
use crate::domain::day::Day;
use crate::domain::intake::{self, Context, HashKey, KnownSince};
use crate::domain::record::envelope::Jurisdiction;
use crate::domain::record::kind::RecordKind;
use crate::files::{RowError, open, read_from};

fn context() -> Context {
    Context {
        today: Day::parse("2026-11-21").unwrap(),
        jurisdiction: Jurisdiction::default(),
        known_since: KnownSince::Recorded,
        hash_key: HashKey::new(b"a key for tests"),
    }
}

/// What an import of these bytes rejects, and how many rows it takes.
fn rejects_of(kind: RecordKind, bytes: &[u8]) -> (String, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejects.csv");
    let mut writer = RejectsWriter::new(&path);
    let mut rows = read_from(Box::new(Cursor::new(bytes.to_vec())), kind).unwrap();
    let header = rows.header().clone();
    let mut n_taken = 0;
    while let Some(row) = rows.next_row() {
        match row {
            Ok(row) => match intake::read(kind, &row, &context()) {
                Ok(_) => n_taken += 1,
                Err(faults) => writer.write(&header, &row, &faults).unwrap(),
            },
            Err(RowError::Row(fault)) => writer.write_unreadable(&header, &fault).unwrap(),
            Err(RowError::File(error)) => panic!("{error}"),
        }
    }
    let text = match writer.finish().unwrap() {
        Some(path) => std::fs::read_to_string(path).unwrap(),
        None => String::new(),
    };
    (text.trim_start_matches('\u{feff}').to_owned(), n_taken)
}

const RATINGS: &str = "评分,platform,order,item,rated_on,rater,merchant\n\
                       6,haimen,1,1,2026-06-01,r1,taobao:1\n\
                       5,haimen,2,1,2026-06-01,r1,taobao:1\n\
                       4,haimen,3,1,2026-06-31,r1,taobao:1\n";

#[test]
fn rejected_rows_keep_their_columns_and_say_why_and_where() {
    let (rejects, n_taken) = rejects_of(RecordKind::Rating, RATINGS.as_bytes());
    assert_eq!(n_taken, 1);
    assert_eq!(
        rejects,
        "评分,platform,order,item,rated_on,rater,merchant,rejected_because,rejected_line\n\
         6,haimen,1,1,2026-06-01,r1,taobao:1,stars '6' is not a whole number of stars from 1 to 5 \
         (stars),2\n\
         4,haimen,3,1,2026-06-31,r1,taobao:1,\"rated_on '2026-06-31' is not a day; write it as \
         2026-11-03, 2026/11/03 or 20261103 (day)\",4\n"
    );
}

#[test]
fn corrected_rejects_import_cleanly_and_again_rejected_ones_keep_one_reason() {
    let (rejects, _) = rejects_of(RecordKind::Rating, RATINGS.as_bytes());
    let corrected = rejects.replacen("6,", "5,", 1).replacen("2026-06-31", "2026-06-30", 1);
    assert_eq!(rejects_of(RecordKind::Rating, corrected.as_bytes()), (String::new(), 2));
    let half = rejects.replacen("6,", "5,", 1);
    let (again, n_taken) = rejects_of(RecordKind::Rating, half.as_bytes());
    assert_eq!(n_taken, 1);
    let corrected = again.replacen("2026-06-31", "2026-06-30", 1);
    assert_eq!(rejects_of(RecordKind::Rating, corrected.as_bytes()), (String::new(), 1));
}

#[test]
fn without_rejects_there_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.csv");
    assert_eq!(RejectsWriter::new(&path).finish().unwrap(), None);
    assert!(open(&path, RecordKind::Rating).is_err());
}

#[test]
fn nothing_personal_reaches_the_rejects_file() {
    let header = "merchant,document_number,kinds,decided_on,organ,legal_representative,\
                  legal_representative_id_number,facts,offence,category\n";
    let row = |number: &str, kinds: &str, category: &str| {
        format!(
            "91440800MA4ABCD09F,{number},{kinds},2026-03-01,市监局,张三丰,11010519491231002X,\
             电话13800138000,卖过期饼干,{category}\n"
        )
    };
    let ragged = "91440800MA4ABCD09F,张三丰,13800138000\n";
    let text = format!(
        "{header}{}{}{}{ragged}",
        row("湛罚〔2026〕1号", "表扬", ""),
        row("11010519491231002X", "警告", ""),
        row("湛罚〔2026〕3号", "警告", "自然人"),
    );
    let (rejects, n_taken) = rejects_of(RecordKind::Penalty, text.as_bytes());
    assert_eq!(n_taken, 0);
    for personal in ["张三丰", "三丰", "11010519491231002X", "13800138000", "0013800"] {
        assert!(!rejects.contains(personal), "{rejects}");
    }
    let lines: Vec<&str> = rejects.lines().collect();
    assert!(
        lines[1].starts_with(
            "91440800MA4ABCD09F,湛罚〔2026〕1号,表扬,2026-03-01,市监局,,,,卖过期饼干,,"
        )
    );
    assert!(
        lines[1]
            .contains("fill in again: legal_representative, legal_representative_id_number, facts")
    );
    assert!(lines[2].starts_with("91440800MA4ABCD09F,,警告"));
    assert!(lines[3].starts_with(",,,,,,,,,,"), "{}", lines[3]);
    assert!(lines[4].starts_with(",,,,,,,,,,"), "{}", lines[4]);
    assert!(lines[4].contains("fill in the row again from its source"));
}

#[test]
fn rejects_of_json_lines_are_csv_in_the_names_of_the_file() {
    let text = "{\"CF_XDR_SHXYM\":\"91440800MA4ABCD09F\",\"CF_WSH\":\"湛罚〔2016〕1号\",\
                \"CF_CFLB1\":\"1\",\"CF_JDRQ\":\"2016-02-30\",\"CF_XZJG\":\"市监局\",\"CF_ZT\":0}\n";
    let (rejects, _) = rejects_of(RecordKind::Penalty, text.as_bytes());
    let corrected = rejects.replacen("2016-02-30", "2016-02-29", 1);
    assert!(corrected.contains("CF_CFLB1"));
    assert_eq!(rejects_of(RecordKind::Penalty, corrected.as_bytes()), (String::new(), 1));
}
