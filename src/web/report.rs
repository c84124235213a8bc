//! The credit report after GB/T 31953, for printing, with the code by which it can be verified.

use maud::{Markup, html};

use super::chart::grade_class;
use super::chart::qr::qr;
use super::format;
use super::layout::{self, Content, card};
use super::merchant::{head, name, reasons, records};
use super::visit::Visit;
use super::words::{merchant as terms, report as words, site, terms as domain};
use crate::app::report::ReportAnswer;
use crate::app::score::{Outcome, RatedScore};
use crate::domain::scorecard::Scorecard;

/// What a credit report shows.
#[derive(Clone, Copy, Debug)]
pub struct ReportPage<'a> {
    /// Who it is, its score, its records.
    pub report: &'a ReportAnswer,
    /// The scorecard of the score.
    pub card: &'a Scorecard,
    /// The code by which it is verified.
    pub code: &'a str,
    /// The whole address of its verification.
    pub address: &'a str,
}

/// The report.
#[must_use]
pub fn page(visit: &Visit, page: &ReportPage<'_>) -> String {
    let report = page.report;
    let title = visit.say(words::TITLE);
    let name = name(visit, report);
    let day = format::day(visit.language, report.score.as_of);
    let body = html! {
        div.wrap.report {
            p.actions {
                a.button.plain href=(format!("/merchants/{}", report.merchant.id)) {
                    (visit.say(words::BACK))
                }
                button type="button" data-print hidden { (visit.say(words::PRINT)) }
            }
            div.report-head {
                div {
                    h1 { (title) }
                    p.subject { (name) }
                    p.quiet { (visit.say(words::LAYOUT)) }
                    dl.facts {
                        dt { (visit.say(words::ISSUED)) } dd { (day) }
                        dt { (visit.say(words::NUMBER)) } dd.code { (page.code) }
                    }
                }
                figure {
                    (qr(visit.say(words::QR), page.address))
                    figcaption { (visit.say(words::SCAN)) }
                }
            }
            (head::about_titled(visit, report, visit.say(words::SUBJECT)))
            (card("method", visit.say(words::METHOD), &method(visit, report)))
            (card("results", visit.say(words::RESULTS), &results(visit, report)))
            (card("grade", visit.say(words::GRADE), &grade(visit, report, page.card)))
            (card("records", visit.say(words::RECORDS), &html! {
                div.inner { (records::sections(visit, report)) }
            }))
            (card("validity", visit.say(words::VALIDITY), &html! {
                p { (words::issued(visit.language, &day)) " " (visit.say(words::VALID_ON)) }
            }))
            (card("statement", visit.say(words::STATEMENT), &html! {
                p { (visit.say(words::STATEMENT_TEXT)) }
                p { (report.score.disclaimer) }
                p.code.address { (page.address) }
            }))
        }
    };
    let title = format!("{title} · {name}");
    layout::page(visit, &Content { title: &title, body })
}

fn method(visit: &Visit, report: &ReportAnswer) -> Markup {
    let versions = &report.score.versions;
    html! {
        p { (visit.say(words::METHOD_TEXT)) }
        dl.facts {
            dt { (visit.say(terms::SCORECARD)) }
            dd { (versions.scorecard) " " span.code.quiet { (versions.scorecard_sha256) } }
            dt { (visit.say(terms::KNOWN_AT)) }
            dd { (format::instant(report.score.known_at, &visit.zone)) }
            dt { (visit.say(terms::RULES)) } dd.code { (versions.rules) }
            dt { (visit.say(terms::CALENDAR)) } dd.code { (versions.calendar) }
        }
    }
}

fn results(visit: &Visit, report: &ReportAnswer) -> Markup {
    match &report.score.outcome {
        Outcome::Rated(score) => {
            let label = visit.say(words::RESULTS);
            layout::scrolling(label, &reasons::all_items(visit, score))
        }
        Outcome::NotRated(lacking) => html! {
            p { (visit.say(terms::NOT_RATED_TEXT)) }
            ul { @for lacking in lacking { li { (visit.say(domain::lacking(*lacking))) } } }
        },
    }
}

fn grade(visit: &Visit, report: &ReportAnswer, card: &Scorecard) -> Markup {
    match &report.score.outcome {
        Outcome::Rated(score) => rated(visit, score, card),
        Outcome::NotRated(_) => html! { p { (visit.say(site::NOT_RATED)) } },
    }
}

fn rated(visit: &Visit, score: &RatedScore, card: &Scorecard) -> Markup {
    html! {
        p.grade {
            span class=(format!("badge {}", grade_class(Some(score.grade)))) {
                (score.grade.letters())
            }
            " " strong { (score.points) } " " (visit.say(terms::OF_1000))
        }
        (layout::scrolling(visit.say(words::GRADE), &html! {
            table.scale {
                thead {
                    tr {
                        th scope="row" { (visit.say(site::GRADE)) }
                        @for section in head::sections(card) {
                            th scope="col" { (section.grade.letters()) }
                        }
                    }
                }
                tbody {
                    tr {
                        th scope="row" { (visit.say(site::POINTS)) }
                        @for section in head::sections(card) { td { "≥ " (section.from) } }
                    }
                }
            }
        }))
    }
}
