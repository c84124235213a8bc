//! Means by month with their intervals over columns of counts: a whisker says how sure a mean is.

use maud::{Markup, html};

use super::line::{Scales, below, ticks};
use super::percent;

/// One month.
pub(in crate::web) struct Month {
    pub n: i64,
    pub mean: Option<f64>,
    /// Lower and upper end.
    pub interval: Option<(f64, f64)>,
    /// From 0 to 1: how strong the mark is drawn.
    pub belief: Option<f64>,
}

/// The share of the height that is left to the columns of counts at the bottom.
const COLUMNS: f64 = 0.2;

fn height(value: f64, range: (f64, f64)) -> f64 {
    let share = (value - range.0) / (range.1 - range.0).max(f64::EPSILON);
    0.97 - share.clamp(0.0, 1.0) * 0.94
}

/// The chart; `label` says in words what it shows.
pub(in crate::web) fn months(label: &str, scales: &Scales<'_>, months: &[Month]) -> Markup {
    let most = months.iter().map(|month| month.n).max().unwrap_or(0).max(1) as f64;
    let width = 1.0 / months.len().max(1) as f64;
    html! {
        div.plot role="img" aria-label=(label) {
            (ticks(scales))
            svg.months width="100%" height="220" aria-hidden="true" focusable="false" {
                @for tick in scales.ticks {
                    @let y = percent(height(*tick, scales.range));
                    line.tick x1="0" x2="100%" y1=(y) y2=(y) {}
                }
                @for (place, month) in months.iter().enumerate() {
                    @let left = place as f64 * width;
                    @let x = percent(left + width / 2.0);
                    @let n = month.n.max(0) as f64 / most * COLUMNS;
                    rect.count x=(percent(left + width * 0.15)) width=(percent(width * 0.7))
                        y=(percent(1.0 - n)) height=(percent(n)) {}
                    @if let Some((low, high)) = month.interval {
                        line.interval x1=(x) x2=(x) y1=(percent(height(low, scales.range)))
                            y2=(percent(height(high, scales.range))) {}
                    }
                    @if let Some(mean) = month.mean {
                        circle class=(belief_class(month.belief)) cx=(x)
                            cy=(percent(height(mean, scales.range))) r="4.5" {}
                    }
                }
            }
            (below(scales.below))
        }
    }
}

/// Hollow where most of the ratings are doubted.
fn belief_class(belief: Option<f64>) -> &'static str {
    match belief {
        Some(belief) if belief >= 0.6 => "believed",
        _ => "doubted",
    }
}
