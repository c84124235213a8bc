//! Routes about publication in time, working days and open work.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rights;
use crate::app::App;
use crate::app::key::Role;
use crate::app::publication::{Named, PublicationQuestion};
use crate::domain::day::Day;
use crate::domain::publication::state::Channel;
use crate::domain::record::kind::RecordKind;
use crate::http::caller::Caller;
use crate::http::endpoint::Submitting;
use crate::http::endpoint::{Endpoint, get, page, submit};
use crate::http::error::{ApiError, FieldError};
use crate::http::params;
use crate::http::problem::Problem;
use crate::http::view::{Document, View};
use crate::http::wire::procedure::WorkBody;
use crate::http::wire::publication::PublicationBody;
use crate::http::wire::record::ReceiptBody;

const GROUP: &str = "Publication";
/// Who sees how authorities publish: an authority its own, the others all.
const SEERS: &[Role] = &[Role::Authority, Role::Analyst, Role::Admin];
const DECIDERS: &[Role] = &[Role::Authority, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get(
            "/v1/publication",
            "Show which authorities published in time (双公示). Per authority and month, and on demand \
             what is overdue or due soon, most urgent first. An authority sees its own.",
            table,
        )
        .blocking()
        .needs(SEERS),
        page(
            "/v1/publication.csv",
            "Show the same as CSV. The decisions where `overdue` or `due_within` is given, else the \
             months.",
            "text/csv; charset=utf-8",
            csv,
        )
        .blocking()
        .needs(SEERS),
        get(
            "/v1/work",
            "List every step that the law wants taken by a day. Decisions to publish, repairs and \
             objections to decide; most urgent first. An authority sees its own.",
            work,
        )
        .blocking()
        .needs(DECIDERS),
        get(
            "/v1/workdays/add",
            "Add working days (工作日) to a day, which itself is day 0.",
            add,
        ),
        get(
            "/v1/workdays/between",
            "Count the working days after one day up to and including another.",
            between,
        ),
        submit(
            "/v1/licences/{id}/publication",
            "Publish a licence that was handed in as a draft, or on one more channel.",
            publish::<{ RecordKind::Licence.number() }>,
        )
        .needs(DECIDERS),
        submit(
            "/v1/penalties/{id}/publication",
            "Publish a penalty that was handed in as a draft, or on one more channel.",
            publish::<{ RecordKind::Penalty.number() }>,
        )
        .needs(DECIDERS),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which decisions, as of when.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct PublicationParams {
    /// Only this authority: its credit code or its whole name.
    #[schemars(length(min = 1, max = 200))]
    authority: Option<String>,
    /// Only decisions of this month, such as 2026-11.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}$"), example = "2026-11")]
    month: Option<String>,
    /// As of which day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"), example = "2026-11-16")]
    as_of: Option<Day>,
    /// As known at which instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
    /// By the clock of which channel: `credit_china` (the default), `enterprise_system`, `enterprise`
    /// or `government_information`.
    channel: Option<String>,
    /// Whether to list every decision with its state.
    all: Option<bool>,
    /// Whether to list what is overdue.
    overdue: Option<bool>,
    /// List what is due within so many working days.
    due_within: Option<u32>,
}

fn answer(
    app: &App,
    caller: &Caller,
    params: PublicationParams,
) -> Result<PublicationBody, ApiError> {
    let channel = match params.channel.as_deref() {
        None => Channel::CreditChina,
        Some(name) => channel(name)?,
    };
    let month = params.month.as_deref().map(month).transpose()?;
    let question = PublicationQuestion {
        authority: own_authority(caller, params.authority)?,
        month,
        as_of: params.as_of,
        known_at: params.known_at,
        channel,
        named: Named {
            all: params.all.unwrap_or_default(),
            overdue: params.overdue.unwrap_or_default(),
            due_within: params.due_within,
        },
    };
    let mut answer = app.publication(&question)?;
    if caller.role() == Some(Role::Analyst) {
        // A draft is seen by its organ only.
        answer.items.retain(|item| !item.is_draft);
        answer.n_items = answer.items.len();
    }
    Ok(PublicationBody::from(&answer))
}

/// The authority asked about: an authority's key asks about its own.
fn own_authority(caller: &Caller, asked: Option<String>) -> Result<Option<String>, ApiError> {
    if caller.role() != Some(Role::Authority) {
        return Ok(asked);
    }
    let own = caller.holder.as_ref().and_then(|holder| holder.binding.clone());
    match (asked, own) {
        (Some(asked), Some(own)) if asked != own => {
            let message = format!("must be '{own}', to which the key is bound");
            let fault = FieldError::new("authority", Some(&asked), "own_records_only", message);
            Err(ApiError::of_fields(Problem::Forbidden, vec![fault]))
        }
        (_, own) => Ok(Some(own.unwrap_or_default())),
    }
}

fn table(
    app: &App,
    caller: &Caller,
    params: PublicationParams,
) -> Result<View<PublicationBody>, ApiError> {
    answer(app, caller, params).map(View::found)
}

fn csv(app: &App, caller: &Caller, params: PublicationParams) -> Result<View<Document>, ApiError> {
    let wants = |flag| flag == Some(true);
    let is_list = wants(params.all) || wants(params.overdue) || params.due_within.is_some();
    let body = answer(app, caller, params)?;
    let bytes = if is_list { rows(&body.items) } else { rows(&body.months) }?;
    Ok(View::found(Document { media_type: "text/csv; charset=utf-8", bytes }))
}

fn rows<T: Serialize>(rows: &[T]) -> Result<Vec<u8>, ApiError> {
    let fault = |error: String| {
        tracing::error!(%error, "writing CSV failed");
        ApiError::new(Problem::Internal, "the table cannot be written")
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| fault(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| fault(error.to_string()))
}

/// Whose work.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WorkParams {
    /// Only this authority's: its credit code or its whole name.
    #[schemars(length(min = 1, max = 200))]
    authority: Option<String>,
}

/// Every step that is due.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WorkList")]
pub struct WorkListBody {
    /// The steps, most urgent first; the list may be cut.
    pub work: Vec<WorkBody>,
}

fn work(app: &App, caller: &Caller, params: WorkParams) -> Result<View<WorkListBody>, ApiError> {
    let authority = own_authority(caller, params.authority)?;
    let work = app.open_work(authority.as_deref())?;
    Ok(View::found(WorkListBody { work: work.iter().map(WorkBody::from).collect() }))
}

/// From which day, how many.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct AddParams {
    /// From which day: day 0.
    #[schemars(with = "String", extend("format" = "date"), example = "2026-09-30")]
    from: Day,
    /// How many working days.
    #[schemars(range(max = 100_000), example = 7)]
    n: u32,
    /// By the notices published by that instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
}

/// From which day to which.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct BetweenParams {
    /// After which day.
    #[schemars(with = "String", extend("format" = "date"), example = "2026-09-30")]
    from: Day,
    /// Up to and including which day.
    #[schemars(with = "String", extend("format" = "date"), example = "2026-10-15")]
    to: Day,
    /// By the notices published by that instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
}

/// A day so many working days after another.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WorkdaysAdded")]
pub struct AddedBody {
    /// The day.
    pub on: String,
    /// Whether it can still move, because a year it touches has no notice yet.
    pub provisional: bool,
    /// The hash over the notices that counted.
    pub calendar: String,
}

/// A number of working days.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WorkdaysCounted")]
pub struct CountedBody {
    /// The number; negative when the second day lies before the first.
    pub n: i64,
    /// Whether it can still change, because a year it touches has no notice yet.
    pub provisional: bool,
    /// The hash over the notices that counted.
    pub calendar: String,
}

fn add(app: &App, _: &Caller, params: AddParams) -> Result<View<AddedBody>, ApiError> {
    let found = app.add_working_days(params.from, params.n, params.known_at)?;
    let deadline = found.answer;
    Ok(View::found(AddedBody {
        on: deadline.on.to_string(),
        provisional: deadline.provisional,
        calendar: found.version,
    }))
}

fn between(app: &App, _: &Caller, params: BetweenParams) -> Result<View<CountedBody>, ApiError> {
    let found = app.count_working_days(params.from, params.to, params.known_at)?;
    let count = found.answer;
    Ok(View::found(CountedBody {
        n: count.n,
        provisional: count.provisional,
        calendar: found.version,
    }))
}

/// Which decision.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RecordParams {
    /// The record, by its kind and number.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    id: String,
}

/// Where and when a decision is published.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewPublication")]
#[serde(deny_unknown_fields)]
pub struct PublishBody {
    /// `credit_china` (the default), `enterprise_system`, `enterprise` or `government_information`.
    #[schemars(extend("enum" = Channel::ALL.map(Channel::name).map(Some).into_iter()
        .chain([None]).collect::<Vec<_>>()))]
    channel: Option<String>,
    /// The day; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    published_on: Option<Day>,
}

fn publish<const KIND: u8>(
    app: &App,
    caller: &Caller,
    params: RecordParams,
    body: PublishBody,
) -> Result<Submitting<ReceiptBody>, ApiError> {
    let id = rights::record_id("id", &params.id)?;
    if id.kind.number() != KIND {
        let message = "is of another kind";
        let fault = FieldError::new("id", Some(&params.id), "record_kind", message);
        return Err(ApiError::invalid_request(vec![fault]));
    }
    rights::organ_only(app, caller, id)?;
    let channel = match body.channel.as_deref() {
        None => Channel::CreditChina,
        Some(name) => channel(name)?,
    };
    let on = body.published_on.unwrap_or_else(|| app.today());
    let draft = app.publication_of(id, channel, on)?;
    let submitter = rights::submitter(caller)?;
    Ok(Submitting {
        drafts: vec![draft],
        submitter,
        answer: |receipts| super::records::receipt(&receipts),
    })
}

fn channel(name: &str) -> Result<Channel, ApiError> {
    Channel::ALL.into_iter().find(|channel| channel.name() == name).ok_or_else(|| {
        let names: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
        let message = format!("must be one of {}", names.join(", "));
        let fault = FieldError::new("channel", Some(name), "channel", message);
        ApiError::invalid_request(vec![fault])
    })
}

fn month(text: &str) -> Result<Day, ApiError> {
    Day::parse(&format!("{text}-01")).map_err(|_| {
        let message = "must be a month such as 2026-11";
        ApiError::invalid_request(vec![FieldError::new("month", Some(text), "month", message)])
    })
}
