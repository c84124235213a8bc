//! The records that count for one merchant on one day as known at one position, found by reading all
//! records from the first to the last.

use std::collections::{BTreeMap, BTreeSet};

use merchant_credit::domain::day::Day;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::envelope::{Record, Seq};

/// What counts of a merchant's records.
pub(super) struct Ledger<'a> {
    pub(super) as_of: Day,
    pub(super) records: Vec<&'a Record>,
}

impl<'a> Ledger<'a> {
    /// What counts of `all` for a merchant and for whom it had taken over.
    pub(super) fn of(all: &'a [Record], id: &MerchantId, as_of: Day, at: Seq) -> Self {
        let known: Vec<&Record> = all.iter().filter(|record| record.seq <= at).collect();
        let mut names = BTreeSet::from([id.clone()]);
        loop {
            let n = names.len();
            for record in &known {
                if let Detail::Merge(merge) = &record.detail
                    && names.contains(&record.subject)
                {
                    names.insert(merge.from.clone());
                }
            }
            if names.len() == n {
                break;
            }
        }
        let mut versions: BTreeMap<Seq, &Record> = BTreeMap::new();
        for record in known.iter().filter(|record| names.contains(&record.subject)) {
            versions.insert(record.version_of.unwrap_or(record.seq), record);
        }
        let gone: BTreeSet<Seq> = versions
            .values()
            .filter_map(|record| match &record.detail {
                Detail::Withdrawal(withdrawal) => Some(withdrawal.target),
                Detail::Repair(repair) if repair.decided_on <= as_of => Some(repair.target),
                _ => None,
            })
            .collect();
        let counts =
            |first: &Seq, record: &Record| record.effective_on <= as_of && !gone.contains(first);
        let records =
            versions.into_iter().filter(|(first, record)| counts(first, record)).map(|(_, r)| r);
        Self { as_of, records: records.collect() }
    }

    pub(super) fn days_since(&self, day: Day) -> i32 {
        self.as_of.number() - day.number()
    }
}
