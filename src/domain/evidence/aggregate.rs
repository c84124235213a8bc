//! What all ratings of a merchant say together on one day: sums with decay, and means with a prior.

use smallvec::SmallVec;

use super::cell::RatingCell;
use super::decay::Decay;
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
    /// Sum of the weights of all cells whatever their sign, undecayed: what rounding can amount to.
    pub weight_put: i64,
    /// Sum of weight times decay: thousandths times [`super::decay::ONE`].
    pub decayed_weight: i64,
    /// Sum of weight times decay times stars: millionths times [`super::decay::ONE`].
    pub decayed_stars: i128,
    /// Sums of the three dimensions over all ratings that have them, undecayed.
    pub dimension_stars: [i64; 3],
    /// Ratings that have the three dimensions.
    pub n_dimensions: i64,
    /// The low ratings of the window that are shown as evidence, newest first.
    pub low: SmallVec<[Seq; EVIDENCE_MAX]>,
    /// Further ratings below five stars that are shown as evidence of a mean, newest first.
    pub middling: SmallVec<[Seq; EVIDENCE_MAX]>,
}

impl RatingSums {
    /// Sums the cells that had happened by `as_of` and that `is_known` lets through.
    #[must_use]
    pub fn over(
        cells: &[RatingCell],
        as_of: Day,
        decay: &Decay,
        is_known: impl Fn(&RatingCell) -> bool,
    ) -> Self {
        let mut sums = Self::default();
        let end = cells.partition_point(|cell| cell.effective_on <= as_of);
        for cell in cells.iter().take(end).rev().filter(|cell| is_known(cell)) {
            let age = as_of.since(cell.effective_on);
            let decay = decay.at(age);
            sums.n += cell.n();
            sums.weight_put += cell.weight.abs();
            sums.decayed_weight += cell.weight * decay;
            sums.decayed_stars += i128::from(cell.weighted_stars) * i128::from(decay);
            for (sum, stars) in sums.dimension_stars.iter_mut().zip(cell.dimension_stars) {
                *sum += stars;
            }
            sums.n_dimensions += i64::from(cell.n_dimensions);
            let is_in_window = age < WINDOW_DAYS;
            if is_in_window {
                sums.add_window(cell);
            }
            if decay > 0 {
                sums.show(cell, is_in_window);
            }
        }
        sums
    }

    /// Names the rating of a cell that stands for its worst, where it lowers a mean or a share.
    fn show(&mut self, cell: &RatingCell, is_in_window: bool) {
        let Some(worst) = cell.worst.filter(|worst| worst.stars < STARS_MAX) else {
            return;
        };
        let is_low = is_in_window && usize::from(worst.stars) <= LOW_STARS_MAX;
        let shown = if is_low { &mut self.low } else { &mut self.middling };
        if shown.len() < EVIDENCE_MAX {
            shown.push(worst.seq);
        }
    }

    fn add_window(&mut self, cell: &RatingCell) {
        self.n_window += cell.n();
        self.n_low_window +=
            cell.n_by_stars.iter().take(LOW_STARS_MAX).map(|n| i64::from(*n)).sum::<i64>();
        self.weight_window += cell.weight;
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
