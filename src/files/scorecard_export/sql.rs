//! A scorecard as one standard SQL query of `case` expressions.
//!
//! Number literals are written with an exponent, which standard SQL reads as double precision:
//! without one, some databases compare exact decimals with doubles and miss the edge of a bin.

use std::fmt::Write as _;

use super::{ExportError, asking_order, writable};
use crate::domain::scorecard::{
    BinValues, Characteristic, Grade, POINTS_MAX, POINTS_MIN, Scorecard,
};

const LANGUAGE: &str = "SQL";

/// The query that scores the rows of a table: its columns, `points` and `grade`.
///
/// The table needs one column for each characteristic, by the feature's name; null is missing
/// (a NaN must be stored as null). The result equals the points and the grade of the service.
///
/// # Errors
/// [`ExportError::Text`] when a name or category holds a control character.
pub fn sql(card: &Scorecard, table: &str) -> Result<String, ExportError> {
    let mut points = format!("  {}", card.table().base_points);
    for characteristic in card.characteristics() {
        let _ = write!(points, "\n  + {}", case(characteristic)?);
    }
    let name = writable(&card.table().name, LANGUAGE)?.replace("*/", "* /");
    let mut grades = String::new();
    for (grade, at_least) in grade_floors(card) {
        let _ = write!(grades, "\n    when points >= {at_least} then '{grade}'");
    }
    // A card all of whose points earn D has no other grade to ask for.
    let grade = if grades.is_empty() {
        format!("'{}'", Grade::D)
    } else {
        format!("case{grades}\n    else '{}'\n  end", Grade::D)
    };
    Ok(format!(
        "/* scorecard {name}-{version} */\nselect\n  scored.*,\n  {grade} as grade\nfrom (\nselect\n  \
         source.*,\n{points}\n  as points\nfrom {table} as source\n) as scored\n",
        version = card.table().version,
        table = identifier(table)?,
    ))
}

/// Fewest points of each grade that some points earn, best first; D is the rest.
fn grade_floors(card: &Scorecard) -> Vec<(Grade, i32)> {
    let grade = |points: i32| card.table().grades.grade(points, card.probability(points));
    let mut floors: Vec<(Grade, i32)> = Vec::new();
    for points in (POINTS_MIN..=POINTS_MAX).rev() {
        let grade = grade(points);
        match floors.last_mut() {
            Some((last, floor)) if *last == grade => *floor = points,
            _ => floors.push((grade, points)),
        }
    }
    floors.retain(|(grade, _)| *grade != Grade::D);
    floors
}

fn case(characteristic: &Characteristic) -> Result<String, ExportError> {
    let column = format!("source.{}", identifier(&characteristic.feature)?);
    let order = asking_order(characteristic);
    let mut text = "case".to_owned();
    let mut rest = 0;
    for index in order {
        let bin = &characteristic.bins[index];
        let condition = match &bin.values {
            BinValues::Missing => format!("{column} is null"),
            BinValues::Special(value) => format!("{column} = {value:e}"),
            // Asked in rising order: the lower end is what no range before took.
            BinValues::Range { to: Some(to), .. } => format!("{column} < {to:e}"),
            BinValues::Range { to: None, .. } | BinValues::Unseen => {
                rest = bin.points;
                continue;
            }
            BinValues::Categories(names) => {
                let names: Vec<String> =
                    names.iter().map(|name| literal(name)).collect::<Result<_, _>>()?;
                format!("{column} in ({})", names.join(", "))
            }
        };
        let _ = write!(text, "\n      when {condition} then {}", bin.points);
    }
    let _ = write!(text, "\n      else {rest}\n    end");
    Ok(text)
}

fn identifier(name: &str) -> Result<String, ExportError> {
    Ok(format!("\"{}\"", writable(name, LANGUAGE)?.replace('"', "\"\"")))
}

fn literal(text: &str) -> Result<String, ExportError> {
    Ok(format!("'{}'", writable(text, LANGUAGE)?.replace('\'', "''")))
}
