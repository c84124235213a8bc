//! Tables as files, written row by row in bounded memory: CSV, NDJSON or Parquet. A file appears under
//! its name only when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::parquet_rows::ParquetRows;
use crate::domain::day::Day;

/// The format of a table file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values with a header; what is not there is empty.
    Csv,
    /// One JSON object a line; what is not there is null.
    Ndjson,
    /// Apache Parquet, packed by Snappy.
    Parquet,
}

impl TableFormat {
    /// Every format with the end of its files' names.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Csv, "csv"), (Self::Ndjson, "ndjson"), (Self::Parquet, "parquet")];

    /// The format that a file's name ends in.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        Self::ALL.into_iter().find(|(_, known)| *known == extension).map(|(format, _)| format)
    }

    /// The end of its files' names.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text in UTF-8.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// A day.
    Day,
    /// An instant, to the microsecond.
    Instant,
    /// True or false.
    Flag,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: ColumnType,
}

/// One value on its way into a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// A text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A day.
    Day(Day),
    /// An instant.
    Instant(Timestamp),
    /// True or false.
    Flag(bool),
    /// Nothing.
    Nothing,
}

impl<'a> Cell<'a> {
    /// A text, where there is one.
    #[must_use]
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Nothing, Cell::Text)
    }

    /// A day, where there is one.
    #[must_use]
    pub fn day(day: Option<Day>) -> Self {
        day.map_or(Cell::Nothing, Cell::Day)
    }
}

/// A table file that is being written; nothing of it is left when it is dropped before it is finished.
pub struct TableWriter {
    path: PathBuf,
    partial: Partial,
    columns: Vec<TableColumn>,
    rows: Rows,
}

/// The name of a file that is not whole; the file goes with it.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Once renamed it is no longer there.
        let _ = std::fs::remove_file(&self.0);
    }
}

enum Rows {
    Csv { writer: Box<csv::Writer<BufWriter<File>>>, cell: String },
    Ndjson(BufWriter<File>),
    Parquet(Box<ParquetRows>),
}

impl std::fmt::Debug for TableWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableWriter").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TableWriter {
    /// Begins a file beside its name.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path, format: TableFormat, columns: &[TableColumn]) -> io::Result<Self> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Partial(PathBuf::from(partial));
        let file = File::create(&partial.0)?;
        let rows = match format {
            TableFormat::Csv => {
                let mut writer = Box::new(csv::Writer::from_writer(BufWriter::new(file)));
                writer.write_record(columns.iter().map(|column| column.name))?;
                Rows::Csv { writer, cell: String::new() }
            }
            TableFormat::Ndjson => Rows::Ndjson(BufWriter::new(file)),
            TableFormat::Parquet => Rows::Parquet(Box::new(ParquetRows::new(file, columns)?)),
        };
        Ok(Self { path: path.to_owned(), partial, columns: columns.to_vec(), rows })
    }

    /// Writes one row: a cell for each column, in their order.
    ///
    /// # Errors
    /// When the file cannot be written, or a cell is not of its column's type.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if cells.len() != self.columns.len() {
            let (n, wanted) = (cells.len(), self.columns.len());
            return Err(io::Error::other(format!("a row of {n} cells for {wanted} columns")));
        }
        match &mut self.rows {
            Rows::Csv { writer, cell } => {
                for value in cells {
                    cell.clear();
                    write_text(cell, value);
                    writer.write_field(cell.as_bytes())?;
                }
                Ok(writer.write_record(None::<&[u8]>)?)
            }
            Rows::Ndjson(writer) => {
                for (place, (column, value)) in self.columns.iter().zip(cells).enumerate() {
                    writer.write_all(if place == 0 { b"{" } else { b"," })?;
                    serde_json::to_writer(&mut *writer, column.name)?;
                    writer.write_all(b":")?;
                    write_json(writer, value)?;
                }
                writer.write_all(b"}\n")
            }
            Rows::Parquet(rows) => rows.row(cells),
        }
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let Self { path, partial, rows, .. } = self;
        let file = match rows {
            Rows::Csv { writer, .. } => {
                let buffer = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
                buffer.into_inner().map_err(io::IntoInnerError::into_error)?
            }
            Rows::Ndjson(buffer) => buffer.into_inner().map_err(io::IntoInnerError::into_error)?,
            Rows::Parquet(rows) => rows.finish()?,
        };
        file.sync_all()?;
        std::fs::rename(&partial.0, &path)
    }
}

fn write_text(out: &mut String, cell: &Cell<'_>) {
    use std::fmt::Write as _;
    // Writing into a string cannot fail.
    let _ = match cell {
        Cell::Text(text) => out.write_str(text),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Number(number) => write!(out, "{number}"),
        Cell::Day(day) => write!(out, "{day}"),
        Cell::Instant(instant) => write!(out, "{instant}"),
        Cell::Flag(flag) => write!(out, "{flag}"),
        Cell::Nothing => Ok(()),
    };
}

fn write_json(out: &mut impl io::Write, cell: &Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Text(text) => Ok(serde_json::to_writer(out, text)?),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Number(number) => Ok(serde_json::to_writer(out, number)?),
        Cell::Day(day) => write!(out, "\"{day}\""),
        Cell::Instant(instant) => write!(out, "\"{instant}\""),
        Cell::Flag(flag) => write!(out, "{flag}"),
        Cell::Nothing => out.write_all(b"null"),
    }
}

#[cfg(test)]
#[path = "table_writer_tests.rs"]
mod tests;
