//! A rescoring run as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::rescore::RunSummary;

/// What a run came to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Run")]
pub struct RunBody {
    /// Its number.
    pub run: i64,
    /// The day scored.
    pub as_of: String,
    /// As known at which instant.
    pub known_at: String,
    /// The scorecard.
    pub model: String,
    /// Merchants in all.
    pub n_merchants: u64,
    /// Merchants with a score.
    pub n_rated: u64,
    /// Merchants without one.
    pub n_not_rated: u64,
    /// Merchants by grade, best first.
    pub grades: Vec<NamedCountBody>,
    /// Merchants not rated, by the first thing that is lacking.
    pub not_rated: Vec<NamedCountBody>,
    /// The mean of the points; null when nobody is rated.
    pub mean_points: Option<f64>,
}

/// A count with its name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NamedCount")]
pub struct NamedCountBody {
    /// What is counted.
    pub name: &'static str,
    /// How many.
    pub n: u64,
}

impl From<&RunSummary> for RunBody {
    fn from(summary: &RunSummary) -> Self {
        Self {
            run: summary.run,
            as_of: summary.as_of.to_string(),
            known_at: summary.known_at.to_string(),
            model: summary.model.clone(),
            n_merchants: summary.n_merchants,
            n_rated: summary.n_rated(),
            n_not_rated: summary.n_not_rated(),
            grades: summary
                .grades
                .iter()
                .map(|count| NamedCountBody { name: count.grade.letters(), n: count.n })
                .collect(),
            not_rated: summary
                .not_rated
                .iter()
                .map(|count| NamedCountBody { name: count.lacking.code(), n: count.n })
                .collect(),
            mean_points: summary.mean_points,
        }
    }
}
