//! From when until when a penalty is displayed and used.

use serde::{Deserialize, Serialize};

use super::penalty_kind::{PenaltyKind, PenaltyKinds};
use super::period::CalendarPeriod;
use super::row::{Row, RowValues};
use super::severity::{PenaltyTerms, Severity};
use crate::domain::day::Day;

/// The days from which a display can be counted; a rule set chooses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartDates {
    /// The day of the decision.
    pub decided_on: Day,
    /// The day of publication, where it was published.
    pub published_on: Option<Day>,
    /// The day the dishonest act ended, where known.
    pub act_ended_on: Option<Day>,
}

/// Until when a penalty shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Display<'r> {
    /// Whether it is shown at all: minor ones in principle are not.
    pub shown: bool,
    /// The first day it can be shown: its publication, or the decision while unpublished.
    pub from: Day,
    /// The first day on which a repair can end the display.
    pub earliest_end: Day,
    /// The first day on which it no longer shows nor counts; `None` when no rule ends it.
    pub latest_end: Option<Day>,
    /// The row of the display table that says so.
    pub rule_id: &'r str,
}

/// The display of one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisplayRule {
    /// The severity.
    pub severity: Severity,
    /// Which penalties of this severity are published.
    pub published: Published,
    /// From which day the periods count.
    pub starts: Start,
    /// 最短公示期.
    pub min: CalendarPeriod,
    /// 最长公示期; `null`: no rule ends the display.
    pub max: Option<CalendarPeriod>,
    /// Which restrictions keep it displayed as long as they last; `null`: none.
    pub restriction: Option<RestrictionRule>,
}

/// A restriction that keeps a penalty displayed beyond the maximum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestrictionRule {
    /// One of these kinds restricts; the end of other penalties extends nothing.
    pub kinds: PenaltyKinds,
    /// Only a restriction longer than this, from the decision, counts.
    pub longer_than: CalendarPeriod,
}

/// Which penalties of a severity are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Published {
    /// All.
    Always,
    /// All but those that are a warning (警告) only.
    UnlessWarningOnly,
    /// None, in principle.
    Never,
}

/// The day from which a display counts. Where it is not known, the decision stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// 自司法、行政公务文书认定之日起.
    Decided,
    /// 自公示之日起.
    Published,
    /// 自失信行为或者事件终止之日起.
    ActEnded,
}

impl DisplayRule {
    /// The display of a penalty of this rule's severity.
    ///
    /// `given_until` is the first day after 公示截止期, where the organ gives it: it can end the
    /// display sooner than the maximum of the law, never later. A restriction of business or
    /// employment that is longer than the rule says keeps the record displayed as long as it lasts
    /// (SAMR order 45 art. 13), whatever the maximum.
    #[must_use]
    pub fn display<'r>(
        row: &'r Row<Self>,
        terms: &PenaltyTerms,
        starts: &StartDates,
        given_until: Option<Day>,
    ) -> Display<'r> {
        let rule = &row.values;
        let start = match rule.starts {
            Start::Decided => None,
            Start::Published => starts.published_on,
            Start::ActEnded => starts.act_ended_on,
        }
        .unwrap_or(starts.decided_on);
        let restricted_until = terms.restricted_until.filter(|until| {
            rule.restriction.as_ref().is_some_and(|restriction| {
                terms.kinds.intersects(restriction.kinds)
                    && *until > restriction.longer_than.after(starts.decided_on)
            })
        });
        let lawful = rule.max.map(|max| max.after(start).max(restricted_until.unwrap_or(start)));
        let latest_end = match (lawful, given_until) {
            (Some(lawful), Some(given)) => Some(lawful.min(given)),
            (lawful, given) => lawful.or(given),
        };
        let earliest_end = rule.min.after(start);
        Display {
            shown: rule.published.includes(terms.kinds),
            from: starts.published_on.unwrap_or(starts.decided_on),
            earliest_end: latest_end.map_or(earliest_end, |latest| earliest_end.min(latest)),
            latest_end,
            rule_id: &row.id,
        }
    }
}

impl Published {
    fn includes(self, kinds: PenaltyKinds) -> bool {
        match self {
            Self::Always => true,
            Self::UnlessWarningOnly => kinds != PenaltyKinds::NONE.with(PenaltyKind::Warning),
            Self::Never => false,
        }
    }
}

impl RowValues for DisplayRule {
    type Key = Severity;

    fn key(&self) -> Severity {
        self.severity
    }

    fn check(&self) -> Result<(), &'static str> {
        let longer_than = self.restriction.as_ref().map(|restriction| restriction.longer_than);
        let periods = [Some(self.min), self.max, longer_than];
        if !periods.iter().flatten().all(|period| period.is_sane()) {
            return Err("a period must not be longer than 36525 units");
        }
        let origin = Day::from_number(0);
        match self.max {
            Some(max) if max.after(origin) < self.min.after(origin) => {
                Err("max must not be shorter than min")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "display_tests.rs"]
mod tests;
