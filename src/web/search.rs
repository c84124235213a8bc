//! The search page: one field, what was found, what was published lately, what the service is.

use maud::{Markup, html};

use super::layout::{self, Content, card};
use super::visit::Visit;
use super::words::search as words;

/// Characters of what is searched for.
pub const QUERY_CHARS_MAX: usize = 100;

/// A merchant that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is, where that is known.
    pub region: Option<String>,
}

/// What the search page shows.
#[derive(Clone, Copy, Debug)]
pub struct SearchPage<'a> {
    /// What was searched for; nothing on the first visit.
    pub query: &'a str,
    /// What fits it.
    pub hits: &'a [Hit],
}

/// The page.
#[must_use]
pub fn page(visit: &Visit, page: &SearchPage<'_>) -> String {
    let title = visit.say(words::TITLE);
    let body = html! {
        div.wrap.narrow.start {
            h1 { (title) }
            p.lead { (visit.say(words::LEAD)) }
            form.search method="get" action="/" role="search" {
                input type="search" name="q" value=(page.query) required
                    maxlength=(QUERY_CHARS_MAX) aria-label=(visit.say(words::FIELD))
                    placeholder=(visit.say(words::FIELD)) autocomplete="off" spellcheck="false"
                    autofocus[page.query.is_empty()] list="suggestions" data-suggest;
                datalist #suggestions {}
                button type="submit" { (visit.say(words::BUTTON)) }
            }
            @if !page.query.is_empty() { (results(visit, page)) }
            div.columns.even {
                (card("is", visit.say(words::IS), &html! { p { (visit.say(words::IS_TEXT)) } }))
                (card("is-not", visit.say(words::IS_NOT), &html! {
                    p { (visit.say(words::IS_NOT_TEXT)) }
                }))
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

fn results(visit: &Visit, page: &SearchPage<'_>) -> Markup {
    let body = html! {
        @if page.hits.is_empty() {
            p role="status" { (visit.say(words::NOTHING)) }
        } @else {
            p.quiet role="status" { (words::found(visit.language, page.hits.len())) }
            ul.hits {
                @for hit in page.hits {
                    li {
                        a href=(format!("/merchants/{}", hit.id)) { (hit.name) }
                        span.quiet { @if let Some(region) = &hit.region { (region) } }
                        span.code.quiet { (hit.id) }
                    }
                }
            }
        }
    };
    card("results", visit.say(words::RESULTS), &body)
}
