//! Merchants with their packed rows in the order of their numbers, for a run over all of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use rusqlite::{Connection, params, params_from_iter};

use super::history::FORMAT;
use super::{Store, StoreError, View};
use crate::domain::record::envelope::Seq;

/// Pages that a sweep keeps, in KiB: it meets each page once, and what fits into the processor's own
/// cache is filled again sooner than what does not.
const SWEEP_CACHE_KIB: i64 = 256;

/// Merchants that one statement asks for by their numbers.
const NAMED_AT_ONCE: usize = 32;

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
    static SWEEPER: RefCell<Option<(PathBuf, View)>> = const { RefCell::new(None) };
}

impl Store {
    /// Asks something of the store that reads much of it once and in order, in one consistent view,
    /// on a connection of this thread that keeps few pages.
    ///
    /// # Errors
    /// What the question answers, or that the file cannot be read.
    pub fn sweep<T>(
        &self,
        question: impl FnOnce(&View) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let own = SWEEPER.take().filter(|(path, _)| path == self.path());
        let (path, view) = match own {
            Some(own) => own,
            None => (self.path().to_owned(), self.open_sweeper()?),
        };
        let answer = view.ask(question);
        SWEEPER.set(Some((path, view)));
        answer
    }

    fn open_sweeper(&self) -> Result<View, StoreError> {
        let view = super::open_reader(self.path())?;
        // Mapped pages count as memory of this process, and a sweep would map them all.
        view.pragma_update(None, "mmap_size", 0)?;
        view.pragma_update(None, "cache_size", -SWEEP_CACHE_KIB)?;
        Ok(view)
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

/// Meets the packed rows of the current format of a stretch of numbers, in their order; merchants
/// without one are not met.
///
/// # Errors
/// As [`each_merchant`].
pub fn each_packed<E: From<StoreError>>(
    connection: &Connection,
    numbers: Range<i64>,
    mut meet: impl FnMut(i64, MetPacked<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let database = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut statement = connection
        .prepare_cached(
            "SELECT merchant, seq, bytes FROM packed
             WHERE merchant >= ?1 AND merchant < ?2 AND format = ?3 ORDER BY merchant",
        )
        .map_err(database)?;
    let mut rows =
        statement.query(params![numbers.start, numbers.end, FORMAT]).map_err(database)?;
    while let Some(row) = rows.next().map_err(database)? {
        let merchant: i64 = row.get(0).map_err(database)?;
        let seq = Seq(row.get(1).map_err(database)?);
        let bytes = row.get_ref(2).map_err(database)?.as_blob();
        let bytes = bytes.map_err(|error| database(error.into()))?;
        meet(merchant, MetPacked { seq, bytes })?;
    }
    Ok(())
}

/// Meets some merchants, named in the order of their numbers, with their packed rows of the current
/// format, where they have one.
///
/// # Errors
/// As [`each_merchant`].
pub fn each_packed_of<E: From<StoreError>>(
    connection: &Connection,
    merchants: &[i64],
    mut meet: impl FnMut(i64, Option<MetPacked<'_>>) -> Result<(), E>,
) -> Result<(), E> {
    let database = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut statement = connection
        .prepare_cached(
            "SELECT merchant, seq, bytes FROM packed
             WHERE merchant IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                 ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                 AND format = ? ORDER BY merchant",
        )
        .map_err(database)?;
    for some in merchants.chunks(NAMED_AT_ONCE) {
        let named = (0..NAMED_AT_ONCE).map(|place| some.get(place).copied());
        let parameters = params_from_iter(named.chain([Some(FORMAT)]));
        let mut rows = statement.query(parameters).map_err(database)?;
        let mut left = some.iter().copied().peekable();
        while let Some(row) = rows.next().map_err(database)? {
            let merchant: i64 = row.get(0).map_err(database)?;
            while let Some(without) = left.next_if(|own| *own < merchant) {
                meet(without, None)?;
            }
            left.next();
            let seq = Seq(row.get(1).map_err(database)?);
            let bytes = row.get_ref(2).map_err(database)?.as_blob();
            let bytes = bytes.map_err(|error| database(error.into()))?;
            meet(merchant, Some(MetPacked { seq, bytes }))?;
        }
        left.try_for_each(|without| meet(without, None))?;
    }
    Ok(())
}

/// Whether there is a merchant of that number.
///
/// # Errors
/// When the store cannot be read.
pub fn is_merchant(connection: &Connection, merchant: i64) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM merchant WHERE merchant = ?1")?;
    Ok(statement.exists([merchant])?)
}

/// The identities, by their numbers in order, that were merged into another merchant by a position.
///
/// # Errors
/// When the store cannot be read.
pub fn merged_by(connection: &Connection, at: Seq) -> Result<Vec<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT merchant FROM merchant WHERE owned_since <= ?1")?;
    let rows = statement.query_map([at.0], |row| row.get(0))?;
    let mut merged = rows.collect::<Result<Vec<_>, _>>()?;
    merged.sort_unstable();
    Ok(merged)
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
        "SELECT merchant FROM record WHERE seq > ?1 AND seq <= ?2
         UNION ALL
         SELECT merchant FROM merchant WHERE owned_since > ?1 AND owned_since <= ?2",
    )?;
    let rows = statement.query_map([after.0, up_to.0], |row| row.get(0))?;
    let mut touched = rows.collect::<Result<Vec<i64>, _>>()?;
    touched.sort_unstable();
    touched.dedup();
    let owner_of = owners(connection)?;
    let mut followed: BTreeSet<i64> = BTreeSet::new();
    let mut next: Vec<i64> = touched.clone();
    while let Some(merchant) = next.pop() {
        if let Some(owner) = owner_of.get(&merchant)
            && followed.insert(*owner)
        {
            next.push(*owner);
        }
    }
    if !followed.is_empty() {
        touched.extend(followed);
        touched.sort_unstable();
        touched.dedup();
    }
    Ok(touched)
}

/// The merchant that each merged identity was merged into, by their numbers.
fn owners(connection: &Connection) -> Result<BTreeMap<i64, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT merchant, owner FROM merchant
         WHERE owned_since IS NOT NULL AND owner IS NOT NULL",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
