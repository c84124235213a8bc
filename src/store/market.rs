//! Records of the market over all merchants: orders of a batch of goods, and what a month counts.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use super::read::{COLUMNS, read_record};
use crate::domain::day::Day;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::document_number;

/// Keeps under which batches of goods an order is found.
pub(super) fn keep_batches(
    transaction: &Transaction<'_>,
    seq: Seq,
    detail: &Detail,
) -> Result<(), StoreError> {
    let Detail::Transaction(order) = detail else { return Ok(()) };
    for batch in &order.batches {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO batch (batch, seq) VALUES (?1, ?2)")?
            .execute(params![document_number(batch), seq.0])?;
    }
    Ok(())
}

/// The latest versions of the orders that name a batch of goods, up to a position, in the order of
/// positions; at most `limit`.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn orders_of_batch(
    connection: &Connection,
    batch: &str,
    at: Seq,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM batch b JOIN record r USING (seq) JOIN merchant m USING (merchant)
         WHERE b.batch = ?1 AND b.seq <= ?2
             AND NOT EXISTS (SELECT 1 FROM record v
                 WHERE v.version_of = coalesce(r.version_of, r.seq)
                     AND v.seq > r.seq AND v.seq <= ?2)
         ORDER BY b.seq LIMIT ?3"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![document_number(batch), at.0, limit])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read_record(connection, row)?);
    }
    Ok(records)
}

/// Hands on the latest version, up to a position, of every record of a kind of a stretch of days that
/// is not withdrawn, with the number of the merchant that owns it.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn each_of_days(
    connection: &Connection,
    kind: RecordKind,
    days: &Range<Day>,
    at: Seq,
    mut take: impl FnMut(i64, Record),
) -> Result<(), StoreError> {
    let void = withdrawn(connection, at)?;
    let owners = owners(connection, at)?;
    let sql = of_days(kind);
    let mut statement =
        connection.prepare_cached(&format!("{sql} ORDER BY r.effective_on, r.seq"))?;
    let mut rows = statement.query(params![days.start.number(), days.end.number(), at.0])?;
    while let Some(row) = rows.next()? {
        let merchant: i64 = row.get(15)?;
        let record = read_record(connection, row)?;
        if !void.contains(&record.version_of.unwrap_or(record.seq)) {
            take(owners.get(&merchant).copied().unwrap_or(merchant), record);
        }
    }
    Ok(())
}

/// Hands on what each merchant was last said to be before a day, as known at a position, with the
/// number of the merchant that owns it. Of older versions nothing is read but that they are there.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn each_merchant_before(
    connection: &Connection,
    before: Day,
    at: Seq,
    mut take: impl FnMut(i64, Record),
) -> Result<(), StoreError> {
    let void = withdrawn(connection, at)?;
    let owners = owners(connection, at)?;
    let mut told: HashSet<i64> = HashSet::new();
    let sql = of_days(RecordKind::Merchant);
    let newest_first = format!("{sql} ORDER BY r.effective_on DESC, r.seq DESC");
    let mut statement = connection.prepare_cached(&newest_first)?;
    let mut rows = statement.query(params![i32::MIN, before.number(), at.0])?;
    while let Some(row) = rows.next()? {
        let merchant: i64 = row.get(15)?;
        let owner = owners.get(&merchant).copied().unwrap_or(merchant);
        if told.contains(&owner) {
            continue;
        }
        let record = read_record(connection, row)?;
        if !void.contains(&record.version_of.unwrap_or(record.seq)) {
            told.insert(owner);
            take(owner, record);
        }
    }
    Ok(())
}

/// The question for the latest version up to a position of every record of a kind and a stretch of days.
fn of_days(kind: RecordKind) -> String {
    format!(
        "SELECT {COLUMNS}, r.merchant FROM record r JOIN merchant m USING (merchant)
         WHERE r.kind = {number}
             AND r.effective_on >= ?1 AND r.effective_on < ?2 AND r.seq <= ?3
             AND NOT EXISTS (SELECT 1 FROM record v
                 WHERE v.version_of = coalesce(r.version_of, r.seq)
                     AND v.seq > r.seq AND v.seq <= ?3)",
        number = kind.number(),
    )
}

/// The first versions of the records that were withdrawn by a position.
fn withdrawn(connection: &Connection, at: Seq) -> Result<HashSet<Seq>, StoreError> {
    let withdrawals = super::on_clock::all_latest(connection, RecordKind::Withdrawal, at)?;
    Ok(withdrawals
        .iter()
        .filter_map(|record| match &record.detail {
            Detail::Withdrawal(withdrawal) => Some(withdrawal.target),
            _ => None,
        })
        .collect())
}

/// The identities that were merged into a merchant by a position, with that merchant.
fn owners(connection: &Connection, at: Seq) -> Result<HashMap<i64, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT merchant, owner FROM merchant WHERE owned_since IS NOT NULL AND owned_since <= ?1",
    )?;
    let rows = statement.query_map([at.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
