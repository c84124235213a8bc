//! Bars beside their names: one row each, as long as its value.

use maud::{Markup, html};

use super::percent;

/// A bar of `value` out of `most`, as wide as what it stands in; decoration beside a number in words.
pub(in crate::web) fn bar(class: &str, value: f64, most: f64) -> Markup {
    let share = if most > 0.0 { value / most } else { 0.0 };
    html! {
        svg class=(format!("bar {class}")) width="100%" height="10" aria-hidden="true" focusable="false" {
            rect.track width="100%" height="10" rx="5" {}
            @if share > 0.0 {
                rect.value width=(percent(share.max(0.012))) height="10" rx="5" {}
            }
        }
    }
}

/// A named count.
pub(in crate::web) struct Column {
    pub name: String,
    pub n: u64,
    pub class: &'static str,
}

/// Columns side by side, each with its name below; `label` says in words what they show.
pub(in crate::web) fn columns(label: &str, columns: &[Column]) -> Markup {
    let most = columns.iter().map(|column| column.n).max().unwrap_or(0).max(1) as f64;
    let width = 1.0 / columns.len().max(1) as f64;
    html! {
        svg.columns width="100%" height="200" role="img" aria-label=(label) {
            @for (place, column) in columns.iter().enumerate() {
                @let height = column.n as f64 / most * 0.78;
                @let left = place as f64 * width;
                rect class=(column.class) x=(percent(left + width * 0.12)) width=(percent(width * 0.76))
                    y=(percent(0.88 - height)) height=(percent(height)) rx="2" {}
                @if column.n > 0 {
                    text.count x=(percent(left + width / 2.0)) y=(percent(0.855 - height))
                        text-anchor="middle" { (column.n) }
                }
                text.name x=(percent(left + width / 2.0)) y="98%" text-anchor="middle" {
                    (column.name)
                }
            }
        }
    }
}
