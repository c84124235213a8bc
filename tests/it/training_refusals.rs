//! Training from the command line on what no card can be trained on: refused with a hint, exit code 1.

use std::fmt::Write as _;

use crate::cli::Shell;

/// A table of 600 rows: `x` orders them, every seventh is bad, `y` is as told.
fn table(y: impl Fn(usize) -> String) -> String {
    (0..600).fold("x,y,bad\n".to_owned(), |mut text, row| {
        let bad = u8::from(row % 7 == 0);
        let _ = writeln!(text, "{},{},{bad}", row % 7 + row / 300, y(row));
        text
    })
}

/// Trains on a table; what stood in the way.
fn refused(table: &str, more: &[&str]) -> String {
    let shell = Shell::new();
    let file = shell.file("table.csv", table);
    let out = shell.path("card-1.json");
    let arguments = ["train", "--table", &file, "--target", "bad", "--out", out.to_str().unwrap()];
    let said = shell.run(&[arguments.as_slice(), more].concat());
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.error);
    assert!(
        said.error.starts_with("error: ") && !said.error.contains("panicked"),
        "{}",
        said.error
    );
    assert!(!out.exists() && !out.with_extension("md").exists(), "nothing is written");
    said.error
}

#[track_caller]
fn check(table: &str, expect: [&str; 2]) {
    let error = refused(table, &[]);
    for expect in expect {
        assert!(error.contains(expect), "'{error}' should say '{expect}'");
    }
}

#[test]
fn a_table_that_no_card_can_be_trained_on_is_refused_with_a_hint() {
    let plain = table(|row| (row % 5).to_string());
    let good = plain.replace(",1\n", ",0\n");
    check(&good, ["rows to train on are good", "check the target"]);
    let few: String = plain.lines().take(30).fold(String::new(), |text, line| text + line + "\n");
    check(&few, ["fewer than the 5 that a bin needs", "train on more rows"]);
    check(&table(|_| "3".to_owned()), ["column 'y' is constant (3 in every row)", "leave it out"]);
    check(&plain.replacen(",1\n", ",7\n", 1), ["target 'bad' is '7' in row", "0"]);
    check(&(plain + "1,2\n"), ["line 602 has 2 fields", "the header names 3"]);
    let dates = table(|row| format!("2024-02-{:02}", row % 28 + 1));
    check(&dates, ["column 'y' holds dates", "days since that date"]);
}

#[test]
fn a_rule_that_labels_nobody_is_refused_with_a_hint() {
    let shell = Shell::new();
    let rule = shell.file(
        "never.json",
        r#"{"name": "never", "about": {"en": "Never.", "zh": "从不。"},
            "bad": [{"kind": "penalties", "severity_at_least": "serious", "n_at_least": 999}]}"#,
    );
    let town = shell.path("town");
    let simulate =
        ["simulate", "--merchants", "60", "--seed", "3", "--out", town.to_str().unwrap()];
    assert_eq!(shell.run(&simulate).code, 0);
    for kind in ["merchants", "licences", "penalties", "inspections", "complaints", "ratings"] {
        let file = town.join(format!("{kind}.csv"));
        let import = ["import", kind, file.to_str().unwrap(), "--known-since", "effective"];
        let said = shell.run(&import);
        assert_eq!(said.code, 0, "{kind}: {}", said.error);
    }
    let out = shell.path("card-1.json");
    let said = shell.run(&[
        "train",
        "--observe",
        "2024-06-30",
        "--bad",
        &rule,
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(said.code, 1, "{}", said.error);
    assert!(said.error.contains("by rule 'never': all"), "{}", said.error);
    assert!(said.error.contains("the rule of bad"), "{}", said.error);
    assert!(!out.exists());
}
