//! Scorecards on disk: canonical JSON with its hash, read with every check and written byte-stable.

use std::path::Path;

use data_encoding::HEXLOWER;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::scorecard::{InvalidScorecard, KnownFeatures, Scorecard, ScorecardTable};

/// Largest scorecard file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What a scorecard file holds: the card and the hash that seals it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScorecardFile {
    /// SHA-256, in hexadecimal, of the card's compact JSON in the order of the schema.
    pub sha256: String,
    /// The card.
    pub scorecard: ScorecardTable,
}

/// A checked scorecard with the hash of its content.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedScorecard {
    /// The card.
    pub card: Scorecard,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// Why a scorecard file is refused.
#[derive(Debug, thiserror::Error)]
pub enum ScorecardFileError {
    /// The file cannot be read or written.
    #[error("scorecard file '{path}': {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than [`FILE_BYTES_MAX`].
    #[error("scorecard file '{path}' has {bytes} bytes; the limit is {FILE_BYTES_MAX}")]
    TooLong {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
    },
    /// The text is not JSON of the schema.
    #[error("the scorecard is not JSON of models/scorecard.schema.json: {0}")]
    Schema(#[from] serde_json::Error),
    /// The content was changed after it was sealed.
    #[error("the scorecard's content has SHA-256 {actual}, but its file says {stated}")]
    Hash {
        /// What the file says.
        stated: String,
        /// What the content has.
        actual: String,
    },
    /// The card breaks rules of scorecards.
    #[error(transparent)]
    Invalid(#[from] InvalidScorecard),
}

/// SHA-256 of a card's content, in hexadecimal.
///
/// # Errors
/// When a number in it is not finite, which JSON cannot hold.
pub fn sha256(table: &ScorecardTable) -> Result<String, serde_json::Error> {
    Ok(HEXLOWER.encode(&Sha256::digest(serde_json::to_vec(table)?)))
}

/// Seals a card: its file's text, the same bytes for the same card.
///
/// # Errors
/// When a number in it is not finite, which JSON cannot hold.
pub fn to_text(table: &ScorecardTable) -> Result<String, serde_json::Error> {
    let file = ScorecardFile { sha256: sha256(table)?, scorecard: table.clone() };
    let mut text = serde_json::to_string_pretty(&file)?;
    text.push('\n');
    Ok(text)
}

/// Reads a card from a file's text: schema, hash and the rules of scorecards.
///
/// # Errors
/// [`ScorecardFileError`] naming what is wrong.
pub fn from_text(
    text: &str,
    known: KnownFeatures<'_>,
) -> Result<SealedScorecard, ScorecardFileError> {
    let file: ScorecardFile = serde_json::from_str(text)?;
    let actual = sha256(&file.scorecard)?;
    if actual != file.sha256 {
        return Err(ScorecardFileError::Hash { stated: file.sha256, actual });
    }
    let card = Scorecard::new(file.scorecard, known)?;
    Ok(SealedScorecard { card, sha256: actual })
}

/// Reads a card from disk.
///
/// # Errors
/// [`ScorecardFileError`] naming what is wrong.
pub fn load(path: &Path, known: KnownFeatures<'_>) -> Result<SealedScorecard, ScorecardFileError> {
    let io = |source| ScorecardFileError::Io { path: path.display().to_string(), source };
    let bytes = std::fs::metadata(path).map_err(io)?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(ScorecardFileError::TooLong { path: path.display().to_string(), bytes });
    }
    from_text(&std::fs::read_to_string(path).map_err(io)?, known)
}

/// Writes a card to disk, whole or not at all.
///
/// # Errors
/// [`ScorecardFileError::Io`], or a number that JSON cannot hold.
pub fn save(path: &Path, table: &ScorecardTable) -> Result<(), ScorecardFileError> {
    write(path, &to_text(table)?)
}

/// Writes a text that goes with a card to disk, whole or not at all.
///
/// # Errors
/// [`ScorecardFileError::Io`].
pub fn write(path: &Path, text: &str) -> Result<(), ScorecardFileError> {
    let io = |source| ScorecardFileError::Io { path: path.display().to_string(), source };
    let mut half_written = path.as_os_str().to_owned();
    half_written.push(".part");
    std::fs::write(&half_written, text).map_err(io)?;
    std::fs::rename(&half_written, path).map_err(io)
}

/// The JSON Schema of a scorecard file, as published in `models/scorecard.schema.json`.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(ScorecardFile);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
