//! A value over time as a line between points, with gaps where there is none.

use maud::{Markup, html};

use super::percent;

/// One point: where in time, what value if any, how it is coloured.
pub(in crate::web) struct Point {
    pub at: f64,
    pub value: Option<f64>,
    pub class: &'static str,
    /// A number that leads to the explanation of what moved the value here.
    pub mark: Option<usize>,
}

/// The two scales of a chart.
pub(in crate::web) struct Scales<'a> {
    /// Least and most of the values.
    pub range: (f64, f64),
    /// Values with a line across and a label.
    pub ticks: &'a [f64],
    /// Labels below, evenly spread from the first point to the last.
    pub below: &'a [String],
}

/// Leaves room for strokes and circles at the edges.
fn inset(share: f64) -> f64 {
    0.03 + share.clamp(0.0, 1.0) * 0.94
}

fn height(value: f64, range: (f64, f64)) -> f64 {
    let share = (value - range.0) / (range.1 - range.0).max(f64::EPSILON);
    1.0 - inset(share)
}

/// The line chart; `label` says in words what it shows.
pub(in crate::web) fn line(label: &str, scales: &Scales<'_>, points: &[Point]) -> Markup {
    let pairs = points.iter().zip(points.iter().skip(1));
    let segments = pairs.filter_map(|(a, b)| Some((a.at, a.value?, b.at, b.value?)));
    html! {
        div.plot role="img" aria-label=(label) {
            (ticks(scales))
            svg.lines width="100%" height="220" aria-hidden="true" focusable="false" {
                @for tick in scales.ticks {
                    @let y = percent(height(*tick, scales.range));
                    line.tick x1="0" x2="100%" y1=(y) y2=(y) {}
                }
                @for (x1, v1, x2, v2) in segments {
                    line.value x1=(percent(inset(x1))) y1=(percent(height(v1, scales.range)))
                        x2=(percent(inset(x2))) y2=(percent(height(v2, scales.range))) {}
                }
                @for point in points {
                    @if let Some(value) = point.value {
                        @let (x, y) = (inset(point.at), height(value, scales.range));
                        circle class=(point.class) cx=(percent(x)) cy=(percent(y)) r="4" {}
                        @if let Some(mark) = point.mark {
                            text.mark x=(percent(x)) y=(percent(y)) dy="-0.8em"
                                text-anchor="middle" { (mark) }
                        }
                    }
                }
            }
            (below(scales.below))
        }
    }
}

/// The labels of the values, beside the chart.
pub(super) fn ticks(scales: &Scales<'_>) -> Markup {
    html! {
        svg.ticks width="100%" height="220" aria-hidden="true" focusable="false" {
            @for tick in scales.ticks {
                text x="100%" y=(percent(height(*tick, scales.range))) dy="0.35em"
                    text-anchor="end" { (tick) }
            }
        }
    }
}

/// The labels of time, under the chart.
pub(super) fn below(labels: &[String]) -> Markup {
    html! {
        div.below aria-hidden="true" {
            @for label in labels { span { (label) } }
        }
    }
}
