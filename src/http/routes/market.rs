//! Routes about the market as a whole: the monthly monitor, and the way of a batch of goods.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::rights;
use crate::app::App;
use crate::app::key::Role;
use crate::app::monitor::MonitorQuestion;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::{ApiError, FieldError};
use crate::http::params;
use crate::http::view::View;
use crate::http::wire::market::{MonitorBody, TraceBody};

const GROUP: &str = "Market";
/// Who sees figures over all merchants: small groups tell of single ones.
const MONITORS: &[Role] = &[Role::Authority, Role::Analyst, Role::Admin];
/// Who sees who bought from whom.
const TRACERS: &[Role] = &[Role::Merchant, Role::Authority, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get(
            "/v1/statistics/monthly",
            "Show the figures of a month. Merchants, orders, returns and complaints by region, trade \
             and platform.",
            monitor,
        )
        .blocking()
        .needs(MONITORS),
        get(
            "/v1/merchants/{id}/traceability",
            "Follow a batch of goods (商品流通全流程追溯). Which orders and licences stand behind it, at \
             this merchant and at those it bought from. A merchant may ask about itself.",
            trace,
        )
        .blocking()
        .needs(TRACERS),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which month, of whom.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct MonitorParams {
    /// The month, such as 2026-10.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}$"), example = "2026-10")]
    month: String,
    /// Only regions (GB/T 2260) that begin so.
    #[schemars(length(min = 1, max = 6), example = "4499")]
    region: Option<String>,
    /// Only trades (GB/T 4754, two digits) that begin so.
    #[schemars(length(min = 1, max = 2), example = "52")]
    industry: Option<String>,
    /// As known at which instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
}

/// Whose batch.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct TraceParams {
    /// The merchant.
    #[schemars(with = "String", length(min = 3, max = 80))]
    id: MerchantId,
    /// The number of the batch.
    #[schemars(length(min = 1, max = 60), example = &"L20261001")]
    batch: String,
}

fn monitor(app: &App, _: &Caller, params: MonitorParams) -> Result<View<MonitorBody>, ApiError> {
    let month = Day::parse(&format!("{}-01", params.month)).map_err(|_| {
        let message = "must be a month such as 2026-10";
        let fault = FieldError::new("month", Some(&params.month), "month", message);
        ApiError::invalid_request(vec![fault])
    })?;
    let question = MonitorQuestion {
        month,
        region: params.region,
        industry: params.industry,
        known_at: params.known_at,
    };
    Ok(View::found(MonitorBody::from(&app.monitor(&question)?)))
}

fn trace(app: &App, caller: &Caller, params: TraceParams) -> Result<View<TraceBody>, ApiError> {
    if caller.role() == Some(Role::Merchant) {
        rights::own_merchant_only(app, caller, &params.id)?;
    }
    Ok(View::found(TraceBody::from(&app.trace(&params.id, &params.batch)?)))
}
