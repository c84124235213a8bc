//! A QR code as one path of squares.

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code that readers need.
const QUIET: usize = 4;

/// The code of a text; nothing where the text is too long for one.
pub(in crate::web) fn qr(label: &str, text: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return html! {};
    };
    let width = code.width();
    let mut path = String::new();
    for (row, colours) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in colours.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, n) = (column + QUIET, row + QUIET, run.len());
                let _ = write!(path, "M{x} {y}h{n}v1h-{n}z");
            }
            column += run.len();
        }
    }
    let side = width + 2 * QUIET;
    html! {
        svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label)
            shape-rendering="crispEdges" {
            rect.ground width=(side) height=(side) {}
            path d=(path) {}
        }
    }
}
