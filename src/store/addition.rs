//! What a record adds to the history of its merchant, read back from its row or taken while it is
//! written; and folding what one large transaction adds without reading it back.

use std::collections::HashMap;

use rusqlite::Transaction;

use super::StoreError;
use super::body;
use super::fold::write_packed;
use super::history::{last_seq_of, packed_or_none};
use crate::domain::day::Day;
use crate::domain::evidence::mark::RatingMark;
use crate::domain::history::{Entry, History, JurisdictionCode};
use crate::domain::order::mark::OrderMark;
use crate::domain::record::Detail;
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::document_key;
use crate::domain::record::organ::Organ;
use crate::domain::record::rating::RatingFact;

/// Records of a transaction from which on it is large: its sender waits for a file, not for an answer.
const RECORDS_MIN: usize = 1024;
/// Records of one merchant, on average, from which on they are folded at once: a packed row is read
/// and written as a whole, so for fewer it is better to wait for all of a file.
const RECORDS_PER_MERCHANT_MIN: usize = 4;

/// Where a record stands, as its row says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) seq: Seq,
    pub(super) version_of: Option<Seq>,
    pub(super) effective_on: Day,
    pub(super) known_since: Day,
    /// Microseconds since 1970.
    pub(super) published_at: Option<i64>,
    pub(super) awaits_publication: bool,
}

/// What one record adds.
#[derive(Debug)]
pub(super) enum Addition {
    /// A mark among the ratings.
    Rating(RatingMark),
    /// A mark among the orders.
    Order(OrderMark),
    /// An entry.
    Entry(Box<Entry>),
}

impl Addition {
    /// What a rating adds.
    pub(super) const fn of_rating(place: Place, fact: RatingFact) -> Self {
        let Place { seq, version_of, effective_on, known_since, .. } = place;
        Self::Rating(RatingMark { effective_on, known_since, seq, version_of, ended: None, fact })
    }

    /// What a record of any kind adds; asks for the jurisdiction only where it matters.
    pub(super) fn of(
        place: Place,
        detail: &Detail,
        jurisdiction: impl FnOnce() -> Result<JurisdictionCode, StoreError>,
    ) -> Result<Self, StoreError> {
        let Place { seq, version_of, effective_on, known_since, .. } = place;
        Ok(match detail.fact() {
            Fact::Rating(fact) => Self::of_rating(place, fact),
            Fact::Transaction(fact) => {
                let placed_on = effective_on;
                Self::Order(OrderMark { seq, version_of, placed_on, known_since, fact })
            }
            fact => Self::Entry(Box::new(Entry {
                seq,
                version_of,
                effective_on,
                known_since,
                published_on: place.published_at.map(day_of),
                jurisdiction: jurisdiction()?,
                awaits_publication: place.awaits_publication,
                document: document_key(detail).map(|key| body::key_check(&key)),
                organ: organ_that_matters(detail).map(Box::new),
                fact,
            })),
        })
    }

    /// Adds it to a history that ends before it.
    pub(super) fn add_to(self, history: &mut History) {
        match self {
            Self::Rating(mark) => history.add_rating(mark),
            Self::Order(mark) => history.add_order(mark),
            Self::Entry(entry) => history.add(*entry),
        }
    }
}

/// What the records of one transaction add, by merchant, where it is large.
#[derive(Debug)]
pub(super) struct Additions {
    is_large: bool,
    made: Vec<(i64, Addition)>,
}

impl Additions {
    /// None yet, of so many records to come.
    pub(super) const fn of(n_records: usize) -> Self {
        Self { is_large: n_records >= RECORDS_MIN, made: Vec::new() }
    }

    /// Takes what a new record of a merchant adds, after all others.
    pub(super) fn push(
        &mut self,
        merchant: i64,
        make: impl FnOnce() -> Result<Addition, StoreError>,
    ) -> Result<(), StoreError> {
        if self.is_large {
            self.made.push((merchant, make()?));
        }
        Ok(())
    }

    /// Folds them, where each merchant has enough of them. `touched` tells the last position of each;
    /// the table of merchants still has the one before this transaction. A packed row that was behind
    /// stays so. Tells whether everything is folded that this transaction brought.
    pub(super) fn fold(
        mut self,
        transaction: &Transaction<'_>,
        touched: &HashMap<i64, u64>,
    ) -> Result<bool, StoreError> {
        if self.made.len() < touched.len() * RECORDS_PER_MERCHANT_MIN {
            return Ok(false);
        }
        let mut is_all_folded = true;
        self.made.sort_by_key(|(merchant, _)| *merchant);
        let mut made = self.made.into_iter().peekable();
        while let Some((merchant, first)) = made.next() {
            let mut history = packed_or_none(transaction, merchant)?.unwrap_or_default();
            let is_up_to_date = history.seq >= last_seq_of(transaction, merchant)?;
            first.add_to(&mut history);
            while let Some((_, next)) = made.next_if(|(next, _)| *next == merchant) {
                next.add_to(&mut history);
            }
            if let Some(last) = touched.get(&merchant).filter(|_| is_up_to_date) {
                history.settle();
                history.seq = Seq(*last);
                write_packed(transaction, merchant, &history)?;
            } else {
                is_all_folded = false;
            }
        }
        Ok(is_all_folded)
    }
}

/// The organ of a record whose display or term depends on it; others move nothing.
fn organ_that_matters(detail: &Detail) -> Option<Organ> {
    match detail.kind() {
        RecordKind::Licence | RecordKind::Complaint => None,
        _ => detail.organ(),
    }
}

/// The day of an instant in China, where publication clocks run.
fn day_of(microseconds: i64) -> Day {
    const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;
    const UTC_PLUS_8: i64 = 8 * 3_600_000_000;
    let days = (microseconds + UTC_PLUS_8).div_euclid(MICROSECONDS_PER_DAY);
    Day::from_number(i32::try_from(days).unwrap_or(i32::MAX))
}
