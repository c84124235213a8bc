//! The upper part of a merchant's page: who it is, the gauge, the two parts, and what it rests on.

use maud::{Markup, html};

use crate::app::report::ReportAnswer;
use crate::app::score::{Outcome, RatedScore, ScoreAnswer};
use crate::domain::day::Day;
use crate::domain::scorecard::{Grade, POINTS_MAX, POINTS_MIN, Part, Scorecard};
use crate::domain::sufficiency::Lacking;
use crate::web::chart::bars::bar;
use crate::web::chart::gauge::{Section, gauge};
use crate::web::chart::grade_class;
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, site, terms};

pub(super) fn title(visit: &Visit, report: &ReportAnswer) -> String {
    super::name(visit, report).to_owned()
}

pub(super) fn head(visit: &Visit, report: &ReportAnswer, title: &str) -> Markup {
    let id = report.merchant.id.to_string();
    html! {
        div.head {
            div {
                h1 { (title) }
                p.code { (id) }
            }
            p.actions {
                a.button href=(format!("/merchants/{id}/report")) { (visit.say(words::REPORT)) }
                a.button.plain href=(format!("/v1/merchants/{id}/report")) {
                    (visit.say(words::AS_DATA))
                }
            }
        }
    }
}

/// The score as a gauge, or an honest "not rated".
pub(super) fn score(visit: &Visit, answer: &ScoreAnswer, card: &Scorecard) -> Markup {
    let body = match &answer.outcome {
        Outcome::Rated(score) => rated(visit, score, card),
        Outcome::NotRated(lacking) => not_rated(visit, lacking),
    };
    layout::card("score", visit.say(words::SCORE), &body)
}

fn rated(visit: &Visit, score: &RatedScore, card: &Scorecard) -> Markup {
    let letters = score.grade.letters();
    let label = words::gauge(visit.language, score.points, letters);
    let rank = Grade::ALL.iter().position(|grade| *grade == score.grade).unwrap_or_default() + 1;
    html! {
        div.score {
            (gauge(&label, &sections(card), Some(score.points), visit.say(words::OF_1000)))
            p.grade {
                span class=(format!("badge {}", grade_class(Some(score.grade)))) { (letters) }
                " "
                span.quiet { (words::rank(visit.language, rank)) " · GB/T 22116" }
            }
            dl.parts {
                @for (part, points) in
                    [(Part::Public, score.public_points), (Part::Market, score.market_points)] {
                    div {
                        dt { (visit.say(terms::part(part))) }
                        dd {
                            (points) " / " (part_best(card, part))
                            (bar("part", f64::from(points), f64::from(part_best(card, part))))
                        }
                    }
                }
                @if score.base_points != 0 {
                    div {
                        dt { (visit.say(words::BASE)) }
                        dd { (score.base_points) }
                    }
                }
            }
        }
    }
}

fn not_rated(visit: &Visit, lacking: &[Lacking]) -> Markup {
    let label = visit.say(words::NOT_RATED_TITLE);
    html! {
        div.score {
            (gauge(label, &[], None, visit.say(site::NOT_RATED)))
            p.grade { span.badge.grade-none { "NR" } " " (label) }
            p { (visit.say(words::NOT_RATED_TEXT)) }
            ul {
                @for lacking in lacking { li { (visit.say(terms::lacking(*lacking))) } }
            }
        }
    }
}

/// The most points that the characteristics of a part can give.
fn part_best(card: &Scorecard, part: Part) -> i32 {
    let of_part = card.characteristics().iter().filter(|own| own.part == part);
    of_part.map(|own| own.bins.iter().map(|bin| bin.points).max().unwrap_or(0)).sum()
}

/// Where each grade lies on the scale of points, best first.
pub(in crate::web) fn sections(card: &Scorecard) -> Vec<Section> {
    let grade = |points: i32| card.table().grades.grade(points, card.probability(points));
    let mut sections: Vec<Section> = Vec::new();
    for points in (POINTS_MIN..=POINTS_MAX).rev() {
        match sections.last_mut() {
            Some(section) if section.grade == grade(points) => section.from = points,
            Some(section) => {
                let to = section.from;
                sections.push(Section { grade: grade(points), from: points, to });
            }
            None => sections.push(Section { grade: grade(points), from: points, to: points }),
        }
    }
    sections
}

/// Who the merchant is.
pub(super) fn about(visit: &Visit, report: &ReportAnswer) -> Markup {
    about_titled(visit, report, visit.say(words::ABOUT))
}

/// The same under another heading.
pub(in crate::web) fn about_titled(visit: &Visit, report: &ReportAnswer, title: &str) -> Markup {
    let language = visit.language;
    let merchant = &report.merchant;
    let code = if merchant.id.uscc().is_some() { words::CODE } else { words::IDENTITY };
    let body = html! {
        dl.facts {
            dt { (visit.say(code)) } dd.code { (merchant.id) }
            @if let Some(version) = &merchant.version {
                @if let Some(category) = version.category {
                    dt { (visit.say(words::CATEGORY)) } dd { (visit.say(terms::category(category))) }
                }
                dt { (visit.say(words::STATUS)) } dd { (visit.say(terms::status(version.status))) }
                @if let Some(on) = version.registered_on {
                    dt { (visit.say(words::REGISTERED)) } dd { (format::day(language, on)) }
                }
                @if let Some(region) = &version.region {
                    dt { (visit.say(words::REGION)) } dd { (region) }
                }
                @if let Some(industry) = &version.industry {
                    dt { (visit.say(words::INDUSTRY)) } dd { (industry) }
                }
                @for alias in &version.aliases {
                    dt { (visit.say(terms::alias_scheme(alias.scheme))) } dd.code { (alias.number) }
                }
                @if !version.shops.is_empty() {
                    dt { (visit.say(words::SHOPS)) }
                    dd { @for shop in &version.shops { span.code { (shop) } " " } }
                }
                @if !version.premises.is_empty() {
                    dt { (visit.say(words::PREMISES)) }
                    dd { @for place in &version.premises { div { (place) } } }
                }
            }
            @if !merchant.former_names.is_empty() {
                dt { (visit.say(words::FORMER_NAMES)) }
                dd {
                    @for former in &merchant.former_names {
                        div {
                            (former.name) " "
                            span.quiet { "(" (since(visit, former.from)) ")" }
                        }
                    }
                }
            }
            @for count in &merchant.counts {
                dt { (visit.say(terms::records(count.kind))) }
                dd { a href=(format!("#{}", count.kind.plural())) { (format::count(count.n)) } }
            }
        }
    };
    layout::card("about", title, &body)
}

fn since(visit: &Visit, day: Day) -> String {
    let day_text = format::day(visit.language, day);
    let word = visit.say(words::SINCE);
    visit.of(&format!("{day_text}{word}"), &format!("{word} {day_text}")).to_owned()
}

/// The versions that the page rests on.
pub(super) fn basis(visit: &Visit, report: &ReportAnswer) -> Markup {
    let score = &report.score;
    let versions = &score.versions;
    let body = html! {
        dl.facts {
            dt { (visit.say(words::AS_OF)) } dd { (format::day(visit.language, score.as_of)) }
            dt { (visit.say(words::KNOWN_AT)) } dd { (format::instant(score.known_at, &visit.zone)) }
            dt { (visit.say(words::SCORECARD)) }
            dd { a href=(format!("/models/{}", versions.scorecard)) { (versions.scorecard) } }
            dt { (visit.say(words::RULES)) } dd.code { (versions.rules) }
            dt { (visit.say(words::CALENDAR)) } dd.code { (versions.calendar) }
            dt { (visit.say(words::RECORD_POSITION)) } dd.code { (versions.records) }
        }
        p.quiet { (score.disclaimer) }
    };
    layout::card("basis", visit.say(words::BASIS), &body)
}
