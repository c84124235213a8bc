//! `rescore`: every merchant, as of one day and one position.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde::Serialize;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line, progress};
use super::run_text;
use crate::app::rescore::drift::Attention;
use crate::app::rescore::filter::Filter;
use crate::app::rescore::report::RunReport;
use crate::app::rescore::{Extent, Keeping, RescoreOptions, Step, Way};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::http::wire::run::RunBody;

/// Score every merchant, keep the scores, and print what it came to and what changed.
///
/// Ends with 0; with 2 when records of some merchants cannot be read; with 3 when the points moved so
/// far from the last run (PSI above 0.25) that the scorecard may no longer hold.
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

    /// A scorecard to compare with it on the same dossiers.
    #[arg(long, value_name = "NAME")]
    challenger: Option<String>,

    /// Only merchants like this: region=DIGITS (its first digits), grade=GRADE (or NR), with commas
    /// between; a key given twice lets either through.
    #[arg(long, default_value = "", value_name = "KEY=VALUE,…")]
    filter: Filter,

    /// Score only merchants with new records since the last run, and those for whom the passing of
    /// time can change something; take the other scores over from that run.
    #[arg(long)]
    only_changed: bool,

    /// Take up the last run that was interrupted.
    #[arg(long, conflicts_with_all = [
        "as_of", "known_at", "model", "challenger", "filter", "only_changed", "dry_run",
    ])]
    resume: bool,

    /// Keep nothing in the store.
    #[arg(long)]
    dry_run: bool,

    /// Write the scores to this file, too; it appears when it is whole.
    #[arg(long, value_name = "FILE.csv|.ndjson|.parquet")]
    out: Option<PathBuf>,

    /// How many threads score. [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// How many merchants are kept in one transaction: what is done again at most after a kill.
    /// [default: 16384]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    batch: Option<u32>,

    /// How the progress is told, on standard error.
    #[arg(long, value_enum, default_value_t = Progress::Bar)]
    progress: Progress,
}

/// How the progress of a run is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Progress {
    /// A bar, where a person watches.
    Bar,
    /// One JSON line for each step.
    Json,
    /// Not at all.
    None,
}

/// One step as a line of JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum StepLine {
    Folding,
    Scoring { n_done: u64, n_places: u64, seconds: f64 },
    Reporting,
}

pub(super) fn run(context: &Context, command: &Rescore) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let way = Way { out: command.out.clone(), threads: command.threads, batch: command.batch };
    let teller = Teller::new(command.progress);
    let report = if command.resume {
        app.resume_rescore(&way, |step| teller.tell(step))?
    } else {
        app.rescore(&options(command, way), |step| teller.tell(step))?
    };
    teller.finish();
    match context.format {
        Format::Json => json(&RunBody::new(&report, Audience::Privileged))?,
        Format::Text => {
            if command.only_changed && report.start.base.is_none() {
                line("no earlier run by the same scorecard and rules: every merchant was scored")?;
            }
            line(&run_text::report(&report))?;
        }
    }
    Ok(ended(&report))
}

fn options(command: &Rescore, way: Way) -> RescoreOptions {
    RescoreOptions {
        as_of: command.as_of,
        known_at: command.known_at,
        model: command.model.clone(),
        challenger: command.challenger.clone(),
        filter: command.filter.clone(),
        extent: if command.only_changed { Extent::OnlyChanged } else { Extent::Everyone },
        keeping: if command.dry_run { Keeping::DryRun } else { Keeping::Keep },
        way,
    }
}

/// How a run ends.
pub(super) fn ended(report: &RunReport) -> Ended {
    if report.tally.n_unscorable > 0 {
        Ended::PartlyDone
    } else if report.attention() == Attention::Alarm {
        Ended::Alarm
    } else {
        Ended::Done
    }
}

/// Tells the steps of a run.
struct Teller {
    progress: Progress,
    bar: ProgressBar,
    began: std::time::Instant,
}

impl Teller {
    fn new(kind: Progress) -> Self {
        let watched = kind == Progress::Bar && std::io::stderr().is_terminal();
        let bar = if watched { progress(Some(0), "merchants") } else { ProgressBar::hidden() };
        Self { progress: kind, bar, began: std::time::Instant::now() }
    }

    fn tell(&self, step: Step) {
        match (self.progress, step) {
            (Progress::Bar, Step::Scoring { n_done, n_places }) => {
                self.bar.set_length(n_places);
                self.bar.set_position(n_done);
            }
            (Progress::Json, step) => {
                let step = match step {
                    Step::Folding => StepLine::Folding,
                    Step::Scoring { n_done, n_places } => {
                        let seconds = self.began.elapsed().as_secs_f64();
                        StepLine::Scoring { n_done, n_places, seconds }
                    }
                    Step::Reporting => StepLine::Reporting,
                };
                if let Ok(text) = serde_json::to_string(&step) {
                    eprintln!("{text}");
                }
            }
            (Progress::Bar | Progress::None, _) => {}
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
