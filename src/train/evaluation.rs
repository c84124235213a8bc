//! A card judged on rows with known outcomes: quality, calibration, drift.

use super::metrics::{
    CalibrationBand, Discrimination, Drift, GainsBand, Interval, RocPoint, Scored, bootstrap_auc,
    brier_score, calibration_bands, discrimination, gains, log_loss, population_stability_index,
    roc_curve,
};
use super::sample::Sample;
use crate::domain::scorecard::{Column, Scorecard, Value};

/// Resamples behind an interval.
pub const N_RESAMPLES: u32 = 1000;

/// What a card is worth on some rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Rows.
    pub n: u64,
    /// Bad rows.
    pub n_bad: u64,
    /// Points of each row.
    pub points: Vec<i32>,
    /// AUC, Gini, KS; `None` with one class only.
    pub discrimination: Option<Discrimination>,
    /// AUC with its bootstrap interval; `None` with one class only.
    pub auc_interval: Option<Interval>,
    /// Brier score; `None` for an expert card.
    pub brier: Option<f64>,
    /// Log loss; `None` for an expert card.
    pub log_loss: Option<f64>,
    /// Mean probability of bad; `None` for an expert card.
    pub mean_predicted: Option<f64>,
    /// Tenths by rising probability of bad; empty for an expert card.
    pub calibration: Vec<CalibrationBand>,
    /// Tenths by rising points.
    pub gains: Vec<GainsBand>,
    /// The ROC curve.
    pub roc: Vec<RocPoint>,
}

/// The columns of a card in a sample, by the card's characteristics; absent ones are missing.
fn places(card: &Scorecard, sample: &Sample) -> Vec<Option<usize>> {
    card.characteristics()
        .iter()
        .map(|c| sample.columns.iter().position(|column| column.about.name == c.feature))
        .collect()
}

/// Points of every row of a sample; a column that the sample has not is missing in every row.
#[must_use]
pub fn points_of(card: &Scorecard, sample: &Sample) -> Vec<i32> {
    let places = places(card, sample);
    let names: Vec<Vec<&str>> = places
        .iter()
        .map(|place| place.map(|p| sample.columns[p].values.names()).unwrap_or_default())
        .collect();
    let columns: Vec<Column<'_>> = places
        .iter()
        .zip(&names)
        .map(|(place, names)| {
            place.map_or(Column::Numbers(&[]), |p| sample.columns[p].values.column(names))
        })
        .collect();
    let mut points = vec![0; sample.n_rows()];
    card.points_of_columns(&columns, &mut points);
    points
}

/// Judges a card on some rows, each counting once.
#[must_use]
pub fn evaluate(card: &Scorecard, sample: &Sample, rows: &[u32], seed: u64) -> Evaluation {
    let all = points_of(card, sample);
    let points: Vec<i32> = rows.iter().map(|&row| all[row as usize]).collect();
    let bad: Vec<bool> = rows.iter().map(|&row| sample.bad[row as usize]).collect();
    let scores: Vec<f64> = points.iter().map(|&points| f64::from(points)).collect();
    let scored = Scored::new(&scores, &bad);
    let probabilities: Option<Vec<f64>> =
        points.iter().map(|&points| card.probability(points)).collect();
    let of = |figure: fn(&[f64], &[bool]) -> f64| probabilities.as_ref().map(|p| figure(p, &bad));
    Evaluation {
        n: rows.len() as u64,
        n_bad: bad.iter().filter(|&&bad| bad).count() as u64,
        discrimination: discrimination(&scored),
        auc_interval: bootstrap_auc(&scored, N_RESAMPLES, seed),
        brier: of(brier_score),
        log_loss: of(log_loss),
        mean_predicted: of(|p, _| p.iter().sum::<f64>() / p.len().max(1) as f64),
        calibration: probabilities
            .as_ref()
            .map_or_else(Vec::new, |p| calibration_bands(p, &bad, 10)),
        gains: gains(&scored, 10),
        roc: roc_curve(&scored),
        points,
    }
}

/// How far scores and characteristics moved from one set of rows to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// Population stability index (PSI) of the points in tenths of the earlier rows.
    pub points: Option<Drift>,
    /// Characteristic stability index (CSI) over the card's bins, in its order.
    pub characteristics: Vec<CharacteristicDrift>,
}

/// The drift of one characteristic.
#[derive(Clone, Debug, PartialEq)]
pub struct CharacteristicDrift {
    /// Its feature.
    pub feature: String,
    /// The drift; `None` without rows.
    pub drift: Option<Drift>,
}

/// Compares two sets of rows of a sample by a card's frozen bins and the earlier tenths of points.
#[must_use]
pub fn stability(card: &Scorecard, sample: &Sample, before: &[u32], after: &[u32]) -> Stability {
    let points = points_of(card, sample);
    let mut sorted: Vec<i32> = before.iter().map(|&row| points[row as usize]).collect();
    sorted.sort_unstable();
    let mut edges: Vec<i32> =
        (1..10).filter_map(|tenth| sorted.get(sorted.len() * tenth / 10).copied()).collect();
    edges.dedup();
    let tenths = |rows: &[u32]| {
        let mut counts = vec![0_u64; edges.len() + 1];
        for &row in rows {
            counts[edges.partition_point(|&edge| edge <= points[row as usize])] += 1;
        }
        counts
    };
    let bins_of = bins_by_row(card, sample);
    let characteristics = card
        .characteristics()
        .iter()
        .zip(&bins_of)
        .map(|(characteristic, bins)| {
            let count = |rows: &[u32]| {
                let mut counts = vec![0_u64; characteristic.bins.len()];
                for &row in rows {
                    counts[usize::from(bins[row as usize])] += 1;
                }
                counts
            };
            CharacteristicDrift {
                feature: characteristic.feature.clone(),
                drift: population_stability_index(&count(before), &count(after)),
            }
        })
        .collect();
    Stability {
        points: population_stability_index(&tenths(before), &tenths(after)),
        characteristics,
    }
}

/// How the characteristics of a card moved from the rows it was trained on, as the card itself counts
/// them in its bins, to some rows; none of a card that counts none.
#[must_use]
pub fn drift_since_training(
    card: &Scorecard,
    sample: &Sample,
    rows: &[u32],
) -> Vec<CharacteristicDrift> {
    let bins_of = bins_by_row(card, sample);
    let with_bins = card.characteristics().iter().zip(&bins_of);
    with_bins
        .filter_map(|(characteristic, bins)| {
            let trained_on = characteristic.bins.iter().map(|bin| bin.sample.map(|s| s.n));
            let before: Vec<u64> = trained_on.collect::<Option<_>>()?;
            let mut after = vec![0_u64; before.len()];
            for &row in rows {
                after[usize::from(bins[row as usize])] += 1;
            }
            let drift = population_stability_index(&before, &after);
            Some(CharacteristicDrift { feature: characteristic.feature.clone(), drift })
        })
        .collect()
}

/// The bin of every row, by characteristic.
fn bins_by_row(card: &Scorecard, sample: &Sample) -> Vec<Vec<u16>> {
    let places = places(card, sample);
    let mut bins = vec![Vec::with_capacity(sample.n_rows()); places.len()];
    let mut values = vec![Value::Missing; places.len()];
    let names: Vec<Vec<&str>> = places
        .iter()
        .map(|place| place.map(|p| sample.columns[p].values.names()).unwrap_or_default())
        .collect();
    for row in 0..sample.n_rows() {
        for ((value, place), names) in values.iter_mut().zip(&places).zip(&names) {
            *value =
                place.map_or(Value::Missing, |p| sample.columns[p].values.column(names).value(row));
        }
        for (bins, contribution) in bins.iter_mut().zip(card.score(&values).contributions) {
            bins.push(contribution.bin as u16);
        }
    }
    bins
}
