//! The fit of a card: ridge regression on columns of equal spread, under the rule of signs.
//!
//! The penalty sees every column in units of its own standard deviation, so that it takes from each
//! by what it adds and not by how far its weights of evidence lie apart. What it shrinks is stretched
//! again as a whole: log odds are multiplied by the one number that fits the outcomes best.

use linfa::ParamGuard as _;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::{Array1, Array2};

use super::TrainError;
use super::binning::BinnedColumn;
use super::logistic::{CodedColumn, CodedRecords, FittedLogistic, RidgeLogistic, Sign};
use super::sample::Sample;

/// Least spread that a column is divided by.
const SPREAD_MIN: f64 = 1e-9;
/// Most that log odds are stretched by.
const STRETCH_MAX: f64 = 100.0;

/// Weighted standard deviation of a column's weights of evidence over the rows it was cut on.
pub(super) fn spread(column: &BinnedColumn) -> f64 {
    let by_bin =
        || column.bins.iter().map(|bin| (bin.counts.weight, bin.evidence.weight_of_evidence));
    let weight: f64 = by_bin().map(|(weight, _)| weight).sum();
    let mean = by_bin().map(|(weight, value)| weight * value).sum::<f64>() / weight;
    let squares: f64 = by_bin().map(|(weight, value)| weight * (value - mean).powi(2)).sum();
    (squares / weight).sqrt().max(SPREAD_MIN)
}

/// The rows that a card is fitted to.
pub(super) struct RowsFit {
    targets: Array1<bool>,
    weights: Option<Vec<f64>>,
    n_weighted: f64,
    tolerance: f64,
}

impl RowsFit {
    pub(super) fn new(sample: &Sample, rows: &[u32]) -> Self {
        let weights: Option<Vec<f64>> = sample
            .weights
            .as_ref()
            .map(|weights| rows.iter().map(|&row| weights[row as usize]).collect());
        Self {
            targets: rows.iter().map(|&row| !sample.bad[row as usize]).collect(),
            n_weighted: weights.as_ref().map_or(rows.len() as f64, |weights| weights.iter().sum()),
            weights,
            tolerance: 1e-9,
        }
    }

    /// A fit that stops sooner: for choices, not for cards.
    pub(super) const fn roughly(mut self) -> Self {
        self.tolerance = 1e-6;
        self
    }

    /// Log odds of good by weight of evidence; `l2` is the strength on the mean loss. Not stretched.
    pub(super) fn ridge(
        &self,
        columns: &[&BinnedColumn],
        l2: f64,
        sign: Sign,
    ) -> Result<FittedLogistic, TrainError> {
        let spreads: Vec<f64> = columns.iter().map(|column| spread(column)).collect();
        let coded = columns
            .iter()
            .zip(&spreads)
            .map(|(column, spread)| {
                let values = column.weights_of_evidence().into_iter().map(|value| value / spread);
                CodedColumn::new(&column.codes, &values.collect::<Vec<_>>())
            })
            .collect();
        let records = CodedRecords::new(coded, self.weights.as_deref());
        let dataset = DatasetBase::new(records, self.targets.clone());
        let fitted = RidgeLogistic::default()
            .l2(l2 * self.n_weighted)
            .tolerance(self.tolerance)
            .signs(vec![sign; columns.len()])
            .fit(&dataset)?;
        let by: Vec<f64> = spreads.iter().map(|spread| 1.0 / spread).collect();
        Ok(scaled(fitted, 1.0, &by))
    }

    /// A fit with its log odds multiplied by the number, at least 1, that suits the outcomes best.
    pub(super) fn stretched(
        &self,
        columns: &[&BinnedColumn],
        fitted: FittedLogistic,
    ) -> Result<Stretched, TrainError> {
        let mut log_odds = vec![0.0; self.targets.len()];
        for (column, coefficient) in columns.iter().zip(&fitted.coefficients) {
            let by_bin = column.weights_of_evidence();
            for (sum, &code) in log_odds.iter_mut().zip(&column.codes) {
                *sum += coefficient * by_bin[usize::from(code)];
            }
        }
        let column = Array2::from_shape_vec((log_odds.len(), 1), log_odds)
            .map_err(|error| TrainError::Linfa(error.to_string()))?;
        // A penalty of one row keeps the number finite where the classes can be told apart.
        let one = RidgeLogistic::default().l2(1.0).tolerance(self.tolerance).check()?;
        let line = one.fit_design(&column, &self.targets.to_vec(), self.weights.as_deref())?;
        let by = line.coefficients[0].clamp(1.0, STRETCH_MAX);
        if by <= 1.0 {
            return Ok(Stretched { fitted, by: 1.0 });
        }
        let all = vec![by; fitted.coefficients.len()];
        let mut fitted = scaled(fitted, by, &all);
        fitted.intercept = line.intercept;
        Ok(Stretched { fitted, by })
    }
}

/// A stretched fit.
pub(super) struct Stretched {
    pub(super) fitted: FittedLogistic,
    /// What its log odds were multiplied by.
    pub(super) by: f64,
}

/// The same fit with its intercept and coefficients multiplied, and their covariance accordingly.
fn scaled(fitted: FittedLogistic, intercept: f64, by: &[f64]) -> FittedLogistic {
    let factor = |index: usize| index.checked_sub(1).map_or(intercept, |column| by[column]);
    let covariance = fitted
        .covariance
        .iter()
        .enumerate()
        .map(|(a, row)| {
            row.iter().enumerate().map(|(b, cell)| cell * factor(a) * factor(b)).collect()
        })
        .collect();
    FittedLogistic {
        intercept: fitted.intercept * intercept,
        coefficients: fitted.coefficients.iter().zip(by).map(|(value, by)| value * by).collect(),
        covariance,
        ..fitted
    }
}
