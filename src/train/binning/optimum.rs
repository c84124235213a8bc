//! The exact optimum of information value over all ways to join pre-bins under the limits.
//!
//! Dynamic programming over (start, end) of the last bin. A bin may follow another when its bad
//! rate lies on the right side of it, so for each boundary the bins that end there and those that
//! begin there are walked in the order of their rates once: O(pre-bins² × bins) after sorting.

use super::BinningLimits;
use super::counts::{BinCounts, Totals, evidence};

/// How the bad rate moves as the value rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// It rises.
    Ascending,
    /// It falls.
    Descending,
    /// It rises, then falls.
    Peak,
    /// It falls, then rises.
    Valley,
    /// Rising or falling, whichever is stronger; with a turn only where that is much stronger.
    Auto,
    /// Any way.
    Any,
}

/// A turn must bring this many times the information value of the best trend without one …
const TURN_GAIN: f64 = 1.1;
/// … and this many times what one more bin brings by chance alone.
const TURN_NOISE: f64 = 4.0;

/// Bins found: the pre-bins in which each ends, exclusive.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Optimum {
    /// Rising; the last is the number of pre-bins.
    pub(super) ends: Vec<usize>,
    /// Information value of the ordinary bins, less the price of bins.
    pub(super) value: f64,
}

/// Finds the best bins; `None` when not even one bin of all rows keeps the limits.
pub(super) fn optimum(
    counts: &[BinCounts],
    totals: &Totals,
    n_rows: u64,
    trend: Trend,
    limits: &BinningLimits,
) -> Option<Optimum> {
    let segments = Segments::new(counts, totals, n_rows, limits);
    let solve = |shape: Shape| segments.solve(shape, limits);
    let better = |a: Option<Optimum>, b: Option<Optimum>| match (a, b) {
        (Some(a), Some(b)) => Some(if b.value > a.value { b } else { a }),
        (a, b) => a.or(b),
    };
    match trend {
        Trend::Ascending => solve(Shape { first: Move::Up, turn: Turn::Never }),
        Trend::Descending => solve(Shape { first: Move::Down, turn: Turn::Never }),
        Trend::Peak => solve(Shape { first: Move::Up, turn: Turn::Once }),
        Trend::Valley => solve(Shape { first: Move::Down, turn: Turn::Once }),
        Trend::Any => segments.solve_any(limits),
        Trend::Auto => {
            let straight = better(
                solve(Shape { first: Move::Up, turn: Turn::Never }),
                solve(Shape { first: Move::Down, turn: Turn::Never }),
            );
            let turning = better(
                solve(Shape { first: Move::Up, turn: Turn::Once }),
                solve(Shape { first: Move::Down, turn: Turn::Once }),
            );
            let bar = straight.as_ref().map_or(f64::NEG_INFINITY, |found| {
                found.value * TURN_GAIN + TURN_NOISE * noise(totals)
            });
            turning.filter(|found| found.value > bar).or(straight)
        }
    }
}

/// Information value that one more bin brings on average when there is nothing to find.
pub(super) fn noise(totals: &Totals) -> f64 {
    // In rows: a bin's information value under no association is chi-square with one degree of
    // freedom, times (1 / goods + 1 / bads).
    let row = 2.0 * totals.half_row;
    row / totals.good + row / totals.bad
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Up,
    Down,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Never,
    Once,
}

#[derive(Clone, Copy)]
struct Shape {
    first: Move,
    turn: Turn,
}

/// Every run of neighbouring pre-bins that may be a bin.
struct Segments {
    /// Boundaries: one more than pre-bins. The run from `i` to `j` is at `i * width + j`.
    width: usize,
    rates: Vec<f64>,
    /// Information value less the price of a bin; −∞ where the limits are not kept.
    values: Vec<f64>,
    /// For each boundary, the starts of runs that end there, by rising rate.
    starts: Vec<Vec<u16>>,
    /// For each boundary, the ends of runs that begin there, by rising rate.
    ends: Vec<Vec<u16>>,
}

/// One more bin: the way back from each last bin, and the totals of the chains that are whole.
struct Layer {
    back: Vec<u16>,
    /// By the start of the last bin, which ends at the last boundary.
    whole: Vec<f64>,
}

const TURNED: u16 = 1 << 15;

impl Segments {
    fn new(counts: &[BinCounts], totals: &Totals, n_rows: u64, limits: &BinningLimits) -> Self {
        let width = counts.len() + 1;
        let price = limits.noise_multiple * noise(totals);
        let n_min = (limits.share_min * n_rows as f64).ceil() as u64;
        let mut rates = vec![0.0; width * width];
        let mut values = vec![f64::NEG_INFINITY; width * width];
        let mut starts = vec![Vec::new(); width];
        let mut ends = vec![Vec::new(); width];
        for (start, ends) in ends.iter_mut().enumerate().take(counts.len()) {
            let mut run = BinCounts::default();
            for end in start + 1..width {
                run.add(&counts[end - 1]);
                let n_good = run.n - run.n_bad;
                if run.n < n_min || run.n_bad.min(n_good) < limits.n_class_min {
                    continue;
                }
                let place = start * width + end;
                rates[place] = run.bad_rate();
                values[place] = evidence(&run, totals).information_value - price;
                starts[end].push(start as u16);
                ends.push(end as u16);
            }
        }
        let by_rate = |a: f64, b: f64| a.total_cmp(&b);
        for (end, list) in starts.iter_mut().enumerate() {
            let rate = |start: u16| rates[usize::from(start) * width + end];
            list.sort_unstable_by(|&a, &b| by_rate(rate(a), rate(b)).then(a.cmp(&b)));
        }
        for (start, list) in ends.iter_mut().enumerate() {
            let rate = |end: u16| rates[start * width + usize::from(end)];
            list.sort_unstable_by(|&a, &b| by_rate(rate(a), rate(b)).then(a.cmp(&b)));
        }
        Self { width, rates, values, starts, ends }
    }

    /// Adds one more bin to each chain of `from` whose bad rate moves as said.
    ///
    /// `from` and `into` hold the best total by (start, end) of the last bin; `back` the way back.
    fn extend(
        &self,
        from: &[f64],
        into: &mut [f64],
        back: &mut [u16],
        step: Step,
        rate_difference_min: f64,
    ) {
        let apart = |earlier: f64, later: f64| {
            let difference = match step.way {
                Move::Up => later - earlier,
                Move::Down => earlier - later,
            };
            difference > 0.0 && difference >= rate_difference_min
        };
        for boundary in 1..self.width - 1 {
            let (starts, ends) = (&self.starts[boundary], &self.ends[boundary]);
            let (n_starts, n_ends) = (starts.len(), ends.len());
            let at = |list: &[u16], n: usize, i: usize| match step.way {
                Move::Up => list[i],
                Move::Down => list[n - 1 - i],
            };
            let (mut next, mut best, mut best_start) = (0, f64::NEG_INFINITY, 0);
            for i in 0..n_ends {
                let end = usize::from(at(ends, n_ends, i));
                let place = boundary * self.width + end;
                while next < n_starts {
                    let start = at(starts, n_starts, next);
                    let before = usize::from(start) * self.width + boundary;
                    if !apart(self.rates[before], self.rates[place]) {
                        break;
                    }
                    if from[before] > best {
                        (best, best_start) = (from[before], start);
                    }
                    next += 1;
                }
                let total = best + self.values[place];
                if total > into[place] {
                    into[place] = total;
                    back[place] = best_start | step.mark;
                }
            }
        }
    }

    fn whole(&self, totals: &[f64]) -> Vec<f64> {
        let last = self.width - 1;
        (0..last)
            .map(|start| totals.get(start * self.width + last).copied())
            .map(|total| total.unwrap_or(f64::NEG_INFINITY))
            .collect()
    }

    /// The best chain of at most as many bins as allowed, moving first one way.
    fn solve(&self, shape: Shape, limits: &BinningLimits) -> Option<Optimum> {
        let size = self.width * self.width;
        let turning_size = if shape.turn == Turn::Once { size } else { 0 };
        let other = if shape.first == Move::Up { Move::Down } else { Move::Up };
        let least = limits.rate_difference_min;
        let unreached = |size: usize| vec![f64::NEG_INFINITY; size];
        let mut straight = unreached(size);
        straight[..self.width].copy_from_slice(&self.values[..self.width]);
        let mut turned = unreached(turning_size);
        let layer = |totals: &[f64], back| Layer { back, whole: self.whole(totals) };
        let mut layers = vec![Layers {
            straight: layer(&straight, Vec::new()),
            turned: layer(&turned, Vec::new()),
        }];
        for _ in 2..=limits.n_bins_max {
            let (mut next, mut back) = (unreached(size), vec![0; size]);
            let (mut next_turned, mut back_turned) =
                (unreached(turning_size), vec![0; turning_size]);
            let onwards = Step { way: shape.first, mark: 0 };
            self.extend(&straight, &mut next, &mut back, onwards, least);
            if shape.turn == Turn::Once {
                for (from, mark) in [(&straight, 0), (&turned, TURNED)] {
                    let step = Step { way: other, mark };
                    self.extend(from, &mut next_turned, &mut back_turned, step, least);
                }
            }
            if !next.iter().chain(&next_turned).any(|total| total.is_finite()) {
                break;
            }
            layers.push(Layers {
                straight: layer(&next, back),
                turned: layer(&next_turned, back_turned),
            });
            (straight, turned) = (next, next_turned);
        }
        self.best_chain(&layers)
    }

    fn best_chain(&self, layers: &[Layers]) -> Option<Optimum> {
        let last = self.width - 1;
        let mut best: Option<Chain> = None;
        for (n_before, layers) in layers.iter().enumerate() {
            for start in 0..last {
                for turn in [Turn::Never, Turn::Once] {
                    let total = layers.of(turn).whole[start];
                    if total.is_finite() && best.as_ref().is_none_or(|best| total > best.total) {
                        best = Some(Chain { total, start, n_before, turn });
                    }
                }
            }
        }
        let Chain { total, mut start, n_before, mut turn } = best?;
        let mut ends = vec![last];
        for n in (1..=n_before).rev() {
            let end = ends[ends.len() - 1];
            let back = layers[n].of(turn).back[start * self.width + end];
            ends.push(start);
            if back & TURNED == 0 {
                turn = Turn::Never;
            }
            start = usize::from(back & !TURNED);
        }
        ends.reverse();
        Some(Optimum { ends, value: total })
    }

    /// The best chain without any trend.
    fn solve_any(&self, limits: &BinningLimits) -> Option<Optimum> {
        let last = self.width - 1;
        let mut totals = vec![vec![f64::NEG_INFINITY; self.width]];
        let mut back = vec![vec![0_usize; self.width]];
        totals[0][0] = 0.0;
        for n_bins in 1..=limits.n_bins_max {
            let mut layer = vec![f64::NEG_INFINITY; self.width];
            let mut from = vec![0_usize; self.width];
            for (start, ends) in self.ends.iter().enumerate() {
                let before = totals[n_bins - 1][start];
                for &end in ends {
                    let end = usize::from(end);
                    let total = before + self.values[start * self.width + end];
                    if total > layer[end] {
                        (layer[end], from[end]) = (total, start);
                    }
                }
            }
            totals.push(layer);
            back.push(from);
        }
        let n_bins = (1..totals.len())
            .reduce(|best, n| if totals[n][last] > totals[best][last] { n } else { best })?;
        let value = totals[n_bins][last];
        if !value.is_finite() {
            return None;
        }
        let mut ends = vec![last];
        for n in (2..=n_bins).rev() {
            ends.push(back[n][ends[ends.len() - 1]]);
        }
        ends.reverse();
        Some(Optimum { ends, value })
    }
}

/// The chains of one number of bins, before and after their turn.
struct Layers {
    straight: Layer,
    turned: Layer,
}

impl Layers {
    const fn of(&self, turn: Turn) -> &Layer {
        match turn {
            Turn::Never => &self.straight,
            Turn::Once => &self.turned,
        }
    }
}

/// The end of the best chain found so far.
struct Chain {
    total: f64,
    start: usize,
    n_before: usize,
    turn: Turn,
}

/// How the bad rate of the next bin moves, and the mark its way back carries.
#[derive(Clone, Copy)]
struct Step {
    way: Move,
    mark: u16,
}
