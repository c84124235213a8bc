//! `backup`, `restore`, `check`: keeping the store safe.

use std::path::PathBuf;

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::store::backup::restore;

/// Copy the store to a file while it is in use.
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The file to write; it must not exist.
    file: PathBuf,
}

/// Put a backup in the place of the store. What was there is kept beside it.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// A file that `backup` wrote.
    file: PathBuf,
}

/// Check the store.
#[derive(Args, Debug)]
pub(super) struct Check;

pub(super) fn run_backup(context: &Context, command: &Backup) -> Result<Ended, CommandError> {
    context.app()?.store().backup(&command.file)?;
    line(&format!("the store is copied to {}", command.file.display()))?;
    Ok(Ended::Done)
}

pub(super) fn run_restore(context: &Context, command: &Restore) -> Result<Ended, CommandError> {
    let data_dir = context.place.settled()?.data_dir.unwrap_or_default();
    restore(&data_dir, &command.file)?;
    line(&format!("{} is the store now", command.file.display()))?;
    Ok(Ended::Done)
}

pub(super) fn run_check(context: &Context) -> Result<Ended, CommandError> {
    let checked = context.app()?.store().check()?;
    match context.format {
        Format::Json => json(&serde_json::json!({
            "ok": true,
            "n_records": checked.n_records,
            "n_merchants": checked.n_merchants,
            "n_packed": checked.n_packed,
        }))?,
        Format::Text => line(&format!(
            "ok: {} records without a gap, {} merchants, {} packed histories equal to a recount",
            checked.n_records, checked.n_merchants, checked.n_packed
        ))?,
    }
    Ok(Ended::Done)
}
