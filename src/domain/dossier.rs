//! A dossier: what may be used of a merchant's records, as of one day and as known then. It holds
//! nothing later and nothing unlawful, so no feature can look ahead.

mod orders;
mod ratings;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::sync::Arc;

use smallvec::SmallVec;

use super::day::Day;
use super::evidence::aggregate::{HALF_LIFE_DAYS, RatingSums};
use super::evidence::decay::Decay;
use super::evidence::mark::PlainRating;
use super::evidence::reference::Reference;
use super::evidence::weigh::Found;
use super::evidence::weighed::{WEIGHED_HALF_LIFE_DAYS, WeighedSums};
use super::history::{Entry, History};
use super::merchant::Profile;
use super::order::ledger::OrderLedger;
use super::order::mark::OrderMark;
use super::publication::row::Authority;
use super::publication::{Display, Rules, Severity};
use super::record::complaint::{ComplaintClass, CountedComplaint};
use super::record::envelope::Seq;
use super::record::fact::Fact;
use super::record::inspection::CountedInspection;
use super::record::licence::CountedLicence;
use super::record::listing::{CountedListing, ListingFact};
use super::record::penalty::{CountedPenalty, PenaltyFact};

/// What counts as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// What the store had recorded up to this position. The history asked must be loaded as of it.
    Recorded(Seq),
    /// What is asserted as known by this day: for training on loads of history only.
    Asserted(Day),
}

impl Known {
    /// Whether an entry of a history counts as known.
    #[must_use]
    pub fn lets_through(self, entry: &Entry) -> bool {
        match self {
            Self::Recorded(at) => entry.seq <= at,
            Self::Asserted(by) => entry.known_since <= by,
        }
    }

    /// Whether a version of an order counts as known.
    #[must_use]
    pub fn lets_through_mark(self, mark: &OrderMark) -> bool {
        match self {
            Self::Recorded(at) => mark.seq <= at,
            Self::Asserted(by) => mark.known_since <= by,
        }
    }
}

/// What does not change from merchant to merchant within one run.
#[derive(Clone, Debug)]
pub struct Yardstick {
    /// The rules of law.
    pub rules: Rules,
    /// What a rating weighs by its age, by its plain weight.
    pub rating_decay: Decay,
    /// What a weighed rating counts by its age.
    pub weighed_decay: Decay,
    /// What an adverse public record or complaint weighs by its age.
    pub conduct_decay: Decay,
    /// What is usual in a trade and known of raters.
    pub reference: Arc<Reference>,
}

/// Days after which an adverse public record or complaint weighs half.
pub const CONDUCT_HALF_LIFE_DAYS: u32 = 365;

impl Yardstick {
    /// The yardstick for rules of law and reference tables.
    #[must_use]
    pub fn new(rules: Rules, reference: Arc<Reference>) -> Self {
        Self {
            rules,
            reference,
            rating_decay: Decay::new(HALF_LIFE_DAYS),
            weighed_decay: Decay::new(WEIGHED_HALF_LIFE_DAYS),
            conduct_decay: Decay::new(CONDUCT_HALF_LIFE_DAYS),
        }
    }

    /// The severity of a penalty and how long it is displayed, by the rules in force on a day. The
    /// severity that its organ gave it goes before the tables'.
    #[must_use]
    pub fn display_of(
        &self,
        penalty: &PenaltyFact,
        published_on: Option<Day>,
        authority: Authority<'_>,
        on: Day,
    ) -> (Severity, Display<'_>) {
        let terms = penalty.terms();
        let severity = penalty
            .severity
            .unwrap_or_else(|| self.rules.applying_to(authority).severity(&terms, on));
        let starts = penalty.starts(published_on);
        let until = penalty.display_until;
        (severity, self.rules.display_under(authority, &terms, severity, &starts, until, on))
    }
}

/// What may be used of one merchant's records.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// The day asked.
    pub as_of: Day,
    /// What the merchant was on that day, where a record says so.
    pub profile: Option<&'a Profile>,
    /// The record that says so.
    pub profile_record: Option<Seq>,
    /// The first day of the merchant: registered, licensed, or described by a record of its own. What
    /// others hold against it makes nobody older.
    pub first_seen_on: Option<Day>,
    /// The licences decided by that day, in force or not.
    pub licences: SmallVec<[CountedLicence; 4]>,
    /// The penalties that count on that day.
    pub penalties: SmallVec<[CountedPenalty; 2]>,
    /// The inspections.
    pub inspections: SmallVec<[CountedInspection; 4]>,
    /// The complaints, where each stood on that day.
    pub complaints: SmallVec<[CountedComplaint; 4]>,
    /// The lists it is on.
    pub listings: Vec<CountedListing>,
    /// The ratings, summed by their plain weights.
    pub ratings: RatingSums,
    /// The ratings that stand, given on whatever day, in the order of their days.
    plain: Cow<'a, [PlainRating]>,
    /// The ratings weighed, once somebody asks.
    weighed: OnceCell<Box<WeighedSums>>,
    /// Decisions about ratings that stand, in the order of their ratings.
    found: SmallVec<[Found; 2]>,
    /// The orders, once somebody asks.
    orders: OnceCell<OrderLedger>,
    /// What it was made of.
    history: &'a History,
    known: Known,
    barred: &'a [Seq],
    yardstick: &'a Yardstick,
    /// What an adverse record weighs by its age.
    pub conduct_decay: &'a Decay,
}

impl<'a> Dossier<'a> {
    /// What may be used of a history as of a day, as known then. What is `barred` is left out: first
    /// versions of records that a public answer may not rest on (see [`super::disclosure`]).
    #[must_use]
    pub fn new(
        history: &'a History,
        as_of: Day,
        known: Known,
        yardstick: &'a Yardstick,
        barred: &'a [Seq],
    ) -> Self {
        let plain = ratings::plain(history, known, barred);
        let given = plain.partition_point(|rating| rating.effective_on <= as_of);
        let given = plain.get(..given).unwrap_or_default();
        let ratings = RatingSums::over(given, as_of, &yardstick.rating_decay);
        let mut dossier = Self {
            as_of,
            profile: None,
            profile_record: None,
            first_seen_on: None,
            licences: SmallVec::new(),
            penalties: SmallVec::new(),
            inspections: SmallVec::new(),
            complaints: SmallVec::new(),
            listings: Vec::new(),
            ratings,
            plain,
            weighed: OnceCell::new(),
            found: ratings::found(history, known, barred),
            orders: OnceCell::new(),
            history,
            known,
            barred,
            yardstick,
            conduct_decay: &yardstick.conduct_decay,
        };
        let standing = standing(history, as_of, known, barred);
        if let Some(version) = profile(&standing) {
            dossier.profile = Some(version.profile);
            dossier.profile_record = Some(version.seq);
        }
        if let Some(registered_on) = dossier.profile.and_then(|profile| profile.registered_on) {
            dossier.saw(registered_on);
        }
        for entry in &standing {
            let published_on = match &entry.fact {
                Fact::Penalty(_) => history.published_on(entry, |other| {
                    known.lets_through(other) && other.effective_on <= as_of
                }),
                _ => None,
            };
            dossier.see(entry, published_on, yardstick);
        }
        dossier
    }

    /// The entries that count on a day as known then: the latest visible version of each record that
    /// had happened, without what is void, repaired or barred. In the order of first versions.
    #[must_use]
    pub fn standing_entries<'h>(
        history: &'h History,
        as_of: Day,
        known: Known,
        barred: &[Seq],
    ) -> Vec<&'h Entry> {
        standing(history, as_of, known, barred).into_vec()
    }

    fn see(&mut self, entry: &Entry, published_on: Option<Day>, yardstick: &Yardstick) {
        match &entry.fact {
            Fact::Penalty(fact) => {
                let region = self.profile.and_then(|profile| profile.region.as_deref());
                let region = region.unwrap_or_default();
                let authority = entry.authority(region);
                let (severity, display) =
                    yardstick.display_of(fact, published_on, authority, self.as_of);
                // What the law does not publish (轻微 in principle) moves no score, so that every
                // answer can name its reasons.
                let counts = display.shown && display.latest_end.is_none_or(|end| self.as_of < end);
                self.penalties.extend(counts.then_some(CountedPenalty {
                    seq: entry.seq,
                    fact: *fact,
                    severity,
                    repairable_from: display.earliest_end,
                    ends_on: display.latest_end,
                }));
            }
            Fact::Listing(fact) => {
                let region = self.profile.and_then(|profile| profile.region.as_deref());
                let region = region.unwrap_or_default();
                self.listings.extend(listed(entry, fact, self.as_of, region, yardstick));
            }
            Fact::Profile(_) => self.saw(entry.effective_on),
            Fact::Licence(fact) => {
                self.saw(entry.effective_on);
                self.licences.push(CountedLicence { seq: entry.seq, fact: *fact });
            }
            Fact::Inspection(fact) => self.inspections.push(CountedInspection {
                seq: entry.seq,
                inspected_on: entry.effective_on,
                fact: *fact,
            }),
            Fact::Complaint(fact) => self.complaints.push(CountedComplaint {
                seq: entry.seq,
                received_on: entry.effective_on,
                class: fact.class,
                outcome: fact.outcome_on(self.as_of),
                fact: *fact,
            }),
            _ => {}
        }
    }

    fn saw(&mut self, day: Day) {
        if day <= self.as_of {
            self.first_seen_on = Some(self.first_seen_on.map_or(day, |first| first.min(day)));
        }
    }

    /// Days since an adverse item, as a decayed count: each counts one on its day, half after
    /// [`CONDUCT_HALF_LIFE_DAYS`].
    #[must_use]
    pub fn decayed(&self, days: impl Iterator<Item = Day>) -> f64 {
        let sum: i64 = days.map(|day| self.conduct_decay.at(self.as_of.since(day))).sum();
        sum as f64 / super::evidence::decay::ONE as f64
    }

    /// The complaints that count as evidence: accepted, and not withdrawn (a complaint is no fault).
    pub fn upheld_complaints(&self) -> impl Iterator<Item = &CountedComplaint> {
        self.complaints.iter().filter(|complaint| complaint.counts())
    }

    /// Those of them in classes that endanger health, property or privacy.
    pub fn grave_complaints(&self) -> impl Iterator<Item = &CountedComplaint> {
        use ComplaintClass::{Counterfeit, PriceFraud, Privacy, Safety};
        self.upheld_complaints().filter(|complaint| {
            matches!(complaint.class, Counterfeit | PriceFraud | Privacy | Safety)
        })
    }

    /// The entry on a list that gives the lowest grade whatever the points say, where there is one.
    #[must_use]
    pub fn veto(&self) -> Option<&CountedListing> {
        self.listings.iter().find(|listing| listing.veto)
    }

    /// The counted penalties of one severity.
    pub fn penalties_of(&self, severity: Severity) -> impl Iterator<Item = &CountedPenalty> {
        self.penalties.iter().filter(move |penalty| penalty.severity == severity)
    }
}

/// Entries in hand; most merchants have so few that none is put on the heap.
type Entries<'h> = SmallVec<[&'h Entry; 24]>;

/// The latest visible version of each record that had happened by the day and still counts: not
/// withdrawn as known, not repaired by that day. In the order of first versions.
fn standing<'h>(history: &'h History, as_of: Day, known: Known, barred: &[Seq]) -> Entries<'h> {
    let visible = history.entries.iter().filter(|entry| known.lets_through(entry));
    let mut latest: Entries<'h> = visible.collect();
    if latest.iter().any(|entry| entry.version_of.is_some()) {
        latest.sort_unstable_by_key(|entry| (entry.record(), Reverse(entry.seq)));
        latest.dedup_by_key(|entry| entry.record());
    }
    let mut void: SmallVec<[Seq; 8]> = SmallVec::from_slice(barred);
    let mut published: SmallVec<[Seq; 4]> = SmallVec::new();
    for entry in &latest {
        match &entry.fact {
            // Withdrawn: void for every day once the decision is known.
            Fact::Withdrawal(withdrawal) => void.push(withdrawal.target),
            // Repaired: stops counting from its day on.
            Fact::Repair(repair) if repair.from <= as_of => void.push(repair.target),
            Fact::Publication(fact) if fact.from <= as_of => published.push(fact.target),
            _ => {}
        }
    }
    void.sort_unstable();
    latest.retain(|entry| {
        let record = entry.record();
        let is_shown = !entry.awaits_publication || published.contains(&record);
        entry.fact.counts()
            && is_shown
            && entry.effective_on <= as_of
            && void.binary_search(&record).is_err()
    });
    latest
}

/// A version of the merchant with the record it stands in.
#[derive(Clone, Copy)]
struct ProfileVersion<'a> {
    seq: Seq,
    from: Day,
    profile: &'a Profile,
}

/// The profile true on the day: the version with the latest first day, the later record of equals.
fn profile<'a>(standing: &[&'a Entry]) -> Option<ProfileVersion<'a>> {
    let versions = standing.iter().filter_map(|entry| match &entry.fact {
        Fact::Profile(profile) => {
            Some(ProfileVersion { seq: entry.seq, from: entry.effective_on, profile })
        }
        _ => None,
    });
    versions.max_by_key(|version| (version.from, version.seq))
}

/// An entry on a list as it counts on a day: entered, not left, its time not over.
fn listed(
    entry: &Entry,
    listing: &ListingFact,
    as_of: Day,
    region: &str,
    yardstick: &Yardstick,
) -> Option<CountedListing> {
    let rules = yardstick.rules.applying_to(entry.authority(region));
    let term = rules.list_term(listing.list, listing.entered_on, listing.given_until, as_of)?;
    let has_left = listing.left_on.is_some_and(|left_on| left_on <= as_of);
    let is_over = term.latest_end.is_some_and(|end| end <= as_of);
    (!has_left && !is_over).then(|| CountedListing {
        seq: entry.seq,
        fact: *listing,
        earliest_exit_on: term.earliest_exit_on,
        ends_on: term.latest_end,
        veto: term.veto,
        bars_repair: term.bars_repair,
        rule_id: term.rule_id.to_owned(),
    })
}
