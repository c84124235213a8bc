//! What a run comes to: counts, the distribution of points, and the bins of each characteristic.

use serde::{Deserialize, Serialize};

use super::block::{RowHead, Standing};
use crate::domain::scorecard::{Grade, POINTS_MAX, Scorecard};
use crate::domain::sufficiency::Lacking;

/// How many merchants got a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradeCount {
    /// The grade.
    pub grade: Grade,
    /// How many.
    pub n: u64,
}

/// How many merchants were not rated for one first reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LackingCount {
    /// The first thing that is lacking.
    pub lacking: Lacking,
    /// How many.
    pub n: u64,
}

/// Counts over the merchants of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    by_grade: [u64; Grade::ALL.len()],
    by_lacking: [u64; Lacking::ALL.len()],
    /// Merchants whose records cannot be read.
    pub n_unscorable: u64,
    by_points: Vec<u64>,
    /// Rated merchants in each bin, by characteristic in the card's order.
    pub by_bin: Vec<Vec<u64>>,
}

impl Tally {
    /// Nothing counted yet, for a card.
    #[must_use]
    pub fn new(card: &Scorecard) -> Self {
        let bins = card.characteristics().iter().map(|own| vec![0; own.bins.len()]);
        Self {
            by_grade: [0; Grade::ALL.len()],
            by_lacking: [0; Lacking::ALL.len()],
            n_unscorable: 0,
            by_points: vec![0; POINTS_MAX.unsigned_abs() as usize + 1],
            by_bin: bins.collect(),
        }
    }

    /// Counts one merchant.
    pub fn count(&mut self, head: RowHead, bins: impl Iterator<Item = usize>) {
        let add = |count: Option<&mut u64>| {
            if let Some(count) = count {
                *count += 1;
            }
        };
        match head.standing {
            Standing::Absent => {}
            Standing::Unscorable => self.n_unscorable += 1,
            Standing::NotRated(lacking) => {
                let first = lacking.iter().next();
                let place = Lacking::ALL.iter().position(|known| Some(*known) == first);
                add(place.and_then(|place| self.by_lacking.get_mut(place)));
            }
            Standing::Rated(grade) => {
                add(self.by_grade.get_mut(grade as usize));
                add(self.by_points.get_mut(usize::from(head.points)));
                for (counts, bin) in self.by_bin.iter_mut().zip(bins) {
                    add(counts.get_mut(bin));
                }
            }
        }
    }

    /// Counts what another counted, too.
    pub fn add(&mut self, other: &Self) {
        self.each_with(other, |own, more| *own += more);
    }

    /// No longer counts what another counted, which must be part of it.
    pub fn take_off(&mut self, other: &Self) {
        self.each_with(other, |own, less| *own = own.saturating_sub(less));
    }

    fn each_with(&mut self, other: &Self, change: impl Fn(&mut u64, u64)) {
        let pairs = self.by_grade.iter_mut().zip(&other.by_grade);
        let pairs = pairs.chain(self.by_lacking.iter_mut().zip(&other.by_lacking));
        let pairs = pairs.chain(self.by_points.iter_mut().zip(&other.by_points));
        let bins = self.by_bin.iter_mut().flatten().zip(other.by_bin.iter().flatten());
        pairs.chain(bins).for_each(|(own, other)| change(own, *other));
        change(&mut self.n_unscorable, other.n_unscorable);
    }

    /// Whether it counts by the bins of a card.
    #[must_use]
    pub fn fits(&self, card: &Scorecard) -> bool {
        let n_bins = card.characteristics().iter().map(|own| own.bins.len());
        self.by_bin.iter().map(Vec::len).eq(n_bins)
            && self.by_points.len() == POINTS_MAX.unsigned_abs() as usize + 1
    }

    /// Rated merchants by grade, best first; every grade is listed.
    #[must_use]
    pub fn grades(&self) -> Vec<GradeCount> {
        Grade::ALL
            .into_iter()
            .zip(self.by_grade)
            .map(|(grade, n)| GradeCount { grade, n })
            .collect()
    }

    /// Merchants not rated, by the first thing that is lacking.
    #[must_use]
    pub fn not_rated(&self) -> Vec<LackingCount> {
        let counts = Lacking::ALL.into_iter().zip(self.by_lacking);
        counts.map(|(lacking, n)| LackingCount { lacking, n }).collect()
    }

    /// Rated merchants by points, from 0.
    #[must_use]
    pub fn by_points(&self) -> &[u64] {
        &self.by_points
    }

    /// Rated merchants.
    #[must_use]
    pub fn n_rated(&self) -> u64 {
        self.by_grade.iter().sum()
    }

    /// Merchants there is too little of to rate them.
    #[must_use]
    pub fn n_not_rated(&self) -> u64 {
        self.by_lacking.iter().sum()
    }

    /// Merchants in all.
    #[must_use]
    pub fn n_merchants(&self) -> u64 {
        self.n_rated() + self.n_not_rated() + self.n_unscorable
    }

    /// The mean of the points; none when nobody is rated.
    #[must_use]
    pub fn mean_points(&self) -> Option<f64> {
        let sum: u64 = self.by_points.iter().zip(0_u64..).map(|(n, points)| n * points).sum();
        (self.n_rated() > 0).then(|| sum as f64 / self.n_rated() as f64)
    }

    /// The least points that at least that share of the rated merchants do not exceed; none when
    /// nobody is rated.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<u32> {
        let wanted = share * self.n_rated() as f64;
        let mut n = 0;
        for (count, points) in self.by_points.iter().zip(0_u32..) {
            n += count;
            if n > 0 && n as f64 >= wanted {
                return Some(points);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::{Due, LackingSet, RowHead, Standing};
    use super::Tally;
    use crate::domain::scorecard::Grade;
    use crate::domain::sufficiency::Lacking;

    fn tally(points: &[u16]) -> Tally {
        let card = crate::app::rescore::tests::shipped_card();
        let mut tally = Tally::new(&card);
        for points in points {
            let standing = Standing::Rated(Grade::Bb);
            let head = RowHead { points: *points, ..RowHead::without_score(standing, Due::NEVER) };
            tally.count(head, std::iter::repeat(0));
        }
        tally
    }

    #[test]
    fn quantiles_are_points_that_a_share_does_not_exceed() {
        let tally = tally(&[10, 20, 20, 40]);
        for (share, points) in [(0.0, 10), (0.25, 10), (0.5, 20), (0.75, 20), (1.0, 40)] {
            assert_eq!(tally.quantile(share), Some(points), "{share}");
        }
        assert_eq!(tally.mean_points(), Some(22.5));
    }

    #[test]
    fn counts_are_added_and_taken_off() {
        let card = crate::app::rescore::tests::shipped_card();
        let mut both = tally(&[10, 20, 20]);
        both.add(&tally(&[20, 40]));
        assert_eq!(both, tally(&[10, 20, 20, 20, 40]));
        both.take_off(&tally(&[20, 40]));
        assert_eq!(both, tally(&[10, 20, 20]));
        assert!(both.fits(&card));
        both.by_bin.pop();
        assert!(!both.fits(&card));
    }

    #[test]
    fn who_is_not_rated_is_counted_once_by_what_is_lacking_first() {
        let mut tally = tally(&[]);
        let lacking = LackingSet::of(&[Lacking::Ratings, Lacking::Inspection]);
        tally.count(
            RowHead::without_score(Standing::NotRated(lacking), Due::NEVER),
            std::iter::empty(),
        );
        let counted: Vec<_> = tally.not_rated().into_iter().filter(|count| count.n > 0).collect();
        assert_eq!(counted.len(), 1);
        assert_eq!(counted[0].lacking, Lacking::Inspection);
        assert_eq!((tally.n_merchants(), tally.n_rated(), tally.mean_points()), (1, 0, None));
    }
}
