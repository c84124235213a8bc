//! What can go wrong in a use case, in words of the domain; the doors turn it into status or exit code.

use jiff::Timestamp;

use crate::domain::intake::personal;
use crate::domain::merchant::MerchantIdError;
use crate::store::StoreError;

/// One thing wrong with what was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFault {
    /// The field, as the caller named it.
    pub field: String,
    /// The value, `‹masked›` where it is personal.
    pub value: String,
    /// The rule, as a stable code.
    pub rule: String,
    /// The rule in words.
    pub message: String,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked for is not there.
    #[error("{} is not known here", personal::shown(what))]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// What was handed in breaks rules; nothing was stored.
    #[error("{}", faults_in_words(.0))]
    Invalid(Vec<InputFault>),
    /// Other content is there under the same natural key; nothing was stored.
    #[error(
        "{existing} has the same natural key and other content; say that you correct it, or leave it"
    )]
    Conflict {
        /// The record that is there.
        existing: String,
    },
    /// The caller may not do that.
    #[error("{0}")]
    Forbidden(String),
    /// The instant asked about has not come yet.
    #[error("known_at {0} is in the future: nobody can say yet what will be known then")]
    NotYet(Timestamp),
    /// Another of the same is under way; it can be done when that has ended.
    #[error("{0}")]
    UnderWay(String),
    /// It cannot be done right now; trying again later can help.
    #[error("{0}")]
    Unavailable(String),
    /// Our fault.
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// One fault in one field.
    #[must_use]
    pub fn invalid(field: &str, value: &str, rule: &str, message: impl ToString) -> Self {
        Self::Invalid(vec![InputFault {
            field: field.to_owned(),
            value: personal::shown(value).to_owned(),
            rule: rule.to_owned(),
            message: message.to_string(),
        }])
    }

    /// A text that is not the identity of a merchant.
    #[must_use]
    pub fn merchant_id(text: &str, error: &MerchantIdError) -> Self {
        let value: String = text.chars().take(80).collect();
        Self::invalid("merchant", &value, "merchant_id", error)
    }
}

fn faults_in_words(faults: &[InputFault]) -> String {
    let one = |fault: &InputFault| format!("{} '{}': {}", fault.field, fault.value, fault.message);
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnderWay { .. } => Self::UnderWay(error.to_string()),
            _ if error.is_disk_full() => Self::Unavailable("the disk is full".to_owned()),
            _ => Self::Internal(error.to_string()),
        }
    }
}
