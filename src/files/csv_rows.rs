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
            .from_reader(Budget { bytes, left: ROW_BYTES_MAX, held: false, last: b'\n' });
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).map_err(as_file_error)? {
            return Err(FileError::Empty);
        }
        let names: Vec<&str> = record.iter().collect();
        let header = Header::new(kind, &names)?;
        Ok(Self { reader, record, header, n_fields: fields(kind).len() })
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
        let number = self.line_of_record();
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
        Some(Ok(Row { number, generation: self.header.generation, values }))
    }

    /// The line on which the record begins. The reader says where it looked for it from, which is
    /// before any blank lines.
    fn line_of_record(&self) -> u64 {
        let from = self.record.position().map_or(0, csv::Position::line);
        let after = self.reader.position().line();
        if after.saturating_sub(from) <= 1 {
            return from;
        }
        let within = self.record.as_slice().bytes().filter(|byte| *byte == b'\n').count();
        after.saturating_sub(1 + u64::try_from(within).unwrap_or(0))
    }

    fn ragged(&self, number: u64) -> RowFault {
        let sentence = format!(
            "has {} cells; the header has {}",
            self.record.len(),
            self.header.columns.len()
        );
        RowFault { number, faults: vec![Fault::of_row(Rule::Cells, sentence)], values: Vec::new() }
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
/// of the file for one cell. Turns CR LF into LF, after which the reader's line numbers are right.
struct Budget {
    bytes: Box<dyn Read + Send>,
    left: u64,
    /// A CR at the end of the last piece, not passed on yet.
    held: bool,
    /// The last byte passed on: a last line without an end gets one.
    last: u8,
}

impl Read for Budget {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_given = self.piece(buffer)?;
        if let Some(last) = n_given.checked_sub(1).and_then(|at| buffer.get(at)) {
            self.last = *last;
        } else if self.last != b'\n'
            && let Some(end) = buffer.first_mut()
        {
            *end = b'\n';
            self.last = b'\n';
            return Ok(1);
        }
        Ok(n_given)
    }
}

impl Budget {
    fn piece(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let sentence =
                format!("a row has more than {ROW_BYTES_MAX} bytes; is a quotation mark missing?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
        }
        let n_held = usize::from(std::mem::take(&mut self.held));
        if let (1, [first, ..]) = (n_held, &mut *buffer) {
            *first = b'\r';
        }
        let n_read = match buffer.get_mut(n_held..) {
            Some(rest) => self.bytes.read(rest)?,
            None => 0,
        };
        self.left = self.left.saturating_sub(u64::try_from(n_read).unwrap_or(u64::MAX));
        let n_all = n_held + n_read;
        let Some(piece) = buffer.get_mut(..n_all) else {
            return Ok(n_all);
        };
        if !piece.contains(&b'\r') {
            return Ok(n_all);
        }
        // At the end of the file a last CR is passed on.
        self.held = n_read > 0 && piece.last() == Some(&b'\r') && n_all > 1;
        let n_kept = without_cr_before_lf(piece);
        Ok(n_kept - usize::from(self.held))
    }
}

/// Moves the bytes together over each CR that an LF follows; how many are left.
fn without_cr_before_lf(piece: &mut [u8]) -> usize {
    let mut n_kept = 0;
    for at in 0..piece.len() {
        let byte = piece[at];
        if byte == b'\r' && piece.get(at + 1) == Some(&b'\n') {
            continue;
        }
        piece[n_kept] = byte;
        n_kept += 1;
    }
    n_kept
}
