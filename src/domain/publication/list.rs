//! Lists a merchant can be on: 严重违法失信名单, 经营异常名录, honours; terms and veto.

use serde::{Deserialize, Serialize};

use super::period::CalendarPeriod;
use super::row::{Row, RowValues};
use crate::domain::day::Day;

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// 严重违法失信名单.
    SeriousViolation,
    /// 经营异常名录, for enterprises.
    AbnormalOperation,
    /// 经营异常状态, the mark that a 个体工商户 gets instead.
    AbnormalState,
    /// An honour, such as 守合同重信用.
    Honour,
}

impl ListKind {
    /// All lists.
    pub const ALL: [Self; 4] =
        [Self::SeriousViolation, Self::AbnormalOperation, Self::AbnormalState, Self::Honour];

    /// Its name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SeriousViolation => "serious_violation",
            Self::AbnormalOperation => "abnormal_operation",
            Self::AbnormalState => "abnormal_state",
            Self::Honour => "honour",
        }
    }

    /// Its official name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::SeriousViolation => "严重违法失信名单",
            Self::AbnormalOperation => "经营异常名录",
            Self::AbnormalState => "经营异常状态",
            Self::Honour => "荣誉",
        }
    }

    /// Whether being on it speaks against the merchant.
    #[must_use]
    pub const fn is_adverse(self) -> bool {
        !matches!(self, Self::Honour)
    }
}

/// How a merchant leaves a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListExit {
    /// On application after the minimum, by itself at the maximum.
    OnApplicationOrTime,
    /// When the duties are fulfilled; time alone ends nothing.
    DutiesFulfilled,
    /// When the time that the entry gives is over.
    Time,
}

/// The rule of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// The list.
    pub list: ListKind,
    /// How a merchant leaves it.
    pub exit: ListExit,
    /// After which an application is possible; `null`: at any time.
    pub min: Option<CalendarPeriod>,
    /// After which the entry ends by itself; `null`: never.
    pub max: Option<CalendarPeriod>,
    /// Whether a merchant on it gets the lowest grade, whatever its points.
    pub veto: bool,
    /// Whether a merchant on it is shut out of credit repair.
    pub bars_repair: bool,
}

/// The term of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListTerm<'r> {
    /// How the merchant leaves the list.
    pub exit: ListExit,
    /// The first day on which an exit is possible.
    pub earliest_exit_on: Day,
    /// The first day on which the entry no longer counts; `None` when no day is set.
    pub latest_end: Option<Day>,
    /// Whether it gives the lowest grade meanwhile.
    pub veto: bool,
    /// Whether it shuts out credit repair meanwhile.
    pub bars_repair: bool,
    /// The row that says so.
    pub rule_id: &'r str,
}

impl ListRule {
    /// The term of an entry; `given_until` is the first day after its end, where it names one.
    #[must_use]
    pub fn term<'r>(row: &'r Row<Self>, entered_on: Day, given_until: Option<Day>) -> ListTerm<'r> {
        let rule = &row.values;
        let lawful = rule.max.map(|max| max.after(entered_on));
        let latest_end = match (lawful, given_until) {
            (Some(lawful), Some(given)) => Some(lawful.min(given)),
            (lawful, given) => lawful.or(given),
        };
        ListTerm {
            exit: rule.exit,
            earliest_exit_on: rule.min.map_or(entered_on, |min| min.after(entered_on)),
            latest_end,
            veto: rule.veto,
            bars_repair: rule.bars_repair,
            rule_id: &row.id,
        }
    }
}

impl RowValues for ListRule {
    type Key = ListKind;

    fn key(&self) -> ListKind {
        self.list
    }

    fn check(&self) -> Result<(), &'static str> {
        let periods = [self.min, self.max];
        if periods.iter().flatten().all(|period| period.is_sane()) {
            Ok(())
        } else {
            Err("a period must not be longer than 36525 units")
        }
    }
}
