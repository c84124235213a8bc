//! `simulate`: import files of an invented town.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::{CommandError, Ended};
use super::output::{line, progress};
use crate::domain::day::Day;
use crate::simulate::{Layout, Options, SimulateError, write_with_progress};

/// Write import files of an invented town. The same seed gives the same files, byte for byte.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// How many merchants the town has.
    #[arg(long, value_name = "N")]
    merchants: u32,

    /// The seed of every random choice.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,

    /// The last day; nothing in the files happened later.
    #[arg(long, default_value = "2026-11-16", value_name = "DATE")]
    until: Day,

    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Which files are written.
    #[arg(long, value_enum, default_value_t = Files::Csv)]
    files: Files,
}

/// Which files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Files {
    /// One CSV file for each kind of record.
    Csv,
    /// The same, ratings packed by gzip.
    CsvGzip,
    /// The seed town: a case of every rule, and 双公示 files of both generations.
    Town,
}

pub(super) fn run(command: &Simulate) -> Result<Ended, CommandError> {
    let options = Options {
        merchants: command.merchants,
        seed: command.seed,
        until: command.until,
        out: command.out.clone(),
        layout: match command.files {
            Files::Csv => Layout::Csv,
            Files::CsvGzip => Layout::CsvGzip,
            Files::Town => Layout::Town,
        },
    };
    let bar = progress(Some(u64::from(command.merchants)), "merchants");
    let summary = write_with_progress(&options, &mut |done| bar.set_position(u64::from(done)))
        .map_err(|error| match error {
            SimulateError::Write { .. } => CommandError::Internal(error.to_string()),
            _ => CommandError::Refused(error.to_string()),
        })?;
    bar.finish_and_clear();
    for file in &summary.files {
        line(&format!("{:>10} rows  {}", file.n_rows, file.name))?;
    }
    Ok(Ended::Done)
}
