//! The route of figures about the whole store.

use schemars::JsonSchema;
use serde::Serialize;

use super::models::GROUP;
use super::tag::content_tag;
use crate::app::App;
use crate::app::rescore::report::RunReport;
use crate::http::allowance::RouteClass;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::params::NoParams;
use crate::http::view::View;
use crate::http::wire::merchant::CountBody;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get(
            "/v1/statistics",
            "Show figures about the whole store. How many merchants and records it holds, and how the \
             last run over all merchants graded them.",
            statistics,
        )
        .class(RouteClass::Search)
        .blocking()
        .under(GROUP),
    ]
}

/// Figures about the whole store.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Statistics")]
pub struct StatisticsBody {
    /// The last position counted.
    pub seq: u64,
    /// When the store learnt of it; null of an empty store.
    pub recorded_at: Option<String>,
    /// Merchants.
    pub n_merchants: u64,
    /// Those of them that no record tells the name of: they are only named by others.
    pub n_stubs: u64,
    /// Records of each kind, every version counted.
    pub records: Vec<CountBody>,
    /// What the last run over all merchants came to; null before the first.
    pub last_run: Option<LastRunBody>,
}

/// What a run came to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LastRun")]
pub struct LastRunBody {
    /// Its number.
    pub run: Option<i64>,
    /// The day it scored.
    pub as_of: String,
    /// The scorecard.
    pub model: String,
    /// Merchants with a score.
    pub n_rated: u64,
    /// Merchants without one.
    pub n_not_rated: u64,
    /// How many of each grade, best first.
    pub grades: Vec<GradeCountBody>,
}

/// How many merchants have a grade.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "GradeCount")]
pub struct GradeCountBody {
    /// The grade.
    pub grade: &'static str,
    /// How many.
    pub n: u64,
}

fn statistics(app: &App, _: &Caller, _: NoParams) -> Result<View<StatisticsBody>, ApiError> {
    let figures = app.statistics()?;
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let body = StatisticsBody {
        seq: figures.at.0,
        recorded_at: figures.recorded_at.map(|instant| instant.to_string()),
        n_merchants: figures.merchants.n_merchants,
        n_stubs: figures.merchants.n_stubs,
        records: figures
            .records
            .iter()
            .map(|(kind, n)| CountBody { kind: kind.plural(), n: count(*n) })
            .collect(),
        last_run: figures.last_run.as_deref().map(LastRunBody::from),
    };
    let tag = content_tag(&body);
    Ok(View::found(body).tagged(tag))
}

impl From<&RunReport> for LastRunBody {
    fn from(report: &RunReport) -> Self {
        let grade = |count: &crate::app::rescore::tally::GradeCount| GradeCountBody {
            grade: count.grade.letters(),
            n: count.n,
        };
        Self {
            run: report.run,
            as_of: report.start.as_of.to_string(),
            model: report.start.model.name.clone(),
            n_rated: report.tally.n_rated(),
            n_not_rated: report.tally.n_not_rated(),
            grades: report.tally.grades().iter().map(grade).collect(),
        }
    }
}
