//! The supervisor's desk, behind a key in a session cookie.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::alarm::KeptList;
use crate::app::key::{KeyHolder, Role};
use crate::app::publication::{Named, PublicationAnswer, PublicationQuestion};
use crate::app::work::OpenWork;
use crate::domain::day::Day;
use crate::http::endpoint::{Endpoint, form, show};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::people::{Page, Reader};
use crate::http::problem::Problem;
use crate::http::view::Document;
use crate::web;
use crate::web::desk::{DeskFilter, DeskPage, SignIn};

/// Working days within which a decision is due soon.
const DUE_SOON: u32 = 3;
const DESK: &str = "/desk";
const CSV: &str = "text/csv; charset=utf-8";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        show(DESK, "Show the supervisor's desk, or ask for a key.", desk).blocking(),
        show("/desk/publication.csv", "Download publication by authority.", publication_file)
            .blocking(),
        show("/desk/work.csv", "Download the open work.", work_file).blocking(),
        show("/desk/alarms.csv", "Download the alarms.", alarms_file).blocking(),
        form("/desk/sign-in", "Open a session with a key.", sign_in),
        form("/desk/sign-out", "End the session.", sign_out),
    ]
}

/// What the desk is narrowed to.
#[derive(Debug, Deserialize, JsonSchema)]
struct DeskParams {
    /// The authority, by code or whole name.
    authority: Option<String>,
    /// The beginning of the authority's division code.
    region: Option<String>,
    /// The month of decision.
    month: Option<String>,
}

/// What a holder may see.
struct Seen {
    filter: DeskFilter,
    publication: PublicationAnswer,
    work: Option<Vec<OpenWork>>,
    alarms: Option<KeptList>,
}

fn has_desk(holder: &KeyHolder) -> bool {
    matches!(holder.role, Role::Authority | Role::Analyst | Role::Admin)
}

fn desk(app: &App, reader: &Reader, params: DeskParams) -> Result<Page, ApiError> {
    let Some(holder) = &reader.holder else {
        return Ok(asking(reader, SignIn::Asked));
    };
    if !has_desk(holder) {
        return Ok(asking(reader, SignIn::WrongRole));
    }
    let seen = see(app, holder, params)?;
    let page = DeskPage {
        filter: &seen.filter,
        publication: &seen.publication,
        work: seen.work.as_deref(),
        alarms: seen.alarms.as_ref(),
    };
    Ok(Page::html(web::desk::page(&reader.visit, &page)).with_form())
}

fn asking(reader: &Reader, why: SignIn) -> Page {
    Page::html(web::desk::sign_in(&reader.visit, why)).with_form()
}

/// What a holder sees: an authority its own, an analyst no drafts and no work, an admin everything.
fn see(app: &App, holder: &KeyHolder, params: DeskParams) -> Result<Seen, ApiError> {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut filter = DeskFilter {
        authority: given(params.authority),
        region: given(params.region),
        month: given(params.month),
    };
    if holder.role == Role::Authority {
        filter.authority = holder.binding.clone().unwrap_or_default();
    }
    let authority = Some(filter.authority.clone()).filter(|authority| !authority.is_empty());
    let month = match filter.month.as_str() {
        "" => None,
        month => Some(Day::parse(&format!("{month}-01")).map_err(|_| {
            let rule = "write it as 2026-11";
            ApiError::invalid_request(vec![FieldError::new("month", Some(month), "month", rule)])
        })?),
    };
    let question = PublicationQuestion {
        authority: authority.clone(),
        month,
        named: Named { all: false, overdue: true, due_within: Some(DUE_SOON) },
        ..PublicationQuestion::all()
    };
    let mut publication = app.publication(&question)?;
    let in_region =
        |region: Option<&str>| region.unwrap_or_default().starts_with(filter.region.as_str());
    publication.months.retain(|month| in_region(month.organ.region()));
    publication.items.retain(|item| in_region(item.organ.region()));
    if holder.role == Role::Analyst {
        // A draft is seen by its organ only.
        publication.items.retain(|item| !item.is_draft);
    }
    publication.n_items = publication.items.len();
    let work = match holder.role {
        Role::Authority | Role::Admin => {
            let mut work = app.open_work(authority.as_deref())?;
            work.retain(|own| in_region(own.organ.region()));
            Some(work)
        }
        _ => None,
    };
    let alarms = app.alarms(None)?;
    Ok(Seen { filter, publication, work, alarms })
}

fn seen_by_holder(app: &App, reader: &Reader, params: DeskParams) -> Result<Seen, ApiError> {
    match reader.holder.as_ref().filter(|holder| has_desk(holder)) {
        Some(holder) => see(app, holder, params),
        None => Err(ApiError::new(Problem::Forbidden, "sign in at the desk first")),
    }
}

fn publication_file(app: &App, reader: &Reader, params: DeskParams) -> Result<Page, ApiError> {
    let seen = seen_by_holder(app, reader, params)?;
    Ok(file(web::desk::csv::publication(&seen.publication)))
}

fn work_file(app: &App, reader: &Reader, params: DeskParams) -> Result<Page, ApiError> {
    let seen = seen_by_holder(app, reader, params)?;
    Ok(file(web::desk::csv::work(&seen.work.unwrap_or_default())))
}

fn alarms_file(app: &App, reader: &Reader, params: DeskParams) -> Result<Page, ApiError> {
    let seen = seen_by_holder(app, reader, params)?;
    let list = seen.alarms.map_or_else(String::new, |list| web::desk::csv::alarms(&list));
    Ok(file(list))
}

fn file(text: String) -> Page {
    Page::document(Document { media_type: CSV, bytes: text.into_bytes() })
}

/// What the form of a key holds.
#[derive(Debug, Deserialize)]
struct SignInFields {
    key: String,
}

fn sign_in(app: &App, reader: &Reader, fields: SignInFields) -> Result<Page, ApiError> {
    match app.key_holder(fields.key.trim())? {
        None => Ok(asking(reader, SignIn::WrongKey)),
        Some(holder) if !has_desk(&holder) => Ok(asking(reader, SignIn::WrongRole)),
        Some(_) => {
            let desk = Page::elsewhere(DESK.to_owned());
            let opened = reader.open_session(app, &fields.key, desk);
            Ok(opened.unwrap_or_else(|| asking(reader, SignIn::WrongKey)))
        }
    }
}

fn sign_out(_: &App, reader: &Reader, _: NoParams) -> Result<Page, ApiError> {
    Ok(reader.close_session(Page::elsewhere(DESK.to_owned())))
}
