//! Folding new records into packed rows, so that a score reads one row and a short tail.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::history::{FORMAT, fold_tail, last_seq_of, packed_or_none};
use super::read::last_seq;
use super::{Store, StoreError};
use crate::domain::history::History;
use crate::domain::record::envelope::Seq;

/// Merchants folded in one transaction.
const MERCHANTS_PER_TRANSACTION: u32 = 2000;

/// Records after the folded position beyond which every merchant is looked at instead.
const TAIL_RECORDS_MAX: u64 = 100_000;

impl Store {
    /// Folds what is not folded yet, in short transactions, and tells how many merchants it was.
    ///
    /// # Errors
    /// When the store cannot be written, or a record is damaged.
    pub fn fold_all(&self) -> Result<u64, StoreError> {
        let (folded, last) =
            self.read(|connection| Ok((folded(connection)?, last_seq(connection)?)))?;
        if folded >= last {
            return Ok(0);
        }
        let n_folded = if last.0 - folded.0 <= TAIL_RECORDS_MAX {
            let pending = self.read(|connection| written_between(connection, folded, last))?;
            self.fold_in_parts(&pending)?
        } else {
            self.fold_whoever_lags()?
        };
        self.write_derived(|transaction| keep_folded(transaction, last))?;
        Ok(n_folded)
    }

    fn fold_whoever_lags(&self) -> Result<u64, StoreError> {
        let (mut n_folded, mut after) = (0, 0);
        loop {
            let n = MERCHANTS_PER_TRANSACTION;
            let pending = self.read(|connection| pending_after(connection, after, n))?;
            let Some(last) = pending.last() else { return Ok(n_folded) };
            after = *last;
            n_folded += self.fold_in_parts(&pending)?;
        }
    }

    fn fold_in_parts(&self, merchants: &[i64]) -> Result<u64, StoreError> {
        for part in merchants.chunks(MERCHANTS_PER_TRANSACTION as usize) {
            self.fold_merchants(part)?;
        }
        Ok(merchants.len() as u64)
    }

    /// Folds what those merchants have that is not folded yet.
    ///
    /// # Errors
    /// As [`Store::fold_all`].
    pub fn fold_merchants(&self, merchants: &[i64]) -> Result<(), StoreError> {
        self.write_derived(|transaction| {
            merchants.iter().try_for_each(|merchant| fold(transaction, *merchant))
        })
    }

    /// Drops everything derived from records; [`Store::fold_all`] builds it again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn drop_derived(&self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute_batch("DELETE FROM packed; DELETE FROM folded;")?;
            Ok(())
        })
    }
}

/// The position up to which every record is folded; 0 where nothing is known of it.
fn folded(connection: &Connection) -> Result<Seq, StoreError> {
    let seq: Option<u64> = connection
        .prepare_cached("SELECT seq FROM folded WHERE format = ?1")?
        .query_row([FORMAT], |row| row.get(0))
        .optional()?;
    Ok(Seq(seq.unwrap_or(0)))
}

/// Keeps that what comes after a position, up to another, is folded, where all before it is.
pub(super) fn go_on_to(
    transaction: &Transaction<'_>,
    after: Seq,
    up_to: Seq,
) -> Result<(), StoreError> {
    if folded(transaction)? >= after { keep_folded(transaction, up_to) } else { Ok(()) }
}

fn keep_folded(transaction: &Transaction<'_>, up_to: Seq) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM folded WHERE format <> ?1")?.execute([FORMAT])?;
    transaction
        .prepare_cached(
            "INSERT INTO folded (format, seq) VALUES (?1, ?2)
             ON CONFLICT (format) DO UPDATE SET seq = max(seq, excluded.seq)",
        )?
        .execute(params![FORMAT, up_to.0])?;
    Ok(())
}

/// The merchants that records after a position up to another belong to.
///
/// # Errors
/// When the store cannot be read.
pub fn written_between(
    connection: &Connection,
    after: Seq,
    up_to: Seq,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT merchant FROM record WHERE seq > ?1 AND seq <= ?2 ORDER BY merchant",
    )?;
    let rows = statement.query_map([after.0, up_to.0], |row| row.get(0))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// The merchants of the last `n_records` records: a cheap question whatever the number of merchants.
/// Some of them may be folded already.
///
/// # Errors
/// When the store cannot be read.
pub fn written_last(connection: &Connection, n_records: usize) -> Result<Vec<i64>, StoreError> {
    let last = last_seq(connection)?;
    let n_records = u64::try_from(n_records).unwrap_or(u64::MAX);
    written_between(connection, Seq(last.0.saturating_sub(n_records)), last)
}

fn pending_after(connection: &Connection, after: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT m.merchant FROM merchant m
         LEFT JOIN packed p ON p.merchant = m.merchant AND p.format = ?3
         WHERE m.merchant > ?1 AND m.last_seq > coalesce(p.seq, 0)
         ORDER BY m.merchant LIMIT ?2",
    )?;
    let rows = statement.query_map(params![after, limit, FORMAT], |row| row.get(0))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

fn fold(transaction: &Transaction<'_>, merchant: i64) -> Result<(), StoreError> {
    let last = last_seq_of(transaction, merchant)?;
    let mut history = packed_or_none(transaction, merchant)?.unwrap_or_default();
    if history.seq >= last {
        return Ok(());
    }
    fold_tail(transaction, merchant, &mut history, last)?;
    write_packed(transaction, merchant, &history)
}

/// Keeps a history as the packed row of a merchant.
pub(super) fn write_packed(
    transaction: &Transaction<'_>,
    merchant: i64,
    history: &History,
) -> Result<(), StoreError> {
    let bytes = postcard::to_stdvec(history).map_err(|error| StoreError::Damaged {
        seq: history.seq,
        what: format!("packing a history: {error}"),
    })?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO packed (merchant, seq, format, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![merchant, history.seq.0, FORMAT, bytes])?;
    Ok(())
}
