//! Tables of one authority's portal: small, made in memory, written in the portal's own format.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::SimulateError;
use super::output::{WrittenFile, write_whole};

/// A value of a sheet.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Text(String),
    /// A day as `2026/11/03`; a date cell in a workbook.
    Day(String),
}

impl Cell {
    fn text(&self) -> &str {
        let (Self::Text(text) | Self::Day(text)) = self;
        text
    }
}

/// A table in the making.
#[derive(Debug)]
pub(super) struct Sheet {
    name: &'static str,
    format: FileFormat,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// How a portal writes its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    /// CSV in UTF-8 with a byte order mark, as spreadsheet programs save it.
    CsvWithMark,
    /// CSV in UTF-8.
    Csv,
    /// CSV in GB18030.
    CsvGb18030,
    /// A workbook of Office Open XML.
    Xlsx,
}

impl Sheet {
    /// An empty table of that file name.
    pub(super) fn new(
        name: &'static str,
        format: FileFormat,
        columns: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        Self { name, format, columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row: one value for each column.
    pub(super) fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
        self.rows.push(row);
    }

    /// Writes the file.
    pub(super) fn write(&self, folder: &Path) -> Result<WrittenFile, SimulateError> {
        let bytes = match self.format {
            FileFormat::Xlsx => self.workbook().map_err(|error| SimulateError::Write {
                path: folder.join(self.name),
                source: std::io::Error::other(error),
            })?,
            FileFormat::Csv => self.csv(),
            FileFormat::CsvWithMark => [b"\xEF\xBB\xBF".as_slice(), &self.csv()].concat(),
            FileFormat::CsvGb18030 => {
                let text = String::from_utf8_lossy(&self.csv()).into_owned();
                encoding_rs::GB18030.encode(&text).0.into_owned()
            }
        };
        write_whole(folder, self.name, &bytes, self.rows.len() as u64)
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::text).collect());
        for row in std::iter::once(self.columns.clone()).chain(rows) {
            writer
                .write_record(row)
                .expect("a vector takes every row, and all rows have as many cells as the header");
        }
        writer.into_inner().expect("a vector takes what is left in the buffer")
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // A fixed date, so that the same rows give the same bytes.
        let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let day = Format::new().set_num_format("yyyy/mm/dd");
        let sheet = workbook.add_worksheet();
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string(0, at, *column)?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (at, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => {
                        sheet.write_string(line, at, text)?;
                    }
                    Cell::Day(text) if text.is_empty() => {}
                    Cell::Day(text) => {
                        let date = ExcelDateTime::parse_from_str(&text.replace('/', "-"))?;
                        sheet.write_datetime_with_format(line, at, &date, &day)?;
                    }
                }
            }
        }
        workbook.save_to_buffer()
    }
}
