//! Which columns a card is fitted to: strong enough, and not copies of each other.

use super::card::{CardSettings, Dropped};
use crate::train::binning::BinnedColumn;

/// Sums of two weight-of-evidence columns over the same rows, as correlations.
struct Correlations {
    size: usize,
    cells: Vec<f64>,
}

impl Correlations {
    fn new(columns: &[Vec<f64>]) -> Self {
        let size = columns.len();
        let standard: Vec<Vec<f64>> = columns.iter().map(|column| standardised(column)).collect();
        let mut cells = vec![0.0; size * size];
        for a in 0..size {
            for b in 0..=a {
                let sum: f64 = standard[a].iter().zip(&standard[b]).map(|(x, y)| x * y).sum();
                cells[a * size + b] = sum;
                cells[b * size + a] = sum;
            }
        }
        Self { size, cells }
    }

    /// Variance inflation factor of a column among the kept ones: 1 / (1 − R²).
    fn inflation(&self, kept: &[usize], column: usize) -> f64 {
        let others: Vec<usize> = kept.iter().copied().filter(|&other| other != column).collect();
        let n = others.len();
        // Gaussian elimination of R² = rᵀ C⁻¹ r, by reducing the bordered matrix.
        let order: Vec<usize> = others.into_iter().chain([column]).collect();
        let mut cells: Vec<Vec<f64>> = order
            .iter()
            .map(|&a| order.iter().map(|&b| self.cells[a * self.size + b]).collect())
            .collect();
        for pivot in 0..n {
            if cells[pivot][pivot] < 1e-9 {
                continue;
            }
            let from = cells[pivot].clone();
            for row in cells.iter_mut().skip(pivot + 1) {
                let share = row[pivot] / from[pivot];
                for (cell, by) in row.iter_mut().zip(&from) {
                    *cell -= share * by;
                }
            }
        }
        1.0 / cells[n][n].max(1e-9)
    }
}

/// A column less its mean, of length one.
fn standardised(column: &[f64]) -> Vec<f64> {
    let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
    let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
    let length = centred.iter().map(|value| value * value).sum::<f64>().sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    centred.into_iter().map(|value| value * scale).collect()
}

/// Keeps the strong columns, strongest first when two are copies; says why each other is dropped.
///
/// `places` are the rows that correlations are taken over.
pub(super) fn select(
    columns: &[BinnedColumn],
    places: &[usize],
    settings: &CardSettings,
) -> Vec<Option<Dropped>> {
    let values: Vec<f64> = columns.iter().map(BinnedColumn::information_value).collect();
    let mut dropped: Vec<Option<Dropped>> = columns
        .iter()
        .zip(&values)
        .map(|(column, &information_value)| {
            if column.n_filled() < 2 {
                Some(Dropped::OneBin)
            } else if information_value < settings.information_value_min {
                Some(Dropped::Weak)
            } else {
                None
            }
        })
        .collect();
    let mut strongest: Vec<usize> = (0..columns.len()).filter(|&c| dropped[c].is_none()).collect();
    strongest.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    let evidence: Vec<Vec<f64>> =
        strongest.iter().map(|&column| evidence_at(&columns[column], places)).collect();
    let correlations = Correlations::new(&evidence);
    let mut kept: Vec<usize> = Vec::new();
    for place in 0..strongest.len() {
        let copied = kept.iter().copied().find(|&earlier| {
            correlations.cells[place * correlations.size + earlier].abs() > settings.correlation_max
        });
        match copied {
            Some(earlier) => {
                let with = strongest[earlier];
                let correlation = correlations.cells[place * correlations.size + earlier];
                dropped[strongest[place]] = Some(Dropped::Correlated { with, correlation });
            }
            None => kept.push(place),
        }
    }
    while let Some((inflation, place)) = kept
        .iter()
        .map(|&place| (correlations.inflation(&kept, place), place))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .filter(|(inflation, _)| *inflation > settings.inflation_max)
    {
        dropped[strongest[place]] = Some(Dropped::Inflated { inflation });
        kept.retain(|&other| other != place);
    }
    dropped
}

/// The weight of evidence of some rows.
pub(super) fn evidence_at(column: &BinnedColumn, places: &[usize]) -> Vec<f64> {
    let by_bin = column.weights_of_evidence();
    places.iter().map(|&place| by_bin[usize::from(column.codes[place])]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflation_is_one_over_one_less_r_squared() {
        let x: Vec<f64> = (0..100).map(|row| f64::from(row % 10)).collect();
        let y: Vec<f64> = (0..100).map(|row| f64::from(row / 10)).collect();
        let sum: Vec<f64> =
            (0..100).map(|row| x[row] + y[row] + f64::from(u8::from(row % 2 == 0))).collect();
        let alone = Correlations::new(&[x.clone(), y.clone()]);
        assert!((alone.inflation(&[0, 1], 0) - 1.0).abs() < 1e-9);
        let both = Correlations::new(&[x.clone(), y.clone(), sum]);
        assert!(both.inflation(&[0, 1, 2], 2) > 10.0);
        let copy = Correlations::new(&[x.clone(), x]);
        assert!(copy.inflation(&[0, 1], 0) > 1e6);
    }
}
