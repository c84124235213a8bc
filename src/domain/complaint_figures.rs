//! The figures of a merchant's complaints that the rules on publishing them show (市场监督管理投诉信息
//! 公示暂行规则, 2023): number, growth, mediation success, early settlement.

use super::day::Day;
use super::dossier::Dossier;
use super::record::complaint::{ComplaintClass, ComplaintOutcome, CountedComplaint};

/// The days that one figure covers, and the growth compares with those before.
pub const FIGURE_DAYS: i32 = 365;

/// Figures of the complaints of a year, by the day each was received.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintFigures {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Complaints that were accepted or settled early, and not withdrawn.
    pub n: u32,
    /// The same in the year before.
    pub n_before: u32,
    /// Those of `n` still in mediation.
    pub n_open: u32,
    /// Those that mediation settled, after they were accepted.
    pub n_settled: u32,
    /// Those whose mediation ended without agreement.
    pub n_failed: u32,
    /// Those that the parties settled before they were accepted.
    pub n_settled_early: u32,
    /// Those that became a case.
    pub n_cases: u32,
    /// Those that the merchant answered, or that were settled.
    pub n_answered: u32,
    /// By class, most first, classes of equal number by name.
    pub by_class: Vec<ClassCount>,
}

/// How many complaints there are of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassCount {
    /// The class.
    pub class: ComplaintClass,
    /// How many.
    pub n: u32,
}

impl ComplaintFigures {
    /// The figures of a dossier, as of its day.
    #[must_use]
    pub fn of(dossier: &Dossier<'_>) -> Self {
        let age = |one: &CountedComplaint| dossier.as_of.since(one.received_on);
        let shown = || dossier.complaints.iter().filter(|one| is_shown(one.outcome));
        let within = || shown().filter(|one| age(one) < FIGURE_DAYS);
        let n = |outcome: ComplaintOutcome| count(within().filter(|one| one.outcome == outcome));
        let n_settled_early = count(within().filter(|one| is_early(one)));
        let n_ended_settled = n(ComplaintOutcome::Settled) + n(ComplaintOutcome::SettledEarly);
        let is_answered = |one: &&CountedComplaint| {
            let answered = one.fact.answered_on.is_some_and(|day| day <= dossier.as_of);
            answered || is_settled(one.outcome)
        };
        let by_class = ComplaintClass::ALL.into_iter().map(|(class, ..)| ClassCount {
            class,
            n: count(within().filter(|one| one.class == class)),
        });
        let mut by_class: Vec<ClassCount> = by_class.filter(|one| one.n > 0).collect();
        by_class.sort_by_key(|one| (std::cmp::Reverse(one.n), one.class.name()));
        Self {
            from: dossier.as_of.plus(1 - FIGURE_DAYS),
            to: dossier.as_of,
            n: count(within()),
            n_before: count(
                shown().filter(|one| (FIGURE_DAYS..2 * FIGURE_DAYS).contains(&age(one))),
            ),
            n_open: n(ComplaintOutcome::Accepted),
            n_settled: n_ended_settled - n_settled_early,
            n_failed: n(ComplaintOutcome::Failed),
            n_settled_early,
            n_cases: n(ComplaintOutcome::TurnedIntoCase),
            n_answered: count(within().filter(is_answered)),
            by_class,
        }
    }

    /// By how much there were more than in the year before (增长率): 0.5 for half as many again; none
    /// where there were none before.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        (self.n_before > 0).then(|| f64::from(self.n) / f64::from(self.n_before) - 1.0)
    }

    /// The share of mediations that ended with an agreement (调解成功率); none where none has ended.
    #[must_use]
    pub fn mediation_success(&self) -> Option<f64> {
        share(self.n_settled, self.n_settled + self.n_failed)
    }

    /// The share that the parties settled before acceptance (先行和解率); none without a complaint.
    #[must_use]
    pub fn early_settlement(&self) -> Option<f64> {
        share(self.n_settled_early, self.n)
    }
}

/// A complaint is no fault: what was refused, withdrawn or not decided on is not shown.
const fn is_shown(outcome: ComplaintOutcome) -> bool {
    use ComplaintOutcome::{Received, Refused, Withdrawn};
    !matches!(outcome, Received | Refused | Withdrawn)
}

/// Whether the parties agreed before it was accepted; not every source has a word of its own for it.
fn is_early(complaint: &CountedComplaint) -> bool {
    let never_accepted = complaint.fact.accepted_on.is_none();
    complaint.outcome == ComplaintOutcome::SettledEarly
        || (complaint.outcome == ComplaintOutcome::Settled && never_accepted)
}

const fn is_settled(outcome: ComplaintOutcome) -> bool {
    matches!(outcome, ComplaintOutcome::Settled | ComplaintOutcome::SettledEarly)
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

fn count<'c>(complaints: impl Iterator<Item = &'c CountedComplaint>) -> u32 {
    u32::try_from(complaints.count()).unwrap_or(u32::MAX)
}
