//! `alarms`: what about merchants' ratings a human should look into.

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::domain::day::Day;
use crate::http::wire::alarm::AlarmsBody;

/// Look at every merchant's ratings and list what should be looked into; the list is kept for
/// `GET /v1/alarms` until the next one.
#[derive(Args, Debug)]
pub(super) struct RaiseAlarms {
    /// Of which day. [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
}

pub(super) fn run(context: &Context, command: &RaiseAlarms) -> Result<Ended, CommandError> {
    let list = context.app()?.raise_alarms(command.as_of)?;
    let body = AlarmsBody::from(&list);
    if context.format == Format::Json {
        json(&body)?;
        return Ok(Ended::Done);
    }
    for alarm in &body.alarms {
        line(&format!(
            "{:<15}  {}  {} to {}  {} ratings: {}",
            alarm.kind,
            alarm.merchant,
            alarm.from,
            alarm.to,
            alarm.n_ratings,
            alarm.ratings.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(" "),
        ))?;
    }
    line(&format!("{} alarms as of {}", body.alarms.len(), list.as_of))?;
    Ok(Ended::Done)
}
