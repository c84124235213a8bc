//! All that scoring needs of one merchant's records, for every day and every instant at once: the
//! type behind the packed dossier. Ratings are folded into daily cells, so that a merchant with a
//! million ratings weighs as much as its days. Orders are kept as marks of some thirty bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::evidence::cell::{Direction, RatingCell};
use super::order::mark::OrderMark;
use super::publication::row::Authority;
use super::record::envelope::{Jurisdiction, Seq};
use super::record::fact::Fact;
use super::record::organ::Organ;
use super::record::rating::RatingFact;

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

/// A rating as it is folded: the fact with what the fold needs of its envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingEntry {
    /// Its position.
    pub seq: Seq,
    /// The day it was given.
    pub effective_on: Day,
    /// The day since when it counts as known.
    pub known_since: Day,
    /// What it says.
    pub fact: RatingFact,
}

/// The records of one merchant up to a position, as scoring needs them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The last position folded in.
    pub seq: Seq,
    /// Every version of every record but ratings, in the order of their positions.
    pub entries: Vec<Entry>,
    /// The ratings, by day, in the order of (`effective_on`, `known_since`).
    #[serde(with = "super::evidence::cell_codec")]
    pub cells: Vec<RatingCell>,
    /// Every version of every order, in the order of their positions.
    #[serde(with = "super::order::codec")]
    pub orders: Vec<OrderMark>,
}

impl History {
    /// Whether there is no record at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.cells.is_empty() && self.orders.is_empty()
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

    /// Adds a rating; where it is a later version, the version it replaces is taken out, from the
    /// day on which the later one counts as known.
    pub fn add_rating(&mut self, rating: RatingEntry, replaces: Option<RatingEntry>) {
        self.seq = self.seq.max(rating.seq);
        if let Some(old) = replaces {
            self.fold(RatingEntry { known_since: rating.known_since, ..old }, Direction::Out);
        }
        self.fold(rating, Direction::In);
    }

    /// Takes a rating out for good, for every day (it was withdrawn).
    pub fn remove_rating(&mut self, rating: RatingEntry, at: Seq) {
        self.seq = self.seq.max(at);
        self.fold(rating, Direction::Out);
    }

    fn fold(&mut self, rating: RatingEntry, direction: Direction) {
        let key = (rating.effective_on, rating.known_since);
        let place = self.cells.partition_point(|cell| cell.key() < key);
        if self.cells.get(place).is_none_or(|cell| cell.key() != key) {
            self.cells.insert(place, RatingCell::empty(key.0, key.1));
        }
        if let Some(cell) = self.cells.get_mut(place) {
            cell.fold(rating.seq, &rating.fact, direction);
        }
        if direction == Direction::Out {
            self.forget_evidence(rating.effective_on, rating.seq);
        }
    }

    /// A rating that was taken out is no evidence any more, whichever cell of its day showed it.
    fn forget_evidence(&mut self, day: Day, seq: Seq) {
        let first = self.cells.partition_point(|cell| cell.effective_on < day);
        for cell in self.cells.iter_mut().skip(first).take_while(|cell| cell.effective_on == day) {
            if cell.worst.is_some_and(|worst| worst.seq == seq) {
                cell.worst = None;
            }
        }
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
        for cell in other.cells {
            let place = self.cells.partition_point(|own| own.key() < cell.key());
            match self.cells.get_mut(place) {
                Some(own) if own.key() == cell.key() => own.join(&cell),
                _ => self.cells.insert(place, cell),
            }
        }
    }
}
