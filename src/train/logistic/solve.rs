//! Iteratively reweighted least squares (Newton's method) under signs, with covariance.

use rayon::prelude::*;

use super::Sign;
use super::cholesky::{Cholesky, Symmetric};
use super::design::{BLOCK, Design};
use crate::train::TrainError;

/// Rows summed by one thread before sums are added in their order: the same on any number.
const CHUNK: usize = 32 * BLOCK;
/// A step is halved at most this often.
const HALVINGS_MAX: u32 = 40;

/// A fitted regression: ln(p / (1 − p)) = intercept + Σ coefficient × value.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedLogistic {
    /// The intercept.
    pub intercept: f64,
    /// One coefficient for each column.
    pub coefficients: Vec<f64>,
    /// For each column, whether its sign rule holds the coefficient at zero.
    pub is_held: Vec<bool>,
    /// Covariance of intercept and coefficients, intercept first; zero for held ones.
    ///
    /// (H + λ)⁻¹ H (H + λ)⁻¹ with the Hessian H of the log loss and the penalty λ.
    pub covariance: Vec<Vec<f64>>,
    /// Steps made.
    pub n_iterations: u32,
    /// Largest change of a coefficient in the last step.
    pub last_step: f64,
    /// Summed weighted log loss, without the penalty.
    pub loss: f64,
}

impl FittedLogistic {
    /// Probability of the positive class for one row.
    #[must_use]
    pub fn probability(&self, row: impl Iterator<Item = f64>) -> f64 {
        let sum: f64 = self.coefficients.iter().zip(row).map(|(b, x)| b * x).sum();
        1.0 / (1.0 + libm::exp(-(self.intercept + sum)))
    }

    /// Standard error of a column's coefficient; the intercept's is at 0, so this is `column + 1`.
    #[must_use]
    pub fn standard_error(&self, column: usize) -> f64 {
        self.covariance[column + 1][column + 1].sqrt()
    }

    /// Two-sided p-value of the Wald test that a coefficient is zero; 1 for a held one.
    #[must_use]
    pub fn p_value(&self, column: usize) -> f64 {
        let error = self.standard_error(column);
        if error > 0.0 {
            let z = (self.coefficients[column] / error).abs();
            libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
        } else {
            1.0
        }
    }
}

/// What is fitted to what.
pub(super) struct Problem<'a, D> {
    pub(super) design: &'a D,
    pub(super) targets: &'a [bool],
    pub(super) weights: Option<&'a [f64]>,
    pub(super) l2: f64,
    pub(super) signs: Vec<Sign>,
}

/// Sums over rows at one point: loss, gradient and Hessian, the intercept first.
struct Sums {
    loss: f64,
    gradient: Vec<f64>,
    hessian: Symmetric,
}

impl Sums {
    fn zero(size: usize) -> Self {
        Self { loss: 0.0, gradient: vec![0.0; size], hessian: Symmetric::zero(size) }
    }

    fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        for (sum, part) in self.gradient.iter_mut().zip(&other.gradient) {
            *sum += part;
        }
        for (sum, part) in self.hessian.cells.iter_mut().zip(&other.hessian.cells) {
            *sum += part;
        }
    }
}

impl<D: Design> Problem<'_, D> {
    pub(super) fn solve(
        &self,
        n_iterations_max: u32,
        tolerance: f64,
    ) -> Result<FittedLogistic, TrainError> {
        let mut point = self.start()?;
        let mut here = self.penalised(&point);
        let mut last_step = f64::INFINITY;
        for n_iterations in 1..=n_iterations_max {
            let free = self.free(&point, &here.gradient);
            let newton = self.newton_step(&here, &free)?;
            let (next, there) = self.walk(&point, &here, &newton)?;
            last_step = next.iter().zip(&point).map(|(a, b)| (a - b).abs()).fold(0.0_f64, f64::max);
            (point, here) = (next, there);
            if last_step <= tolerance {
                return self.fitted(&point, &here, n_iterations, last_step);
            }
        }
        let n_iterations = n_iterations_max;
        Err(TrainError::NotConverged { n_iterations, last_step })
    }

    /// The intercept that fits the share of positives; coefficients of zero.
    fn start(&self) -> Result<Vec<f64>, TrainError> {
        let (mut positive, mut all) = (0.0, 0.0);
        for (row, &target) in self.targets.iter().enumerate() {
            let weight = self.weights.map_or(1.0, |weights| weights[row]);
            all += weight;
            positive += if target { weight } else { 0.0 };
        }
        if self.targets.is_empty() {
            return Err(TrainError::NoRows);
        }
        if positive <= 0.0 || positive >= all {
            let class = if positive <= 0.0 { "negative" } else { "positive" };
            return Err(TrainError::OneClass { n: self.targets.len(), class });
        }
        let mut point = vec![0.0; self.design.n_columns() + 1];
        point[0] = libm::log(positive / (all - positive));
        Ok(point)
    }

    /// The coefficients that may move: not those that the gradient would push past their sign.
    fn free(&self, point: &[f64], gradient: &[f64]) -> Vec<usize> {
        let is_free = |&index: &usize| {
            let Some(column) = index.checked_sub(1) else {
                return true;
            };
            match self.signs[column] {
                Sign::Free => true,
                Sign::NotNegative => point[index] > 0.0 || gradient[index] < 0.0,
                Sign::NotPositive => point[index] < 0.0 || gradient[index] > 0.0,
            }
        };
        (0..point.len()).filter(is_free).collect()
    }

    fn newton_step(&self, here: &Sums, free: &[usize]) -> Result<Vec<f64>, TrainError> {
        let factor = Cholesky::new(&here.hessian.kept(free)).ok_or(TrainError::Singular)?;
        let downhill: Vec<f64> = free.iter().map(|&index| -here.gradient[index]).collect();
        let mut step = vec![0.0; here.gradient.len()];
        for (&index, value) in free.iter().zip(factor.solve(&downhill)) {
            step[index] = value;
        }
        Ok(step)
    }

    /// Goes along the step, back to the allowed signs, halving it until the loss does not rise.
    fn walk(
        &self,
        point: &[f64],
        here: &Sums,
        step: &[f64],
    ) -> Result<(Vec<f64>, Sums), TrainError> {
        // The loss is a sum of rounded terms: differences below this are not seen.
        let unseen = 1e-13 * here.loss.abs();
        let mut share = 1.0;
        for _ in 0..HALVINGS_MAX {
            let next: Vec<f64> = point
                .iter()
                .zip(step)
                .enumerate()
                .map(|(index, (from, by))| self.allowed(index, from + share * by))
                .collect();
            let there = self.penalised(&next);
            if there.loss <= here.loss + unseen {
                return Ok((next, there));
            }
            share *= 0.5;
        }
        let last_step = step.iter().fold(0.0_f64, |most, by| most.max(by.abs()));
        Err(TrainError::NotConverged { n_iterations: 0, last_step })
    }

    fn allowed(&self, index: usize, value: f64) -> f64 {
        match index.checked_sub(1).map(|column| self.signs[column]) {
            Some(Sign::NotNegative) => value.max(0.0),
            Some(Sign::NotPositive) => value.min(0.0),
            Some(Sign::Free) | None => value,
        }
    }

    /// Sums with the penalty.
    fn penalised(&self, point: &[f64]) -> Sums {
        let mut sums = self.sums(point);
        let size = sums.hessian.size;
        for (index, value) in point.iter().enumerate().skip(1) {
            sums.loss += 0.5 * self.l2 * value * value;
            sums.gradient[index] += self.l2 * value;
            sums.hessian.cells[index * size + index] += self.l2;
        }
        sums
    }

    fn fitted(
        &self,
        point: &[f64],
        here: &Sums,
        n_iterations: u32,
        last_step: f64,
    ) -> Result<FittedLogistic, TrainError> {
        let free = self.free(point, &here.gradient);
        let factor = Cholesky::new(&here.hessian.kept(&free)).ok_or(TrainError::Singular)?;
        let inverse = factor.inverse();
        let mut covariance = vec![vec![0.0; point.len()]; point.len()];
        for (a, &row) in free.iter().enumerate() {
            for (b, &column) in free.iter().enumerate() {
                // (H + λ)⁻¹ − λ (H + λ)⁻¹ (H + λ)⁻¹, without λ for the intercept at 0.
                let shrunk: f64 = free
                    .iter()
                    .enumerate()
                    .filter(|&(_, &index)| index > 0)
                    .map(|(inner, _)| inverse[a][inner] * inverse[inner][b])
                    .sum();
                covariance[row][column] = inverse[a][b] - self.l2 * shrunk;
            }
        }
        let penalty: f64 = point[1..].iter().map(|b| 0.5 * self.l2 * b * b).sum();
        Ok(FittedLogistic {
            intercept: point[0],
            coefficients: point[1..].to_vec(),
            is_held: (1..point.len()).map(|index| !free.contains(&index)).collect(),
            covariance,
            n_iterations,
            last_step,
            loss: here.loss - penalty,
        })
    }

    fn sums(&self, point: &[f64]) -> Sums {
        let n_rows = self.design.n_rows();
        let parts: Vec<Sums> = (0..n_rows.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut sums = Sums::zero(point.len());
                let mut work = Work::new(self.design.n_columns());
                let end = ((chunk + 1) * CHUNK).min(n_rows);
                let mut start = chunk * CHUNK;
                while start < end {
                    let rows = BLOCK.min(end - start);
                    self.add_block(start, rows, point, &mut work, &mut sums);
                    start += rows;
                }
                sums
            })
            .collect();
        let mut total = Sums::zero(point.len());
        parts.iter().for_each(|part| total.add(part));
        total
    }

    fn add_block(
        &self,
        start: usize,
        rows: usize,
        point: &[f64],
        work: &mut Work,
        sums: &mut Sums,
    ) {
        let size = point.len();
        let Work { values, weighted, log_odds, curvature, residual } = work;
        let (log_odds, curvature) = (&mut log_odds[..rows], &mut curvature[..rows]);
        let residual = &mut residual[..rows];
        log_odds.fill(point[0]);
        for column in 0..size - 1 {
            let values = &mut values[column * BLOCK..][..rows];
            self.design.fill(column, start, values);
            let coefficient = point[column + 1];
            for (sum, value) in log_odds.iter_mut().zip(values) {
                *sum += coefficient * *value;
            }
        }
        sums.loss += self.add_rows(start, log_odds, curvature, residual);
        sums.gradient[0] += residual.iter().sum::<f64>();
        sums.hessian.cells[0] += curvature.iter().sum::<f64>();
        for row in 1..size {
            let values_here = &values[(row - 1) * BLOCK..][..rows];
            let weighted = &mut weighted[..rows];
            for ((to, value), weight) in weighted.iter_mut().zip(values_here).zip(&*curvature) {
                *to = value * weight;
            }
            sums.gradient[row] += dot(values_here, residual);
            sums.hessian.cells[row * size] += weighted.iter().sum::<f64>();
            for column in 1..=row {
                let other = &values[(column - 1) * BLOCK..][..rows];
                sums.hessian.cells[row * size + column] += dot(weighted, other);
            }
        }
    }

    /// Residual and curvature of each row of a block; returns its loss.
    fn add_rows(
        &self,
        start: usize,
        log_odds: &[f64],
        curvature: &mut [f64],
        residual: &mut [f64],
    ) -> f64 {
        let targets = &self.targets[start..start + log_odds.len()];
        let weights = self.weights.map(|weights| &weights[start..]);
        let (mut loss, mut product) = (0.0, 1.0);
        for (row, (&log_odds, &target)) in log_odds.iter().zip(targets).enumerate() {
            let decay = libm::exp(-log_odds.abs());
            let share = 1.0 / (1.0 + decay);
            let positive = if log_odds >= 0.0 { share } else { decay * share };
            let weight = weights.map_or(1.0, |weights| weights[row]);
            curvature[row] = weight * decay * share * share;
            residual[row] = weight * (positive - f64::from(u8::from(target)));
            let wrong = (log_odds >= 0.0) != target;
            loss += if wrong { weight * log_odds.abs() } else { 0.0 };
            if weights.is_some() {
                loss += weight * libm::log1p(decay);
            } else {
                // One logarithm for the block: a product of at most 256 factors up to 2.
                product *= 1.0 + decay;
            }
        }
        loss + libm::log(product)
    }
}

/// Room for one block.
struct Work {
    values: Vec<f64>,
    weighted: Vec<f64>,
    log_odds: Vec<f64>,
    curvature: Vec<f64>,
    residual: Vec<f64>,
}

impl Work {
    fn new(n_columns: usize) -> Self {
        let row = || vec![0.0; BLOCK];
        Self {
            values: vec![0.0; n_columns * BLOCK],
            weighted: row(),
            log_odds: row(),
            curvature: row(),
            residual: row(),
        }
    }
}

/// Scalar product in eight running sums, in an order that does not depend on the machine.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_eights, a_rest) = a.as_chunks::<8>();
    let (b_eights, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a_eights.iter().zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}
