//! What complaints say of a merchant: counted where they were accepted, measured by its volume, each
//! complainant bounded. A complaint is not a fault; that it was accepted and how it ended is what
//! there is to count.

use super::decay::ONE;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::record::complaint::{ComplaintClass, ComplaintOutcome, CountedComplaint};

/// The look-back of counts, in days.
pub const WINDOW_DAYS: i32 = 365;
/// Orders that are assumed beside a merchant's own, so that one complaint ruins nobody small.
pub const PRIOR_ORDERS: f64 = 100.0;
/// Complaints that are assumed among them.
pub const PRIOR_COMPLAINTS: f64 = 0.5;
/// Days in which a merchant is expected to answer an accepted complaint.
pub const ANSWER_DAYS: i32 = 15;
/// Answered complaints that are assumed beside a merchant's own.
pub const PRIOR_ANSWERED: f64 = 2.0;

/// Classes that tell of harm or deceit.
const SEVERE: [ComplaintClass; 4] = [
    ComplaintClass::Counterfeit,
    ComplaintClass::Safety,
    ComplaintClass::PriceFraud,
    ComplaintClass::IntellectualProperty,
];

/// Which complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classes {
    /// All of them.
    All,
    /// Those of harm or deceit: counterfeits, safety, price fraud, intellectual property.
    Severe,
    /// Those of personal information and information security.
    Privacy,
}

impl Classes {
    fn take_in(self, class: ComplaintClass) -> bool {
        match self {
            Self::All => true,
            Self::Severe => SEVERE.contains(&class),
            Self::Privacy => class == ComplaintClass::Privacy,
        }
    }
}

/// The complaints of some classes that count as evidence: accepted, and not withdrawn.
pub fn counted<'a>(
    dossier: &'a Dossier<'_>,
    classes: Classes,
) -> impl Iterator<Item = &'a CountedComplaint> {
    dossier.upheld_complaints().filter(move |complaint| classes.take_in(complaint.class))
}

/// Complaints of some classes, each halved every 365 days; those of one complainant together count
/// one at most.
#[must_use]
pub fn decayed(dossier: &Dossier<'_>, classes: Classes) -> f64 {
    let weight = |complaint: &CountedComplaint| {
        dossier.conduct_decay.at(dossier.as_of.since(complaint.received_on))
    };
    let mut sum = 0;
    let mut named: Vec<_> = Vec::new();
    for complaint in counted(dossier, classes) {
        match complaint.complainant {
            Some(complainant) => named.push((complainant, weight(complaint))),
            None => sum += weight(complaint),
        }
    }
    named.sort_unstable();
    for of_one in named.chunk_by(|one, next| one.0 == next.0) {
        sum += of_one.iter().map(|(_, weight)| weight).sum::<i64>().min(ONE);
    }
    sum as f64 / ONE as f64
}

/// Orders of a year that complaints are measured by: what is believed of the ratings, each of which
/// stands for an order, or the orders on record where there are more.
#[must_use]
pub fn volume(dossier: &Dossier<'_>) -> f64 {
    dossier.weighed().window as f64 / 1000.0
}

/// Complaints of some classes for each thousand orders, with the prior.
#[must_use]
pub fn per_thousand(complaints: f64, volume: f64) -> f64 {
    1000.0 * (complaints + PRIOR_COMPLAINTS) / (volume + PRIOR_ORDERS)
}

/// The accepted complaints of a year that the merchant should have answered by the day.
pub fn to_be_answered<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedComplaint> {
    let as_of = dossier.as_of;
    counted(dossier, Classes::All).filter(move |complaint| {
        let age = as_of.since(complaint.received_on);
        (ANSWER_DAYS..WINDOW_DAYS).contains(&age)
    })
}

/// Whether the merchant answered in time. One that was settled is answered.
#[must_use]
pub fn is_answered(complaint: &CountedComplaint) -> bool {
    let in_time = |day: Day| day.since(complaint.received_on) <= ANSWER_DAYS;
    complaint.outcome == ComplaintOutcome::Settled || complaint.answered_on.is_some_and(in_time)
}

/// The share of accepted complaints of a year without an answer in time, two answered ones assumed
/// beside them.
#[must_use]
pub fn unanswered_share(dossier: &Dossier<'_>) -> f64 {
    let (n, n_answered) = to_be_answered(dossier).fold((0.0, 0.0), |(n, answered), complaint| {
        (n + 1.0, answered + f64::from(u8::from(is_answered(complaint))))
    });
    (n - n_answered) / (n + PRIOR_ANSWERED)
}

/// What is shown of a merchant's complaints (市场监督管理投诉信息公示暂行规则, 2023): number, growth,
/// mediation success, early settlement; and by class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComplaintFigures {
    /// Received within a year.
    pub n_received: u32,
    /// Received within the year before.
    pub n_received_before: u32,
    /// Accepted, of those received within a year.
    pub n_accepted: u32,
    /// Refused.
    pub n_refused: u32,
    /// Withdrawn by the consumer.
    pub n_withdrawn: u32,
    /// Settled in mediation, or before.
    pub n_settled: u32,
    /// Of them, settled on the day of acceptance or before it (先行和解).
    pub n_settled_early: u32,
    /// Ended without agreement.
    pub n_failed: u32,
    /// Turned into a case.
    pub n_cases: u32,
    /// Accepted and not withdrawn, by class.
    pub by_class: Vec<(ComplaintClass, u32)>,
}

impl ComplaintFigures {
    /// The figures of a dossier's day.
    #[must_use]
    pub fn of(dossier: &Dossier<'_>) -> Self {
        let mut figures = Self::default();
        let mut by_class = std::collections::BTreeMap::new();
        for complaint in &dossier.complaints {
            let age = dossier.as_of.since(complaint.received_on);
            if (WINDOW_DAYS..2 * WINDOW_DAYS).contains(&age) {
                figures.n_received_before += 1;
            }
            if (0..WINDOW_DAYS).contains(&age) {
                figures.add(complaint);
                if complaint.counts() {
                    *by_class.entry(complaint.class).or_default() += 1;
                }
            }
        }
        figures.by_class = by_class.into_iter().collect();
        figures
    }

    fn add(&mut self, complaint: &CountedComplaint) {
        self.n_received += 1;
        self.n_accepted += u32::from(complaint.counts());
        let n = match complaint.outcome {
            ComplaintOutcome::Received | ComplaintOutcome::Accepted => return,
            ComplaintOutcome::Refused => &mut self.n_refused,
            ComplaintOutcome::Withdrawn => &mut self.n_withdrawn,
            ComplaintOutcome::Failed => &mut self.n_failed,
            ComplaintOutcome::TurnedIntoCase => &mut self.n_cases,
            ComplaintOutcome::Settled => {
                let is_early = match (complaint.accepted_on, complaint.closed_on) {
                    (Some(accepted_on), Some(closed_on)) => closed_on <= accepted_on,
                    (None, Some(_)) => true,
                    (_, None) => false,
                };
                self.n_settled_early += u32::from(is_early);
                &mut self.n_settled
            }
        };
        *n += 1;
    }

    /// The share of mediations that ended in agreement; none where none ended.
    #[must_use]
    pub fn mediation_success(&self) -> Option<f64> {
        share(self.n_settled, self.n_settled + self.n_failed + self.n_cases)
    }

    /// The share of settlements that came early; none where nothing was settled.
    #[must_use]
    pub fn early_settlement(&self) -> Option<f64> {
        share(self.n_settled_early, self.n_settled)
    }

    /// How many more there were than in the year before, as a share of it; none without any then.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        share(self.n_received, self.n_received_before).map(|times| times - 1.0)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}
