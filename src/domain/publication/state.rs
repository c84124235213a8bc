//! Where the publication of a decision stands on a day: due, overdue, in time, late, exempt.

use serde::{Deserialize, Serialize};

use super::deadline::{Exemption, Step};
use super::penalty_kind::{PenaltyKind, PenaltyKinds};
use super::rules::ApplicableRules;
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;

/// A channel of publication with a clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 信用中国 and the government's site (双公示).
    CreditChina,
    /// 国家企业信用信息公示系统, the organ's own province.
    EnterpriseSystem,
    /// Published by the enterprise itself.
    Enterprise,
    /// General government information.
    GovernmentInformation,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 4] =
        [Self::CreditChina, Self::EnterpriseSystem, Self::Enterprise, Self::GovernmentInformation];

    /// Its name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CreditChina => "credit_china",
            Self::EnterpriseSystem => "enterprise_system",
            Self::Enterprise => "enterprise",
            Self::GovernmentInformation => "government_information",
        }
    }

    /// The step whose period is this channel's clock.
    #[must_use]
    pub const fn step(self) -> Step {
        match self {
            Self::CreditChina => Step::PublishCreditChina,
            Self::EnterpriseSystem => Step::PublishEnterpriseSystem,
            Self::Enterprise => Step::PublishByEnterprise,
            Self::GovernmentInformation => Step::PublishGovernmentInformation,
        }
    }
}

/// What the clock of publication looks at in a licence or penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicationFacts {
    /// The day of the decision: day 0.
    pub decided_on: Day,
    /// The day it was published, where it was.
    pub published_on: Option<Day>,
    /// The day it was withdrawn, where it was.
    pub withdrawn_on: Option<Day>,
    /// The kinds of a penalty; none for a licence.
    pub kinds: PenaltyKinds,
    /// Decided on the spot (简易程序).
    pub simple_procedure: bool,
    /// A state secret (涉密).
    pub classified: bool,
}

/// Where a publication stands. Numbers are working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PublicationState {
    /// Not yet published, in time.
    ToBePublished {
        /// The last day in time.
        due_on: Day,
        /// Working days left after the day asked; 0: due today.
        in_n: u32,
        /// Whether the last day may move, for want of the next year's notice.
        provisional: bool,
    },
    /// Not published though it should be.
    Overdue {
        /// The last day that was in time.
        due_on: Day,
        /// Working days since; at least 1.
        by_n: u32,
        /// Whether the last day may move, for want of a notice.
        provisional: bool,
    },
    /// Published in time.
    PublishedOnTime {
        /// The last day in time.
        due_on: Day,
    },
    /// Published too late.
    PublishedLate {
        /// The last day that was in time.
        due_on: Day,
        /// Working days too late; at least 1.
        by_n: u32,
    },
    /// Need not be published.
    Exempt {
        /// Why.
        why: Exemption,
    },
    /// Withdrawn.
    Withdrawn,
}

impl ApplicableRules<'_> {
    /// Where the publication of a decision on a channel stands on a day.
    ///
    /// The period is that of the rule in force on the day of the decision. A day counts as late
    /// when it lies after the last one in time; late on a day off is late by 1.
    #[must_use]
    pub fn publication_state(
        &self,
        channel: Channel,
        facts: &PublicationFacts,
        on: Day,
        working_days: &WorkingDays,
    ) -> PublicationState {
        let by = |day: &Day| *day <= on;
        if facts.withdrawn_on.as_ref().is_some_and(by) {
            return PublicationState::Withdrawn;
        }
        if let Some(why) = self.exemption(channel, facts) {
            return PublicationState::Exempt { why };
        }
        let due = self.publication_deadline(channel, facts.decided_on, working_days);
        let Some(due) = due.map(|due| due.deadline) else {
            return PublicationState::Exempt { why: Exemption::NoRule };
        };
        let (due_on, provisional) = (due.on, due.provisional);
        let working = |from, to| u32::try_from(working_days.count(from, to).n).unwrap_or(0);
        match facts.published_on.filter(by) {
            Some(published_on) if published_on <= due_on => {
                PublicationState::PublishedOnTime { due_on }
            }
            Some(published_on) => {
                let by_n = working(due_on, published_on).max(1);
                PublicationState::PublishedLate { due_on, by_n }
            }
            None if on <= due_on => {
                PublicationState::ToBePublished { due_on, in_n: working(on, due_on), provisional }
            }
            None => {
                let by_n = working(due_on, on).max(1);
                PublicationState::Overdue { due_on, by_n, provisional }
            }
        }
    }

    /// Why a decision need not be published on a channel, where it need not.
    #[must_use]
    pub fn exemption(&self, channel: Channel, facts: &PublicationFacts) -> Option<Exemption> {
        let Some(row) = self.deadline_row(channel.step(), facts.decided_on) else {
            return Some(Exemption::NoRule);
        };
        row.values.exempt.iter().copied().find(|exemption| match exemption {
            Exemption::SimpleProcedure => facts.simple_procedure,
            Exemption::Classified => facts.classified,
            Exemption::WarningOnly => facts.kinds == PenaltyKinds::NONE.with(PenaltyKind::Warning),
            Exemption::NoRule => false,
        })
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
