//! What a reader sees of a request that was not served; it tells nothing of the inside.

use maud::html;

use super::language::Phrase;
use super::layout::{self, Content};
use super::visit::Visit;
use super::words::site;

/// The page for a status of HTTP and the id of the request.
#[must_use]
pub fn page(visit: &Visit, status: u16, request_id: &str) -> String {
    let (title, text) = words(status);
    let body = html! {
        div.wrap.narrow {
            h1 { (visit.say(title)) }
            p.lead { (visit.say(text)) }
            p { a.button href="/" { (visit.say(site::GO_HOME)) } }
            p.quiet {
                (visit.say(site::REQUEST_ID)) " " span.code { (request_id) } " · HTTP " (status)
            }
        }
    };
    layout::page(visit, &Content { title: visit.say(title), body })
}

const fn words(status: u16) -> (Phrase, Phrase) {
    match status {
        401 => (site::KEY_NEEDED, site::KEY_NEEDED_TEXT),
        403 => (site::FORBIDDEN, site::FORBIDDEN_TEXT),
        404 => (site::NOT_FOUND, site::NOT_FOUND_TEXT),
        429 => (site::TOO_MANY, site::TOO_MANY_TEXT),
        503 => (site::UNAVAILABLE, site::UNAVAILABLE_TEXT),
        500..=599 => (site::INTERNAL, site::INTERNAL_TEXT),
        _ => (site::BAD_REQUEST, site::BAD_REQUEST_TEXT),
    }
}
