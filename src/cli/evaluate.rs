//! `evaluate`: a scorecard judged on merchants of the store or on a table, and the points of each row.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Context;
use super::exit::{CommandError, Ended};
use super::observation::{Judged, OutcomeArgs, day, segment};
use super::output::{Format, json, line};
use super::train::{figures, in_a_line};
use crate::app::judge::{Judging, StoreJudged};
use crate::app::score_table::{TableScoring, score_table, write_scores};
use crate::domain::day::Day;
use crate::domain::scorecard::Segment;

/// Judge a scorecard: on the merchants of the store as of past days (--test), or on a table of one's
/// own (--table), whose rows it can score. Ends with exit code 3 where the store shows drift.
#[derive(Args, Debug)]
pub(super) struct Evaluate {
    /// The scorecard: a file, or a name in the store.
    #[arg(value_name = "MODEL")]
    model: String,

    #[command(flatten)]
    days: DayArgs,

    /// The table; it needs a column for each characteristic.
    #[arg(
        long,
        value_name = "FILE.csv",
        required_unless_present = "test",
        conflicts_with = "test"
    )]
    table: Option<PathBuf>,

    /// The column of outcomes: 1 for bad, 0 for good.
    #[arg(long, value_name = "COLUMN", requires = "table")]
    target: Option<String>,

    /// Write points, grade, probability of bad and reason codes of each row to this CSV file.
    #[arg(long, value_name = "FILE.csv", requires = "table")]
    out: Option<PathBuf>,

    /// The seed of the bootstrap intervals.
    #[arg(long, default_value_t = 42, value_name = "SEED")]
    seed: u64,
}

/// Merchants of the store to judge on.
#[derive(Args, Clone, Debug)]
pub(super) struct DayArgs {
    /// The merchants of the store as they were known on these days.
    #[arg(long, value_name = "DAY,…", value_delimiter = ',', value_parser = day, requires = "bad")]
    pub(super) test: Vec<Day>,

    #[command(flatten)]
    outcome: OutcomeArgs,

    /// Only merchants of these segments. [default: those that the card serves]
    #[arg(
        long,
        value_name = "SEGMENT,…",
        value_delimiter = ',',
        value_parser = segment,
        requires = "test"
    )]
    segment: Vec<Segment>,
}

impl DayArgs {
    pub(super) fn judging(&self, seed: u64) -> Result<Judging, CommandError> {
        Ok(Judging {
            test: self.test.clone(),
            window_days: self.outcome.window,
            rule: self.outcome.rule()?,
            segments: self.segment.clone(),
            seed,
        })
    }
}

pub(super) fn run(context: &Context, command: &Evaluate) -> Result<Ended, CommandError> {
    match &command.table {
        Some(table) => on_table(context, command, table),
        None => on_store(context, command),
    }
}

fn on_store(context: &Context, command: &Evaluate) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let model = app.model_or_file(&command.model)?;
    let (judged, observed) = app.judge(&model, &command.days.judging(command.seed)?)?;
    match context.format {
        Format::Json => {
            let mut answer = judged_as_json(&judged);
            if let Some(members) = answer.as_object_mut() {
                members.insert("sample".to_owned(), Judged(&observed).flow_as_json());
            }
            json(&answer)?;
        }
        Format::Text => {
            line(&format!("{}{}", Judged(&observed).flow_as_text(), judged_as_text(&judged)))?;
        }
    }
    Ok(if judged.warnings().is_empty() { Ended::Done } else { Ended::Alarm })
}

/// What a card is worth on merchants, for programs.
pub(super) fn judged_as_json(judged: &StoreJudged) -> serde_json::Value {
    let drift: Vec<_> = judged
        .drift
        .iter()
        .map(|moved| {
            json!({
                "feature": moved.feature,
                "stability_index": moved.drift.map(|drift| drift.index),
                "by_chance": moved.drift.map(|drift| drift.by_chance),
                "is_shift": moved.drift.is_some_and(|drift| drift.is_shift()),
            })
        })
        .collect();
    let groups: Vec<_> = judged
        .groups
        .iter()
        .map(|group| {
            json!({
                "kind": group.kind,
                "name": group.name,
                "n": group.n,
                "n_bad": group.n_bad,
                "mean_points": group.mean_points,
                "mean_predicted": group.mean_predicted,
                "auc": group.auc,
            })
        })
        .collect();
    json!({
        "model": judged.model.name,
        "sha256": judged.model.sha256,
        "figures": figures(&judged.all),
        "seen_again": judged.seen_again.as_ref().map(figures),
        "drift": drift,
        "groups": groups,
        "warnings": judged.warnings(),
    })
}

/// The same for people.
pub(super) fn judged_as_text(judged: &StoreJudged) -> String {
    let mut text = format!("{}: {}", judged.model.name, in_a_line(&judged.all));
    if let Some(again) = &judged.seen_again {
        let _ = write!(text, "\n  of those looked at again: {}", in_a_line(again));
    }
    for warning in judged.warnings() {
        let _ = write!(text, "\n  warning: {warning}");
    }
    text
}

fn on_table(context: &Context, command: &Evaluate, table: &Path) -> Result<Ended, CommandError> {
    if command.target.is_none() && command.out.is_none() {
        let needed = "give --target to judge the card, or --out to write the points";
        return Err(CommandError::Refused(needed.to_owned()));
    }
    let options = TableScoring {
        model: PathBuf::from(&command.model),
        table: table.to_owned(),
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
