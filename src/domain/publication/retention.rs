//! How long data are kept: at least, or at most.

use serde::{Deserialize, Serialize};

use super::period::CalendarPeriod;
use super::row::{Row, RowValues};
use crate::domain::day::Day;

/// A class of data with a rule on keeping it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetainedData {
    /// Who asked for what, when, by which authorisation.
    QueryLog,
    /// Adverse data of a natural person, from the end of the act.
    PersonalAdverseRecord,
    /// Goods and transactions of a platform, from the transaction.
    TransactionData,
}

impl RetainedData {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::QueryLog, Self::PersonalAdverseRecord, Self::TransactionData];
}

/// Which side of the period the law forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionBound {
    /// To be kept at least so long.
    AtLeast,
    /// To be deleted then.
    AtMost,
}

/// How long a class of data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// The class.
    pub data: RetainedData,
    /// How long.
    pub keep: CalendarPeriod,
    /// At least or at most.
    pub bound: RetentionBound,
}

/// How long one piece of data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention<'r> {
    /// The first day after the period.
    pub until: Day,
    /// Whether it may go from then on, or must be gone.
    pub bound: RetentionBound,
    /// The row that says so.
    pub rule_id: &'r str,
}

impl RetentionRule {
    /// How long data that count from this day are kept.
    #[must_use]
    pub fn retention(row: &Row<Self>, from: Day) -> Retention<'_> {
        let until = row.values.keep.after(from);
        Retention { until, bound: row.values.bound, rule_id: &row.id }
    }
}

impl RowValues for RetentionRule {
    type Key = RetainedData;

    fn key(&self) -> RetainedData {
        self.data
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.keep.is_sane() {
            Ok(())
        } else {
            Err("a period must not be longer than 36525 units")
        }
    }
}
