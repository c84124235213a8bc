//! What changed between two runs, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::run::NOT_RATED;
use super::score::WordsBody;
use crate::app::rescore::explain::{Cause, Change, Mover};
use crate::app::rescore::movement::Movement;
use crate::domain::scorecard::Grade;

/// How merchants moved.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Movement")]
pub struct MovementBody {
    /// Merchants with more points than before.
    pub n_risen: u64,
    /// Merchants with fewer points than before.
    pub n_fallen: u64,
    /// Merchants with another grade than before.
    pub n_migrated: u64,
    /// Merchants that only the later run has.
    pub n_entered: u64,
    /// Merchants that only the earlier run has.
    pub n_left: u64,
    /// The migration matrix without its empty cells.
    pub migration: Vec<MigrationBody>,
}

/// One cell of a migration matrix.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Migration")]
pub struct MigrationBody {
    /// The grade before, or `NR`.
    pub from: &'static str,
    /// The grade after, or `NR`.
    pub to: &'static str,
    /// How many merchants.
    pub n: u64,
}

/// A merchant that moved, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Mover")]
pub struct MoverBody {
    /// Its identity.
    pub merchant: String,
    /// Points before.
    pub points_before: u16,
    /// Points after.
    pub points_after: u16,
    /// What changed, the most points first; empty where the scorecards differ.
    pub changes: Vec<ChangeBody>,
}

/// One characteristic that gives other points than before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Change")]
pub struct ChangeBody {
    /// The feature.
    pub feature: &'static str,
    /// The reason code.
    pub code: String,
    /// The reason in words.
    pub sentence: WordsBody,
    /// The bin before.
    pub bin_before: String,
    /// The bin after.
    pub bin_after: String,
    /// Points before.
    pub points_before: i32,
    /// Points after.
    pub points_after: i32,
    /// `records` came to count or no longer do, or only `time` passed.
    pub cause: &'static str,
    /// The records that changed it, or that it rests on; newest first, the list may be cut.
    pub records: Vec<String>,
}

impl From<&Movement> for MovementBody {
    fn from(movement: &Movement) -> Self {
        let names = Grade::ALL.iter().map(|grade| grade.letters()).chain([NOT_RATED]);
        let rows = names.clone().zip(&movement.migration);
        let cells = rows.flat_map(|(from, row)| {
            names.clone().zip(row).map(move |(to, n)| MigrationBody { from, to, n: *n })
        });
        Self {
            n_risen: movement.n_risen,
            n_fallen: movement.n_fallen,
            n_migrated: movement.n_migrated(),
            n_entered: movement.n_entered,
            n_left: movement.n_left,
            migration: cells.filter(|cell| cell.n > 0).collect(),
        }
    }
}

impl From<&Mover> for MoverBody {
    fn from(mover: &Mover) -> Self {
        Self {
            merchant: mover.id.to_string(),
            points_before: mover.moved.before.points,
            points_after: mover.moved.after.points,
            changes: mover.changes.iter().map(ChangeBody::from).collect(),
        }
    }
}

impl From<&Change> for ChangeBody {
    fn from(change: &Change) -> Self {
        Self {
            feature: change.feature,
            code: change.reason.code.clone(),
            sentence: WordsBody::both(&change.reason.en, &change.reason.zh),
            bin_before: change.bin_before.clone(),
            bin_after: change.bin_after.clone(),
            points_before: change.points_before,
            points_after: change.points_after,
            cause: match change.cause {
                Cause::Records => "records",
                Cause::Time => "time",
            },
            records: change.records.iter().map(ToString::to_string).collect(),
        }
    }
}
