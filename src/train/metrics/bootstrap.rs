//! How sure an AUC is: seeded bootstrap intervals, alone and for the difference of two scores.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution as _};
use rayon::prelude::*;

use super::Scored;
use super::discrimination::{Tie, of_ties};

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate on the rows themselves.
    pub estimate: f64,
    /// 2.5 % quantile over the resamples.
    pub low: f64,
    /// 97.5 % quantile over the resamples.
    pub high: f64,
}

/// The difference of the AUC of two scores of the same rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDifference {
    /// AUC of the first minus AUC of the second.
    pub difference: Interval,
    /// Share of the resamples in which the first is better, ties counting half.
    pub share_first_better: f64,
}

/// Rows that cannot be told apart: the same scores and outcome.
struct Cell {
    ranks: Vec<u32>,
    bad: bool,
    n: u64,
}

/// Rows gathered into cells, with the number of distinct scores of each scoring.
struct Cells {
    cells: Vec<Cell>,
    n_ranks: Vec<usize>,
    n_rows: u64,
}

impl Cells {
    fn new(scorings: &[&[f64]], bad: &[bool]) -> Self {
        let ranked: Vec<(Vec<u32>, usize)> = scorings.iter().map(|scores| ranks(scores)).collect();
        let key = |row: usize| ranked.iter().map(move |(ranks, _)| ranks[row]);
        let mut order: Vec<usize> = (0..bad.len()).collect();
        order.sort_unstable_by(|&a, &b| key(a).cmp(key(b)).then(bad[a].cmp(&bad[b])));
        let mut cells: Vec<Cell> = Vec::new();
        for row in order {
            match cells.last_mut() {
                Some(cell) if cell.bad == bad[row] && cell.ranks.iter().copied().eq(key(row)) => {
                    cell.n += 1;
                }
                _ => cells.push(Cell { ranks: key(row).collect(), bad: bad[row], n: 1 }),
            }
        }
        let n_ranks = ranked.iter().map(|(_, n)| *n).collect();
        Self { cells, n_ranks, n_rows: bad.len() as u64 }
    }

    /// How often each cell is drawn when as many rows are drawn as there are.
    ///
    /// One binomial number for each cell, given what is left: the multinomial distribution.
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<u64> {
        if self.cells.len() as u64 == self.n_rows {
            let mut counts = vec![0; self.cells.len()];
            for _ in 0..self.n_rows {
                counts[rng.random_range(0..self.cells.len())] += 1;
            }
            return counts;
        }
        let (mut rows_left, mut draws_left) = (self.n_rows, self.n_rows);
        self.cells
            .iter()
            .map(|cell| {
                let share = cell.n as f64 / rows_left as f64;
                let drawn = if cell.n >= rows_left {
                    draws_left
                } else {
                    // The share is within 0 and 1, which is all that is asked of it.
                    Binomial::new(draws_left, share).map_or(0, |binomial| binomial.sample(rng))
                };
                rows_left -= cell.n;
                draws_left -= drawn;
                drawn
            })
            .collect()
    }

    /// AUC of one scoring when each cell counts so often.
    fn auc(&self, scoring: usize, counts: &[u64]) -> Option<f64> {
        let mut ties: Vec<Tie> =
            (0..self.n_ranks[scoring]).map(|_| Tie { good: 0.0, bad: 0.0 }).collect();
        for (cell, &count) in self.cells.iter().zip(counts) {
            let tie = &mut ties[cell.ranks[scoring] as usize];
            if cell.bad {
                tie.bad += count as f64;
            } else {
                tie.good += count as f64;
            }
        }
        of_ties(ties.into_iter()).map(|found| found.auc)
    }

    fn own_counts(&self) -> Vec<u64> {
        self.cells.iter().map(|cell| cell.n).collect()
    }

    /// A statistic over resamples, each with random numbers of its own: the same on any threads.
    fn resample(
        &self,
        n_resamples: u32,
        seed: u64,
        statistic: impl Fn(&[u64]) -> Option<f64> + Sync,
    ) -> Vec<f64> {
        let mut found: Vec<f64> = (0..u64::from(n_resamples))
            .into_par_iter()
            .filter_map(|stream| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(stream);
                statistic(&self.draw(&mut rng))
            })
            .collect();
        found.sort_unstable_by(f64::total_cmp);
        found
    }
}

/// The place of each score among the distinct scores, and how many there are.
fn ranks(scores: &[f64]) -> (Vec<u32>, usize) {
    let mut distinct = scores.to_vec();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let place = |score: &f64| distinct.partition_point(|other| other < score) as u32;
    (scores.iter().map(place).collect(), distinct.len())
}

/// The quantile of sorted numbers, between neighbours by their distance.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len().max(1) - 1) as f64;
    let low = sorted.get(place.floor() as usize).copied().unwrap_or(f64::NAN);
    let high = sorted.get(place.ceil() as usize).copied().unwrap_or(f64::NAN);
    low + (high - low) * place.fract()
}

fn interval(estimate: f64, sorted: &[f64]) -> Interval {
    Interval { estimate, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

/// AUC with its bootstrap interval; rows count once each. `None` without goods or without bads.
#[must_use]
pub fn bootstrap_auc(scored: &Scored<'_>, n_resamples: u32, seed: u64) -> Option<Interval> {
    let cells = Cells::new(&[scored.scores], scored.bad);
    let estimate = cells.auc(0, &cells.own_counts())?;
    let found = cells.resample(n_resamples, seed, |counts| cells.auc(0, counts));
    Some(interval(estimate, &found))
}

/// The difference of two AUC on the same rows with its paired bootstrap interval.
///
/// `None` without goods or without bads.
#[must_use]
pub fn paired_bootstrap_auc(
    first: &[f64],
    second: &[f64],
    bad: &[bool],
    n_resamples: u32,
    seed: u64,
) -> Option<PairedDifference> {
    let cells = Cells::new(&[first, second], bad);
    let difference = |counts: &[u64]| Some(cells.auc(0, counts)? - cells.auc(1, counts)?);
    let estimate = difference(&cells.own_counts())?;
    let found = cells.resample(n_resamples, seed, difference);
    let better = |value: &f64| {
        if *value > 0.0 { 1.0 } else { f64::from(u8::from(*value == 0.0)) / 2.0 }
    };
    let share_first_better = found.iter().map(better).sum::<f64>() / found.len().max(1) as f64;
    Some(PairedDifference { difference: interval(estimate, &found), share_first_better })
}
