//! How far a population has moved: population and characteristic stability index (PSI, CSI).

/// A stability index and what it is worth with so many rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// Σ (share after − share before) × ln(share after ÷ share before) over the bins.
    pub index: f64,
    /// The index that chance alone exceeds in 5 % of samples of these sizes when nothing moved.
    pub by_chance: f64,
    /// Bins that one side left empty.
    pub n_emptied: usize,
}

impl Drift {
    /// Whether the index is above both 0.1 (the usual mark of a shift) and what chance explains.
    #[must_use]
    pub fn is_shift(&self) -> bool {
        self.index > 0.1 && self.index > self.by_chance
    }
}

/// The stability index over the same bins before and after, from counts of rows.
///
/// A bin that one side left empty counts half a row there, and is never dropped; a bin that is
/// empty on both sides says nothing. `None` when a side has no rows.
#[must_use]
pub fn population_stability_index(before: &[u64], after: &[u64]) -> Option<Drift> {
    let sum = |counts: &[u64]| counts.iter().sum::<u64>() as f64;
    let (n_before, n_after) = (sum(before), sum(after));
    if n_before <= 0.0 || n_after <= 0.0 {
        return None;
    }
    let share = |count: u64, n: f64| if count > 0 { count as f64 / n } else { 0.5 / n };
    let longest = before.len().max(after.len());
    let (mut index, mut n_emptied, mut n_filled) = (0.0, 0, 0);
    for bin in 0..longest {
        let count = |counts: &[u64]| counts.get(bin).copied().unwrap_or(0);
        let (count_before, count_after) = (count(before), count(after));
        if count_before == 0 && count_after == 0 {
            continue;
        }
        n_filled += 1;
        n_emptied += usize::from(count_before == 0 || count_after == 0);
        let (p, q) = (share(count_before, n_before), share(count_after, n_after));
        index += (q - p) * libm::log(q / p);
    }
    let by_chance = (1.0 / n_before + 1.0 / n_after) * chi_square_95(n_filled - 1);
    Some(Drift { index, by_chance, n_emptied })
}

/// The 95 % quantile of chi-square, after Wilson and Hilferty (1931); 0 without freedom.
fn chi_square_95(degrees_of_freedom: usize) -> f64 {
    if degrees_of_freedom == 0 {
        return 0.0;
    }
    let k = degrees_of_freedom as f64;
    let ninth = 2.0 / (9.0 * k);
    k * (1.0 - ninth + 1.644_853_626_951_472_2 * ninth.sqrt()).powi(3)
}
