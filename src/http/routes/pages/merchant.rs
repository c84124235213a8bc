//! The page of a merchant, its credit report, and the verification of a report.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::question;
use crate::app::model::Model;
use crate::app::report::ReportAnswer;
use crate::app::verification::Verification;
use crate::app::{App, AppError};
use crate::domain::merchant::MerchantId;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::merchant::MerchantPage;
use crate::web::report::ReportPage;
use crate::web::verify::VerifyPage;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        show(
            "/merchants/{id}",
            "Show a merchant: its score and why, how it went, the records behind it.",
            merchant,
        ),
        show("/merchants/{id}/report", "Show the credit report of a merchant, for paper.", report),
        show("/verify", "Show whether a printed report says what the service said.", verify),
    ]
}

/// Which merchant.
#[derive(Debug, Deserialize, JsonSchema)]
struct MerchantParams {
    /// The merchant, by any of its numbers.
    #[schemars(with = "String")]
    id: MerchantId,
}

fn merchant(app: &App, reader: &Reader, params: MerchantParams) -> Result<Page, ApiError> {
    let overview = app.overview(&params.id)?;
    let model = model_of(app, &overview.report)?;
    let page = MerchantPage {
        report: &overview.report,
        course: &overview.course,
        outlook: &overview.outlook,
        card: model.card.card(),
    };
    Ok(Page::html(web::merchant::page(&reader.visit, &page)))
}

fn report(app: &App, reader: &Reader, params: MerchantParams) -> Result<Page, ApiError> {
    let report = app.report(&question(params.id))?;
    let model = model_of(app, &report)?;
    let code = app.report_code(&report.score);
    let address = reader.address(&verification_path(&report.merchant.id, &code));
    let page =
        ReportPage { report: &report, card: model.card.card(), code: &code, address: &address };
    Ok(Page::html(web::report::page(&reader.visit, &page)))
}

/// The scorecard that a report's score is by, which may be one for the merchant's segment.
fn model_of(app: &App, report: &ReportAnswer) -> Result<Arc<Model>, ApiError> {
    Ok(app.frame(None, None, Some(&report.score.versions.scorecard))?.model)
}

fn verification_path(id: &MerchantId, code: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("id", &id.to_string()).append_pair("code", code);
    format!("/verify?{}", query.finish())
}

/// What is to be verified.
#[derive(Debug, Deserialize, JsonSchema)]
struct VerifyParams {
    /// The merchant, by any of its numbers.
    id: Option<String>,
    /// The code on the report.
    code: Option<String>,
}

fn verify(app: &App, reader: &Reader, params: VerifyParams) -> Result<Page, ApiError> {
    let (id, code) = (params.id.unwrap_or_default(), params.code.unwrap_or_default());
    let verification = match MerchantId::parse(&id) {
        _ if id.is_empty() && code.is_empty() => None,
        Err(_) => Some(Verification::NotOurs),
        Ok(merchant) => match app.verify_report(&merchant, &code) {
            Ok(verification) => Some(verification),
            Err(AppError::NotFound { .. }) => Some(Verification::NotOurs),
            Err(error) => return Err(error.into()),
        },
    };
    let page = VerifyPage { id: &id, code: &code, verification: verification.as_ref() };
    Ok(Page::html(web::verify::page(&reader.visit, &page)))
}
