//! `score`: one merchant's score with its reasons and the records behind them.

use std::fmt::Write as _;

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::subject::Subject;
use crate::app::score::{NamedContribution, NamedValue, Outcome, RatedScore, ScoreAnswer};
use crate::http::wire::score::ScoreBody;

/// Show the score of one merchant.
#[derive(Args, Debug)]
pub(super) struct ShowScore {
    #[command(flatten)]
    subject: Subject,
}

pub(super) fn run(context: &Context, command: &ShowScore) -> Result<Ended, CommandError> {
    let answer = context.app()?.score(&command.subject.question()?)?;
    match context.format {
        Format::Json => json(&ScoreBody::from(&answer))?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

/// A score for people.
pub(super) fn text(answer: &ScoreAnswer) -> String {
    let mut out = String::new();
    let name = answer.name.as_deref().unwrap_or("(no record says its name)");
    let _ = writeln!(out, "{}  {name}", answer.id);
    match &answer.outcome {
        Outcome::NotRated(lacking) => {
            let _ = writeln!(out, "not rated as of {}; what is lacking:", answer.as_of);
            for lacking in lacking {
                let _ = writeln!(out, "  - {}", lacking.sentence());
            }
        }
        Outcome::Rated(score) => write_score(&mut out, answer, score),
    }
    let versions = &answer.versions;
    let _ = write!(
        out,
        "scorecard {}, records up to {}, rules {}, calendar {}",
        versions.scorecard,
        versions.records,
        versions.rules.chars().take(12).collect::<String>(),
        versions.calendar.chars().take(12).collect::<String>(),
    );
    out
}

fn write_score(out: &mut String, answer: &ScoreAnswer, score: &RatedScore) {
    let _ = writeln!(
        out,
        "{} points, grade {}, as of {} (public {}, market {}, base {})",
        score.points,
        score.grade.letters(),
        answer.as_of,
        score.public_points,
        score.market_points,
        score.base_points
    );
    let reasons: Vec<&NamedContribution> =
        score.reasons.iter().filter_map(|place| score.contributions.get(*place)).collect();
    if reasons.is_empty() {
        let _ = writeln!(out, "no points lost");
        return;
    }
    let _ = writeln!(out, "points lost, and the records that cost them:");
    for reason in reasons {
        let _ = writeln!(
            out,
            "  -{:<4} {} {} ({})",
            reason.lost, reason.reason.code, reason.reason.en, reason.reason.zh
        );
        let _ = writeln!(out, "        {}: {}", reason.feature, value(reason));
        if !reason.records.is_empty() {
            let named: Vec<String> = reason.records.iter().map(ToString::to_string).collect();
            let more = reason.n_records.saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "        {}{more}", named.join(" "));
        }
    }
}

fn value(contribution: &NamedContribution) -> String {
    let value = match &contribution.value {
        NamedValue::Number(number) => format!("{number:.2} {}", contribution.unit),
        NamedValue::Category(category) => category.clone(),
        NamedValue::Missing => "not known".to_owned(),
    };
    format!("{value}, bin '{}'", contribution.bin)
}
