//! The price of bins and the strength of L2, chosen by cross-validation with bins cut anew.

use std::collections::HashMap;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::TrainError;
use super::binning::{BinnedColumn, BinningLimits, bin_column};
use super::card::CardSettings;
use super::fit::RowsFit;
use super::logistic::Sign;
use super::sample::Sample;

/// One choice and how it did on rows that it was not fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossValidated {
    /// Price of a bin, see [`BinningLimits::noise_multiple`].
    pub noise_multiple: f64,
    /// L2 strength on the mean loss, for columns of equal spread.
    pub l2: f64,
    /// Mean weighted log loss over all folds.
    pub log_loss: f64,
    /// Standard error of that mean, from how the folds differ.
    pub standard_error: f64,
}

/// The strongest penalty whose log loss is within one standard error of the best, at the price of
/// bins that goes with it best (Breiman et al. 1984, section 3.4.3): what a card gains on rows of its
/// own time by fitting closer, it does not keep.
pub(super) fn within_one_error(found: &[CrossValidated]) -> Option<&CrossValidated> {
    let best = found.first()?;
    let limit = best.log_loss + best.standard_error;
    let within = found.iter().filter(|choice| choice.log_loss <= limit);
    within.max_by(|a, b| a.l2.total_cmp(&b.l2).then(b.log_loss.total_cmp(&a.log_loss)))
}

/// A share of rows drawn without replacement, in their order.
pub(super) fn draw_rows(rows: &[u32], n: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    if rows.len() <= n {
        return rows.to_vec();
    }
    // Each row is taken with the chance that leaves exactly n in the end (Knuth's algorithm S).
    let (mut wanted, mut drawn) = (n, Vec::with_capacity(n));
    for (index, &row) in rows.iter().enumerate() {
        if rng.random_range(0..rows.len() - index) < wanted {
            drawn.push(row);
            wanted -= 1;
        }
    }
    drawn
}

/// The fold of each row: goods and bads dealt out evenly in a random order, or whole groups.
fn folds(sample: &Sample, rows: &[u32], n_folds: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let shuffle = |members: &mut Vec<u64>, rng: &mut ChaCha8Rng| {
        for last in (1..members.len()).rev() {
            members.swap(last, rng.random_range(0..=last));
        }
    };
    if let Some(groups) = &sample.groups {
        let mut distinct: Vec<u64> = rows.iter().map(|&row| groups[row as usize]).collect();
        distinct.sort_unstable();
        distinct.dedup();
        shuffle(&mut distinct, rng);
        let fold_of: HashMap<u64, usize> =
            distinct.into_iter().enumerate().map(|(place, g)| (g, place % n_folds)).collect();
        return rows.iter().map(|&row| fold_of[&groups[row as usize]]).collect();
    }
    let mut fold = vec![0; rows.len()];
    for class in [false, true] {
        let is_member = |&place: &usize| sample.bad[rows[place] as usize] == class;
        let mut members: Vec<u64> =
            (0..rows.len()).filter(is_member).map(|place| place as u64).collect();
        shuffle(&mut members, rng);
        for (place, member) in members.into_iter().enumerate() {
            fold[member as usize] = place % n_folds;
        }
    }
    fold
}

/// Log losses of all choices, the best first; equal ones with the stronger penalty first.
pub(super) fn cross_validate(
    sample: &Sample,
    rows: &[u32],
    settings: &CardSettings,
    n_folds: usize,
) -> Result<Vec<CrossValidated>, TrainError> {
    let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
    let rows = draw_rows(rows, settings.n_validation_rows_max, &mut rng);
    let fold_of = folds(sample, &rows, n_folds, &mut rng);
    let choices: Vec<f64> = settings.noise_multiples.clone();
    let tasks: Vec<Task> = choices
        .iter()
        .flat_map(|&noise_multiple| (0..n_folds).map(move |fold| Task { noise_multiple, fold }))
        .collect();
    let losses: Vec<Vec<f64>> = tasks
        .par_iter()
        .map(|task| task.losses(sample, &rows, &fold_of, settings))
        .collect::<Result<_, _>>()?;
    let mut weights = vec![0.0; n_folds];
    for (&fold, &row) in fold_of.iter().zip(&rows) {
        weights[fold] += sample.weight(row as usize);
    }
    let mut found = Vec::new();
    for (choice, &noise_multiple) in choices.iter().enumerate() {
        for (place, &l2) in settings.l2_strengths.iter().enumerate() {
            let of_fold = |fold: usize| losses[choice * n_folds + fold][place];
            let (log_loss, standard_error) = mean_and_error(n_folds, of_fold, &weights);
            found.push(CrossValidated { noise_multiple, l2, log_loss, standard_error });
        }
    }
    found.sort_by(|a, b| {
        let stronger = b.noise_multiple.total_cmp(&a.noise_multiple).then(b.l2.total_cmp(&a.l2));
        a.log_loss.total_cmp(&b.log_loss).then(stronger)
    });
    Ok(found)
}

/// Mean loss over all rows, and its standard error from the means of the folds.
fn mean_and_error(n_folds: usize, sum_of: impl Fn(usize) -> f64, weights: &[f64]) -> (f64, f64) {
    let mean = (0..n_folds).map(&sum_of).sum::<f64>() / weights.iter().sum::<f64>();
    let means = (0..n_folds).filter(|&fold| weights[fold] > 0.0);
    let squares: f64 = means.map(|fold| (sum_of(fold) / weights[fold] - mean).powi(2)).sum();
    let n = n_folds as f64;
    (mean, (squares / (n - 1.0).max(1.0) / n).sqrt())
}

/// One price of bins on one fold, for all strengths of L2.
struct Task {
    noise_multiple: f64,
    fold: usize,
}

impl Task {
    /// Summed log losses on the fold's rows, one for each strength of L2.
    fn losses(
        &self,
        sample: &Sample,
        rows: &[u32],
        fold_of: &[usize],
        settings: &CardSettings,
    ) -> Result<Vec<f64>, TrainError> {
        let part = |inside: bool| -> Vec<u32> {
            let is_wanted = |place: usize| (fold_of[place] == self.fold) == inside;
            (0..rows.len()).filter(|&place| is_wanted(place)).map(|place| rows[place]).collect()
        };
        let (fitted_to, held_back) = (part(false), part(true));
        let limits = BinningLimits {
            noise_multiple: self.noise_multiple,
            n_prebins_max: settings.binning.n_prebins_max.min(64),
            ..settings.binning
        };
        let mut columns = Vec::new();
        for column in &sample.columns {
            let binned = bin_column(sample, column, &fitted_to, &limits)?;
            if binned.information_value() >= settings.information_value_min {
                columns
                    .push(HeldBack { codes: binned.codes_of(&column.values, &held_back), binned });
            }
        }
        if columns.is_empty() {
            let rate = bad_rate(sample, &fitted_to);
            return Ok(vec![
                log_loss(sample, &held_back, |_| 1.0 - rate);
                settings.l2_strengths.len()
            ]);
        }
        let rows_fit = RowsFit::new(sample, &fitted_to).roughly();
        let binned: Vec<&BinnedColumn> = columns.iter().map(|column| &column.binned).collect();
        let by_bin: Vec<Vec<f64>> =
            binned.iter().map(|column| column.weights_of_evidence()).collect();
        settings
            .l2_strengths
            .iter()
            .map(|&l2| {
                let ridge = rows_fit.ridge(&binned, l2, Sign::NotNegative)?;
                let fitted = rows_fit.stretched(&binned, ridge)?.fitted;
                Ok(log_loss(sample, &held_back, |place| {
                    let values = columns.iter().zip(&by_bin);
                    fitted
                        .probability(values.map(|(c, by_bin)| by_bin[usize::from(c.codes[place])]))
                }))
            })
            .collect()
    }
}

/// A binned column with the bins of the rows held back.
struct HeldBack {
    binned: BinnedColumn,
    codes: Vec<u8>,
}

fn bad_rate(sample: &Sample, rows: &[u32]) -> f64 {
    let sum = |wanted: fn(bool) -> bool| -> f64 {
        let rows = rows.iter().map(|&row| row as usize);
        rows.filter(|&row| wanted(sample.bad[row])).map(|row| sample.weight(row)).sum()
    };
    sum(|bad| bad) / sum(|_| true)
}

/// Summed weighted log loss, given the probability of good at each place.
fn log_loss(sample: &Sample, rows: &[u32], probability_of_good: impl Fn(usize) -> f64) -> f64 {
    let losses = rows.iter().enumerate().map(|(place, &row)| {
        let good = probability_of_good(place).clamp(1e-15, 1.0 - 1e-15);
        let likelihood = if sample.bad[row as usize] { 1.0 - good } else { good };
        -sample.weight(row as usize) * libm::log(likelihood)
    });
    losses.sum()
}
