//! A merchant's statement beside an adverse record (本人声明).

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;

/// Characters of a statement, at most.
pub const STATEMENT_CHARS_MAX: usize = 500;

/// What the merchant says of a record about it, shown beside it (征信业管理条例 art. 16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The first version of the record it speaks of.
    pub target: Seq,
    /// The day it was made.
    pub stated_on: Day,
    /// Its text, with everything masked that tells of a person.
    pub text: String,
}
