//! The route of alarms about ratings.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::key::Role;
use crate::domain::evidence::alarm::AlarmKind;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::{ApiError, FieldError};
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::alarm::AlarmsBody;

const GROUP: &str = "Evidence";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let alarms = get(
        "/v1/alarms",
        "List what about merchants' ratings should be looked into. Collapsed weight, rings of raters, \
         waves beyond the past; as raised last. What is found goes to `/v1/findings`.",
        alarms,
    );
    vec![alarms.needs(&[Role::Authority, Role::Analyst, Role::Admin]).under(GROUP)]
}

/// Which alarms.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct AlarmParams {
    /// Only of this kind: `weight_collapse`, `ring`, `negative_wave` or `praise_wave`.
    #[schemars(extend("enum" = AlarmKind::ALL.map(AlarmKind::name)))]
    kind: Option<String>,
}

fn alarms(app: &App, _: &Caller, params: AlarmParams) -> Result<View<AlarmsBody>, ApiError> {
    let kind = params.kind.as_deref().map(kind).transpose()?;
    let list = app.alarms(kind)?;
    Ok(View::found(list.as_ref().map_or_else(AlarmsBody::default, AlarmsBody::from)))
}

fn kind(name: &str) -> Result<AlarmKind, ApiError> {
    AlarmKind::parse(name).ok_or_else(|| {
        let known: Vec<&str> = AlarmKind::ALL.iter().map(|kind| kind.name()).collect();
        let message = format!("must be one of {}", known.join(", "));
        let fault = FieldError::new("kind", Some(name), "choice", message);
        ApiError::of_fields(Problem::InvalidRequest, vec![fault])
    })
}
