//! The sample (样本): columns of values with the outcome and weight of each row.

use super::TrainError;
use crate::domain::feature::{COUNTED_WHEN_MISSING, Feature, words};
use crate::domain::scorecard::{Bilingual, Direction, Part, Reason};
pub use crate::domain::scorecard::{ColumnValues, MISSING_CODE};

/// Rows to train on or to test with.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The columns, each with as many values as there are outcomes.
    pub columns: Vec<SampleColumn>,
    /// For each row, whether it turned out bad.
    pub bad: Vec<bool>,
    /// For each row, how much it counts; `None`: each counts once.
    pub weights: Option<Vec<f64>>,
    /// For each row, whom it belongs to: rows of one group are never parted between fitting and
    /// validation; `None`: each row stands alone.
    pub groups: Option<Vec<u64>>,
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
    /// The value that a missing one counts as, in the sample and in the card; `None`: missing values
    /// have a bin with points of their own.
    pub counted_when_missing: Option<f64>,
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
            counted_when_missing: None,
        }
    }

    /// A feature of merchants.
    #[must_use]
    pub fn of_feature(feature: &Feature) -> Self {
        let counted = COUNTED_WHEN_MISSING.iter().find(|(name, _)| *name == feature.name);
        Self {
            name: feature.name.to_owned(),
            part: feature.part,
            direction: feature.direction,
            reason: words::reason(feature.name),
            improve: words::improve(feature.name),
            special: Vec::new(),
            counted_when_missing: counted.map(|(_, value)| *value),
        }
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
                Err(TrainError::Ragged { what: what.to_owned(), n, expected })
            }
        };
        for column in &self.columns {
            ragged(&column.about.name, column.values.len())?;
            if let ColumnValues::Numbers(numbers) = &column.values
                && let Some(row) = numbers.iter().position(|number| number.is_infinite())
            {
                return Err(TrainError::Infinite { column: column.about.name.clone(), row });
            }
        }
        if let Some(groups) = &self.groups {
            ragged("groups", groups.len())?;
        }
        if let Some(weights) = &self.weights {
            ragged("weights", weights.len())?;
            let wrong = |weight: &f64| !weight.is_finite() || *weight < 0.0;
            if let Some(row) = weights.iter().position(wrong) {
                return Err(TrainError::Weight { row, value: weights[row] });
            }
            if weights.iter().all(|&weight| weight == 0.0) {
                return Err(TrainError::Weight { row: 0, value: 0.0 });
            }
        }
        Ok(())
    }

    /// Refuses a column that has the same value in each of some rows.
    ///
    /// # Errors
    /// [`TrainError::Constant`] naming the column and the value.
    pub fn refuse_constants(&self, rows: &[u32]) -> Result<(), TrainError> {
        for column in &self.columns {
            let value = match &column.values {
                ColumnValues::Numbers(numbers) => {
                    let number = |row: u32| numbers[row as usize];
                    let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
                    let is_constant =
                        rows.windows(2).all(|pair| same(number(pair[0]), number(pair[1])));
                    rows.first().filter(|_| is_constant).map(|&row| number(row).to_string())
                }
                ColumnValues::Categories { codes, names } => {
                    let code = |row: u32| codes[row as usize];
                    let is_constant = rows.windows(2).all(|pair| code(pair[0]) == code(pair[1]));
                    rows.first()
                        .filter(|_| is_constant)
                        .map(|&row| names.get(code(row) as usize).cloned().unwrap_or_default())
                }
            };
            if let Some(value) = value {
                let value = if value.is_empty() || value == "NaN" { "empty".into() } else { value };
                return Err(TrainError::Constant { column: column.about.name.clone(), value });
            }
        }
        Ok(())
    }
}
