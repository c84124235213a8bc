//! Scorecards in words: lists, decisions, comparisons.

use std::fmt::Write as _;

use serde_json::json;

use super::evaluate::{judged_as_json, judged_as_text};
use super::observation::Judged;
use crate::app::govern::ListedModel;
use crate::app::judge::Compared;
use crate::domain::scorecard::{Kind, Scorecard, Segment};

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Expert => "expert",
        Kind::Trained => "trained",
    }
}

fn serves(model: &ListedModel) -> String {
    model.serves.iter().map(Segment::name).collect::<Vec<_>>().join(", ")
}

pub(super) fn as_json(model: &ListedModel) -> serde_json::Value {
    let decisions: Vec<_> = model
        .decisions
        .iter()
        .map(|kept| {
            json!({
                "decided_at": kept.at.map(|at| at.to_string()),
                "what": kept.what,
                "who": kept.who,
                "why": kept.why,
            })
        })
        .collect();
    json!({
        "name": model.name,
        "sha256": model.sha256,
        "kind": kind(model.kind),
        "serves": model.serves.iter().map(Segment::name).collect::<Vec<_>>(),
        "n_characteristics": model.n_characteristics,
        "state": model.state,
        "decisions": decisions,
    })
}

/// One line for each scorecard.
pub(super) fn list(models: &[ListedModel]) -> String {
    let lines: Vec<String> = models
        .iter()
        .map(|model| {
            format!(
                "{:<16} {:<34} {} card, {} characteristics, serves {}",
                model.name,
                model.state,
                kind(model.kind),
                model.n_characteristics,
                serves(model)
            )
        })
        .collect();
    lines.join("\n")
}

/// One scorecard and every decision about it.
pub(super) fn show(model: &ListedModel, card: &Scorecard) -> String {
    let table = card.table();
    let mut text = format!(
        "{}: {}\n{}\n{}\n  {} card, {} to {} points, serves {}\n  sha256 {}",
        model.name,
        model.state,
        table.about.en,
        table.about.zh,
        kind(model.kind),
        card.reach().start(),
        card.reach().end(),
        serves(model),
        model.sha256
    );
    if let Some(training) = &table.provenance.training {
        let _ = write!(
            text,
            "\n  trained on {} rows, {} bad: {}\n  bad means {}",
            training.n, training.n_bad, training.sample, training.outcome
        );
    }
    for source in &table.provenance.sources {
        let _ = write!(text, "\n  source: {source}");
    }
    text.push_str("\ncharacteristics:");
    for characteristic in card.characteristics() {
        let points = || characteristic.bins.iter().map(|bin| bin.points);
        let (least, most) = (points().min().unwrap_or(0), points().max().unwrap_or(0));
        let feature = &characteristic.feature;
        let _ = write!(text, "\n  {feature}: {least} to {most} points");
    }
    text.push_str("\ndecisions:");
    for kept in &model.decisions {
        let at = kept.at.map_or_else(|| "from the beginning".to_owned(), |at| at.to_string());
        let _ = write!(text, "\n  {at}  {} by {}: {}", kept.what, kept.who, kept.why);
    }
    text
}

pub(super) fn compared_as_json(compared: &Compared) -> serde_json::Value {
    let difference = compared.difference.map(|found| {
        json!({
            "auc": found.difference.estimate,
            "low": found.difference.low,
            "high": found.difference.high,
            "share_first_better": found.share_first_better,
        })
    });
    json!({
        "first": judged_as_json(&compared.judged[0]),
        "second": judged_as_json(&compared.judged[1]),
        "difference": difference,
        "sample": Judged(&compared.observed).flow_as_json(),
    })
}

/// Two scorecards side by side.
pub(super) fn compared(compared: &Compared) -> String {
    let [first, second] = &compared.judged;
    let mut text = Judged(&compared.observed).flow_as_text();
    let _ = write!(text, "{}\n{}", judged_as_text(first), judged_as_text(second));
    match &compared.difference {
        Some(found) => {
            let _ = write!(
                text,
                "\nAUC of {} less that of {}: {:+.4} (95 % {:+.4} to {:+.4}, paired bootstrap); \
                 better in {:.1} % of the resamples",
                first.model.name,
                second.model.name,
                found.difference.estimate,
                found.difference.low,
                found.difference.high,
                100.0 * found.share_first_better
            );
        }
        None => text.push_str("\nno difference in AUC: all rows have the same outcome"),
    }
    text
}
