//! What may not be shown today, and therefore moves no public answer about any day: records that were
//! withdrawn, repaired, are not yet published, or whose display has ended.

use super::day::Day;
use super::dossier::{Dossier, Known, Yardstick};
use super::history::History;
use super::record::envelope::Seq;
use super::record::fact::Fact;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody: sees of every day only what may be shown today.
    Public,
    /// The merchant itself, the deciding organ, the operator: see the past as it was.
    Privileged,
}

/// To the public counts are told to the nearest one of these, so that no merchant can be told from
/// them: what moved it may not be shown any more.
const PUBLIC_COUNTS_BY: u64 = 10;
/// Rated merchants from which on the public is told means and indices.
const PUBLIC_RATED_MIN: u64 = 100;

impl Audience {
    /// A count over merchants as they may be told it.
    #[must_use]
    pub const fn told(self, n: u64) -> u64 {
        match self {
            Self::Privileged => n,
            Self::Public => (n + PUBLIC_COUNTS_BY / 2) / PUBLIC_COUNTS_BY * PUBLIC_COUNTS_BY,
        }
    }

    /// Whether they may be told means and indices over so many rated merchants.
    #[must_use]
    pub const fn is_told_means_of(self, n_rated: u64) -> bool {
        matches!(self, Self::Privileged) || n_rated >= PUBLIC_RATED_MIN
    }
}

/// The records that may not be shown today, by their first versions: withdrawn, repaired, not yet
/// published, or (for a penalty or an entry on a list) no longer displayed.
///
/// `history` must be loaded as of the store's last position: what is disclosed is decided by what is
/// known now, whatever instant the question is about.
#[must_use]
pub fn barred(history: &History, today: Day, yardstick: &Yardstick) -> Vec<Seq> {
    let dossier = Dossier::new(history, today, Known::Recorded(history.seq), yardstick, &[]);
    let may_be_shown = |record: Seq| {
        let versions = history.entries.iter().filter(|entry| entry.record() == record);
        let seqs: Vec<Seq> = versions.map(|entry| entry.seq).collect();
        dossier.penalties.iter().any(|penalty| seqs.contains(&penalty.seq))
            || dossier.listings.iter().any(|listing| seqs.contains(&listing.seq))
    };
    let first_versions = history.entries.iter().filter(|entry| entry.version_of.is_none());
    let mut barred: Vec<Seq> = first_versions
        .filter(|entry| match &entry.fact {
            Fact::Penalty(_) => true,
            Fact::Listing(listing) => listing.list.is_adverse(),
            _ => false,
        })
        // What is dated later than today is not old enough to be barred.
        .filter(|entry| entry.effective_on <= today && !may_be_shown(entry.seq))
        .map(|entry| entry.seq)
        .collect();
    barred.extend(decided_away(history, today));
    barred.sort_unstable();
    // Before two identities were found to be one, each of their documents had a name of its own.
    let named = history.entries.iter().filter(|entry| entry.version_of.is_some());
    let named = named.filter(|entry| barred.binary_search(&entry.record()).is_ok());
    let named: Vec<Seq> = named.map(|entry| entry.seq).collect();
    barred.extend(named);
    barred.sort_unstable();
    barred.dedup();
    barred
}

/// Every record, of whatever kind, that was withdrawn, or repaired by today.
fn decided_away(history: &History, today: Day) -> impl Iterator<Item = Seq> {
    let is_latest = |seq: Seq, record: Seq| {
        !history.entries.iter().any(|later| later.seq > seq && later.record() == record)
    };
    history.entries.iter().filter_map(move |entry| match &entry.fact {
        Fact::Withdrawal(withdrawal) => Some(withdrawal.target),
        Fact::Repair(repair) if repair.from <= today && is_latest(entry.seq, entry.record()) => {
            Some(repair.target)
        }
        _ => None,
    })
}
