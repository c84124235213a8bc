//! Who asked about the part of a merchant that is not public: kept five years, read by the merchant.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;

/// Days that a query is kept: five years (征信业务管理办法, records of queries), leap days included.
pub const KEPT_DAYS: i64 = 5 * 366;

/// Rows that one clearing looks at.
const CLEARED_TOGETHER: u32 = 2000;

/// One query of the part of a merchant that is not public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Whose part.
    pub merchant: String,
    /// When.
    pub at: Timestamp,
    /// The name of the key.
    pub key: String,
    /// Its role.
    pub role: &'static str,
    /// What for, as the caller said.
    pub purpose: String,
    /// The route.
    pub what: &'static str,
}

/// A query as it is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedQuery {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Tells queries of one instant apart.
    pub place: i64,
    /// The name of the key.
    pub key: String,
    /// Its role.
    pub role: String,
    /// What for.
    pub purpose: String,
    /// The route.
    pub what: String,
}

/// Where a clearing goes on.
#[derive(Clone, Debug, Default)]
pub struct Clearing {
    merchant: String,
    at: i64,
    place: i64,
}

/// Keeps queries.
///
/// # Errors
/// When the store cannot be written.
pub fn add(transaction: &Transaction<'_>, queries: &[Query]) -> Result<(), StoreError> {
    let mut alone = transaction.prepare_cached(
        "INSERT OR IGNORE INTO query_log (merchant, at, place, key, role, purpose, what)
         VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)",
    )?;
    let mut beside = transaction.prepare_cached(
        "INSERT INTO query_log (merchant, at, place, key, role, purpose, what)
         VALUES (?1, ?2, (SELECT max(place) + 1 FROM query_log
             WHERE merchant = ?1 AND at = ?2), ?3, ?4, ?5, ?6)",
    )?;
    // One after the other in the tree: neighbours are found where the one before was.
    let mut in_order: Vec<&Query> = queries.iter().collect();
    in_order.sort_by(|a, b| a.merchant.cmp(&b.merchant));
    for query in in_order {
        let values = params![
            query.merchant,
            query.at.as_microsecond(),
            query.key,
            query.role,
            query.purpose,
            query.what,
        ];
        // Two queries of one merchant in one microsecond are rare.
        if alone.execute(values)? == 0 {
            beside.execute(values)?;
        }
    }
    Ok(())
}

/// Deletes what is older than five years among the next rows, and notes where to go on.
///
/// # Errors
/// When the store cannot be written.
pub fn clear_some(
    transaction: &Transaction<'_>,
    from: &mut Clearing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kept_since = now.as_microsecond() - KEPT_DAYS * 86_400 * 1_000_000;
    let rows: Vec<Clearing> = transaction
        .prepare_cached(
            "SELECT merchant, at, place FROM query_log
             WHERE (merchant, at, place) > (?1, ?2, ?3)
             ORDER BY merchant, at, place LIMIT ?4",
        )?
        .query_map(params![from.merchant, from.at, from.place, CLEARED_TOGETHER], |row| {
            Ok(Clearing { merchant: row.get(0)?, at: row.get(1)?, place: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    let mut delete = transaction
        .prepare_cached("DELETE FROM query_log WHERE merchant = ?1 AND at = ?2 AND place = ?3")?;
    for old in rows.iter().filter(|row| row.at < kept_since) {
        delete.execute(params![old.merchant, old.at, old.place])?;
    }
    *from = rows.into_iter().last().unwrap_or_default();
    Ok(())
}

/// The queries about a merchant before an instant and place, newest first, at most `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn newest(
    connection: &Connection,
    merchant: &str,
    before: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<LoggedQuery>, StoreError> {
    let (at, place) = before.unwrap_or((i64::MAX, i64::MAX));
    let mut statement = connection.prepare_cached(
        "SELECT at, place, key, role, purpose, what FROM query_log
         WHERE merchant = ?1 AND (at, place) < (?2, ?3)
         ORDER BY at DESC, place DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(params![merchant, at, place, limit], |row| {
        Ok(LoggedQuery {
            at: row.get(0)?,
            place: row.get(1)?,
            key: row.get(2)?,
            role: row.get(3)?,
            purpose: row.get(4)?,
            what: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}
