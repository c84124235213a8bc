//! `complaint`: where a complaint stands, its steps, and a merchant's complaint figures.

use clap::{Args, Subcommand};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::repair::due;
use super::subject::Subject;
use super::typed;
use crate::app::complaint::{AskedStep, ComplaintAnswer};
use crate::domain::day::Day;
use crate::domain::record::complaint::RefusalGround;
use crate::domain::record::complaint_life::ComplaintStep;
use crate::domain::record::envelope::RecordId;
use crate::http::wire::complaint::{ComplaintBody, FiguresBody, MerchantFiguresBody};

/// Complaints (投诉).
#[derive(Debug, Subcommand)]
pub(super) enum ComplaintCommand {
    /// Show a complaint: where it stands and what is due.
    Show {
        /// The complaint.
        #[arg(value_parser = typed::record)]
        complaint: RecordId,
    },
    /// Show the figures of a merchant's complaints of a year.
    Figures(Subject),
    /// Accept it (受理).
    Accept(Step),
    /// Refuse it (不予受理), with the legal ground.
    Refuse {
        #[command(flatten)]
        step: Step,
        /// Why: not_competent, handled_elsewhere, not_consumption, too_late, data_missing,
        /// false_material, another_name or identity_refused.
        #[arg(long, value_parser = ground)]
        ground: RefusalGround,
    },
    /// The merchant answers.
    Answer(Step),
    /// Say how many days tests and expertise took so far; they are not counted as mediation.
    TestDays {
        #[command(flatten)]
        step: Step,
        /// How many.
        days: u32,
    },
    /// The parties agreed before it was accepted (先行和解).
    SettleEarly(Step),
    /// Mediation ended with an agreement (调解成功).
    Settle(Step),
    /// Mediation ended without one (终止调解).
    Fail(Step),
    /// The parties were told that it ended so.
    Tell(Step),
    /// The consumer withdrew it (撤回).
    Withdraw(Step),
    /// It became a case (转立案).
    TurnIntoCase {
        #[command(flatten)]
        step: Step,
        /// The number of the case.
        #[arg(long, value_name = "NUMBER")]
        case_number: Option<String>,
    },
    /// Name the penalty that followed.
    LinkPenalty {
        #[command(flatten)]
        step: Step,
        /// The penalty.
        #[arg(value_parser = typed::record)]
        penalty: RecordId,
    },
}

/// A step in a complaint.
#[derive(Args, Debug)]
pub(super) struct Step {
    /// The complaint.
    #[arg(value_parser = typed::record)]
    complaint: RecordId,

    /// The day of the step. [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

fn ground(name: &str) -> Result<RefusalGround, String> {
    crate::app::complaint::refusal_ground(name).map_err(|error| error.to_string())
}

pub(super) fn run(context: &Context, command: &ComplaintCommand) -> Result<Ended, CommandError> {
    use ComplaintCommand as Command;
    let app = context.app()?;
    let take = |step: &Step, asked: AskedStep| {
        let on = step.on.unwrap_or_else(|| app.today());
        app.take_complaint_step(step.complaint, &asked, on, &typed::submitter())
    };
    let plain = |step: &Step, kind: ComplaintStep| take(step, AskedStep::Plain(kind));
    let answer = match command {
        Command::Figures(subject) => return figures(context, subject),
        Command::Show { complaint } => app.complaint(*complaint),
        Command::Accept(step) => plain(step, ComplaintStep::Accept),
        Command::Refuse { step, ground } => plain(step, ComplaintStep::Refuse(*ground)),
        Command::Answer(step) => plain(step, ComplaintStep::Answer),
        Command::TestDays { step, days } => plain(step, ComplaintStep::TestDays(*days)),
        Command::SettleEarly(step) => plain(step, ComplaintStep::SettleEarly),
        Command::Settle(step) => plain(step, ComplaintStep::Settle),
        Command::Fail(step) => plain(step, ComplaintStep::Fail),
        Command::Tell(step) => plain(step, ComplaintStep::Tell),
        Command::Withdraw(step) => plain(step, ComplaintStep::Withdraw),
        Command::TurnIntoCase { step, case_number } => {
            plain(step, ComplaintStep::TurnIntoCase(case_number.clone()))
        }
        Command::LinkPenalty { step, penalty } => take(step, AskedStep::LinkPenalty(*penalty)),
    }?;
    match context.format {
        Format::Json => json(&ComplaintBody::from(&answer))?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

fn figures(context: &Context, subject: &Subject) -> Result<Ended, CommandError> {
    let answer = context.app()?.complaint_figures(&subject.question()?)?;
    let body = MerchantFiguresBody::from(&answer);
    match context.format {
        Format::Json => json(&body)?,
        Format::Text => {
            line(&format!("{}  {}", body.merchant, in_words(&body.figures)))?;
            for one in &body.figures.by_class {
                line(&format!("  {:<22} {}", one.class, one.n))?;
            }
        }
    }
    Ok(Ended::Done)
}

/// Complaint figures in one sentence.
pub(super) fn in_words(figures: &FiguresBody) -> String {
    let percent = |share: Option<f64>| {
        share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
    };
    format!(
        "{} complaints from {} to {} ({} in the year before, growth {}): mediation success {}, \
         settled early {}, answered {}, turned into cases {}",
        figures.n,
        figures.from,
        figures.to,
        figures.n_before,
        percent(figures.growth),
        percent(figures.mediation_success),
        percent(figures.early_settlement),
        figures.n_answered,
        figures.n_cases
    )
}

fn text(answer: &ComplaintAnswer) -> String {
    let body = ComplaintBody::from(answer);
    let mut rows = vec![format!(
        "{}  {}  {} about {}, received on {}{}",
        body.id,
        body.outcome,
        body.class,
        body.merchant,
        body.received_on,
        body.organ.map_or_else(String::new, |organ| format!(", handled by {organ}"))
    )];
    let dated = [
        ("accepted or refused", &body.accepted_on),
        ("answered", &body.answered_on),
        ("ended", &body.closed_on),
        ("parties told", &body.told_on),
        ("case", &body.case_number),
        ("penalty", &body.penalty),
    ];
    let said = dated.into_iter().filter_map(|(what, value)| Some((what, value.as_ref()?)));
    rows.extend(said.map(|(what, value)| format!("  {what}: {value}")));
    rows.extend(body.refused_for.map(|ground| format!("  refused for: {ground}")));
    rows.extend(body.due.iter().map(due));
    rows.join("\n")
}
