//! Ridge logistic regression (岭逻辑回归) behind linfa's traits: weights, signs, errors, convergence.

mod cholesky;
mod design;
mod second_opinion;
mod solve;

pub use design::{CodedColumn, CodedRecords, Design};
pub use second_opinion::{N_ROWS_MAX, SecondOpinion, second_opinion};
pub use solve::FittedLogistic;

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2};

use super::TrainError;
use solve::Problem;

/// Which sign a coefficient may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sign {
    /// Any.
    #[default]
    Free,
    /// Zero or more.
    NotNegative,
    /// Zero or less.
    NotPositive,
}

/// Settings of the regression, checked.
///
/// The fitted loss is Σ weight × log loss + ½ × `l2` × Σ coefficient², the intercept not
/// penalised: `l2` is 1 / C of scikit-learn and `alpha` of linfa-logistic.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidRidgeLogistic {
    l2: f64,
    n_iterations_max: u32,
    tolerance: f64,
    signs: Vec<Sign>,
}

/// Settings of the regression, to be checked when it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct RidgeLogistic(ValidRidgeLogistic);

impl Default for RidgeLogistic {
    fn default() -> Self {
        Self(ValidRidgeLogistic {
            l2: 1.0,
            n_iterations_max: 100,
            tolerance: 1e-9,
            signs: Vec::new(),
        })
    }
}

impl RidgeLogistic {
    /// Strength of the L2 penalty on the summed loss; 1 unless said otherwise.
    #[must_use]
    pub fn l2(mut self, l2: f64) -> Self {
        self.0.l2 = l2;
        self
    }

    /// Most steps before the fit fails; 100 unless said otherwise.
    #[must_use]
    pub fn n_iterations_max(mut self, n_iterations_max: u32) -> Self {
        self.0.n_iterations_max = n_iterations_max;
        self
    }

    /// Largest change of a coefficient in the last step; 1e-9 unless said otherwise.
    ///
    /// The steps converge quadratically: what is left to the optimum is far smaller still.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Signs that the coefficients must have, in the order of the columns; none given: all free.
    #[must_use]
    pub fn signs(mut self, signs: Vec<Sign>) -> Self {
        self.0.signs = signs;
        self
    }
}

impl ParamGuard for RidgeLogistic {
    type Checked = ValidRidgeLogistic;
    type Error = TrainError;

    fn check_ref(&self) -> Result<&ValidRidgeLogistic, TrainError> {
        let (l2, tolerance) = (self.0.l2, self.0.tolerance);
        if !l2.is_finite() || l2 < 0.0 {
            let rule = "finite and not negative";
            return Err(TrainError::Setting { setting: "L2 strength", value: l2, rule });
        }
        if !tolerance.is_finite() || tolerance <= 0.0 {
            let rule = "finite and positive";
            return Err(TrainError::Setting { setting: "tolerance", value: tolerance, rule });
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<ValidRidgeLogistic, TrainError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl ValidRidgeLogistic {
    /// Fits to rows in blocks, with their weights in full precision.
    pub(in crate::train) fn fit_design<D: Design>(
        &self,
        design: &D,
        targets: &[bool],
        weights: Option<&[f64]>,
    ) -> Result<FittedLogistic, TrainError> {
        let n_rows = design.n_rows();
        let ragged = |what: &str, n: usize| TrainError::Ragged {
            what: what.to_owned(),
            n,
            expected: n_rows,
        };
        if targets.len() != n_rows {
            return Err(ragged("targets", targets.len()));
        }
        if let Some(weights) = weights.filter(|weights| weights.len() != n_rows) {
            return Err(ragged("weights", weights.len()));
        }
        let n_columns = design.n_columns();
        if !self.signs.is_empty() && self.signs.len() != n_columns {
            let value = self.signs.len() as f64;
            let rule = "one for each column, or none";
            return Err(TrainError::Setting { setting: "number of signs", value, rule });
        }
        let signs =
            if self.signs.is_empty() { vec![Sign::Free; n_columns] } else { self.signs.clone() };
        Problem { design, targets, weights, l2: self.l2, signs }
            .solve(self.n_iterations_max, self.tolerance)
    }
}

/// Fits to dense records; the dataset's weights count, and `true` is the positive class.
impl Fit<Array2<f64>, Array1<bool>, TrainError> for ValidRidgeLogistic {
    type Object = FittedLogistic;

    fn fit(
        &self,
        dataset: &DatasetBase<Array2<f64>, Array1<bool>>,
    ) -> Result<FittedLogistic, TrainError> {
        let weights: Option<Vec<f64>> =
            dataset.weights().map(|weights| weights.iter().map(|&w| f64::from(w)).collect());
        self.fit_design(&dataset.records, &dataset.targets.to_vec(), weights.as_deref())
    }
}

/// Fits to binned records, which carry their weights in full precision themselves.
impl Fit<CodedRecords<'_>, Array1<bool>, TrainError> for ValidRidgeLogistic {
    type Object = FittedLogistic;

    fn fit(
        &self,
        dataset: &DatasetBase<CodedRecords<'_>, Array1<bool>>,
    ) -> Result<FittedLogistic, TrainError> {
        let targets = dataset.targets.to_vec();
        self.fit_design(&dataset.records, &targets, dataset.records.weights())
    }
}

/// Predicts the probability of the positive class.
impl PredictInplace<Array2<f64>, Array1<f64>> for FittedLogistic {
    fn predict_inplace(&self, records: &Array2<f64>, probabilities: &mut Array1<f64>) {
        for (row, probability) in records.outer_iter().zip(probabilities) {
            *probability = self.probability(row.iter().copied());
        }
    }

    fn default_target(&self, records: &Array2<f64>) -> Array1<f64> {
        Array1::zeros(records.nrows())
    }
}

#[cfg(test)]
mod tests;
