//! `runs`: rescoring runs that were kept.

use clap::Subcommand;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::rescore::ended;
use super::run_text;
use crate::app::AppError;
use crate::app::rescore::past::PastQuestion;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::wire::run::{PastScoreBody, RunBody, RunHeadBody, SinceBody};

/// Show runs that were kept.
#[derive(Debug, Subcommand)]
pub(super) enum Runs {
    /// List the last runs, newest first.
    List {
        /// How many at most.
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// Show what a run came to, and what changed since the one before it.
    Show {
        /// Its number.
        run: i64,
    },
    /// Show what changed from one run to another.
    Diff {
        /// The earlier run.
        before: i64,
        /// The later run.
        after: i64,
    },
    /// Show the scores of one merchant over the last runs, and why they changed.
    History {
        /// Its unified social credit code or scheme:number.
        merchant: String,

        /// How many runs are looked at, at most.
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: u32,
    },
}

pub(super) fn run(context: &Context, command: &Runs) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let format = context.format;
    match command {
        Runs::List { limit } => {
            let runs = app.runs(*limit)?;
            match format {
                Format::Json => {
                    let head = |kept| RunHeadBody::new(kept, Audience::Privileged);
                    json(&runs.iter().map(head).collect::<Vec<_>>())?;
                }
                Format::Text => line(&run_text::list(&runs))?,
            }
        }
        Runs::Show { run } => {
            let report = app.run_report(*run)?;
            match format {
                Format::Json => json(&RunBody::new(&report, Audience::Privileged))?,
                Format::Text => line(&run_text::report(&report))?,
            }
            return Ok(ended(&report));
        }
        Runs::Diff { before, after } => {
            let since = app.run_difference(*before, *after)?;
            match format {
                Format::Json => json(&SinceBody::from(&since))?,
                Format::Text => line(&run_text::difference(&since))?,
            }
        }
        Runs::History { merchant, limit } => {
            let id = MerchantId::parse(merchant)
                .map_err(|error| AppError::merchant_id(merchant, &error))?;
            let (audience, limit) = (Audience::Privileged, *limit);
            let past = app.past_scores(&PastQuestion { id, audience, before: None, limit })?;
            match format {
                Format::Json => json(&past.iter().map(PastScoreBody::from).collect::<Vec<_>>())?,
                Format::Text => line(&run_text::past(&past))?,
            }
        }
    }
    Ok(Ended::Done)
}
