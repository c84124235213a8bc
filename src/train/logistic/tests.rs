//! The regression as statements; other programs' coefficients are checked in `tests/it`.

use linfa::Dataset;
use linfa::traits::Fit as _;
use ndarray::{Array1, Array2};

use super::*;

/// Rows whose outcome leans on two columns, without any chance in it.
fn rows(n: usize) -> (Array2<f64>, Array1<bool>) {
    let wave = |row: usize, by: f64| (row as f64 * by).sin();
    let records = Array2::from_shape_fn((n, 2), |(row, column)| wave(row, 1.3 + column as f64));
    let targets = (0..n)
        .map(|row| wave(row, 1.3) - 0.5 * wave(row, 2.3) + 1.5 * wave(row, 7.7) > 0.2)
        .collect();
    (records, targets)
}

#[test]
fn a_weight_of_two_counts_like_two_rows() {
    let (records, targets) = rows(200);
    let weights = Array1::from_shape_fn(200, |row| if row < 50 { 2.0 } else { 1.0 });
    let weighted = Dataset::new(records.clone(), targets.clone()).with_weights(weights);
    let places: Vec<usize> = (0..200).chain(0..50).collect();
    let repeated = Dataset::new(
        records.select(ndarray::Axis(0), &places),
        places.iter().map(|&row| targets[row]).collect(),
    );
    let once = RidgeLogistic::default().fit(&weighted).unwrap();
    let twice = RidgeLogistic::default().fit(&repeated).unwrap();
    for (a, b) in once.coefficients.iter().zip(&twice.coefficients) {
        assert!((a - b).abs() < 1e-10);
    }
    assert!((once.loss - twice.loss).abs() < 1e-9);
    assert!((once.covariance[1][1] - twice.covariance[1][1]).abs() < 1e-12);
}

#[test]
fn coded_records_fit_like_the_numbers_they_stand_for() {
    let (_, targets) = rows(1000);
    let codes: Vec<u8> = (0..1000).map(|row| (row * 7 % 5) as u8).collect();
    let values = [0.3, -1.0, 0.5, 2.0, -0.25];
    let coded = CodedRecords::new(vec![CodedColumn::new(&codes, &values)], None);
    let dense = Array2::from_shape_fn((1000, 1), |(row, _)| values[usize::from(codes[row])]);
    let coded = RidgeLogistic::default().fit(&DatasetBase::new(coded, targets.clone())).unwrap();
    let dense = RidgeLogistic::default().fit(&Dataset::new(dense, targets)).unwrap();
    assert_eq!(coded, dense);
}

#[test]
fn the_fit_is_the_same_to_the_last_bit_on_any_number_of_threads() {
    let (records, targets) = rows(30_000);
    let dataset = Dataset::new(records, targets);
    let fit = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| RidgeLogistic::default().fit(&dataset)).unwrap()
    };
    assert_eq!(fit(1), fit(3));
}

#[test]
fn separable_classes_without_a_penalty_are_an_error() {
    let records = Array2::from_shape_fn((40, 1), |(row, _)| row as f64);
    let targets: Array1<bool> = (0..40).map(|row| row >= 20).collect();
    let dataset = Dataset::new(records, targets);
    let refused = RidgeLogistic::default().l2(0.0).fit(&dataset).unwrap_err().to_string();
    assert!(refused.contains("separable") || refused.contains("told apart"), "{refused}");
    assert!(RidgeLogistic::default().l2(1.0).fit(&dataset).is_ok());
}

#[test]
fn too_few_steps_are_an_error() {
    let (records, targets) = rows(200);
    let one_step = RidgeLogistic::default().n_iterations_max(1);
    let refused = one_step.fit(&Dataset::new(records, targets)).unwrap_err();
    assert!(matches!(refused, TrainError::NotConverged { .. }), "{refused}");
}

#[test]
fn equal_columns_without_a_penalty_cannot_be_told_apart() {
    let (records, targets) = rows(200);
    let twice = Array2::from_shape_fn((200, 2), |(row, _)| records[[row, 0]]);
    let dataset = Dataset::new(twice, targets);
    let refused = RidgeLogistic::default().l2(0.0).fit(&dataset).unwrap_err();
    assert_eq!(refused, TrainError::Singular);
}

#[test]
fn settings_out_of_range_are_named() {
    let (records, targets) = rows(20);
    let dataset = Dataset::new(records, targets);
    let check = |settings: RidgeLogistic, expected: &str| {
        let refused = settings.fit(&dataset).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    };
    check(RidgeLogistic::default().l2(-1.0), "L2 strength is -1");
    check(RidgeLogistic::default().l2(f64::NAN), "L2 strength is NaN");
    check(RidgeLogistic::default().tolerance(0.0), "tolerance is 0");
    check(RidgeLogistic::default().signs(vec![Sign::Free]), "number of signs is 1");
}
