//! The list of scorecards, and one of them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::params::NoParams;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::model::ModelPage;

/// Runs among which the last one by a scorecard is looked for.
const RUNS_MAX: u32 = 100;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        show("/models", "List the scorecards.", list),
        show("/models/{name}", "Show a scorecard as a table that anyone can read.", model)
            .blocking(),
    ]
}

fn list(app: &App, reader: &Reader, _: NoParams) -> Result<Page, ApiError> {
    Ok(Page::html(web::model::list(&reader.visit, &app.scorecards()?)))
}

/// Which scorecard.
#[derive(Debug, Deserialize, JsonSchema)]
struct ModelParams {
    /// Its name and version.
    name: String,
}

fn model(app: &App, reader: &Reader, params: ModelParams) -> Result<Page, ApiError> {
    let frame = app.frame(None, None, Some(&params.name))?;
    let runs = app.runs(RUNS_MAX)?;
    let last = runs.iter().find(|kept| {
        kept.finished_at.is_some()
            && kept.start.model.sha256 == frame.model.sha256
            && kept.start.filter.is_empty()
    });
    // A run that an earlier program kept in another form is no reason to hide the card.
    let run = last.and_then(|kept| app.run_report(kept.run).ok());
    let page = ModelPage { model: &frame.model, run: run.as_ref() };
    Ok(Page::html(web::model::page(&reader.visit, &page)))
}
