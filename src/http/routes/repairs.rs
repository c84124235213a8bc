//! Routes of credit repair (信用修复): apply, accept or refuse, decide.

use data_encoding::BASE64;
use schemars::JsonSchema;
use serde::Deserialize;

use super::rights;
use crate::app::App;
use crate::app::attachment::Paper;
use crate::app::key::Role;
use crate::app::repair::RepairStep;
use crate::domain::day::Day;
use crate::domain::record::repair_application::AttachmentPurpose;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, begin, get, step};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::procedure::RepairBody;

const GROUP: &str = "Repair";
const PARTIES: &[Role] = &[Role::Merchant, Role::Authority, Role::Admin];
const APPLICANTS: &[Role] = &[Role::Merchant, Role::Admin];
const DECIDERS: &[Role] = &[Role::Authority, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        begin(
            "/v1/repair-applications",
            "Apply for a credit repair (信用修复). With the letter of commitment and proof of \
             fulfilment, as PDF, PNG or JPEG; what stands against it is told at once.",
            apply,
        )
        .needs(APPLICANTS),
        get(
            "/v1/repair-applications/{id}",
            "Show an application. Where it stands, what stands against it, what is due.",
            show,
        )
        .needs(PARTIES),
        step(
            "/v1/repair-applications/{id}/acceptance",
            "Accept or refuse an application (受理). Accepting fails while a condition of the law is \
             not met.",
            accept,
        )
        .needs(DECIDERS),
        step(
            "/v1/repair-applications/{id}/decision",
            "Decide on an application, or take more time. A granted repair takes effect at once: the \
             record is neither shown nor used any more.",
            decide,
        )
        .needs(DECIDERS),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which application.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ApplicationParams {
    /// The application.
    #[schemars(length(min = 3, max = 40), example = "repair_application-7")]
    id: String,
}

/// An application on its way in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewRepairApplication")]
#[serde(deny_unknown_fields)]
pub struct ApplyBody {
    /// The record to be repaired.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    #[schemars(extend("pattern" = "^(penalty|inspection|listing)-[1-9][0-9]{0,14}$"))]
    target: String,
    /// The day of its receipt; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    applied_on: Option<Day>,
    /// The papers.
    #[serde(default)]
    #[schemars(length(max = 10))]
    papers: Vec<PaperBody>,
}

/// A paper on its way in.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewPaper")]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    /// `commitment` (信用承诺书) or `proof`.
    purpose: AttachmentPurposeBody,
    /// Its content in Base64: a PDF, PNG or JPEG file.
    content: String,
    /// The SHA-256 of its content in hexadecimal, checked where it is given.
    sha256: Option<String>,
}

impl std::fmt::Debug for PaperBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.purpose)
    }
}

/// What a paper is for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PaperPurpose")]
#[serde(rename_all = "snake_case")]
pub enum AttachmentPurposeBody {
    /// The letter of commitment.
    Commitment,
    /// Proof that the duties are fulfilled.
    Proof,
}

/// Whether an application is accepted.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewAcceptance")]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// Whether it is accepted.
    accepted: bool,
    /// Why not; needed where it is refused.
    reason: Option<String>,
    /// The day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    on: Option<Day>,
}

/// A decision on an application.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewRepairDecision")]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// Which way.
    outcome: RepairOutcomeBody,
    /// Why not; needed unless it is granted or takes more time.
    reason: Option<String>,
    /// The day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    on: Option<Day>,
}

/// Which way a decision goes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "RepairOutcome")]
#[serde(rename_all = "snake_case")]
pub enum RepairOutcomeBody {
    /// It is granted.
    Granted,
    /// It is not.
    Rejected,
    /// It is not, because material was false.
    FalseMaterial,
    /// The case is complex and takes more time.
    Extended,
}

fn apply(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: ApplyBody,
) -> Result<View<RepairBody>, ApiError> {
    let target = rights::record_id("target", &body.target)?;
    rights::merchant_only(app, caller, target)?;
    let papers = body.papers.iter().map(paper).collect::<Result<Vec<_>, _>>()?;
    let on = body.applied_on.unwrap_or_else(|| app.today());
    let answer = app.apply_for_repair(target, on, &papers, &rights::submitter(caller)?)?;
    Ok(View::created(RepairBody::from(&answer)))
}

fn paper(body: &PaperBody) -> Result<Paper, ApiError> {
    let bytes = BASE64.decode(body.content.as_bytes()).map_err(|_| {
        let fault = FieldError::new("papers", None, "base64", "must be Base64 with padding");
        ApiError::of_fields(Problem::InvalidContent, vec![fault])
    })?;
    let purpose = match body.purpose {
        AttachmentPurposeBody::Commitment => AttachmentPurpose::Commitment,
        AttachmentPurposeBody::Proof => AttachmentPurpose::Proof,
    };
    Ok(Paper { purpose, bytes, sha256: body.sha256.clone() })
}

fn show(
    app: &App,
    caller: &Caller,
    params: ApplicationParams,
) -> Result<View<RepairBody>, ApiError> {
    let answer = app.repair(rights::record_id("id", &params.id)?)?;
    if !rights::is_party(app, caller, answer.target)? {
        return Err(ApiError::new(Problem::Forbidden, "only its parties may see an application"));
    }
    Ok(View::found(RepairBody::from(&answer)))
}

fn accept(
    app: &App,
    caller: &Caller,
    params: ApplicationParams,
    body: AcceptanceBody,
) -> Result<View<RepairBody>, ApiError> {
    let step = if body.accepted {
        RepairStep::Accept
    } else {
        RepairStep::Refuse(body.reason.unwrap_or_default())
    };
    take(app, caller, &params, &step, body.on)
}

fn decide(
    app: &App,
    caller: &Caller,
    params: ApplicationParams,
    body: DecisionBody,
) -> Result<View<RepairBody>, ApiError> {
    let reason = body.reason.unwrap_or_default();
    let step = match body.outcome {
        RepairOutcomeBody::Granted => RepairStep::Grant,
        RepairOutcomeBody::Rejected => RepairStep::Reject(reason),
        RepairOutcomeBody::FalseMaterial => RepairStep::FalseMaterial(reason),
        RepairOutcomeBody::Extended => RepairStep::Extend,
    };
    take(app, caller, &params, &step, body.on)
}

fn take(
    app: &App,
    caller: &Caller,
    params: &ApplicationParams,
    step: &RepairStep,
    on: Option<Day>,
) -> Result<View<RepairBody>, ApiError> {
    let id = rights::record_id("id", &params.id)?;
    rights::organ_only(app, caller, app.repair(id)?.target)?;
    let on = on.unwrap_or_else(|| app.today());
    let answer = app.take_repair_step(id, step, on, &rights::submitter(caller)?)?;
    Ok(View::found(RepairBody::from(&answer)))
}
