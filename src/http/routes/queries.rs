//! The route that tells a merchant who has asked about it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inquiry::audience;
use super::merchants::GROUP;
use crate::app::App;
use crate::app::key::Role;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::cursor::{self, PAGE_ITEMS};
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::store::query_log::LoggedQuery;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get(
            "/v1/merchants/{id}/queries",
            "Show who has asked about a merchant's own part (查询记录). Newest first, of the last five \
             years; for the merchant itself and the operator.",
            queries,
        )
        .needs(&[Role::Merchant, Role::Admin])
        .under(GROUP),
    ]
}

/// Whose, and from where on.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct QueriesParams {
    /// The merchant: its unified social credit code (统一社会信用代码), or `scheme:number`.
    #[schemars(with = "String", length(min = 3, max = 80))]
    #[schemars(example = "92449921MA8LEMW27A")]
    id: MerchantId,
    /// The `next` of the page before; the first page where not said.
    #[schemars(regex(pattern = r"^(0|[1-9a-f][0-9a-f]{0,14})\.(0|[1-9a-f][0-9a-f]{0,14})$"))]
    cursor: Option<String>,
    /// Items of a page; 50 where not said.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<PageLimit>,
}

/// How many items a page has at most.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(extend("minimum" = 1, "maximum" = 100))]
pub struct PageLimit(pub u32);

impl TryFrom<u32> for PageLimit {
    type Error = String;

    fn try_from(n: u32) -> Result<Self, String> {
        let max = cursor::PAGE_ITEMS_MAX;
        if (1..=max).contains(&n) { Ok(Self(n)) } else { Err(format!("must be from 1 to {max}")) }
    }
}

impl Default for PageLimit {
    fn default() -> Self {
        Self(PAGE_ITEMS)
    }
}

/// Who has asked about a merchant.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Queries")]
pub struct QueriesBody {
    /// The queries, newest first.
    pub queries: Vec<QueryBody>,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
}

/// One query.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Query")]
pub struct QueryBody {
    /// When.
    pub at: String,
    /// The name of the key.
    pub key: String,
    /// Its role.
    pub role: String,
    /// What for, as the caller said.
    pub purpose: String,
    /// What was asked: `score`, `report`, `records` …
    pub what: String,
}

fn queries(
    app: &App,
    caller: &Caller,
    params: QueriesParams,
) -> Result<View<QueriesBody>, ApiError> {
    if audience(caller, &params.id) != Audience::Privileged {
        let detail = "only the merchant itself and the operator may see who has asked";
        return Err(ApiError::new(Problem::Forbidden, detail));
    }
    let before = params.cursor.as_deref().map(cursor::parse::<2>).transpose()?;
    let limit = params.limit.unwrap_or_default().0;
    let page = app.queries(&params.id, before.map(|[at, place]| (at, place)), limit)?;
    let last = page.queries.last().filter(|_| page.has_more);
    Ok(View::found(QueriesBody {
        next: last.map(|last| cursor::print([last.at, last.place])),
        queries: page.queries.into_iter().map(QueryBody::from).collect(),
    }))
}

impl From<LoggedQuery> for QueryBody {
    fn from(query: LoggedQuery) -> Self {
        Self {
            at: Timestamp::from_microsecond(query.at).unwrap_or_default().to_string(),
            key: query.key,
            role: query.role,
            purpose: query.purpose,
            what: query.what,
        }
    }
}
