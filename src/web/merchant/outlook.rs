//! What time alone will change: which record ends on which day, and the score from then on.

use maud::{Markup, html};

use crate::app::outlook::{OutlookAnswer, OutlookDay, OutlookTurn};
use crate::app::report::ReportAnswer;
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, site, terms};

/// Days of an outlook that a page shows, the soonest.
const DAYS_MAX: usize = 20;

pub(super) fn section(visit: &Visit, outlook: &OutlookAnswer, report: &ReportAnswer) -> Markup {
    let body = html! {
        p.lead { (visit.say(words::OUTLOOK_TEXT)) }
        @if outlook.days.is_empty() {
            p { (visit.say(words::OUTLOOK_NONE)) }
        } @else {
            (layout::scrolling(visit.say(words::OUTLOOK), &table(visit, outlook, report)))
        }
    };
    layout::card("outlook", visit.say(words::OUTLOOK), &body)
}

fn table(visit: &Visit, outlook: &OutlookAnswer, report: &ReportAnswer) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(site::DAY)) }
                    th scope="col" { (visit.say(words::WHAT_ENDS)) }
                    th.number scope="col" { (visit.say(words::POINTS_THEN)) }
                    th scope="col" { (visit.say(site::GRADE)) }
                }
            }
            tbody {
                @for day in outlook.days.iter().take(DAYS_MAX) { (row(visit, day, report)) }
            }
        }
    }
}

fn row(visit: &Visit, day: &OutlookDay, report: &ReportAnswer) -> Markup {
    html! {
        tr {
            th scope="row" { (format::day(visit.language, day.on)) }
            td { @for turn in &day.turns { div { (turned(visit, turn, report)) } } }
            td.number {
                @match day.points {
                    Some(points) => (points),
                    None => "–",
                }
            }
            td { (day.grade) }
        }
    }
}

fn turned(visit: &Visit, turn: &OutlookTurn, report: &ReportAnswer) -> Markup {
    html! {
        (visit.say(terms::turn(turn.turn))) " " (super::reasons::link(turn.id, report))
    }
}
