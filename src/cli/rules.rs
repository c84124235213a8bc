//! `rules`: the rules of law that apply, and an operator's own in front of the shipped ones.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::Value;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::app::App;

/// Rules of law: severity, display, lists, deadlines, retention.
#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List the rows that apply, with their document and how sure they are. As JSON: the whole rows,
    /// in the form in which they are taken in.
    List {
        /// Only this table: complaint, display, list, objection, publication, repair, retention or
        /// severity.
        table: Option<String>,
    },
    /// Take in a table of one's own: JSON as `rules list TABLE --format json` prints it. A row with
    /// the id of a shipped one replaces it, others are added; it counts from now on.
    Import {
        /// The file.
        file: PathBuf,
        /// The table. [default: the name of the file]
        #[arg(long)]
        table: Option<String>,
    },
}

pub(super) fn run(context: &Context, command: &RulesCommand) -> Result<Ended, CommandError> {
    let app = context.app()?;
    match command {
        RulesCommand::List { table } => list(context, &app, table.as_deref())?,
        RulesCommand::Import { file, table } => {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let table = table.as_deref().unwrap_or(&stem);
            let text = std::fs::read_to_string(file)
                .map_err(|error| CommandError::Refused(format!("{}: {error}", file.display())))?;
            let taken = app.import_rules(table, &text, "command-line")?;
            match context.format {
                Format::Json => json(&serde_json::json!({
                    "table": taken.table, "is_new": taken.is_new, "rules": taken.version,
                }))?,
                Format::Text if taken.is_new => line(&format!(
                    "the table {} counts from now; rules {}",
                    taken.table, taken.version
                ))?,
                Format::Text => line(&format!("the table {} says nothing new", taken.table))?,
            }
        }
    }
    Ok(Ended::Done)
}

fn list(context: &Context, app: &App, only: Option<&str>) -> Result<(), CommandError> {
    let mut rows: Vec<Value> = Vec::new();
    for (name, body) in app.rule_tables()? {
        let table = name.split('.').next().unwrap_or_default();
        if only.is_some_and(|only| only != table) {
            continue;
        }
        let parsed: Value = serde_json::from_str(&body)
            .map_err(|error| CommandError::Internal(format!("table {name}: {error}")))?;
        for row in parsed["rows"].as_array().into_iter().flatten() {
            rows.retain(|known| known["id"] != row["id"]);
            rows.push(row.clone());
        }
    }
    if rows.is_empty() {
        let table = only.unwrap_or_default();
        return Err(CommandError::Refused(format!("there is no table '{table}'")));
    }
    if context.format == Format::Json {
        let about = "Rules of law; a row with the id of a shipped one replaces it.";
        return json(&serde_json::json!({ "about": about, "rows": rows }));
    }
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    for row in &rows {
        let until =
            row["in_force_until"].as_str().map_or(String::new(), |day| format!(" to {day}"));
        line(&format!(
            "{:<44} from {}{until}  {}  {}, {}",
            text(row, "id"),
            text(row, "in_force_from"),
            text(row, "confidence"),
            text(row, "document"),
            text(row, "clause"),
        ))?;
    }
    line(&format!("{} rows", rows.len()))
}
