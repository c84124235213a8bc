//! Routes about the service itself: is it alive, can it serve.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::params::NoParams;
use crate::http::view::View;

/// The heading of these routes in the reference.
pub const GROUP: &str = "Service";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![get("/healthz", "Say that the program runs.", health).under(GROUP)]
}

/// That the program runs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Health")]
pub struct HealthBody {
    /// Always `ok`: a program that does not run does not answer.
    pub status: &'static str,
    /// The version of the program.
    pub version: &'static str,
}

fn health(_: &App, _: &Caller, _: NoParams) -> Result<View<HealthBody>, ApiError> {
    Ok(View::found(HealthBody { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}
