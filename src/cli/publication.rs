//! `publication` and `publish`: which decisions were published in time, and publishing one.

use clap::Args;
use serde::Serialize;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed::{self, KnownAt};
use super::workdays::provisional;
use crate::app::publication::{Named, PublicationQuestion};
use crate::domain::day::Day;
use crate::domain::publication::state::Channel;
use crate::domain::record::envelope::RecordId;
use crate::http::wire::publication::{AuthorityMonthBody, PublicationBody, PublicationItemBody};

/// Show which authorities published their licences and penalties in time (双公示).
///
/// Without --all, --overdue or --due-within: per authority and month. With them: the decisions themselves,
/// most urgent first.
#[derive(Args, Debug)]
pub(super) struct ShowPublication {
    /// Only this authority: its credit code or its whole name.
    #[arg(long, value_name = "ORGAN")]
    authority: Option<String>,

    /// Only decisions of this month.
    #[arg(long, value_name = "YYYY-MM", value_parser = typed::month)]
    month: Option<Day>,

    /// As of which day. [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,

    /// As known at which instant, or at the end of which day. [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = KnownAt::parse)]
    known_at: Option<KnownAt>,

    /// By the clock of which channel.
    #[arg(long, default_value = "credit_china", value_parser = typed::channel)]
    channel: Channel,

    /// List every decision with its state.
    #[arg(long)]
    all: bool,

    /// List what is overdue.
    #[arg(long)]
    overdue: bool,

    /// List what is due within so many working days.
    #[arg(long, value_name = "N")]
    due_within: Option<u32>,

    /// Print CSV.
    #[arg(long)]
    csv: bool,
}

/// Publish a draft, or a decision on one more channel.
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// The licence or penalty.
    #[arg(value_parser = typed::record)]
    record: RecordId,

    /// Where.
    #[arg(long, default_value = "credit_china", value_parser = typed::channel)]
    channel: Channel,

    /// The day of the publication. [default: today]
    #[arg(long, value_name = "DATE")]
    published_on: Option<Day>,
}

pub(super) fn run(context: &Context, command: &ShowPublication) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let (zone, now) = (&app.settings().zone, app.settings().clock.now());
    let answer = app.publication(&PublicationQuestion {
        authority: command.authority.clone(),
        month: command.month,
        as_of: command.as_of,
        known_at: command.known_at.map(|known_at| known_at.instant(zone, now)),
        channel: command.channel,
        named: Named { all: command.all, overdue: command.overdue, due_within: command.due_within },
    })?;
    let body = PublicationBody::from(&answer);
    let is_list = command.all || command.overdue || command.due_within.is_some();
    match (command.csv, is_list) {
        (true, true) => line(csv(&body.items)?.trim_end())?,
        (true, false) => line(csv(&body.months)?.trim_end())?,
        (false, _) if context.format == Format::Json => json(&body)?,
        (false, true) => line(&items(&body))?,
        (false, false) => line(&months(&body))?,
    }
    Ok(Ended::Done)
}

pub(super) fn run_publish(context: &Context, command: &Publish) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let on = command.published_on.unwrap_or_else(|| app.today());
    let id = app.publish(command.record, command.channel, on, &typed::submitter())?;
    match context.format {
        Format::Json => json(&serde_json::json!({ "id": id.to_string() }))?,
        Format::Text => line(&format!("{} is published from {on} on: {id}", command.record))?,
    }
    Ok(Ended::Done)
}

/// Rows as CSV under the names of their JSON.
pub(crate) fn csv<T: Serialize>(rows: &[T]) -> Result<String, CommandError> {
    let fault = |error: &dyn std::fmt::Display| CommandError::Internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| fault(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| fault(&error))?;
    String::from_utf8(bytes).map_err(|error| fault(&error))
}

fn months(body: &PublicationBody) -> String {
    let mut rows = vec![
        "month    decided  on time  late  overdue  due  exempt  rate    median  worst  authority"
            .to_owned(),
    ];
    rows.extend(body.months.iter().map(month));
    rows.push(format!(
        "as of {}, by the clock of {}{}",
        body.as_of,
        body.channel,
        provisional(body.provisional)
    ));
    rows.join("\n")
}

fn month(row: &AuthorityMonthBody) -> String {
    let number = |n: Option<i64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    format!(
        "{}  {:>7}  {:>7}  {:>4}  {:>7}  {:>3}  {:>6}  {:>6}  {:>6}  {:>5}  {}",
        row.month,
        row.n_decisions,
        row.n_on_time,
        row.n_late,
        row.n_overdue,
        row.n_to_be_published,
        row.n_exempt,
        row.on_time_rate.map_or_else(|| "-".to_owned(), |rate| format!("{:.1} %", rate * 100.0)),
        number(row.median_delay_working_days),
        number(row.worst_delay_working_days),
        row.organ,
    )
}

fn items(body: &PublicationBody) -> String {
    let mut rows: Vec<String> = body.items.iter().map(item).collect();
    rows.push(format!("{} in all, as of {}", body.n_items, body.as_of));
    rows.join("\n")
}

fn item(row: &PublicationItemBody) -> String {
    let n = row.n_working_days.unwrap_or(0);
    let state = match row.state {
        "overdue" => format!("overdue by {n}"),
        "to_be_published" => format!("due in {n}"),
        "published_late" => format!("late by {n}"),
        "published_on_time" => "on time".to_owned(),
        other => other.to_owned(),
    };
    format!(
        "{}  {state:<14} {:<14} {}  decided {}  {}{}",
        row.due_on.as_deref().unwrap_or("-"),
        row.id,
        row.merchant,
        row.decided_on,
        row.organ,
        provisional(row.provisional),
    )
}
