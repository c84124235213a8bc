//! How an authority published what it decided in one month: counts, rate, delays.

use super::PublicationItem;
use crate::domain::day::Day;
use crate::domain::publication::state::PublicationState;
use crate::domain::record::organ::Organ;

/// The decisions of one authority in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorityMonth {
    /// The authority.
    pub organ: Organ,
    /// The first day of the month.
    pub month: Day,
    /// Licences and penalties decided.
    pub n_decisions: u64,
    /// Published in time.
    pub n_on_time: u64,
    /// Published too late.
    pub n_late: u64,
    /// Not published though they should be.
    pub n_overdue: u64,
    /// Not published yet, in time.
    pub n_to_be_published: u64,
    /// Need not be published.
    pub n_exempt: u64,
    /// Withdrawn.
    pub n_withdrawn: u64,
    /// Of these, withdrawn later than the law wants it after the decision that they are void.
    pub n_withdrawn_late: u64,
    /// Working days from decision to publication, the overdue ones up to the day asked, in order.
    delays: Vec<i64>,
}

impl AuthorityMonth {
    /// Published in time, of all whose time is over or that are published; none where there are none.
    #[must_use]
    pub fn on_time_rate(&self) -> Option<f64> {
        let n = self.n_on_time + self.n_late + self.n_overdue;
        (n > 0).then(|| self.n_on_time as f64 / n as f64)
    }

    /// The median delay in working days, of those the rate is of (the lower one of two).
    #[must_use]
    pub fn median_delay(&self) -> Option<i64> {
        self.delays.get(self.delays.len().checked_sub(1)? / 2).copied()
    }

    /// The worst delay in working days.
    #[must_use]
    pub fn worst_delay(&self) -> Option<i64> {
        self.delays.last().copied()
    }
}

impl AuthorityMonth {
    pub(super) fn new(organ: Organ, month: Day) -> Self {
        Self {
            organ,
            month,
            n_decisions: 0,
            n_on_time: 0,
            n_late: 0,
            n_overdue: 0,
            n_to_be_published: 0,
            n_exempt: 0,
            n_withdrawn: 0,
            n_withdrawn_late: 0,
            delays: Vec::new(),
        }
    }

    pub(super) fn count(&mut self, item: &PublicationItem) {
        self.n_decisions += 1;
        let (n, is_timed) = match item.state {
            PublicationState::PublishedOnTime { .. } => (&mut self.n_on_time, true),
            PublicationState::PublishedLate { .. } => (&mut self.n_late, true),
            PublicationState::Overdue { .. } => (&mut self.n_overdue, true),
            PublicationState::ToBePublished { .. } => (&mut self.n_to_be_published, false),
            PublicationState::Exempt { .. } => (&mut self.n_exempt, false),
            PublicationState::Withdrawn => (&mut self.n_withdrawn, false),
        };
        *n += 1;
        if item.state == PublicationState::Withdrawn && item.withdrawn_late {
            self.n_withdrawn_late += 1;
        }
        if is_timed {
            self.delays.push(item.delay);
        }
    }

    /// Puts the delays in order, once all are counted.
    pub(super) fn finish(&mut self) {
        self.delays.sort_unstable();
    }
}
