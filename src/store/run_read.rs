//! Merchants with their packed rows in the order of their numbers, for a run over all of them.

use std::cell::RefCell;
use std::path::PathBuf;

use rusqlite::{Connection, params};

use super::history::FORMAT;
use super::{Store, StoreError};
use crate::domain::record::envelope::Seq;

/// Pages that a sweep keeps, in KiB: it meets each page once.
const SWEEP_CACHE_KIB: i64 = 4096;

/// One merchant as a sweep meets it.
#[derive(Clone, Copy, Debug)]
pub struct Met<'r> {
    /// Its number in the store.
    pub merchant: i64,
    /// The identity under which it was first seen.
    pub id: &'r str,
    /// Its packed row of the current format, where there is one.
    pub packed: Option<MetPacked<'r>>,
}

/// A packed row as a sweep meets it.
#[derive(Clone, Copy, Debug)]
pub struct MetPacked<'r> {
    /// The last position folded in.
    pub seq: Seq,
    /// The packed history.
    pub bytes: &'r [u8],
}

/// The merchants of a sweep.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The first number.
    pub from: i64,
    /// The first number that is not in it.
    pub until: i64,
    /// Identities merged into another merchant by this position are left out.
    pub at: Seq,
}

thread_local! {
    static SWEEPER: RefCell<Option<(PathBuf, Connection)>> = const { RefCell::new(None) };
}

impl Store {
    /// Asks something of the store that reads much of it once and in order, in one consistent view,
    /// on a connection of this thread that keeps few pages.
    ///
    /// # Errors
    /// What the question answers, or that the file cannot be read.
    pub fn sweep<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let own = SWEEPER.take().filter(|(path, _)| path == self.path());
        let (path, connection) = match own {
            Some(own) => own,
            None => (self.path().to_owned(), self.open_sweeper()?),
        };
        let answer = super::in_one_view(&connection, question);
        SWEEPER.set(Some((path, connection)));
        answer
    }

    fn open_sweeper(&self) -> Result<Connection, StoreError> {
        let connection = super::open_reader(self.path())?;
        // Mapped pages count as memory of this process, and a sweep would map them all.
        connection.pragma_update(None, "mmap_size", 0)?;
        connection.pragma_update(None, "cache_size", -SWEEP_CACHE_KIB)?;
        Ok(connection)
    }
}

/// Meets the merchants of a stretch in the order of their numbers.
///
/// # Errors
/// When the store cannot be read, or what `meet` answers.
pub fn each_merchant<E: From<StoreError>>(
    connection: &Connection,
    stretch: Stretch,
    mut meet: impl FnMut(Met<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let database = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut statement = connection
        .prepare_cached(
            "SELECT m.merchant, m.id, p.seq, p.bytes
             FROM merchant m LEFT JOIN packed p ON p.merchant = m.merchant AND p.format = ?4
             WHERE m.merchant >= ?1 AND m.merchant < ?2
                 AND (m.owned_since IS NULL OR m.owned_since > ?3)
             ORDER BY m.merchant",
        )
        .map_err(database)?;
    let mut rows = statement
        .query(params![stretch.from, stretch.until, stretch.at.0, FORMAT])
        .map_err(database)?;
    while let Some(row) = rows.next().map_err(database)? {
        let merchant: i64 = row.get(0).map_err(database)?;
        let id = row.get_ref(1).map_err(database)?.as_str();
        let seq: Option<u64> = row.get(2).map_err(database)?;
        let bytes = row.get_ref(3).map_err(database)?.as_blob_or_null();
        meet(Met {
            merchant,
            id: id.map_err(|error| database(error.into()))?,
            packed: seq
                .zip(bytes.map_err(|error| database(error.into()))?)
                .map(|(seq, bytes)| MetPacked { seq: Seq(seq), bytes }),
        })?;
    }
    Ok(())
}

/// Tells the numbers and identities of the merchants of a stretch, in the order of their numbers.
///
/// # Errors
/// When the store cannot be read, or what `tell` answers.
pub fn each_id(
    connection: &Connection,
    stretch: Stretch,
    mut tell: impl FnMut(i64, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT merchant, id FROM merchant
         WHERE merchant >= ?1 AND merchant < ?2 AND (owned_since IS NULL OR owned_since > ?3)
         ORDER BY merchant",
    )?;
    let mut rows = statement.query(params![stretch.from, stretch.until, stretch.at.0])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        tell(row.get(0)?, id)?;
    }
    Ok(())
}

/// Meets one merchant; `meet` is not called for one that was merged into another by then.
///
/// # Errors
/// As [`each_merchant`].
pub fn one_merchant<E: From<StoreError>>(
    connection: &Connection,
    merchant: i64,
    at: Seq,
    meet: impl FnMut(Met<'_>) -> Result<(), E>,
) -> Result<(), E> {
    each_merchant(connection, Stretch { from: merchant, until: merchant + 1, at }, meet)
}

/// The merchants, by their numbers in order, that a record or a merger after a position up to another
/// is about.
///
/// # Errors
/// When the store cannot be read.
pub fn touched_between(
    connection: &Connection,
    after: Seq,
    up_to: Seq,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE touched (merchant) AS (
             SELECT merchant FROM record WHERE seq > ?1 AND seq <= ?2
             UNION
             SELECT merchant FROM merchant WHERE owned_since > ?1 AND owned_since <= ?2
             UNION
             SELECT m.owner FROM merchant m JOIN touched USING (merchant)
             WHERE m.owner IS NOT NULL)
         SELECT merchant FROM touched ORDER BY merchant",
    )?;
    let rows = statement.query_map([after.0, up_to.0], |row| row.get(0))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// The greatest number of a merchant; 0 without one.
///
/// # Errors
/// When the store cannot be read.
pub fn last_merchant(connection: &Connection) -> Result<i64, StoreError> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(merchant) FROM merchant")?
        .query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0))
}

/// The identity under which a merchant was first seen, by its number.
///
/// # Errors
/// When the store cannot be read.
pub fn id_of(connection: &Connection, merchant: i64) -> Result<String, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM merchant WHERE merchant = ?1")?;
    Ok(statement.query_row([merchant], |row| row.get(0))?)
}
