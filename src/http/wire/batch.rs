//! The answer to a batch, line by line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::http::error::{ApiError, FieldError};
use crate::store::append::{Receipt, SubjectWas};

/// What became of one line of a batch, or of the batch.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BatchLine")]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum BatchLineBody {
    /// The line is stored as a new record.
    Accepted {
        /// The number of the line, from 1.
        line: u64,
        /// The record's name.
        id: String,
        /// Whether its subject was unknown until now, so that a stub stands for it.
        created_stub: bool,
    },
    /// The line says what is stored already.
    Duplicate {
        /// The number of the line, from 1.
        line: u64,
        /// The record that says it.
        id: String,
    },
    /// Other content is stored under the same natural key.
    Conflict {
        /// The number of the line, from 1.
        line: u64,
        /// The record that is there.
        id: String,
    },
    /// The line breaks a rule; nothing of it is stored.
    Fault {
        /// The number of the line, from 1.
        line: u64,
        /// The code of the problem, as in problem documents.
        code: &'static str,
        /// What is wrong.
        detail: String,
        /// The fields at fault.
        errors: Vec<FieldError>,
    },
    /// The batch was broken off; every line answered before is as answered, nothing after it is stored.
    Aborted {
        /// The code of the problem, as in problem documents.
        code: &'static str,
        /// What went wrong.
        detail: String,
    },
    /// The last line: every line was answered.
    End {
        /// Lines that were stored as new records.
        n_accepted: u64,
        /// Lines that said what was stored already.
        n_duplicates: u64,
        /// Lines with other content than what is stored.
        n_conflicts: u64,
        /// Lines that broke a rule.
        n_faults: u64,
    },
}

impl BatchLineBody {
    /// What became of a line that reached the store.
    #[must_use]
    pub fn stored(line: u64, receipt: Receipt) -> Self {
        match receipt {
            Receipt::Accepted { id, subject } => Self::Accepted {
                line,
                id: id.to_string(),
                created_stub: subject == SubjectWas::Unknown,
            },
            Receipt::Duplicate { id } => Self::Duplicate { line, id: id.to_string() },
            Receipt::Conflict { id } => Self::Conflict { line, id: id.to_string() },
            Receipt::Refused { field, rule, message } => Self::Fault {
                line,
                code: "invalid_content",
                detail: message.clone(),
                errors: vec![FieldError::new(field, None, rule, message)],
            },
        }
    }

    /// A line that did not reach the store.
    #[must_use]
    pub fn fault(line: u64, error: ApiError) -> Self {
        let code = error.problem.facts().code;
        Self::Fault { line, code, detail: error.detail, errors: error.errors }
    }

    /// The batch ends here because of this.
    #[must_use]
    pub fn aborted(error: ApiError) -> Self {
        Self::Aborted { code: error.problem.facts().code, detail: error.detail }
    }
}
