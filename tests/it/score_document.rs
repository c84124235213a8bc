//! `docs/score.md` says what the program does: its tables are read off the features and the card.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use merchant_credit::domain::feature::{self, FEATURES};
use merchant_credit::domain::scorecard::{BinValues, Direction, GradeCuts, KnownFeatures, Part};
use merchant_credit::domain::sufficiency::Lacking;
use merchant_credit::files::scorecard_file;

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/score.md")).unwrap()
}

#[track_caller]
fn must_hold(table: &str) {
    assert!(document().contains(table), "docs/score.md does not hold this table:\n\n{table}");
}

#[test]
fn the_table_of_features_is_that_of_the_program() {
    let mut table = "| Feature | Part | Unit | Better | What it says |\n".to_owned();
    table += "| --- | --- | --- | --- | --- |\n";
    for feature in FEATURES {
        let part = match feature.part {
            Part::Public => "public",
            Part::Market => "market",
        };
        let better = match feature.direction {
            Direction::HigherIsBetter => "higher",
            Direction::LowerIsBetter => "lower",
            Direction::Free if feature.unit == "category" => "by category",
            Direction::Free => "either way",
        };
        let (name, unit, sentence) = (feature.name, feature.unit, feature.sentence);
        let _ = writeln!(table, "| `{name}` | {part} | {unit} | {better} | {sentence} |");
    }
    must_hold(&table);
}

#[test]
fn the_tables_of_the_expert_card_are_those_of_its_file() {
    let known = feature::known();
    let text = include_str!("../../models/expert-1.json");
    let sealed = scorecard_file::from_text(text, KnownFeatures::Listed(&known)).unwrap();
    let mut table = "| Code | Feature | Reason | Points by bin |\n".to_owned();
    table += "| --- | --- | --- | --- |\n";
    for characteristic in sealed.card.characteristics() {
        let bins: Vec<String> = characteristic
            .bins
            .iter()
            .map(|bin| match bin.values {
                BinValues::Missing => format!("not known: {}", bin.points),
                _ => format!("{}: {}", bin.label, bin.points),
            })
            .collect();
        let (reason, feature) = (&characteristic.reason, &characteristic.feature);
        let bins = bins.join("; ");
        let _ = writeln!(table, "| {} | `{feature}` | {} | {bins} |", reason.code, reason.en);
    }
    must_hold(&table);
    let GradeCuts::ByPoints(cuts) = &sealed.card.table().grades else { panic!("an expert card") };
    let cuts: Vec<String> =
        cuts.iter().map(|cut| format!("{} {}", cut.grade.letters(), cut.at_least)).collect();
    must_hold(&format!("{}; the rest is D", cuts.join(", ")));
}

#[test]
fn the_list_of_what_can_be_lacking_is_that_of_the_program() {
    for lacking in Lacking::ALL {
        must_hold(&format!("| `{}` | {} |", lacking.code(), lacking.sentence()));
    }
}
