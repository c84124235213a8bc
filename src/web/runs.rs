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
use crate::app::rescore::report::RunReport;
use crate::app::rescore::runs::KeptRun;
use crate::domain::disclosure::Audience;
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
pub fn list(visit: &Visit, runs: &[ListedRun], audience: Audience) -> String {
    let title = visit.say(words::RUNS);
    let body = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (visit.say(words::RUNS_TEXT)) }
            section.card {
                @if runs.is_empty() { p { (visit.say(words::NO_RUNS)) } }
                @else { (layout::scrolling(title, &table(visit, runs, audience))) }
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

fn table(visit: &Visit, runs: &[ListedRun], audience: Audience) -> Markup {
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
                        td.number { (count(audience.told(run.kept.cost.n_scored))) }
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

/// What the page of a finished run shows.
#[derive(Clone, Copy, Debug)]
pub struct RunPage<'a> {
    /// What it came to.
    pub report: &'a RunReport,
    /// Who reads it: to the public counts are told as [`Audience::told`] says.
    pub audience: Audience,
    /// The merchants that moved most, as far as this reader may see them.
    pub movers: &'a [Mover],
}

impl RunPage<'_> {
    fn count(&self, n: u64) -> String {
        count(self.audience.told(n))
    }

    fn is_told_means(&self) -> bool {
        self.audience.is_told_means_of(self.report.tally.n_rated())
    }
}

/// What a run came to.
#[must_use]
pub fn page(visit: &Visit, page: &RunPage<'_>) -> String {
    let report = page.report;
    let title = words::run(visit.language, report.run.unwrap_or_default());
    let tally = &report.tally;
    let mean = tally.mean_points().filter(|_| page.is_told_means());
    let body = html! {
        div.wrap {
            h1 { (title) }
            dl.figures {
                div { dt { (visit.say(words::MERCHANTS)) } dd { (page.count(tally.n_merchants())) } }
                div { dt { (visit.say(words::RATED)) } dd { (page.count(tally.n_rated())) } }
                div { dt { (visit.say(words::NOT_RATED)) } dd { (page.count(tally.n_not_rated())) } }
                @if let Some(mean) = mean {
                    div { dt { (visit.say(words::MEAN)) } dd {
                        @match page.audience {
                            Audience::Privileged => (format!("{mean:.1}")),
                            Audience::Public => (format!("{mean:.0}")),
                        }
                    } }
                }
            }
            @if page.audience == Audience::Public {
                p.quiet { (visit.say(words::NEAREST_TEN)) }
            }
            (card("head", visit.say(words::RUN), &run_head(visit, page)))
            (card("grades", visit.say(words::BY_GRADE), &by_grade(visit, page)))
            (card("points", visit.say(words::BY_POINTS), &by_points(visit, page)))
            (card("lacking", visit.say(words::LACKING), &lacking(visit, page)))
            (card("since", visit.say(words::SINCE), &since(visit, page)))
        }
    };
    layout::page(visit, &Content { title: &title, body })
}

fn run_head(visit: &Visit, page: &RunPage<'_>) -> Markup {
    let report = page.report;
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
            dt { (visit.say(words::SCORED)) } dd { (page.count(report.cost.n_scored)) }
        }
    }
}

fn by_grade(visit: &Visit, page: &RunPage<'_>) -> Markup {
    let mut grades = page.report.tally.grades();
    for own in &mut grades {
        own.n = page.audience.told(own.n);
    }
    let shown: Vec<Column> = grades
        .iter()
        .map(|own| Column {
            name: own.grade.letters().to_owned(),
            n: own.n,
            class: grade_class(Some(own.grade)),
        })
        .collect();
    let all = page.audience.told(page.report.tally.n_rated());
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

fn by_points(visit: &Visit, page: &RunPage<'_>) -> Markup {
    let points = page.report.tally.by_points();
    let bands: Vec<(usize, u64)> = points
        .chunks(BAND)
        .enumerate()
        .map(|(place, band)| (place * BAND, page.audience.told(band.iter().sum())))
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

fn lacking(visit: &Visit, page: &RunPage<'_>) -> Markup {
    let counts = page.report.tally.not_rated();
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
                        td.number { (page.count(own.n)) }
                    }
                }
            }
        }
    }
}

fn since(visit: &Visit, page: &RunPage<'_>) -> Markup {
    let Some(since) = &page.report.since else {
        return html! { p { (visit.say(words::NO_EARLIER)) } };
    };
    let movement = &since.movement;
    let mut classes: Vec<&str> = Grade::ALL.iter().map(|grade| grade.letters()).collect();
    classes.push("NR");
    let told = |row: &[u64]| row.iter().map(|n| page.audience.told(*n)).collect();
    let counts: Vec<Vec<u64>> = movement.migration.iter().map(|row| told(row)).collect();
    let shown = Matrix {
        classes: &classes,
        counts: &counts,
        from: visit.say(words::BEFORE),
        to: visit.say(words::AFTER),
    };
    html! {
        p { a href=(format!("/runs/{}", since.run.run)) { (words::run(visit.language, since.run.run)) } }
        dl.figures {
            div { dt { (visit.say(words::RISEN)) } dd { (page.count(movement.n_risen)) } }
            div { dt { (visit.say(words::FALLEN)) } dd { (page.count(movement.n_fallen)) } }
            div { dt { (visit.say(words::ENTERED)) } dd { (page.count(movement.n_entered)) } }
            div { dt { (visit.say(words::LEFT)) } dd { (page.count(movement.n_left)) } }
            @if let Some(points) = since.points.filter(|_| page.is_told_means()) {
                div { dt { (visit.say(words::PSI)) } dd { (format!("{:.3}", points.index)) } }
            }
        }
        h3 { (visit.say(words::MIGRATION)) }
        (layout::scrolling(
            visit.say(words::MIGRATION),
            &matrix(visit.say(words::MIGRATION), &shown),
        ))
        h3 { (visit.say(words::MOVERS)) }
        @if page.audience == Audience::Public {
            p.quiet { (visit.say(words::PUBLIC_MOVERS)) }
        }
        @if page.movers.is_empty() {
            p { (visit.say(words::NO_MOVERS)) }
        } @else {
            (layout::scrolling(visit.say(words::MOVERS), &moved(visit, page.movers)))
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
