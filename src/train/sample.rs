//! The sample (样本): columns of values with the outcome and weight of each row.

use super::TrainError;
use crate::domain::scorecard::{Bilingual, Column, Direction, Part, Reason};

/// The code of a missing category.
pub const MISSING_CODE: u32 = u32::MAX;

/// Rows to train on or to test with.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The columns, each with as many values as there are outcomes.
    pub columns: Vec<SampleColumn>,
    /// For each row, whether it turned out bad.
    pub bad: Vec<bool>,
    /// For each row, how much it counts; `None`: each counts once.
    pub weights: Option<Vec<f64>>,
}

/// One column and what is known of it beside its values.
#[derive(Clone, Debug)]
pub struct SampleColumn {
    /// Name and meaning.
    pub about: ColumnAbout,
    /// One value for each row.
    pub values: ColumnValues,
}

/// Name and meaning of a column, as the card will show them.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnAbout {
    /// Name of the feature or column.
    pub name: String,
    /// Which part of the score it belongs to.
    pub part: Part,
    /// Which way points must move with the value.
    pub direction: Direction,
    /// The reason given when points are lost here.
    pub reason: Reason,
    /// What the merchant can do about it.
    pub improve: Option<Bilingual>,
    /// Numbers that each have a bin of their own.
    pub special: Vec<f64>,
}

impl ColumnAbout {
    /// A column of somebody's own table, of which only the name is known.
    #[must_use]
    pub fn of_table(name: &str, special: &[f64]) -> Self {
        Self {
            name: name.to_owned(),
            part: Part::Public,
            direction: Direction::Free,
            reason: Reason {
                code: name.to_owned(),
                en: format!("value of {name}"),
                zh: format!("{name} 的取值"),
            },
            improve: None,
            special: special.to_vec(),
        }
    }
}

/// The values of a column.
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
}

impl Sample {
    /// Number of rows.
    #[must_use]
    pub const fn n_rows(&self) -> usize {
        self.bad.len()
    }

    /// The weight of a row.
    #[must_use]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// Checks lengths, weights and numbers.
    ///
    /// # Errors
    /// [`TrainError`] naming the column and row at fault.
    pub fn check(&self) -> Result<(), TrainError> {
        let expected = self.n_rows();
        if expected == 0 {
            return Err(TrainError::NoRows);
        }
        if self.columns.is_empty() {
            return Err(TrainError::NoColumns);
        }
        let ragged = |what: &str, n: usize| {
            if n == expected {
                Ok(())
            } else {
                Err(TrainError::Ragged {
                    what: what.to_owned(),
                    n,
                    expected,
                })
            }
        };
        for column in &self.columns {
            ragged(&column.about.name, column.values.len())?;
            if let ColumnValues::Numbers(numbers) = &column.values
                && let Some(row) = numbers.iter().position(|number| number.is_infinite())
            {
                return Err(TrainError::Infinite {
                    column: column.about.name.clone(),
                    row,
                });
            }
        }
        if let Some(weights) = &self.weights {
            ragged("weights", weights.len())?;
            let wrong = |weight: &f64| !weight.is_finite() || *weight < 0.0;
            if let Some(row) = weights.iter().position(wrong) {
                return Err(TrainError::Weight {
                    row,
                    value: weights[row],
                });
            }
            if weights.iter().all(|&weight| weight == 0.0) {
                return Err(TrainError::Weight { row: 0, value: 0.0 });
            }
        }
        Ok(())
    }
}

/// The names of a column's categories, borrowed for scoring.
#[must_use]
pub fn category_names(values: &ColumnValues) -> Vec<&str> {
    match values {
        ColumnValues::Numbers(_) => Vec::new(),
        ColumnValues::Categories { names, .. } => names.iter().map(String::as_str).collect(),
    }
}

/// A column as the scorecard reads it; `names` from [`category_names`].
#[must_use]
pub fn scored_column<'a>(values: &'a ColumnValues, names: &'a [&'a str]) -> Column<'a> {
    match values {
        ColumnValues::Numbers(numbers) => Column::Numbers(numbers),
        ColumnValues::Categories { codes, .. } => Column::Categories { codes, names },
    }
}
