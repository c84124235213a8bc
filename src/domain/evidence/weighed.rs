//! What weighed ratings say together on one day: Bayesian means with an interval, by decayed weights.

use smallvec::SmallVec;

use super::aggregate::{EVIDENCE_MAX, LOW_STARS_MAX, WINDOW_DAYS};
use super::decay::{Decay, ONE};
use super::mark::RatingMark;
use super::weigh::RatingWeight;
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;

/// Days after which a weighed rating counts half.
pub const WEIGHED_HALF_LIFE_DAYS: u32 = 540;
/// How many fully believed ratings of today the trade's usual mean is worth beside a merchant's own.
pub const WEIGHED_PRIOR: f64 = 15.0;
/// The variance that is assumed before any rating, in square stars.
pub const PRIOR_VARIANCE: f64 = 1.0;
/// Standard errors on either side of a mean within which the truth lies 19 times in 20.
const NORMAL_95: f64 = 1.96;
/// A full weight, without decay.
const FULL: f64 = 1000.0 * ONE as f64;

/// Sums of weighed ratings as of a day; integers, so that their order is of no matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeighedSums {
    /// Ratings that weigh anything.
    pub n: i64,
    /// The sum of their weights, undecayed, in thousandths.
    pub weight: i64,
    /// The sum of weight times decay.
    pub decayed: i64,
    /// Of it, of low stars.
    pub decayed_low: i64,
    /// The sum of weight times decay, squared.
    pub decayed_squared: i128,
    /// The sum of weight times decay times stars, in thousandths of a star.
    pub stars: i128,
    /// The sum of weight times decay times stars squared, in millionths.
    pub stars_squared: i128,
    /// Weight times decay of the ratings that have the three dimensions.
    pub dimensions_decayed: i64,
    /// For each dimension, the sum of weight times decay times stars.
    pub dimension_stars: [i128; 3],
    /// Weight in the last [`WINDOW_DAYS`] days, in thousandths.
    pub window: i64,
    /// Of it, of low stars.
    pub window_low: i64,
    /// The low ratings of the window that weigh most, newest first.
    pub low: SmallVec<[Seq; EVIDENCE_MAX]>,
    /// Low ones before the window, newest first.
    pub older_low: SmallVec<[Seq; EVIDENCE_MAX]>,
    /// Others below five stars, newest first.
    pub middling: SmallVec<[Seq; EVIDENCE_MAX]>,
    /// By day in the window, for what leaves it next.
    pub days: Vec<DayWeight>,
}

/// What ratings of one day weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayWeight {
    /// The day.
    pub day: Day,
    /// Their weight, in thousandths.
    pub weight: i64,
    /// Of it, of low stars.
    pub low: i64,
}

/// A mean and the interval that it lies in with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanStars {
    /// The mean, in stars.
    pub mean: f64,
    /// The lower end.
    pub from: f64,
    /// The upper end.
    pub to: f64,
}

impl WeighedSums {
    /// Adds a rating that stands, as of a day.
    pub fn add(&mut self, mark: &RatingMark, weighed: RatingWeight, as_of: Day, decay: &Decay) {
        let weight = i64::from(weighed.weight);
        let age = as_of.since(mark.effective_on);
        if weight == 0 || age < 0 {
            return;
        }
        let stars = mark.fact.stars;
        let milli = i128::from(stars.overall_milli());
        let decayed = weight * decay.at(age);
        self.n += 1;
        self.weight += weight;
        self.decayed += decayed;
        let is_low = usize::from(stars.overall()) <= LOW_STARS_MAX;
        self.decayed_low += if is_low { decayed } else { 0 };
        self.decayed_squared += i128::from(decayed) * i128::from(decayed);
        self.stars += i128::from(decayed) * milli;
        self.stars_squared += i128::from(decayed) * milli * milli;
        if let Some(dimensions) = stars.dimensions() {
            self.dimensions_decayed += decayed;
            for (sum, stars) in self.dimension_stars.iter_mut().zip(dimensions) {
                *sum += i128::from(decayed) * i128::from(stars);
            }
        }
        if age < WINDOW_DAYS {
            self.add_to_window(mark.effective_on, weight, is_low.then_some(weight));
        }
        if decayed > 0 {
            self.show(mark, age);
        }
    }

    fn add_to_window(&mut self, day: Day, weight: i64, low: Option<i64>) {
        let low = low.unwrap_or(0);
        self.window += weight;
        self.window_low += low;
        match self.days.last_mut() {
            Some(last) if last.day == day => {
                last.weight += weight;
                last.low += low;
            }
            _ => self.days.push(DayWeight { day, weight, low }),
        }
    }

    /// Names a rating that lowers a mean or a share. Ratings come in the order of their days, so the
    /// oldest one named makes room.
    fn show(&mut self, mark: &RatingMark, age: i32) {
        let stars = mark.fact.stars.overall();
        if stars >= 5 {
            return;
        }
        let is_low = usize::from(stars) <= LOW_STARS_MAX;
        if is_low && age < WINDOW_DAYS {
            return name(&mut self.low, mark.seq);
        }
        if is_low {
            name(&mut self.older_low, mark.seq);
        }
        name(&mut self.middling, mark.seq);
    }

    /// Decayed weight, in full ratings of today.
    #[must_use]
    pub fn believed(&self) -> f64 {
        self.decayed as f64 / FULL
    }

    /// The mean with [`WEIGHED_PRIOR`] ratings of the prior beside it; none where no rating weighs
    /// anything.
    ///
    /// The interval is the normal one of a mean of as many ratings as the weights are worth (Kish:
    /// (Σw)² ÷ Σw²) and the prior's, with a variance that the prior takes part in.
    #[must_use]
    pub fn mean_stars(&self, prior: f64) -> Option<MeanStars> {
        if self.n == 0 {
            return None;
        }
        let weight = self.believed();
        let stars = self.stars as f64 / (FULL * 1e3);
        let squares = self.stars_squared as f64 / (FULL * 1e6);
        let mean = (WEIGHED_PRIOR * prior + stars) / (WEIGHED_PRIOR + weight);
        let around = squares - 2.0 * mean * stars
            + mean * mean * weight
            + WEIGHED_PRIOR * (PRIOR_VARIANCE + (prior - mean) * (prior - mean));
        let variance = around.max(0.0) / (WEIGHED_PRIOR + weight);
        let squared = self.decayed_squared as f64 / (FULL * FULL);
        let worth = if squared > 0.0 { weight * weight / squared } else { 0.0 };
        let half = NORMAL_95 * (variance / (WEIGHED_PRIOR + worth)).sqrt();
        Some(MeanStars { mean, from: (mean - half).max(1.0), to: (mean + half).min(5.0) })
    }

    /// The means of 描述相符, 服务态度 and 物流服务 with the prior; none without such ratings.
    #[must_use]
    pub fn dimension_means(&self, prior: f64) -> Option<[f64; 3]> {
        let weight = self.dimensions_decayed as f64 / FULL;
        (self.dimensions_decayed > 0).then(|| {
            self.dimension_stars
                .map(|sum| (WEIGHED_PRIOR * prior + sum as f64 / FULL) / (WEIGHED_PRIOR + weight))
        })
    }

    /// The share of low stars by decayed weight with [`WEIGHED_PRIOR`] ratings of the prior's share
    /// beside them; none where no rating weighs anything.
    #[must_use]
    pub fn decayed_low_share(&self, prior: f64) -> Option<f64> {
        let low = self.decayed_low as f64 / FULL;
        (self.n > 0).then(|| (WEIGHED_PRIOR * prior + low) / (WEIGHED_PRIOR + self.believed()))
    }

    /// The share of low stars by weight in the window, one full good rating beside them; none where
    /// nothing in the window weighs anything.
    #[must_use]
    pub fn low_share(&self) -> Option<f64> {
        weighed_low_share(self.window, self.window_low)
    }
}

/// Puts a rating before those named; the last makes room.
fn name(named: &mut SmallVec<[Seq; EVIDENCE_MAX]>, seq: Seq) {
    if named.len() == EVIDENCE_MAX {
        named.pop();
    }
    named.insert(0, seq);
}

/// The share of low stars in a window's weight, with one full good rating assumed beside it.
#[must_use]
pub fn weighed_low_share(window: i64, low: i64) -> Option<f64> {
    (window > 0).then(|| low as f64 / (window + 1000) as f64)
}
