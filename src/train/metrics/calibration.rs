//! How true probabilities are: Brier score, log loss, calibration by band, and recalibration.

use linfa::Dataset;
use linfa::traits::Fit as _;
use ndarray::{Array1, Array2};

use crate::domain::scorecard::Calibration;
use crate::train::TrainError;
use crate::train::logistic::RidgeLogistic;

/// Mean squared difference of the probability of bad and the outcome.
#[must_use]
pub fn brier_score(probabilities: &[f64], bad: &[bool]) -> f64 {
    let squares = probabilities.iter().zip(bad).map(|(p, &bad)| {
        let miss = p - f64::from(u8::from(bad));
        miss * miss
    });
    squares.sum::<f64>() / probabilities.len().max(1) as f64
}

/// Mean negative log likelihood of the outcomes; probabilities are kept 1e-15 off 0 and 1.
#[must_use]
pub fn log_loss(probabilities: &[f64], bad: &[bool]) -> f64 {
    let losses = probabilities.iter().zip(bad).map(|(p, &bad)| {
        let p = p.clamp(1e-15, 1.0 - 1e-15);
        -libm::log(if bad { p } else { 1.0 - p })
    });
    losses.sum::<f64>() / probabilities.len().max(1) as f64
}

/// Rows of similar probability: what was predicted and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationBand {
    /// Rows.
    pub n: u64,
    /// Mean predicted probability of bad.
    pub predicted: f64,
    /// Share of bads.
    pub observed: f64,
}

/// Bands of equal size by rising probability of bad.
#[must_use]
pub fn calibration_bands(probabilities: &[f64], bad: &[bool], n: usize) -> Vec<CalibrationBand> {
    let mut order: Vec<u32> = (0..probabilities.len() as u32).collect();
    let p = |row: u32| probabilities[row as usize];
    order.sort_unstable_by(|&a, &b| p(a).total_cmp(&p(b)).then(a.cmp(&b)));
    let n_rows = order.len();
    (0..n)
        .map(|band| &order[n_rows * band / n..n_rows * (band + 1) / n])
        .filter(|rows| !rows.is_empty())
        .map(|rows| {
            let size = rows.len() as f64;
            let n_bad = rows.iter().filter(|&&row| bad[row as usize]).count();
            CalibrationBand {
                n: rows.len() as u64,
                predicted: rows.iter().map(|&row| p(row)).sum::<f64>() / size,
                observed: n_bad as f64 / size,
            }
        })
        .collect()
}

/// What is fitted anew when a card is recalibrated on later outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recalibration {
    /// Only the level: the mean prediction becomes the mean outcome.
    Intercept,
    /// Level and steepness.
    InterceptAndSlope,
}

/// Fits the calibration of a card anew to points and outcomes, leaving the points as they are.
///
/// # Errors
/// [`TrainError`] with one class only, or where more points would mean more bads.
pub fn recalibrate(
    before: Calibration,
    points: &[f64],
    bad: &[bool],
    how: Recalibration,
) -> Result<Calibration, TrainError> {
    match how {
        Recalibration::InterceptAndSlope => {
            let log_odds = points.iter().map(|points| before.intercept + before.slope * points);
            let records = Array2::from_shape_vec((points.len(), 1), log_odds.collect())
                .map_err(|error| TrainError::Linfa(error.to_string()))?;
            let dataset = Dataset::new(records, Array1::from(bad.to_vec()));
            let fitted = RidgeLogistic::default().l2(0.0).fit(&dataset)?;
            let slope = fitted.coefficients[0];
            if slope <= 0.0 {
                let rule = "positive: the card does not order these rows";
                let setting = "slope of the recalibration";
                return Err(TrainError::Setting { setting, value: slope, rule });
            }
            Ok(Calibration {
                intercept: fitted.intercept + slope * before.intercept,
                slope: slope * before.slope,
            })
        }
        Recalibration::Intercept => {
            let n_bad = bad.iter().filter(|&&bad| bad).count();
            if n_bad == 0 || n_bad == bad.len() {
                let class = if n_bad == 0 { "good" } else { "bad" };
                return Err(TrainError::OneClass { n: bad.len(), class });
            }
            Ok(Calibration { intercept: level(before, points, n_bad), ..before })
        }
    }
}

/// The intercept at which the predictions sum to the number of bads, by halving.
fn level(before: Calibration, points: &[f64], n_bad: usize) -> f64 {
    let sum = |intercept: f64| -> f64 {
        let shifted = Calibration { intercept, ..before };
        points.iter().map(|&points| shifted.probability(points)).sum()
    };
    let (mut low, mut high) = (before.intercept - 50.0, before.intercept + 50.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if sum(middle) < n_bad as f64 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
