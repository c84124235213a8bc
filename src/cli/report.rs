//! `report`: everything known and displayable about one merchant.

use std::fmt::Write as _;

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::subject::Subject;
use crate::app::report::{Item, ReportAnswer};
use crate::http::wire::complaint::FiguresBody;
use crate::http::wire::report::ReportBody;

/// Show everything known and displayable about one merchant.
#[derive(Args, Debug)]
pub(super) struct ShowReport {
    #[command(flatten)]
    subject: Subject,
}

pub(super) fn run(context: &Context, command: &ShowReport) -> Result<Ended, CommandError> {
    let answer = context.app()?.report(&command.subject.question()?)?;
    match context.format {
        Format::Json => json(&ReportBody::from(&answer))?,
        Format::Text => line(&text(&answer))?,
    }
    Ok(Ended::Done)
}

fn text(answer: &ReportAnswer) -> String {
    let mut out = super::score::text(&answer.score);
    out.push('\n');
    if let Some(version) = &answer.merchant.version {
        let or_unknown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        let registered =
            version.registered_on.map_or_else(|| "?".to_owned(), |day| day.to_string());
        let _ = writeln!(
            out,
            "status {}, registered {registered}, region {}, industry {}",
            version.status.name(),
            or_unknown(&version.region),
            or_unknown(&version.industry),
        );
    }
    for former in &answer.merchant.former_names {
        let _ = writeln!(out, "formerly {} (from {})", former.name, former.from);
    }
    for section in &answer.sections {
        let _ = writeln!(out, "{}: {}", section.kind.plural(), section.n);
        for item in &section.items {
            let _ = writeln!(out, "  {}", row(item));
        }
    }
    let figures = FiguresBody::from(&answer.complaint_figures);
    let _ = writeln!(out, "{}", super::complaint::in_words(&figures));
    out.truncate(out.trim_end().len());
    out
}

fn row(item: &Item) -> String {
    let record = &item.record;
    let mut row = format!("{:<16} {}", record.id().to_string(), record.effective_on);
    if let Some(shown) = &item.shown {
        let until = shown
            .latest_end
            .map_or_else(|| "without an end".to_owned(), |end| format!("until {end}"));
        let _ = write!(
            row,
            "  {}, shown since {} {until}, by repair from {} ({})",
            shown.severity.chinese(),
            shown.from,
            shown.earliest_end,
            shown.rule,
        );
    }
    if let Some(listed) = &item.listed {
        let end = listed.ends_on.map_or_else(|| "it is left".to_owned(), |end| end.to_string());
        let _ = write!(row, "  {} until {end}", listed.list.chinese());
    }
    let _ = write!(row, "  {}", record.source);
    if !item.objections.is_empty() {
        let open: Vec<String> = item.objections.iter().map(ToString::to_string).collect();
        let _ = write!(row, "  under objection (异议): {}", open.join(" "));
    }
    if let Some(statement) = &item.statement {
        let _ = write!(row, "\n      the merchant says: {statement}");
    }
    row
}
