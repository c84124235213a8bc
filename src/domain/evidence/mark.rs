//! What scoring keeps of one version of a rating, and since when it no longer stands.

use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

/// The weight of a rating that is believed fully, in thousandths.
pub const FULL_WEIGHT: u32 = 1000;
/// The plain weight of a rating with no order matched to it.
pub const UNVERIFIED_WEIGHT: u32 = 400;
/// The plain weight of a rating for which a reward was promised (好评返现).
pub const INCENTIVISED_WEIGHT: u32 = 200;

/// How far one rating is believed, in thousandths, from what the platform says of it alone: the
/// belief behind the features `rating_mean_stars` and `ratings_believed_365`. What is known beside it
/// is weighed in [`super::weigh`].
///
/// A matched order counts in full. Rewards for ratings are forbidden by the Interim Provisions on
/// Online Anti-Unfair Competition (2024), so what was rewarded hardly counts, matched or not.
#[must_use]
pub const fn plain_weight(rating: &RatingFact) -> u32 {
    match (rating.incentivised, rating.purchase) {
        (true, _) => INCENTIVISED_WEIGHT,
        (false, Purchase::Verified) => FULL_WEIGHT,
        (false, Purchase::Unverified) => UNVERIFIED_WEIGHT,
    }
}

/// One version of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingMark {
    /// The day it was given.
    pub effective_on: Day,
    /// The day since when it counts as known.
    pub known_since: Day,
    /// Its position.
    pub seq: Seq,
    /// The first version, where this is a later one.
    pub version_of: Option<Seq>,
    /// Since when it no longer stands, where it does not.
    pub ended: Option<Ending>,
    /// What it says.
    pub fact: RatingFact,
}

/// What sums by plain weight need of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainRating {
    /// The day it was given.
    pub effective_on: Day,
    /// The stars.
    pub stars: Stars,
    /// Its plain weight, in thousandths; see [`plain_weight`].
    pub weight: u32,
}

impl PlainRating {
    /// What sums need of a mark.
    #[must_use]
    pub const fn of(mark: &RatingMark) -> Self {
        let weight = plain_weight(&mark.fact);
        Self { effective_on: mark.effective_on, stars: mark.fact.stars, weight }
    }
}

/// Since when a version of a rating no longer stands: corrected or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The record that ended it.
    pub at: Seq,
    /// The day since when that record counts as known.
    pub known_since: Day,
}

impl RatingMark {
    /// What orders marks.
    #[must_use]
    pub const fn key(&self) -> (Day, Day, Seq) {
        (self.effective_on, self.known_since, self.seq)
    }

    /// The first version of its record: its name for decisions about it.
    #[must_use]
    pub fn record(&self) -> Seq {
        self.version_of.unwrap_or(self.seq)
    }

    /// Whether it stands as the store knew it at a position.
    #[must_use]
    pub fn stands_at(&self, at: Seq) -> bool {
        self.seq <= at && self.ended.is_none_or(|ended| ended.at > at)
    }

    /// Whether it stands as it is asserted to have been known by a day.
    #[must_use]
    pub fn stands_by(&self, day: Day) -> bool {
        self.known_since <= day && self.ended.is_none_or(|ended| ended.known_since > day)
    }
}
