//! `ratings`: what a merchant's ratings weigh. `reference`: the tables they are held against.

use clap::{Args, Subcommand};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::subject::Subject;
use crate::app::reference::ReferenceSummary;
use crate::domain::day::Day;
use crate::http::wire::rating::RatingsBody;

/// Show what the ratings of one merchant weigh, each with the reasons, and the mean they come to.
#[derive(Args, Debug)]
pub(super) struct ShowRatings {
    #[command(flatten)]
    subject: Subject,

    /// How many ratings are named, newest first.
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

/// Reference tables: what is usual in a trade, what is known of raters, which orders have papers of
/// other merchants' orders.
#[derive(Debug, Subcommand)]
pub(super) enum Reference {
    /// Build the tables from every merchant's ratings and orders and keep them; scores asked from now on
    /// rest on them.
    Build(BuildReference),
}

/// Build the reference tables.
#[derive(Args, Debug)]
pub(super) struct BuildReference {
    /// The last day of the ratings and orders they rest on. [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
}

pub(super) fn run(context: &Context, command: &ShowRatings) -> Result<Ended, CommandError> {
    let answer = context.app()?.ratings(&command.subject.question()?)?;
    let mut body = RatingsBody::from(&answer);
    body.ratings.truncate(command.limit);
    if context.format == Format::Json {
        json(&body)?;
        return Ok(Ended::Done);
    }
    line(&format!("{} as of {}", body.merchant, body.as_of))?;
    match (body.mean_stars, body.mean_stars_from, body.mean_stars_to) {
        (Some(mean), Some(from), Some(to)) => line(&format!(
            "{mean:.2} stars ({from:.2} to {to:.2}), trade {:.2}; {} of {} ratings weigh anything, \
             together {:.1} full ratings of the day",
            body.trade_mean_stars, body.n_weighed, body.n_ratings, body.believed
        ))?,
        _ => line(&format!("no mean: none of {} ratings weighs anything", body.n_ratings))?,
    }
    for rating in &body.ratings {
        let names: Vec<&str> = rating.signals.iter().map(|signal| signal.name).collect();
        line(&format!(
            "{}  {:<14} {:.1} stars  weight {:.3}  {}",
            rating.rated_on,
            rating.record,
            rating.stars,
            rating.weight,
            names.join(", ")
        ))?;
    }
    Ok(Ended::Done)
}

pub(super) fn run_reference(context: &Context, command: &Reference) -> Result<Ended, CommandError> {
    let Reference::Build(build) = command;
    let summary = context.app()?.build_reference(build.as_of)?;
    match context.format {
        Format::Json => json(&written(&summary))?,
        Format::Text => line(&format!(
            "{} ratings of {} merchants up to {}: {} trades, {} raters of several merchants, {} of \
             them in rings, {} papers of orders that belong to another merchant's{}",
            summary.n_ratings,
            summary.n_merchants,
            summary.built_to,
            summary.n_trades,
            summary.n_raters,
            summary.n_in_rings,
            summary.n_shared_papers,
            if summary.is_new { "" } else { "; the tables are as they were" }
        ))?,
    }
    Ok(Ended::Done)
}

fn written(summary: &ReferenceSummary) -> serde_json::Value {
    serde_json::json!({
        "built_to": summary.built_to,
        "n_merchants": summary.n_merchants,
        "n_ratings": summary.n_ratings,
        "n_trades": summary.n_trades,
        "n_raters": summary.n_raters,
        "n_in_rings": summary.n_in_rings,
        "n_shared_papers": summary.n_shared_papers,
        "is_new": summary.is_new,
    })
}
