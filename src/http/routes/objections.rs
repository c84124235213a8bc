//! Routes of objections (异议) and of statements beside adverse records.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rights;
use crate::app::App;
use crate::app::key::Role;
use crate::app::objection::{NewObjection, ObjectionAnswer, ObjectionStep, ObjectionTo};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::objection::{ObjectionGround, Objector};
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, begin, get, step};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::procedure::{NoticeBody, ObjectionBody};

const GROUP: &str = "Objections";
const ANYBODY_KNOWN: &[Role] =
    &[Role::Merchant, Role::Reader, Role::Authority, Role::Platform, Role::Admin];
const PARTIES: &[Role] = &[Role::Merchant, Role::Authority, Role::Admin];
const DECIDERS: &[Role] = &[Role::Authority, Role::Admin];
const OWNERS: &[Role] = &[Role::Merchant, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        begin(
            "/v1/objections",
            "Object to a record or to a score (异议). By the merchant, or by anybody concerned who has \
             a key; what is objected to is marked from now on, wherever it shows.",
            raise,
        )
        .needs(ANYBODY_KNOWN),
        get(
            "/v1/objections/{id}",
            "Show an objection. Where it stands and what is due.",
            show,
        )
        .needs(PARTIES),
        step(
            "/v1/objections/{id}/decision",
            "Take a step in an objection. Pass it on, uphold it with a corrected or withdrawn record, \
             or reject it with reasons. An objection to a score is decided by the operator.",
            decide,
        )
        .needs(DECIDERS),
        get(
            "/v1/merchants/{id}/notices",
            "Show what a merchant was told (告知). Before an adverse record is published or when its \
             grade fell below BB, with the last day to answer; newest first.",
            notices,
        )
        .needs(OWNERS),
        begin(
            "/v1/statements",
            "Put the merchant's statement beside an adverse record. At most 500 characters; a later \
             one takes its place.",
            state,
        )
        .needs(OWNERS),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which objection.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ObjectionParams {
    /// The objection.
    #[schemars(length(min = 3, max = 40), example = "objection-9")]
    id: String,
}

/// An objection on its way in: to a record, or to the score of a merchant.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewObjection")]
#[serde(deny_unknown_fields)]
pub struct RaiseBody {
    /// The record objected to.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    target: Option<String>,
    /// The merchant whose score is objected to, where there is no `target`.
    #[schemars(length(min = 3, max = 80))]
    merchant: Option<String>,
    /// `wrong_content`, `missing_content`, `display_over`, `should_not_be_listed`,
    /// `privacy_or_secret`, `repair_result` or `other`.
    #[schemars(extend("enum" = ObjectionGround::ALL.map(|(_, name)| name)))]
    ground: String,
    /// What is said for it.
    #[schemars(length(max = 2000))]
    explanation: Option<String>,
}

/// A step in an objection.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewObjectionStep")]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// Which way.
    outcome: ObjectionOutcomeBody,
    /// The reasons; needed unless it is passed on.
    reason: Option<String>,
    /// The later version that corrects the record; needed where it is corrected.
    #[schemars(length(min = 3, max = 40))]
    corrected_by: Option<String>,
    /// The day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    on: Option<Day>,
}

/// Which way an objection goes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ObjectionOutcome")]
#[serde(rename_all = "snake_case")]
pub enum ObjectionOutcomeBody {
    /// Passed on to the organ that provided the record.
    Transferred,
    /// Upheld: the record has a corrected version.
    Corrected,
    /// Upheld: the record is withdrawn.
    Withdrawn,
    /// Upheld, where it is the score.
    Upheld,
    /// Rejected.
    Rejected,
}

/// A statement on its way in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewStatementText")]
#[serde(deny_unknown_fields)]
pub struct StatementBody {
    /// The record it stands beside.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    #[schemars(extend("pattern" =
        "^(penalty|inspection|complaint|rating|listing)-[1-9][0-9]{0,14}$"))]
    target: String,
    /// What the merchant says.
    #[schemars(length(min = 1, max = 500))]
    text: String,
}

/// The name of what was stored.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StoredName")]
pub struct NameBody {
    /// Its name.
    pub id: String,
}

fn raise(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: RaiseBody,
) -> Result<View<ObjectionBody>, ApiError> {
    let ground = ground(&body.ground)?;
    let (to, is_own) = match (&body.target, &body.merchant) {
        (Some(target), _) => {
            let target = rights::record_id("target", target)?;
            (ObjectionTo::Record(target), rights::merchant_only(app, caller, target).is_ok())
        }
        (None, Some(id)) => {
            let id = MerchantId::parse(id)
                .map_err(|error| fault("merchant", id, "merchant_id", &error.to_string()))?;
            let is_own = rights::own_merchant_only(app, caller, &id).is_ok();
            (ObjectionTo::Score(id), is_own)
        }
        (None, None) => return Err(fault("target", "", "required", "or merchant must be given")),
    };
    let new = NewObjection {
        to,
        raised_on: app.today(),
        raised_by: if is_own { Objector::Merchant } else { Objector::Concerned },
        ground,
        explanation: body.explanation,
    };
    let answer = app.raise_objection(&new, &rights::submitter(caller)?)?;
    Ok(View::created(ObjectionBody::from(&answer)))
}

fn ground(name: &str) -> Result<ObjectionGround, ApiError> {
    let found = ObjectionGround::ALL.into_iter().find(|(_, known)| *known == name);
    found.map(|(ground, _)| ground).ok_or_else(|| {
        let names: Vec<_> = ObjectionGround::ALL.iter().map(|(_, name)| *name).collect();
        fault("ground", name, "ground", &format!("must be one of {}", names.join(", ")))
    })
}

fn show(
    app: &App,
    caller: &Caller,
    params: ObjectionParams,
) -> Result<View<ObjectionBody>, ApiError> {
    let answer = app.objection(rights::record_id("id", &params.id)?)?;
    let may = match answer.target {
        Some(target) => rights::is_party(app, caller, target)?,
        None => rights::own_merchant_only(app, caller, &answer.merchant).is_ok(),
    };
    if !may {
        return Err(ApiError::new(Problem::Forbidden, "only its parties may see an objection"));
    }
    Ok(View::found(ObjectionBody::from(&answer)))
}

fn decide(
    app: &App,
    caller: &Caller,
    params: ObjectionParams,
    body: StepBody,
) -> Result<View<ObjectionBody>, ApiError> {
    let id = rights::record_id("id", &params.id)?;
    check_decider(app, caller, &app.objection(id)?)?;
    let reason = body.reason.unwrap_or_default();
    let step = match body.outcome {
        ObjectionOutcomeBody::Transferred => ObjectionStep::Transfer,
        ObjectionOutcomeBody::Corrected => {
            let by = body.corrected_by.unwrap_or_default();
            ObjectionStep::Corrected { by: rights::record_id("corrected_by", &by)?, reason }
        }
        ObjectionOutcomeBody::Withdrawn => ObjectionStep::Withdrawn { reason },
        ObjectionOutcomeBody::Upheld => ObjectionStep::Upheld { reason },
        ObjectionOutcomeBody::Rejected => ObjectionStep::Rejected { reason },
    };
    let on = body.on.unwrap_or_else(|| app.today());
    let answer = app.take_objection_step(id, &step, on, &rights::submitter(caller)?)?;
    Ok(View::found(ObjectionBody::from(&answer)))
}

/// The organ of a record decides about it; the operator about scores, and in any case.
fn check_decider(app: &App, caller: &Caller, answer: &ObjectionAnswer) -> Result<(), ApiError> {
    match answer.target {
        Some(target) => rights::organ_only(app, caller, target),
        None if caller.role() == Some(Role::Admin) => Ok(()),
        None => {
            let detail = "an objection to a score is decided by the operator";
            Err(ApiError::new(Problem::Forbidden, detail))
        }
    }
}

fn state(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: StatementBody,
) -> Result<View<NameBody>, ApiError> {
    let target = rights::record_id("target", &body.target)?;
    rights::merchant_only(app, caller, target)?;
    let id = app.state(target, &body.text, &rights::submitter(caller)?)?;
    Ok(View::created(NameBody { id: id.to_string() }))
}

/// Whose notices.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct NoticeParams {
    /// The merchant.
    #[schemars(with = "String", length(min = 3, max = 80))]
    id: MerchantId,
}

/// A merchant's notices.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Notices")]
pub struct NoticesBody {
    /// Newest first; the list may be cut.
    pub notices: Vec<NoticeBody>,
}

fn notices(
    app: &App,
    caller: &Caller,
    params: NoticeParams,
) -> Result<View<NoticesBody>, ApiError> {
    rights::own_merchant_only(app, caller, &params.id)?;
    let notices = app.notices(&params.id)?;
    Ok(View::found(NoticesBody { notices: notices.iter().map(NoticeBody::from).collect() }))
}

fn fault(field: &str, value: &str, rule: &str, message: &str) -> ApiError {
    let value = Some(value).filter(|value| !value.is_empty());
    ApiError::of_fields(Problem::InvalidContent, vec![FieldError::new(field, value, rule, message)])
}
