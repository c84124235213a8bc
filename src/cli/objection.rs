//! `objection` and `state`: what a merchant says against a record or its score, and what follows.

use clap::{Args, Subcommand};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::repair::due;
use super::typed::{self, Step, StepWithReason};
use crate::app::AppError;
use crate::app::objection::{NewObjection, ObjectionAnswer, ObjectionStep, ObjectionTo};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::RecordId;
use crate::domain::record::objection::{ObjectionGround, Objector};
use crate::http::wire::procedure::ObjectionBody;

/// Objections (异议).
#[derive(Debug, Subcommand)]
pub(super) enum ObjectionCommand {
    /// Object to a record or to a score; it is marked from now on wherever it shows.
    Raise(Raise),
    /// Show an objection: where it stands and what is due.
    Show {
        /// The objection.
        #[arg(value_parser = typed::record)]
        objection: RecordId,
    },
    /// Pass it on to the organ that provided the record.
    Transfer(Step),
    /// Uphold it: a later version of the record corrects it.
    Correct {
        #[command(flatten)]
        step: StepWithReason,
        /// The version that corrects the record.
        #[arg(long, value_name = "RECORD", value_parser = typed::record)]
        by: RecordId,
    },
    /// Uphold it: the record is withdrawn.
    Withdraw(StepWithReason),
    /// Uphold it, where it is the score.
    Uphold(StepWithReason),
    /// Reject it.
    Reject(StepWithReason),
}

/// Object to a record or to a score.
#[derive(Args, Debug)]
pub(super) struct Raise {
    /// The record, such as penalty-42; or score:ID for the score of a merchant.
    to: String,

    /// Why: wrong_content, missing_content, display_over, should_not_be_listed, privacy_or_secret,
    /// repair_result or other.
    #[arg(long, value_parser = ground)]
    ground: ObjectionGround,

    /// What is said for it.
    #[arg(long, value_name = "TEXT")]
    explanation: Option<String>,

    /// Raised by somebody else whom it concerns, not by the merchant.
    #[arg(long)]
    concerned: bool,

    /// The day it was raised. [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

/// Put the merchant's statement beside an adverse record.
#[derive(Args, Debug)]
pub(super) struct State {
    /// The record.
    #[arg(value_parser = typed::record)]
    record: RecordId,

    /// The statement, at most 500 characters.
    text: String,
}

fn ground(name: &str) -> Result<ObjectionGround, String> {
    let found = ObjectionGround::ALL.into_iter().find(|(_, known)| *known == name);
    found.map(|(ground, _)| ground).ok_or_else(|| {
        let names: Vec<_> = ObjectionGround::ALL.iter().map(|(_, name)| *name).collect();
        format!("a ground is one of {}", names.join(", "))
    })
}

pub(super) fn run(context: &Context, command: &ObjectionCommand) -> Result<Ended, CommandError> {
    use ObjectionCommand as Command;
    let app = context.app()?;
    let submitter = typed::submitter();
    let take = |step: &Step, kind: ObjectionStep| {
        let on = step.on.unwrap_or_else(|| app.today());
        app.take_objection_step(step.record, &kind, on, &submitter)
    };
    let answer = match command {
        Command::Raise(raise) => {
            let raised_on = raise.on.unwrap_or_else(|| app.today());
            app.raise_objection(&new_objection(raise, raised_on)?, &submitter)
        }
        Command::Show { objection } => app.objection(*objection),
        Command::Transfer(step) => take(step, ObjectionStep::Transfer),
        Command::Correct { step, by } => {
            let reason = step.reason.clone();
            take(&step.step, ObjectionStep::Corrected { by: *by, reason })
        }
        Command::Withdraw(step) => {
            take(&step.step, ObjectionStep::Withdrawn { reason: step.reason.clone() })
        }
        Command::Uphold(step) => {
            take(&step.step, ObjectionStep::Upheld { reason: step.reason.clone() })
        }
        Command::Reject(step) => {
            take(&step.step, ObjectionStep::Rejected { reason: step.reason.clone() })
        }
    }?;
    match context.format {
        Format::Json => json(&ObjectionBody::from(&answer))?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

fn new_objection(raise: &Raise, raised_on: Day) -> Result<NewObjection, CommandError> {
    let to = match raise.to.strip_prefix("score:") {
        Some(id) => ObjectionTo::Score(
            MerchantId::parse(id).map_err(|error| AppError::merchant_id(id, &error))?,
        ),
        None => ObjectionTo::Record(typed::record(&raise.to).map_err(CommandError::Refused)?),
    };
    Ok(NewObjection {
        to,
        raised_on,
        raised_by: if raise.concerned { Objector::Concerned } else { Objector::Merchant },
        ground: raise.ground,
        explanation: raise.explanation.clone(),
    })
}

pub(super) fn run_state(context: &Context, command: &State) -> Result<Ended, CommandError> {
    let id = context.app()?.state(command.record, &command.text, &typed::submitter())?;
    match context.format {
        Format::Json => json(&serde_json::json!({ "id": id.to_string() }))?,
        Format::Text => line(&format!("{id} stands beside {}", command.record))?,
    }
    Ok(Ended::Done)
}

fn text(answer: &ObjectionAnswer) -> String {
    let body = ObjectionBody::from(answer);
    let mut rows = vec![format!(
        "{}  {}  to {} of {}, raised on {}: {}",
        body.id,
        body.outcome.unwrap_or("open"),
        body.target.as_deref().unwrap_or("the score"),
        body.merchant,
        body.raised_on,
        body.ground
    )];
    rows.extend(body.reason.iter().map(|reason| format!("  reasons: {reason}")));
    rows.extend(body.due.iter().map(due));
    rows.join("\n")
}
