//! Opening a file of records, whatever its format, and reading it row by row.

use std::io::Read;
use std::path::Path;

use super::csv_rows::CsvRows;
use super::encoding::Utf8;
use super::error::{FileError, RowError};
use super::header::Header;
use super::ndjson_rows::NdjsonRows;
use super::source::{Progress, Source, peek};
use super::xlsx_rows::XlsxRows;
use crate::domain::intake::Row;
use crate::domain::record::kind::RecordKind;

/// The first bytes of a ZIP archive, which a workbook is.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// The first bytes of a workbook before 2007.
const OLE_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0";

/// The format of a file; told by its first bytes, not by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// A workbook of Office Open XML.
    Xlsx,
}

/// A file of records, read row by row in bounded memory.
pub struct RowReader {
    rows: Rows,
    progress: Progress,
}

enum Rows {
    Csv(CsvRows),
    Ndjson(NdjsonRows),
    Xlsx(XlsxRows),
}

/// Opens a file of records of one kind, or standard input for `-`.
///
/// # Errors
/// [`FileError`] when it cannot be read, or its columns are not those of the kind.
pub fn open(path: &Path, kind: RecordKind) -> Result<RowReader, FileError> {
    RowReader::new(Source::open(path)?, kind)
}

/// Reads records of one kind from bytes, packed with gzip or not.
///
/// # Errors
/// As [`open`].
pub fn read_from(bytes: Box<dyn Read + Send>, kind: RecordKind) -> Result<RowReader, FileError> {
    RowReader::new(Source::new(bytes, None)?, kind)
}

impl RowReader {
    fn new(source: Source, kind: RecordKind) -> Result<Self, FileError> {
        let (first, bytes) = peek(source.bytes, 4)?;
        let rows = if first == ZIP_MAGIC {
            Rows::Xlsx(XlsxRows::new(kind, Box::new(bytes))?)
        } else if first == OLE_MAGIC {
            return Err(FileError::OldWorkbook);
        } else {
            Rows::of_text(kind, Box::new(bytes))?
        };
        Ok(Self { rows, progress: source.progress })
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        match self.rows {
            Rows::Csv(_) => Format::Csv,
            Rows::Ndjson(_) => Format::Ndjson,
            Rows::Xlsx(_) => Format::Xlsx,
        }
    }

    /// The columns: of NDJSON, which has none, all fields.
    #[must_use]
    pub const fn header(&self) -> &Header {
        match &self.rows {
            Rows::Csv(rows) => rows.header(),
            Rows::Ndjson(rows) => rows.header(),
            Rows::Xlsx(rows) => rows.header(),
        }
    }

    /// How far it has been read; stays current.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// [`RowError::Row`] for a row that is unreadable by itself; [`RowError::File`] when nothing
    /// more can be read.
    pub fn next_row(&mut self) -> Option<Result<Row<'_>, RowError>> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.next_row(),
            Rows::Ndjson(rows) => rows.next_row(),
            Rows::Xlsx(rows) => rows.next_row(),
        }
    }
}

impl Rows {
    fn of_text(kind: RecordKind, bytes: Box<dyn Read + Send>) -> Result<Self, FileError> {
        let (first, bytes) = peek(Utf8::new(bytes), 1 << 10)?;
        match first.trim_ascii_start().first() {
            None if first.is_empty() => Err(FileError::Empty),
            Some(b'{') => Ok(Self::Ndjson(NdjsonRows::new(kind, Box::new(bytes))?)),
            Some(b'[') => Err(FileError::JsonArray),
            _ => Ok(Self::Csv(CsvRows::new(kind, Box::new(bytes))?)),
        }
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod workbook_tests;
