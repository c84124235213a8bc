//! A whole card from a sample: bin, select, fit, scale; each choice reported.

use ndarray::{Array1, Array2};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::TrainError;
use super::assemble::{assemble, training};
use super::binning::{BinCounts, BinnedColumn, BinningLimits, bin_column};
pub use super::cross_validation::CrossValidated;
use super::cross_validation::{cross_validate, draw_rows, within_one_error};
use super::evaluation::points_of;
use super::fit::{RowsFit, Stretched, spread};
use super::logistic::{FittedLogistic, N_ROWS_MAX, SecondOpinion, Sign, second_opinion};
use super::metrics::{Scored, discrimination};
use super::points::whole_points;
use super::sample::{Sample, SampleColumn};
use super::selection::{evidence_at, select};
use crate::domain::scorecard::{Bilingual, KnownFeatures, Scaling, Scorecard, Segment};

/// How a card is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct CardSettings {
    /// Name, version and what the card is for.
    pub heading: CardHeading,
    /// Limits of bins; the price of bins is chosen from `noise_multiples`.
    pub binning: BinningLimits,
    /// Columns with a smaller information value are left out.
    pub information_value_min: f64,
    /// Of two columns whose weights of evidence correlate more, the weaker is left out.
    pub correlation_max: f64,
    /// Columns with a larger variance inflation factor are left out, largest first.
    pub inflation_max: f64,
    /// Strengths of L2 to choose from; with one strength and one price nothing is chosen.
    pub l2_strengths: Vec<f64>,
    /// Prices of bins to choose from, see [`BinningLimits::noise_multiple`].
    pub noise_multiples: Vec<f64>,
    /// Folds of the cross-validation.
    pub n_folds: usize,
    /// Most rows, drawn by the seed, that the cross-validation uses.
    pub n_validation_rows_max: usize,
    /// The scale of points.
    pub scaling: Scaling,
    /// Highest probability of bad of the grades AAA to C.
    pub grades: [f64; 9],
    /// Seed of every random choice.
    pub seed: u64,
}

/// Name, version and what a card is for.
#[derive(Clone, Debug, PartialEq)]
pub struct CardHeading {
    /// Name of the line of models.
    pub name: String,
    /// Version within the name.
    pub version: u32,
    /// What the card is for.
    pub about: Bilingual,
    /// Whom it may score.
    pub serves: Vec<Segment>,
    /// Documents and data behind it.
    pub sources: Vec<String>,
    /// What the sample is, in words.
    pub sample: String,
    /// What bad means, in words.
    pub outcome: String,
    /// SHA-256 of the training rows, in hexadecimal.
    pub sample_sha256: String,
    /// Rows held back for the test.
    pub n_test: u64,
}

impl CardSettings {
    /// The usual settings.
    #[must_use]
    pub fn new(heading: CardHeading) -> Self {
        Self {
            heading,
            binning: BinningLimits::default(),
            information_value_min: 0.02,
            correlation_max: 0.95,
            inflation_max: 10.0,
            l2_strengths: vec![0.001, 0.003, 0.01, 0.03, 0.1],
            noise_multiples: vec![0.0, 1.0],
            n_folds: 5,
            n_validation_rows_max: 20_000,
            scaling: Scaling { base_points: 600.0, base_odds: 20.0, pdo: 40.0 },
            grades: [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6],
            seed: 42,
        }
    }
}

/// Why a column is not in the card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dropped {
    /// Its rows all fall into one bin.
    OneBin,
    /// Its information value is below the limit.
    Weak,
    /// Its weight of evidence repeats that of a stronger column.
    Correlated {
        /// Index of the stronger column.
        with: usize,
        /// Their correlation.
        correlation: f64,
    },
    /// The other columns together repeat it.
    Inflated {
        /// Its variance inflation factor.
        inflation: f64,
    },
    /// Beside the others its coefficient would have the wrong sign.
    WrongSign {
        /// The coefficient without the rule of signs.
        coefficient: f64,
    },
}

/// A column and what became of it.
#[derive(Clone, Debug)]
pub struct ColumnOutcome {
    /// Its name.
    pub name: String,
    /// Its bins on the rows trained on.
    pub binned: BinnedColumn,
    /// Why it is not in the card; `None` when it is.
    pub dropped: Option<Dropped>,
}

/// A trained card with the choices that led to it.
#[derive(Clone, Debug)]
pub struct TrainedCard {
    /// The card.
    pub card: Scorecard,
    /// Every column of the sample, in its order.
    pub columns: Vec<ColumnOutcome>,
    /// The fit behind the card: log odds of good by weight of evidence, in the card's order.
    pub fitted: FittedLogistic,
    /// L2 strength used, on the mean loss, for columns of equal spread.
    pub l2: f64,
    /// What the log odds of the ridge were multiplied by, to suit the outcomes.
    pub stretch: f64,
    /// Price of bins used.
    pub noise_multiple: f64,
    /// What the cross-validation found, least log loss first; empty when nothing was to be chosen.
    pub cross_validation: Vec<CrossValidated>,
    /// The independent fit, on at most 50,000 rows.
    pub second_opinion: SecondOpinion,
    /// Points to double the odds that were wanted; the card's own may be fewer.
    pub pdo_wanted: f64,
}

impl TrainedCard {
    /// Log odds of good of rows of a sample with the same columns, before points are rounded.
    #[must_use]
    pub fn log_odds(&self, sample: &Sample, rows: &[u32]) -> Vec<f64> {
        let mut log_odds = vec![self.fitted.intercept; rows.len()];
        let kept = self.columns.iter().zip(&sample.columns).filter(|(c, _)| c.dropped.is_none());
        for ((column, values), coefficient) in kept.zip(&self.fitted.coefficients) {
            let by_bin = column.binned.weights_of_evidence();
            let codes = column.binned.codes_of(&values.values, rows);
            for (sum, code) in log_odds.iter_mut().zip(codes) {
                *sum += coefficient * by_bin[usize::from(code)];
            }
        }
        log_odds
    }

    /// What rounding to whole points costs in AUC on some rows; 0 with one class only.
    #[must_use]
    pub fn auc_lost_by_rounding(&self, sample: &Sample, rows: &[u32]) -> f64 {
        let points = points_of(&self.card, sample);
        let points: Vec<f64> = rows.iter().map(|&row| f64::from(points[row as usize])).collect();
        let bad: Vec<bool> = rows.iter().map(|&row| sample.bad[row as usize]).collect();
        let auc = |scores: &[f64]| discrimination(&Scored::new(scores, &bad)).map(|d| d.auc);
        let before = auc(&self.log_odds(sample, rows));
        before.zip(auc(&points)).map_or(0.0, |(before, after)| before - after)
    }

    /// The columns in the card, in its order.
    pub fn kept(&self) -> impl Iterator<Item = &ColumnOutcome> {
        self.columns.iter().filter(|column| column.dropped.is_none())
    }
}

/// Trains a card on some rows of a sample.
///
/// # Errors
/// [`TrainError`] naming what is wrong with the sample or the settings.
pub fn train_card(
    sample: &Sample,
    rows: &[u32],
    settings: &CardSettings,
) -> Result<TrainedCard, TrainError> {
    sample.check()?;
    check_classes(sample, rows, &settings.binning)?;
    let cross_validation = if settings.l2_strengths.len() * settings.noise_multiples.len() > 1 {
        cross_validate(sample, rows, settings, settings.n_folds)?
    } else {
        Vec::new()
    };
    let chosen = within_one_error(&cross_validation);
    let l2 = chosen.map(|chosen| chosen.l2).or(settings.l2_strengths.first().copied());
    let l2 = l2.unwrap_or(0.0);
    let noise_multiple = chosen.map(|chosen| chosen.noise_multiple);
    let noise_multiple = noise_multiple.or(settings.noise_multiples.first().copied());
    let noise_multiple = noise_multiple.unwrap_or(0.0);
    let limits = BinningLimits { noise_multiple, ..settings.binning };
    let columns: Vec<BinnedColumn> = sample
        .columns
        .par_iter()
        .map(|column| bin_column(sample, column, rows, &limits))
        .collect::<Result<_, _>>()?;
    let places: Vec<u32> = (0..rows.len() as u32).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
    let places: Vec<usize> =
        draw_rows(&places, N_ROWS_MAX, &mut rng).into_iter().map(|place| place as usize).collect();
    let mut dropped = select(&columns, &places, settings);
    let rows_fit = RowsFit::new(sample, rows);
    let Stretched { fitted, by: stretch } =
        fit_with_signs(&rows_fit, &columns, &mut dropped, l2, settings)?;
    let kept: Vec<usize> = (0..columns.len()).filter(|&c| dropped[c].is_none()).collect();
    let kept_columns: Vec<&BinnedColumn> = kept.iter().map(|&column| &columns[column]).collect();
    let records = evidence_matrix(&kept_columns, &places);
    let targets = places.iter().map(|&place| !sample.bad[rows[place] as usize]).collect();
    let second_opinion = second_opinion(records, targets, l2 * places.len() as f64)?;
    let points = whole_points(&kept_columns, &fitted, settings.scaling)?;
    let about: Vec<&SampleColumn> = kept.iter().map(|&column| &sample.columns[column]).collect();
    let n_bad = rows.iter().filter(|&&row| sample.bad[row as usize]).count() as u64;
    let training = training(settings, &fitted, l2, rows.len() as u64, n_bad);
    let table = assemble(settings, &about, &kept_columns, &fitted, points, training);
    let card = Scorecard::new(table, KnownFeatures::Any)?;
    let columns = columns
        .into_iter()
        .zip(dropped)
        .zip(&sample.columns)
        .map(|((binned, dropped), column)| ColumnOutcome {
            name: column.about.name.clone(),
            binned,
            dropped,
        })
        .collect();
    Ok(TrainedCard {
        card,
        columns,
        fitted,
        l2,
        stretch,
        noise_multiple,
        cross_validation,
        second_opinion,
        pdo_wanted: settings.scaling.pdo,
    })
}

/// Both classes there, and enough of each for one bin.
fn check_classes(sample: &Sample, rows: &[u32], limits: &BinningLimits) -> Result<(), TrainError> {
    let mut all = BinCounts::default();
    for &row in rows {
        all.add_row(sample.bad[row as usize], sample.weight(row as usize));
    }
    let n_good = all.n - all.n_bad;
    if all.n == 0 {
        return Err(TrainError::NoRows);
    }
    for (n, class, other) in [(all.n_bad, "bad", "good"), (n_good, "good", "bad")] {
        if n == 0 {
            return Err(TrainError::OneClass { n: rows.len(), class: other });
        }
        let needed = limits.n_class_min;
        if n < needed {
            return Err(TrainError::TooFew { n, class, needed });
        }
    }
    Ok(())
}

/// Fits under the rule of signs; columns that it holds at zero are dropped, and said.
fn fit_with_signs(
    rows_fit: &RowsFit,
    columns: &[BinnedColumn],
    dropped: &mut [Option<Dropped>],
    l2: f64,
    settings: &CardSettings,
) -> Result<Stretched, TrainError> {
    let kept = |dropped: &[Option<Dropped>]| -> Vec<usize> {
        (0..columns.len()).filter(|&column| dropped[column].is_none()).collect()
    };
    let fit = |places: &[usize], sign| {
        let columns: Vec<&BinnedColumn> = places.iter().map(|&column| &columns[column]).collect();
        rows_fit.ridge(&columns, l2, sign)
    };
    let mut places = kept(dropped);
    let nothing_kept = || TrainError::NothingKept {
        strongest: columns.iter().map(BinnedColumn::information_value).fold(0.0, f64::max),
        least: settings.information_value_min,
    };
    if places.is_empty() {
        return Err(nothing_kept());
    }
    let mut fitted = fit(&places, Sign::NotNegative)?;
    if fitted.is_held.contains(&true) {
        let free = fit(&places, Sign::Free)?;
        for (place, &column) in places.iter().enumerate() {
            if fitted.is_held[place] {
                let coefficient = free.coefficients[place];
                dropped[column] = Some(Dropped::WrongSign { coefficient });
            }
        }
        places = kept(dropped);
        if places.is_empty() {
            return Err(nothing_kept());
        }
        fitted = fit(&places, Sign::NotNegative)?;
    }
    let columns: Vec<&BinnedColumn> = places.iter().map(|&column| &columns[column]).collect();
    rows_fit.stretched(&columns, fitted)
}

/// The weight of evidence of some rows in columns of equal spread, for the second opinion.
fn evidence_matrix(columns: &[&BinnedColumn], places: &[usize]) -> Array2<f64> {
    let mut records = Array2::zeros((places.len(), columns.len()));
    for (column, mut into) in columns.iter().zip(records.columns_mut()) {
        into.assign(&(Array1::from(evidence_at(column, places)) / spread(column)));
    }
    records
}
