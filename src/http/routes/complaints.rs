//! Routes of complaints (投诉): where one stands, its steps, and a merchant's figures.

use schemars::JsonSchema;
use serde::Deserialize;

use super::merchants::MerchantParams;
use super::rights;
use crate::app::App;
use crate::app::complaint::{AskedStep, refusal_ground};
use crate::app::key::Role;
use crate::domain::day::Day;
use crate::domain::record::Detail;
use crate::domain::record::complaint_life::ComplaintStep;
use crate::domain::record::envelope::RecordId;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get, step};
use crate::http::error::{ApiError, FieldError};
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::complaint::{ComplaintBody, MerchantFiguresBody};

const GROUP: &str = "Complaints";
const PARTIES: &[Role] = &[Role::Merchant, Role::Authority, Role::Platform, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get(
            "/v1/merchants/{id}/complaints/figures",
            "Show the figures of a merchant's complaints. Of the year up to the day: how many, growth, \
             mediation success, early settlement, by class. What was refused or withdrawn is not in \
             them.",
            figures,
        ),
        get(
            "/v1/complaints/{id}",
            "Show a complaint. Where it stands, what is due, and the penalty that followed.",
            show,
        )
        .needs(PARTIES),
        step(
            "/v1/complaints/{id}/steps",
            "Take a step in a complaint. Accept, refuse with the legal ground, settle, end without \
             agreement and tell, withdraw, turn into a case, name the penalty that followed: by the \
             organ that handles it or the source that numbers it. Answering is for the merchant.",
            advance,
        )
        .needs(PARTIES),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which complaint.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ComplaintParams {
    /// The complaint.
    #[schemars(length(min = 3, max = 40), example = "complaint-9")]
    id: String,
}

/// A step in a complaint.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewComplaintStep")]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// Which step.
    step: StepName,
    /// The day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    on: Option<Day>,
    /// Of a refusal: `not_competent`, `handled_elsewhere`, `not_consumption`, `too_late`,
    /// `data_missing`, `false_material`, `another_name` or `identity_refused`.
    ground: Option<String>,
    /// Of `test_days`: how many there were so far.
    #[schemars(range(min = 0, max = 3650))]
    n_test_days: Option<u32>,
    /// Of `turn_into_case`: the number of the case.
    #[schemars(length(min = 1, max = 128))]
    case_number: Option<String>,
    /// Of `link_penalty`: the penalty that followed.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    penalty: Option<String>,
}

/// The steps in a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "ComplaintStep")]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// 受理: mediation begins.
    Accept,
    /// 不予受理, with the legal ground.
    Refuse,
    /// The merchant answers.
    Answer,
    /// Days of tests and expertise so far.
    TestDays,
    /// 先行和解, before it was accepted.
    SettleEarly,
    /// 调解成功.
    Settle,
    /// 终止调解 without agreement.
    Fail,
    /// The parties were told that it ended so.
    Tell,
    /// 撤回 by the consumer.
    Withdraw,
    /// 转立案.
    TurnIntoCase,
    /// The penalty that followed.
    LinkPenalty,
}

fn figures(
    app: &App,
    caller: &Caller,
    params: MerchantParams,
) -> Result<View<MerchantFiguresBody>, ApiError> {
    let answer = app.complaint_figures(&params.question(caller))?;
    Ok(View::found(MerchantFiguresBody::from(&answer)))
}

fn show(
    app: &App,
    caller: &Caller,
    params: ComplaintParams,
) -> Result<View<ComplaintBody>, ApiError> {
    let id = rights::record_id("id", &params.id)?;
    if !is_source(app, caller, id)? && !rights::is_party(app, caller, id)? {
        return Err(ApiError::new(Problem::Forbidden, "only its parties may see a complaint"));
    }
    Ok(View::found(ComplaintBody::from(&app.complaint(id)?)))
}

fn advance(
    app: &App,
    caller: &Caller,
    params: ComplaintParams,
    body: StepBody,
) -> Result<View<ComplaintBody>, ApiError> {
    let id = rights::record_id("id", &params.id)?;
    let step = asked(&body)?;
    if step == AskedStep::Plain(ComplaintStep::Answer) {
        rights::merchant_only(app, caller, id)?;
    } else if !is_source(app, caller, id)? {
        rights::organ_only(app, caller, id)?;
    }
    let on = body.on.unwrap_or_else(|| app.today());
    let answer = app.take_complaint_step(id, &step, on, &rights::submitter(caller)?)?;
    Ok(View::found(ComplaintBody::from(&answer)))
}

/// Whether the caller is who numbers the complaint.
fn is_source(app: &App, caller: &Caller, id: RecordId) -> Result<bool, ApiError> {
    let Detail::Complaint(complaint) = app.first_version(id)?.detail else {
        return Ok(false);
    };
    let binding = caller
        .holder
        .as_ref()
        .filter(|holder| matches!(holder.role, Role::Authority | Role::Platform));
    Ok(binding.and_then(|holder| holder.binding.as_deref()) == Some(complaint.source.as_str()))
}

fn asked(body: &StepBody) -> Result<AskedStep, ApiError> {
    let plain = match body.step {
        StepName::Accept => ComplaintStep::Accept,
        StepName::Refuse => {
            let ground = needed("ground", body.ground.as_deref())?;
            ComplaintStep::Refuse(refusal_ground(ground)?)
        }
        StepName::Answer => ComplaintStep::Answer,
        StepName::TestDays => {
            ComplaintStep::TestDays(*needed("n_test_days", body.n_test_days.as_ref())?)
        }
        StepName::SettleEarly => ComplaintStep::SettleEarly,
        StepName::Settle => ComplaintStep::Settle,
        StepName::Fail => ComplaintStep::Fail,
        StepName::Tell => ComplaintStep::Tell,
        StepName::Withdraw => ComplaintStep::Withdraw,
        StepName::TurnIntoCase => ComplaintStep::TurnIntoCase(body.case_number.clone()),
        StepName::LinkPenalty => {
            let penalty = needed("penalty", body.penalty.as_deref())?;
            return Ok(AskedStep::LinkPenalty(rights::record_id("penalty", penalty)?));
        }
    };
    Ok(AskedStep::Plain(plain))
}

fn needed<'b, T: ?Sized>(field: &str, value: Option<&'b T>) -> Result<&'b T, ApiError> {
    value.ok_or_else(|| {
        let fault = FieldError::new(field, None, "required", "must be given for this step");
        ApiError::of_fields(Problem::InvalidContent, vec![fault])
    })
}
