//! Printing answers: as text for people, as JSON for programs; progress for those who watch.

use std::io::{IsTerminal as _, Write};

use clap::ValueEnum;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::exit::CommandError;
use crate::config::file::{LogFormat, LogSection};

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs: one JSON document.
    Json,
}

/// Prints an answer as JSON.
pub(super) fn json(answer: &impl Serialize) -> Result<(), CommandError> {
    let text = serde_json::to_string_pretty(answer)
        .map_err(|error| CommandError::Internal(error.to_string()))?;
    line(&text)
}

/// Prints a text and a line end.
pub(super) fn line(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// A bar for those who watch; nothing where nobody does.
pub(super) fn progress(total: Option<u64>, unit: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if total.is_some() {
        format!("{{wide_bar}} {{human_pos}}/{{human_len}} {unit} {{rate}} {{eta}} left")
    } else {
        format!("{{spinner}} {{human_pos}} {unit} {{rate}}")
    };
    let rate = |state: &ProgressState, text: &mut dyn std::fmt::Write| {
        // What is drawn cannot be refused.
        let _ = write!(text, "{}/s", HumanCount(state.per_sec() as u64));
    };
    let style = ProgressStyle::with_template(&template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("rate", rate))
}

/// Sends log lines to standard error, as `RUST_LOG` says, or the settings, or else as `usual` says.
pub(super) fn start_log(
    log: &LogSection,
    format: Option<LogFormat>,
    usual: &str,
) -> Result<(), CommandError> {
    let level = log.level.as_deref().unwrap_or(usual);
    let filter = match EnvFilter::try_from_default_env() {
        Ok(filter) => filter,
        Err(_) => EnvFilter::try_new(level)
            .map_err(|error| CommandError::Refused(format!("log.level '{level}': {error}")))?,
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only tests start it twice in a process.
    let _ = match format.unwrap_or(log.format) {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    Ok(())
}
