//! Use case: score the rows of a table by a card from a file, and judge the card where outcomes
//! are known.

use std::path::{Path, PathBuf};

use super::train_table::{TrainTableError, outcomes, take};
use crate::domain::scorecard::{BinValues, ColumnValues, KnownFeatures, Scorecard};
use crate::files::scorecard_file::{self, ScorecardFileError};
use crate::files::table_file::{self, Reading, TableFile, TableFileError};
use crate::train::evaluation::{Evaluation, evaluate, points_of};
use crate::train::sample::{ColumnAbout, Sample, SampleColumn};

/// What to score, and by which card.
#[derive(Clone, Debug)]
pub struct TableScoring {
    /// The card's file.
    pub model: PathBuf,
    /// The table, CSV in UTF-8, with a column for each characteristic.
    pub table: PathBuf,
    /// Column of outcomes, 1 for bad and 0 for good; `None`: they are not known.
    pub target: Option<String>,
    /// Seed of the bootstrap intervals.
    pub seed: u64,
}

/// A scored table.
#[derive(Clone, Debug)]
pub struct ScoredTable {
    /// The card.
    pub card: Scorecard,
    /// SHA-256 of its content.
    pub sha256: String,
    /// The rows, by the card's columns.
    pub sample: Sample,
    /// Points of each row.
    pub points: Vec<i32>,
    /// What the card is worth on the rows; `None` where outcomes are not known.
    pub evaluation: Option<Evaluation>,
}

/// Why a table was not scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreTableError {
    /// The card is refused.
    #[error(transparent)]
    Card(#[from] ScorecardFileError),
    /// The table is refused.
    #[error(transparent)]
    Table(#[from] TableFileError),
    /// The target is refused.
    #[error(transparent)]
    Target(#[from] TrainTableError),
    /// The card needs a column that is not there.
    #[error("the card needs a column '{feature}', which the table has not; it has: {columns}")]
    NoColumn {
        /// The characteristic's feature.
        feature: String,
        /// The columns there are.
        columns: String,
    },
    /// Texts where the card has ranges of numbers.
    #[error("the card has ranges of numbers for '{feature}', but the table says '{example}'")]
    NotNumbers {
        /// The characteristic's feature.
        feature: String,
        /// One of the texts.
        example: String,
    },
    /// The scores cannot be written.
    #[error("scores cannot be written to '{path}': {source}")]
    Write {
        /// The file.
        path: String,
        /// What the writer said.
        source: csv::Error,
    },
}

/// Scores every row of a table.
///
/// # Errors
/// [`ScoreTableError`] naming the card's or the table's fault.
pub fn score_table(options: &TableScoring) -> Result<ScoredTable, ScoreTableError> {
    let sealed = scorecard_file::load(&options.model, KnownFeatures::Any)?;
    let card = sealed.card;
    let categorical: Vec<String> = card
        .characteristics()
        .iter()
        .filter(|c| c.bins.iter().any(|bin| bin.values == BinValues::Unseen))
        .map(|c| c.feature.clone())
        .collect();
    let reading = Reading { ignored: &[], categorical: &categorical };
    let mut table = table_file::read_columns(&options.table, reading)?;
    let bad = match &options.target {
        Some(target) => Some(outcomes(&take(&mut table, "target", target)?, target)?),
        None => None,
    };
    let n_rows = table.n_rows;
    let columns = columns(&card, table)?;
    let has_outcomes = bad.is_some();
    let bad = bad.unwrap_or_else(|| vec![false; n_rows]);
    let sample = Sample { columns, bad, weights: None, groups: None };
    let rows: Vec<u32> = (0..n_rows as u32).collect();
    let evaluation = has_outcomes.then(|| evaluate(&card, &sample, &rows, options.seed));
    let points = points_of(&card, &sample);
    Ok(ScoredTable { card, sha256: sealed.sha256, sample, points, evaluation })
}

/// The columns that the card needs, of the kind that it needs.
fn columns(card: &Scorecard, table: TableFile) -> Result<Vec<SampleColumn>, ScoreTableError> {
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut columns = Vec::with_capacity(card.characteristics().len());
    let mut there: Vec<_> = table.columns.into_iter().map(Some).collect();
    for characteristic in card.characteristics() {
        let feature = &characteristic.feature;
        let place = names.iter().position(|name| name == feature);
        let Some(column) = place.and_then(|place| there[place].take()) else {
            let (feature, columns) = (feature.clone(), names.join(", "));
            return Err(ScoreTableError::NoColumn { feature, columns });
        };
        let is_numeric =
            characteristic.bins.iter().any(|bin| matches!(bin.values, BinValues::Range { .. }));
        if let ColumnValues::Categories { names, .. } = &column.values
            && is_numeric
            && let Some(example) = names.iter().find(|name| name.parse::<f64>().is_err())
        {
            let (feature, example) = (feature.clone(), example.clone());
            return Err(ScoreTableError::NotNumbers { feature, example });
        }
        let about = ColumnAbout::of_table(feature, &[]);
        columns.push(SampleColumn { about, values: column.values });
    }
    Ok(columns)
}

/// Writes points, grade, probability of bad and reason codes of each row, as CSV.
///
/// # Errors
/// [`ScoreTableError::Write`].
pub fn write_scores(scored: &ScoredTable, out: &Path) -> Result<(), ScoreTableError> {
    let fault = |source| ScoreTableError::Write { path: out.display().to_string(), source };
    let mut writer = csv::Writer::from_path(out).map_err(fault)?;
    let head = ["row", "points", "grade", "probability_of_bad", "reasons"];
    writer.write_record(head).map_err(fault)?;
    let names: Vec<Vec<&str>> =
        scored.sample.columns.iter().map(|column| column.values.names()).collect();
    for row in 0..scored.sample.n_rows() {
        let values: Vec<_> = scored
            .sample
            .columns
            .iter()
            .zip(&names)
            .map(|(column, names)| column.values.column(names).value(row))
            .collect();
        let score = scored.card.score(&values);
        let codes: Vec<&str> = score
            .reasons()
            .iter()
            .map(|r| scored.card.characteristics()[r.characteristic].reason.code.as_str())
            .collect();
        let fields = [
            (row + 1).to_string(),
            score.points.to_string(),
            score.grade.to_string(),
            score.probability.map(|p| p.to_string()).unwrap_or_default(),
            codes.join(";"),
        ];
        writer.write_record(fields).map_err(fault)?;
    }
    writer.flush().map_err(|source| fault(source.into()))
}
