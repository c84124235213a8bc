//! Records that a clock of the law runs on, over all merchants: by kind and day, latest versions only.

use std::ops::Range;

use rusqlite::{Connection, params};

use super::StoreError;
use super::read::{COLUMNS, read_record};
use crate::domain::day::Day;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;

/// Hands on the latest version, up to a position, of every record of a kind whose day lies in a
/// range, in the order of days; with the instant at which any of its versions was first published.
///
/// # Errors
/// When the store cannot be read, a record is damaged, or the taker fails.
pub fn each_latest(
    connection: &Connection,
    kind: RecordKind,
    days: Range<Day>,
    at: Seq,
    mut take: impl FnMut(Record) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT f.published_at FROM record f WHERE f.seq = r.version_of)
         FROM record r JOIN merchant m USING (merchant)
         WHERE r.kind = {number}
             AND r.effective_on >= ?1 AND r.effective_on < ?2 AND r.seq <= ?3
             AND NOT EXISTS (SELECT 1 FROM record v
                 WHERE v.version_of = coalesce(r.version_of, r.seq)
                     AND v.seq > r.seq AND v.seq <= ?3)
         ORDER BY r.effective_on, r.seq",
        number = kind.number(),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![days.start.number(), days.end.number(), at.0])?;
    while let Some(row) = rows.next()? {
        let mut record = read_record(connection, row)?;
        let first: Option<i64> = row.get(15)?;
        if let Some(first) = first.and_then(|first| jiff::Timestamp::from_microsecond(first).ok()) {
            record.published_at = Some(first);
        }
        take(record)?;
    }
    Ok(())
}

/// The latest versions of all records of a kind, up to a position, in the order of days.
///
/// # Errors
/// As [`each_latest`].
pub fn all_latest(
    connection: &Connection,
    kind: RecordKind,
    at: Seq,
) -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    let ever = Day::from_number(i32::MIN)..Day::from_number(i32::MAX);
    each_latest(connection, kind, ever, at, |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}

/// The latest versions, up to a position, of the records of a kind with the latest days up to one,
/// the latest first; at most `limit` of them.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn newest_latest(
    connection: &Connection,
    kind: RecordKind,
    until: Day,
    at: Seq,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.kind = {number}
             AND r.effective_on <= ?1 AND r.seq <= ?2
             AND NOT EXISTS (SELECT 1 FROM record v
                 WHERE v.version_of = coalesce(r.version_of, r.seq)
                     AND v.seq > r.seq AND v.seq <= ?2)
         ORDER BY r.effective_on DESC, r.seq DESC LIMIT ?3",
        number = kind.number(),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![until.number(), at.0, limit])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read_record(connection, row)?);
    }
    Ok(records)
}

/// The latest versions, up to a position, of the complaints that wait for a step, by the day they
/// were received: those that have not ended, and those of an organ whose mediation failed and whose
/// parties were not told.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn open_complaints(connection: &Connection, at: Seq) -> Result<Vec<Record>, StoreError> {
    // The condition is the index's own, word for word.
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.kind = 5 AND (r.body ->> '$.outcome' IN ('received', 'accepted')
             OR (r.body ->> '$.outcome' = 'failed' AND r.body ->> '$.organ' IS NOT NULL
                 AND r.body ->> '$.told_on' IS NULL))
             AND r.seq <= ?1
             AND NOT EXISTS (SELECT 1 FROM record v
                 WHERE v.version_of = coalesce(r.version_of, r.seq)
                     AND v.seq > r.seq AND v.seq <= ?1)
             AND NOT EXISTS (SELECT 1 FROM record w
                 WHERE w.kind = 6 AND w.merchant = r.merchant AND w.seq <= ?1
                     AND w.body ->> '$.target' = coalesce(r.version_of, r.seq))
         ORDER BY r.effective_on, r.seq",
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([at.0])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read_record(connection, row)?);
    }
    Ok(records)
}
