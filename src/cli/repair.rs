//! `repair`: credit repair from application to decision.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed::{self, Step, StepWithReason};
use crate::app::attachment::Paper;
use crate::app::repair::{RepairAnswer, RepairStep};
use crate::domain::day::Day;
use crate::domain::record::envelope::RecordId;
use crate::domain::record::repair_application::AttachmentPurpose;
use crate::http::wire::procedure::{RepairBody, StepDueBody};

/// Credit repair (信用修复).
#[derive(Debug, Subcommand)]
pub(super) enum RepairCommand {
    /// Hand in an application, with the letter of commitment and proof that the duties are fulfilled.
    Apply(Apply),
    /// Show an application: where it stands, what stands against it, what is due.
    Show {
        /// The application.
        #[arg(value_parser = typed::record)]
        application: RecordId,
    },
    /// Accept an application (受理); refused while a condition of the law is not met.
    Accept(Step),
    /// Do not accept it (不予受理).
    Refuse(StepWithReason),
    /// Take more time, for a complex case.
    Extend(Step),
    /// Grant it (予以修复): the record is neither shown nor used from that day on.
    Grant(Step),
    /// Do not grant it (不予修复).
    Reject(StepWithReason),
    /// Do not grant it, because material was false; bars new applications for a time.
    FalseMaterial(StepWithReason),
}

/// Hand in an application.
#[derive(Args, Debug)]
pub(super) struct Apply {
    /// The penalty, inspection or entry on a list.
    #[arg(value_parser = typed::record)]
    record: RecordId,

    /// The letter of commitment (信用承诺书): PDF, PNG or JPEG.
    #[arg(long, value_name = "FILE")]
    commitment: Option<PathBuf>,

    /// Proof that the duties are fulfilled: PDF, PNG or JPEG. Several may be given.
    #[arg(long, value_name = "FILE")]
    proof: Vec<PathBuf>,

    /// The day of its receipt. [default: today]
    #[arg(long, value_name = "DATE")]
    applied_on: Option<Day>,
}

pub(super) fn run(context: &Context, command: &RepairCommand) -> Result<Ended, CommandError> {
    use RepairCommand as Command;
    let app = context.app()?;
    let submitter = typed::submitter();
    let take = |step: &Step, kind: RepairStep| {
        let on = step.on.unwrap_or_else(|| app.today());
        app.take_repair_step(step.record, &kind, on, &submitter)
    };
    let with = |step: &StepWithReason, kind: fn(String) -> RepairStep| {
        take(&step.step, kind(step.reason.clone()))
    };
    let answer = match command {
        Command::Apply(apply) => {
            let papers = papers(apply)?;
            let on = apply.applied_on.unwrap_or_else(|| app.today());
            app.apply_for_repair(apply.record, on, &papers, &submitter)
        }
        Command::Show { application } => app.repair(*application),
        Command::Accept(step) => take(step, RepairStep::Accept),
        Command::Refuse(step) => with(step, RepairStep::Refuse),
        Command::Extend(step) => take(step, RepairStep::Extend),
        Command::Grant(step) => take(step, RepairStep::Grant),
        Command::Reject(step) => with(step, RepairStep::Reject),
        Command::FalseMaterial(step) => with(step, RepairStep::FalseMaterial),
    }?;
    match context.format {
        Format::Json => json(&RepairBody::from(&answer))?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

fn papers(apply: &Apply) -> Result<Vec<Paper>, CommandError> {
    let commitment = apply.commitment.iter().map(|path| (AttachmentPurpose::Commitment, path));
    let proof = apply.proof.iter().map(|path| (AttachmentPurpose::Proof, path));
    commitment.chain(proof).map(|(purpose, path)| paper(purpose, path)).collect()
}

fn paper(purpose: AttachmentPurpose, path: &Path) -> Result<Paper, CommandError> {
    let bytes = std::fs::read(path)
        .map_err(|error| CommandError::Refused(format!("{}: {error}", path.display())))?;
    Ok(Paper { purpose, bytes, sha256: None })
}

fn text(answer: &RepairAnswer) -> String {
    let body = RepairBody::from(answer);
    let mut rows = vec![format!(
        "{}  {}  {} of {} ({}), applied on {}, {} papers",
        body.id,
        body.stage,
        body.target,
        body.merchant,
        body.organ,
        body.applied_on,
        body.attachments.len()
    )];
    rows.extend(body.reason.iter().map(|reason| format!("  reason: {reason}")));
    rows.extend(body.obstacles.iter().map(|obstacle| format!("  not met: {obstacle}")));
    rows.extend(body.due.iter().map(due));
    rows.join("\n")
}

/// A step that is due, in words.
pub(super) fn due(due: &StepDueBody) -> String {
    let provisional = super::workdays::provisional(due.provisional);
    format!("  {} until {} ({}){provisional}", due.step, due.due_on, due.rule)
}
