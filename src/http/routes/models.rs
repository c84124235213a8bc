//! The route that shows a scorecard: the rules of evaluation are public.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::scorecard::ScorecardTable;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::params;
use crate::http::view::View;

/// The heading of these routes in the reference.
pub const GROUP: &str = "Models";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get(
            "/v1/models/{model}",
            "Show a scorecard (评分卡). Every characteristic with its bins, points, reasons and words; \
             `current` is the one that answers where none is asked for.",
            model,
        )
        .under(GROUP),
    ]
}

/// Which scorecard.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ModelParams {
    /// Its name with its version, or `current`.
    #[schemars(length(min = 1, max = 64), example = &"current", example = &"expert-1")]
    model: String,
    /// The one that applied at this instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
}

/// A scorecard.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Model")]
pub struct ModelBody {
    /// Its name with its version, as answers about scores give it.
    pub model: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Fewest points it can give.
    pub points_min: i32,
    /// Most points it can give.
    pub points_max: i32,
    /// The card.
    pub scorecard: ScorecardTable,
    /// What this instance says of its answers.
    pub disclaimer: String,
}

fn model(app: &App, caller: &Caller, params: ModelParams) -> Result<View<ModelBody>, ApiError> {
    let name = Some(params.model.as_str()).filter(|name| *name != "current");
    let model = app.frame(None, params.known_at, name)?.model;
    if caller.has(&model.sha256) {
        return Ok(View::not_modified(model.sha256.clone()));
    }
    let card = model.card.card();
    let reach = card.reach();
    let body = ModelBody {
        model: model.name.clone(),
        sha256: model.sha256.clone(),
        points_min: *reach.start(),
        points_max: *reach.end(),
        scorecard: card.table().clone(),
        disclaimer: app.settings().disclaimer.clone(),
    };
    Ok(View::found(body).tagged(model.sha256.clone()))
}
