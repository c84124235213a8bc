//! Routes about the service itself: is it alive, can it serve.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;

/// The heading of these routes in the reference.
pub const GROUP: &str = "Service";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/healthz", "Say that the program runs.", health).under(GROUP),
        get(
            "/readyz",
            "Say whether the service can serve. It looks at the store, the scorecard and the disk; \
             what is wrong is named in `errors` of an answer 503.",
            readiness,
        )
        .blocking()
        .under(GROUP),
    ]
}

/// That the service can serve.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Readiness")]
pub struct ReadinessBody {
    /// Always `ready`; otherwise the answer is a problem document.
    pub status: &'static str,
    /// What was looked at.
    pub checks: Vec<&'static str>,
}

fn readiness(app: &App, _: &Caller, _: NoParams) -> Result<View<ReadinessBody>, ApiError> {
    let health = app.health();
    if health.is_ready() {
        let checks = health.checks.iter().map(|check| check.name).collect();
        return Ok(View::found(ReadinessBody { status: "ready", checks }));
    }
    let faults = health.checks.iter().filter_map(|check| {
        let fault = check.fault.as_deref()?;
        Some(FieldError::new(check.name, None, "ready", fault))
    });
    Err(ApiError::of_fields(Problem::Unavailable, faults.collect()).retry_after(5))
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
