//! `rescore`: every merchant, as of one day and one position.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line, progress};
use crate::app::rescore::{RescoreOptions, RunSummary};
use crate::domain::day::Day;
use crate::http::wire::run::RunBody;

/// Score every merchant, keep the scores, and print what it came to.
#[derive(Args, Debug)]
pub(super) struct Rescore {
    /// The day to score. [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,

    /// As known at which instant. [default: now]
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,

    /// By which scorecard. [default: the champion]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// Write the scores to this CSV file, too; it appears when it is whole.
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, command: &Rescore) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let options = RescoreOptions {
        as_of: command.as_of,
        known_at: command.known_at,
        model: command.model.clone(),
        out: command.out.clone(),
    };
    let bar = progress(None, "merchants");
    let summary = app.rescore(&options, |done| bar.set_position(done))?;
    bar.finish_and_clear();
    match context.format {
        Format::Json => json(&RunBody::from(&summary))?,
        Format::Text => line(&text(&summary))?,
    }
    Ok(Ended::Done)
}

/// A run for people.
pub(super) fn text(summary: &RunSummary) -> String {
    let mut out = format!(
        "run {}: {} merchants as of {} by {}: {} rated, {} not rated",
        summary.run,
        summary.n_merchants,
        summary.as_of,
        summary.model,
        summary.n_rated(),
        summary.n_not_rated()
    );
    if let Some(mean) = summary.mean_points {
        let _ = write!(out, ", mean {mean:.1} points");
    }
    let grades: Vec<String> = summary
        .grades
        .iter()
        .map(|count| format!("{} {}", count.grade.letters(), count.n))
        .collect();
    let _ = write!(out, "\n  grades: {}", grades.join(", "));
    for count in summary.not_rated.iter().filter(|count| count.n > 0) {
        let _ = write!(out, "\n  not rated: {} because {}", count.n, count.lacking.sentence());
    }
    out
}
