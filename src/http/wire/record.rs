//! Records and receipts as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::record::envelope::Record;
use crate::domain::record::kind::RecordKind;
use crate::store::append::{Receipt, SubjectWas};

/// A record with its envelope.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Record")]
pub struct RecordBody {
    /// The record's name, `kind-number`.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Whom it is about.
    pub merchant: String,
    /// The day it speaks of.
    pub effective_on: String,
    /// The instant the service learnt of it.
    pub recorded_at: String,
    /// The day since when it counts as known.
    pub known_since: String,
    /// The instant it was published, where known.
    pub published_at: Option<String>,
    /// Who handed it in.
    pub submitter: String,
    /// Whose rules apply.
    pub jurisdiction: String,
    /// The file or route it came by.
    pub source: String,
    /// The first version, where this is a later one.
    pub version_of: Option<String>,
    /// The start of the SHA-256 of its content.
    pub content_hash: String,
    /// What it says, without who rates or complains, and without the number of the order.
    pub detail: serde_json::Value,
}

impl From<&Record> for RecordBody {
    fn from(record: &Record) -> Self {
        let kind = record.detail.kind();
        Self {
            id: record.id().to_string(),
            kind: kind.name(),
            merchant: record.subject.to_string(),
            effective_on: record.effective_on.to_string(),
            recorded_at: record.recorded_at.to_string(),
            known_since: record.known_since.to_string(),
            published_at: record.published_at.map(|instant| instant.to_string()),
            submitter: record.submitter.key.clone(),
            jurisdiction: record.jurisdiction.0.clone(),
            source: record.source.clone(),
            version_of: record.version_of.map(|first| format!("{}-{first}", kind.name())),
            content_hash: record.content_hash.clone(),
            detail: detail(record),
        }
    }
}

/// What a record says, without what leads to a person or is a secret of the trade: who rates or
/// complains, and the numbers of orders and of the papers behind them.
fn detail(record: &Record) -> serde_json::Value {
    let hidden: &[&str] = match record.detail.kind() {
        RecordKind::Rating => &["rater", "order"],
        RecordKind::Complaint => &["complainant"],
        RecordKind::Transaction => &["order", "contract", "payment", "invoice", "waybill", "buyer"],
        _ => &[],
    };
    // A content is plain data; it always has a JSON form.
    let mut detail = serde_json::to_value(&record.detail).unwrap_or_default();
    if let Some(members) = detail.as_object_mut() {
        for member in hidden {
            members.remove(*member);
        }
    }
    detail
}

/// What became of a submission.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub struct ReceiptBody {
    /// `accepted` or `duplicate`.
    pub status: &'static str,
    /// The record's name.
    pub id: String,
    /// Whether its subject was unknown until now, so that a stub stands for it.
    pub created_stub: bool,
}

impl ReceiptBody {
    /// The receipt of what was stored, or is there already; none for what was refused.
    #[must_use]
    pub fn of(receipt: &Receipt) -> Option<Self> {
        match receipt {
            Receipt::Accepted { id, subject } => Some(Self {
                status: "accepted",
                id: id.to_string(),
                created_stub: *subject == SubjectWas::Unknown,
            }),
            Receipt::Duplicate { id } => {
                Some(Self { status: "duplicate", id: id.to_string(), created_stub: false })
            }
            Receipt::Conflict { .. } | Receipt::Refused { .. } => None,
        }
    }
}
