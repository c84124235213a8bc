//! What all ratings of a merchant say by their plain weights: sums with decay, means with a prior.

use smallvec::SmallVec;

use super::decay::Decay;
use super::mark::{PlainRating, RatingMark};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;

/// Days after which a rating weighs half.
pub const HALF_LIFE_DAYS: u32 = 180;
/// The look-back of counts, in days.
pub const WINDOW_DAYS: i32 = 365;
/// Stars at or below which a rating is low.
pub const LOW_STARS_MAX: usize = 2;
/// The most stars of a rating.
const STARS_MAX: u8 = 5;
/// The mean that is assumed before any rating, in stars.
pub const PRIOR_STARS: f64 = 4.0;
/// How many fully believed ratings of today the prior is worth.
pub const PRIOR_RATINGS: f64 = 5.0;
/// Low ratings that are named as evidence, newest first.
pub const EVIDENCE_MAX: usize = 10;

/// Sums over a merchant's ratings, as of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingSums {
    /// All ratings.
    pub n: i64,
    /// Ratings of the last [`WINDOW_DAYS`] days.
    pub n_window: i64,
    /// Low ones among them.
    pub n_low_window: i64,
    /// Belief of the ratings of the window, in thousandths of a rating.
    pub weight_window: i64,
    /// Sum of the weights of all ratings, undecayed: what rounding can amount to.
    pub weight_put: i64,
    /// Sum of weight times decay: thousandths times [`super::decay::ONE`].
    pub decayed_weight: i64,
    /// Sum of weight times decay times stars: millionths times [`super::decay::ONE`].
    pub decayed_stars: i128,
    /// Sums of the three dimensions over all ratings that have them, undecayed.
    pub dimension_stars: [i64; 3],
    /// Ratings that have the three dimensions.
    pub n_dimensions: i64,
}

/// The ratings that are named as the reason of a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingEvidence {
    /// The low ratings of the window, newest first.
    pub low: SmallVec<[Seq; EVIDENCE_MAX]>,
    /// Further ratings below five stars, newest first: evidence of a mean.
    pub middling: SmallVec<[Seq; EVIDENCE_MAX]>,
}

/// The lowest rating given and known on the same days, the latest of equals.
struct Worst {
    day: Day,
    known_since: Day,
    stars: u8,
    seq: Seq,
    age: i32,
}

impl Worst {
    fn is_beside(&self, other: &Self) -> bool {
        self.day == other.day && self.known_since == other.known_since
    }
}

impl RatingSums {
    /// Sums ratings that stand, given by `as_of`.
    #[must_use]
    pub fn over(ratings: &[PlainRating], as_of: Day, decay: &Decay) -> Self {
        let mut sums = Self::default();
        for rating in ratings {
            let age = as_of.since(rating.effective_on);
            let decay = decay.at(age);
            let weight = i64::from(rating.weight);
            let stars = rating.stars;
            sums.weight_put += weight;
            sums.decayed_weight += weight * decay;
            // A thousand times five thousand times 65,536 fits an i64 by far; the sum need not.
            let milli = i64::from(stars.overall_milli());
            sums.decayed_stars += i128::from(weight * milli * decay);
            if let Some(dimensions) = stars.dimensions() {
                for (sum, stars) in sums.dimension_stars.iter_mut().zip(dimensions) {
                    *sum += i64::from(stars);
                }
                sums.n_dimensions += 1;
            }
            if age < WINDOW_DAYS {
                sums.n_window += 1;
                sums.n_low_window += i64::from(usize::from(stars.overall()) <= LOW_STARS_MAX);
                sums.weight_window += weight;
            }
        }
        sums.n = i64::try_from(ratings.len()).unwrap_or(i64::MAX);
        sums
    }

    /// The mean in stars: believed, decayed ratings with the prior's [`PRIOR_RATINGS`] of
    /// [`PRIOR_STARS`] (a Bayesian mean); none before the first rating.
    #[must_use]
    pub fn mean_stars(&self) -> Option<f64> {
        if self.n <= 0 {
            return None;
        }
        let one = super::decay::ONE as f64 * 1000.0;
        let weight = self.decayed_weight as f64 / one;
        let stars = self.decayed_stars as f64 / (one * 1000.0);
        Some((PRIOR_RATINGS * PRIOR_STARS + stars) / (PRIOR_RATINGS + weight))
    }

    /// The share of low ratings in the window; see [`low_share`].
    #[must_use]
    pub fn low_share(&self) -> Option<f64> {
        low_share(self.n_window, self.n_low_window)
    }
}

impl RatingEvidence {
    /// What marks that stand, given by `as_of`, are evidence of, told latest first.
    #[must_use]
    pub fn of<'m>(
        latest_first: impl Iterator<Item = &'m RatingMark>,
        as_of: Day,
        decay: &Decay,
    ) -> Self {
        let mut evidence = Self::default();
        let mut worst: Option<Worst> = None;
        for mark in latest_first {
            let stars = mark.fact.stars.overall();
            let age = as_of.since(mark.effective_on);
            // What has full stars, or weighs nothing any more, lowers nothing.
            if stars >= STARS_MAX || decay.at(age) <= 0 {
                continue;
            }
            let own = Worst {
                day: mark.effective_on,
                known_since: mark.known_since,
                stars,
                seq: mark.seq,
                age,
            };
            match &mut worst {
                Some(worst) if worst.is_beside(&own) => {
                    if own.stars < worst.stars {
                        *worst = own;
                    }
                }
                other => evidence.show(other.replace(own)),
            }
        }
        evidence.show(worst);
        evidence
    }

    /// Names the worst rating of a day, where it lowers a mean or a share.
    fn show(&mut self, worst: Option<Worst>) {
        let Some(worst) = worst else { return };
        let is_low = worst.age < WINDOW_DAYS && usize::from(worst.stars) <= LOW_STARS_MAX;
        let shown = if is_low { &mut self.low } else { &mut self.middling };
        if shown.len() < EVIDENCE_MAX {
            shown.push(worst.seq);
        }
    }
}

/// The share of low ratings among `n`, with one good rating assumed beside them; none without a
/// rating.
#[must_use]
pub fn low_share(n: i64, n_low: i64) -> Option<f64> {
    (n > 0).then(|| n_low as f64 / (n + 1) as f64)
}

/// How many fully believed ratings a belief in thousandths of a rating comes to.
#[must_use]
pub fn believed(weight: i64) -> f64 {
    weight as f64 / 1000.0
}
