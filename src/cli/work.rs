//! `work`: every step that the law wants taken by a day.

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::workdays::provisional;
use crate::http::wire::procedure::WorkBody;

/// List every step that the law wants taken by a day, most urgent first.
#[derive(Args, Debug)]
pub(super) struct ShowWork {
    /// Only this authority's: its credit code or its whole name.
    #[arg(long, value_name = "ORGAN")]
    authority: Option<String>,

    /// Only what is overdue.
    #[arg(long)]
    overdue: bool,
}

pub(super) fn run(context: &Context, command: &ShowWork) -> Result<Ended, CommandError> {
    let mut work = context.app()?.open_work(command.authority.as_deref())?;
    work.retain(|one| one.is_overdue || !command.overdue);
    let bodies: Vec<WorkBody> = work.iter().map(WorkBody::from).collect();
    if context.format == Format::Json {
        json(&bodies)?;
        return Ok(Ended::Done);
    }
    for one in &bodies {
        let overdue = if one.is_overdue { "overdue" } else { "" };
        let of = one.target.as_ref().map_or_else(String::new, |target| format!(" of {target}"));
        line(&format!(
            "{}  {overdue:<7}  {:<26} {}{of}  {}  {}{}",
            one.due_on,
            one.step,
            one.id,
            one.merchant,
            one.organ.as_deref().unwrap_or("the service"),
            provisional(one.provisional)
        ))?;
    }
    line(&format!("{} steps are open", bodies.len()))?;
    Ok(Ended::Done)
}
