//! A refusal as a page, for readers who asked for a page.

use warp::reply::Response;

use super::Reader;
use crate::http::door::Door;
use crate::http::error::ApiError;
use crate::http::head::Head;
use crate::http::reply;
use crate::http::template::query;
use crate::web;

/// Paths whose answers are for programs, whatever the program says it accepts.
const FOR_PROGRAMS: &str = "/v1/";

/// The refusal as its reader expects it: a page where a page was asked for, else a problem document.
pub(crate) fn refuse_anywhere(door: &Door, error: &ApiError, head: &Head) -> Response {
    if head.wants_page && !head.uri.path().starts_with(FOR_PROGRAMS) {
        return refuse_reader(door, error, head);
    }
    reply::refuse(error, head)
}

/// The refusal as a page.
pub(crate) fn refuse_reader(door: &Door, error: &ApiError, head: &Head) -> Response {
    let mut named = head.uri.query().map(query).unwrap_or_default();
    let reader = Reader::new(door, head, &mut named);
    let text = web::error::page(&reader.visit, error.problem.facts().status, &head.id);
    let mut response = reply::refuse_with_page(error, text, head);
    for (name, value) in reader.headers() {
        response.headers_mut().append(name, value);
    }
    response
}
