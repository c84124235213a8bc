//! The search page.

use schemars::JsonSchema;
use serde::Deserialize;

use super::question;
use crate::app::App;
use crate::domain::merchant::MerchantId;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::search::{QUERY_CHARS_MAX, SearchPage};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![show("/", "Search for a merchant by number.", search)]
}

/// What is searched for.
#[derive(Debug, Deserialize, JsonSchema)]
struct SearchParams {
    /// A number.
    q: Option<String>,
}

fn search(app: &App, reader: &Reader, params: SearchParams) -> Result<Page, ApiError> {
    let query: String = params.q.unwrap_or_default().trim().chars().take(QUERY_CHARS_MAX).collect();
    if let Ok(id) = MerchantId::parse(&query)
        && app.merchant(&question(id.clone())).is_ok()
    {
        return Ok(Page::elsewhere(format!("/merchants/{id}")));
    }
    let page = SearchPage { query: &query, hits: &[] };
    Ok(Page::html(web::search::page(&reader.visit, &page)))
}
