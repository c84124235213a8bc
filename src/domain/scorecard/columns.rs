//! Points of a whole table in memory, column by column, without a branch per value.

use super::Value;
use super::lookup::{Found, Lookup, SpecialValue};

/// Rows worked on at a time: their points stay in the nearest cache.
const BLOCK: usize = 1024;

/// The code of a missing category.
pub const MISSING_CODE: u32 = u32::MAX;

/// The values of one feature for many merchants, owned.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValues {
    /// Numbers; NaN is missing.
    Numbers(Vec<f64>),
    /// Categories.
    Categories {
        /// For each row, a place in `names` or [`MISSING_CODE`].
        codes: Vec<u32>,
        /// The distinct categories.
        names: Vec<String>,
    },
}

impl ColumnValues {
    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Categories { codes, .. } => codes.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the categories, borrowed for [`Self::column`]; none for numbers.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Numbers(_) => Vec::new(),
            Self::Categories { names, .. } => names.iter().map(String::as_str).collect(),
        }
    }

    /// The column as a scorecard reads it, with the names from [`Self::names`].
    #[must_use]
    pub fn column<'a>(&'a self, names: &'a [&'a str]) -> Column<'a> {
        match self {
            Self::Numbers(numbers) => Column::Numbers(numbers),
            Self::Categories { codes, .. } => Column::Categories { codes, names },
        }
    }
}

/// The values of one feature for many merchants, borrowed.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// Numbers; NaN is missing.
    Numbers(&'a [f64]),
    /// Places in a list of distinct categories; a place beyond the list is missing.
    Categories {
        /// For each row, a place in `names`.
        codes: &'a [u32],
        /// The distinct categories.
        names: &'a [&'a str],
    },
}

impl<'a> Column<'a> {
    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Categories { codes, .. } => codes.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value in a row; missing beyond the end.
    #[must_use]
    pub fn value(&self, row: usize) -> Value<'a> {
        match self {
            Self::Numbers(numbers) => {
                numbers.get(row).copied().map_or(Value::Missing, Value::Number)
            }
            Self::Categories { codes, names } => codes
                .get(row)
                .and_then(|&code| names.get(code as usize))
                .map_or(Value::Missing, |name| Value::Category(name)),
        }
    }
}

/// One column made ready for one characteristic.
enum Ready<'a> {
    /// Numbers against ranges.
    Steps {
        numbers: &'a [f64],
        steps: Vec<Step>,
        first: i32,
        fixes: Vec<SpecialValue>,
        missing: i32,
    },
    /// Categories against groups: points by code, the last entry for a missing value.
    Codes { codes: &'a [u32], points: Vec<i32> },
    /// The same points whatever the value, but others when it is missing.
    Same { column: Column<'a>, known: i32, missing: i32 },
}

/// From `edge` on, `change` points more than below it.
struct Step {
    edge: f64,
    change: i32,
}

pub(super) fn points_of_columns(
    base_points: i32,
    lookups: &[Lookup],
    columns: &[Column<'_>],
    points: &mut [i32],
) {
    let mut absent = 0;
    let mut ready = Vec::with_capacity(lookups.len());
    for (index, lookup) in lookups.iter().enumerate() {
        match columns.get(index) {
            Some(column) => ready.push(Ready::new(lookup, *column)),
            None => absent += lookup.missing().points,
        }
    }
    for (block, points) in points.chunks_mut(BLOCK).enumerate() {
        points.fill(base_points + absent);
        for column in &ready {
            column.add(block * BLOCK, points);
        }
    }
}

impl<'a> Ready<'a> {
    fn new(lookup: &Lookup, column: Column<'a>) -> Self {
        match (lookup, column) {
            (Lookup::Ranges { edges, bins, special, missing }, Column::Numbers(numbers)) => {
                let steps = edges
                    .iter()
                    .zip(bins.windows(2))
                    .map(|(&edge, pair)| Step { edge, change: pair[1].points - pair[0].points })
                    .filter(|step| step.change != 0)
                    .collect();
                let ordinary = |value: f64| {
                    let place = edges.partition_point(|&edge| value >= edge);
                    bins.get(place).map_or(0, |found| found.points)
                };
                let fixes = special
                    .iter()
                    .map(|own| SpecialValue {
                        value: own.value,
                        found: Found {
                            bin: own.found.bin,
                            points: own.found.points - ordinary(own.value),
                        },
                    })
                    .collect();
                let first = bins.first().map_or(0, |found| found.points);
                Self::Steps { numbers, steps, first, fixes, missing: missing.points - first }
            }
            (Lookup::Groups(groups), Column::Categories { codes, names }) => {
                let mut points: Vec<i32> =
                    names.iter().map(|name| groups.find(name).points).collect();
                points.push(groups.missing.points);
                Self::Codes { codes, points }
            }
            (lookup, column) => {
                let missing = lookup.missing().points;
                let known = lookup.unseen().map_or(missing, |found| found.points);
                Self::Same { column, known, missing }
            }
        }
    }

    /// Adds the points of the rows from `start` on.
    fn add(&self, start: usize, points: &mut [i32]) {
        match self {
            Self::Steps { numbers, steps, first, fixes, missing } => {
                let numbers = numbers.get(start..).unwrap_or(&[]);
                let rows = numbers.len().min(points.len());
                let (here, beyond) = points.split_at_mut(rows);
                let numbers = &numbers[..rows];
                for (point, number) in here.iter_mut().zip(numbers) {
                    *point += first + i32::from(number.is_nan()) * missing;
                }
                for step in steps {
                    for (point, number) in here.iter_mut().zip(numbers) {
                        *point += i32::from(*number >= step.edge) * step.change;
                    }
                }
                for fix in fixes {
                    for (point, number) in here.iter_mut().zip(numbers) {
                        *point += i32::from(*number == fix.value) * fix.found.points;
                    }
                }
                beyond.iter_mut().for_each(|point| *point += first + missing);
            }
            Self::Codes { codes, points: by_code } => {
                let codes = codes.get(start..).unwrap_or(&[]);
                let last = by_code.len() - 1;
                let rows = codes.len().min(points.len());
                let (here, beyond) = points.split_at_mut(rows);
                for (point, code) in here.iter_mut().zip(codes) {
                    *point += by_code[(*code as usize).min(last)];
                }
                beyond.iter_mut().for_each(|point| *point += by_code[last]);
            }
            Self::Same { column, known, missing } => {
                for (row, point) in points.iter_mut().enumerate() {
                    *point += match column.value(start + row) {
                        Value::Missing => missing,
                        Value::Number(number) if number.is_nan() => missing,
                        Value::Number(_) | Value::Category(_) => known,
                    };
                }
            }
        }
    }
}
