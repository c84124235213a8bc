//! Applications for repair, objections and open work as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::deadline::{StepDue, code};
use crate::app::notice::NoticeAnswer;
use crate::app::objection::ObjectionAnswer;
use crate::app::repair::RepairAnswer;
use crate::app::withdrawal::WithdrawalAnswer;
use crate::app::work::OpenWork;
use crate::domain::record::notice::NoticeOf;
use crate::domain::record::organ::Organ;
use crate::domain::record::repair_application::Attachment;

/// An application for credit repair (信用修复) and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RepairApplication")]
pub struct RepairBody {
    /// Its name.
    pub id: String,
    /// Who applies.
    pub merchant: String,
    /// The record to be repaired.
    pub target: String,
    /// The organ that decides.
    pub organ: String,
    /// Its credit code; null where unknown.
    pub organ_code: Option<String>,
    /// The day of its receipt.
    pub applied_on: String,
    /// `received`, `refused`, `accepted`, `granted`, `rejected` or `false_material`.
    pub stage: &'static str,
    /// The reason, where it was refused or rejected.
    pub reason: Option<String>,
    /// The day of the last step.
    pub last_step_on: String,
    /// The papers handed in.
    pub attachments: Vec<AttachmentBody>,
    /// The conditions of the law that are not met today, as far as a machine can tell.
    pub obstacles: Vec<serde_json::Value>,
    /// What is due, soonest first.
    pub due: Vec<StepDueBody>,
}

/// A paper; its content stays with the service.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Attachment")]
pub struct AttachmentBody {
    /// `commitment` (信用承诺书) or `proof`.
    pub purpose: String,
    /// Its media type, by its first bytes.
    pub media_type: String,
    /// Its size.
    pub n_bytes: u64,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// A step that is due.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StepDue")]
pub struct StepDueBody {
    /// The step, by its name in the rule tables.
    pub step: String,
    /// The last day in time.
    pub due_on: String,
    /// Whether that day can still move, for want of a year's working-day notice.
    pub provisional: bool,
    /// The row of the rule table.
    pub rule: String,
}

/// An objection (异议) and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Objection")]
pub struct ObjectionBody {
    /// Its name.
    pub id: String,
    /// Whom it is about.
    pub merchant: String,
    /// The record objected to; null where it is the score itself.
    pub target: Option<String>,
    /// The organ that made the record; null where it is the score.
    pub organ: Option<String>,
    /// The day from which on it is marked.
    pub raised_on: String,
    /// Why, as a code.
    pub ground: &'static str,
    /// What is said for it.
    pub explanation: Option<String>,
    /// The day it was passed on to the organ.
    pub transferred_on: Option<String>,
    /// `corrected`, `withdrawn`, `upheld` or `rejected`; null while it is open.
    pub outcome: Option<&'static str>,
    /// The day of the decision.
    pub decided_on: Option<String>,
    /// The reasons of the decision.
    pub reason: Option<String>,
    /// What is due, soonest first.
    pub due: Vec<StepDueBody>,
}

/// A step that is due in a record, and who is to take it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpenWork")]
pub struct WorkBody {
    /// The last day in time.
    pub due_on: String,
    /// Whether that day can still move.
    pub provisional: bool,
    /// Whether it is over.
    pub is_overdue: bool,
    /// The step, by its name in the rule tables.
    pub step: String,
    /// The record it is to be taken in.
    pub id: String,
    /// The record it is about, where it is another.
    pub target: Option<String>,
    /// Whom it is about.
    pub merchant: String,
    /// Who is to take it; null where it is the service's operator.
    pub organ: Option<String>,
    /// Its credit code.
    pub organ_code: Option<String>,
}

/// A record declared void (撤回).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Withdrawal")]
pub struct WithdrawalBody {
    /// The withdrawal's own name.
    pub id: String,
    /// What is void.
    pub target: String,
    /// The day it was decided to be void.
    pub decided_on: String,
    /// Until when the law wanted it withdrawn; null where no rule says so.
    pub due: Option<StepDueBody>,
    /// Whether that day was over.
    pub is_late: bool,
}

impl From<&WithdrawalAnswer> for WithdrawalBody {
    fn from(answer: &WithdrawalAnswer) -> Self {
        Self {
            id: answer.id.to_string(),
            target: answer.target.to_string(),
            decided_on: answer.decided_on.to_string(),
            due: answer.due.as_ref().map(StepDueBody::from),
            is_late: answer.is_late,
        }
    }
}

/// A notice to a merchant (告知).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Notice")]
pub struct NoticeBody {
    /// Its name.
    pub id: String,
    /// The day of the notice.
    pub noticed_on: String,
    /// The last day to answer, by an objection or a statement.
    pub answer_until: String,
    /// The adverse record that is about to be published; null where it is the grade.
    pub target: Option<String>,
    /// The grade below BB; null where it is a record.
    pub grade: Option<String>,
    /// Its points.
    pub points: Option<i32>,
}

impl From<&NoticeAnswer> for NoticeBody {
    fn from(answer: &NoticeAnswer) -> Self {
        let (grade, points) = match answer.notice.of {
            NoticeOf::Record(_) => (None, None),
            NoticeOf::Grade { grade, points, .. } => (Some(grade.to_string()), Some(points)),
        };
        Self {
            id: answer.id.to_string(),
            noticed_on: answer.notice.noticed_on.to_string(),
            answer_until: answer.notice.answer_until.to_string(),
            target: answer.target.map(|target| target.to_string()),
            grade,
            points,
        }
    }
}

impl From<&RepairAnswer> for RepairBody {
    fn from(answer: &RepairAnswer) -> Self {
        let application = &answer.application;
        let acceptance = application.acceptance.as_ref();
        let decision = application.decision.as_ref();
        let last_step_on = decision
            .map(|decision| decision.on)
            .or(application.extended_on)
            .or(acceptance.map(|acceptance| acceptance.on))
            .unwrap_or(application.applied_on);
        let reason = decision
            .and_then(|decision| decision.reason.clone())
            .or_else(|| acceptance.and_then(|acceptance| acceptance.reason.clone()));
        let obstacle = |obstacle| serde_json::to_value(obstacle).unwrap_or_default();
        Self {
            id: answer.id.to_string(),
            merchant: answer.merchant.to_string(),
            target: answer.target.to_string(),
            organ: answer.organ.name.clone(),
            organ_code: some(&answer.organ.code),
            applied_on: application.applied_on.to_string(),
            stage: application.stage().name(),
            reason,
            last_step_on: last_step_on.to_string(),
            attachments: application.attachments.iter().map(AttachmentBody::from).collect(),
            obstacles: answer.obstacles.iter().map(obstacle).collect(),
            due: answer.due.iter().map(StepDueBody::from).collect(),
        }
    }
}

impl From<&Attachment> for AttachmentBody {
    fn from(attachment: &Attachment) -> Self {
        Self {
            purpose: code(&attachment.purpose, ""),
            media_type: attachment.media_type.clone(),
            n_bytes: attachment.n_bytes,
            sha256: attachment.sha256.clone(),
        }
    }
}

impl From<&StepDue> for StepDueBody {
    fn from(due: &StepDue) -> Self {
        Self {
            step: code(&due.step, ""),
            due_on: due.due_on.to_string(),
            provisional: due.provisional,
            rule: due.rule_id.clone(),
        }
    }
}

impl From<&ObjectionAnswer> for ObjectionBody {
    fn from(answer: &ObjectionAnswer) -> Self {
        let objection = &answer.objection;
        let decision = objection.decision.as_ref();
        Self {
            id: answer.id.to_string(),
            merchant: answer.merchant.to_string(),
            target: answer.target.map(|target| target.to_string()),
            organ: organ_name(&answer.organ),
            raised_on: objection.raised_on.to_string(),
            ground: objection.ground.name(),
            explanation: objection.explanation.clone(),
            transferred_on: objection.transferred_on.map(|day| day.to_string()),
            outcome: decision.map(|decision| decision.outcome.name()),
            decided_on: decision.map(|decision| decision.on.to_string()),
            reason: decision.map(|decision| decision.reason.clone()),
            due: answer.due.iter().map(StepDueBody::from).collect(),
        }
    }
}

impl From<&OpenWork> for WorkBody {
    fn from(work: &OpenWork) -> Self {
        Self {
            due_on: work.due_on.to_string(),
            provisional: work.provisional,
            is_overdue: work.is_overdue,
            step: work.step.clone(),
            id: work.id.to_string(),
            target: work.target.map(|target| target.to_string()),
            merchant: work.merchant.to_string(),
            organ: organ_name(&work.organ),
            organ_code: some(&work.organ.code),
        }
    }
}

fn organ_name(organ: &Organ) -> Option<String> {
    some(&organ.name)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
