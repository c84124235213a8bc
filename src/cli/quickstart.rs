//! `quickstart`: the whole way once, on the shipped town.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::line;
use crate::app::quickstart::{KEY_NAME, SEEDS_AS_OF};
use crate::domain::record::kind::RecordKind;

/// Load the shipped town, score everyone, show one score with its reasons, and serve.
#[derive(Args, Debug)]
pub(super) struct Quickstart {
    /// The folder with the shipped town.
    #[arg(long, default_value = "seeds/town", value_name = "DIR")]
    seeds: PathBuf,

    /// Where to serve.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// End after printing instead of serving.
    #[arg(long)]
    once: bool,
}

pub(super) fn run(context: &Context, command: &Quickstart) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let started = app.quickstart(&command.seeds)?;
    let mut new: BTreeMap<RecordKind, (u64, u64)> = BTreeMap::new();
    for import in &started.imports {
        let counts = new.entry(import.kind).or_default();
        counts.0 += import.n_accepted;
        counts.1 += import.n_duplicates;
    }
    line(&format!("records of the invented town, new (and there already), as of {SEEDS_AS_OF}:"))?;
    for (kind, (n_new, n_known)) in new {
        line(&format!("  {:<19} {n_new:>6} ({n_known})", kind.plural()))?;
    }
    for import in started.imports.iter().filter(|import| import.n_rejected() > 0) {
        line(&format!("  {} rows of {} were rejected", import.n_rejected(), import.source))?;
    }
    line("")?;
    line(&super::run_text::report(&started.run))?;
    if let Some(example) = &started.example {
        line("")?;
        line(&super::score::text(example))?;
    }
    line("")?;
    match &started.token {
        Some(token) => line(&format!("API key '{KEY_NAME}' (shown once): {token}"))?,
        None => line(&format!("API key '{KEY_NAME}' exists since an earlier run"))?,
    }
    if command.once {
        return Ok(Ended::Done);
    }
    let mut settings = super::serve::settings(context, &context.place.settled()?)?;
    settings.listen = command.listen;
    super::serve::serve(context, app, settings)
}
