//! `config`: the settings, checked and printed as they apply.

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::config::ConfigError;

pub(super) fn run(context: &Context) -> Result<Ended, CommandError> {
    let mut file = context.place.settled()?;
    let settings = file.serve.settings().map_err(|error| ConfigError::Unreadable {
        path: context.place.config.clone().unwrap_or_default(),
        message: error.to_string(),
    })?;
    file.serve = file.serve.written_out(&settings);
    match context.format {
        Format::Json => json(&file)?,
        Format::Text => line(file.print().map_err(CommandError::Internal)?.trim_end())?,
    }
    Ok(Ended::Done)
}
