//! `score`: one merchant's score with its reasons and the records behind them.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::subject::Subject;
use crate::app::outlook::{OutlookAnswer, WhatIf};
use crate::app::score::{NamedContribution, NamedValue, Outcome, RatedScore, ScoreAnswer};
use crate::domain::record::envelope::RecordId;
use crate::http::wire::outlook::OutlookBody;
use crate::http::wire::score::ScoreBody;

/// Show the score of one merchant.
#[derive(Args, Debug)]
pub(super) struct ShowScore {
    #[command(flatten)]
    subject: Subject,

    /// As if something had happened: repair:RECORD, for example repair:penalty-42.
    #[arg(long, value_name = "CHANGE", value_parser = what_if)]
    what_if: Vec<WhatIf>,

    /// What points lost are counted against.
    #[arg(long, value_enum, default_value_t = Against::Best)]
    against: Against,
}

/// Show the next three years of one merchant's score if nothing new happens.
#[derive(Args, Debug)]
pub(super) struct ShowOutlook {
    #[command(flatten)]
    subject: Subject,
}

/// What points lost are counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Against {
    /// The best bin of each characteristic.
    Best,
    /// The average merchant of the sample that the card was trained on.
    Average,
}

fn what_if(text: &str) -> Result<WhatIf, String> {
    let record = text.strip_prefix("repair:").and_then(RecordId::parse);
    let fault = "a change is written repair:RECORD, for example repair:penalty-42";
    record.map(WhatIf::Repaired).ok_or_else(|| fault.to_owned())
}

pub(super) fn run_outlook(context: &Context, command: &ShowOutlook) -> Result<Ended, CommandError> {
    let answer = context.app()?.outlook(&command.subject.question()?)?;
    match context.format {
        Format::Json => json(&OutlookBody::from(&answer))?,
        Format::Text => line(&outlook(&answer))?,
    }
    Ok(Ended::Done)
}

fn outlook(answer: &OutlookAnswer) -> String {
    let body = OutlookBody::from(answer);
    let points = |points: Option<i32>| points.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let mut rows = vec![format!(
        "{}  {:>4} {:<4} as of this day; if nothing new happens:",
        body.as_of,
        points(body.points),
        body.grade
    )];
    for day in &body.days {
        let turns: Vec<String> =
            day.turns.iter().map(|turn| format!("{} {}", turn.record, turn.turn)).collect();
        rows.push(format!(
            "{}  {:>4} {:<4} {}",
            day.on,
            points(day.points),
            day.grade,
            turns.join(", ")
        ));
    }
    rows.push(format!("until {}", body.until));
    rows.join("\n")
}

pub(super) fn run(context: &Context, command: &ShowScore) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let question = command.subject.question()?;
    let answer = if command.what_if.is_empty() {
        app.score(&question)?
    } else {
        app.score_if(&question, &command.what_if)?
    };
    if !command.what_if.is_empty() && context.format == Format::Text {
        line("what if: the score as it were, not as it is")?;
    }
    match context.format {
        Format::Json => json(&ScoreBody::from(&answer))?,
        Format::Text if command.against == Against::Average => line(&against_average(&answer)?)?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

/// The reasons against the average merchant, for people.
fn against_average(answer: &ScoreAnswer) -> Result<String, CommandError> {
    let Outcome::Rated(score) = &answer.outcome else { return Ok(text(answer)) };
    let Some(reasons) = score.reasons_against_average() else {
        return Err(CommandError::Refused(format!(
            "{} was not trained on a sample, so it knows no average merchant; ask without --against",
            answer.versions.scorecard
        )));
    };
    let mut out = format!(
        "{}: {} points by {}, as of {}; below the average merchant of its sample:",
        answer.id, score.points, answer.versions.scorecard, answer.as_of
    );
    for reason in reasons {
        let _ = write!(
            out,
            "\n  -{:<6.1} {} {} ({})\n          {}: {}",
            reason.below_average.unwrap_or_default(),
            reason.reason.code,
            reason.reason.en,
            reason.reason.zh,
            reason.feature,
            value(reason)
        );
    }
    Ok(out)
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
    for open in &answer.objections {
        let of = open.target.map_or_else(|| "the score".to_owned(), |target| target.to_string());
        let _ =
            writeln!(out, "under objection (异议) since {}: {of} ({})", open.raised_on, open.id);
    }
    let versions = &answer.versions;
    if let Some(why) = &versions.scorecard_stands_in {
        let _ = writeln!(out, "WARNING: {why}");
    }
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
    if let Some(veto) = &score.veto {
        let _ = writeln!(
            out,
            "the grade is decided by {} ({}, {}), not by the points, which alone would give {}",
            veto.list.chinese(),
            veto.record,
            veto.rule,
            veto.grade_by_points.letters()
        );
    }
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
        if let Some(improve) = &reason.improve {
            let _ = writeln!(out, "        to change it: {} ({})", improve.en, improve.zh);
        }
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
