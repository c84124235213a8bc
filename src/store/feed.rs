//! What a feed of changes asks: positions in their order, and whether a record was replaced.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;

/// A record's place, kind and merchant, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Its position.
    pub seq: Seq,
    /// Its kind.
    pub kind: RecordKind,
    /// Whose it is.
    pub merchant: i64,
}

/// Up to `limit` records after a position, in their order; of those merchants only, where any are
/// named.
///
/// # Errors
/// When the store cannot be read.
pub fn heads_after(
    connection: &Connection,
    after: Seq,
    merchants: &[i64],
    limit: u32,
) -> Result<Vec<RecordHead>, StoreError> {
    let mut heads = Vec::new();
    let mut take = |sql: &str, merchant: i64| -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![after.0, limit, merchant])?;
        while let Some(row) = rows.next()? {
            let (seq, kind) = (Seq(row.get(0)?), row.get(1)?);
            let what = || format!("unknown kind number {kind}");
            let kind = RecordKind::from_number(kind)
                .ok_or_else(|| StoreError::Damaged { seq, what: what() })?;
            heads.push(RecordHead { seq, kind, merchant: row.get(2)? });
        }
        Ok(())
    };
    if merchants.is_empty() {
        let sql = "SELECT seq, kind, merchant FROM record WHERE seq > ?1 AND ?3 = 0
             ORDER BY seq LIMIT ?2";
        take(sql, 0)?;
    }
    for merchant in merchants {
        let sql = "SELECT seq, kind, merchant FROM record WHERE merchant = ?3 AND seq > ?1
             ORDER BY seq LIMIT ?2";
        take(sql, *merchant)?;
    }
    heads.sort_by_key(|head| head.seq);
    heads.truncate(limit as usize);
    Ok(heads)
}

/// Whether a record has a later version.
///
/// # Errors
/// When the store cannot be read.
pub fn is_replaced(connection: &Connection, record: &Record) -> Result<bool, StoreError> {
    let first = record.version_of.unwrap_or(record.seq);
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM record WHERE version_of = ?1 AND seq > ?2)")?
        .query_row([first.0, record.seq.0], |row| row.get(0))?)
}
