//! What lost points, most first, with the records behind each; and all items of the score.

use maud::{Markup, html};

use crate::app::report::ReportAnswer;
use crate::app::score::{NamedContribution, NamedValue, Outcome, RatedScore};
use crate::domain::merchant::MerchantStatus;
use crate::domain::record::envelope::RecordId;
use crate::web::chart::bars::bar;
use crate::web::format;
use crate::web::language::Language;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, terms};

/// Records of one reason that a page names.
const NAMED_MAX: usize = 6;

pub(super) fn section(visit: &Visit, report: &ReportAnswer) -> Markup {
    let Outcome::Rated(score) = &report.score.outcome else {
        return html! {};
    };
    let most = score.contributions.iter().map(|item| item.lost).max().unwrap_or(0);
    let body = html! {
        p.lead { (visit.say(words::WHY_TEXT)) }
        @if score.reasons.is_empty() { p { (visit.say(words::NOTHING_LOST)) } }
        ol.reasons {
            @for place in &score.reasons {
                @if let Some(item) = score.contributions.get(*place) {
                    (reason(visit, item, most, report))
                }
            }
        }
        details.behind {
            summary { (visit.say(words::ALL_ITEMS)) }
            (layout::scrolling(visit.say(words::ALL_ITEMS), &all_items(visit, score)))
        }
    };
    layout::card("reasons", visit.say(words::WHY), &body)
}

fn reason(visit: &Visit, item: &NamedContribution, most: i32, report: &ReportAnswer) -> Markup {
    html! {
        li {
            div.reason {
                span.lost { (format::change(-i64::from(item.lost))) }
                div {
                    h3 { (visit.of(&item.reason.zh, &item.reason.en)) " "
                        span.quiet { (item.reason.code) } }
                    (bar("lost", f64::from(item.lost), f64::from(most)))
                    p {
                        (value(visit, item))
                        @if let Some(because) = &item.because {
                            " · " (visit.of(&because.zh, &because.en))
                        }
                    }
                    @if let Some(improve) = &item.improve {
                        p.improve {
                            strong { (visit.say(words::IMPROVE)) } ": "
                            (visit.of(&improve.zh, &improve.en))
                        }
                    }
                    (records(visit, item, report))
                }
            }
        }
    }
}

/// The value of an item with its unit.
fn value(visit: &Visit, item: &NamedContribution) -> String {
    match &item.value {
        NamedValue::Number(value) => {
            let number = format::number(*value);
            match (visit.language, item.unit) {
                (_, "share") => format::percent(*value),
                (Language::Chinese, unit) => format!("{number}{}", terms::unit(unit)),
                (Language::English, unit) => format!("{number} {unit}"),
            }
        }
        NamedValue::Category(category) => {
            let status = MerchantStatus::ALL.into_iter().find(|own| own.name() == category);
            status.map_or_else(|| category.clone(), |own| visit.say(terms::status(own)).to_owned())
        }
        NamedValue::Missing => visit.say(words::UNKNOWN).to_owned(),
    }
}

fn records(visit: &Visit, item: &NamedContribution, report: &ReportAnswer) -> Markup {
    let named = item.records.len().min(NAMED_MAX);
    html! {
        @if !item.records.is_empty() {
            p.records {
                span.quiet { (visit.say(words::RECORDS)) ": " }
                @for id in item.records.iter().take(NAMED_MAX) { (link(*id, report)) " " }
                @if item.n_records > named {
                    span.quiet { (words::and_more(visit.language, item.n_records)) }
                }
            }
        }
    }
}

/// A link to the record where the page lists it, otherwise to its kind.
pub(super) fn link(id: RecordId, report: &ReportAnswer) -> Markup {
    let sections = report.sections.iter().filter(|section| section.kind == id.kind);
    let mut listed = sections.flat_map(|section| section.items.iter().take(super::LISTED_MAX));
    let is_listed = listed.any(|item| item.record.id() == id);
    let target = if is_listed { id.to_string() } else { id.kind.plural().to_owned() };
    html! { a.record href=(format!("#{target}")) { (id) } }
}

pub(in crate::web) fn all_items(visit: &Visit, score: &RatedScore) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::ITEM)) }
                    th scope="col" { (visit.say(words::PART)) }
                    th scope="col" { (visit.say(words::VALUE)) }
                    th.number scope="col" { (visit.say(words::POINTS_GOT)) }
                    th.number scope="col" { (visit.say(words::POINTS_LOST)) }
                }
            }
            tbody {
                @if score.base_points != 0 {
                    tr {
                        th scope="row" { (visit.say(words::BASE)) }
                        td {} td {} td.number { (score.base_points) } td {}
                    }
                }
                @for item in &score.contributions {
                    tr {
                        th scope="row" { (visit.of(&item.reason.zh, &item.reason.en)) }
                        td { (visit.say(terms::part(item.part))) }
                        td { (value(visit, item)) }
                        td.number { (item.points) }
                        td.number { (item.lost) }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" { (visit.say(words::SUM)) }
                    td {} td {} td.number { (score.points) } td {}
                }
            }
        }
    }
}
