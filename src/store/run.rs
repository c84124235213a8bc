//! Rescoring runs: what each scores, and its scores in blocks of consecutive merchants.

use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, StoreError};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;

/// A scorecard as a run names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunModel {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// What a run scores; the same again gives the same scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStart {
    /// The day scored.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// The position that means.
    pub at: Seq,
    /// The scorecard.
    pub model: RunModel,
    /// The scorecard that is compared with it, where one is.
    pub challenger: Option<RunModel>,
    /// The version of the rules of law.
    pub rules_version: String,
    /// Which merchants, in words of the caller; empty means all.
    pub filter: String,
    /// The run whose scores were taken over where nothing could change them.
    pub base: Option<i64>,
    /// The run, over everybody, that its blocks are kept as patches of, where they are.
    pub anchor: Option<i64>,
    /// Blocks of merchants in all.
    pub n_blocks: i64,
    /// When it began.
    pub started_at: Timestamp,
}

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRun {
    /// Its number.
    pub run: i64,
    /// What it scores.
    pub start: RunStart,
    /// When it ended; none while it is under way or was interrupted.
    pub finished_at: Option<Timestamp>,
    /// What it cost; of the last session where it was taken up again.
    pub cost: RunCost,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunCost {
    /// Merchants whose score was computed, not taken over from the run before.
    pub n_scored: u64,
    /// Milliseconds of building what is derived from records.
    pub fold_ms: u64,
    /// Milliseconds of everything after that.
    pub score_ms: u64,
}

/// One block of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunBlock {
    /// Its place.
    pub block: i64,
    /// Its scores, in the form of the caller.
    pub bytes: Vec<u8>,
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
                    "INSERT INTO run (as_of, known_at, at_seq, model, model_hash, challenger,
                         challenger_hash, rules_version, filter, base, n_blocks, started_at,
                         anchor)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                )?
                .execute(params![
                    start.as_of.number(),
                    start.known_at.as_microsecond(),
                    start.at.0,
                    start.model.name,
                    start.model.sha256,
                    start.challenger.as_ref().map(|model| &model.name),
                    start.challenger.as_ref().map(|model| &model.sha256),
                    start.rules_version,
                    start.filter,
                    start.base,
                    start.n_blocks,
                    start.started_at.as_microsecond(),
                    start.anchor,
                ])?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// Keeps blocks of a run, all of them or none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep_blocks(&self, run: i64, blocks: &[RunBlock]) -> Result<(), StoreError> {
        self.write_derived(|transaction| {
            let mut statement = transaction
                .prepare_cached("INSERT INTO run_block (run, block, bytes) VALUES (?1, ?2, ?3)")?;
            for block in blocks {
                statement.execute(params![run, block.block, block.bytes])?;
            }
            Ok(())
        })
    }

    /// Ends a run, and keeps what it counted.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end_run(
        &self,
        run: i64,
        cost: RunCost,
        finished_at: Timestamp,
        tally: &[u8],
    ) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE run SET finished_at = ?2, n_scored = ?3, fold_ms = ?4, score_ms = ?5,
                         tally = ?6
                     WHERE run = ?1",
                )?
                .execute(params![
                    run,
                    finished_at.as_microsecond(),
                    cost.n_scored,
                    cost.fold_ms,
                    cost.score_ms,
                    tally,
                ])?;
            Ok(())
        })
    }

    /// Drops a run and its scores.
    ///
    /// # Errors
    /// When the store cannot be written, or another run keeps only what differs from this one.
    pub fn drop_run(&self, run: i64) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let patched: Option<i64> = transaction
                .prepare_cached("SELECT min(run) FROM run WHERE anchor = ?1")?
                .query_row([run], |row| row.get(0))?;
            if let Some(patched) = patched {
                let what = format!("run {patched} keeps only what differs from run {run}");
                return Err(StoreError::Check(what));
            }
            transaction.prepare_cached("DELETE FROM run_block WHERE run = ?1")?.execute([run])?;
            transaction.prepare_cached("DELETE FROM run WHERE run = ?1")?.execute([run])?;
            Ok(())
        })
    }
}

const COLUMNS: &str = "run, as_of, known_at, at_seq, model, model_hash, challenger,
    challenger_hash, rules_version, filter, base, n_blocks, started_at, finished_at,
    n_scored, fold_ms, score_ms, anchor";

/// The last `limit` runs with smaller numbers than one, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn newest_before(
    connection: &Connection,
    before: i64,
    limit: u32,
) -> Result<Vec<KeptRun>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM run WHERE run < ?1 ORDER BY run DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![before, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(kept(row)?);
    }
    Ok(found)
}

/// One run.
///
/// # Errors
/// When the store cannot be read.
pub fn run(connection: &Connection, run: i64) -> Result<Option<KeptRun>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM run WHERE run = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([run])?;
    rows.next()?.map(kept).transpose()
}

/// The last finished run before a run (or before the next one) as far as that day, about the same
/// merchants or all.
///
/// # Errors
/// When the store cannot be read.
pub fn last_before(
    connection: &Connection,
    run: Option<i64>,
    as_of: Day,
    filter: &str,
) -> Result<Option<KeptRun>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM run
         WHERE finished_at IS NOT NULL AND run < ?1 AND as_of <= ?2 AND filter IN ('', ?3)
         ORDER BY as_of DESC, run DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![run.unwrap_or(i64::MAX), as_of.number(), filter])?;
    rows.next()?.map(kept).transpose()
}

/// The last finished run over all merchants whose scores hold for another run wherever nothing
/// changed: the same cards and rules, no later day, no later position.
///
/// # Errors
/// When the store cannot be read.
pub fn base_of(connection: &Connection, start: &RunStart) -> Result<Option<KeptRun>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM run
         WHERE finished_at IS NOT NULL AND filter = '' AND as_of <= ?1 AND at_seq <= ?2
             AND model_hash = ?3 AND challenger_hash IS ?4 AND rules_version = ?5
         ORDER BY as_of DESC, at_seq DESC, run DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![
        start.as_of.number(),
        start.at.0,
        start.model.sha256,
        start.challenger.as_ref().map(|model| &model.sha256),
        start.rules_version,
    ])?;
    rows.next()?.map(kept).transpose()
}

/// The last run that was begun and not finished.
///
/// # Errors
/// When the store cannot be read.
pub fn last_unfinished(connection: &Connection) -> Result<Option<KeptRun>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM run WHERE finished_at IS NULL ORDER BY run DESC LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    rows.next()?.map(kept).transpose()
}

/// How many blocks a run has kept: they are kept in their order, so that these are the first ones.
///
/// # Errors
/// When the store cannot be read.
pub fn n_blocks_kept(connection: &Connection, run: i64) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(block) + 1, 0) FROM run_block WHERE run = ?1")?
        .query_row([run], |row| row.get(0))?)
}

/// What a run counted, in the form of the caller; none for one that did not end.
///
/// # Errors
/// When the store cannot be read.
pub fn tally(connection: &Connection, run: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT tally FROM run WHERE run = ?1")?;
    Ok(statement.query_row([run], |row| row.get(0)).optional()?.flatten())
}

/// How many runs keep what differs from a run.
///
/// # Errors
/// When the store cannot be read.
pub fn n_patched(connection: &Connection, anchor: i64) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM run WHERE anchor = ?1")?;
    Ok(statement.query_row([anchor], |row| row.get(0))?)
}

/// The bytes of one block of a run, as they are kept.
///
/// # Errors
/// When the store cannot be read.
pub fn block(connection: &Connection, run: i64, block: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM run_block WHERE run = ?1 AND block = ?2")?
        .query_row([run, block], |row| row.get(0))
        .optional()?)
}

/// Meets the blocks of a run that it has kept of some consecutive ones, in their order, as they are kept.
///
/// # Errors
/// When the store cannot be read, or what `meet` answers.
pub fn each_block(
    connection: &Connection,
    run: i64,
    blocks: Range<i64>,
    mut meet: impl FnMut(i64, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT block, bytes FROM run_block
         WHERE run = ?1 AND block >= ?2 AND block < ?3 ORDER BY block",
    )?;
    let mut rows = statement.query([run, blocks.start, blocks.end])?;
    while let Some(row) = rows.next()? {
        meet(row.get(0)?, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
    }
    Ok(())
}

fn kept(row: &Row<'_>) -> Result<KeptRun, StoreError> {
    let instant = |microseconds: i64| {
        Timestamp::from_microsecond(microseconds)
            .map_err(|error| StoreError::Check(format!("an instant of a run: {error}")))
    };
    let challenger: Option<(String, String)> =
        row.get::<_, Option<String>>(6)?.zip(row.get::<_, Option<String>>(7)?);
    Ok(KeptRun {
        run: row.get(0)?,
        start: RunStart {
            as_of: Day::from_number(row.get(1)?),
            known_at: instant(row.get(2)?)?,
            at: Seq(row.get(3)?),
            model: RunModel { name: row.get(4)?, sha256: row.get(5)? },
            challenger: challenger.map(|(name, sha256)| RunModel { name, sha256 }),
            rules_version: row.get(8)?,
            filter: row.get(9)?,
            base: row.get(10)?,
            anchor: row.get(17)?,
            n_blocks: row.get(11)?,
            started_at: instant(row.get(12)?)?,
        },
        finished_at: row.get::<_, Option<i64>>(13)?.map(instant).transpose()?,
        cost: RunCost { n_scored: row.get(14)?, fold_ms: row.get(15)?, score_ms: row.get(16)? },
    })
}
