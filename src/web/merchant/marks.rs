//! What marks a merchant: a list that decides its grade, and objections that are open.

use maud::{Markup, html};

use crate::app::mark::{OpenObjection, Veto};
use crate::app::report::ReportAnswer;
use crate::app::score::Outcome;
use crate::web::format;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, terms};

pub(in crate::web) fn marks(visit: &Visit, report: &ReportAnswer) -> Markup {
    let veto = match &report.score.outcome {
        Outcome::Rated(score) => score.veto.as_ref(),
        Outcome::NotRated(_) => None,
    };
    html! {
        @if let Some(veto) = veto { (vetoed(visit, veto, report)) }
        @if !report.score.objections.is_empty() {
            div.notice role="note" {
                p { strong { (visit.say(words::OBJECTED)) } }
                ul { @for own in &report.score.objections { (objection(visit, own, report)) } }
            }
        }
    }
}

fn vetoed(visit: &Visit, veto: &Veto, report: &ReportAnswer) -> Markup {
    html! {
        div.notice.bad role="note" {
            p {
                strong { (visit.say(words::VETO)) ": " (visit.say(terms::list(veto.list))) } " "
                (super::reasons::link(veto.record, report))
            }
            p {
                (visit.say(words::BY_POINTS)) " " strong { (veto.grade_by_points.letters()) }
                @if let Some(end) = veto.ends_on {
                    " · " (visit.say(words::UNTIL)) " " (format::last_day(visit.language, end))
                }
                " · " (visit.say(words::RULE)) " " span.code { (veto.rule) }
            }
        }
    }
}

fn objection(visit: &Visit, own: &OpenObjection, report: &ReportAnswer) -> Markup {
    html! {
        li {
            @match own.target {
                Some(target) => (super::reasons::link(target, report)),
                None => (visit.say(words::THE_SCORE)),
            }
            " · " (visit.say(words::RAISED)) " " (format::day(visit.language, own.raised_on))
            " · " span.record { (own.id) }
        }
    }
}
