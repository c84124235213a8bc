//! Routes that list a merchant's records of one kind, page by page.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inquiry::{Purpose, audience, note};
use super::merchants::GROUP;
use super::queries::PageLimit;
use super::tag::content_tag;
use crate::app::App;
use crate::app::key::Role;
use crate::app::record_page::{PagePlace, PageQuestion};
use crate::app::score::ScoreQuestion;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::http::caller::Caller;
use crate::http::cursor;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::params;
use crate::http::view::View;
use crate::http::wire::report::ItemBody;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get(
            "/v1/merchants/{id}/licences",
            "List a merchant's licences (行政许可). Newest first, as they may be shown today.",
            records::<{ RecordKind::Licence.number() }>,
        ),
        get(
            "/v1/merchants/{id}/penalties",
            "List a merchant's penalties (行政处罚). Newest first, as they may be shown today; the \
             organ that decided sees its own as they were.",
            records::<{ RecordKind::Penalty.number() }>,
        ),
        get(
            "/v1/merchants/{id}/inspections",
            "List a merchant's inspections (抽查检查). Newest first, as they may be shown today.",
            records::<{ RecordKind::Inspection.number() }>,
        ),
        get(
            "/v1/merchants/{id}/ratings",
            "List a merchant's ratings (消费评价). Those learnt of last come first.",
            records::<{ RecordKind::Rating.number() }>,
        ),
        get(
            "/v1/merchants/{id}/complaints",
            "List a merchant's complaints (投诉). Newest first, as they may be shown today.",
            records::<{ RecordKind::Complaint.number() }>,
        ),
        get(
            "/v1/merchants/{id}/listings",
            "List a merchant's entries on lists (名单). Newest first, as they may be shown today.",
            records::<{ RecordKind::Listing.number() }>,
        ),
    ];
    all.into_iter().map(|route| route.blocking().under(GROUP)).collect()
}

/// Whose records, as of when, and which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RecordsParams {
    /// The merchant: its unified social credit code (统一社会信用代码), an older number of it, or
    /// `scheme:number`.
    #[schemars(with = "String", length(min = 3, max = 80), example = "92449921MA8LEMW27A")]
    id: MerchantId,
    /// The day that the answer is of; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"), example = "2026-11-16")]
    as_of: Option<Day>,
    /// As known at which instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
    /// The `next` of the page before; the first page where not said.
    #[schemars(regex(pattern = r"^(0|[1-9a-f][0-9a-f]{0,14})\.(0|[1-9a-f][0-9a-f]{0,14})$"))]
    cursor: Option<String>,
    /// Items of a page; 50 where not said.
    limit: Option<PageLimit>,
    /// What for you ask (查询原因); logged where you see more than anybody may.
    purpose: Option<Purpose>,
}

/// A page of a merchant's records of one kind.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RecordPage")]
pub struct RecordPageBody {
    /// Whose.
    pub merchant: String,
    /// The kind, plural.
    pub kind: &'static str,
    /// How many there are in all.
    pub n: i64,
    /// Those of the page.
    pub records: Vec<ItemBody>,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
    /// The day the answer is of.
    pub as_of: String,
    /// The instant as known at which it was made.
    pub known_at: String,
}

fn records<const KIND: u8>(
    app: &App,
    caller: &Caller,
    params: RecordsParams,
) -> Result<View<RecordPageBody>, ApiError> {
    let after = params.cursor.as_deref().map(cursor::parse::<2>).transpose()?;
    let place = |[day, seq]: [i64; 2]| PagePlace {
        day: i32::try_from(day).unwrap_or_default(),
        seq: Seq(u64::try_from(seq).unwrap_or_default()),
    };
    let kind = RecordKind::from_number(KIND).unwrap_or(RecordKind::Licence);
    let holder = caller.holder.as_ref().filter(|holder| holder.role == Role::Authority);
    let question = PageQuestion {
        about: ScoreQuestion {
            audience: audience(caller, &params.id),
            id: params.id,
            as_of: params.as_of,
            known_at: params.known_at,
            model: None,
        },
        organ: holder.and_then(|holder| holder.binding.clone()),
        kind,
        after: after.map(place),
        limit: params.limit.unwrap_or_default().0 as usize,
    };
    let answer = app.record_page(&question)?;
    if answer.is_privileged {
        note(app, caller, &answer.id, params.purpose.as_ref(), kind.plural())?;
    }
    let number = |seq: Seq| i64::try_from(seq.0).unwrap_or(i64::MAX);
    let body = RecordPageBody {
        merchant: answer.id.to_string(),
        kind: kind.plural(),
        n: answer.n,
        records: answer.items.iter().map(ItemBody::from).collect(),
        next: answer.next.map(|place| cursor::print([i64::from(place.day), number(place.seq)])),
        as_of: answer.as_of.to_string(),
        known_at: answer.known_at.to_string(),
    };
    let tag = content_tag(&(&body.records, &body.next, body.n, &body.as_of));
    Ok(View::found(body).tagged(tag))
}
