//! `model`: scorecard files.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::exit::{CommandError, Ended};
use super::output::line;
use crate::domain::assessment::ReadyCard;
use crate::domain::feature;
use crate::domain::scorecard::{KnownFeatures, Scorecard};
use crate::files::scorecard_export;
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
    /// Write a scorecard in the language of another system.
    Export {
        /// The scorecard file.
        file: PathBuf,

        /// The language.
        #[arg(long, value_enum)]
        to: Language,

        /// The table that the query reads. [SQL only]
        #[arg(long, default_value = "merchants", value_name = "NAME")]
        table: String,

        /// The file to write. [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// The languages that a scorecard can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// PMML 4.4 with reason codes.
    Pmml,
    /// One standard SQL query.
    Sql,
    /// The canonical JSON of models/scorecard.schema.json.
    Json,
}

pub(super) fn run(command: &Model) -> Result<Ended, CommandError> {
    match command {
        Model::Seal { file } => seal(file),
        Model::Export { file, to, table, out } => export(file, *to, table, out.as_deref()),
    }
}

fn export(
    file: &Path,
    language: Language,
    table: &str,
    out: Option<&Path>,
) -> Result<Ended, CommandError> {
    let refused = |error: &dyn std::fmt::Display| {
        CommandError::Refused(format!("{}: {error}", file.display()))
    };
    let card =
        scorecard_file::load(file, KnownFeatures::Any).map_err(|error| refused(&error))?.card;
    let text = match language {
        Language::Pmml => scorecard_export::pmml(&card).map_err(|error| refused(&error))?,
        Language::Sql => scorecard_export::sql(&card, table).map_err(|error| refused(&error))?,
        Language::Json => scorecard_file::to_text(card.table()).map_err(|error| refused(&error))?,
    };
    match out {
        Some(path) => scorecard_file::write(path, &text)
            .map_err(|error| CommandError::Refused(error.to_string()))?,
        None => line(text.trim_end())?,
    }
    Ok(Ended::Done)
}

fn seal(file: &Path) -> Result<Ended, CommandError> {
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
