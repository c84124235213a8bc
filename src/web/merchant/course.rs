//! The score and the ratings of a merchant over time, each as a chart with its table behind it.

use maud::{Markup, html};

use super::head::sections;
use crate::app::course::{CourseAnswer, CoursePoint, Move};
use crate::domain::day::Day;
use crate::domain::scorecard::Scorecard;
use crate::web::chart::grade_class;
use crate::web::chart::line::{Point, Scales, line};
use crate::web::chart::months::{Month, months};
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{merchant as words, site};

/// Points of which the lines across are multiples.
const TICK: i32 = 100;
/// Labels below a chart.
const LABELS: usize = 5;

pub(super) fn score(visit: &Visit, course: &CourseAnswer, card: &Scorecard) -> Markup {
    let body = html! {
        p.lead { (visit.say(words::COURSE_TEXT)) }
        @match chart(visit, course, card) {
            Some(chart) => {
                (chart)
                (moved(visit, course))
                (layout::behind(visit, visit.say(words::COURSE), &table(visit, course)))
            }
            None => p { (visit.say(words::COURSE_NONE)) },
        }
    };
    layout::card("course", visit.say(words::COURSE), &body)
}

fn chart(visit: &Visit, course: &CourseAnswer, card: &Scorecard) -> Option<Markup> {
    let rated: Vec<(Day, i32)> =
        course.points.iter().filter_map(|point| Some((point.on, point.points?))).collect();
    let ((first_on, first), (last_on, last)) = (*rated.first()?, *rated.last()?);
    let least = rated.iter().map(|(_, points)| *points).min()?;
    let most = rated.iter().map(|(_, points)| *points).max()?;
    let from = (least - 20).max(0) / TICK * TICK;
    let to = ((most + 20) / TICK * TICK + TICK).min(1000);
    let ticks: Vec<f64> = (from / TICK..=to / TICK).map(|tick| f64::from(tick * TICK)).collect();
    let (begin, end) = (course.points.first()?.on, course.points.last()?.on);
    let span = f64::from(end.since(begin).max(1));
    let sections = sections(card);
    let class = |points: i32| {
        let section = sections.iter().find(|section| points >= section.from);
        grade_class(section.map(|section| section.grade))
    };
    let mut n_marks = 0;
    let points: Vec<Point> = course
        .points
        .iter()
        .map(|point| Point {
            at: f64::from(point.on.since(begin)) / span,
            value: point.points.map(f64::from),
            class: point.points.map_or("grade-none", class),
            mark: (!point.moves.is_empty()).then(|| {
                n_marks += 1;
                n_marks
            }),
        })
        .collect();
    let below = labels(visit, begin, end);
    let scales = Scales { range: (f64::from(from), f64::from(to)), ticks: &ticks, below: &below };
    let first_on = format::day(visit.language, first_on);
    let last_on = format::day(visit.language, last_on);
    let label = words::course(visit.language, (first, &first_on), (last, &last_on), (least, most));
    Some(line(&label, &scales, &points))
}

/// Days evenly spread between two, as labels.
fn labels(visit: &Visit, begin: Day, end: Day) -> Vec<String> {
    let last = i32::try_from(LABELS - 1).unwrap_or(1);
    let day = |place: i32| begin.plus(end.since(begin) * place / last);
    (0..=last).map(|place| format::month(visit.language, day(place))).collect()
}

/// What moved the score, by the numbers in the chart.
fn moved(visit: &Visit, course: &CourseAnswer) -> Markup {
    let marked = course.points.iter().filter(|point| !point.moves.is_empty());
    html! {
        @if course.points.iter().any(|point| !point.moves.is_empty()) {
            details.behind {
                summary { (visit.say(words::MOVED_BY)) }
                ol.moves {
                    @for point in marked {
                        li {
                            strong { (format::day(visit.language, point.on)) } ": "
                            (moves(visit, point))
                        }
                    }
                }
            }
        }
    }
}

fn moves(visit: &Visit, point: &CoursePoint) -> Markup {
    html! {
        @for (place, moved) in point.moves.iter().enumerate() {
            @if place > 0 { "; " }
            (one_move(visit, moved))
        }
    }
}

fn one_move(visit: &Visit, moved: &Move) -> Markup {
    html! {
        span class=(if moved.points < 0 { "fell" } else { "rose" }) {
            (format::change(i64::from(moved.points)))
        }
        " " (visit.of(&moved.reason.zh, &moved.reason.en))
        @if !moved.records.is_empty() {
            span.quiet {
                " ("
                @for (place, id) in moved.records.iter().enumerate() {
                    @if place > 0 { ", " }
                    (id)
                }
                ")"
            }
        }
    }
}

fn table(visit: &Visit, course: &CourseAnswer) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(site::DAY)) }
                    th.number scope="col" { (visit.say(site::POINTS)) }
                    th scope="col" { (visit.say(site::GRADE)) }
                    th scope="col" { (visit.say(words::MOVED_BY)) }
                }
            }
            tbody {
                @for point in course.points.iter().rev() {
                    tr {
                        th scope="row" { (format::day(visit.language, point.on)) }
                        @match (point.points, point.grade) {
                            (Some(points), Some(grade)) => {
                                td.number { (points) } td { (grade.letters()) }
                            }
                            _ => { td.number { "–" } td { (visit.say(site::NOT_RATED)) } }
                        }
                        td { (moves(visit, point)) }
                    }
                }
            }
        }
    }
}

pub(super) fn ratings(visit: &Visit, course: &CourseAnswer) -> Markup {
    let n: i64 = course.ratings.iter().map(|month| month.n()).sum();
    let body = html! {
        @if n > 0 {
            p.lead { (visit.say(words::RATINGS_TEXT)) }
            (ratings_chart(visit, course, n))
            (layout::behind(visit, visit.say(words::RATINGS_COURSE), &ratings_table(visit, course)))
        } @else {
            p { (visit.say(words::RATINGS_NONE)) }
        }
    };
    layout::card("ratings-course", visit.say(words::RATINGS_COURSE), &body)
}

fn ratings_chart(visit: &Visit, course: &CourseAnswer, n: i64) -> Markup {
    let means = || course.ratings.iter().filter_map(|month| month.mean());
    let lowest = format::number(means().fold(5.0, f64::min));
    let highest = format::number(means().fold(1.0, f64::max));
    let label = words::ratings(visit.language, n, &lowest, &highest);
    let shown: Vec<Month> = course
        .ratings
        .iter()
        .map(|month| Month {
            n: month.n(),
            mean: month.mean(),
            interval: month.interval().map(|interval| (interval.low, interval.high)),
            belief: month.belief(),
        })
        .collect();
    let ends = course.ratings.first().zip(course.ratings.last());
    let below = ends.map_or_else(Vec::new, |(a, b)| labels(visit, a.month, b.month));
    let ticks = [1.0, 2.0, 3.0, 4.0, 5.0];
    months(&label, &Scales { range: (1.0, 5.0), ticks: &ticks, below: &below }, &shown)
}

fn ratings_table(visit: &Visit, course: &CourseAnswer) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(site::MONTH)) }
                    th.number scope="col" { (visit.say(words::N_RATINGS)) }
                    th.number scope="col" { (visit.say(words::MEAN)) }
                    th.number scope="col" { (visit.say(words::INTERVAL)) }
                    th.number scope="col" { (visit.say(words::BELIEF)) }
                }
            }
            tbody {
                @for month in course.ratings.iter().rev().filter(|month| month.n() > 0) {
                    tr {
                        th scope="row" { (format::month(visit.language, month.month)) }
                        td.number { (format::count(month.n())) }
                        td.number { @if let Some(mean) = month.mean() { (format::number(mean)) } }
                        td.number {
                            @if let Some(interval) = month.interval() {
                                (format::number(interval.low)) "–" (format::number(interval.high))
                            }
                        }
                        td.number {
                            @if let Some(belief) = month.belief() { (format::percent(belief)) }
                        }
                    }
                }
            }
        }
    }
}
