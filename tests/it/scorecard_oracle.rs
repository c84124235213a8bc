//! Bins and coefficients equal those of optbinning, toad, scikit-learn, statsmodels and linfa.

use std::collections::HashMap;
use std::path::Path;

use linfa::Dataset;
use linfa::traits::{Fit as _, Predict as _};
use merchant_credit::train::binning::{BinCounts, Totals, evidence};
use merchant_credit::train::logistic::{RidgeLogistic, Sign, second_opinion};
use merchant_credit::train::metrics::{
    Scored, brier_score, discrimination, log_loss, population_stability_index,
};
use ndarray::{Array1, Array2};
use serde_json::Value;

/// A table read as text.
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(path: &str) -> Self {
        let path = Path::new("tests/data/german").join(path);
        let mut reader = csv::Reader::from_path(path).unwrap();
        let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { names, rows }
    }

    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        let index = self.names.iter().position(|other| other == name).unwrap();
        self.rows.iter().map(|row| row[index].as_str()).collect()
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        self.column(name).iter().map(|text| text.parse().unwrap()).collect()
    }
}

fn json(path: &str) -> Value {
    let path = Path::new("tests/data/german/oracle").join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what} [{index}]: {a} instead of {b}");
    }
}

/// The weight-of-evidence matrix that the coefficients of others were fitted to.
fn woe_matrix(part: &str) -> (Array2<f64>, Array1<bool>) {
    let table = Table::read(&format!("oracle/woe_matrix_{part}.csv"));
    let columns = json("sklearn_lr.json")["columns"].clone();
    let columns: Vec<Vec<f64>> = columns
        .as_array()
        .unwrap()
        .iter()
        .map(|name| table.numbers(name.as_str().unwrap()))
        .collect();
    let records = Array2::from_shape_fn((table.rows.len(), columns.len()), |(r, c)| columns[c][r]);
    let bad = table.column("bad").iter().map(|&text| text == "1").collect();
    (records, bad)
}

#[test]
fn evidence_of_each_bin_equals_optbinning() {
    let table = Table::read("oracle/optbinning_tables.csv");
    let mut of_variable: HashMap<&str, Vec<&Vec<String>>> = HashMap::new();
    for row in table.rows.iter().filter(|row| row[0] != "Totals") {
        of_variable.entry(&row[1]).or_default().push(row);
    }
    assert_eq!(of_variable.len(), 20);
    for (variable, rows) in of_variable {
        let number = |row: &[String], column: usize| row[column].parse::<f64>().unwrap();
        let counts: Vec<BinCounts> = rows
            .iter()
            .map(|row| BinCounts {
                n: number(row, 3) as u64,
                n_bad: number(row, 6) as u64,
                weight: number(row, 3),
                weight_bad: number(row, 6),
            })
            .collect();
        let totals = Totals::of(&counts);
        for (row, bin) in rows.iter().zip(&counts) {
            let found = evidence(bin, &totals);
            let expected = [number(row, 8), number(row, 9), number(row, 10)];
            let found = [found.weight_of_evidence, found.information_value, found.jensen_shannon];
            assert_close(&found, &expected, 1e-12, variable);
        }
    }
}

#[test]
fn rows_counted_between_optbinnings_edges_are_its_counts() {
    let german = Table::read("german.csv");
    let train: Vec<bool> =
        Table::read("split_seed42.csv").column("part").iter().map(|&p| p == "train").collect();
    let table = Table::read("oracle/optbinning_tables.csv");
    let mut n_checked = 0;
    for row in &table.rows {
        let label = &row[2];
        if !label.starts_with('(') && !label.starts_with('[') || label.contains('\'') {
            continue;
        }
        let (from, to) = label[1..label.len() - 1].split_once(", ").unwrap();
        let bound = |text: &str| text.parse::<f64>().unwrap();
        let (mut n, mut n_bad) = (0, 0);
        for ((value, bad), &is_train) in
            german.numbers(&row[1]).iter().zip(german.column("bad")).zip(&train)
        {
            if is_train && *value >= bound(from) && *value < bound(to) {
                n += 1;
                n_bad += usize::from(bad == "1");
            }
        }
        assert_eq!((n.to_string(), n_bad.to_string()), (row[3].clone(), row[6].clone()), "{label}");
        n_checked += 1;
    }
    assert!(n_checked > 20, "{n_checked}");
}

#[test]
fn coefficients_equal_scikit_learn() {
    let oracle = json("sklearn_lr.json");
    let (records, targets) = woe_matrix("train");
    let dataset = Dataset::new(records, targets);
    for (name, l2) in [("C=1", 1.0), ("C=0.1", 10.0), ("C=10", 0.1), ("unpenalised", 1e-12)] {
        let fitted = RidgeLogistic::default().l2(l2).fit(&dataset).unwrap();
        let model = &oracle["models"][name];
        assert_close(&fitted.coefficients, &floats(&model["coef"]), 1e-8, name);
        let intercept = model["intercept"].as_f64().unwrap();
        assert_close(&[fitted.intercept], &[intercept], 1e-8, name);
        let loss = model["train"]["logloss"].as_f64().unwrap();
        assert_close(&[fitted.loss / 700.0], &[loss], 1e-9, name);
    }
}

#[test]
fn weighted_coefficients_equal_scikit_learn() {
    let oracle = json("sklearn_lr.json");
    let (records, targets) = woe_matrix("train");
    let check = |weights: Vec<f64>, model: &Value| {
        let weights = weights.iter().map(|&weight| weight as f32).collect();
        let dataset = Dataset::new(records.clone(), targets.clone()).with_weights(weights);
        let fitted = RidgeLogistic::default().l2(1.0).fit(&dataset).unwrap();
        assert_close(&fitted.coefficients, &floats(&model["coef"]), 1e-8, "weighted");
        let intercept = model["intercept"].as_f64().unwrap();
        assert_close(&[fitted.intercept], &[intercept], 1e-8, "weighted");
    };
    let weighted = &oracle["weighted_C=1"];
    check(floats(&weighted["weights"]), weighted);
}

#[test]
fn standard_errors_and_p_values_equal_statsmodels() {
    let oracle = &json("sklearn_lr.json")["statsmodels_mle"];
    let (records, targets) = woe_matrix("train");
    let fitted = RidgeLogistic::default().l2(0.0).fit(&Dataset::new(records, targets)).unwrap();
    let errors: Vec<f64> =
        (0..fitted.covariance.len()).map(|i| fitted.covariance[i][i].sqrt()).collect();
    assert_close(&errors, &floats(&oracle["std_err"]), 1e-8, "standard errors");
    let p_values: Vec<f64> =
        (0..fitted.coefficients.len()).map(|column| fitted.p_value(column)).collect();
    assert_close(&p_values, &floats(&oracle["p"])[1..], 1e-8, "p-values");
    assert_close(&[-fitted.loss], &[oracle["llf"].as_f64().unwrap()], 1e-8, "log likelihood");
}

#[test]
fn linfa_logistic_agrees_whichever_class_is_more_frequent() {
    let (records, targets) = woe_matrix("train");
    let turned = targets.mapv(|target| !target);
    for targets in [targets, turned] {
        let found = second_opinion(records.clone(), targets, 1.0).unwrap();
        assert!(found.difference <= 1e-4, "{}", found.difference);
        assert!(found.difference > 0.0, "an independent fit is not the same fit");
    }
}

#[test]
fn a_coefficient_of_the_wrong_sign_is_held_at_zero_and_said() {
    let (records, targets) = woe_matrix("train");
    let dataset = Dataset::new(records, targets);
    let free = RidgeLogistic::default().fit(&dataset).unwrap();
    assert!(free.coefficients[12] < 0.0, "the card of toad gives worse jobs more points");
    let signs = vec![Sign::NotNegative; 13];
    let held = RidgeLogistic::default().signs(signs).fit(&dataset).unwrap();
    assert!(held.coefficients.iter().all(|&coefficient| coefficient >= 0.0));
    assert_eq!(held.coefficients[12], 0.0);
    assert_eq!(held.is_held.iter().filter(|&&is_held| is_held).count(), 1);
    assert!(held.is_held[12]);
    // Held at zero is the same as left out.
    let (records, targets) = woe_matrix("train");
    let without = records.select(ndarray::Axis(1), &(0..12).collect::<Vec<_>>());
    let without = RidgeLogistic::default().fit(&Dataset::new(without, targets)).unwrap();
    assert_close(&held.coefficients[..12], &without.coefficients, 1e-8, "without the held one");
}

#[test]
fn predictions_are_probabilities_of_the_true_class() {
    let oracle = &json("sklearn_lr.json")["models"]["C=1"]["test"];
    let (records, targets) = woe_matrix("train");
    let fitted = RidgeLogistic::default().fit(&Dataset::new(records, targets)).unwrap();
    let (records, targets) = woe_matrix("test");
    let predicted: Array1<f64> = fitted.predict(&records);
    let brier = predicted
        .iter()
        .zip(&targets)
        .map(|(p, &target)| (p - f64::from(u8::from(target))).powi(2))
        .sum::<f64>()
        / targets.len() as f64;
    assert_close(&[brier], &[oracle["brier"].as_f64().unwrap()], 1e-9, "Brier score");
}

fn is_train() -> Vec<bool> {
    Table::read("split_seed42.csv").column("part").iter().map(|&part| part == "train").collect()
}

#[test]
fn auc_ks_brier_and_log_loss_equal_those_of_toad_and_scikit_learn() {
    let oracle = json("toad_metrics.json");
    let table = Table::read("oracle/toad_scores.csv");
    let bad = Table::read("german.csv").column("bad").iter().map(|&b| b == "1").collect::<Vec<_>>();
    for part in ["train", "test"] {
        let rows: Vec<usize> =
            (0..bad.len()).filter(|&row| is_train()[row] == (part == "train")).collect();
        let pick = |numbers: &[f64]| rows.iter().map(|&row| numbers[row]).collect::<Vec<_>>();
        let (scores, p_bad) = (pick(&table.numbers("score")), pick(&table.numbers("p_bad")));
        let bad: Vec<bool> = rows.iter().map(|&row| bad[row]).collect();
        let found = discrimination(&Scored::new(&scores, &bad)).unwrap();
        let figure = |name: &str| oracle[name].as_f64().unwrap();
        assert_close(&[found.auc], &[figure(&format!("auc_{part}"))], 1e-12, "AUC");
        assert_close(&[found.ks], &[figure(&format!("ks_{part}"))], 1e-12, "KS");
        let rounded = |name: &str| oracle[part][name].as_f64().unwrap();
        assert_close(&[found.gini], &[rounded("gini")], 5.1e-7, "Gini");
        assert_close(&[brier_score(&p_bad, &bad)], &[rounded("brier")], 5.1e-7, "Brier");
        assert_close(&[log_loss(&p_bad, &bad)], &[rounded("logloss")], 5.1e-7, "log loss");
    }
}

#[test]
fn the_stability_index_of_scores_equals_that_of_toad() {
    let oracle = json("toad_metrics.json");
    let counts = |name: &str| -> Vec<u64> {
        floats(&oracle[name]).iter().map(|&count| count as u64).collect()
    };
    let drift =
        population_stability_index(&counts("train_counts"), &counts("test_counts")).unwrap();
    assert_close(&[drift.index], &[oracle["score_psi"].as_f64().unwrap()], 1e-12, "PSI");
}

#[test]
fn the_stability_index_of_each_characteristic_equals_that_of_toad() {
    let (bins, german, is_train) = (json("toad_bins.json"), Table::read("german.csv"), is_train());
    let expected = Table::read("oracle/toad_psi_variables.csv");
    for (name, expected) in
        expected.column("variable").iter().zip(expected.numbers("psi_test_vs_train"))
    {
        let bins = bins[name].as_array().unwrap();
        let bin_of = |text: &str| {
            let number = text.parse::<f64>();
            let holds = |bin: &&Value| match bin.as_array() {
                Some(names) => !names.iter().any(|name| name.as_str() == Some(text)),
                None => number.as_ref().is_ok_and(|n| *n >= bin.as_f64().unwrap()),
            };
            bins.iter().take_while(holds).count()
        };
        let (mut before, mut after) = (vec![0_u64; 12], vec![0_u64; 12]);
        for (text, is_train) in german.column(name).iter().zip(&is_train) {
            let counts = if *is_train { &mut before } else { &mut after };
            counts[bin_of(text)] += 1;
        }
        let found = population_stability_index(&before, &after).unwrap();
        assert_close(&[found.index], &[expected], 1e-12, name);
    }
}
