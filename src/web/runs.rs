//! The list of runs, and what one run came to: distribution, migration, movers, progress.

use maud::{Markup, html};

use super::chart::bars::{Column, columns};
use super::chart::grade_class;
use super::chart::matrix::{Matrix, matrix};
use super::format;
use super::layout::{self, Content, card};
use super::visit::Visit;
use super::words::{runs as words, site, terms};
use crate::app::rescore::explain::Mover;
use crate::app::rescore::progress::{RunProgress, RunState};
use crate::app::rescore::report::{RunReport, Since};
use crate::app::rescore::runs::KeptRun;
use crate::domain::scorecard::Grade;

/// Points in one band of the distribution.
const BAND: usize = 50;

/// One run in the list.
#[derive(Clone, Debug)]
pub struct ListedRun {
    /// The run.
    pub kept: KeptRun,
    /// How far it has come, where it has not ended.
    pub progress: Option<RunProgress>,
}

/// The list of runs, newest first.
#[must_use]
pub fn list(visit: &Visit, runs: &[ListedRun]) -> String {
    let title = visit.say(words::RUNS);
    let body = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (visit.say(words::RUNS_TEXT)) }
            section.card {
                @if runs.is_empty() { p { (visit.say(words::NO_RUNS)) } }
                @else { (layout::scrolling(title, &table(visit, runs))) }
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

fn table(visit: &Visit, runs: &[ListedRun]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::RUN)) }
                    th scope="col" { (visit.say(words::AS_OF)) }
                    th scope="col" { (visit.say(words::CARD)) }
                    th scope="col" { (visit.say(words::ONLY)) }
                    th scope="col" { (visit.say(words::STARTED)) }
                    th scope="col" { (visit.say(words::FINISHED)) }
                    th.number scope="col" { (visit.say(words::SCORED)) }
                }
            }
            tbody {
                @for run in runs {
                    @let start = &run.kept.start;
                    tr {
                        th scope="row" {
                            a href=(format!("/runs/{}", run.kept.run)) {
                                (words::run(visit.language, run.kept.run))
                            }
                        }
                        td { (format::day(visit.language, start.as_of)) }
                        td { a href=(format!("/models/{}", start.model.name)) { (start.model.name) } }
                        td {
                            @if start.filter.is_empty() { (visit.say(words::EVERYONE)) }
                            @else { (start.filter) }
                        }
                        td { (format::instant(start.started_at, &visit.zone)) }
                        td {
                            @match (run.kept.finished_at, &run.progress) {
                                (Some(at), _) => (format::instant(at, &visit.zone)),
                                (None, Some(progress)) => (progress_bar(visit, progress)),
                                (None, None) => (visit.say(words::INTERRUPTED)),
                            }
                        }
                        td.number { (count(run.kept.cost.n_scored)) }
                    }
                }
            }
        }
    }
}

fn progress_bar(visit: &Visit, progress: &RunProgress) -> Markup {
    let label = words::done(visit.language, &count(progress.n_done), &count(progress.n_places));
    let (class, state) = match progress.state {
        RunState::UnderWay => ("tag good", words::UNDER_WAY),
        RunState::Interrupted => ("tag fair", words::INTERRUPTED),
        RunState::Finished => ("tag", words::FINISHED),
    };
    html! {
        span class=(class) { (visit.say(state)) } " " span { (label) }
        progress max=(progress.n_places.max(1)) value=(progress.n_done) aria-label=(label) {}
    }
}

fn count(n: u64) -> String {
    format::count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A run that has not ended: how far it is. The script asks for this page again while it is at work.
#[must_use]
pub fn under_way(visit: &Visit, progress: &RunProgress) -> String {
    let run = progress.kept.run;
    let title = words::run(visit.language, run);
    let is_at_work = progress.state == RunState::UnderWay;
    let body = html! {
        div.wrap.narrow {
            h1 { (title) }
            section.card #progress data-refresh[is_at_work] aria-live="polite" {
                h2 { (visit.say(words::PROGRESS)) }
                p { (progress_bar(visit, progress)) }
                p.quiet {
                    (visit.say(words::STARTED)) " "
                    (format::instant(progress.kept.start.started_at, &visit.zone))
                }
            }
            p { a.button.plain href=(format!("/runs/{run}")) { (visit.say(words::RELOAD)) } }
        }
    };
    layout::page(visit, &Content { title: &title, body })
}

/// Who may see which merchants moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movers {
    /// The operator.
    Named,
    /// Anybody else.
    Hidden,
}

/// What a run came to.
#[must_use]
pub fn page(visit: &Visit, report: &RunReport, movers: Movers) -> String {
    let title = words::run(visit.language, report.run.unwrap_or_default());
    let tally = &report.tally;
    let body = html! {
        div.wrap {
            h1 { (title) }
            dl.figures {
                div { dt { (visit.say(words::MERCHANTS)) } dd { (count(tally.n_merchants())) } }
                div { dt { (visit.say(words::RATED)) } dd { (count(tally.n_rated())) } }
                div { dt { (visit.say(words::NOT_RATED)) } dd { (count(tally.n_not_rated())) } }
                @if let Some(mean) = tally.mean_points() {
                    div { dt { (visit.say(words::MEAN)) } dd { (format!("{mean:.1}")) } }
                }
            }
            (card("head", visit.say(words::RUN), &run_head(visit, report)))
            (card("grades", visit.say(words::BY_GRADE), &by_grade(visit, report)))
            (card("points", visit.say(words::BY_POINTS), &by_points(visit, report)))
            (card("lacking", visit.say(words::LACKING), &lacking(visit, report)))
            (card("since", visit.say(words::SINCE), &since(visit, report.since.as_ref(), movers)))
        }
    };
    layout::page(visit, &Content { title: &title, body })
}

fn run_head(visit: &Visit, report: &RunReport) -> Markup {
    let start = &report.start;
    html! {
        dl.facts {
            dt { (visit.say(words::AS_OF)) } dd { (format::day(visit.language, start.as_of)) }
            dt { (visit.say(words::CARD)) }
            dd { a href=(format!("/models/{}", start.model.name)) { (start.model.name) } }
            dt { (visit.say(words::STARTED)) } dd { (format::instant(start.started_at, &visit.zone)) }
            @if let Some(at) = report.finished_at {
                dt { (visit.say(words::FINISHED)) } dd { (format::instant(at, &visit.zone)) }
            }
            dt { (visit.say(words::SCORED)) } dd { (count(report.cost.n_scored)) }
        }
    }
}

fn by_grade(visit: &Visit, report: &RunReport) -> Markup {
    let grades = report.tally.grades();
    let shown: Vec<Column> = grades
        .iter()
        .map(|own| Column {
            name: own.grade.letters().to_owned(),
            n: own.n,
            class: grade_class(Some(own.grade)),
        })
        .collect();
    let all = report.tally.n_rated();
    let largest = grades.iter().max_by_key(|own| own.n);
    let label = largest.map_or_else(String::new, |own| {
        words::by_grade(visit.language, own.grade.letters(), own.n, all)
    });
    html! {
        (columns(&label, &shown))
        (layout::behind(visit, visit.say(words::BY_GRADE), &html! {
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say(site::GRADE)) }
                        th.number scope="col" { (visit.say(words::N)) }
                        th.number scope="col" { "%" }
                    }
                }
                tbody {
                    @for own in &grades {
                        tr {
                            th scope="row" { (own.grade.letters()) }
                            td.number { (count(own.n)) }
                            td.number { (format::percent(own.n as f64 / all.max(1) as f64)) }
                        }
                    }
                }
            }
        }))
    }
}

fn by_points(visit: &Visit, report: &RunReport) -> Markup {
    let points = report.tally.by_points();
    let bands: Vec<(usize, u64)> = points
        .chunks(BAND)
        .enumerate()
        .map(|(place, band)| (place * BAND, band.iter().sum()))
        .collect();
    let shown: Vec<Column> = bands
        .iter()
        .map(|(from, n)| Column {
            name: if from.is_multiple_of(200) { from.to_string() } else { String::new() },
            n: *n,
            class: "band",
        })
        .collect();
    let (from, n) = bands.iter().copied().max_by_key(|(_, n)| *n).unwrap_or_default();
    let label = words::by_points(visit.language, &band(from), n);
    html! {
        (columns(&label, &shown))
        (layout::behind(visit, visit.say(words::BY_POINTS), &html! {
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say(site::POINTS)) }
                        th.number scope="col" { (visit.say(words::N)) }
                    }
                }
                tbody {
                    @for (from, n) in &bands {
                        tr { th scope="row" { (band(*from)) } td.number { (count(*n)) } }
                    }
                }
            }
        }))
    }
}

fn band(from: usize) -> String {
    format!("{from}–{}", (from + BAND - 1).min(1000))
}

fn lacking(visit: &Visit, report: &RunReport) -> Markup {
    let counts = report.tally.not_rated();
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::REASON)) }
                    th.number scope="col" { (visit.say(words::N)) }
                }
            }
            tbody {
                @for own in counts.iter().filter(|own| own.n > 0) {
                    tr {
                        th scope="row" { (visit.say(terms::lacking(own.lacking))) }
                        td.number { (count(own.n)) }
                    }
                }
            }
        }
    }
}

fn since(visit: &Visit, since: Option<&Since>, movers: Movers) -> Markup {
    let Some(since) = since else {
        return html! { p { (visit.say(words::NO_EARLIER)) } };
    };
    let movement = &since.movement;
    let mut classes: Vec<&str> = Grade::ALL.iter().map(|grade| grade.letters()).collect();
    classes.push("NR");
    let counts: Vec<Vec<u64>> = movement.migration.iter().map(|row| row.to_vec()).collect();
    let shown = Matrix {
        classes: &classes,
        counts: &counts,
        from: visit.say(words::BEFORE),
        to: visit.say(words::AFTER),
    };
    html! {
        p { a href=(format!("/runs/{}", since.run.run)) { (words::run(visit.language, since.run.run)) } }
        dl.figures {
            div { dt { (visit.say(words::RISEN)) } dd { (count(movement.n_risen)) } }
            div { dt { (visit.say(words::FALLEN)) } dd { (count(movement.n_fallen)) } }
            div { dt { (visit.say(words::ENTERED)) } dd { (count(movement.n_entered)) } }
            div { dt { (visit.say(words::LEFT)) } dd { (count(movement.n_left)) } }
            @if let Some(points) = since.points {
                div { dt { (visit.say(words::PSI)) } dd { (format!("{:.3}", points.index)) } }
            }
        }
        h3 { (visit.say(words::MIGRATION)) }
        (layout::scrolling(
            visit.say(words::MIGRATION),
            &matrix(visit.say(words::MIGRATION), &shown),
        ))
        h3 { (visit.say(words::MOVERS)) }
        @match movers {
            Movers::Hidden => p.quiet { (visit.say(words::MOVERS_NEED_KEY)) },
            Movers::Named => (layout::scrolling(visit.say(words::MOVERS), &moved(visit, &since.movers))),
        }
    }
}

fn moved(visit: &Visit, movers: &[Mover]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(words::MERCHANT)) }
                    th.number scope="col" { (visit.say(words::BEFORE)) }
                    th.number scope="col" { (visit.say(words::AFTER)) }
                    th.number scope="col" { (visit.say(words::CHANGE)) }
                    th scope="col" { (visit.say(words::WHY)) }
                }
            }
            tbody {
                @for mover in movers {
                    @let (before, after) = (mover.moved.before.points, mover.moved.after.points);
                    tr {
                        th scope="row" { a href=(format!("/merchants/{}", mover.id)) { (mover.id) } }
                        td.number { (before) }
                        td.number { (after) }
                        td.number { (format::change(i64::from(after) - i64::from(before))) }
                        td {
                            @for change in &mover.changes {
                                div {
                                    (visit.of(&change.reason.zh, &change.reason.en)) " "
                                    span.quiet {
                                        (change.points_before) " → " (change.points_after)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
