//! A half circle from 0 to 1000 points, with the grades' sections and a pointer.

use std::f64::consts::PI;

use maud::{Markup, html};

use super::grade_class;
use crate::domain::scorecard::{Grade, POINTS_MAX};

/// Where a grade begins on the scale; it ends where the next better one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) struct Section {
    pub grade: Grade,
    pub from: i32,
    pub to: i32,
}

const CENTRE: (f64, f64) = (120.0, 120.0);
const RADIUS: f64 = 98.0;

/// The gauge; without points the pointer is left out. `label` says in words what it shows.
pub(in crate::web) fn gauge(
    label: &str,
    sections: &[Section],
    points: Option<i32>,
    below: &str,
) -> Markup {
    html! {
        svg.gauge viewBox="0 0 240 150" role="img" aria-label=(label) {
            path.track d=(arc(0.0, 1.0)) {}
            @for section in sections {
                path class=(grade_class(Some(section.grade)))
                    d=(arc(share(section.from), share(section.to))) {}
            }
            @if let Some(points) = points {
                path.pointer d=(pointer(share(points))) {}
            }
            text.points x="120" y="116" text-anchor="middle" aria-hidden="true" {
                @if let Some(points) = points { (points) } @else { "–" }
            }
            text.below x="120" y="140" text-anchor="middle" aria-hidden="true" { (below) }
            text.end x="22" y="140" text-anchor="middle" aria-hidden="true" { "0" }
            text.end x="218" y="140" text-anchor="middle" aria-hidden="true" { (POINTS_MAX) }
        }
    }
}

fn share(points: i32) -> f64 {
    (f64::from(points) / f64::from(POINTS_MAX)).clamp(0.0, 1.0)
}

fn place(share: f64, radius: f64) -> (f64, f64) {
    let angle = PI * (1.0 - share);
    (CENTRE.0 + radius * angle.cos(), CENTRE.1 - radius * angle.sin())
}

fn arc(from: f64, to: f64) -> String {
    let ((x1, y1), (x2, y2)) = (place(from, RADIUS), place(to, RADIUS));
    format!("M{x1:.1} {y1:.1}A{RADIUS} {RADIUS} 0 0 1 {x2:.1} {y2:.1}")
}

fn pointer(share: f64) -> String {
    let ((x1, y1), (x2, y2)) = (place(share, RADIUS - 14.0), place(share, RADIUS + 14.0));
    format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}")
}
