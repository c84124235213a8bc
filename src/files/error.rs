//! Why a file cannot be read, and why one row of it cannot.

use std::io;

use crate::domain::intake::Fault;

/// Why a file cannot be read, or not any further.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused to open it.
    #[error("cannot open {name}: {source}")]
    Open {
        /// The file, as given.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// Reading failed midway: a broken disk, a cut archive, a row without an end.
    #[error("cannot read on: {0}")]
    Read(#[from] io::Error),
    /// It has no header and no rows.
    #[error("the file is empty; its first row must hold the names of the columns")]
    Empty,
    /// A workbook of the format before 2007.
    #[error("this is a workbook in the old format (.xls); save it as .xlsx or as CSV")]
    OldWorkbook,
    /// A JSON array instead of lines.
    #[error("this is a JSON array; write one object per line instead (NDJSON)")]
    JsonArray,
    /// A workbook that cannot be read.
    #[error("cannot read the workbook: {0}")]
    Workbook(String),
    /// A workbook larger than the limit.
    #[error("the workbook has more than {most} bytes; save it as CSV")]
    WorkbookTooLarge {
        /// The limit.
        most: u64,
    },
    /// No sheet of the workbook has a row of known column names.
    #[error("no sheet has a row with the names of the columns of {kind}; sheets: {sheets}")]
    NoSheet {
        /// The kind of record that was looked for.
        kind: &'static str,
        /// The names of the sheets.
        sheets: String,
    },
    /// A column that the kind does not have.
    #[error("column {column} '{name}' is not a field of {kind}{}", nearest_hint(.nearest))]
    UnknownColumn {
        /// The kind of record.
        kind: &'static str,
        /// Which column, counted from 1.
        column: usize,
        /// Its name, as written.
        name: String,
        /// The known name nearest to it, where one is near.
        nearest: Option<String>,
    },
    /// Two columns for one field.
    #[error(
        "columns {first} '{first_name}' and {second} '{second_name}' are the same field, {field}"
    )]
    DuplicateColumn {
        /// The canonical name of the field.
        field: &'static str,
        /// The first of the two, counted from 1.
        first: usize,
        /// Its name.
        first_name: String,
        /// The second, counted from 1.
        second: usize,
        /// Its name.
        second_name: String,
    },
    /// Fields without which no row could be accepted.
    #[error("the file has no column for {fields}, which {kind} must have")]
    MissingColumns {
        /// The kind of record.
        kind: &'static str,
        /// The canonical names, joined with commas.
        fields: String,
    },
    /// Names of both generations of the standard, whose codes contradict each other.
    #[error(
        "'{name_2018}' is a name of the standard of 2018 and '{name_2016}' one of 2016; their \
         codes contradict each other, so a file must keep to one"
    )]
    MixedGenerations {
        /// A name that only the standard of 2018 has.
        name_2018: String,
        /// A name that only the standard of 2016 has.
        name_2016: String,
    },
}

fn nearest_hint(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!("; did you mean '{name}'?")).unwrap_or_default()
}

/// Why there is no row where one was asked for.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// This row is unreadable; the next ones are not affected.
    #[error("{0}")]
    Row(RowFault),
    /// Nothing more can be read.
    #[error("{0}")]
    File(#[from] FileError),
}

/// A row that cannot be handed to validation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {number}: {}", join(.faults))]
pub struct RowFault {
    /// The row of its source, counted from 1.
    pub number: u64,
    /// What is wrong, never nothing.
    pub faults: Vec<Fault>,
    /// The values that could be read, by the position of their field; empty where none can be
    /// told apart.
    pub values: Vec<Option<String>>,
}

fn join(faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    faults.join("; ")
}
