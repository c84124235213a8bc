//! The list of routes. Order matters for speed only: the busiest stand first.

pub mod alarms;
pub mod batches;
pub mod changes;
pub mod complaints;
pub mod decisions;
pub mod inquiry;
pub mod market;
pub mod merchants;
pub mod models;
pub mod objections;
pub mod pages;
pub mod publication;
pub mod queries;
pub mod query;
pub mod record_pages;
pub mod records;
pub mod repairs;
mod rights;
pub mod runs;
pub mod search;
pub mod service;
pub mod statistics;
pub mod tag;
pub mod webhooks;

use super::endpoint::{Endpoint, Kind, counters, fixed};
use super::openapi;
use super::reference;
use super::reply::JSON;
use super::view::Document;
use crate::app::key::Role;

/// Every route of the service.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = merchants::endpoints();
    endpoints.extend(query::endpoints());
    endpoints.extend(search::endpoints());
    endpoints.extend(record_pages::endpoints());
    endpoints.extend(queries::endpoints());
    endpoints.extend(changes::endpoints());
    endpoints.extend(webhooks::endpoints());
    endpoints.extend(models::endpoints());
    endpoints.extend(statistics::endpoints());
    endpoints.extend(records::endpoints());
    endpoints.extend(decisions::endpoints());
    endpoints.extend(publication::endpoints());
    endpoints.extend(repairs::endpoints());
    endpoints.extend(objections::endpoints());
    endpoints.extend(alarms::endpoints());
    endpoints.extend(complaints::endpoints());
    endpoints.extend(market::endpoints());
    endpoints.extend(batches::endpoints());
    endpoints.extend(runs::endpoints());
    endpoints.extend(service::endpoints());
    endpoints.extend(pages::endpoints());
    with_reference(endpoints)
}

/// The same routes, and those that tell about routes: the OpenAPI document, the reference page and
/// the counters.
#[must_use]
pub fn with_reference(mut endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    endpoints.push(
        counters("/metrics", "Show the counters of this server. In the OpenMetrics text format.")
            .needs(&[Role::Admin, Role::Analyst])
            .under(service::GROUP),
    );
    let n_described = endpoints.len();
    endpoints.extend(reference_routes(String::new(), String::new()));
    let document = openapi::document(&endpoints);
    let page = reference::page(&document);
    endpoints.truncate(n_described);
    endpoints.extend(reference_routes(document.to_string(), page));
    endpoints
}

fn reference_routes(document: String, page: String) -> [Endpoint; 3] {
    let document = Document { media_type: JSON, bytes: document.into_bytes() };
    let style = Document { media_type: "text/css; charset=utf-8", bytes: reference::STYLE.into() };
    [
        fixed("/openapi.json", "Show this document. It is read off the list of routes.", document),
        fixed("/docs", "Show the reference. The same as a page for people.", Document::html(page)),
        Endpoint {
            kind: Kind::People,
            ..fixed(reference::STYLE_PATH, "Show the style of the reference.", style)
        },
    ]
    .map(|endpoint| endpoint.under(service::GROUP))
}
