//! Training on a table of one's own: good cards, and clear refusals of bad input.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use merchant_credit::app::train_table::{TableTrained, TableTraining, train_table};
use merchant_credit::domain::scorecard::{BinValues, KnownFeatures, Value};
use merchant_credit::files::scorecard_file;

use crate::scorecard_oracle::Table;

/// A folder with one table in it.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(table: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("table.csv"), table).unwrap();
        Self { folder }
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("card-1.json")
    }

    fn options(&self) -> TableTraining {
        TableTraining {
            table: self.folder.path().join("table.csv"),
            target: "bad".to_owned(),
            split_column: None,
            weight: None,
            ignored: Vec::new(),
            categorical: Vec::new(),
            special: Vec::new(),
            information_value_min: 0.02,
            correlation_max: 0.95,
            holdout: 0.3,
            seed: 42,
            out: self.out(),
        }
    }

    fn train(&self) -> TableTrained {
        train_table(&self.options()).unwrap()
    }

    fn refused(&self, change: impl FnOnce(&mut TableTraining)) -> String {
        let mut options = self.options();
        change(&mut options);
        let refused = train_table(&options).unwrap_err().to_string();
        assert!(!self.out().exists(), "nothing is written");
        refused
    }
}

/// The German Credit table with the part of each row, its columns named anew.
pub(crate) fn german(rename: impl Fn(&str) -> String) -> Bench {
    let table = Table::read("german.csv");
    let parts = Table::read("split_seed42.csv");
    let mut text = csv::Writer::from_writer(Vec::new());
    let names = table.names.iter().map(|name| rename(name));
    text.write_record(names.chain(["part".to_owned()])).unwrap();
    for (row, part) in table.rows.iter().zip(parts.column("part")) {
        text.write_record(row.iter().map(String::as_str).chain([part])).unwrap();
    }
    Bench::new(&String::from_utf8(text.into_inner().unwrap()).unwrap())
}

pub(crate) fn train_on_german(bench: &Bench, special: &[f64]) -> TableTrained {
    let mut options = bench.options();
    options.split_column = Some("part".to_owned());
    options.ignored = vec!["row_id".to_owned()];
    options.special = special.to_vec();
    train_table(&options).unwrap()
}

#[test]
fn a_card_on_german_credit_is_as_good_as_the_best_and_rounds_without_loss() {
    let found = train_on_german(&german(str::to_owned), &[]);
    let test = found.test.unwrap();
    assert_eq!((test.n, test.n_bad), (300, 90));
    // The interval of the best peer on this split is 0.752 to 0.858 around 0.8066.
    let auc = test.discrimination.unwrap().auc;
    assert!(auc > 0.78, "{auc}");
    assert!(found.auc_lost_by_rounding.abs() <= 0.002, "{}", found.auc_lost_by_rounding);
    assert!(found.trained.second_opinion.difference <= 1e-4);
    assert!(found.trained.fitted.coefficients.iter().all(|&coefficient| coefficient > 0.0));
    let interval = test.auc_interval.unwrap();
    assert!(interval.low < auc && auc < interval.high);
}

#[test]
fn the_same_seed_and_table_give_the_same_bytes_on_any_number_of_threads() {
    let bench = german(str::to_owned);
    let bytes = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| train_on_german(&bench, &[]));
        ["json", "md", "html"]
            .map(|extension| std::fs::read(bench.out().with_extension(extension)).unwrap())
    };
    assert!(bytes(1) == bytes(3));
}

#[test]
fn the_written_card_scores_like_the_trained_one_and_its_report_stands_beside_it() {
    let bench = german(str::to_owned);
    let found = train_on_german(&bench, &[]);
    let read = scorecard_file::load(&bench.out(), KnownFeatures::Any).unwrap();
    assert_eq!(read.card, found.trained.card);
    assert_eq!(read.sha256, found.sha256);
    let page = std::fs::read_to_string(bench.out().with_extension("html")).unwrap();
    let text = std::fs::read_to_string(bench.out().with_extension("md")).unwrap();
    for heading in ["Sample", "Quality", "Columns", "Scorecard", "Coefficients", "Bins", "Limits"] {
        assert!(text.contains(&format!("\n## {heading}")), "{heading}");
        assert!(page.contains(&format!("<h2>{heading}")), "{heading}");
    }
    assert_eq!(page.matches("<svg").count(), 5 + found.trained.card.characteristics().len());
    let auc = found.test.unwrap().discrimination.unwrap().auc;
    assert!(text.contains(&format!("| {auc:.4} |")));
}

/// A table whose `x` speaks of `bad`, with one more column to be made wrong.
fn rows(n: usize, head: &str, cell: impl Fn(usize) -> String) -> String {
    let mut text = format!("x,{head},bad\n");
    for row in 0..n {
        let x = row * 37 % 101;
        let bad = u8::from((row * 61 % 97) > x);
        let _ = writeln!(text, "{x},{},{bad}", cell(row));
    }
    text
}

#[test]
fn missing_special_and_unseen_values_have_bins_of_their_own() {
    let bench = Bench::new(&rows(600, "y", |row| match row % 10 {
        0 => String::new(),
        1 => "-999".to_owned(),
        _ => (row * 61 % 97).to_string(),
    }));
    let mut options = bench.options();
    options.special = vec![-999.0, -998.0];
    let card = train_table(&options).unwrap().trained.card;
    let y = card.characteristics().iter().find(|c| c.feature == "y").unwrap();
    let find = |values: &BinValues| y.bins.iter().find(|bin| bin.values == *values).unwrap();
    assert!(find(&BinValues::Missing).sample.unwrap().n > 20);
    assert!(find(&BinValues::Special(-999.0)).sample.unwrap().n > 20);
    let never = find(&BinValues::Special(-998.0));
    assert_eq!((never.sample.unwrap().n, never.points), (0, 0));
    let place = card.characteristics().iter().position(|c| c.feature == "y").unwrap();
    let mut values = vec![Value::Missing; card.characteristics().len()];
    values[place] = Value::Number(-999.0);
    let contribution = card.score(&values).contributions[place];
    assert_eq!(y.bins[contribution.bin].values, BinValues::Special(-999.0));
}

#[test]
fn weights_count_and_must_be_numbers() {
    let weighted =
        Bench::new(&rows(600, "w", |row| if row * 37 % 101 < 50 { "3" } else { "1" }.to_owned()));
    let with_weight = |bench: &Bench| {
        let mut options = bench.options();
        options.weight = Some("w".to_owned());
        train_table(&options).unwrap()
    };
    let plain = {
        let mut options = weighted.options();
        options.ignored = vec!["w".to_owned()];
        train_table(&options).unwrap()
    };
    let heavy = with_weight(&weighted);
    assert_ne!(plain.trained.fitted.intercept, heavy.trained.fitted.intercept);
    let negative = Bench::new(&rows(600, "w", |row| if row == 7 { "-1" } else { "1" }.to_owned()));
    let message = negative.refused(|options| options.weight = Some("w".to_owned()));
    assert!(message.contains("weight -1 in row 7"), "{message}");
    let texts = Bench::new(&rows(600, "w", |row| if row == 7 { "much" } else { "1" }.to_owned()));
    let message = texts.refused(|options| options.weight = Some("w".to_owned()));
    assert!(message.contains("weight column 'w'") && message.contains("row 8"), "{message}");
}

#[test]
fn bad_tables_are_refused_with_a_hint() {
    let check = |table: &str, expected: &str| {
        let message = Bench::new(table).refused(|_| {});
        assert!(message.contains(expected), "'{message}' should say '{expected}'");
    };
    let plain = |row: usize| (row % 7).to_string();
    let table = rows(600, "y", plain);
    check(&table.replace(",1\n", ",0\n"), "all 420 rows to train on are good");
    check(&table.replace(",0\n", ",1\n"), "all 420 rows to train on are bad");
    check(&table.replacen(",1\n", ",2\n", 1), "target 'bad' is '2' in row");
    check(&table.replacen(",1\n", ",yes\n", 1), "target 'bad' is 'yes' in row");
    check(&table.replacen(",1\n", ",\n", 1), "target 'bad' is '' in row");
    check(&rows(600, "y", |_| "5".to_owned()), "column 'y' is constant (5 in every row)");
    check(&rows(600, "y", |_| String::new()), "column 'y' is constant (empty in every row)");
    check(&rows(600, "y", |_| "same".to_owned()), "column 'y' is constant (same in every row)");
    check(&(table.clone() + "1,2\n"), "line 602 has 2 fields, but the header names 3");
    check(&rows(600, "y", |row| format!("2024-01-{:02}", row % 28 + 1)), "days since that date");
    check(&rows(600, "y", |row| format!("2024-01-{:02}T10:00", row % 28 + 1)), "holds dates");
    check(&rows(600, "y", |row| format!("202401{:02}", row % 28 + 1)), "holds dates");
    check(&rows(600, "x", plain), "column 2 is named 'x': every column needs a name");
    check("x,y,bad\n", "has no rows");
    check("", "has no columns");
    check(&rows(600, "y", |row| if row == 3 { "inf".into() } else { plain(row) }), "infinite");
    check(&rows(8, "y", plain), "fewer than the 5 that a bin needs");
    // Values that say nothing of the outcome.
    let noise = (0..600).fold("x,bad\n".to_owned(), |mut text, row| {
        let _ = writeln!(text, "{},{}", row % 2, row / 2 % 2);
        text
    });
    check(&noise, "no column is kept");
}

#[test]
fn wrong_options_are_refused_by_name() {
    let bench = Bench::new(&rows(600, "y", |row| ["train", "tset"][row % 2].to_owned()));
    let check = |change: fn(&mut TableTraining), expected: &str| {
        let message = bench.refused(change);
        assert!(message.contains(expected), "'{message}' should say '{expected}'");
    };
    check(|o| o.target = "good".to_owned(), "no column 'good' for --target; it has: x, y, bad");
    check(|o| o.weight = Some("w".to_owned()), "no column 'w' for --weight");
    check(|o| o.weight = Some("bad".to_owned()), "both --target and --weight");
    check(|o| o.split_column = Some("y".to_owned()), "split column 'y' is 'tset' in row 2");
    check(|o| o.split_column = Some("x".to_owned()), "split column 'x' is '0' in row 1");
    check(|o| o.holdout = 1.0, "--holdout is 1");
    check(|o| o.holdout = f64::NAN, "--holdout is NaN");
    check(|o| o.table = Path::new("absent.csv").to_owned(), "table 'absent.csv'");
    check(|o| o.out = o.out.with_extension("txt"), "must name a file that ends in .json");
}

#[test]
fn half_a_table_apart_a_card_names_whom_it_was_trained_on() {
    let bench = Bench::new(&rows(600, "y", |row| (row % 7).to_string()));
    let found = bench.train();
    let training = found.trained.card.table().provenance.training.clone().unwrap();
    assert_eq!((training.n, training.n_test, training.seed), (420, 180, 42));
    assert_eq!(training.sample_sha256.len(), 64);
    assert_eq!(found.trained.card.table().name, "card");
    assert!(found.stability.unwrap().points.is_some());
}
