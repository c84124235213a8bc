//! The share of decisions published in time, month by month, as a line with its table behind it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::app::publication::PublicationAnswer;
use crate::domain::day::Day;
use crate::web::chart::line::{Point, Scales, line};
use crate::web::format;
use crate::web::layout;
use crate::web::visit::Visit;
use crate::web::words::{desk as words, site};

/// Months that are shown, the last ones.
const MONTHS_MAX: usize = 24;
/// Labels below the chart.
const LABELS: usize = 5;

/// The decisions of one month, of all authorities asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    n_on_time: u64,
    n_late: u64,
    n_overdue: u64,
}

impl Counts {
    fn rate(self) -> Option<f64> {
        let n = self.n_on_time + self.n_late + self.n_overdue;
        (n > 0).then(|| self.n_on_time as f64 / n as f64)
    }
}

/// Month by month, the months in between that have no decision included.
fn by_month(answer: &PublicationAnswer) -> Vec<(Day, Counts)> {
    let mut counts: BTreeMap<Day, Counts> = BTreeMap::new();
    for own in &answer.months {
        let month = counts.entry(own.month).or_default();
        month.n_on_time += own.n_on_time;
        month.n_late += own.n_late;
        month.n_overdue += own.n_overdue;
    }
    let Some(last) = counts.keys().next_back().copied() else { return Vec::new() };
    let first = counts.keys().next().copied().unwrap_or(last);
    let ago = (0_i32..).take(MONTHS_MAX).map(|ago| last.plus_months(-ago));
    let mut months: Vec<(Day, Counts)> = ago
        .take_while(|month| *month >= first)
        .map(|month| (month, counts.get(&month).copied().unwrap_or_default()))
        .collect();
    months.reverse();
    months
}

/// The chart and its table; nothing where fewer than two months can be told apart.
pub(super) fn section(visit: &Visit, answer: &PublicationAnswer) -> Markup {
    let months = by_month(answer);
    let rated: Vec<(Day, f64)> =
        months.iter().filter_map(|(month, counts)| Some((*month, counts.rate()?))).collect();
    let (Some(first), Some(last)) = (rated.first(), rated.last()) else { return html! {} };
    if rated.len() < 2 {
        return html! {};
    }
    let said = |own: &(Day, f64)| (format::month(visit.language, own.0), format::percent(own.1));
    let ((from, was), (to, is)) = (said(first), said(last));
    let label = words::by_month(visit.language, (&from, &was), (&to, &is));
    let span = (months.len() - 1).max(1);
    let points: Vec<Point> = months
        .iter()
        .enumerate()
        .map(|(place, (_, counts))| Point {
            at: place as f64 / span as f64,
            value: counts.rate().map(|rate| rate * 100.0),
            class: "month",
            mark: None,
        })
        .collect();
    let n_labels = LABELS.min(months.len());
    let below: Vec<String> = (0..n_labels)
        .filter_map(|label| months.get(label * span / (n_labels - 1).max(1)))
        .map(|(month, _)| format::month(visit.language, *month))
        .collect();
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0];
    let scales = Scales { range: (0.0, 100.0), ticks: &ticks, below: &below };
    let title = visit.say(words::BY_MONTH);
    html! {
        h3 { (title) }
        (line(&label, &scales, &points))
        (layout::behind(visit, title, &table(visit, &months)))
    }
}

fn table(visit: &Visit, months: &[(Day, Counts)]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (visit.say(site::MONTH)) }
                    th.number scope="col" { (visit.say(words::RATE)) }
                    th.number scope="col" { (visit.say(words::ON_TIME)) }
                    th.number scope="col" { (visit.say(words::LATE)) }
                    th.number scope="col" { (visit.say(words::OVERDUE)) }
                }
            }
            tbody {
                @for (month, own) in months.iter().rev() {
                    tr {
                        th scope="row" { (format::month(visit.language, *month)) }
                        td.number {
                            @match own.rate() { Some(rate) => (format::percent(rate)), None => "–" }
                        }
                        td.number { (own.n_on_time) }
                        td.number { (own.n_late) }
                        td.number { (own.n_overdue) }
                    }
                }
            }
        }
    }
}
