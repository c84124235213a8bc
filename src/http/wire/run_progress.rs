//! Runs as a list, and how far one is, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::run::RunHeadBody;
use crate::app::rescore::progress::RunProgress;

/// Runs, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Runs")]
pub struct RunsBody {
    /// What each scored, when, and at what cost.
    pub runs: Vec<RunHeadBody>,
    /// Ask for runs before this number for the next ones; null where there are none.
    pub before: Option<i64>,
}

/// How far a run is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunProgress")]
pub struct RunProgressBody {
    /// The run.
    pub run: i64,
    /// `under_way`, `interrupted` or `finished`.
    pub state: &'static str,
    /// So many places of merchants are done; what was found of them is kept.
    pub n_done: u64,
    /// Of so many.
    pub n_places: u64,
    /// When it began.
    pub started_at: String,
    /// When it ended; null until then.
    pub finished_at: Option<String>,
}

impl From<&RunProgress> for RunProgressBody {
    fn from(progress: &RunProgress) -> Self {
        let kept = &progress.kept;
        Self {
            run: kept.run,
            state: progress.state.name(),
            n_done: progress.n_done,
            n_places: progress.n_places,
            started_at: kept.start.started_at.to_string(),
            finished_at: kept.finished_at.map(|instant| instant.to_string()),
        }
    }
}
