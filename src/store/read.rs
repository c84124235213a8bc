//! Questions about records: by identity, by position, by merchant and kind.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::append::submitter;
use super::{StoreError, body, words};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{Jurisdiction, Publishing, Record, RecordId, Seq};
use crate::domain::record::kind::RecordKind;

/// Owners followed from one to the next, at most.
const OWNERS_MAX: usize = 64;

/// A merchant's row: its number in the store, its identity, its last position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantRow {
    /// Its number in the store; never shown.
    pub merchant: i64,
    /// The identity under which it was first seen.
    pub id: MerchantId,
    /// The position of its last record.
    pub last_seq: Seq,
}

/// The number of the merchant that an identity means now: the owner where it is an alias.
///
/// # Errors
/// When the store cannot be read.
pub fn find_merchant(connection: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    find_merchant_at(connection, id, Seq::MAX)
}

fn find_merchant_at(connection: &Connection, id: &str, at: Seq) -> Result<Option<i64>, StoreError> {
    let named = match alias_owner(connection, id, at)? {
        Some(owner) => Some(owner),
        None => row_of(connection, id)?,
    };
    named.map(|merchant| owner(connection, merchant, at)).transpose()
}

/// The number of the row of an identity, whoever has taken it over.
///
/// # Errors
/// When the store cannot be read.
pub fn row_of(connection: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT merchant FROM merchant WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

fn alias_owner(connection: &Connection, id: &str, at: Seq) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT merchant FROM alias WHERE alias = ?1 AND seq <= ?2")?
        .query_row(params![id, at.0], |row| row.get(0))
        .optional()?)
}

/// The merchant that had taken over a merchant's row by a position, itself where none had.
///
/// # Errors
/// When the store cannot be read.
pub fn owner(connection: &Connection, merchant: i64, at: Seq) -> Result<i64, StoreError> {
    let mut passed = vec![merchant];
    let mut merchant = merchant;
    while passed.len() < OWNERS_MAX {
        let id: String = connection
            .prepare_cached("SELECT id FROM merchant WHERE merchant = ?1")?
            .query_row([merchant], |row| row.get(0))?;
        match alias_owner(connection, &id, at)? {
            Some(next) if !passed.contains(&next) => {
                passed.push(next);
                merchant = next;
            }
            _ => break,
        }
    }
    Ok(merchant)
}

/// The merchant that an identity means now.
///
/// # Errors
/// When the store cannot be read.
pub fn merchant(connection: &Connection, id: &str) -> Result<Option<MerchantRow>, StoreError> {
    find_merchant(connection, id)?.map(|merchant| merchant_row(connection, merchant)).transpose()
}

/// The merchant that an identity meant at a position; none where nothing was known of it then.
///
/// # Errors
/// When the store cannot be read.
pub fn merchant_at(
    connection: &Connection,
    id: &str,
    at: Seq,
) -> Result<Option<MerchantRow>, StoreError> {
    let Some(merchant) = find_merchant_at(connection, id, at)? else {
        return Ok(None);
    };
    let is_known: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM record WHERE merchant = ?1 AND seq <= ?2)")?
        .query_row(params![merchant, at.0], |row| row.get(0))?;
    is_known.then(|| merchant_row(connection, merchant)).transpose()
}

/// The merchant with that number.
///
/// # Errors
/// When the store cannot be read or has no such row.
pub fn merchant_row(connection: &Connection, merchant: i64) -> Result<MerchantRow, StoreError> {
    let (id, last_seq): (String, u64) = connection
        .prepare_cached("SELECT id, last_seq FROM merchant WHERE merchant = ?1")?
        .query_row([merchant], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let id = MerchantId::parse(&id).map_err(|error| StoreError::Damaged {
        seq: Seq(last_seq),
        what: format!("identity of a merchant: {error}"),
    })?;
    Ok(MerchantRow { merchant, id, last_seq: Seq(last_seq) })
}

/// Up to `limit` merchants after a number, in the order of their numbers, as they were known at a
/// position: without those that were another identity of a merchant, or not known yet.
///
/// # Errors
/// When the store cannot be read.
pub fn merchants_after(
    connection: &Connection,
    after: i64,
    at: Seq,
    limit: u32,
) -> Result<Vec<MerchantRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT merchant, id, last_seq FROM merchant m
         WHERE merchant > ?1
             AND NOT EXISTS (SELECT 1 FROM alias a
                 WHERE a.alias = m.id AND a.merchant <> m.merchant AND a.seq <= ?2)
             AND EXISTS (SELECT 1 FROM record r WHERE r.merchant = m.merchant AND r.seq <= ?2)
         ORDER BY merchant LIMIT ?3",
    )?;
    let mut rows = statement.query(params![after, at.0, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (merchant, id, last_seq): (i64, String, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let id = MerchantId::parse(&id).map_err(|error| StoreError::Damaged {
            seq: Seq(last_seq),
            what: format!("identity of a merchant: {error}"),
        })?;
        found.push(MerchantRow { merchant, id, last_seq: Seq(last_seq) });
    }
    Ok(found)
}

/// The position of the last record; 0 in an empty store.
///
/// # Errors
/// When the store cannot be read.
pub fn last_seq(connection: &Connection) -> Result<Seq, StoreError> {
    let last: Option<u64> = connection
        .prepare_cached("SELECT max(seq) FROM record")?
        .query_row([], |row| row.get(0))?;
    Ok(Seq(last.unwrap_or(0)))
}

/// The last position that was known at an instant: `recorded_at` never decreases, so halving finds it.
///
/// # Errors
/// When the store cannot be read.
pub fn seq_at(connection: &Connection, known_at: Timestamp) -> Result<Seq, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT recorded_at FROM record WHERE seq = ?1")?;
    let (mut known, mut unknown) = (0, last_seq(connection)?.0 + 1);
    while unknown - known > 1 {
        let middle = known + (unknown - known) / 2;
        let recorded_at: i64 = statement.query_row([middle], |row| row.get(0))?;
        if recorded_at <= known_at.as_microsecond() {
            known = middle;
        } else {
            unknown = middle;
        }
    }
    Ok(Seq(known))
}

/// The instant at which the store learnt of a record.
///
/// # Errors
/// When the store cannot be read or has no such record.
pub fn recorded_at(connection: &Connection, seq: Seq) -> Result<Timestamp, StoreError> {
    let instant: i64 = connection
        .prepare_cached("SELECT recorded_at FROM record WHERE seq = ?1")?
        .query_row([seq.0], |row| row.get(0))?;
    timestamp(seq, instant)
}

pub(super) const COLUMNS: &str =
    "r.seq, m.id, r.kind, r.effective_on, r.recorded_at, r.known_since,
    r.published_at, r.submitter, r.jurisdiction, r.source, r.source_row, r.version_of,
    r.content_hash, r.body, r.awaits_publication";

/// One record.
///
/// # Errors
/// When the store cannot be read, or the record is damaged.
pub fn record(connection: &Connection, seq: Seq) -> Result<Option<Record>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant) WHERE r.seq = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([seq.0])?;
    rows.next()?.map(|row| read_record(connection, row)).transpose()
}

/// Every version of a record, oldest first.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn versions(connection: &Connection, first: Seq) -> Result<Vec<Record>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.seq = ?1 OR r.version_of = ?1 ORDER BY r.seq"
    );
    collect(connection, &sql, params![first.0])
}

/// A merchant's records after a position up to another, oldest first, at most `limit`.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn records_of(
    connection: &Connection,
    merchant: i64,
    after: Seq,
    up_to: Seq,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.merchant = ?1 AND r.seq > ?2 AND r.seq <= ?3 ORDER BY r.seq LIMIT ?4"
    );
    collect(connection, &sql, params![merchant, after.0, up_to.0, limit])
}

/// Which ratings are meant by the newest.
#[derive(Clone, Copy, Debug)]
pub struct NewestRatings {
    /// Given by that day.
    pub as_of: Day,
    /// Known at that position.
    pub at: Seq,
}

/// The newest `limit` ratings of a merchant and of the identities that are its own too, given by a
/// day and known at a position, each in the version of that position; newest first.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn newest_ratings(
    connection: &Connection,
    merchant: i64,
    identities: &[&MerchantId],
    which: NewestRatings,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.merchant = ?1 AND r.kind = ?2 AND r.effective_on <= ?3 AND r.seq <= ?4
             AND NOT EXISTS (SELECT 1 FROM record later
                 WHERE later.version_of = coalesce(r.version_of, r.seq)
                     AND later.seq > r.seq AND later.seq <= ?4)
         ORDER BY r.seq DESC LIMIT ?5"
    );
    let kind = RecordKind::Rating.number();
    let mut found = Vec::new();
    let mut merchants = vec![merchant];
    for id in identities {
        merchants.extend(row_of(connection, &id.to_string())?);
    }
    for merchant in merchants {
        found.extend(collect(
            connection,
            &sql,
            params![merchant, kind, which.as_of.number(), which.at.0, limit],
        )?);
    }
    found.sort_by_key(|record| std::cmp::Reverse(record.seq));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The names of the records that a merchant got after a position up to another, newest first, at
/// most `limit`; without versions of records whose first ones are `barred`.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn names_between(
    connection: &Connection,
    merchant: i64,
    after: Seq,
    up_to: Seq,
    limit: usize,
    barred: &[Seq],
) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, kind, coalesce(version_of, seq) FROM record
         WHERE merchant = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq DESC LIMIT ?4",
    )?;
    let mut rows = statement.query(params![merchant, after.0, up_to.0, limit])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        if barred.contains(&Seq(row.get(2)?)) {
            continue;
        }
        let seq = Seq(row.get(0)?);
        let kind = kind_of(seq, row.get(1)?)?;
        names.push(RecordId { kind, seq });
    }
    Ok(names)
}

/// How many records of each kind the store holds.
///
/// # Errors
/// When the store cannot be read.
pub fn counts(connection: &Connection) -> Result<Vec<(RecordKind, u64)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get(1)?)))?;
    let mut counts = Vec::new();
    for row in rows {
        let (kind, n) = row?;
        if let Some(kind) = RecordKind::from_number(kind) {
            counts.push((kind, n));
        }
    }
    Ok(counts)
}

pub(super) fn collect(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Record>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read_record(connection, row)?);
    }
    Ok(records)
}

pub(super) fn read_record(connection: &Connection, row: &Row<'_>) -> Result<Record, StoreError> {
    let seq = Seq(row.get(0)?);
    let damaged = |what: String| StoreError::Damaged { seq, what };
    let subject = row.get_ref(1)?.as_str().map_err(|error| damaged(error.to_string()))?;
    let kind = kind_of(seq, row.get(2)?)?;
    let published_at: Option<i64> = row.get(6)?;
    let hash: [u8; body::HASH_BYTES] = row.get(12)?;
    let content = row.get_ref(13)?.as_str().map_err(|error| damaged(error.to_string()))?;
    Ok(Record {
        seq,
        subject: MerchantId::parse(subject).map_err(|error| damaged(error.to_string()))?,
        effective_on: Day::from_number(row.get(3)?),
        recorded_at: timestamp(seq, row.get(4)?)?,
        known_since: Day::from_number(row.get(5)?),
        published_at: published_at.map(|instant| timestamp(seq, instant)).transpose()?,
        submitter: submitter(&words::text(connection, row.get(7)?)?),
        jurisdiction: Jurisdiction(words::text(connection, row.get(8)?)?),
        source: words::text(connection, row.get(9)?)?,
        source_row: row.get(10)?,
        version_of: row.get::<_, Option<u64>>(11)?.map(Seq),
        publishing: if row.get(14)? { Publishing::Later } else { Publishing::WithSubmission },
        content_hash: body::hexadecimal(&hash),
        detail: body::parse(kind, seq, content)?,
    })
}

pub(super) fn kind_of(seq: Seq, number: u8) -> Result<RecordKind, StoreError> {
    RecordKind::from_number(number)
        .ok_or_else(|| StoreError::Damaged { seq, what: format!("unknown kind number {number}") })
}

fn timestamp(seq: Seq, microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Damaged { seq, what: error.to_string() })
}
