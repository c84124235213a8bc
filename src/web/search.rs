//! The search page: one field, what was found, what was published lately, what the service is.

use maud::{Markup, html};

use super::chart::grade_class;
use super::layout::{self, Content, card};
use super::visit::Visit;
use super::words::{merchant, search as words, site};
use crate::app::score::Outcome;
use crate::app::search::{FoundBy, Hit, SearchAnswer};

/// Characters of what is searched for.
pub const QUERY_CHARS_MAX: usize = 100;

/// What the search page shows.
#[derive(Clone, Copy, Debug)]
pub struct SearchPage<'a> {
    /// What was searched for; nothing on the first visit.
    pub query: &'a str,
    /// What fits it.
    pub found: Option<&'a SearchAnswer>,
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
            @if let Some(found) = page.found { (results(visit, found)) }
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

fn results(visit: &Visit, found: &SearchAnswer) -> Markup {
    let body = html! {
        @if found.hits.is_empty() {
            p role="status" { (visit.say(words::NOTHING)) }
        } @else {
            p.quiet role="status" {
                @if found.next.is_some() { (words::more_than(visit.language, found.hits.len())) }
                @else { (words::found(visit.language, found.hits.len())) }
            }
            ul.hits { @for hit in &found.hits { li { (shown(visit, hit)) } } }
        }
    };
    card("results", visit.say(words::RESULTS), &body)
}

fn shown(visit: &Visit, hit: &Hit) -> Markup {
    let version = hit.merchant.version.as_ref();
    let name = version.map_or(visit.say(merchant::UNNAMED), |version| version.name.as_str());
    let grade = match &hit.score.outcome {
        Outcome::Rated(score) => Some(score),
        Outcome::NotRated(_) => None,
    };
    html! {
        div {
            a href=(format!("/merchants/{}", hit.merchant.id)) { (name) }
            @if let Some(former) = hit.merchant.former_names.first()
                && hit.found_by == FoundBy::FormerName {
                " " span.quiet { (visit.say(merchant::FORMER_NAMES)) " " (former.name) }
            }
            div.quiet {
                span.code { (hit.merchant.id) }
                @if let Some(region) = version.and_then(|version| version.region.as_ref()) {
                    " · " (region)
                }
            }
        }
        div.hit-score {
            @match grade {
                Some(score) => {
                    span class=(format!("badge {}", grade_class(Some(score.grade)))) {
                        (score.grade.letters())
                    }
                    " " (score.points)
                }
                None => span.badge.grade-none { (visit.say(site::NOT_RATED)) },
            }
        }
    }
}
