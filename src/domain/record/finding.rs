//! Findings (认定): what people found of a rating, after they looked into it.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::evidence::weigh::{Found, Verdict};

/// A decision about one rating. It weighs for every day once it is known, until it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The first version of the rating.
    pub target: Seq,
    /// The day of the decision.
    pub decided_on: Day,
    /// What was found.
    pub verdict: Verdict,
    /// Who decided.
    pub organ: String,
    /// On what grounds.
    pub reason: String,
}

impl Finding {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> Found {
        Found { rating: self.target, verdict: self.verdict }
    }
}
