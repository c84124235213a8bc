//! `evaluate`: a scorecard judged on rows with known outcomes, and the points of each row.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::train::{figures, in_a_line};
use crate::app::score_table::{TableScoring, score_table, write_scores};

/// Score a table of one's own (CSV) by a scorecard file; judge the card where outcomes are known.
#[derive(Args, Debug)]
pub(super) struct Evaluate {
    /// The scorecard file.
    #[arg(value_name = "MODEL.json")]
    model: PathBuf,

    /// The table; it needs a column for each characteristic.
    #[arg(long, value_name = "FILE.csv")]
    table: PathBuf,

    /// The column of outcomes: 1 for bad, 0 for good.
    #[arg(long, value_name = "COLUMN", required_unless_present = "out")]
    target: Option<String>,

    /// Write points, grade, probability of bad and reason codes of each row to this CSV file.
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,

    /// The seed of the bootstrap intervals.
    #[arg(long, default_value_t = 42, value_name = "SEED")]
    seed: u64,
}

pub(super) fn run(context: &Context, command: &Evaluate) -> Result<Ended, CommandError> {
    let options = TableScoring {
        model: command.model.clone(),
        table: command.table.clone(),
        target: command.target.clone(),
        seed: command.seed,
    };
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(error.to_string());
    let scored = score_table(&options).map_err(|error| refused(&error))?;
    if let Some(out) = &command.out {
        write_scores(&scored, out).map_err(|error| refused(&error))?;
    }
    match context.format {
        Format::Json => json(&json!({
            "model": command.model,
            "sha256": scored.sha256,
            "n": scored.points.len(),
            "figures": scored.evaluation.as_ref().map(figures),
        }))?,
        Format::Text => line(
            &scored
                .evaluation
                .as_ref()
                .map_or_else(|| format!("{} rows scored", scored.points.len()), in_a_line),
        )?,
    }
    Ok(Ended::Done)
}
