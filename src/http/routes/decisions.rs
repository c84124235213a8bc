//! Routes of decisions about records: what is withdrawn, and personal text that is erased.

use schemars::JsonSchema;
use serde::Deserialize;

use super::objections::NameBody;
use super::rights;
use crate::app::App;
use crate::app::key::Role;
use crate::domain::day::Day;
use crate::domain::record::decision::WithdrawalGround;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, begin};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::procedure::WithdrawalBody;

const GROUP: &str = "Withdrawing";
const PROVIDERS: &[Role] = &[Role::Authority, Role::Platform, Role::Admin];
const OPERATOR: &[Role] = &[Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        begin(
            "/v1/withdrawals",
            "Withdraw a record (撤回). Changed, revoked, found unlawful or void, or entered in error; by \
             whoever handed in what is its own. From now on it counts for no day.",
            withdraw,
        )
        .needs(PROVIDERS),
        begin(
            "/v1/erasures",
            "Erase the personal text kept beside a record. And the papers of an application; the \
             record itself stays, and the decision is recorded.",
            erase,
        )
        .needs(OPERATOR),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// A withdrawal on its way in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewWithdrawalOfRecord")]
#[serde(deny_unknown_fields)]
pub struct WithdrawBody {
    /// The record.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    target: String,
    /// `changed`, `revoked`, `unlawful`, `void` or `entered_in_error`.
    #[schemars(extend("enum" = WithdrawalGround::ALL.map(|(_, name)| name)))]
    ground: String,
    /// The reason in words.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
    /// The day it was decided to be void; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    decided_on: Option<Day>,
}

/// An erasure on its way in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewErasureOfText")]
#[serde(deny_unknown_fields)]
pub struct EraseBody {
    /// The record.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    target: String,
    /// The reason in words.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

fn withdraw(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: WithdrawBody,
) -> Result<View<WithdrawalBody>, ApiError> {
    let target = rights::record_id("target", &body.target)?;
    rights::provider_only(app, caller, target)?;
    let ground = WithdrawalGround::parse(&body.ground).ok_or_else(|| {
        let names = WithdrawalGround::ALL.map(|(_, name)| name);
        let message = format!("must be one of {}", names.join(", "));
        let fault = FieldError::new("ground", Some(&body.ground), "ground", message);
        ApiError::of_fields(Problem::InvalidContent, vec![fault])
    })?;
    let on = body.decided_on.unwrap_or_else(|| app.today());
    let by = rights::submitter(caller)?;
    let answer = app.withdraw(target, ground, &body.reason, on, &by)?;
    Ok(View::created(WithdrawalBody::from(&answer)))
}

fn erase(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: EraseBody,
) -> Result<View<NameBody>, ApiError> {
    let target = rights::record_id("target", &body.target)?;
    let id = app.erase(target, &body.reason, &rights::submitter(caller)?)?;
    Ok(View::created(NameBody { id: id.to_string() }))
}
