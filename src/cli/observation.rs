//! What commands that train or judge on the store have in common: days, windows, rules, segments.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::exit::CommandError;
use crate::app::observe::Observed;
use crate::app::outcome_rule;
use crate::domain::day::Day;
use crate::domain::outcome::OutcomeRule;
use crate::domain::scorecard::Segment;

/// What bad means, and how long it is waited for.
#[derive(Args, Clone, Debug)]
pub(super) struct OutcomeArgs {
    /// The performance window: the days after an observation day in which outcomes are told.
    #[arg(long, value_name = "DAYS", default_value = "365d", value_parser = days)]
    pub(super) window: u32,

    /// What bad means: a rule of models/outcomes by its name, or a file of one's own.
    #[arg(long, value_name = "RULE")]
    pub(super) bad: Option<String>,
}

impl OutcomeArgs {
    /// The rule.
    pub(super) fn rule(&self) -> Result<OutcomeRule, CommandError> {
        let asked = self.bad.as_deref().unwrap_or_default();
        outcome_rule::find(asked).map_err(|error| CommandError::Refused(error.to_string()))
    }
}

/// A day as an argument.
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

/// A number of days as an argument: `365d` or `365`.
fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text);
    let days = number.parse().ok().filter(|days| (1..=36_500).contains(days));
    days.ok_or_else(|| "a window is a number of days from 1 to 36500, such as 365d".to_owned())
}

/// A segment as an argument.
pub(super) fn segment(text: &str) -> Result<Segment, String> {
    Segment::parse(text)
        .ok_or_else(|| format!("a segment is one of {}", Segment::names().join(", ")))
}

/// A sample from the store, in words.
pub(super) struct Judged<'a>(pub(super) &'a Observed);

impl Judged<'_> {
    /// Who is in the sample and who is not, for people; a line for each day.
    pub(super) fn flow_as_text(&self) -> String {
        let mut text = String::new();
        for day in &self.0.flow {
            let _ = writeln!(
                text,
                "{}: {} merchants; {} of another segment, {} not rated, {} not observed, {} \
                 indeterminate; {} rows, {} bad until {}",
                day.on,
                day.n_merchants,
                day.n_other_segment,
                day.n_not_rated,
                day.n_not_observed,
                day.n_indeterminate,
                day.n_rows,
                day.n_bad,
                day.until
            );
        }
        for day in self.0.unfinished() {
            let last = self.0.last_record_on.map_or_else(|| "none".to_owned(), |d| d.to_string());
            let _ = writeln!(
                text,
                "warning: the last record that can tell an outcome is of {last}; outcomes of {} may \
                 be incomplete until {}",
                day.on, day.until
            );
        }
        text
    }

    /// The same for programs.
    pub(super) fn flow_as_json(&self) -> serde_json::Value {
        let days: Vec<_> = self
            .0
            .flow
            .iter()
            .map(|day| {
                json!({
                    "observed_on": day.on.to_string(),
                    "window_until": day.until.to_string(),
                    "n_merchants": day.n_merchants,
                    "n_other_segment": day.n_other_segment,
                    "n_not_rated": day.n_not_rated,
                    "n_not_observed": day.n_not_observed,
                    "n_indeterminate": day.n_indeterminate,
                    "n": day.n_rows,
                    "n_bad": day.n_bad,
                })
            })
            .collect();
        json!({
            "days": days,
            "last_record_on": self.0.last_record_on.map(|day| day.to_string()),
            "sha256": self.0.sha256,
        })
    }
}
