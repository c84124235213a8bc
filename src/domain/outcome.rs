//! Outcomes (表现): what a rule calls a bad merchant, told from the records of a performance window.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::dossier::Yardstick;
use super::history::{Entry, History};
use super::merchant::MerchantStatus;
use super::publication::Severity;
use super::record::complaint::{ComplaintClass, ComplaintOutcome};
use super::record::fact::Fact;
use super::record::inspection::InspectionResult;
use super::scorecard::Bilingual;

/// What is observed of a merchant, and what of it is bad: the content of a file in
/// `models/outcomes/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// Its name.
    pub name: String,
    /// What it calls bad, in a sentence.
    pub about: Bilingual,
    /// A merchant is observed only where one of these was recorded so recently; empty: where it can
    /// be rated.
    #[serde(default)]
    pub observed: Vec<Recently>,
    /// Any of these within the window is bad.
    pub bad: Vec<Condition>,
    /// Any of these within the window, where nothing is bad, is neither bad nor good: the merchant
    /// is left out, and counted.
    #[serde(default)]
    pub indeterminate: Vec<Condition>,
}

/// A kind of record within some days before the observation day, that day included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recently {
    /// The kind.
    pub kind: ObservedKind,
    /// The days.
    pub within_days: u32,
}

/// Kinds of record by which a merchant is observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObservedKind {
    /// Inspections.
    Inspection,
    /// Complaints.
    Complaint,
    /// Penalties.
    Penalty,
    /// Licences.
    Licence,
}

/// So many records of a kind within the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Penalties of at least that severity, by the rules of the day of each.
    Penalties {
        /// The least severity.
        severity_at_least: Severity,
        /// The least number.
        #[serde(default = "one")]
        n_at_least: u32,
    },
    /// Inspections that found so much.
    Inspections {
        /// What they found.
        found: Found,
        /// The least number.
        #[serde(default = "one")]
        n_at_least: u32,
    },
    /// Complaints.
    Complaints {
        /// Which.
        which: Which,
        /// The least number.
        #[serde(default = "one")]
        n_at_least: u32,
    },
    /// The registration was revoked.
    Revoked,
    /// The merchant ended its registration itself.
    Deregistered,
}

const fn one() -> u32 {
    1
}

/// What an inspection found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It failed, or found something critical.
    Adverse,
    /// It failed.
    Failed,
    /// It passed with conditions, and found nothing critical.
    Conditional,
    /// It found something serious.
    Serious,
}

/// Which complaints are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Accepted and not withdrawn.
    Accepted,
    /// Of those, about counterfeits, safety, price fraud or privacy.
    Grave,
    /// Ended without agreement, or became a case.
    Unsettled,
}

/// What became of a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing bad.
    Good,
    /// Bad by the rule.
    Bad,
    /// Neither: left out.
    Indeterminate,
}

/// The days of a performance window: after the observation day, up to and including its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The observation day, which is not in the window.
    pub after: Day,
    /// The last day in it.
    pub until: Day,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOutcomeRule {
    /// It has no condition for bad.
    #[error("rule '{0}' calls nothing bad; give at least one condition under `bad`")]
    NothingBad(String),
    /// A number of records or days is 0.
    #[error("rule '{rule}': {what} must be at least 1")]
    Zero {
        /// The rule.
        rule: String,
        /// What is 0.
        what: &'static str,
    },
}

impl OutcomeRule {
    /// Checks that the rule can tell bad from good.
    ///
    /// # Errors
    /// [`InvalidOutcomeRule`] naming what is wrong.
    pub fn check(&self) -> Result<(), InvalidOutcomeRule> {
        if self.bad.is_empty() {
            return Err(InvalidOutcomeRule::NothingBad(self.name.clone()));
        }
        let zero = |what| InvalidOutcomeRule::Zero { rule: self.name.clone(), what };
        if self.observed.iter().any(|recently| recently.within_days == 0) {
            return Err(zero("within_days"));
        }
        if self.bad.iter().chain(&self.indeterminate).any(|condition| condition.n() == 0) {
            return Err(zero("n_at_least"));
        }
        Ok(())
    }

    /// Whether a merchant is observed, given the entries that count for it on the observation day.
    #[must_use]
    pub fn observes(&self, standing: &[&Entry], on: Day) -> bool {
        let is_meant = |entry: &Entry, recently: &Recently| {
            let kind = match entry.fact {
                Fact::Inspection(_) => ObservedKind::Inspection,
                Fact::Complaint(_) => ObservedKind::Complaint,
                Fact::Penalty(_) => ObservedKind::Penalty,
                Fact::Licence(_) => ObservedKind::Licence,
                _ => return false,
            };
            let age = on.since(entry.effective_on);
            kind == recently.kind && u32::try_from(age).is_ok_and(|age| age < recently.within_days)
        };
        self.observed.is_empty()
            || standing
                .iter()
                .any(|entry| self.observed.iter().any(|recently| is_meant(entry, recently)))
    }

    /// What became of a merchant within a window, by all that its history knows. What was withdrawn
    /// did not happen; what was repaired since did.
    #[must_use]
    pub fn outcome(&self, history: &History, window: Window, yardstick: &Yardstick) -> Outcome {
        let happened = happened(history, window);
        let any = |conditions: &[Condition]| {
            conditions.iter().any(|condition| {
                let n = happened.iter().filter(|e| condition.meets(e, window, yardstick)).count();
                n >= condition.n() as usize
            })
        };
        if any(&self.bad) {
            Outcome::Bad
        } else if any(&self.indeterminate) {
            Outcome::Indeterminate
        } else {
            Outcome::Good
        }
    }

    /// Whether a window holds any record of the kinds by which the rule tells bad from good: who has
    /// none was simply not looked at.
    #[must_use]
    pub fn sees(&self, history: &History, window: Window) -> bool {
        let is_meant = |condition: &Condition, fact: &Fact| {
            matches!(
                (condition, fact),
                (Condition::Penalties { .. }, Fact::Penalty(_))
                    | (Condition::Inspections { .. }, Fact::Inspection(_))
                    | (Condition::Complaints { .. }, Fact::Complaint(_))
                    | (Condition::Revoked | Condition::Deregistered, Fact::Profile(_))
            )
        };
        happened(history, window)
            .iter()
            .any(|entry| self.bad.iter().any(|condition| is_meant(condition, &entry.fact)))
    }
}

impl Condition {
    const fn n(&self) -> u32 {
        match self {
            Self::Penalties { n_at_least, .. }
            | Self::Inspections { n_at_least, .. }
            | Self::Complaints { n_at_least, .. } => *n_at_least,
            Self::Revoked | Self::Deregistered => 1,
        }
    }

    fn meets(&self, entry: &Entry, window: Window, yardstick: &Yardstick) -> bool {
        match (self, &entry.fact) {
            (Self::Penalties { severity_at_least, .. }, Fact::Penalty(penalty)) => {
                let on = entry.effective_on;
                let authority = entry.authority("");
                let (severity, _) =
                    yardstick.display_of(penalty, entry.published_on, authority, on);
                severity >= *severity_at_least
            }
            (Self::Inspections { found, .. }, Fact::Inspection(inspection)) => match found {
                Found::Adverse => inspection.is_adverse(),
                Found::Failed => inspection.result == InspectionResult::Failed,
                Found::Serious => inspection.n_serious > 0,
                Found::Conditional => {
                    inspection.result == InspectionResult::Conditional && !inspection.is_adverse()
                }
            },
            (Self::Complaints { which, .. }, Fact::Complaint(complaint)) => {
                use ComplaintClass::{Counterfeit, PriceFraud, Privacy, Safety};
                use ComplaintOutcome::{Accepted, Failed, Settled, TurnedIntoCase};
                let outcome = complaint.outcome_on(window.until);
                let counts = matches!(outcome, Accepted | Settled | Failed | TurnedIntoCase);
                match which {
                    Which::Accepted => counts,
                    Which::Grave => {
                        let grave =
                            matches!(complaint.class, Counterfeit | Safety | PriceFraud | Privacy);
                        counts && grave
                    }
                    Which::Unsettled => matches!(outcome, Failed | TurnedIntoCase),
                }
            }
            (Self::Revoked, Fact::Profile(profile)) => profile.status == MerchantStatus::Revoked,
            (Self::Deregistered, Fact::Profile(profile)) => {
                profile.status == MerchantStatus::Deregistered
            }
            _ => false,
        }
    }
}

/// The latest version of each record of the window that was not withdrawn.
fn happened(history: &History, window: Window) -> Vec<&Entry> {
    let void: BTreeSet<_> = history
        .entries
        .iter()
        .filter_map(|entry| match &entry.fact {
            Fact::Withdrawal(withdrawal) => Some(withdrawal.target),
            _ => None,
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut happened = Vec::new();
    // The latest version comes last: entries are in the order of their positions.
    for entry in history.entries.iter().rev() {
        let is_latest = seen.insert(entry.record());
        let is_within = window.after < entry.effective_on && entry.effective_on <= window.until;
        if is_latest && is_within && !void.contains(&entry.record()) {
            happened.push(entry);
        }
    }
    happened
}

#[cfg(test)]
mod tests;
