//! Rows of an NDJSON file: one JSON object per line, in bounded memory.

use std::io::{self, BufRead, BufReader, Read};

use super::error::{FileError, RowError, RowFault};
use super::header::{Header, Names};
use super::json_cell::Members;
use super::json_row::Building;
use crate::domain::intake::{Fault, Generation, Row, Rule};
use crate::domain::record::kind::RecordKind;

/// The most bytes that one line may take.
const LINE_BYTES_MAX: u64 = 4 << 20;

/// An NDJSON file.
pub(super) struct NdjsonRows {
    lines: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    number: u64,
    /// The first line is read ahead: it says whose names the file uses.
    is_ahead: bool,
    kind: RecordKind,
    names: Names,
    /// The members of the line before, which are mostly those of the next one too.
    known: Known,
    header: Header,
}

/// The names of members, in their order, and what they mean.
struct Known {
    names: Vec<String>,
    at: Vec<Option<usize>>,
    generation: Generation,
}

impl NdjsonRows {
    pub(super) fn new(kind: RecordKind, bytes: Box<dyn Read + Send>) -> Result<Self, FileError> {
        let mut rows = Self {
            lines: BufReader::with_capacity(1 << 16, bytes),
            line: Vec::new(),
            number: 0,
            is_ahead: false,
            kind,
            names: Names::of(kind),
            known: Known { names: Vec::new(), at: Vec::new(), generation: Generation::Own },
            header: Header::of_all_fields(kind, Generation::Own),
        };
        rows.is_ahead = rows.next_line()?;
        if let Ok(Members(members)) = serde_json::from_slice::<Members<'_>>(&rows.line) {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_ref()).collect();
            if let Ok(generation) = rows.names.generation(&names) {
                rows.header = Header::of_all_fields(kind, generation);
            }
        }
        Ok(rows)
    }

    /// The columns that a rejects file gets: all fields, in the names that the first line uses.
    pub(super) const fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row<'_>, RowError>> {
        match self.next_line() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(RowError::File(FileError::Read(error)))),
        }
        let number = self.number;
        let refuse = |rule, sentence: &str| {
            Some(Err(RowError::Row(RowFault {
                number,
                faults: vec![Fault::of_row(rule, sentence)],
                values: Vec::new(),
            })))
        };
        let Ok(text) = std::str::from_utf8(&self.line) else {
            return refuse(Rule::Encoding, "holds bytes that are neither UTF-8 nor GB18030");
        };
        let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(text) else {
            return refuse(Rule::Json, "is not one JSON object");
        };
        let same = self.known.names.len() == members.len()
            && self.known.names.iter().zip(&members).all(|(known, member)| *known == member.name);
        if !same {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_ref()).collect();
            match Known::of(&self.names, &names) {
                Ok(known) => self.known = known,
                Err(error) => return refuse(Rule::UnknownField, &error.to_string()),
            }
        }
        let mut building = Building::new(self.kind);
        for (at, member) in self.known.at.iter().zip(members) {
            building.add(*at, member);
        }
        let (values, faults) = building.parts();
        if faults.is_empty() {
            return Some(Ok(Row { number, generation: self.known.generation, values }));
        }
        let values =
            values.into_iter().map(|value| value.map(|value| value.into_owned())).collect();
        Some(Err(RowError::Row(RowFault { number, faults, values })))
    }

    /// Reads the next line that is not blank; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        if std::mem::take(&mut self.is_ahead) {
            return Ok(true);
        }
        loop {
            self.line.clear();
            let most = LINE_BYTES_MAX + 1;
            let n_read = self.lines.by_ref().take(most).read_until(b'\n', &mut self.line)?;
            if n_read == 0 {
                return Ok(false);
            }
            self.number += 1;
            if u64::try_from(n_read).unwrap_or(u64::MAX) > LINE_BYTES_MAX {
                let sentence = format!("line {} has more than {LINE_BYTES_MAX} bytes", self.number);
                return Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }
}

impl Known {
    fn of(names: &Names, members: &[&str]) -> Result<Self, FileError> {
        Ok(Self {
            names: members.iter().map(|name| (*name).to_owned()).collect(),
            at: names.places(members),
            generation: names.generation(members)?,
        })
    }
}
