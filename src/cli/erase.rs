//! `erase`: personal text beside a record, by decision or because its time is over.

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed;
use crate::domain::record::envelope::RecordId;

/// Erase the personal text kept beside a record, and the papers of an application. The record stays.
#[derive(Args, Debug)]
pub(super) struct Erase {
    /// The record.
    #[arg(value_parser = typed::record, required_unless_present = "over_retention")]
    record: Option<RecordId>,

    /// Why (个人信息保护法 art. 47).
    #[arg(long, required_unless_present = "over_retention")]
    reason: Option<String>,

    /// Erase beside every penalty whose time of retention is over.
    #[arg(long, conflicts_with_all = ["record", "reason"])]
    over_retention: bool,
}

pub(super) fn run(context: &Context, command: &Erase) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let erased = match (command.record, &command.reason) {
        (Some(record), Some(reason)) => {
            app.erase(record, reason, &typed::submitter())?;
            vec![record]
        }
        _ => app.erase_over_retention(&typed::submitter())?,
    };
    let names: Vec<String> = erased.iter().map(ToString::to_string).collect();
    match context.format {
        Format::Json => json(&serde_json::json!({ "erased": names }))?,
        Format::Text => {
            line(&format!("erased beside {} records {}", names.len(), names.join(" ")))?
        }
    }
    Ok(Ended::Done)
}
