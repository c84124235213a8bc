//! Rows of a CSV file (RFC 4180), in bounded memory.

use std::borrow::Cow;
use std::io::{self, Read};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::error::{FileError, RowError, RowFault};
use super::header::Header;
use crate::domain::intake::{Fault, Row, Rule, fields};
use crate::domain::record::kind::RecordKind;

/// The most bytes that one row may take; more means that a quotation mark is missing.
const ROW_BYTES_MAX: u64 = 4 << 20;

/// A CSV file after its header.
pub(super) struct CsvRows {
    reader: csv::Reader<Budget>,
    record: StringRecord,
    header: Header,
    n_fields: usize,
}

impl CsvRows {
    pub(super) fn new(kind: RecordKind, bytes: Box<dyn Read + Send>) -> Result<Self, FileError> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Budget {
                bytes,
                left: ROW_BYTES_MAX,
            });
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).map_err(as_file_error)? {
            return Err(FileError::Empty);
        }
        let names: Vec<&str> = record.iter().collect();
        let header = Header::new(kind, &names)?;
        Ok(Self {
            reader,
            record,
            header,
            n_fields: fields(kind).len(),
        })
    }

    pub(super) const fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row<'_>, RowError>> {
        loop {
            self.reader.get_mut().left = ROW_BYTES_MAX;
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return None,
                Ok(true) => {}
                Err(error) => return Some(Err(self.unreadable(error))),
            }
            if self.record.iter().any(|cell| !cell.is_empty()) {
                break;
            }
        }
        let number = self.record.position().map_or(0, csv::Position::line);
        if self.record.len() != self.header.columns.len() {
            return Some(Err(RowError::Row(self.ragged(number))));
        }
        let mut values: Vec<Option<Cow<'_, str>>> = vec![None; self.n_fields];
        for (column, cell) in self.header.columns.iter().zip(self.record.iter()) {
            if let Some(field) = column.field
                && !cell.is_empty()
                && let Some(value) = values.get_mut(field)
            {
                *value = Some(Cow::Borrowed(cell));
            }
        }
        Some(Ok(Row {
            number,
            generation: self.header.generation,
            values,
        }))
    }

    fn ragged(&self, number: u64) -> RowFault {
        let sentence = format!(
            "has {} cells; the header has {}",
            self.record.len(),
            self.header.columns.len()
        );
        RowFault {
            number,
            faults: vec![Fault::of_row(Rule::Cells, sentence)],
            values: Vec::new(),
        }
    }

    fn unreadable(&self, error: csv::Error) -> RowError {
        let number = error.position().map_or(0, csv::Position::line);
        match error.into_kind() {
            ErrorKind::Utf8 { .. } => RowError::Row(RowFault {
                number,
                faults: vec![Fault::of_row(
                    Rule::Encoding,
                    "holds bytes that are not UTF-8, as the rest of the file is",
                )],
                values: Vec::new(),
            }),
            ErrorKind::Io(error) => RowError::File(FileError::Read(error)),
            other => RowError::File(FileError::Read(io::Error::other(format!("{other:?}")))),
        }
    }
}

fn as_file_error(error: csv::Error) -> FileError {
    match error.into_kind() {
        ErrorKind::Io(error) => FileError::Read(error),
        ErrorKind::Utf8 { .. } => FileError::Read(io::Error::new(
            io::ErrorKind::InvalidData,
            "the header is neither UTF-8 nor GB18030",
        )),
        other => FileError::Read(io::Error::other(format!("{other:?}"))),
    }
}

/// Lets only so many bytes through per row: a missing quotation mark would otherwise take the rest
/// of the file for one cell.
struct Budget {
    bytes: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Budget {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let sentence =
                format!("a row has more than {ROW_BYTES_MAX} bytes; is a quotation mark missing?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
        }
        let n_read = self.bytes.read(buffer)?;
        self.left = self
            .left
            .saturating_sub(u64::try_from(n_read).unwrap_or(u64::MAX));
        Ok(n_read)
    }
}
