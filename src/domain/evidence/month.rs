//! What the ratings of one month say: how many, their believed mean, and how sure that mean is.

use super::mark::RatingMark;
use super::weigh::RatingWeight;
use crate::domain::day::Day;

/// Standard normal quantile of a two-sided interval of 95 %.
const QUANTILE: f64 = 1.96;
/// The fewest and most stars.
const STARS: (f64, f64) = (1.0, 5.0);

/// The ratings given in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingMonth {
    /// The first day of the month.
    pub month: Day,
    /// How many of 1, 2, 3, 4 and 5 stars.
    pub n_by_stars: [i64; 5],
    /// The sum of weights, in thousandths of a rating.
    pub weight: i64,
    /// The sum of weight times stars, in millionths.
    pub weighted_stars: i64,
}

/// The ends of an interval, in stars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StarInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl RatingMonth {
    /// A month without ratings.
    #[must_use]
    pub const fn empty(month: Day) -> Self {
        Self { month, n_by_stars: [0; 5], weight: 0, weighted_stars: 0 }
    }

    /// Adds a rating with what it weighs.
    pub fn add(&mut self, mark: &RatingMark, weighed: RatingWeight) {
        let stars = mark.fact.stars;
        let place = usize::from(stars.overall()).saturating_sub(1);
        if let Some(n) = self.n_by_stars.get_mut(place) {
            *n += 1;
        }
        let weight = i64::from(weighed.weight);
        self.weight += weight;
        self.weighted_stars += weight * i64::from(stars.overall_milli());
    }

    /// How many ratings.
    #[must_use]
    pub fn n(&self) -> i64 {
        self.n_by_stars.iter().sum()
    }

    /// How far they are believed on average, from 0 to 1; none without ratings.
    #[must_use]
    pub fn belief(&self) -> Option<f64> {
        (self.n() > 0).then(|| self.weight as f64 / 1000.0 / self.n() as f64)
    }

    /// The mean in stars, each rating by its weight; none without weight.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let (fewest, most) = STARS;
        let mean = || self.weighted_stars as f64 / 1000.0 / self.weight as f64;
        (self.n() > 0 && self.weight > 0).then(|| mean().clamp(fewest, most))
    }

    /// The 95 % interval of the mean by the normal approximation, with believed ratings as its size.
    /// The variance is taken as if there were one more rating of each star, so that a few equal
    /// ratings do not look certain.
    #[must_use]
    pub fn interval(&self) -> Option<StarInterval> {
        let mean = self.mean()?;
        let counts = || (1_i32..).zip(self.n_by_stars).map(|(star, n)| (f64::from(star), n));
        let n = counts().map(|(_, n)| n.max(0) as f64 + 1.0).sum::<f64>();
        let moment = |power: i32| {
            counts().map(|(star, n)| (n.max(0) as f64 + 1.0) * star.powi(power)).sum::<f64>() / n
        };
        let variance = moment(2) - moment(1).powi(2);
        let half = QUANTILE * (variance / (self.weight as f64 / 1000.0)).sqrt();
        let (fewest, most) = STARS;
        Some(StarInterval { low: (mean - half).max(fewest), high: (mean + half).min(most) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(n_by_stars: [i64; 5], weight_each: i64) -> RatingMonth {
        let stars = (1_i64..).zip(n_by_stars).map(|(star, n)| star * n).sum::<i64>();
        let n = n_by_stars.iter().sum::<i64>();
        RatingMonth {
            month: Day::from_number(0),
            n_by_stars,
            weight: n * weight_each,
            weighted_stars: stars * weight_each * 1000,
        }
    }

    #[test]
    fn the_mean_and_belief_are_those_of_the_ratings() {
        let mixed = month([1, 0, 0, 0, 3], 500);
        assert_eq!(mixed.n(), 4);
        assert_eq!(mixed.mean(), Some(4.0));
        assert_eq!(mixed.belief(), Some(0.5));
        let none = month([0; 5], 1000);
        assert_eq!((none.mean(), none.belief(), none.interval()), (None, None, None));
    }

    #[test]
    fn more_believed_ratings_make_a_narrower_interval() {
        let width = |month: RatingMonth| {
            let interval = month.interval().unwrap();
            interval.high - interval.low
        };
        let few = width(month([1, 1, 2, 3, 3], 1000));
        let many = width(month([100, 100, 200, 300, 300], 1000));
        let doubted = width(month([100, 100, 200, 300, 300], 200));
        assert!(many < few / 5.0, "{many} {few}");
        assert!((doubted / many - 5.0_f64.sqrt()).abs() < 1e-9, "{doubted} {many}");
    }

    #[test]
    fn an_interval_is_what_the_formula_gives_and_stays_on_the_scale() {
        // With one more of each star the ten ratings have mean 4, mean square 18 and variance 2.
        let fives = month([0, 0, 0, 0, 5], 1000).interval().unwrap();
        let low = 5.0 - 1.96 * (2.0_f64 / 5.0).sqrt();
        assert!((fives.low - low).abs() < 1e-12);
        assert_eq!(fives.high, 5.0);
    }
}
