//! Why a card cannot be trained: what is wrong with the sample, and what to do about it.

/// A sample or a setting that no card can be trained on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// There are no rows.
    #[error("the sample has no rows to train on; give at least one good and one bad row")]
    NoRows,
    /// There are no columns.
    #[error("the sample has no columns to train on; give at least one beside the target")]
    NoColumns,
    /// All rows have the same outcome.
    #[error(
        "all {n} rows to train on are {class}; a card needs both goods and bads: \
         check the target, the rule of bad, or the split"
    )]
    OneClass {
        /// Rows.
        n: usize,
        /// `good` or `bad`.
        class: &'static str,
    },
    /// Fewer goods or bads than one bin needs.
    #[error(
        "the sample has {n} {class} rows, fewer than the {needed} that a bin needs; \
         train on more rows or lower the minimum"
    )]
    TooFew {
        /// Rows of the class.
        n: u64,
        /// `good` or `bad`.
        class: &'static str,
        /// What a bin needs.
        needed: u64,
    },
    /// A column has one value only.
    #[error("column '{column}' is constant ({value} in every row); leave it out")]
    Constant {
        /// The column.
        column: String,
        /// The value.
        value: String,
    },
    /// Columns, outcomes or weights differ in length.
    #[error("'{what}' has {n} rows, but the sample has {expected}")]
    Ragged {
        /// The column, or the outcomes, or the weights.
        what: String,
        /// Its rows.
        n: usize,
        /// Rows of the sample.
        expected: usize,
    },
    /// A weight is negative or not finite, or all are zero.
    #[error("weight {value} in row {row}: weights must be finite, not negative, and not all zero")]
    Weight {
        /// Row, from 0.
        row: usize,
        /// The weight.
        value: f64,
    },
    /// A number is infinite.
    #[error("column '{column}' is infinite in row {row}; leave it empty or give a special value")]
    Infinite {
        /// The column.
        column: String,
        /// Row, from 0.
        row: usize,
    },
    /// A setting is out of its range.
    #[error("{setting} is {value}; it must be {rule}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// No column is strong enough.
    #[error(
        "no column is kept: the strongest has an information value of {strongest:.4}, \
         the least that counts is {least}; give other columns or lower the limit"
    )]
    NothingKept {
        /// Highest information value found.
        strongest: f64,
        /// The limit.
        least: f64,
    },
    /// The fit did not converge.
    #[error(
        "the fit did not converge in {n_iterations} steps (last step {last_step:.1e}); \
         the classes may be separable: raise the L2 strength or take fewer columns"
    )]
    NotConverged {
        /// Steps made.
        n_iterations: u32,
        /// Largest change of a coefficient in the last step.
        last_step: f64,
    },
    /// Two columns are linear copies of each other.
    #[error("the coefficients cannot be told apart; drop one of two equal columns or raise L2")]
    Singular,
    /// The points of the card cannot be fitted into 0–1000.
    #[error("the card's points span {span}; lower the points to double the odds below {pdo}")]
    Span {
        /// Points between the worst and the best merchant.
        span: i32,
        /// The setting.
        pdo: f64,
    },
    /// The card as assembled breaks a rule of scorecards.
    #[error(transparent)]
    Card(#[from] crate::domain::scorecard::InvalidScorecard),
    /// A chart of the model card cannot be drawn.
    #[error("a chart cannot be drawn: {0}")]
    Chart(String),
    /// The library for the second opinion refused.
    #[error("linfa: {0}")]
    Linfa(String),
}

impl From<linfa::Error> for TrainError {
    fn from(error: linfa::Error) -> Self {
        Self::Linfa(error.to_string())
    }
}
