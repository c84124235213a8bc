//! `export`: records, features and scores as tables.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line, progress};
use crate::app::AppError;
use crate::app::export::FeatureExport;
use crate::domain::day::Day;
use crate::domain::record::kind::RecordKind;

/// Write tables for analysts and other engines, in the order of merchants.
///
/// The end of the file's name says which format: .csv, .ndjson or .parquet. A file appears when it is
/// whole.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// Every version of every record of a kind, without free text and names.
    Records {
        /// Which kind: merchants, licences, penalties, inspections, ratings, complaints, withdrawals,
        /// repairs, merges, erasures, publications, listings, repair_applications, objections,
        /// statements, notices, findings or transactions.
        #[arg(value_parser = super::import::kind)]
        kind: RecordKind,

        #[command(flatten)]
        out: Out,
    },
    /// The features of every merchant, as of a day and as known at an instant.
    Features {
        /// The day. [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,

        /// As known at which instant. [default: now]
        #[arg(long, value_name = "INSTANT")]
        known_at: Option<Timestamp>,

        #[command(flatten)]
        out: Out,
    },
    /// The scores of a run.
    Scores {
        /// Its number. [default: the last one that was finished]
        #[arg(long, value_name = "N")]
        run: Option<i64>,

        #[command(flatten)]
        out: Out,
    },
}

/// Where a table goes.
#[derive(Args, Debug)]
pub(super) struct Out {
    /// The file.
    #[arg(long, value_name = "FILE.csv|.ndjson|.parquet")]
    out: PathBuf,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Exported<'a> {
    n_rows: u64,
    file: &'a Path,
}

pub(super) fn run(context: &Context, command: &Export) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let bar = progress(None, "rows");
    let (n_rows, out) = match command {
        Export::Records { kind, out } => {
            (app.export_records(*kind, &out.out, |n| bar.set_position(n))?, out)
        }
        Export::Features { as_of, known_at, out } => {
            let options = FeatureExport { as_of: *as_of, known_at: *known_at };
            (app.export_features(&options, &out.out, |n| bar.set_position(n))?, out)
        }
        Export::Scores { run, out } => {
            let run = match run {
                Some(run) => *run,
                None => app
                    .last_finished_run()?
                    .ok_or_else(|| AppError::NotFound { what: "a finished run".to_owned() })?,
            };
            (app.write_run(run, &out.out)?, out)
        }
    };
    bar.finish_and_clear();
    match context.format {
        Format::Json => json(&Exported { n_rows, file: &out.out })?,
        Format::Text => line(&format!("{n_rows} rows in {}", out.out.display()))?,
    }
    Ok(Ended::Done)
}
