//! The list of runs, and one of them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::key::Role;
use crate::app::rescore::progress::RunState;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::params::NoParams;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::runs::{ListedRun, Movers};

/// Runs that the page lists, the last ones.
const RUNS_MAX: u32 = 50;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        show("/runs", "List the last runs.", list),
        show("/runs/{run}", "Show what a run came to, or how far it is.", run).blocking(),
    ]
}

fn list(app: &App, reader: &Reader, _: NoParams) -> Result<Page, ApiError> {
    let mut runs = Vec::new();
    for kept in app.runs(RUNS_MAX)? {
        let progress = match kept.finished_at {
            Some(_) => None,
            None => Some(app.run_progress(kept.run)?),
        };
        runs.push(ListedRun { kept, progress });
    }
    Ok(Page::html(web::runs::list(&reader.visit, &runs)))
}

/// Which run.
#[derive(Debug, Deserialize, JsonSchema)]
struct RunParams {
    /// Its number.
    run: i64,
}

fn run(app: &App, reader: &Reader, params: RunParams) -> Result<Page, ApiError> {
    let progress = app.run_progress(params.run)?;
    if progress.state != RunState::Finished {
        return Ok(Page::html(web::runs::under_way(&reader.visit, &progress)));
    }
    // Stored scores are those of their day; only the operator sees whose they are.
    let movers = match reader.holder.as_ref().map(|holder| holder.role) {
        Some(Role::Admin) => Movers::Named,
        _ => Movers::Hidden,
    };
    let report = app.run_report(params.run)?;
    Ok(Page::html(web::runs::page(&reader.visit, &report, movers)))
}
