//! Tables of one's own as CSV: typed columns of numbers or categories, faults named by line.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::domain::day::Day;
use crate::domain::scorecard::{ColumnValues, MISSING_CODE};

/// Most columns of a table.
pub const N_COLUMNS_MAX: usize = 10_000;
/// Most rows of a table.
pub const N_ROWS_MAX: usize = 200_000_000;
/// Most distinct categories of a column.
pub const N_CATEGORIES_MAX: usize = 1_000_000;

/// A table read from disk.
#[derive(Clone, Debug)]
pub struct TableFile {
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
    /// Number of rows.
    pub n_rows: usize,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// Its name in the first line.
    pub name: String,
    /// Its values.
    pub values: ColumnValues,
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
pub enum TableFileError {
    /// The file cannot be read.
    #[error("table '{path}': {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not CSV.
    #[error("table '{path}' cannot be read as CSV in UTF-8: {source}")]
    Csv {
        /// The file.
        path: String,
        /// What the reader said.
        source: csv::Error,
    },
    /// The file has no header line, or no rows.
    #[error("table '{path}' has no {what}; the first line names the columns, each other is a row")]
    Empty {
        /// The file.
        path: String,
        /// `columns` or `rows`.
        what: &'static str,
    },
    /// A row has more or fewer fields than the header.
    #[error(
        "line {line} has {found} fields, but the header names {expected} columns; \
         quote texts that hold a comma"
    )]
    Ragged {
        /// Line in the file, from 1.
        line: u64,
        /// Fields found.
        found: u64,
        /// Columns named.
        expected: u64,
    },
    /// Two columns have the same name, or one has none.
    #[error("column {place} is named '{name}': every column needs a name of its own")]
    Name {
        /// Place of the column, from 1.
        place: usize,
        /// The name.
        name: String,
    },
    /// A column of dates.
    #[error(
        "column '{column}' holds dates such as '{example}'; a card needs numbers or categories: \
         give the days since that date instead, or leave the column out with --ignore {column}"
    )]
    Dates {
        /// The column.
        column: String,
        /// One of its values.
        example: String,
    },
    /// Too many columns, rows or categories.
    #[error("{what} are more than the {limit} that are read")]
    TooMany {
        /// What there is too much of.
        what: String,
        /// The limit.
        limit: usize,
    },
}

/// Texts that mean a missing number.
const MISSING_NUMBERS: [&str; 6] = ["", "NA", "NaN", "nan", "null", "NULL"];

/// A column while it is read.
enum Gathered {
    Ignored,
    Numbers(Vec<f64>),
    Categories { codes: Vec<u32>, of_name: HashMap<String, u32>, names: Vec<String> },
}

impl Gathered {
    fn categories() -> Self {
        Self::Categories { codes: Vec::new(), of_name: HashMap::new(), names: Vec::new() }
    }

    /// Takes a field in; `false` when a column of numbers meets a text.
    fn push(&mut self, text: &str) -> bool {
        match self {
            Self::Ignored => {}
            Self::Numbers(numbers) => {
                let text = text.trim();
                match text.parse::<f64>() {
                    Ok(number) => numbers.push(number),
                    Err(_) if MISSING_NUMBERS.contains(&text) => numbers.push(f64::NAN),
                    Err(_) => return false,
                }
            }
            Self::Categories { codes, of_name, names } => {
                let code = if text.is_empty() {
                    MISSING_CODE
                } else if let Some(&code) = of_name.get(text) {
                    code
                } else {
                    let code = names.len() as u32;
                    names.push(text.to_owned());
                    of_name.insert(text.to_owned(), code);
                    code
                };
                codes.push(code);
            }
        }
        true
    }
}

/// How columns are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// Columns that are left out.
    pub ignored: &'a [String],
    /// Columns of categories even where every field is a number.
    pub categorical: &'a [String],
}

/// Reads a table.
///
/// A column whose every field is a number or empty is one of numbers; any other is one of
/// categories. Fields that read `NA`, `NaN` or `null` are missing in a column of numbers only.
///
/// # Errors
/// [`TableFileError`] naming line, column and rule.
pub fn read(path: &Path, reading: Reading<'_>) -> Result<TableFile, TableFileError> {
    let table = read_columns(path, reading)?;
    table.columns.iter().try_for_each(refuse_dates)?;
    Ok(table)
}

/// Reads a table as [`read`] does, columns of dates included, as categories or numbers.
///
/// # Errors
/// [`TableFileError`] naming line, column and rule.
pub fn read_columns(path: &Path, reading: Reading<'_>) -> Result<TableFile, TableFileError> {
    let mut texts: Vec<String> = reading.categorical.to_vec();
    loop {
        match read_as(path, reading.ignored, &texts)? {
            Outcome::Read(table) => return Ok(table),
            // Seldom more than once: what a column holds shows in its first rows.
            Outcome::NotNumbers(column) => texts.push(column),
        }
    }
}

enum Outcome {
    Read(TableFile),
    /// A column that began with numbers holds a text.
    NotNumbers(String),
}

fn read_as(path: &Path, ignored: &[String], texts: &[String]) -> Result<Outcome, TableFileError> {
    let shown = || path.display().to_string();
    let file = File::open(path).map_err(|source| TableFileError::Io { path: shown(), source })?;
    let mut digest = Digesting { file, digest: Sha256::new() };
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(&mut digest);
    let fault = |source| csv_fault(path, source);
    let header = reader.headers().map_err(fault)?.clone();
    let names = names(path, &header)?;
    let mut columns: Vec<Gathered> = names
        .iter()
        .map(|name| {
            if ignored.contains(name) {
                Gathered::Ignored
            } else if texts.contains(name) {
                Gathered::categories()
            } else {
                Gathered::Numbers(Vec::new())
            }
        })
        .collect();
    let mut row = csv::StringRecord::new();
    let mut n_rows = 0;
    while reader.read_record(&mut row).map_err(fault)? {
        if n_rows == N_ROWS_MAX {
            return Err(TableFileError::TooMany { what: "rows".to_owned(), limit: N_ROWS_MAX });
        }
        n_rows += 1;
        for ((column, field), name) in columns.iter_mut().zip(&row).zip(&names) {
            if !column.push(field) {
                return Ok(Outcome::NotNumbers(name.clone()));
            }
        }
    }
    if n_rows == 0 {
        return Err(TableFileError::Empty { path: shown(), what: "rows" });
    }
    drop(reader);
    let columns = names.into_iter().zip(columns).filter_map(finished).collect::<Vec<_>>();
    for column in &columns {
        if let ColumnValues::Categories { names, .. } = &column.values
            && names.len() > N_CATEGORIES_MAX
        {
            let what = format!("the categories of column '{}'", column.name);
            return Err(TableFileError::TooMany { what, limit: N_CATEGORIES_MAX });
        }
    }
    Ok(Outcome::Read(TableFile { columns, n_rows, sha256: digest.hexadecimal() }))
}

fn finished((name, column): (String, Gathered)) -> Option<TableColumn> {
    let values = match column {
        Gathered::Ignored => return None,
        Gathered::Numbers(mut numbers) => {
            numbers.shrink_to_fit();
            ColumnValues::Numbers(numbers)
        }
        Gathered::Categories { codes, names, .. } => ColumnValues::Categories { codes, names },
    };
    Some(TableColumn { name, values })
}

fn names(path: &Path, header: &csv::StringRecord) -> Result<Vec<String>, TableFileError> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (index, name) in header.iter().enumerate() {
        let name = name.trim_start_matches('\u{feff}').trim().to_owned();
        if names.contains(&name) || (name.is_empty() && header.len() > 1) {
            return Err(TableFileError::Name { place: index + 1, name });
        }
        names.push(name);
    }
    if names.iter().all(String::is_empty) {
        return Err(TableFileError::Empty { path: path.display().to_string(), what: "columns" });
    }
    if names.len() > N_COLUMNS_MAX {
        let what = "columns".to_owned();
        return Err(TableFileError::TooMany { what, limit: N_COLUMNS_MAX });
    }
    Ok(names)
}

fn csv_fault(path: &Path, source: csv::Error) -> TableFileError {
    if let csv::ErrorKind::UnequalLengths { pos, expected_len, len } = source.kind() {
        let line = pos.as_ref().map_or(0, csv::Position::line);
        return TableFileError::Ragged { line, found: *len, expected: *expected_len };
    }
    TableFileError::Csv { path: path.display().to_string(), source }
}

/// Refuses a column whose every value is a date, written with dashes, slashes or as YYYYMMDD.
fn refuse_dates(column: &TableColumn) -> Result<(), TableFileError> {
    let example = match &column.values {
        ColumnValues::Categories { names, .. } => {
            // A time may follow the day.
            let day = |name: &str| name.split(['T', ' ']).next().map(Day::parse);
            let all = names.iter().all(|name| matches!(day(name), Some(Ok(_))));
            names.first().filter(|_| all).cloned()
        }
        ColumnValues::Numbers(numbers) => {
            let mut known = numbers.iter().filter(|number| !number.is_nan()).peekable();
            let first = known.peek().map(|number| number.to_string());
            let is_day = |number: &f64| {
                (19_000_101.0..21_001_232.0).contains(number)
                    && number.fract() == 0.0
                    && Day::parse(&number.to_string()).is_ok()
            };
            first.filter(|_| known.all(is_day))
        }
    };
    match example {
        Some(example) => Err(TableFileError::Dates { column: column.name.clone(), example }),
        None => Ok(()),
    }
}

/// Reads a file and takes its digest on the way.
struct Digesting {
    file: File,
    digest: Sha256,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.digest.update(&buffer[..n]);
        Ok(n)
    }
}

impl Digesting {
    fn hexadecimal(self) -> String {
        HEXLOWER.encode(&self.digest.finalize())
    }
}
