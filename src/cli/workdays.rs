//! `workdays`: working days by the State Council's notices.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed::KnownAt;
use crate::app::App;
use crate::domain::day::Day;

/// Working days (工作日) by the State Council's notices.
#[derive(Debug, Subcommand)]
pub(super) enum Workdays {
    /// The day that many working days after a day; the day itself is day 0.
    Add(Add),
    /// The working days after one day up to and including another.
    Between(Between),
    /// Take in a new notice: CSV with the columns `published_on,year,date,kind,occasion`; kind is off
    /// or work.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Add working days.
#[derive(Args, Debug)]
pub(super) struct Add {
    /// From which day.
    from: Day,
    /// How many.
    n: u32,
    #[command(flatten)]
    known: Known,
}

/// Count working days.
#[derive(Args, Debug)]
pub(super) struct Between {
    /// After which day.
    from: Day,
    /// Up to and including which day.
    to: Day,
    #[command(flatten)]
    known: Known,
}

/// By the notices of when.
#[derive(Args, Debug)]
pub(super) struct Known {
    /// By the notices published by that instant, or by the end of that day. [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = KnownAt::parse)]
    known_at: Option<KnownAt>,
}

impl Known {
    fn instant(&self, app: &App) -> Option<Timestamp> {
        let settings = app.settings();
        self.known_at.map(|known_at| known_at.instant(&settings.zone, settings.clock.now()))
    }
}

pub(super) fn run(context: &Context, command: &Workdays) -> Result<Ended, CommandError> {
    let app = context.app()?;
    match command {
        Workdays::Add(command) => add(context, &app, command)?,
        Workdays::Between(command) => between(context, &app, command)?,
        Workdays::Import { file } => {
            let csv = std::fs::read_to_string(file)
                .map_err(|error| CommandError::Refused(format!("{}: {error}", file.display())))?;
            let notice = app.import_notice(&csv, "command-line")?;
            let (on, year, n) = (notice.published_on, notice.year, notice.n_days);
            match context.format {
                Format::Json => json(&serde_json::json!({
                    "published_on": on, "year": year, "n_days": n, "is_new": notice.is_new,
                }))?,
                Format::Text if notice.is_new => {
                    line(&format!("the notice of {on} for {year} counts from now: {n} days"))?;
                }
                Format::Text => line(&format!("the notice of {on} for {year} was known already"))?,
            }
        }
    }
    Ok(Ended::Done)
}

fn add(context: &Context, app: &App, command: &Add) -> Result<(), CommandError> {
    let known_at = command.known.instant(app);
    let found = app.add_working_days(command.from, command.n, known_at)?;
    let deadline = found.answer;
    match context.format {
        Format::Json => json(&serde_json::json!({
            "from": command.from,
            "n": command.n,
            "on": deadline.on,
            "provisional": deadline.provisional,
            "last_notice_on": found.last_notice_on,
            "calendar": found.version,
        })),
        Format::Text => line(&format!("{}{}", deadline.on, provisional(deadline.provisional))),
    }
}

fn between(context: &Context, app: &App, command: &Between) -> Result<(), CommandError> {
    let known_at = command.known.instant(app);
    let found = app.count_working_days(command.from, command.to, known_at)?;
    let count = found.answer;
    match context.format {
        Format::Json => json(&serde_json::json!({
            "from": command.from,
            "to": command.to,
            "n": count.n,
            "provisional": count.provisional,
            "last_notice_on": found.last_notice_on,
            "calendar": found.version,
        })),
        Format::Text => line(&format!("{}{}", count.n, provisional(count.provisional))),
    }
}

/// What is said of an answer that touches a year without a notice.
pub(super) const fn provisional(is_provisional: bool) -> &'static str {
    if is_provisional { "  provisional: a year it touches has no notice yet" } else { "" }
}
