//! How good scores are: discrimination, calibration, stability, and how sure that is.

mod bootstrap;
mod calibration;
mod discrimination;
mod stability;

pub use bootstrap::{Interval, PairedDifference, bootstrap_auc, paired_bootstrap_auc};
pub use calibration::{
    CalibrationBand, Recalibration, brier_score, calibration_bands, log_loss, recalibrate,
};
pub use discrimination::{Discrimination, GainsBand, RocPoint, discrimination, gains, roc_curve};
pub use stability::{Drift, population_stability_index};

/// Scores beside outcomes: a higher score speaks of a better merchant.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    /// Points or any number that rises with goodness.
    pub scores: &'a [f64],
    /// Whether each turned out bad.
    pub bad: &'a [bool],
    /// How much each counts; `None`: once.
    pub weights: Option<&'a [f64]>,
}

impl<'a> Scored<'a> {
    /// Scores that each count once.
    #[must_use]
    pub const fn new(scores: &'a [f64], bad: &'a [bool]) -> Self {
        Self { scores, bad, weights: None }
    }

    /// Number of rows.
    #[must_use]
    pub const fn n_rows(&self) -> usize {
        self.scores.len()
    }

    /// The weight of a row.
    #[must_use]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }
}

#[cfg(test)]
mod tests;
