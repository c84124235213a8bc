//! The pages for people, and what they are drawn with.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::score::ScoreQuestion;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::endpoint::{Endpoint, fixed, show};
use crate::http::error::ApiError;
use crate::http::people::{Page, Reader};
use crate::http::view::Document;
use crate::web;
use crate::web::asset::ASSETS;
use crate::web::merchant::MerchantPage;

/// The heading of what pages are drawn with, in the reference.
const GROUP: &str = "Pages";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![show(
        "/merchants/{id}",
        "Show a merchant: its score and why, how it went, the records behind it.",
        merchant,
    )];
    endpoints.extend(ASSETS.into_iter().map(|asset| {
        let document = Document { media_type: asset.media_type, bytes: asset.bytes.to_vec() };
        fixed(asset.path, asset.about, document).under(GROUP)
    }));
    endpoints
}

/// Which merchant.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct MerchantParams {
    /// The merchant, by any of its numbers.
    #[schemars(with = "String")]
    pub(super) id: MerchantId,
}

/// The question that every page asks: what the public may see, today.
pub(super) fn question(id: MerchantId) -> ScoreQuestion {
    ScoreQuestion { id, as_of: None, known_at: None, model: None, audience: Audience::Public }
}

fn merchant(app: &App, reader: &Reader, params: MerchantParams) -> Result<Page, ApiError> {
    let question = question(params.id);
    let report = app.report(&question)?;
    let course = app.course(&question)?;
    let frame = app.frame(None, None, None)?;
    let page = MerchantPage { report: &report, course: &course, card: frame.model.card.card() };
    Ok(Page::html(web::merchant::page(&reader.visit, &page)))
}
