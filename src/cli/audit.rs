//! `audit`: the log of every change, and whether it is what was written.

use clap::Subcommand;
use jiff::Timestamp;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::store::audit::Entry;
use crate::store::audit_check::{Anchor, AuditReport};
use crate::store::body::hexadecimal;

/// Entries that are listed unless said otherwise.
const LISTED: u32 = 50;

/// Look at the log of every change.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Find entries that were altered, are missing or stand in another order, and records that are
    /// not what their entry tells.
    ///
    /// Prints the last entry and its hash. Note them outside of this machine and give them back with
    /// `--expect`: who can rewrite the whole store cannot rewrite your note.
    Verify {
        /// An entry and its hash as an earlier run printed them.
        #[arg(long, value_name = "ENTRY:HASH", value_parser = anchor)]
        expect: Option<Anchor>,
    },
    /// List entries in their order.
    List {
        /// The entry after which to begin.
        #[arg(long, default_value_t = 0, value_name = "ENTRY")]
        after: u64,
        /// How many.
        #[arg(long, default_value_t = LISTED, value_name = "N")]
        limit: u32,
    },
}

fn anchor(text: &str) -> Result<Anchor, String> {
    let parts = text.split_once(':').and_then(|(entry, hash)| Some((entry.parse().ok()?, hash)));
    match parts {
        Some((entry, hash)) if hash.len() == 64 => Ok(Anchor { entry, hash: hash.to_lowercase() }),
        _ => Err("write it as ENTRY:HASH, the number of the entry and 64 digits".to_owned()),
    }
}

pub(super) fn run(context: &Context, command: &Audit) -> Result<Ended, CommandError> {
    let app = context.app()?;
    match command {
        Audit::Verify { expect } => verify(context, &app.check_audit(expect.as_ref())?),
        Audit::List { after, limit } => {
            let entries = app.audit_entries(*after, *limit)?;
            match context.format {
                Format::Json => json(&entries.iter().map(object).collect::<Vec<_>>())?,
                Format::Text => entries.iter().try_for_each(|entry| line(&text(entry)))?,
            }
            Ok(Ended::Done)
        }
    }
}

fn verify(context: &Context, report: &AuditReport) -> Result<Ended, CommandError> {
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    let head = format!("{}:{}", report.head.entry, report.head.hash);
    match context.format {
        Format::Json => json(&serde_json::json!({
            "n_entries": report.n_entries,
            "n_records": report.n_records,
            "n_records_before": report.begun.0,
            "head": head,
            "faults": faults,
        }))?,
        Format::Text => {
            line(&format!("{} entries, {} records", report.n_entries, report.n_records))?;
            if report.begun.0 > 0 {
                line(&format!("{} records are older than the log", report.begun))?;
            }
            faults.iter().try_for_each(|fault| line(fault))?;
            line(&format!("head {head}"))?;
        }
    }
    if faults.is_empty() {
        return Ok(Ended::Done);
    }
    let n = faults.len();
    Err(CommandError::Refused(format!("the audit log has {n} faults")))
}

fn at(entry: &Entry) -> String {
    Timestamp::from_microsecond(entry.at).map_or_else(|_| "?".to_owned(), |at| at.to_string())
}

fn object(entry: &Entry) -> serde_json::Value {
    serde_json::json!({
        "entry": entry.entry,
        "at": at(entry),
        "who": entry.who,
        "action": entry.action,
        "what": entry.what,
        "first_seq": entry.first_seq,
        "last_seq": entry.last_seq,
        "digest": hexadecimal(&entry.digest),
        "hash": hexadecimal(&entry.hash),
    })
}

fn text(entry: &Entry) -> String {
    let records = match (entry.first_seq, entry.last_seq) {
        (Some(first), Some(last)) => format!("  records {first} to {last}"),
        _ => String::new(),
    };
    format!(
        "{:>6}  {}  {}  {} {}{records}",
        entry.entry,
        at(entry),
        entry.who,
        entry.action,
        entry.what
    )
}
