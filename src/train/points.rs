//! From coefficients to whole points on the scale of a card.

use super::TrainError;
use super::binning::BinnedColumn;
use super::logistic::FittedLogistic;
use crate::domain::scorecard::{POINTS_MAX, POINTS_MIN, Scaling};

/// Whole points of a card.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WholePoints {
    pub(super) scaling: Scaling,
    pub(super) base_points: i32,
    /// By column, by bin.
    pub(super) bins: Vec<Vec<i32>>,
}

/// Fewest points to double the odds that a card may be narrowed to.
const PDO_MIN: f64 = 5.0;

/// Rounds to whole points; narrows the scale where the reachable sum would leave 0–1000.
pub(super) fn whole_points(
    columns: &[&BinnedColumn],
    fitted: &FittedLogistic,
    wanted: Scaling,
) -> Result<WholePoints, TrainError> {
    let mut scaling = wanted;
    loop {
        let points = rounded(columns, fitted, scaling);
        let sum = |pick: fn(std::slice::Iter<'_, i32>) -> Option<&i32>| -> i32 {
            points.base_points
                + points.bins.iter().filter_map(|bins| pick(bins.iter())).sum::<i32>()
        };
        let (lowest, highest) = (sum(|bins| bins.min()), sum(|bins| bins.max()));
        if lowest >= POINTS_MIN && highest <= POINTS_MAX {
            return Ok(points);
        }
        if scaling.pdo <= PDO_MIN {
            return Err(TrainError::Span { span: highest - lowest, pdo: wanted.pdo });
        }
        scaling.pdo = (scaling.pdo - 1.0).max(PDO_MIN);
    }
}

fn rounded(columns: &[&BinnedColumn], fitted: &FittedLogistic, scaling: Scaling) -> WholePoints {
    // Beyond any card: keeps the sums of a wild fit within whole numbers.
    let whole = |points: f64| points.round().clamp(-1e6, 1e6) as i32;
    let base_points = whole(scaling.offset() + scaling.factor() * fitted.intercept);
    let bins = columns
        .iter()
        .zip(&fitted.coefficients)
        .map(|(column, coefficient)| {
            let points = |evidence: f64| whole(scaling.factor() * coefficient * evidence);
            column.weights_of_evidence().into_iter().map(points).collect()
        })
        .collect();
    WholePoints { scaling, base_points, bins }
}
