//! Figures of quality as statements; other programs' figures are checked in `tests/it`.

use proptest::prelude::*;

use super::*;
use crate::domain::scorecard::{Calibration, Scaling};

const GOOD: bool = false;
const BAD: bool = true;

#[test]
fn auc_is_the_chance_that_a_good_scores_above_a_bad() {
    let check = |scores: &[f64], bad: &[bool], auc: f64, ks: f64| {
        let found = discrimination(&Scored::new(scores, bad)).unwrap();
        assert_eq!((found.auc, found.ks), (auc, ks), "{scores:?}");
        assert_eq!(found.gini, 2.0 * auc - 1.0);
    };
    check(&[1.0, 2.0, 3.0, 4.0], &[BAD, BAD, GOOD, GOOD], 1.0, 1.0);
    check(&[4.0, 3.0, 2.0, 1.0], &[BAD, BAD, GOOD, GOOD], 0.0, 1.0);
    check(&[7.0, 7.0, 7.0, 7.0], &[BAD, GOOD, BAD, GOOD], 0.5, 0.0);
    // Of four pairs, two are won, one is a tie, one is lost.
    check(&[1.0, 2.0, 1.0, 3.0], &[BAD, BAD, GOOD, GOOD], 0.625, 0.5);
    assert_eq!(discrimination(&Scored::new(&[1.0, 2.0], &[BAD, BAD])), None);
    assert_eq!(discrimination(&Scored::new(&[], &[])), None);
}

#[test]
fn weights_count_like_repeated_rows() {
    let weighted = Scored {
        scores: &[1.0, 2.0, 1.5],
        bad: &[BAD, GOOD, GOOD],
        weights: Some(&[1.0, 1.0, 2.0]),
    };
    let repeated = Scored::new(&[1.0, 2.0, 1.5, 1.5], &[BAD, GOOD, GOOD, GOOD]);
    assert_eq!(discrimination(&weighted), discrimination(&repeated));
}

#[test]
fn gains_begin_with_the_worst() {
    let scores: Vec<f64> = (0..10).map(f64::from).collect();
    let bad: Vec<bool> = (0..10).map(|row| row < 3 || row == 9).collect();
    let bands = gains(&Scored::new(&scores, &bad), 5);
    let shares: Vec<f64> = bands.iter().map(|band| band.share_of_bads).collect();
    assert_eq!(shares, [0.5, 0.75, 0.75, 0.75, 1.0]);
    assert_eq!(bands[0].lift, 2.5);
    assert_eq!(bands.iter().map(|band| band.n).collect::<Vec<_>>(), [2; 5]);
}

#[test]
fn an_emptied_bin_is_never_dropped() {
    // Half of the rows leave the second bin, and one side is left with none.
    let drift = population_stability_index(&[50, 50], &[100, 0]).unwrap();
    let expected = 0.5 * 2.0_f64.ln() + (0.005 - 0.5) * (0.005_f64 / 0.5).ln();
    assert!((drift.index - expected).abs() < 1e-12, "{}", drift.index);
    assert_eq!(drift.n_emptied, 1);
    assert!(drift.is_shift());
    let still = population_stability_index(&[50, 50, 0], &[500, 500, 0]).unwrap();
    assert_eq!((still.index, still.n_emptied), (0.0, 0));
    assert_eq!(population_stability_index(&[1], &[]), None);
}

#[test]
fn a_large_index_of_few_rows_is_not_yet_a_shift() {
    let few = population_stability_index(&[3, 2, 1], &[1, 2, 3]).unwrap();
    assert!(few.index > 0.1 && !few.is_shift(), "{few:?}");
    let many = population_stability_index(&[300, 200, 100], &[100, 200, 300]).unwrap();
    assert!(many.is_shift());
    // Chi-square with two degrees of freedom: 5.991 at 95 %.
    assert!((many.by_chance * 300.0 - 5.991).abs() < 0.06, "{}", many.by_chance * 300.0);
}

#[test]
fn an_interval_holds_the_estimate_and_is_the_same_for_the_same_seed() {
    let scores: Vec<f64> = (0..400).map(|row| f64::from(row * 37 % 101)).collect();
    let bad: Vec<bool> = (0..400).map(|row| row * 37 % 101 < 20 + row % 60).collect();
    let scored = Scored::new(&scores, &bad);
    let found = bootstrap_auc(&scored, 500, 42).unwrap();
    assert_eq!(found, bootstrap_auc(&scored, 500, 42).unwrap());
    assert_ne!(found, bootstrap_auc(&scored, 500, 43).unwrap());
    assert!(found.low < found.estimate && found.estimate < found.high);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    assert_eq!(found, threads.install(|| bootstrap_auc(&scored, 500, 42)).unwrap());
}

#[test]
fn the_interval_is_as_wide_as_theory_says() {
    // Hanley and McNeil (1982): with AUC = 0.5 the variance is (n₁ + n₂ + 1) / (12 n₁ n₂).
    let scores: Vec<f64> = (0..400).map(|row| f64::from(row * 173 % 401)).collect();
    let bad: Vec<bool> = (0..400).map(|row| row % 2 == 0).collect();
    let expected = 2.0 * 1.96 * (401.0_f64 / (12.0 * 200.0 * 200.0)).sqrt();
    let check = |scores: &[f64]| {
        let found = bootstrap_auc(&Scored::new(scores, &bad), 2000, 7).unwrap();
        let ratio = (found.high - found.low) / expected;
        assert!((0.9..1.1).contains(&ratio), "{ratio}: {found:?}");
    };
    check(&scores);
    // Fewer distinct scores are drawn cell by cell, with the same distribution.
    check(&scores.iter().map(|score| (score / 8.0).floor()).collect::<Vec<_>>());
}

#[test]
fn a_score_against_itself_differs_by_nothing() {
    let scores: Vec<f64> = (0..90).map(|row| f64::from(row * 7 % 31)).collect();
    let bad: Vec<bool> = (0..90).map(|row| row % 3 == 0).collect();
    let found = paired_bootstrap_auc(&scores, &scores, &bad, 100, 1).unwrap();
    assert_eq!(found.difference, Interval { estimate: 0.0, low: 0.0, high: 0.0 });
    assert_eq!(found.share_first_better, 0.5);
}

#[test]
fn recalibration_makes_the_mean_prediction_the_mean_outcome() {
    let scaling = Scaling { base_points: 600.0, base_odds: 50.0, pdo: 20.0 };
    let points: Vec<f64> = (0..1000).map(|row| 480.0 + f64::from(row % 100)).collect();
    let bad: Vec<bool> = (0..1000).map(|row| row * 61 % 100 < 60 - row % 100 / 2).collect();
    let rate = bad.iter().filter(|&&bad| bad).count() as f64 / 1000.0;
    for how in [Recalibration::Intercept, Recalibration::InterceptAndSlope] {
        let after = recalibrate(scaling.calibration(), &points, &bad, how).unwrap();
        let mean = points.iter().map(|&p| after.probability(p)).sum::<f64>() / 1000.0;
        assert!((mean - rate).abs() < 1e-9, "{how:?}: {mean} instead of {rate}");
        assert!(after.slope < 0.0);
    }
    let turned: Vec<bool> = points.iter().map(|&p| p > 530.0).collect();
    let refused = recalibrate(
        Calibration { intercept: 0.0, slope: -0.01 },
        &points,
        &turned,
        Recalibration::InterceptAndSlope,
    );
    assert!(refused.is_err());
}

proptest! {
    #[test]
    fn auc_and_ks_equal_counting_by_pairs(
        rows in prop::collection::vec((0_u8..12, any::<bool>()), 2..60),
    ) {
        let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let bad: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let goods = || rows.iter().filter(|row| !row.1);
        let bads = || rows.iter().filter(|row| row.1);
        let found = discrimination(&Scored::new(&scores, &bad));
        if goods().count() == 0 || bads().count() == 0 {
            prop_assert_eq!(found, None);
            return Ok(());
        }
        let won: f64 = goods()
            .flat_map(|good| bads().map(move |bad| (good.0, bad.0)))
            .map(|(good, bad)| if good > bad { 1.0 } else { f64::from(u8::from(good == bad)) / 2.0 })
            .sum();
        let (n_good, n_bad) = (goods().count() as f64, bads().count() as f64);
        let found = found.unwrap();
        prop_assert!((found.auc - won / (n_good * n_bad)).abs() < 1e-12);
        let gap = (0..12_u8)
            .map(|at| {
                let good = goods().filter(|row| row.0 <= at).count() as f64 / n_good;
                let bad = bads().filter(|row| row.0 <= at).count() as f64 / n_bad;
                (bad - good).abs()
            })
            .fold(0.0, f64::max);
        prop_assert!((found.ks - gap).abs() < 1e-12);
        let curve = roc_curve(&Scored::new(&scores, &bad));
        let area: f64 = curve
            .windows(2)
            .map(|pair| {
                let width = pair[1].share_of_goods - pair[0].share_of_goods;
                width * 0.5 * (pair[1].share_of_bads + pair[0].share_of_bads)
            })
            .sum();
        prop_assert!((area - found.auc).abs() < 1e-12);
    }
}
