//! linfa-logistic as an independent second opinion; the one file that knows its orientation.
//!
//! linfa-logistic 0.8.1 calls the more frequent class positive (on a tie, the class of the first
//! row), ignores weights, takes no sign rules and never says whether it converged. So both are
//! fitted to the same unweighted rows without sign rules, and its coefficients are turned round
//! where its positive class is not ours.

use linfa::Dataset;
use linfa::traits::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

use super::{FittedLogistic, RidgeLogistic};
use crate::train::TrainError;

/// Most rows that the second opinion is asked about.
pub const N_ROWS_MAX: usize = 50_000;

/// How far two independent fits to the same rows are apart.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondOpinion {
    /// Rows that both were fitted to.
    pub n_rows: usize,
    /// Our fit.
    pub ours: FittedLogistic,
    /// linfa-logistic's intercept, in our orientation.
    pub intercept: f64,
    /// linfa-logistic's coefficients, in our orientation.
    pub coefficients: Vec<f64>,
    /// Largest difference of a coefficient or the intercept.
    pub difference: f64,
}

/// Fits both to the same unweighted rows without sign rules.
///
/// # Errors
/// [`TrainError`] when either cannot fit, or there are more than 50,000 rows.
pub fn second_opinion(
    records: Array2<f64>,
    targets: Array1<bool>,
    l2: f64,
) -> Result<SecondOpinion, TrainError> {
    let n_rows = records.nrows();
    if n_rows > N_ROWS_MAX {
        let (value, rule) = (n_rows as f64, "at most 50,000");
        return Err(TrainError::Setting { setting: "rows of the second opinion", value, rule });
    }
    let dataset = Dataset::new(records, targets);
    let ours = RidgeLogistic::default().l2(l2).fit(&dataset)?;
    let theirs = LogisticRegression::default()
        .alpha(l2)
        .max_iterations(1000)
        .gradient_tolerance(1e-4)
        .fit(&dataset)
        .map_err(|error| TrainError::Linfa(error.to_string()))?;
    let turn = if theirs.labels().pos.class { 1.0 } else { -1.0 };
    let intercept = turn * theirs.intercept();
    let coefficients: Vec<f64> = theirs.params().iter().map(|value| turn * value).collect();
    let difference = ours
        .coefficients
        .iter()
        .zip(&coefficients)
        .map(|(a, b)| (a - b).abs())
        .fold((ours.intercept - intercept).abs(), f64::max);
    Ok(SecondOpinion { n_rows, ours, intercept, coefficients, difference })
}
