//! `train`: a card fitted to merchants of the store or to a table, with its model card.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Context;
use super::exit::{CommandError, Ended};
use super::observation::{Judged, OutcomeArgs, day, segment};
use super::output::{Format, json, line};
use crate::app::observed_table::write_sample;
use crate::app::train_store::{StoreTrained, StoreTraining};
use crate::app::train_table::{TableTrained, TableTraining, train_table};
use crate::domain::day::Day;
use crate::domain::scorecard::Segment;
use crate::train::card::{Dropped, TrainedCard};
use crate::train::evaluation::Evaluation;

/// The share held back where neither --holdout nor a test day says otherwise.
const HOLDOUT: f64 = 0.3;

/// Train a scorecard: optimal bins, ridge logistic regression, whole points. Either on merchants of the
/// store (--observe) or on a table of one's own (--table). A model card is written beside it as
/// Markdown and as a page.
#[derive(Args, Debug)]
pub(super) struct Train {
    /// Train on the merchants of the store as they were known on these days.
    #[arg(
        long,
        value_name = "DAY,…",
        value_delimiter = ',',
        value_parser = day,
        required_unless_present = "table",
        conflicts_with = "table",
        requires = "bad"
    )]
    observe: Vec<Day>,

    /// Judge the card on the merchants of the store as of these days.
    #[arg(long, value_name = "DAY,…", value_delimiter = ',', value_parser = day, requires = "observe")]
    test: Vec<Day>,

    #[command(flatten)]
    outcome: OutcomeArgs,

    /// Only merchants of these segments, which the card then serves. [default: those it meets]
    #[arg(
        long,
        value_name = "SEGMENT,…",
        value_delimiter = ',',
        value_parser = segment,
        requires = "observe"
    )]
    segment: Vec<Segment>,

    /// Set the level of the probability to what became of the merchants of this observation day.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "observe")]
    recalibrate_on: Option<Day>,

    /// Where the records are from, for the card.
    #[arg(long, value_name = "TEXT", requires = "observe")]
    source: Option<String>,

    /// Write the sample to this file as well: a table that --table and other programs read.
    #[arg(long, value_name = "FILE.csv", requires = "observe")]
    sample: Option<PathBuf>,

    /// Train on a table; its first line names the columns.
    #[arg(long, value_name = "FILE.csv", requires = "target")]
    table: Option<PathBuf>,

    /// The column of outcomes: 1 for bad, 0 for good.
    #[arg(long, value_name = "COLUMN", requires = "table")]
    target: Option<String>,

    /// The column that says train or test for each row.
    #[arg(long, value_name = "COLUMN", conflicts_with = "holdout", requires = "table")]
    split_column: Option<String>,

    /// The column of sample weights.
    #[arg(long, value_name = "COLUMN", requires = "table")]
    weight: Option<String>,

    /// Columns or features to leave out.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Columns of categories even where every field is a number.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', requires = "table")]
    categorical: Vec<String>,

    /// Numbers that each have a bin of their own, in every column of numbers.
    #[arg(
        long,
        value_name = "NUMBER,…",
        value_delimiter = ',',
        allow_hyphen_values = true,
        requires = "table"
    )]
    special: Vec<f64>,

    /// Leave out features with a smaller information value.
    #[arg(long, default_value_t = 0.02, value_name = "VALUE", value_parser = information_value)]
    information_value_min: f64,

    /// Of two features whose weights of evidence correlate more than this, leave out the weaker.
    #[arg(long, default_value_t = 0.95, value_name = "VALUE", value_parser = correlation)]
    correlation_max: f64,

    /// The share of the rows, or of the merchants, that is held back to judge the card; 0 holds none
    /// back. [default: 0.3, and 0 with --test]
    #[arg(long, value_name = "SHARE")]
    holdout: Option<f64>,

    /// The seed of every random choice.
    #[arg(long, default_value_t = 42, value_name = "SEED")]
    seed: u64,

    /// The scorecard to write; NAME-2.json is version 2 of NAME.
    #[arg(long, value_name = "FILE.json")]
    out: PathBuf,
}

fn information_value(text: &str) -> Result<f64, String> {
    let value = text.parse().ok().filter(|value| (0.0..10.0).contains(value));
    value.ok_or_else(|| "an information value is a number from 0 to 10".to_owned())
}

fn correlation(text: &str) -> Result<f64, String> {
    let value = text.parse().ok().filter(|value| (0.0..=1.0).contains(value));
    value.ok_or_else(|| "a correlation is a number from 0 to 1".to_owned())
}

pub(super) fn run(context: &Context, command: &Train) -> Result<Ended, CommandError> {
    match (&command.table, &command.target) {
        (Some(table), Some(target)) => on_table(context, command, table.clone(), target.clone()),
        _ => on_store(context, command),
    }
}

fn on_store(context: &Context, command: &Train) -> Result<Ended, CommandError> {
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(error.to_string());
    let default = if command.test.is_empty() { HOLDOUT } else { 0.0 };
    let options = StoreTraining {
        observe: command.observe.clone(),
        test: command.test.clone(),
        window_days: command.outcome.window,
        rule: command.outcome.rule()?,
        segments: command.segment.clone(),
        ignored: command.ignore.clone(),
        information_value_min: command.information_value_min,
        correlation_max: command.correlation_max,
        holdout: command.holdout.unwrap_or(default),
        recalibrate_on: command.recalibrate_on,
        seed: command.seed,
        source: command.source.clone(),
        out: command.out.clone(),
    };
    let trained = context.app()?.train_store(&options).map_err(|error| refused(&error))?;
    if let Some(sample) = &command.sample {
        write_sample(&trained.observed, &trained.parts, sample).map_err(|error| refused(&error))?;
    }
    match context.format {
        Format::Json => json(&store_as_json(command, &trained))?,
        Format::Text => line(&store_as_text(command, &trained))?,
    }
    Ok(Ended::Done)
}

fn on_table(
    context: &Context,
    command: &Train,
    table: PathBuf,
    target: String,
) -> Result<Ended, CommandError> {
    let options = TableTraining {
        table,
        target,
        split_column: command.split_column.clone(),
        weight: command.weight.clone(),
        ignored: command.ignore.clone(),
        categorical: command.categorical.clone(),
        special: command.special.clone(),
        information_value_min: command.information_value_min,
        correlation_max: command.correlation_max,
        holdout: command.holdout.unwrap_or(HOLDOUT),
        seed: command.seed,
        out: command.out.clone(),
    };
    let trained =
        train_table(&options).map_err(|error| CommandError::Refused(error.to_string()))?;
    match context.format {
        Format::Json => json(&as_json(command, &trained))?,
        Format::Text => line(&as_text(command, &trained))?,
    }
    Ok(Ended::Done)
}

fn store_as_json(command: &Train, trained: &StoreTrained) -> serde_json::Value {
    json!({
        "model": command.out,
        "sha256": trained.sha256,
        "n_characteristics": trained.trained.card.characteristics().len(),
        "sample": Judged(&trained.observed).flow_as_json(),
        "train": figures(&trained.train),
        "test": trained.test.as_ref().map(figures),
        "seen_again": trained.seen_again.as_ref().map(figures),
        "mean_predicted_before_recalibration":
            trained.recalibration.map(|found| found.predicted_before),
        "auc_lost_by_rounding": trained.auc_lost_by_rounding,
        "linfa_difference": trained.trained.second_opinion.difference,
        "l2": trained.trained.l2,
        "noise_multiple": trained.trained.noise_multiple,
        "wrong_sign": wrong_sign(&trained.trained),
        "stability_index": trained
            .stability
            .as_ref()
            .and_then(|stability| stability.points)
            .map(|drift| drift.index),
    })
}

/// The columns that were left out because their coefficient would have the wrong sign.
fn wrong_sign(trained: &TrainedCard) -> Vec<&str> {
    let is_wrong = |dropped: &Option<Dropped>| matches!(dropped, Some(Dropped::WrongSign { .. }));
    let columns = trained.columns.iter().filter(|column| is_wrong(&column.dropped));
    columns.map(|column| column.name.as_str()).collect()
}

fn store_as_text(command: &Train, trained: &StoreTrained) -> String {
    let mut text = Judged(&trained.observed).flow_as_text();
    text.push_str(&card_as_text(command, &trained.trained, &trained.train));
    if let Some(test) = &trained.test {
        let _ = write!(text, "\n  tested on:  {}", in_a_line(test));
    }
    if let Some(again) = &trained.seen_again {
        let _ = write!(text, "\n  of those looked at again: {}", in_a_line(again));
    }
    if let Some(found) = trained.recalibration {
        let _ = write!(
            text,
            "\n  level set on {}: the mean prediction of the test went from {:.2} % to {:.2} %, and \
             {:.2} % were bad; that {}",
            found.on,
            100.0 * found.predicted_before,
            100.0 * found.predicted_after,
            100.0 * found.bad_rate,
            if found.helps() { "helped" } else { "could not help here" }
        );
    }
    text.push_str(&end_as_text(command, &trained.trained, trained.auc_lost_by_rounding));
    text
}

fn card_as_text(command: &Train, trained: &TrainedCard, train: &Evaluation) -> String {
    format!(
        "{} with {} characteristics, {} to {} points\n  trained on: {}",
        command.out.display(),
        trained.card.characteristics().len(),
        trained.card.reach().start(),
        trained.card.reach().end(),
        in_a_line(train)
    )
}

fn end_as_text(command: &Train, trained: &TrainedCard, lost: f64) -> String {
    let mut text = format!(
        "\n  rounding to whole points costs {lost:.5} of AUC; linfa-logistic differs by {:.1e}",
        trained.second_opinion.difference
    );
    let wrong = wrong_sign(trained);
    if !wrong.is_empty() {
        let _ = write!(text, "\n  left out for a wrong sign: {}", wrong.join(", "));
    }
    let _ = write!(text, "\n  model card: {}", command.out.with_extension("html").display());
    text
}

fn as_json(command: &Train, trained: &TableTrained) -> serde_json::Value {
    json!({
        "model": command.out,
        "sha256": trained.sha256,
        "n_characteristics": trained.trained.card.characteristics().len(),
        "train": figures(&trained.train),
        "test": trained.test.as_ref().map(figures),
        "auc_lost_by_rounding": trained.auc_lost_by_rounding,
        "linfa_difference": trained.trained.second_opinion.difference,
        "l2": trained.trained.l2,
        "noise_multiple": trained.trained.noise_multiple,
        "stability_index": trained
            .stability
            .as_ref()
            .and_then(|stability| stability.points)
            .map(|drift| drift.index),
    })
}

/// The figures of an evaluation for programs.
pub(super) fn figures(evaluation: &Evaluation) -> serde_json::Value {
    json!({
        "n": evaluation.n,
        "n_bad": evaluation.n_bad,
        "auc": evaluation.discrimination.map(|found| found.auc),
        "auc_low": evaluation.auc_interval.map(|interval| interval.low),
        "auc_high": evaluation.auc_interval.map(|interval| interval.high),
        "gini": evaluation.discrimination.map(|found| found.gini),
        "ks": evaluation.discrimination.map(|found| found.ks),
        "brier": evaluation.brier,
        "log_loss": evaluation.log_loss,
        "mean_predicted": evaluation.mean_predicted,
    })
}

/// The figures of an evaluation for people, in one line.
pub(super) fn in_a_line(evaluation: &Evaluation) -> String {
    let mut text = format!("{} rows, {} bad", evaluation.n, evaluation.n_bad);
    if let (Some(found), Some(interval)) = (evaluation.discrimination, evaluation.auc_interval) {
        let _ = write!(
            text,
            ", AUC {:.4} (95 % {:.4} to {:.4}), KS {:.4}, Gini {:.4}",
            found.auc, interval.low, interval.high, found.ks, found.gini
        );
    }
    if let (Some(brier), Some(mean)) = (evaluation.brier, evaluation.mean_predicted) {
        let _ = write!(text, ", Brier {brier:.4}, mean predicted {mean:.4}");
    }
    text
}

fn as_text(command: &Train, trained: &TableTrained) -> String {
    let mut text = card_as_text(command, &trained.trained, &trained.train);
    match &trained.test {
        Some(test) => {
            let _ = write!(text, "\n  held back:  {}", in_a_line(test));
        }
        None => {
            text.push_str("\n  held back:  nothing, so the figures are those of the fit itself")
        }
    }
    text.push_str(&end_as_text(command, &trained.trained, trained.auc_lost_by_rounding));
    text
}
