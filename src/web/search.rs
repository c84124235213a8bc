//! The search page: one field, what was found, what was published lately, what the service is.

use maud::{Markup, html};

use super::chart::grade_class;
use super::format;
use super::layout::{self, Content, card};
use super::visit::Visit;
use super::words::{merchant, search as words, site, terms};
use crate::app::recent::RecentPublication;
use crate::app::score::Outcome;
use crate::app::search::{FoundBy, Hit, SearchAnswer};
use crate::domain::record::Detail;

/// Characters of what is searched for.
pub const QUERY_CHARS_MAX: usize = 100;

/// What the search page shows.
#[derive(Clone, Copy, Debug)]
pub struct SearchPage<'a> {
    /// What was searched for; nothing on the first visit.
    pub query: &'a str,
    /// What fits it.
    pub found: Option<&'a SearchAnswer>,
    /// What was published lately.
    pub recent: &'a [RecentPublication],
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
            @else { (recent(visit, page.recent)) }
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

/// What was published lately, with the merchant it is about.
fn recent(visit: &Visit, recent: &[RecentPublication]) -> Markup {
    let body = html! {
        @if recent.is_empty() { p { (visit.say(words::NOTHING_RECENT)) } }
        ul.hits { @for own in recent { li { (published(visit, own)) } } }
    };
    card("recent", visit.say(words::RECENT), &body)
}

fn published(visit: &Visit, own: &RecentPublication) -> Markup {
    let name = own.name.as_deref().unwrap_or(visit.say(merchant::UNNAMED));
    let record = &own.item.record;
    let (what, organ) = match &record.detail {
        Detail::Penalty(penalty) => (penalty.offence.as_deref(), penalty.organ.as_str()),
        Detail::Licence(licence) => {
            let title = licence.certificate_name.as_deref().or(licence.document_name.as_deref());
            (title, licence.organ.as_str())
        }
        _ => (None, ""),
    };
    let address = format!("/merchants/{}#{}", own.merchant, record.id());
    html! {
        div {
            a href=(address) { (name) }
            div.quiet {
                (visit.say(terms::records(record.detail.kind())))
                @if let Some(what) = what { " · " (what) }
                @if !organ.is_empty() { " · " (organ) }
            }
        }
        div.hit-score.quiet { (format::day(visit.language, own.published_on)) }
    }
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
