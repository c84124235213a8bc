//! Writing a fitted card down as a table of whole points.

use super::binning::{BinnedColumn, ZERO_CELL_RULE};
use super::card::CardSettings;
use super::logistic::FittedLogistic;
use super::points::WholePoints;
use super::sample::SampleColumn;
use crate::domain::scorecard::{
    Bin, BinSample, BinValues, Calibration, Characteristic, Coefficient, Grade, GradeCuts, Kind,
    ProbabilityCut, Provenance, ScorecardTable, Training,
};

/// A number with twelve significant digits: enough, and the same on any machine.
fn rounded(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// What the card says of its fit.
pub(super) fn training(
    settings: &CardSettings,
    fitted: &FittedLogistic,
    l2: f64,
    n: u64,
    n_bad: u64,
) -> Training {
    let heading = &settings.heading;
    let covariance = fitted
        .covariance
        .iter()
        .map(|row| row.iter().map(|&cell| rounded(cell)).collect())
        .collect();
    Training {
        sample: heading.sample.clone(),
        outcome: heading.outcome.clone(),
        sample_sha256: heading.sample_sha256.clone(),
        n,
        n_bad,
        n_test: heading.n_test,
        seed: settings.seed,
        zero_cell_rule: ZERO_CELL_RULE.to_owned(),
        l2,
        intercept: rounded(fitted.intercept),
        n_iterations: fitted.n_iterations,
        covariance,
    }
}

/// The card as a table: characteristics with whole points, scale, grades and provenance.
pub(super) fn assemble(
    settings: &CardSettings,
    about: &[&SampleColumn],
    columns: &[&BinnedColumn],
    fitted: &FittedLogistic,
    points: WholePoints,
    training: Training,
) -> ScorecardTable {
    let heading = &settings.heading;
    let characteristics = about
        .iter()
        .zip(columns)
        .zip(&points.bins)
        .enumerate()
        .map(|(index, ((about, column), points))| Characteristic {
            feature: about.about.name.clone(),
            part: about.about.part,
            direction: about.about.direction,
            reason: about.about.reason.clone(),
            improve: about.about.improve.clone(),
            coefficient: Some(Coefficient {
                value: rounded(fitted.coefficients[index]),
                standard_error: rounded(fitted.standard_error(index)),
                p_value: rounded(fitted.p_value(index)),
            }),
            bins: bins(column, points, about.about.counted_when_missing),
        })
        .collect();
    let calibration = points.scaling.calibration();
    let cuts = Grade::ALL.iter().zip(settings.grades);
    ScorecardTable {
        name: heading.name.clone(),
        version: heading.version,
        kind: Kind::Trained,
        about: heading.about.clone(),
        serves: heading.serves.clone(),
        base_points: points.base_points,
        scaling: Some(points.scaling),
        calibration: Some(Calibration {
            intercept: rounded(calibration.intercept),
            slope: rounded(calibration.slope),
        }),
        grades: GradeCuts::ByProbability(
            cuts.map(|(&grade, at_most)| ProbabilityCut { grade, at_most }).collect(),
        ),
        characteristics,
        provenance: Provenance { sources: heading.sources.clone(), training: Some(training) },
    }
}

/// The bins; where a missing value counts as a number, it earns the points of that number's bin.
fn bins(column: &BinnedColumn, points: &[i32], when_missing: Option<f64>) -> Vec<Bin> {
    let holds = |values: &BinValues, number: f64| match values {
        BinValues::Range { from, to } => {
            from.is_none_or(|from| from <= number) && to.is_none_or(|to| number < to)
        }
        _ => false,
    };
    let of_number = when_missing
        .and_then(|number| column.bins.iter().position(|bin| holds(&bin.values, number)))
        .and_then(|place| points.get(place).copied());
    let points = points.iter().zip(&column.bins).map(|(&points, bin)| match of_number {
        Some(counted) if bin.values == BinValues::Missing => counted,
        _ => points,
    });
    column
        .bins
        .iter()
        .zip(points)
        .map(|(bin, points)| Bin {
            label: bin.label.clone(),
            values: bin.values.clone(),
            points,
            because: None,
            sample: Some(BinSample {
                n: bin.counts.n,
                n_bad: bin.counts.n_bad,
                weight: rounded(bin.counts.weight),
                weight_bad: rounded(bin.counts.weight_bad),
                weight_of_evidence: rounded(bin.evidence.weight_of_evidence),
            }),
        })
        .collect()
}
