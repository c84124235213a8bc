//! How many went from one class to another, as a table whose cells are shaded by share of their row.

use maud::{Markup, html};

use crate::web::format;

/// A square of counts with the names of its classes.
pub(in crate::web) struct Matrix<'a> {
    /// Names of rows and columns.
    pub classes: &'a [&'a str],
    /// Counts by row, then column.
    pub counts: &'a [Vec<u64>],
    /// What rows are, and what columns are.
    pub from: &'a str,
    /// What columns are.
    pub to: &'a str,
}

/// The table; `caption` says what it shows.
pub(in crate::web) fn matrix(caption: &str, matrix: &Matrix<'_>) -> Markup {
    html! {
        table.matrix {
            caption { (caption) }
            thead {
                tr {
                    th scope="col" { (matrix.from) " → " (matrix.to) }
                    @for class in matrix.classes { th scope="col" { (class) } }
                }
            }
            tbody {
                @for (class, row) in matrix.classes.iter().zip(matrix.counts) {
                    @let all = row.iter().sum::<u64>();
                    tr {
                        th scope="row" { (class) }
                        @for n in row {
                            td class=(shade(*n, all)) {
                                @if *n > 0 { (format::count(i64::try_from(*n).unwrap_or(i64::MAX))) }
                                @else { span.quiet { "·" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One of five shades by the share of the row.
fn shade(n: u64, all: u64) -> &'static str {
    let share = if all == 0 { 0.0 } else { n as f64 / all as f64 };
    match share {
        share if share <= 0.0 => "shade-0",
        share if share < 0.05 => "shade-1",
        share if share < 0.2 => "shade-2",
        share if share < 0.5 => "shade-3",
        _ => "shade-4",
    }
}
