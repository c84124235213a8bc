//! An application for credit repair (信用修复申请): received, accepted or refused, decided.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::publication::repair::Evidence;

/// Attachments of one application, at most.
pub const ATTACHMENTS_MAX: usize = 10;

/// One application. Each step comes as a new version of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairApplication {
    /// The first version of the record to be repaired.
    pub target: Seq,
    /// The day of its receipt.
    pub applied_on: Day,
    /// The papers handed in with it; the files lie outside the store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Whether it was accepted (受理), once that is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
    /// The day on which the time to decide was prolonged, for a complex case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_on: Option<Day>,
    /// The decision, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<RepairDecision>,
}

/// One paper of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// What it is for.
    pub purpose: AttachmentPurpose,
    /// Its media type, by its first bytes.
    pub media_type: String,
    /// Its size.
    pub n_bytes: u64,
    /// SHA-256 of its content, in hexadecimal; also the name of its file.
    pub sha256: String,
}

/// What a paper is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentPurpose {
    /// 信用承诺书: the letter of commitment.
    Commitment,
    /// Proof that the duties of the decision are fulfilled.
    Proof,
}

/// Whether an application was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The day.
    pub on: Day,
    /// Which way.
    pub outcome: AcceptanceOutcome,
    /// The organ.
    pub organ: String,
    /// Why not, where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which way the acceptance went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceOutcome {
    /// 受理.
    Accepted,
    /// 不予受理.
    Refused,
}

/// The decision on an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairDecision {
    /// The day.
    pub on: Day,
    /// Which way.
    pub outcome: RepairOutcome,
    /// The organ.
    pub organ: String,
    /// Why not, where it was not granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which way a decision on a repair went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairOutcome {
    /// 予以修复.
    Granted,
    /// 不予修复.
    Rejected,
    /// 不予修复 because material was false; bars new applications for a time.
    FalseMaterial,
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairStage {
    /// To be accepted or refused.
    Received,
    /// Not accepted.
    Refused,
    /// To be decided.
    Accepted,
    /// Granted.
    Granted,
    /// Not granted.
    Rejected,
    /// Not granted, for false material.
    FalseMaterial,
}

impl RepairStage {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Refused => "refused",
            Self::Accepted => "accepted",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
            Self::FalseMaterial => "false_material",
        }
    }
}

impl RepairApplication {
    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> RepairStage {
        match (&self.decision, &self.acceptance) {
            (Some(decision), _) => match decision.outcome {
                RepairOutcome::Granted => RepairStage::Granted,
                RepairOutcome::Rejected => RepairStage::Rejected,
                RepairOutcome::FalseMaterial => RepairStage::FalseMaterial,
            },
            (None, Some(acceptance)) => match acceptance.outcome {
                AcceptanceOutcome::Accepted => RepairStage::Accepted,
                AcceptanceOutcome::Refused => RepairStage::Refused,
            },
            (None, None) => RepairStage::Received,
        }
    }

    /// Whether a paper of that purpose is there.
    #[must_use]
    pub fn has(&self, purpose: AttachmentPurpose) -> Evidence {
        let is_there = self.attachments.iter().any(|paper| paper.purpose == purpose);
        if is_there { Evidence::Given } else { Evidence::Missing }
    }
}
