//! Every step that the law wants taken by a day, most urgent first.

use maud::{Markup, html};

use super::{DeskFilter, ROWS_MAX, filtered};
use crate::app::work::OpenWork;
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::desk as words;

pub(super) fn section(visit: &Visit, filter: &DeskFilter, work: &[OpenWork]) -> Markup {
    html! {
        p.lead { (visit.say(words::WORK_TEXT)) }
        @if work.is_empty() {
            p { (visit.say(words::NO_WORK)) }
        } @else {
            (layout::scrolling(visit.say(words::WORK), &table(visit, work)))
            @if work.len() > ROWS_MAX {
                p.quiet { (words::cut(visit.language, ROWS_MAX, work.len())) }
            }
            p { a.button.plain href=(filtered("/desk/work.csv", filter)) {
                (visit.say(words::CSV))
            } }
        }
    }
}

fn table(visit: &Visit, work: &[OpenWork]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::DUE)) }
                    th scope="col" { (visit.say(words::STATE)) }
                    th scope="col" { (visit.say(words::STEP)) }
                    th scope="col" { (visit.say(words::RECORD)) }
                    th scope="col" { (visit.say(words::ABOUT)) }
                    th scope="col" { (visit.say(words::MERCHANT)) }
                    th scope="col" { (visit.say(words::AUTHORITY)) }
                }
            }
            tbody { @for own in work.iter().take(ROWS_MAX) { (row(visit, own)) } }
        }
    }
}

fn row(visit: &Visit, own: &OpenWork) -> Markup {
    html! {
        tr {
            th scope="row" {
                (format::day(visit.language, own.due_on))
                @if own.provisional { " " span.quiet { "(" (visit.say(words::PROVISIONAL)) ")" } }
            }
            td {
                @if own.is_overdue { span.tag.bad { (visit.say(words::IS_OVERDUE)) } }
                @else { span.tag.good { (visit.say(words::IN_TIME)) } }
            }
            td { @match words::step(&own.step) {
                Some(step) => (visit.say(step)),
                None => (own.step),
            } }
            td { span.record { (own.id) } }
            td { @if let Some(target) = own.target { span.record { (target) } } }
            td { a href=(format!("/merchants/{}", own.merchant)) { (own.merchant) } }
            td { (own.organ.name) }
        }
    }
}
