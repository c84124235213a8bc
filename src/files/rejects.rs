//! The rejects file: refused rows with the reason beside them, to be corrected and imported again.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::RowFault;
use super::header::{Header, REJECTED_BECAUSE, REJECTED_LINE};
use crate::domain::intake::{Fault, Row, Rule, fields, personal};

/// The mark of UTF-8, without which spreadsheets take the file for another encoding.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes refused rows as CSV: the columns of their source, then why and where.
///
/// Nothing that tells of a person is written: such cells are empty, and the reason says that they
/// must be filled in again. Nothing at all is written of rows about natural persons, and of rows
/// whose cells cannot be told apart while a personal column is among them. The file is made with
/// the first refused row.
pub struct RejectsWriter {
    path: PathBuf,
    csv: Option<csv::Writer<BufWriter<File>>>,
    n_rows: u64,
}

impl RejectsWriter {
    /// A writer to that file, which need not exist; one that does is overwritten with the first
    /// refused row.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), csv: None, n_rows: 0 }
    }

    /// Writes a row that validation refused.
    ///
    /// # Errors
    /// What the system says when the file cannot be written.
    pub fn write(&mut self, header: &Header, row: &Row<'_>, faults: &[Fault]) -> io::Result<()> {
        let values: Vec<Option<&str>> = row.values.iter().map(Option::as_deref).collect();
        self.write_values(header, &values, row.number, faults)
    }

    /// Writes a row that could not be read.
    ///
    /// # Errors
    /// As [`RejectsWriter::write`].
    pub fn write_unreadable(&mut self, header: &Header, fault: &RowFault) -> io::Result<()> {
        let values: Vec<Option<&str>> = fault.values.iter().map(Option::as_deref).collect();
        self.write_values(header, &values, fault.number, &fault.faults)
    }

    /// How many rows were written.
    #[must_use]
    pub const fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// Ends the file; its path, where there is one.
    ///
    /// # Errors
    /// As [`RejectsWriter::write`].
    pub fn finish(mut self) -> io::Result<Option<PathBuf>> {
        match &mut self.csv {
            None => Ok(None),
            Some(csv) => {
                csv.flush()?;
                Ok(Some(self.path))
            }
        }
    }

    fn write_values(
        &mut self,
        header: &Header,
        values: &[Option<&str>],
        number: u64,
        faults: &[Fault],
    ) -> io::Result<()> {
        let fields = fields(header.kind);
        let nothing = faults.iter().any(|fault| fault.rule == Rule::NaturalPerson);
        let mut left_out: Vec<&str> = Vec::new();
        let mut cells: Vec<&str> = Vec::with_capacity(header.columns.len() + 2);
        for column in &header.columns {
            let field = column.field.and_then(|at| Some((at, fields.get(at)?)));
            let value = field.and_then(|(at, _)| values.get(at).copied().flatten());
            cells.push(match (field, value) {
                (Some((_, field)), Some(value))
                    if nothing || personal::must_be_masked(field, value) =>
                {
                    left_out.push(&column.name);
                    ""
                }
                (_, value) => value.unwrap_or_default(),
            });
        }
        let reason = reason(faults, &left_out, values.is_empty());
        let line = number.to_string();
        cells.extend([reason.as_str(), line.as_str()]);
        let csv = match &mut self.csv {
            Some(csv) => csv,
            None => self.csv.insert(begin(&self.path, header)?),
        };
        csv.write_record(&cells)?;
        self.n_rows += 1;
        Ok(())
    }
}

fn reason(faults: &[Fault], left_out: &[&str], is_unreadable: bool) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let mut reason = faults.join("; ");
    if is_unreadable {
        reason.push_str("; fill in the row again from its source");
    } else if !left_out.is_empty() {
        reason.push_str("; left out because it may tell of a person, fill in again: ");
        reason.push_str(&left_out.join(", "));
    }
    reason
}

/// Makes the file, with its columns. Earlier columns of the same two names stay where they are:
/// they are ignored columns of the header and get no value.
fn begin(path: &Path, header: &Header) -> io::Result<csv::Writer<BufWriter<File>>> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(UTF8_MARK)?;
    let mut csv = csv::Writer::from_writer(file);
    let names = header.columns.iter().map(|column| column.name.as_str());
    csv.write_record(names.chain([REJECTED_BECAUSE, REJECTED_LINE]))?;
    Ok(csv)
}

#[cfg(test)]
#[path = "rejects_tests.rs"]
mod tests;
