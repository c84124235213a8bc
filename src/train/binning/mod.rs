//! Optimal binning (最优分箱): pre-bins, then the exact optimum of information value under limits.

mod column;
mod counts;
mod edges;
mod optimum;
mod prebins;

pub use column::{BinnedColumn, N_SPECIAL_MAX, TrainedBin, bin_column};
pub use counts::{BinCounts, Evidence, Totals, ZERO_CELL_RULE, evidence};
pub use optimum::Trend;

use super::TrainError;

/// Limits that bins must keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinningLimits {
    /// Most ordinary bins of a column.
    pub n_bins_max: usize,
    /// Most pre-bins that the optimum is sought over.
    pub n_prebins_max: usize,
    /// Least share of the rows in a bin of numbers.
    pub share_min: f64,
    /// Fewest bad rows, and fewest good rows, in a bin of numbers; at least 1.
    pub n_class_min: u64,
    /// Fewest bad rows, and fewest good rows, that a bin of categories would hold at the bad rate of
    /// the sample. What it does hold may be fewer: a hundred rows without a bad are evidence.
    pub n_expected_min: f64,
    /// Least difference of the bad rates of neighbouring bins.
    pub rate_difference_min: f64,
    /// Categories with a smaller share of the rows are taken together, as are those of which fewer
    /// than `n_expected_min` goods or bads would be expected.
    pub rare_share: f64,
    /// How bad rates move along a column that declares no direction.
    pub trend: Trend,
    /// Information value that each bin beyond the first must bring, in multiples of what chance
    /// alone brings on average (1 / weight of goods + 1 / weight of bads); 0: any gain counts.
    pub noise_multiple: f64,
}

impl Default for BinningLimits {
    fn default() -> Self {
        Self {
            n_bins_max: 10,
            n_prebins_max: 256,
            share_min: 0.05,
            n_class_min: 5,
            n_expected_min: 5.0,
            rate_difference_min: 0.0,
            rare_share: 0.01,
            trend: Trend::Auto,
            noise_multiple: 0.0,
        }
    }
}

/// Most ordinary bins that a column may be cut into.
pub const N_BINS_MAX: usize = 64;
/// Most pre-bins that the optimum may be sought over.
pub const N_PREBINS_MAX: usize = 1000;

impl BinningLimits {
    /// Checks that each limit is in its range.
    ///
    /// # Errors
    /// [`TrainError::Setting`] naming the limit.
    pub fn check(&self) -> Result<(), TrainError> {
        let settings = [
            ("bins at most", self.n_bins_max as f64, 1.0, N_BINS_MAX as f64, "1 to 64"),
            ("pre-bins", self.n_prebins_max as f64, 2.0, N_PREBINS_MAX as f64, "2 to 1000"),
            ("share of rows in a bin", self.share_min, 0.0, 0.5, "0 to 0.5"),
            ("goods and bads in a bin", self.n_class_min as f64, 1.0, 1e15, "at least 1"),
            ("goods and bads expected", self.n_expected_min, 0.0, 1e15, "0 or more"),
            ("difference of bad rates", self.rate_difference_min, 0.0, 1.0, "0 to 1"),
            ("share of a rare category", self.rare_share, 0.0, 0.5, "0 to 0.5"),
            ("multiple of noise", self.noise_multiple, 0.0, 1e6, "0 or more"),
        ];
        for (setting, value, least, most, rule) in settings {
            if !(least..=most).contains(&value) {
                return Err(TrainError::Setting { setting, value, rule });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
