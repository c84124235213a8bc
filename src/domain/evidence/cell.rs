//! One day of a merchant's ratings as integers that add and subtract exactly, in any order.

use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

/// The weight of a rating that is believed fully, in thousandths.
pub const FULL_WEIGHT: u32 = 1000;
/// The weight of a rating with no order matched to it.
pub const UNVERIFIED_WEIGHT: u32 = 400;
/// The weight of a rating for which a reward was promised (好评返现).
pub const INCENTIVISED_WEIGHT: u32 = 200;

/// How far one rating is believed, in thousandths, from what the platform says of it alone.
///
/// A matched order counts in full. Rewards for ratings are forbidden by the Interim Provisions on
/// Online Anti-Unfair Competition (2024), so what was rewarded hardly counts, matched or not.
#[must_use]
pub const fn weight(rating: &RatingFact) -> u32 {
    match (rating.incentivised, rating.purchase) {
        (true, _) => INCENTIVISED_WEIGHT,
        (false, Purchase::Verified) => FULL_WEIGHT,
        (false, Purchase::Unverified) => UNVERIFIED_WEIGHT,
    }
}

/// Whether a rating is put into a cell or taken out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It is added.
    In,
    /// It is taken back: corrected or withdrawn.
    Out,
}

/// The ratings given on one day and known since one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingCell {
    /// The day they were given.
    pub effective_on: Day,
    /// The day since when they count as known.
    pub known_since: Day,
    /// How many of 1, 2, 3, 4 and 5 stars. Negative where a later day takes back what an earlier
    /// one brought.
    pub n_by_stars: [i32; 5],
    /// The sum of weights, in thousandths.
    pub weight: i64,
    /// The sum of weight times overall stars, in millionths.
    pub weighted_stars: i64,
    /// For each of the three dimensions, the sum of stars.
    pub dimension_stars: [i64; 3],
    /// How many ratings had the three dimensions.
    pub n_dimensions: i32,
    /// The lowest rating of the cell, the latest of equals: the one to show as evidence.
    pub worst: Option<WorstRating>,
}

/// The rating of a cell that is shown as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorstRating {
    /// Its stars, rounded.
    pub stars: u8,
    /// Its position.
    pub seq: Seq,
}

impl RatingCell {
    /// A cell without ratings.
    #[must_use]
    pub const fn empty(effective_on: Day, known_since: Day) -> Self {
        Self {
            effective_on,
            known_since,
            n_by_stars: [0; 5],
            weight: 0,
            weighted_stars: 0,
            dimension_stars: [0; 3],
            n_dimensions: 0,
            worst: None,
        }
    }

    /// What orders cells.
    #[must_use]
    pub const fn key(&self) -> (Day, Day) {
        (self.effective_on, self.known_since)
    }

    /// How many ratings there are on balance.
    #[must_use]
    pub fn n(&self) -> i64 {
        self.n_by_stars.iter().map(|n| i64::from(*n)).sum()
    }

    /// Puts one rating in, or takes it out.
    pub fn fold(&mut self, seq: Seq, rating: &RatingFact, direction: Direction) {
        let sign: i32 = match direction {
            Direction::In => 1,
            Direction::Out => -1,
        };
        let stars = rating.stars.overall();
        if let Some(n) = self.n_by_stars.get_mut(usize::from(stars.saturating_sub(1))) {
            *n += sign;
        }
        let weight = i64::from(weight(rating));
        self.weight += i64::from(sign) * weight;
        self.weighted_stars += i64::from(sign) * weight * i64::from(rating.stars.overall_milli());
        if let Stars::Dimensions { description_match, service_attitude, logistics_service } =
            rating.stars
        {
            let dimensions = [description_match, service_attitude, logistics_service];
            for (sum, stars) in self.dimension_stars.iter_mut().zip(dimensions) {
                *sum += i64::from(sign) * i64::from(stars);
            }
            self.n_dimensions += sign;
        }
        match direction {
            Direction::In => self.show(WorstRating { stars, seq }),
            Direction::Out if self.worst.is_some_and(|worst| worst.seq == seq) => self.worst = None,
            Direction::Out => {}
        }
    }

    /// Adds all of another cell of the same key.
    pub fn join(&mut self, other: &Self) {
        for (own, more) in self.n_by_stars.iter_mut().zip(other.n_by_stars) {
            *own += more;
        }
        self.weight += other.weight;
        self.weighted_stars += other.weighted_stars;
        for (own, more) in self.dimension_stars.iter_mut().zip(other.dimension_stars) {
            *own += more;
        }
        self.n_dimensions += other.n_dimensions;
        if let Some(worst) = other.worst {
            self.show(worst);
        }
    }

    fn show(&mut self, candidate: WorstRating) {
        let replaces = self.worst.is_none_or(|worst| {
            (candidate.stars, std::cmp::Reverse(candidate.seq))
                < (worst.stars, std::cmp::Reverse(worst.seq))
        });
        if replaces {
            self.worst = Some(candidate);
        }
    }
}
