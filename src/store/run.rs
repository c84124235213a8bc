//! Rescoring runs and the scores of the last one.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;

/// What a run scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStart {
    /// The day scored.
    pub as_of: Day,
    /// The position up to which records are known to it.
    pub at: Seq,
    /// The scorecard's name.
    pub model: String,
    /// The scorecard's hash.
    pub model_hash: String,
    /// When it began.
    pub started_at: Timestamp,
}

/// One merchant's score in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunScore {
    /// The merchant's number in the store.
    pub merchant: i64,
    /// The points; none where it is not rated.
    pub points: Option<i32>,
    /// The grade, or `NR`.
    pub grade: &'static str,
}

impl Store {
    /// Begins a run and gives its number.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn begin_run(&self, start: &RunStart) -> Result<i64, StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "INSERT INTO run (as_of, at_seq, model, model_hash, started_at)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    start.as_of.number(),
                    start.at.0,
                    start.model,
                    start.model_hash,
                    start.started_at.as_microsecond(),
                ])?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// Keeps the scores of a run, in one transaction.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep_scores(&self, run: i64, scores: &[RunScore]) -> Result<(), StoreError> {
        self.write_derived(|transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT OR REPLACE INTO run_score (merchant, run, points, grade)
                 VALUES (?1, ?2, ?3, ?4)",
            )?;
            for score in scores {
                statement.execute(params![score.merchant, run, score.points, score.grade])?;
            }
            Ok(())
        })
    }

    /// Ends a run with its counts.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end_run(
        &self,
        run: i64,
        n_rated: u64,
        n_not_rated: u64,
        finished_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE run SET finished_at = ?2, n_rated = ?3, n_not_rated = ?4 WHERE run = ?1",
                )?
                .execute(params![run, finished_at.as_microsecond(), n_rated, n_not_rated])?;
            Ok(())
        })
    }
}

/// The points and grade that the last run kept for a merchant.
///
/// # Errors
/// When the store cannot be read.
pub fn last_score(
    connection: &Connection,
    merchant: i64,
) -> Result<Option<(Option<i32>, String)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT points, grade FROM run_score WHERE merchant = ?1")?
        .query_row([merchant], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
