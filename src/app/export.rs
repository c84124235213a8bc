//! Exports for analysts and other engines: records, features or scores as tables, in the order of
//! merchants, in bounded memory.

mod record_table;

use std::path::Path;

use jiff::Timestamp;

use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::feature::{FEATURES, Feature};
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::Value;
use crate::domain::sufficiency::lacking;
use crate::files::table_writer::{Cell, ColumnType, TableColumn, TableFormat, TableWriter};
use crate::store::run_read::{self, Met, Stretch};
use crate::store::{StoreError, View, history, read, record_read};

/// Merchants that are read in one view of the store.
const MERCHANTS_PER_VIEW: i64 = 4096;

/// What features are exported of.
#[derive(Clone, Debug, Default)]
pub struct FeatureExport {
    /// The day; today where not said.
    pub as_of: Option<Day>,
    /// As known at which instant; now where not said.
    pub known_at: Option<Timestamp>,
}

/// The format that a file of a table is asked for in, by the end of its name.
///
/// # Errors
/// [`AppError::Invalid`] for any other end.
pub fn table_format(path: &Path) -> Result<TableFormat, AppError> {
    TableFormat::of(path).ok_or_else(|| {
        let rule = "the name of the file must end in .csv, .ndjson or .parquet";
        AppError::invalid("out", &path.display().to_string(), "file_name", rule)
    })
}

impl App {
    /// Writes every record of a kind, each version a row, as far as the store knows now; tells after
    /// each view how many rows are written, and in the end how many they are.
    ///
    /// Free text, and what names people, is left out.
    ///
    /// # Errors
    /// When the store cannot be read, a record is damaged, or the file cannot be written.
    pub fn export_records(
        &self,
        kind: RecordKind,
        path: &Path,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, AppError> {
        let at = self.store().read(|view| read::last_seq(view))?;
        let mut table = Table::create(path, &record_table::columns(kind))?;
        self.in_views(at, |connection, stretch| {
            record_read::each_record(connection, kind, stretch, |record| {
                table.row(&record_table::Words::of(record).row(record))
            })?;
            progress(table.n_rows);
            Ok(())
        })?;
        table.finish()
    }

    /// Writes the features of every merchant, rated or not, as of a day and as known at an instant.
    ///
    /// # Errors
    /// When the store cannot be read, a merchant's records are damaged, or the file cannot be written.
    pub fn export_features(
        &self,
        options: &FeatureExport,
        path: &Path,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, AppError> {
        let frame = self.frame(options.as_of, options.known_at, None)?;
        self.store().fold_all()?;
        let mut table = Table::create(path, &feature_columns())?;
        let known = Known::Recorded(frame.at);
        let question = Question { as_of: frame.as_of, known, barred: &[] };
        self.in_views(frame.at, |connection, stretch| {
            run_read::each_merchant(connection, stretch, |met: Met<'_>| {
                let history = history::load(connection, met.merchant, frame.at)?;
                if history.is_empty() {
                    return Ok(());
                }
                let dossier = question.dossier(&history, &frame.law.yardstick);
                let lacking = lacking(&dossier).unwrap_or_default();
                let lacking: Vec<&str> = lacking.iter().map(|lacking| lacking.code()).collect();
                let lacking = lacking.join(" ");
                let profile = dossier.profile;
                let mut cells = vec![
                    Cell::Text(met.id),
                    Cell::Day(frame.as_of),
                    if lacking.is_empty() { Cell::Nothing } else { Cell::Text(&lacking) },
                    Cell::text(profile.and_then(|profile| profile.region.as_deref())),
                    Cell::text(profile.and_then(|profile| profile.industry.as_deref())),
                ];
                cells.extend(
                    FEATURES.iter().map(|feature| value(feature, (feature.value)(&dossier))),
                );
                table.row(&cells)
            })?;
            progress(table.n_rows);
            Ok(())
        })?;
        table.finish()
    }

    /// Asks about all merchants known at a position, some at a time, each time in a view of its own.
    fn in_views(
        &self,
        at: Seq,
        mut ask: impl FnMut(&View, Stretch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let last = self.store().read(|view| run_read::last_merchant(view))?;
        let mut from = 0;
        while from <= last {
            let until = from + MERCHANTS_PER_VIEW;
            self.store().sweep(|connection| ask(connection, Stretch { from, until, at }))?;
            from = until;
        }
        Ok(())
    }
}

fn feature_columns() -> Vec<TableColumn> {
    let mut columns = vec![
        TableColumn { name: "merchant", holds: ColumnType::Text },
        TableColumn { name: "as_of", holds: ColumnType::Day },
        TableColumn { name: "lacking", holds: ColumnType::Text },
        TableColumn { name: "region", holds: ColumnType::Text },
        TableColumn { name: "industry", holds: ColumnType::Text },
    ];
    columns.extend(FEATURES.iter().map(|feature| TableColumn {
        name: feature.name,
        holds: if is_category(feature) { ColumnType::Text } else { ColumnType::Number },
    }));
    columns
}

fn is_category(feature: &Feature) -> bool {
    feature.unit == "category"
}

fn value<'a>(feature: &Feature, value: Value<'a>) -> Cell<'a> {
    match value {
        Value::Number(number) if !is_category(feature) => Cell::Number(number),
        Value::Category(category) if is_category(feature) => Cell::Text(category),
        _ => Cell::Nothing,
    }
}

/// A table that is being written, with its name for errors.
struct Table {
    writer: TableWriter,
    path: std::path::PathBuf,
    n_rows: u64,
}

impl Table {
    fn create(path: &Path, columns: &[TableColumn]) -> Result<Self, AppError> {
        let writer = TableWriter::create(path, table_format(path)?, columns)
            .map_err(|error| AppError::Unavailable(format!("{}: {error}", path.display())))?;
        Ok(Self { writer, path: path.to_owned(), n_rows: 0 })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), StoreError> {
        self.n_rows += 1;
        let fault = |error| StoreError::File { path: self.path.clone(), error };
        self.writer.row(cells).map_err(fault)
    }

    fn finish(self) -> Result<u64, AppError> {
        let Self { writer, path, n_rows } = self;
        let fault = |error| AppError::Unavailable(format!("{}: {error}", path.display()));
        writer.finish().map_err(fault)?;
        Ok(n_rows)
    }
}
