//! The list of scorecards, and one scorecard as a table that anyone can read.

use maud::{Markup, html};

use super::chart::bars::bar;
use super::format;
use super::layout::{self, Content, card};
use super::merchant::head::sections;
use super::visit::Visit;
use super::words::{bins, model as words, site, terms};
use crate::app::model::Model;
use crate::app::model_drift::{ModelDrift, SinceFirst};
use crate::app::rescore::drift::{Attention, CharacteristicDrift, Drift};
use crate::app::scorecards::KnownScorecard;
use crate::domain::scorecard::{Bin, Characteristic, Direction, Kind, Scorecard, Training};

/// The list of scorecards.
#[must_use]
pub fn list(visit: &Visit, known: &[KnownScorecard]) -> String {
    let title = visit.say(words::MODELS);
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::NAME)) }
                    th scope="col" { (visit.say(words::KNOWN_SINCE)) }
                    th scope="col" { (visit.say(words::CHAMPION)) }
                }
            }
            tbody {
                @for own in known {
                    tr {
                        th scope="row" { a href=(format!("/models/{}", own.name)) { (own.name) } }
                        td {
                            @match own.since {
                                Some(at) => (format::instant(at, &visit.zone)),
                                None => (visit.say(words::FROM_BEGINNING)),
                            }
                        }
                        td { @if own.is_champion { span.tag.good { (visit.say(words::CHAMPION)) } } }
                    }
                }
            }
        }
    };
    let body = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (visit.say(words::MODELS_TEXT)) }
            section.card { (layout::scrolling(title, &rows)) }
        }
    };
    layout::page(visit, &Content { title, body })
}

/// What the page of a scorecard shows.
#[derive(Clone, Copy, Debug)]
pub struct ModelPage<'a> {
    /// The scorecard.
    pub model: &'a Model,
    /// How far its merchants have moved, where a run tells.
    pub drift: Option<&'a ModelDrift>,
}

/// The page of a scorecard.
#[must_use]
pub fn page(visit: &Visit, page: &ModelPage<'_>) -> String {
    let model = page.model;
    let scorecard = model.card.card();
    let body = html! {
        div.wrap {
            h1 { (model.name) }
            (card("about", visit.say(words::ABOUT), &about(visit, model)))
            (card("grades", visit.say(words::GRADES), &grades(visit, scorecard)))
            (card("scorecard", visit.say(words::THE_CARD), &html! {
                p.lead { (visit.say(words::THE_CARD_TEXT)) }
                @for (place, own) in scorecard.characteristics().iter().enumerate() {
                    (characteristic(visit, model, place, own))
                }
            }))
            @if let Some(training) = &scorecard.table().provenance.training {
                (card("training", visit.say(words::TRAINING), &trained(visit, training)))
            }
            (card("drift", visit.say(words::DRIFT), &drift(visit, model, page.drift)))
        }
    };
    layout::page(visit, &Content { title: &model.name, body })
}

fn about(visit: &Visit, model: &Model) -> Markup {
    let scorecard = model.card.card();
    let table = scorecard.table();
    let reach = scorecard.reach();
    let kind = match table.kind {
        Kind::Expert => words::EXPERT,
        Kind::Trained => words::TRAINED,
    };
    html! {
        p { (visit.of(&table.about.zh, &table.about.en)) }
        dl.facts {
            dt { (visit.say(words::KIND)) } dd { (visit.say(kind)) }
            dt { (visit.say(words::BASE_POINTS)) } dd { (table.base_points) }
            dt { (visit.say(words::REACH)) } dd { (reach.start()) "–" (reach.end()) }
            dt { (visit.say(words::DIGEST)) } dd.code { (model.sha256) }
            @if !table.provenance.sources.is_empty() {
                dt { (visit.say(words::SOURCES)) }
                dd { @for source in &table.provenance.sources { div { (source) } } }
            }
        }
    }
}

fn grades(visit: &Visit, scorecard: &Scorecard) -> Markup {
    layout::scrolling(
        visit.say(words::GRADES),
        &html! {
            table.scale {
                thead {
                    tr {
                        th scope="row" { (visit.say(site::GRADE)) }
                        @for section in sections(scorecard) { th scope="col" { (section.grade.letters()) } }
                    }
                }
                tbody {
                    tr {
                        th scope="row" { (visit.say(words::FROM)) }
                        @for section in sections(scorecard) { td { (section.from) } }
                    }
                }
            }
        },
    )
}

fn characteristic(visit: &Visit, model: &Model, place: usize, own: &Characteristic) -> Markup {
    let feature = model.card.features().get(place);
    let unit = feature.map_or("", |feature| feature.unit);
    let best = own.bins.iter().map(|bin| bin.points).max().unwrap_or(0);
    let has_sample = own.bins.iter().any(|bin| bin.sample.is_some());
    let direction = match own.direction {
        Direction::LowerIsBetter => Some(words::LOWER),
        Direction::HigherIsBetter => Some(words::HIGHER),
        _ => None,
    };
    html! {
        section.characteristic id=(own.feature) {
            h3 { (visit.of(&own.reason.zh, &own.reason.en)) " " span.quiet { (own.reason.code) } }
            p.quiet {
                span.code { (own.feature) } " · " (visit.say(terms::part(own.part)))
                @if let Some(direction) = direction { " · " (visit.say(direction)) }
                @if let Some(feature) = feature { " · " span lang="en" { (feature.sentence) } }
            }
            (layout::scrolling(&own.feature, &html! {
                table {
                    thead {
                        tr {
                            th scope="col" { (visit.say(words::BIN)) }
                            th.number scope="col" { (visit.say(site::POINTS)) }
                            th.bars scope="col" { span.hidden { (visit.say(site::POINTS)) } }
                            @if has_sample {
                                th.number scope="col" { (visit.say(words::N)) }
                                th.number scope="col" { (visit.say(words::BAD_RATE)) }
                            }
                            th scope="col" { (visit.say(words::BECAUSE)) }
                        }
                    }
                    tbody { @for bin in &own.bins {
                            (bin_row(visit, (own, bin), unit, best))
                        } }
                }
            }))
        }
    }
}

fn bin_row(
    visit: &Visit,
    (characteristic, own): (&Characteristic, &Bin),
    unit: &str,
    best: i32,
) -> Markup {
    let has_sample = characteristic.bins.iter().any(|bin| bin.sample.is_some());
    html! {
        tr {
            th scope="row" { (bins::bin(visit.language, characteristic, own, unit)) }
            td.number { (own.points) }
            td.bars { (bar("part", f64::from(own.points.max(0)), f64::from(best.max(1)))) }
            @if has_sample {
                @match own.sample {
                    Some(sample) => {
                        td.number { (format::count(i64::try_from(sample.n).unwrap_or(i64::MAX))) }
                        td.number {
                            @if sample.weight > 0.0 {
                                (format::percent(sample.weight_bad / sample.weight))
                            }
                        }
                    }
                    None => { td {} td {} }
                }
            }
            td {
                @if let Some(because) = &own.because { (visit.of(&because.zh, &because.en)) }
            }
        }
    }
}

fn trained(visit: &Visit, training: &Training) -> Markup {
    html! {
        dl.facts {
            dt { (visit.say(words::SAMPLE)) } dd { (training.sample) }
            dt { (visit.say(words::OUTCOME)) } dd { (training.outcome) }
            dt { (visit.say(words::N)) }
            dd { (format::count(i64::try_from(training.n).unwrap_or(i64::MAX))) }
            dt { (visit.say(words::BAD_RATE)) }
            dd { (format::percent(training.n_bad as f64 / training.n.max(1) as f64)) }
        }
    }
}

fn drift(visit: &Visit, model: &Model, drift: Option<&ModelDrift>) -> Markup {
    let Some(drift) = drift else {
        return html! { p { (visit.say(words::DRIFT_NONE)) } };
    };
    let last = &drift.last;
    html! {
        p.lead { (visit.say(words::DRIFT_TEXT)) }
        p {
            (visit.say(words::LAST_RUN)) " "
            a href=(format!("/runs/{}", last.run.unwrap_or_default())) {
                (format::day(visit.language, last.start.as_of))
            }
        }
        @match &last.from_training {
            Some(own) => {
                (drifts(visit, model, visit.say(words::AGAINST_TRAINING), None, own))
            }
            None => p.quiet { (visit.say(words::NO_TRAINING)) },
        }
        @match &drift.since_first {
            Some(own) => (since_first(visit, model, own)),
            None => p.quiet { (visit.say(words::ONE_RUN)) },
        }
        @if let Some(since) = &last.since {
            (drifts(visit, model, visit.say(words::AGAINST_RUN), since.points, &since.characteristics))
        }
    }
}

fn since_first(visit: &Visit, model: &Model, own: &SinceFirst) -> Markup {
    let on = format::day(visit.language, own.as_of);
    let title = format!("{} ({on})", visit.say(words::AGAINST_FIRST));
    drifts(visit, model, &title, own.points, &own.characteristics)
}

fn drifts(
    visit: &Visit,
    model: &Model,
    title: &str,
    points: Option<Drift>,
    characteristics: &[CharacteristicDrift],
) -> Markup {
    layout::scrolling(
        title,
        &html! {
            table {
                caption { (title) }
                thead {
                    tr {
                        th scope="col" { (visit.say(words::FEATURE)) }
                        th.number scope="col" { (visit.say(words::INDEX)) }
                        th.number scope="col" { (visit.say(words::BY_CHANCE)) }
                    }
                }
                tbody {
                    @if let Some(points) = points {
                        (drift_row(visit.say(words::ALL_POINTS), Some(points)))
                    }
                    @for own in characteristics { (drift_row(name_of(visit, model, own), own.drift)) }
                }
            }
        },
    )
}

/// What a reader calls a characteristic.
fn name_of<'a>(visit: &Visit, model: &'a Model, own: &'a CharacteristicDrift) -> &'a str {
    let all = model.card.card().characteristics();
    let found = all.iter().find(|characteristic| characteristic.feature == own.feature);
    found.map_or(own.feature.as_str(), |found| visit.of(&found.reason.zh, &found.reason.en))
}

fn drift_row(name: &str, drift: Option<Drift>) -> Markup {
    let class = match Attention::of(drift) {
        Attention::None => "",
        Attention::Warning => "tag fair",
        Attention::Alarm => "tag bad",
    };
    html! {
        tr {
            th scope="row" { (name) }
            @match drift {
                Some(drift) => {
                    td.number { span class=(class) { (format!("{:.3}", drift.index)) } }
                    td.number { (format!("{:.3}", drift.by_chance)) }
                }
                None => { td.number { "–" } td {} }
            }
        }
    }
}
