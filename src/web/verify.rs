//! The page that proves whether a printed report says what the service said on that day.

use maud::{Markup, html};

use super::chart::grade_class;
use super::format;
use super::layout::{self, Content};
use super::visit::Visit;
use super::words::{merchant, report as words, site};
use crate::app::verification::{Again, Said, Verification};

/// What was asked and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct VerifyPage<'a> {
    /// The merchant's number as it was entered.
    pub id: &'a str,
    /// The code as it was entered.
    pub code: &'a str,
    /// What came of it; none where nothing was asked yet.
    pub verification: Option<&'a Verification>,
}

/// The page.
#[must_use]
pub fn page(visit: &Visit, page: &VerifyPage<'_>) -> String {
    let title = visit.say(words::VERIFY_TITLE);
    let body = html! {
        div.wrap.narrow {
            h1 { (title) }
            p.lead { (visit.say(words::VERIFY_TEXT)) }
            @if let Some(verification) = page.verification { (outcome(visit, page.id, verification)) }
            form.card method="get" action="/verify" {
                div.field {
                    label for="id" { (visit.say(merchant::CODE)) }
                    input #id name="id" value=(page.id) required maxlength="80" autocomplete="off"
                        spellcheck="false";
                }
                div.field {
                    label for="code" { (visit.say(words::NUMBER)) }
                    input #code name="code" value=(page.code) required maxlength="60"
                        autocomplete="off" spellcheck="false";
                }
                button type="submit" { (visit.say(words::VERIFY_BUTTON)) }
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

fn outcome(visit: &Visit, id: &str, verification: &Verification) -> Markup {
    match verification {
        Verification::NotOurs => html! {
            div.notice.bad role="status" { p { (visit.say(words::NOT_GENUINE)) } }
        },
        Verification::Genuine { said, again } => html! {
            div.notice.good role="status" { p { strong { (visit.say(words::GENUINE)) } } }
            (genuine(visit, id, said, *again))
        },
    }
}

fn genuine(visit: &Visit, id: &str, said: &Said, again: Again) -> Markup {
    let again = match again {
        Again::Same => words::AGAIN_SAME,
        Again::Other => words::AGAIN_OTHER,
    };
    html! {
        section.card {
            dl.facts {
                dt { (visit.say(merchant::CODE)) } dd.code { (id) }
                dt { (visit.say(words::ISSUED)) } dd { (format::day(visit.language, said.as_of)) }
                dt { (visit.say(merchant::KNOWN_AT)) }
                dd { (format::instant(said.known_at, &visit.zone)) }
                dt { (visit.say(site::POINTS)) }
                dd {
                    @match said.points {
                        Some(points) => strong { (points) },
                        None => (visit.say(site::NOT_RATED)),
                    }
                }
                @if let Some(grade) = said.grade {
                    dt { (visit.say(site::GRADE)) }
                    dd { span class=(format!("badge {}", grade_class(Some(grade)))) {
                        (grade.letters())
                    } }
                }
                dt { (visit.say(words::AGAIN)) } dd { (visit.say(again)) }
            }
            p.quiet {
                (visit.say(words::TODAY_DIFFERS)) " "
                a href=(format!("/merchants/{id}")) { (visit.say(words::SEE_TODAY)) }
            }
        }
    }
}
