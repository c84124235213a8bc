//! Alarms about ratings: what a human should look into.

use maud::{Markup, html};

use super::{DeskPage, ROWS_MAX, filtered};
use crate::app::alarm::KeptList;
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{desk as words, merchant, terms};

pub(super) fn section(visit: &Visit, page: &DeskPage<'_>) -> Markup {
    html! {
        p.lead { (visit.say(words::ALARMS_TEXT)) }
        @match page.alarms {
            None => p { (visit.say(words::ALARMS_NEVER)) },
            Some(list) => {
                p.quiet { (visit.say(merchant::AS_OF)) " " (format::day(visit.language, list.as_of)) }
                @if list.alarms.is_empty() { p { (visit.say(words::NO_ALARMS)) } }
                @else { (listed(visit, page, list)) }
            }
        }
    }
}

fn listed(visit: &Visit, page: &DeskPage<'_>, list: &KeptList) -> Markup {
    let n = list.alarms.len();
    html! {
        (layout::scrolling(visit.say(words::ALARMS), &html! {
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say(words::ALARM)) }
                        th scope="col" { (visit.say(words::MERCHANT)) }
                        th scope="col" { (visit.say(words::ALARM_DAYS)) }
                        th.number scope="col" { (visit.say(merchant::N_RATINGS)) }
                    }
                }
                tbody {
                    @for own in list.alarms.iter().take(ROWS_MAX) {
                        tr {
                            th scope="row" {
                                span.tag.fair { (visit.say(terms::alarm(own.alarm.kind))) }
                            }
                            td { a.code href=(format!("/merchants/{}", own.merchant)) {
                                (own.merchant)
                            } }
                            td {
                                (format::day(visit.language, own.alarm.from)) " – "
                                (format::day(visit.language, own.alarm.to))
                            }
                            td.number { (own.alarm.n_ratings) }
                        }
                    }
                }
            }
        }))
        @if n > ROWS_MAX { p.quiet { (words::cut(visit.language, ROWS_MAX, n)) } }
        p { a.button.plain href=(filtered("/desk/alarms.csv", page.filter)) {
            (visit.say(words::CSV))
        } }
    }
}
