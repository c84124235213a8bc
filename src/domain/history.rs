//! All that scoring needs of one merchant's records, for every day and every instant at once: the
//! type behind the packed dossier. Of a rating it keeps a mark of about a dozen bytes, of an order one of
//! some thirty.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::evidence::mark::{Ending, RatingMark};
use super::evidence::ratings::Ratings;
use super::order::mark::OrderMark;
use super::publication::row::Authority;
use super::record::envelope::{Jurisdiction, Seq};
use super::record::fact::Fact;
use super::record::organ::Organ;

/// One version of one record, as scoring sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its position.
    pub seq: Seq,
    /// The first version, where this is a later one.
    pub version_of: Option<Seq>,
    /// The day it speaks of.
    pub effective_on: Day,
    /// The day since when it counts as known.
    pub known_since: Day,
    /// The day it was published, where known.
    pub published_on: Option<Day>,
    /// Whose rules apply.
    pub jurisdiction: JurisdictionCode,
    /// Who decided, for records whose rules depend on it.
    pub organ: Option<Box<Organ>>,
    /// Whether it waits for a publication of its own.
    pub awaits_publication: bool,
    /// A hash of what makes it one document, for what several identities of a merchant can hold.
    pub document: Option<i64>,
    /// What it says.
    pub fact: Fact,
}

/// A jurisdiction as one small number, for what is read by the million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JurisdictionCode(u8);

impl JurisdictionCode {
    /// The code of a jurisdiction; what has no rules of its own follows the default's.
    #[must_use]
    pub fn of(jurisdiction: &Jurisdiction) -> Self {
        let place = Jurisdiction::ALL.iter().position(|known| *known == jurisdiction.0);
        Self(place.and_then(|place| u8::try_from(place).ok()).unwrap_or(0))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Jurisdiction::ALL.get(usize::from(self.0)).copied().unwrap_or(Jurisdiction::CN)
    }
}

impl Entry {
    /// The first version of the record this is a version of: its name for withdrawals and repairs.
    #[must_use]
    pub fn record(&self) -> Seq {
        self.version_of.unwrap_or(self.seq)
    }

    /// Whose rules apply: those of the organ and its region; the merchant's region stands in where
    /// the organ's is not known.
    #[must_use]
    pub fn authority<'a>(&'a self, merchant_region: &'a str) -> Authority<'a> {
        let jurisdiction = self.jurisdiction.name();
        match &self.organ {
            Some(organ) => organ.authority(jurisdiction, merchant_region),
            None => Authority::of_place(jurisdiction, merchant_region),
        }
    }
}

/// The records of one merchant up to a position, as scoring needs them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The last position folded in.
    pub seq: Seq,
    /// Every version of every record but ratings, in the order of their positions.
    pub entries: Vec<Entry>,
    /// Every version of every rating, in the order of their keys (day, day known, position).
    pub ratings: Ratings,
    /// Every version of every order, in the order of their positions.
    #[serde(with = "super::order::codec")]
    pub orders: Vec<OrderMark>,
}

impl History {
    /// Whether there is no record at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.ratings.is_empty() && self.orders.is_empty()
    }

    /// The day a decision was published, by those records that the filter lets through.
    #[must_use]
    pub fn published_on(
        &self,
        entry: &Entry,
        lets_through: impl Fn(&Entry) -> bool,
    ) -> Option<Day> {
        if entry.published_on.is_some() {
            return entry.published_on;
        }
        let record = entry.record();
        let publications = self.entries.iter().filter(|entry| lets_through(entry));
        publications
            .filter_map(|entry| match &entry.fact {
                Fact::Publication(fact) if fact.target == record => Some(fact.from),
                _ => None,
            })
            .min()
    }

    /// The objections that mark a record, or with none the score, on a day: latest versions only.
    pub fn objections(&self, target: Option<Seq>, on: Day) -> impl Iterator<Item = &Entry> {
        self.latest_of(move |fact| match fact {
            Fact::Objection(fact) => fact.target == target,
            _ => false,
        })
        .filter(move |entry| match &entry.fact {
            Fact::Objection(fact) => fact.is_open(on),
            _ => false,
        })
    }

    /// The latest versions of records with such a fact, in the order of their positions.
    pub fn latest_of(&self, wanted: impl Fn(&Fact) -> bool) -> impl Iterator<Item = &Entry> {
        let is_replaced = |entry: &Entry| {
            let later = self.entries.iter().rev().take_while(|later| later.seq > entry.seq);
            later.into_iter().any(|later| later.record() == entry.record())
        };
        self.entries.iter().filter(move |entry| wanted(&entry.fact) && !is_replaced(entry))
    }

    /// Adds one record that is not a rating. Entries must come in the order of their positions.
    pub fn add(&mut self, entry: Entry) {
        self.seq = self.seq.max(entry.seq);
        self.entries.push(entry);
    }

    /// Adds a version of an order. They must come in the order of their positions.
    pub fn add_order(&mut self, mark: OrderMark) {
        self.seq = self.seq.max(mark.seq);
        self.orders.push(mark);
    }

    /// Adds a version of a rating. After the last one, [`History::settle`] is due.
    pub fn add_rating(&mut self, mark: RatingMark) {
        self.seq = self.seq.max(mark.seq);
        self.ratings.change(|marks| marks.push(mark));
    }

    /// Forgets what was learnt after a position.
    pub fn cut(&mut self, at: Seq) {
        self.seq = self.seq.min(at);
        self.entries.retain(|entry| entry.seq <= at);
        self.ratings.change(|marks| {
            marks.retain(|mark| mark.seq <= at);
            for mark in marks {
                mark.ended = mark.ended.filter(|ended| ended.at <= at);
            }
        });
        self.orders.retain(|order| order.seq <= at);
    }

    /// Brings ratings into their order, and tells each version since when it no longer stands: since
    /// the next version, or since it was withdrawn. Whatever came in whatever order, the result is
    /// the same.
    pub fn settle(&mut self) {
        let withdrawn = self.entries.iter().filter_map(|entry| match &entry.fact {
            Fact::Withdrawal(withdrawal) => {
                let known_since = entry.known_since;
                Some((withdrawal.target, Ending { at: entry.seq, known_since }))
            }
            _ => None,
        });
        self.ratings.change(|marks| {
            marks.sort_unstable_by_key(RatingMark::key);
            let later = marks.iter().filter_map(|mark| {
                let known_since = mark.known_since;
                mark.version_of.map(|first| (first, Ending { at: mark.seq, known_since }))
            });
            let mut endings: Vec<(Seq, Ending)> = later.chain(withdrawn).collect();
            endings.sort_unstable_by_key(|(record, ending)| (*record, ending.at));
            for mark in marks.iter_mut().filter(|_| !endings.is_empty()) {
                let key = (mark.record(), mark.seq);
                let next = endings.partition_point(|(record, ending)| (*record, ending.at) <= key);
                let ending = endings.get(next).filter(|(record, _)| *record == key.0);
                mark.ended = ending.map(|(_, ending)| *ending);
            }
        });
    }

    /// The name of the record that a position belongs to: its first version; where two identities
    /// hold one document, the first version of either.
    #[must_use]
    pub fn record_of(&self, seq: Seq) -> Seq {
        let place = self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok();
        place.and_then(|place| self.entries.get(place)).map_or(seq, Entry::record)
    }

    /// Makes one record of each document that several identities hold: the later ones become
    /// versions of the first, and what was decided on them was decided on it.
    fn unify_documents(&mut self) {
        let mut first_of: BTreeMap<i64, Seq> = BTreeMap::new();
        let mut renamed: BTreeMap<Seq, Seq> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.version_of.is_none()) {
            let Some(document) = entry.document else { continue };
            let first = *first_of.entry(document).or_insert(entry.seq);
            if first != entry.seq {
                renamed.insert(entry.seq, first);
            }
        }
        if renamed.is_empty() {
            return;
        }
        for entry in &mut self.entries {
            if let Some(first) = renamed.get(&entry.record()) {
                entry.version_of = Some(*first);
            }
            if let Some(target) = entry.fact.target_mut()
                && let Some(first) = renamed.get(target)
            {
                *target = *first;
            }
        }
    }

    /// Joins the records of another identity of the same merchant.
    pub fn join(&mut self, other: Self) {
        self.seq = self.seq.max(other.seq);
        self.entries.extend(other.entries);
        self.entries.sort_by_key(|entry| entry.seq);
        self.orders.extend(other.orders);
        self.orders.sort_by_key(|order| order.seq);
        self.unify_documents();
        self.ratings.change(|marks| marks.extend_from_slice(other.ratings.marks()));
        self.settle();
    }
}
