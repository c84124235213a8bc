//! The records of a merchant by kind, newest first: licences, penalties, inspections, complaints,
//! ratings.

use maud::{Markup, html};

use crate::app::report::{Item, ReportAnswer, Section, Shown};
use crate::domain::day::Day;
use crate::domain::record::Detail;
use crate::domain::record::complaint::Complaint;
use crate::domain::record::envelope::Record;
use crate::domain::record::inspection::Inspection;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::licence::{Licence, LicenceState};
use crate::domain::record::listing::Listing;
use crate::domain::record::penalty::Penalty;
use crate::domain::record::rating::{Purchase, Rating};
use crate::web::format;
use crate::web::language::Phrase;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, terms};

/// Characters of a text of a record that a page shows.
const TEXT_CHARS_MAX: usize = 400;

/// Every kind of record as a card of its own.
pub(in crate::web) fn sections(visit: &Visit, report: &ReportAnswer) -> Markup {
    html! {
        @for section in &report.sections {
            (layout::card(
                section.kind.plural(),
                visit.say(terms::records(section.kind)),
                &listed(visit, section, report.merchant.as_of),
            ))
        }
    }
}

fn listed(visit: &Visit, section: &Section, as_of: Day) -> Markup {
    let items: Vec<&Item> = section.items.iter().take(super::LISTED_MAX).collect();
    let label = visit.say(terms::records(section.kind));
    html! {
        @if items.is_empty() {
            p { (visit.say(words::NO_RECORDS)) }
        } @else {
            @if section.kind == RecordKind::Complaint {
                p.lead { (visit.say(words::COMPLAINT_NOTE)) }
            }
            (layout::scrolling(label, &table(visit, section.kind, &items, as_of)))
            @if usize::try_from(section.n).unwrap_or(usize::MAX) > items.len() {
                p.quiet { (words::newest_of(visit.language, items.len(), section.n)) }
            }
        }
    }
}

fn table(visit: &Visit, kind: RecordKind, items: &[&Item], as_of: Day) -> Markup {
    html! {
        table.list {
            thead { tr { @for name in columns(kind) { th scope="col" { (visit.say(*name)) } } } }
            tbody {
                @for item in items {
                    tr id=(item.record.id()) { (row(visit, item, as_of)) }
                    @if is_marked(item) {
                        tr.mark { td colspan=(columns(kind).len()) { (marks(visit, item)) } }
                    }
                }
            }
        }
    }
}

fn is_marked(item: &Item) -> bool {
    item.statement.is_some() || item.published_late.is_some() || !item.objections.is_empty()
}

/// What stands beside a record: late publication, open objections, and what the merchant says of it.
fn marks(visit: &Visit, item: &Item) -> Markup {
    html! {
        @if let Some(late) = &item.published_late {
            span.tag.fair { (visit.say(words::PUBLISHED_LATE)) } " "
            span.quiet {
                (words::late(visit.language, &format::day(visit.language, late.due_on), late.by_n))
            } " "
        }
        @for objection in &item.objections {
            span.tag.fair { (visit.say(words::MARKED)) } " " span.record { (objection) } " "
        }
        @if let Some(statement) = &item.statement {
            p.statement { strong { (visit.say(words::SAYS)) } ": " (text(statement)) }
        }
    }
}

const fn columns(kind: RecordKind) -> &'static [Phrase] {
    use words::{
        ACCEPTED, CLOSED, COMPLAINT_CLASS, DECIDED, DISPLAYED, DOCUMENT, ENTERED, EXIT_FROM,
        FINDINGS, INSPECTED, LIST, OCCASION, ORGAN, OUTCOME, PENALTY, PLATFORM, PURCHASE, RATED,
        RECEIVED, RESULT, SEVERITY, STARS, STATE, VALIDITY,
    };
    match kind {
        RecordKind::Licence => &[DOCUMENT, ORGAN, DECIDED, VALIDITY, STATE],
        RecordKind::Penalty => &[DOCUMENT, ORGAN, PENALTY, SEVERITY, DISPLAYED],
        RecordKind::Inspection => &[INSPECTED, OCCASION, RESULT, FINDINGS, ORGAN],
        RecordKind::Complaint => &[RECEIVED, COMPLAINT_CLASS, ACCEPTED, CLOSED, OUTCOME],
        RecordKind::Listing => &[LIST, ORGAN, ENTERED, EXIT_FROM, VALIDITY],
        RecordKind::Rating => &[RATED, STARS, PLATFORM, PURCHASE],
        _ => &[DECIDED],
    }
}

fn row(visit: &Visit, item: &Item, as_of: Day) -> Markup {
    match &item.record.detail {
        Detail::Licence(licence) => licence_row(visit, &item.record, licence, as_of),
        Detail::Penalty(penalty) => penalty_row(visit, item, penalty),
        Detail::Inspection(inspection) => inspection_row(visit, &item.record, inspection),
        Detail::Complaint(complaint) => complaint_row(visit, &item.record, complaint, as_of),
        Detail::Listing(listing) => listing_row(visit, item, listing),
        Detail::Rating(rating) => rating_row(visit, &item.record, rating),
        _ => html! { td { (name(&item.record)) } },
    }
}

fn name(record: &Record) -> Markup {
    html! { span.record { (record.id()) } }
}

/// A text of others, cut where it is long; never a link, never markup.
fn text(text: &str) -> Markup {
    let cut: String = text.chars().take(TEXT_CHARS_MAX).collect();
    html! { (cut) @if cut.len() < text.len() { "…" } }
}

fn optional_day(visit: &Visit, day: Option<Day>) -> String {
    day.map_or_else(|| "–".to_owned(), |day| format::day(visit.language, day))
}

fn licence_row(visit: &Visit, record: &Record, licence: &Licence, as_of: Day) -> Markup {
    let fact = licence.fact();
    let state = match licence.state {
        LicenceState::Valid if fact.valid_from > as_of => words::NOT_YET,
        LicenceState::Valid if !fact.is_in_force(as_of) => words::EXPIRED,
        state => terms::licence_state(state),
    };
    html! {
        td {
            @if let Some(title) = licence.certificate_name.as_ref().or(licence.document_name.as_ref()) {
                (text(title)) br;
            }
            span.code { (text(&licence.document_number)) }
            @if let Some(content) = &licence.content { br; span.quiet { (text(content)) } }
            br; (name(record))
        }
        td { (text(&licence.organ)) }
        td { (format::day(visit.language, licence.decided_on)) }
        td {
            (format::day(visit.language, fact.valid_from)) " – "
            @match fact.valid_until {
                Some(until) => (format::last_day(visit.language, until)),
                None => (visit.say(words::NO_END)),
            }
        }
        td {
            span.state.off[!fact.is_in_force(as_of)] { (visit.say(state)) }
        }
    }
}

fn penalty_row(visit: &Visit, item: &Item, penalty: &Penalty) -> Markup {
    html! {
        td {
            @if let Some(offence) = &penalty.offence { (text(offence)) br; }
            span.code { (text(&penalty.document_number)) }
            @if let Some(facts) = &penalty.facts { br; span.quiet { (text(facts)) } }
            @if let Some(basis) = &penalty.legal_basis { br; span.quiet { (text(basis)) } }
            br; (name(&item.record))
        }
        td { (text(&penalty.organ)) br; (format::day(visit.language, penalty.decided_on)) }
        td {
            @for (place, kind) in penalty.kinds.iter().enumerate() {
                @if place > 0 { ", " }
                (visit.say(terms::penalty_kind(kind)))
            }
            @if let Some(fine) = penalty.fine_fen {
                br; (visit.say(words::FINE)) " " (format::money(visit.language, fine))
            }
            @if let Some(taken) = penalty.confiscated_fen {
                br; (visit.say(words::CONFISCATED)) " " (format::money(visit.language, taken))
            }
        }
        @match &item.shown {
            Some(shown) => (displayed(visit, shown)),
            None => { td {} td {} }
        }
    }
}

/// Why and until when a penalty is shown.
fn displayed(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        td { (visit.say(terms::severity(shown.severity))) }
        td {
            (format::day(visit.language, shown.from)) " – "
            @match shown.latest_end {
                Some(end) => (format::last_day(visit.language, end)),
                None => (visit.say(words::NO_END)),
            }
            br; span.quiet {
                (visit.say(words::REPAIRABLE)) " " (format::day(visit.language, shown.earliest_end))
                br; (visit.say(words::RULE)) " " span.code { (shown.rule) }
            }
        }
    }
}

fn listing_row(visit: &Visit, item: &Item, listing: &Listing) -> Markup {
    html! {
        td {
            (visit.say(terms::list(listing.list))) br;
            (text(&listing.ground)) br;
            span.code { (text(&listing.document_number)) } br;
            (name(&item.record))
        }
        td { (text(&listing.organ)) }
        td { (format::day(visit.language, listing.entered_on)) }
        @match &item.listed {
            Some(listed) => {
                td { (format::day(visit.language, listed.earliest_exit_on)) }
                td {
                    @match listed.ends_on {
                        Some(end) => (format::last_day(visit.language, end)),
                        None => (visit.say(words::NO_END)),
                    }
                    br; span.quiet { (visit.say(words::RULE)) " " span.code { (listed.rule) } }
                }
            }
            None => { td {} td {} }
        }
    }
}

fn inspection_row(visit: &Visit, record: &Record, inspection: &Inspection) -> Markup {
    html! {
        td { (format::day(visit.language, inspection.inspected_on)) br; (name(record)) }
        td { (text(inspection.occasion.as_deref().unwrap_or("–"))) }
        td { (visit.say(terms::inspection_result(inspection.result))) }
        td.number {
            (inspection.n_critical) " / " (inspection.n_serious) " / " (inspection.n_minor)
        }
        td { (text(inspection.organ.as_deref().unwrap_or("–"))) }
    }
}

fn complaint_row(visit: &Visit, record: &Record, complaint: &Complaint, as_of: Day) -> Markup {
    let outcome = complaint.fact().outcome_on(as_of);
    let by_then = |day: Option<Day>| optional_day(visit, day.filter(|day| *day <= as_of));
    html! {
        td { (format::day(visit.language, complaint.received_on)) br; (name(record)) }
        td { (visit.say(terms::complaint_class(complaint.class))) }
        td { (by_then(complaint.accepted_on)) }
        td { (by_then(complaint.closed_on)) }
        td { (visit.say(terms::complaint_outcome(outcome))) }
    }
}

fn rating_row(visit: &Visit, record: &Record, rating: &Rating) -> Markup {
    let purchase = match rating.purchase {
        Purchase::Verified => words::VERIFIED,
        Purchase::Unverified => words::UNVERIFIED,
    };
    html! {
        td { (format::day(visit.language, rating.rated_on)) br; (name(record)) }
        td { (format::number(f64::from(rating.stars.overall_milli()) / 1000.0)) }
        td { (text(&rating.platform)) }
        td {
            (visit.say(purchase))
            @if rating.incentivised { " · " (visit.say(words::INCENTIVISED)) }
        }
    }
}
