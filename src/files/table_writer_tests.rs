//! Tables are written whole or not at all, and read back as they were.

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::RowAccessor as _;

use super::*;

const COLUMNS: [TableColumn; 6] = [
    TableColumn { name: "merchant", holds: ColumnType::Text },
    TableColumn { name: "points", holds: ColumnType::Integer },
    TableColumn { name: "share", holds: ColumnType::Number },
    TableColumn { name: "as_of", holds: ColumnType::Day },
    TableColumn { name: "at", holds: ColumnType::Instant },
    TableColumn { name: "rated", holds: ColumnType::Flag },
];

fn rows() -> Vec<[Cell<'static>; 6]> {
    let day = Cell::Day(Day::parse("2026-11-16").unwrap());
    let at = Cell::Instant("2026-11-16T01:02:03.000004Z".parse().unwrap());
    vec![
        [Cell::Text("甲, \"乙\""), Cell::Integer(-7), Cell::Number(0.1), day, at, Cell::Flag(true)],
        [Cell::Text("b"), Cell::Nothing, Cell::Nothing, Cell::Nothing, at, Cell::Nothing],
    ]
}

fn write(format: TableFormat) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("t.{}", format.extension()));
    let mut writer = TableWriter::create(&path, format, &COLUMNS).unwrap();
    for row in rows() {
        writer.row(&row).unwrap();
    }
    assert!(!path.exists(), "the name is given at the end");
    writer.finish().unwrap();
    (folder, path)
}

#[test]
fn csv_quotes_what_needs_it_and_leaves_out_what_is_not_there() {
    let (_folder, path) = write(TableFormat::Csv);
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        "merchant,points,share,as_of,at,rated\n\
         \"甲, \"\"乙\"\"\",-7,0.1,2026-11-16,2026-11-16T01:02:03.000004Z,true\n\
         b,,,,2026-11-16T01:02:03.000004Z,\n"
    );
}

#[test]
fn ndjson_is_one_object_a_line() {
    let (_folder, path) = write(TableFormat::Ndjson);
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        "{\"merchant\":\"甲, \\\"乙\\\"\",\"points\":-7,\"share\":0.1,\"as_of\":\"2026-11-16\",\
         \"at\":\"2026-11-16T01:02:03.000004Z\",\"rated\":true}\n\
         {\"merchant\":\"b\",\"points\":null,\"share\":null,\"as_of\":null,\
         \"at\":\"2026-11-16T01:02:03.000004Z\",\"rated\":null}\n"
    );
}

#[test]
fn parquet_comes_back_with_its_types() {
    let (_folder, path) = write(TableFormat::Parquet);
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows[0].get_string(0).unwrap(), "甲, \"乙\"");
    assert_eq!(rows[0].get_long(1).unwrap(), -7);
    assert!((rows[0].get_double(2).unwrap() - 0.1).abs() < f64::EPSILON);
    assert!(rows[0].to_string().contains("as_of: 2026-11-16"), "{}", rows[0]);
    assert!(rows[1].to_string().contains("points: null"), "{}", rows[1]);
}

#[test]
fn more_rows_than_a_group_are_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let columns = [TableColumn { name: "n", holds: ColumnType::Integer }];
    let mut writer = TableWriter::create(&path, TableFormat::Parquet, &columns).unwrap();
    for n in 0..70_000 {
        writer.row(&[Cell::Integer(n)]).unwrap();
    }
    writer.finish().unwrap();
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let numbers: Vec<i64> = rows.map(|row| row.unwrap().get_long(0).unwrap()).collect();
    assert_eq!(numbers, (0..70_000).collect::<Vec<i64>>());
}

#[test]
fn a_file_given_up_leaves_nothing_and_a_wrong_cell_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let columns = [TableColumn { name: "n", holds: ColumnType::Integer }];
    let mut writer = TableWriter::create(&path, TableFormat::Parquet, &columns).unwrap();
    assert!(writer.row(&[Cell::Text("x")]).is_err());
    assert!(writer.row(&[]).is_err());
    drop(writer);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
