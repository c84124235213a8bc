//! Charts as SVG, drawn by plotters.

use plotters::prelude::*;

use super::document::Chart;
use crate::train::TrainError;

/// Size of a chart, in pixels.
const SIZE: (u32, u32) = (480, 320);

/// Colours that the colour-blind tell apart (Okabe and Ito).
const COLOURS: [RGBColor; 3] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(120, 120, 120)];

/// How the points of a series are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Joined by a line.
    Line,
    /// Joined by a line, each with a dot.
    Dots,
    /// Each as a bar from zero, this many of them in a group side by side.
    Bars {
        /// Place in the group, from 0.
        place: u32,
        /// Bars of the group.
        of: u32,
    },
}

/// One series of points.
pub(super) struct Series<'a> {
    pub(super) name: &'a str,
    pub(super) mark: Mark,
    pub(super) points: Vec<(f64, f64)>,
}

/// What a chart shows.
pub(super) struct Picture<'a> {
    pub(super) caption: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    pub(super) series: Vec<Series<'a>>,
}

/// Draws a chart.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Chart, TrainError> {
    let mut svg = String::new();
    drawn(picture, &mut svg).map_err(|error| TrainError::Chart(error.to_string()))?;
    Ok(Chart { caption: picture.caption.to_owned(), svg })
}

fn drawn(picture: &Picture<'_>, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let points = || picture.series.iter().flat_map(|series| series.points.iter());
    let edge = |pick: fn(&(f64, f64)) -> f64, fold: fn(f64, f64) -> f64, start: f64| {
        points().map(pick).filter(|value| value.is_finite()).fold(start, fold)
    };
    let has_bars = picture.series.iter().any(|series| matches!(series.mark, Mark::Bars { .. }));
    let beside = if has_bars { 0.6 } else { 0.0 };
    let x_low = edge(|point| point.0, f64::min, f64::INFINITY).min(f64::MAX) - beside;
    let x_high = edge(|point| point.0, f64::max, f64::NEG_INFINITY).max(x_low + 1e-9) + beside;
    let y_high = edge(|point| point.1, f64::max, 1e-9) * 1.05;
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(52)
        .build_cartesian_2d(x_low..x_high, 0.0..y_high)?;
    chart.configure_mesh().light_line_style(WHITE).x_desc(picture.x).y_desc(picture.y).draw()?;
    for (series, colour) in picture.series.iter().zip(COLOURS.iter().cycle()) {
        let (points, colour) = (series.points.iter().copied(), *colour);
        let drawn = match series.mark {
            Mark::Line => chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?,
            Mark::Dots => {
                chart.draw_series(points.clone().map(|p| Circle::new(p, 3, colour.filled())))?;
                chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            }
            Mark::Bars { place, of } => {
                let width = 0.8 / f64::from(of.max(1));
                let left = f64::from(place) * width - 0.4;
                chart.draw_series(points.map(|(x, y)| {
                    let corners = [(x + left, 0.0), (x + left + width, y)];
                    Rectangle::new(corners, colour.mix(0.6).filled())
                }))?
            }
        };
        drawn
            .label(series.name)
            .legend(move |(x, y)| Rectangle::new([(x, y - 4), (x + 14, y + 4)], colour.filled()));
    }
    if picture.series.len() > 1 {
        chart
            .configure_series_labels()
            .background_style(WHITE.mix(0.8))
            .border_style(RGBColor(200, 200, 200))
            .draw()?;
    }
    area.present()?;
    Ok(())
}
