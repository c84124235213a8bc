//! Figures of binning, fitting and scoring for `scripts/bench-scorecard`, one JSON line each.
//!
//! `german TABLE SPLITS`: test points of one card for each split; `bin FILE`: one column of
//! numbers; `fit FILE`: a whole card; `score FILE`: rows through a card; `regression FILE`: dense
//! columns. CPU seconds are of all threads; `RAYON_NUM_THREADS=1` keeps to one.

use std::path::Path;

use linfa::Dataset;
use linfa::traits::Fit as _;
use merchant_credit::domain::scorecard::{Bilingual, Column, ColumnValues, Segment};
use merchant_credit::files::table_file::{self, Reading};
use merchant_credit::train::binning::{BinningLimits, bin_column};
use merchant_credit::train::card::{CardHeading, CardSettings, train_card};
use merchant_credit::train::evaluation::points_of;
use merchant_credit::train::logistic::RidgeLogistic;
use merchant_credit::train::metrics::{Scored, discrimination};
use merchant_credit::train::sample::{ColumnAbout, Sample, SampleColumn};
use ndarray::{Array1, Array2};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["german", table, splits] => german(table, splits),
        ["bin", file] => bin(file),
        ["fit", file] => fit(file),
        ["score", file] => score(file),
        ["regression", file] => regression(file),
        _ => println!("give german TABLE SPLITS, or bin, fit, score or regression and FILE"),
    }
}

/// CPU seconds of this process so far, all threads, from the kernel's own count.
fn cpu_seconds() -> f64 {
    let sum: u64 = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum();
    sum as f64 * 1e-9
}

fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
        * 1024
}

fn print(line: &Value) {
    println!("{line}");
}

/// A table with a column `bad`, and columns named `part…` that are not features.
fn sample(file: &str) -> Sample {
    let ignored = ["row_id".to_owned()];
    let mut table =
        table_file::read(Path::new(file), Reading { ignored: &ignored, categorical: &[] })
            .expect("a table");
    let place = table.columns.iter().position(|c| c.name == "bad").expect("a column `bad`");
    let ColumnValues::Numbers(bad) = table.columns.remove(place).values else {
        panic!("`bad` is not 0 or 1");
    };
    let columns = table
        .columns
        .into_iter()
        .map(|column| SampleColumn {
            about: ColumnAbout::of_table(&column.name, &[]),
            values: column.values,
        })
        .collect();
    let bad = bad.into_iter().map(|bad| bad == 1.0).collect();
    Sample { columns, bad, weights: None, groups: None }
}

fn settings() -> CardSettings {
    let text = || "benchmark".to_owned();
    CardSettings::new(CardHeading {
        name: text(),
        version: 1,
        about: Bilingual { en: text(), zh: text() },
        serves: vec![Segment::Table],
        sources: vec![text()],
        sample: text(),
        outcome: text(),
        sample_sha256: String::new(),
        n_test: 0,
    })
}

fn german(table: &str, splits: &str) {
    let sample = sample(table);
    let splits = table_file::read(Path::new(splits), Reading::default()).expect("splits");
    for split in &splits.columns {
        let ColumnValues::Numbers(is_test) = &split.values else {
            panic!("a split is 1 for a test row, else 0");
        };
        let rows = |test: f64| -> Vec<u32> {
            (0..sample.n_rows() as u32).filter(|&row| is_test[row as usize] == test).collect()
        };
        let (train, test) = (rows(0.0), rows(1.0));
        let start = cpu_seconds();
        let trained = train_card(&sample, &train, &settings()).expect("a card");
        let cpu = cpu_seconds() - start;
        let points = points_of(&trained.card, &sample);
        let pick = |rows: &[u32]| -> Vec<f64> {
            rows.iter().map(|&row| f64::from(points[row as usize])).collect()
        };
        let bad: Vec<bool> = test.iter().map(|&row| sample.bad[row as usize]).collect();
        let found = discrimination(&Scored::new(&pick(&test), &bad)).expect("both classes");
        print(&json!({
            "split": split.name, "auc": found.auc, "ks": found.ks, "cpu_s": cpu,
            "l2": trained.l2, "noise_multiple": trained.noise_multiple,
            "n_characteristics": trained.card.characteristics().len(),
            "auc_lost_by_rounding": trained.auc_lost_by_rounding(&sample, &test),
            "linfa_difference": trained.second_opinion.difference,
        }));
    }
}

fn bin(file: &str) {
    let sample = sample(file);
    let rows: Vec<u32> = (0..sample.n_rows() as u32).collect();
    let limits = BinningLimits { n_bins_max: 10, share_min: 0.05, ..BinningLimits::default() };
    for column in &sample.columns {
        let mut seconds = Vec::new();
        let mut found = None;
        for _ in 0..5 {
            let start = cpu_seconds();
            found = Some(bin_column(&sample, column, &rows, &limits).expect("bins"));
            seconds.push(cpu_seconds() - start);
        }
        seconds.sort_by(f64::total_cmp);
        let found = found.expect("bins");
        let rates: Vec<f64> =
            found.bins[..found.n_ordinary].iter().map(|bin| bin.counts.bad_rate()).collect();
        print(&json!({
            "column": column.about.name, "cpu_s": seconds[2], "least_cpu_s": seconds[0],
            "information_value": found.information_value(), "rates": rates,
        }));
    }
}

fn fit(file: &str) {
    let before = cpu_seconds();
    let sample = sample(file);
    let read = cpu_seconds() - before;
    let peak_after_reading = peak_bytes();
    let rows: Vec<u32> = (0..sample.n_rows() as u32).collect();
    let start = cpu_seconds();
    let trained = train_card(&sample, &rows, &settings()).expect("a card");
    let cpu = cpu_seconds() - start;
    print(&json!({
        "rows": sample.n_rows(), "columns": sample.columns.len(), "read_cpu_s": read,
        "cpu_s": cpu, "peak_bytes": peak_bytes(), "peak_after_reading": peak_after_reading,
        "table_bytes": sample.n_rows() * sample.columns.len() * 8,
        "n_characteristics": trained.card.characteristics().len(),
        "linfa_difference": trained.second_opinion.difference,
        "l2": trained.l2, "noise_multiple": trained.noise_multiple,
        "information_values": trained.columns.iter()
            .map(|c| c.binned.information_value()).collect::<Vec<_>>(),
    }));
}

fn score(file: &str) {
    let sample = sample(file);
    let rows: Vec<u32> = (0..sample.n_rows() as u32).collect();
    let trained = train_card(&sample, &rows, &settings()).expect("a card");
    let card = &trained.card;
    let place = |name: &str| sample.columns.iter().position(|c| c.about.name == name);
    let columns: Vec<Column<'_>> = card
        .characteristics()
        .iter()
        .map(|c| sample.columns[place(&c.feature).expect("a column")].values.column(&[]))
        .collect();
    let mut points = vec![0; sample.n_rows()];
    let mut seconds = Vec::new();
    for _ in 0..9 {
        let start = cpu_seconds();
        card.points_of_columns(&columns, &mut points);
        seconds.push(cpu_seconds() - start);
    }
    seconds.sort_by(f64::total_cmp);
    let n_bins: usize = card.characteristics().iter().map(|c| c.bins.len()).sum();
    print(&json!({
        "rows": sample.n_rows(), "n_characteristics": columns.len(), "n_bins": n_bins,
        "cpu_s": seconds[4], "rows_per_cpu_second": sample.n_rows() as f64 / seconds[4],
        "sum_of_points": points.iter().map(|&p| i64::from(p)).sum::<i64>(),
    }));
}

fn regression(file: &str) {
    let sample = sample(file);
    let values = |column: &SampleColumn| match &column.values {
        ColumnValues::Numbers(numbers) => numbers.clone(),
        ColumnValues::Categories { .. } => panic!("a column of numbers"),
    };
    let columns: Vec<Vec<f64>> = sample.columns.iter().map(values).collect();
    let shape = (sample.n_rows(), columns.len());
    let records = Array2::from_shape_fn(shape, |(row, column)| columns[column][row]);
    let dataset = Dataset::new(records, Array1::from(sample.bad));
    let mut seconds = Vec::new();
    let mut found = None;
    for _ in 0..3 {
        let start = cpu_seconds();
        found = Some(RidgeLogistic::default().l2(1.0).fit(&dataset).expect("a fit"));
        seconds.push(cpu_seconds() - start);
    }
    seconds.sort_by(f64::total_cmp);
    let found = found.expect("a fit");
    print(&json!({
        "cpu_s": seconds[1], "coefficients": found.coefficients, "intercept": found.intercept,
        "n_iterations": found.n_iterations,
    }));
}
