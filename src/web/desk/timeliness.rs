//! How authorities published what they decided: totals by authority, and the decisions that are
//! overdue or due soon.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{DeskPage, ROWS_MAX, filtered, months};
use crate::app::publication::{PublicationAnswer, PublicationItem};
use crate::domain::publication::state::PublicationState;
use crate::domain::record::organ::Organ;
use crate::web::chart::bars::bar;
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::desk as words;

/// The decisions of one authority over all months asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityTotal {
    /// The authority.
    pub organ: Organ,
    /// Licences and penalties decided.
    pub n_decisions: u64,
    /// Published in time.
    pub n_on_time: u64,
    /// Published too late.
    pub n_late: u64,
    /// Not published though they should be.
    pub n_overdue: u64,
    /// Not published yet, in time.
    pub n_to_be_published: u64,
    /// The worst delay in working days.
    pub worst_delay: Option<i64>,
}

impl AuthorityTotal {
    /// Published in time, of all that are published or overdue; none where there are none.
    #[must_use]
    pub fn on_time_rate(&self) -> Option<f64> {
        let n = self.n_on_time + self.n_late + self.n_overdue;
        (n > 0).then(|| self.n_on_time as f64 / n as f64)
    }
}

/// The totals by authority, those with most overdue decisions first.
#[must_use]
pub fn totals(answer: &PublicationAnswer) -> Vec<AuthorityTotal> {
    let mut by_organ: BTreeMap<&Organ, AuthorityTotal> = BTreeMap::new();
    for month in &answer.months {
        let total = by_organ.entry(&month.organ).or_insert_with(|| AuthorityTotal {
            organ: month.organ.clone(),
            n_decisions: 0,
            n_on_time: 0,
            n_late: 0,
            n_overdue: 0,
            n_to_be_published: 0,
            worst_delay: None,
        });
        total.n_decisions += month.n_decisions;
        total.n_on_time += month.n_on_time;
        total.n_late += month.n_late;
        total.n_overdue += month.n_overdue;
        total.n_to_be_published += month.n_to_be_published;
        total.worst_delay = total.worst_delay.max(month.worst_delay());
    }
    let mut totals: Vec<AuthorityTotal> = by_organ.into_values().collect();
    totals.sort_by(|one, other| {
        (other.n_overdue, other.n_late, &one.organ).cmp(&(one.n_overdue, one.n_late, &other.organ))
    });
    totals
}

pub(super) fn section(visit: &Visit, page: &DeskPage<'_>) -> Markup {
    let totals = totals(page.publication);
    let sum = |count: fn(&AuthorityTotal) -> u64| totals.iter().map(count).sum::<u64>();
    let (on_time, late, overdue) =
        (sum(|own| own.n_on_time), sum(|own| own.n_late), sum(|own| own.n_overdue));
    let timed = on_time + late + overdue;
    let rate =
        if timed == 0 { "–".to_owned() } else { format::percent(on_time as f64 / timed as f64) };
    html! {
        p.lead { (visit.say(words::TIMELINESS_TEXT)) }
        dl.figures {
            div { dt { (visit.say(words::DECISIONS)) } dd { (count(sum(|own| own.n_decisions))) } }
            div { dt { (visit.say(words::RATE)) } dd { (rate) } }
            div { dt { (visit.say(words::OVERDUE)) } dd { (count(overdue)) } }
            div { dt { (visit.say(words::PENDING)) } dd { (count(sum(|own| own.n_to_be_published))) } }
        }
        @if totals.is_empty() {
            p { (visit.say(words::NOTHING_DECIDED)) }
        } @else {
            p.quiet { (words::timeliness(visit.language, totals.len() as u64, &rate)) }
            (layout::scrolling(visit.say(words::TIMELINESS), &table(visit, &totals)))
            (months::section(visit, page.publication))
        }
        p { a.button.plain href=(filtered("/desk/publication.csv", page.filter)) {
            (visit.say(words::CSV))
        } }
    }
}

fn count(n: u64) -> String {
    format::count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn table(visit: &Visit, totals: &[AuthorityTotal]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::AUTHORITY)) }
                    th.bars.wide scope="col" { (visit.say(words::RATE)) }
                    th.number scope="col" { (visit.say(words::DECISIONS)) }
                    th.number scope="col" { (visit.say(words::ON_TIME)) }
                    th.number scope="col" { (visit.say(words::LATE)) }
                    th.number scope="col" { (visit.say(words::OVERDUE)) }
                    th.number scope="col" { (visit.say(words::PENDING)) }
                    th.number scope="col" { (visit.say(words::WORST)) }
                }
            }
            tbody {
                @for own in totals.iter().take(ROWS_MAX) {
                    tr {
                        th scope="row" { (own.organ.name) }
                        td.bars.wide {
                            @match own.on_time_rate() {
                                Some(rate) => { (format::percent(rate)) (bar("part", rate, 1.0)) }
                                None => "–",
                            }
                        }
                        td.number { (count(own.n_decisions)) }
                        td.number { (count(own.n_on_time)) }
                        td.number { (count(own.n_late)) }
                        td.number {
                            @if own.n_overdue > 0 { span.tag.bad { (count(own.n_overdue)) } }
                            @else { "0" }
                        }
                        td.number { (count(own.n_to_be_published)) }
                        td.number { @if let Some(worst) = own.worst_delay { (worst) } @else { "–" } }
                    }
                }
            }
        }
    }
}

pub(super) fn items(visit: &Visit, page: &DeskPage<'_>) -> Markup {
    let items = &page.publication.items;
    html! {
        @if items.is_empty() {
            p { (visit.say(words::NO_WORK)) }
        } @else {
            (layout::scrolling(visit.say(words::OVERDUE_AND_DUE), &html! {
                table {
                    thead {
                        tr {
                            th scope="col" { (visit.say(words::DUE)) }
                            th scope="col" { (visit.say(words::STATE)) }
                            th scope="col" { (visit.say(words::RECORD)) }
                            th scope="col" { (visit.say(words::MERCHANT)) }
                            th scope="col" { (visit.say(words::AUTHORITY)) }
                            th scope="col" { (visit.say(words::DECIDED)) }
                            th.number scope="col" { (visit.say(words::DELAY)) }
                        }
                    }
                    tbody { @for item in items.iter().take(ROWS_MAX) { (row(visit, item)) } }
                }
            }))
            @if page.publication.n_items > ROWS_MAX {
                p.quiet { (words::cut(visit.language, ROWS_MAX, page.publication.n_items)) }
            }
        }
    }
}

fn row(visit: &Visit, item: &PublicationItem) -> Markup {
    let class = match item.state {
        PublicationState::Overdue { .. } => "tag bad",
        _ => "tag",
    };
    html! {
        tr {
            th scope="row" {
                @match item.due_on() {
                    Some(due) => (format::day(visit.language, due)),
                    None => "–",
                }
            }
            td { span class=(class) { (visit.say(words::state(&item.state))) } }
            td { span.record { (item.id) } }
            td { a href=(format!("/merchants/{}", item.merchant)) { (item.merchant) } }
            td { (item.organ.name) }
            td { (format::day(visit.language, item.decided_on)) }
            td.number { (item.delay) }
        }
    }
}
