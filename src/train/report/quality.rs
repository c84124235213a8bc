//! The charts of how good a card is: ROC, calibration, distribution of points.

use super::charts::{Mark, Picture, Series, draw};
use super::document::Chart;
use crate::train::TrainError;
use crate::train::evaluation::Evaluation;

pub(super) fn quality_charts(judged_on: &Evaluation) -> Result<Vec<Chart>, TrainError> {
    let line = |name, points| Series { name, mark: Mark::Line, points };
    let roc = Picture {
        caption: "ROC curve: share of bads found over share of goods found",
        x: "share of goods",
        y: "share of bads",
        series: vec![
            line(
                "card",
                judged_on.roc.iter().map(|p| (p.share_of_goods, p.share_of_bads)).collect(),
            ),
            line("chance", vec![(0.0, 0.0), (1.0, 1.0)]),
        ],
    };
    let n_points = judged_on.roc.len().max(2) as f64 - 1.0;
    let by_score = |pick: fn(&crate::train::metrics::RocPoint) -> f64| {
        judged_on.roc.iter().enumerate().map(|(i, p)| (i as f64 / n_points, pick(p))).collect()
    };
    let ks = Picture {
        caption: "Kolmogorov–Smirnov: goods and bads at or below each score, by rank of score",
        x: "rank of score",
        y: "share",
        series: vec![
            line("goods", by_score(|p| p.share_of_goods)),
            line("bads", by_score(|p| p.share_of_bads)),
        ],
    };
    let calibration = Picture {
        caption: "Calibration: observed bad rate by predicted, in tenths",
        x: "predicted",
        y: "observed",
        series: vec![
            Series {
                name: "tenths",
                mark: Mark::Dots,
                points: judged_on.calibration.iter().map(|b| (b.predicted, b.observed)).collect(),
            },
            line(
                "equal",
                judged_on.calibration.iter().map(|b| (b.predicted, b.predicted)).collect(),
            ),
        ],
    };
    let distribution = Picture {
        caption: "Score distribution: rows by 20 points",
        x: "points / 20",
        y: "rows",
        series: vec![Series {
            name: "rows",
            mark: Mark::Bars { place: 0, of: 1 },
            points: histogram(&judged_on.points),
        }],
    };
    let gains = Picture {
        caption: "Gains: share of all bads found by tenth, worst first",
        x: "tenth",
        y: "share of bads",
        series: vec![line(
            "card",
            std::iter::once((0.0, 0.0))
                .chain(
                    judged_on
                        .gains
                        .iter()
                        .enumerate()
                        .map(|(index, band)| ((index + 1) as f64, band.share_of_bads)),
                )
                .collect(),
        )],
    };
    [roc, ks, calibration, distribution, gains].iter().map(draw).collect()
}

fn histogram(points: &[i32]) -> Vec<(f64, f64)> {
    let mut bands = std::collections::BTreeMap::new();
    for points in points {
        *bands.entry(points.div_euclid(20)).or_insert(0_u32) += 1;
    }
    bands.into_iter().map(|(band, n)| (f64::from(band), f64::from(n))).collect()
}
