//! The list of runs, and one of them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::rescore::progress::RunState;
use crate::domain::disclosure::Audience;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::params::NoParams;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::runs::{ListedRun, RunPage};

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
    Ok(Page::html(web::runs::list(&reader.visit, &runs, reader.audience_of_runs())))
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
    let report = app.run_report(params.run)?;
    let audience = reader.audience_of_runs();
    let public = match audience {
        Audience::Privileged => None,
        Audience::Public => Some(app.public_movers(&report)?),
    };
    let named = report.since.as_ref().map(|since| since.movers.as_slice()).unwrap_or_default();
    let movers = public.as_deref().unwrap_or(named);
    let page = RunPage { report: &report, audience, movers };
    Ok(Page::html(web::runs::page(&reader.visit, &page)))
}
