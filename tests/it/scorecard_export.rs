//! Exported cards give the same points: SQL in SQLite here; PMML, SQLite and DuckDB from the
//! outside in `scripts/verify-exports`.

use merchant_credit::domain::scorecard::{BinValues, KnownFeatures, Scorecard, Value};
use merchant_credit::files::scorecard_export::{pmml, sql};
use merchant_credit::files::scorecard_file;
use rusqlite::types::Value as Cell;

use crate::scorecard_train::{german, train_on_german};

/// A card with numbers, categories, special values and names that need quoting.
fn card() -> Scorecard {
    let bench = german(|name| name.replace("age_in_years", "age \"in\" years"));
    train_on_german(&bench, &[24.0, -999.0]);
    scorecard_file::load(&bench.out(), KnownFeatures::Any).unwrap().card
}

/// Values at, beside and far from every edge of a characteristic, and none.
fn cells(card: &Scorecard, characteristic: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::Null];
    for bin in &card.characteristics()[characteristic].bins {
        match &bin.values {
            BinValues::Range { from, to } => {
                for edge in [from, to].into_iter().flatten() {
                    cells.extend([*edge, edge.next_down(), edge.next_up()].map(Cell::Real));
                }
                cells.extend([-1e9, 0.0, 1e9].map(Cell::Real));
            }
            BinValues::Special(value) => cells.push(Cell::Real(*value)),
            BinValues::Categories(names) => cells.extend(names.iter().cloned().map(Cell::Text)),
            BinValues::Unseen => cells.push(Cell::Text("it's new".to_owned())),
            BinValues::Missing => {}
        }
    }
    cells
}

fn value(cell: &Cell) -> Value<'_> {
    match cell {
        Cell::Real(number) => Value::Number(*number),
        Cell::Text(text) => Value::Category(text),
        _ => Value::Missing,
    }
}

#[test]
fn the_query_gives_the_points_and_grade_of_the_card_on_ten_thousand_rows() {
    let card = card();
    let choices: Vec<Vec<Cell>> =
        (0..card.characteristics().len()).map(|c| cells(&card, c)).collect();
    let features = card.characteristics().iter().map(|c| c.feature.replace('"', "\"\""));
    let columns: Vec<String> = features.map(|feature| format!("\"{feature}\"")).collect();
    let database = rusqlite::Connection::open_in_memory().unwrap();
    let table = format!("create table merchants (row integer, {})", columns.join(", "));
    database.execute(&table, []).unwrap();
    let holes = vec!["?"; columns.len() + 1].join(", ");
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut state = 42_u64;
    for row in 0..10_000 {
        let mut cells = Vec::with_capacity(columns.len() + 1);
        cells.push(Cell::Integer(row));
        for choices in &choices {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            cells.push(choices[(state >> 33) as usize % choices.len()].clone());
        }
        rows.push(cells);
    }
    let mut insert = database.prepare(&format!("insert into merchants values ({holes})")).unwrap();
    for row in &rows {
        insert.execute(rusqlite::params_from_iter(row)).unwrap();
    }
    let query = format!("{} order by row", sql(&card, "merchants").unwrap());
    let mut query = database.prepare(&query).unwrap();
    let found: Vec<(i32, String)> = query
        .query_map([], |row| Ok((row.get("points")?, row.get("grade")?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(found.len(), rows.len());
    for (row, (points, grade)) in rows.iter().zip(&found) {
        let values: Vec<Value<'_>> = row[1..].iter().map(value).collect();
        let score = card.score(&values);
        assert_eq!((score.points, score.grade.letters()), (*points, grade.as_str()), "{row:?}");
    }
    let distinct: std::collections::BTreeSet<_> = found.iter().map(|row| &row.1).collect();
    assert!(distinct.len() > 4, "rows of many grades: {distinct:?}");
}

#[test]
fn the_pmml_document_holds_every_bin_with_its_points_and_reason() {
    let card = card();
    let text = pmml(&card).unwrap();
    let count = |what: &str| text.matches(what).count();
    let n_bins: usize = card.characteristics().iter().map(|c| c.bins.len()).sum();
    assert_eq!(count("<Attribute partialScore="), n_bins);
    assert_eq!(count("<Characteristic name="), card.characteristics().len());
    assert_eq!(count("feature=\"reasonCode\""), card.characteristics().len());
    assert!(text.contains("name=\"age &quot;in&quot; years\""), "names are escaped");
    assert!(text.contains("xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\""));
    assert!(text.contains("reasonCodeAlgorithm=\"pointsBelow\""));
    assert!(text.contains("&lt; 0 DM"), "categories are escaped");
}
