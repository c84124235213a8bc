//! Notices to a merchant (告知): told before something adverse is published about it.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::scorecard::Grade;

/// A notice, and until when the merchant can answer by an objection or a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The day of the notice.
    pub noticed_on: Day,
    /// The last day to answer.
    pub answer_until: Day,
    /// What it is told of.
    pub of: NoticeOf,
}

/// What a merchant is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeOf {
    /// An adverse record that is about to be published, by its first version.
    Record(Seq),
    /// A grade that fell below BB.
    Grade {
        /// The grade.
        grade: Grade,
        /// The points.
        points: i32,
        /// The day of the grade.
        as_of: Day,
    },
}
