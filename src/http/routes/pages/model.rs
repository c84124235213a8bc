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
    let drift = app.model_drift(&frame.model)?;
    let audience = reader.audience_of_runs();
    let drift = drift.filter(|own| audience.is_told_means_of(own.last.tally.n_rated()));
    let page = ModelPage { model: &frame.model, drift: drift.as_ref() };
    Ok(Page::html(web::model::page(&reader.visit, &page)))
}
