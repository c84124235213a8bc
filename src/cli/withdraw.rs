//! `withdraw`: declares a record void.

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed;
use crate::domain::day::Day;
use crate::domain::record::decision::WithdrawalGround;
use crate::domain::record::envelope::RecordId;
use crate::http::wire::procedure::WithdrawalBody;

/// Withdraw a record (撤回): from now on it counts for no day.
#[derive(Args, Debug)]
pub(super) struct Withdraw {
    /// The record.
    #[arg(value_parser = typed::record)]
    record: RecordId,

    /// Why: changed, revoked, unlawful, void or entered_in_error.
    #[arg(long, value_parser = ground)]
    ground: WithdrawalGround,

    /// The reason in words.
    #[arg(long)]
    reason: String,

    /// The day on which it was decided to be void. [default: today]
    #[arg(long, value_name = "DATE")]
    decided_on: Option<Day>,
}

fn ground(name: &str) -> Result<WithdrawalGround, String> {
    WithdrawalGround::parse(name).ok_or_else(|| {
        let names = WithdrawalGround::ALL.map(|(_, name)| name);
        format!("a ground is one of {}", names.join(", "))
    })
}

pub(super) fn run(context: &Context, command: &Withdraw) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let on = command.decided_on.unwrap_or_else(|| app.today());
    let by = typed::submitter();
    let answer = app.withdraw(command.record, command.ground, &command.reason, on, &by)?;
    let body = WithdrawalBody::from(&answer);
    if context.format == Format::Json {
        json(&body)?;
        return Ok(Ended::Done);
    }
    line(&format!("{} is withdrawn: {}", body.target, body.id))?;
    if let Some(due) = body.due.filter(|_| body.is_late) {
        line(&format!("too late: the last day in time was {} ({})", due.due_on, due.rule))?;
    }
    Ok(Ended::Done)
}
