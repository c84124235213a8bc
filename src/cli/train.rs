//! `train`: a scorecard fitted to outcomes.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::app::train_table::{TableTrained, TableTraining, train_table};
use crate::train::evaluation::Evaluation;

/// Train a scorecard on a table of one's own (CSV): optimal bins, ridge logistic regression, whole
/// points. A model card is written beside it as Markdown and as a page.
#[derive(Args, Debug)]
pub(super) struct Train {
    /// The table; its first line names the columns.
    #[arg(long, value_name = "FILE.csv")]
    table: PathBuf,

    /// The column of outcomes: 1 for bad, 0 for good.
    #[arg(long, value_name = "COLUMN")]
    target: String,

    /// The column that says train or test for each row.
    #[arg(long, value_name = "COLUMN", conflicts_with = "holdout")]
    split_column: Option<String>,

    /// The column of sample weights.
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,

    /// Columns to leave out.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Columns of categories even where every field is a number.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    categorical: Vec<String>,

    /// Numbers that each have a bin of their own, in every column of numbers.
    #[arg(long, value_name = "NUMBER,…", value_delimiter = ',', allow_hyphen_values = true)]
    special: Vec<f64>,

    /// The share of the rows that is held back to judge the card; 0 holds none back.
    #[arg(long, default_value_t = 0.3, value_name = "SHARE")]
    holdout: f64,

    /// The seed of every random choice.
    #[arg(long, default_value_t = 42, value_name = "SEED")]
    seed: u64,

    /// The scorecard to write; NAME-2.json is version 2 of NAME.
    #[arg(long, value_name = "FILE.json")]
    out: PathBuf,
}

pub(super) fn run(context: &Context, command: &Train) -> Result<Ended, CommandError> {
    let options = TableTraining {
        table: command.table.clone(),
        target: command.target.clone(),
        split_column: command.split_column.clone(),
        weight: command.weight.clone(),
        ignored: command.ignore.clone(),
        categorical: command.categorical.clone(),
        special: command.special.clone(),
        holdout: command.holdout,
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
    let card = &trained.trained.card;
    let mut text = format!(
        "{} with {} characteristics, {} to {} points\n  trained on: {}",
        command.out.display(),
        card.characteristics().len(),
        card.reach().start(),
        card.reach().end(),
        in_a_line(&trained.train)
    );
    match &trained.test {
        Some(test) => {
            let _ = write!(text, "\n  held back:  {}", in_a_line(test));
        }
        None => {
            text.push_str("\n  held back:  nothing, so the figures are those of the fit itself")
        }
    }
    let _ = write!(
        text,
        "\n  rounding to whole points costs {:.5} of AUC; linfa-logistic differs by {:.1e}",
        trained.auc_lost_by_rounding, trained.trained.second_opinion.difference
    );
    let _ = write!(text, "\n  model card: {}", command.out.with_extension("html").display());
    text
}
