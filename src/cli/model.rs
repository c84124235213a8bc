//! `model`: scorecard files.

use std::path::PathBuf;

use clap::Subcommand;

use super::exit::{CommandError, Ended};
use super::output::line;
use crate::domain::assessment::ReadyCard;
use crate::domain::feature;
use crate::domain::scorecard::{KnownFeatures, Scorecard};
use crate::files::scorecard_file::{self, ScorecardFile};

/// Scorecard files.
#[derive(Debug, Subcommand)]
pub(super) enum Model {
    /// Check a scorecard that was edited by hand, and seal it: write it in its canonical form with
    /// the hash of its content.
    Seal {
        /// The scorecard file.
        file: PathBuf,
    },
}

pub(super) fn run(command: &Model) -> Result<Ended, CommandError> {
    let Model::Seal { file } = command;
    let refused = |error: &dyn std::fmt::Display| {
        CommandError::Refused(format!("{}: {error}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(&error))?;
    let edited: ScorecardFile = serde_json::from_str(&text).map_err(|error| refused(&error))?;
    let known = feature::known();
    let card = Scorecard::new(edited.scorecard.clone(), KnownFeatures::Listed(&known))
        .map_err(|error| refused(&error))?;
    let card = ReadyCard::new(card).map_err(|error| refused(&error))?;
    scorecard_file::save(file, &edited.scorecard).map_err(|error| refused(&error))?;
    let reach = card.card().reach();
    line(&format!(
        "{} is sealed; it gives {} to {} points",
        file.display(),
        reach.start(),
        reach.end()
    ))?;
    Ok(Ended::Done)
}
