//! The orders of a dossier: which stand, what they say of ratings, and how many are proved.

use smallvec::SmallVec;

use super::Dossier;
use crate::domain::day::Day;
use crate::domain::order::ledger::OrderLedger;
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;

impl Dossier<'_> {
    /// The orders placed by the day.
    #[must_use]
    pub fn orders(&self) -> &OrderLedger {
        self.orders.get_or_init(|| {
            let marks = self.history.orders.as_slice();
            if marks.is_empty() {
                return OrderLedger::default();
            }
            let (known, barred) = (self.known, self.barred);
            let visible = self.history.entries.iter().filter(|entry| known.lets_through(entry));
            let mut void: SmallVec<[Seq; 8]> = visible
                .filter_map(|entry| match &entry.fact {
                    Fact::Withdrawal(withdrawal) => Some(withdrawal.target),
                    _ => None,
                })
                .collect();
            void.extend_from_slice(barred);
            void.sort_unstable();
            OrderLedger::new(
                marks,
                self.as_of,
                |mark| known.lets_through_mark(mark),
                |record| void.binary_search(&record).is_ok(),
            )
            .beside_others(self.yardstick.reference.shared_papers())
        })
    }

    /// The first day after the dossier's on which an order known then was placed.
    #[must_use]
    pub fn next_order_on(&self) -> Option<Day> {
        let later = self.history.orders.iter().map(|mark| mark.placed_on);
        later.filter(|day| *day > self.as_of).min()
    }
}
