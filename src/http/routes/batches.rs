//! The route that takes many records of one kind, and answers each.

use schemars::JsonSchema;
use serde::Deserialize;

use super::records::{EITHER, GROUP, hand_in};
use crate::app::App;
use crate::domain::record::kind::RecordKind;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, Handed, batch};
use crate::http::error::ApiError;
use crate::http::json;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        batch(
            "/v1/batches/{kind}",
            "Submit many records of one kind. One JSON object in each line, up to 100 MB; each line is \
             answered by a line, in order, once it is stored, and the last line says `end` or \
             `aborted`. Every 1024 bytes cost one of the allowance; a sender that is too fast is \
             slowed down, not refused.",
            line,
        )
        .needs(EITHER)
        .under(GROUP),
    ]
}

/// Of which kind the lines are.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct BatchParams {
    /// The kind of the records.
    kind: BatchKind,
}

/// The kinds of record that come in batches.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchKind {
    /// Versions of merchants.
    Merchants,
    /// Administrative licences.
    Licences,
    /// Administrative penalties.
    Penalties,
    /// Inspections.
    Inspections,
    /// Ratings.
    Ratings,
    /// Complaints.
    Complaints,
    /// Orders and the papers behind them.
    Transactions,
}

impl BatchKind {
    const fn kind(self) -> RecordKind {
        match self {
            Self::Merchants => RecordKind::Merchant,
            Self::Licences => RecordKind::Licence,
            Self::Penalties => RecordKind::Penalty,
            Self::Inspections => RecordKind::Inspection,
            Self::Ratings => RecordKind::Rating,
            Self::Complaints => RecordKind::Complaint,
            Self::Transactions => RecordKind::Transaction,
        }
    }
}

fn line(app: &App, caller: &Caller, params: BatchParams, line: &[u8]) -> Result<Handed, ApiError> {
    let kind = params.kind.kind();
    let object = json::read(line)?;
    hand_in(app, caller, kind, &object)
}
