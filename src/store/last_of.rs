//! How far what is known goes: the positions of the last records, of a merchant and of all.
//!
//! A reader asks this before each answer, so its connection remembers: of all while nobody changed the
//! store, of merchants while no record came.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use quick_cache::unsync::Cache;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::artefact::LastArtefact;
use super::read::{self, MerchantRow};
use super::{Store, StoreError, View};
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::Seq;

/// Merchants that one connection remembers, at most.
const MERCHANTS_MAX: usize = 20_000;
/// How long after a look at the file what is remembered is told without another one. What this process
/// writes is seen at once; what another one writes, at the latest after so long.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The positions of the last records about a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LastOf {
    /// Of all that there are now.
    pub now: Seq,
    /// Of those up to the position that is asked about.
    pub then: Seq,
}

/// The last record and the last artefact of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastOfAll {
    /// The position of the last record; 0 in an empty store.
    pub seq: Seq,
    /// When the store learnt of it; the beginning of time in an empty store.
    pub recorded_at: Timestamp,
    /// The last artefact.
    pub artefact: LastArtefact,
}

/// What a connection remembers between views.
#[derive(Debug)]
pub(super) struct Remembered {
    /// The version of the store that `last` is of.
    version: i64,
    last: Option<LastOfAll>,
    /// When the file was looked at, and how often this process had changed a store by then.
    looked: Option<(Instant, u64)>,
    /// Merchants as they are when `last` is the last of all: only records change them.
    merchants: Cache<MerchantId, MerchantAndLast>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self { version: 0, last: None, looked: None, merchants: Cache::new(MERCHANTS_MAX) }
    }
}

impl Store {
    /// The last of all and of a merchant, where this thread knows them from a moment ago.
    #[must_use]
    pub fn recall_merchant(&self, id: &MerchantId) -> Option<(LastOfAll, MerchantAndLast)> {
        self.recall(|reader| {
            let remembered = reader.remembered().borrow();
            let (at, n_changes) = remembered.looked?;
            if n_changes != super::n_changes() || at.elapsed() > LOOK_EVERY {
                return None;
            }
            Some((remembered.last?, remembered.merchants.get(id)?.clone()))
        })
    }
}

/// The last record and the last artefact of the store.
///
/// # Errors
/// When the store cannot be read.
pub fn last_of_all(view: &View) -> Result<LastOfAll, StoreError> {
    let version = view.version()?;
    let mut remembered = view.remembered().borrow_mut();
    remembered.looked = Some((Instant::now(), view.n_changes()));
    if let Some(last) = remembered.last
        && remembered.version == version
    {
        return Ok(last);
    }
    let last = read_last_of_all(view)?;
    if remembered.last.is_none_or(|before| before.seq != last.seq) {
        remembered.merchants.clear();
    }
    remembered.version = version;
    remembered.last = Some(last);
    Ok(last)
}

fn read_last_of_all(connection: &Connection) -> Result<LastOfAll, StoreError> {
    // Questions within a question: joined, each of them would be kept in a table of its own.
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT max(seq) FROM record),
             (SELECT recorded_at FROM record ORDER BY seq DESC LIMIT 1),
             (SELECT max(artefact) FROM artefact),
             (SELECT recorded_at FROM artefact ORDER BY artefact DESC LIMIT 1)",
    )?;
    let (seq, recorded_at, number, kept_at) = statement.query_row([], |row| {
        Ok((
            Seq(row.get::<_, Option<u64>>(0)?.unwrap_or(0)),
            row.get::<_, Option<i64>>(1)?.unwrap_or(0),
            row.get::<_, Option<i64>>(2)?.unwrap_or(0),
            row.get::<_, Option<i64>>(3)?,
        ))
    })?;
    let instant = |microseconds| {
        Timestamp::from_microsecond(microseconds)
            .map_err(|error| StoreError::Damaged { seq, what: error.to_string() })
    };
    let kept_at = kept_at.map(instant).transpose()?.unwrap_or(Timestamp::MIN);
    let artefact = LastArtefact { number, recorded_at: kept_at };
    Ok(LastOfAll { seq, recorded_at: instant(recorded_at)?, artefact })
}

/// The merchant that an identity meant at a position, and the positions of its last records; none
/// where nothing was known of it then.
///
/// # Errors
/// When the store cannot be read.
pub fn merchant_and_last(
    view: &View,
    id: &MerchantId,
    at: Seq,
) -> Result<Option<MerchantAndLast>, StoreError> {
    if last_of_all(view)?.seq != at {
        return read_merchant_and_last(view, id, at);
    }
    if let Some(known) = view.remembered().borrow().merchants.get(id) {
        return Ok(Some(known.clone()));
    }
    let found = read_merchant_and_last(view, id, at)?;
    if let Some(found) = &found {
        view.remembered().borrow_mut().merchants.insert(id.clone(), found.clone());
    }
    Ok(found)
}

fn read_merchant_and_last(
    connection: &Connection,
    id: &MerchantId,
    at: Seq,
) -> Result<Option<MerchantAndLast>, StoreError> {
    let text = id.to_string();
    if let Some((merchant, last_seq)) = alone(connection, &text)?
        && last_seq <= at
    {
        let row = MerchantRow { merchant, id: id.clone(), last_seq };
        return Ok(Some(MerchantAndLast { row, last: LastOf { now: last_seq, then: last_seq } }));
    }
    let Some(row) = read::merchant_at(connection, &text, at)? else { return Ok(None) };
    let last = last_of(connection, row.merchant, at)?;
    Ok(Some(MerchantAndLast { row, last }))
}

/// A merchant, and how far what is known of it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantAndLast {
    /// The merchant.
    pub row: MerchantRow,
    /// The positions of its last records.
    pub last: LastOf,
}

/// The row and last position of a merchant that has records, has only the one identity and was never
/// taken over, as nearly all are: one question instead of seven.
fn alone(connection: &Connection, id: &str) -> Result<Option<(i64, Seq)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT merchant, last_seq FROM merchant m
             WHERE id = ?1 AND owner IS NULL AND last_seq > 0
                 AND NOT EXISTS (SELECT 1 FROM alias WHERE alias = ?1)
                 AND NOT EXISTS (SELECT 1 FROM merchant o WHERE o.owner = m.merchant)",
        )?
        .query_row([id], |row| Ok((row.get(0)?, Seq(row.get(1)?))))
        .optional()?)
}

/// The positions of the last records about a merchant, under any identity that is its own today.
///
/// # Errors
/// When the store cannot be read.
pub fn last_of(connection: &Connection, merchant: i64, at: Seq) -> Result<LastOf, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE own (merchant) AS (
             VALUES (?1)
             UNION SELECT m.merchant FROM merchant m JOIN own ON m.owner = own.merchant)
         SELECT max(m.last_seq), max(CASE WHEN m.last_seq <= ?2 THEN m.last_seq ELSE
             (SELECT max(r.seq) FROM record r WHERE r.merchant = m.merchant AND r.seq <= ?2) END)
         FROM own JOIN merchant m USING (merchant)",
    )?;
    let last = |row: &Row<'_>| {
        let seq =
            |place| Ok::<_, rusqlite::Error>(Seq(row.get::<_, Option<u64>>(place)?.unwrap_or(0)));
        Ok(LastOf { now: seq(0)?, then: seq(1)? })
    };
    Ok(statement.query_row(params![merchant, at.0], last)?)
}
