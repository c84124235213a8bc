//! `monitor` and `trace`: the monthly monitor, and the way of a batch of goods.

use clap::Args;
use jiff::Timestamp;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed;
use crate::app::AppError;
use crate::app::monitor::MonitorQuestion;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::http::wire::market::{GroupBody, MonitorBody, MonthFiguresBody, TraceBody};

/// Show the figures of a month: merchants, orders, returns and complaints.
#[derive(Args, Debug)]
pub(super) struct ShowMonitor {
    /// The month, such as 2026-10.
    #[arg(long, value_name = "MONTH", value_parser = typed::month)]
    month: Day,

    /// Only regions (GB/T 2260) that begin so.
    #[arg(long, value_name = "DIGITS")]
    region: Option<String>,

    /// Only trades (GB/T 4754, two digits) that begin so.
    #[arg(long, value_name = "DIGITS")]
    industry: Option<String>,

    /// As known at which instant, for example 2026-11-16T08:00:00Z. [default: now]
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,
}

/// Follow a batch of goods back to where it came from (商品流通全流程追溯).
#[derive(Args, Debug)]
pub(super) struct Trace {
    /// The merchant that sold it.
    merchant: String,

    /// The number of the batch.
    batch: String,
}

pub(super) fn run(context: &Context, command: &ShowMonitor) -> Result<Ended, CommandError> {
    let answer = context.app()?.monitor(&MonitorQuestion {
        month: command.month,
        region: command.region.clone(),
        industry: command.industry.clone(),
        known_at: command.known_at,
    })?;
    let body = MonitorBody::from(&answer);
    if context.format == Format::Json {
        json(&body)?;
        return Ok(Ended::Done);
    }
    line(&format!("{} to {}", body.from, body.to))?;
    line("                merchants     orders         yuan    returns complaints")?;
    line(&row("all", &body.total))?;
    for group in body.by_region.iter().chain(&body.by_trade).chain(&body.by_platform) {
        let GroupBody { name, figures } = group;
        line(&row(name, figures))?;
    }
    Ok(Ended::Done)
}

fn row(name: &str, figures: &MonthFiguresBody) -> String {
    format!(
        "{name:<14} {:>10} {:>10} {:>12} {:>10} {:>10}",
        figures.n_merchants,
        figures.n_orders,
        figures.amount_fen / 100,
        figures.n_returns,
        figures.n_complaints
    )
}

pub(super) fn run_trace(context: &Context, command: &Trace) -> Result<Ended, CommandError> {
    let id = MerchantId::parse(&command.merchant)
        .map_err(|error| AppError::merchant_id(&command.merchant, &error))?;
    let body = TraceBody::from(&context.app()?.trace(&id, &command.batch)?);
    if context.format == Format::Json {
        json(&body)?;
        return Ok(Ended::Done);
    }
    for link in &body.links {
        let indent = "  ".repeat(link.distance as usize);
        let between = match (&link.first_sold_on, &link.last_sold_on) {
            (Some(first), Some(last)) => format!(", {first} to {last}"),
            _ => String::new(),
        };
        line(&format!(
            "{indent}{}: {} orders, {} verified, {} sent back{between}; licences: {}",
            link.merchant,
            link.n_orders,
            link.n_verified,
            link.n_returned,
            if link.licences.is_empty() { "none".to_owned() } else { link.licences.join(" ") }
        ))?;
    }
    if body.is_cut {
        line("there is more than was followed")?;
    }
    Ok(Ended::Done)
}
