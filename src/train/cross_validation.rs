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
    /// Standard error of its difference to the least mean, from how that differs between the folds.
    pub standard_error: f64,
}

/// The strongest penalty whose log loss is within one standard error of the best, at the price of
/// bins that goes with it best (Breiman et al. 1984, section 3.4.3): what a card gains on rows of its
/// own time by fitting closer, it does not keep. The error is that of the difference, since all are
/// judged on the same rows.
pub(super) fn within_one_error(found: &[CrossValidated]) -> Option<&CrossValidated> {
    let best = found.first()?;
    let within =
        found.iter().filter(|choice| choice.log_loss - best.log_loss <= choice.standard_error);
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
    let mut by_fold = Vec::new();
    for (choice, &noise_multiple) in choices.iter().enumerate() {
        for (place, &l2) in settings.l2_strengths.iter().enumerate() {
            let sums = (0..n_folds).map(|fold| losses[choice * n_folds + fold][place]);
            by_fold.push(ByFold { noise_multiple, l2, sums: sums.collect() });
        }
    }
    let mut found = judged(&by_fold, &weights);
    found.sort_by(|a, b| {
        let stronger = b.noise_multiple.total_cmp(&a.noise_multiple).then(b.l2.total_cmp(&a.l2));
        a.log_loss.total_cmp(&b.log_loss).then(stronger)
    });
    Ok(found)
}

/// One choice with its summed losses on each fold.
struct ByFold {
    noise_multiple: f64,
    l2: f64,
    sums: Vec<f64>,
}

/// The mean loss of each choice, and the standard error of its difference to the least of them.
fn judged(choices: &[ByFold], weights: &[f64]) -> Vec<CrossValidated> {
    let all: f64 = weights.iter().sum();
    let mean = |choice: &ByFold| choice.sums.iter().sum::<f64>() / all;
    let Some(best) = choices.iter().min_by(|a, b| mean(a).total_cmp(&mean(b))) else {
        return Vec::new();
    };
    let n = weights.len() as f64;
    let judge = |choice: &ByFold| {
        let gap = mean(choice) - mean(best);
        let sums = choice.sums.iter().zip(&best.sums).zip(weights);
        let squares: f64 = sums
            .filter(|(_, weight)| **weight > 0.0)
            .map(|((sum, best), weight)| ((sum - best) / weight - gap).powi(2))
            .sum();
        CrossValidated {
            noise_multiple: choice.noise_multiple,
            l2: choice.l2,
            log_loss: mean(choice),
            standard_error: (squares / (n - 1.0).max(1.0) / n).sqrt(),
        }
    };
    choices.iter().map(judge).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn by_fold(l2: f64, sums: [f64; 4]) -> ByFold {
        ByFold { noise_multiple: 0.0, l2, sums: sums.to_vec() }
    }

    /// Folds differ by far more than choices do: only their differences can tell choices apart.
    #[test]
    fn choices_are_told_apart_by_their_differences_on_the_same_rows() {
        let choices = [
            by_fold(0.001, [1.0, 2.0, 3.0, 4.0]),
            by_fold(0.01, [1.3, 1.8, 3.3, 3.8]),
            by_fold(0.1, [1.5, 2.5, 3.5, 4.5]),
        ];
        let found = judged(&choices, &[10.0; 4]);
        let errors: Vec<f64> = found.iter().map(|choice| choice.standard_error).collect();
        // Differences of the second choice to the first, a row: 0.03, -0.02, 0.03, -0.02; mean 0.005,
        // squares about it 4 x 0.025^2, so the error is sqrt(0.0025 / 3 / 4).
        assert!((errors[1] - (0.0025_f64 / 12.0).sqrt()).abs() < 1e-12, "{errors:?}");
        assert!(errors[0] == 0.0 && errors[2] < 1e-12, "{errors:?}");
        let chosen = within_one_error(&found).map(|choice| choice.l2);
        assert_eq!(chosen, Some(0.01));
    }

    #[test]
    fn of_strengths_that_are_as_good_the_strongest_is_taken() {
        let choices = [by_fold(0.001, [1.0; 4]), by_fold(0.1, [1.0; 4]), by_fold(0.01, [1.0; 4])];
        let found = judged(&choices, &[10.0; 4]);
        assert_eq!(within_one_error(&found).map(|choice| choice.l2), Some(0.1));
        assert_eq!(within_one_error(&[]), None);
    }
}
