//! The search page.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::question;
use crate::app::App;
use crate::app::search::SearchQuestion;
use crate::domain::merchant::MerchantId;
use crate::http::allowance::RouteClass;
use crate::http::endpoint::{Endpoint, show};
use crate::http::error::ApiError;
use crate::http::people::{Page, Reader};
use crate::web;
use crate::web::search::{QUERY_CHARS_MAX, SearchPage};

/// Merchants on one page of results.
const HITS: usize = 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        show("/", "Search for a merchant by name, code or shop.", search)
            .class(RouteClass::Search)
            .blocking(),
    ]
}

/// What is searched for.
#[derive(Debug, Deserialize, JsonSchema)]
struct SearchParams {
    /// A name or a part of it, a code, a shop.
    q: Option<String>,
}

fn search(app: &App, reader: &Reader, params: SearchParams) -> Result<Page, ApiError> {
    let query: String = params.q.unwrap_or_default().trim().chars().take(QUERY_CHARS_MAX).collect();
    if let Ok(id) = MerchantId::parse(&query)
        && app.merchant(&question(id.clone())).is_ok()
    {
        return Ok(Page::elsewhere(format!("/merchants/{id}")));
    }
    let found = if query.is_empty() {
        None
    } else {
        let text = Some(query.clone());
        Some(app.search(&SearchQuestion { text, limit: HITS, ..SearchQuestion::default() })?)
    };
    let recent = match found {
        None => app.recent_publications()?,
        Some(_) => Arc::default(),
    };
    let page = SearchPage { query: &query, found: found.as_ref(), recent: &recent };
    Ok(Page::html(web::search::page(&reader.visit, &page)))
}
