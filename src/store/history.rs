//! Loading what a score needs of one merchant, as of any position: the packed row and its tail.
//!
//! The packed row holds every entry up to its position, so any earlier position is a filter, except
//! for ratings, which are sums: those start from the last checkpoint before the position. Either way
//! at most a bounded number of rating records is read one by one.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, body, words};
use crate::domain::day::Day;
use crate::domain::evidence::cell_codec;
use crate::domain::history::{Entry, History, JurisdictionCode, RatingEntry};
use crate::domain::order;
use crate::domain::order::mark::OrderMark;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Jurisdiction, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::document_key;
use crate::domain::record::organ::Organ;

/// The version of the packed form; rows of another version are left aside and rebuilt.
pub const FORMAT: i64 = 4;
/// Ratings folded between two checkpoints of a merchant.
pub const RATINGS_PER_CHECKPOINT: u64 = 4096;
/// Identities that one merchant can have taken over, at most; more are not followed.
const MERGES_MAX: usize = 64;

/// A merchant's packed row, unpacked.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    /// What it holds.
    pub history: History,
    /// The position of the last rating in it.
    pub last_rating_seq: Seq,
    /// Ratings folded since the last checkpoint.
    pub n_since_checkpoint: u64,
}

/// What a score needs of a merchant and of the identities merged into it, as of a position.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn load(connection: &Connection, merchant: i64, at: Seq) -> Result<History, StoreError> {
    let mut history = load_one(connection, merchant, at)?;
    let mut seen = vec![merchant];
    let mut place = 0;
    while let Some(entry) = history.entries.get(place) {
        place += 1;
        let Fact::Merge(from) = &entry.fact else {
            continue;
        };
        let other: Option<i64> = connection
            .prepare_cached("SELECT merchant FROM merchant WHERE id = ?1")?
            .query_row([from.to_string()], |row| row.get(0))
            .optional()?;
        if let Some(other) = other
            && !seen.contains(&other)
            && seen.len() < MERGES_MAX
        {
            seen.push(other);
            let joined = load_one(connection, other, at)?;
            history.join(joined);
            place = 0;
        }
    }
    Ok(history)
}

/// The same without the ratings that are barred from public answers: those withdrawn since.
///
/// # Errors
/// As [`load`].
pub fn load_without(
    connection: &Connection,
    merchant: i64,
    at: Seq,
    barred: &[Seq],
) -> Result<History, StoreError> {
    let mut history = load(connection, merchant, at)?;
    let is_out = |history: &History, record: Seq| {
        history.entries.iter().any(|entry| match &entry.fact {
            Fact::Withdrawal(withdrawal) => withdrawal.target == record,
            _ => false,
        })
    };
    for record in barred.iter().filter(|record| **record <= at) {
        if !is_out(&history, *record)
            && let Some(rating) = rating_before(connection, *record, Seq(at.0 + 1))?
        {
            history.remove_rating(rating, at);
        }
    }
    Ok(history)
}

/// What a score needs of one merchant alone, as of a position.
fn load_one(connection: &Connection, merchant: i64, at: Seq) -> Result<History, StoreError> {
    let last: u64 = connection
        .prepare_cached("SELECT last_seq FROM merchant WHERE merchant = ?1")?
        .query_row([merchant], |row| row.get(0))?;
    // Nothing of this merchant is later than its last record: an exact position spares the tail.
    let at = at.min(Seq(last));
    let mut packed = packed_or_none(connection, merchant)?.unwrap_or_default();
    if packed.history.seq <= at {
        fold_tail(connection, merchant, &mut packed, at, |_| Ok(()))?;
        return Ok(packed.history);
    }
    let mut history = packed.history;
    history.entries.retain(|entry| entry.seq <= at);
    history.orders.retain(|order| order.seq <= at);
    if packed.last_rating_seq > at {
        history.cells = cells_at(connection, merchant, at)?;
    }
    history.seq = at;
    Ok(history)
}

/// The packed row of a merchant; a damaged one is told and left aside, for it can be built again.
pub(super) fn packed_or_none(
    connection: &Connection,
    merchant: i64,
) -> Result<Option<Packed>, StoreError> {
    match packed(connection, merchant) {
        Err(StoreError::Damaged { seq, what }) => {
            tracing::warn!(merchant, seq = seq.0, what, "a packed row is damaged; reading records");
            Ok(None)
        }
        found => found,
    }
}

/// The packed row of a merchant, where there is one of the current format.
///
/// # Errors
/// When the store cannot be read, or the row is damaged.
pub fn packed(connection: &Connection, merchant: i64) -> Result<Option<Packed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, last_rating_seq, n_since_checkpoint, bytes FROM packed
         WHERE merchant = ?1 AND format = ?2",
    )?;
    let mut rows = statement.query(params![merchant, FORMAT])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let seq = Seq(row.get(0)?);
    let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(Some(Packed {
        history: unpack(seq, bytes)?,
        last_rating_seq: Seq(row.get(1)?),
        n_since_checkpoint: row.get(2)?,
    }))
}

/// The history in the bytes of a packed row.
///
/// # Errors
/// [`StoreError::Damaged`] when they are not a history of the current format.
pub fn unpack(seq: Seq, bytes: &[u8]) -> Result<History, StoreError> {
    let mut history = History::default();
    unpack_into(seq, bytes, &mut history)?;
    Ok(history)
}

/// As [`unpack`], into memory that is used again; what it holds afterwards is of no use when the
/// bytes are damaged.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_into(seq: Seq, bytes: &[u8], history: &mut History) -> Result<(), StoreError> {
    let damaged = |what: &dyn std::fmt::Display| StoreError::Damaged {
        seq,
        what: format!("packed history: {what}"),
    };
    read_packed(bytes, history).map_err(|error| damaged(&error))?;
    // A row that was changed outside says another position than its own bytes.
    if history.seq == seq { Ok(()) } else { Err(damaged(&"of another position")) }
}

/// Reads the fields of a history in their order, as serde writes them, without making new vectors.
fn read_packed(bytes: &[u8], history: &mut History) -> Result<(), postcard::Error> {
    let (seq, rest) = postcard::take_from_bytes::<Seq>(bytes)?;
    let (n_entries, mut rest) = postcard::take_from_bytes::<usize>(rest)?;
    history.seq = seq;
    history.entries.clear();
    for _ in 0..n_entries {
        let (entry, after) = postcard::take_from_bytes::<Entry>(rest)?;
        history.entries.push(entry);
        rest = after;
    }
    let (cells, rest) = postcard::take_from_bytes::<&[u8]>(rest)?;
    history.orders = order::codec::read(rest)?;
    cell_codec::decode_into(cells, &mut history.cells).ok_or(postcard::Error::SerdeDeCustom)
}

/// The rating cells as they were at a position before the packed row's.
fn cells_at(
    connection: &Connection,
    merchant: i64,
    at: Seq,
) -> Result<Vec<crate::domain::evidence::cell::RatingCell>, StoreError> {
    let checkpoint: Option<(u64, Vec<u8>)> = connection
        .prepare_cached(
            "SELECT seq, bytes FROM rating_checkpoint
             WHERE merchant = ?1 AND seq <= ?2 AND format = ?3 ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![merchant, at.0, FORMAT], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut packed = Packed::default();
    if let Some((seq, bytes)) = checkpoint {
        let seq = Seq(seq);
        packed.history.seq = seq;
        packed.history.cells = cell_codec::decode(&bytes).ok_or_else(|| StoreError::Damaged {
            seq,
            what: "checkpoint of rating cells".to_owned(),
        })?;
    }
    fold_tail(connection, merchant, &mut packed, at, |_| Ok(()))?;
    Ok(packed.history.cells)
}

/// Folds a merchant's records after the packed position, up to another; tells after each rating.
pub(super) fn fold_tail(
    connection: &Connection,
    merchant: i64,
    packed: &mut Packed,
    up_to: Seq,
    mut after_rating: impl FnMut(&mut Packed) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    if packed.history.seq >= up_to {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "SELECT seq, kind, effective_on, known_since, published_at, jurisdiction, version_of, body,
             awaits_publication
         FROM record WHERE merchant = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![merchant, packed.history.seq.0, up_to.0])?;
    while let Some(row) = rows.next()? {
        let seq = Seq(row.get(0)?);
        let kind = row_kind(seq, row.get(1)?)?;
        let content = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
        let version_of = row.get::<_, Option<u64>>(6)?.map(Seq);
        let (effective_on, known_since) =
            (Day::from_number(row.get(2)?), Day::from_number(row.get(3)?));
        if kind == RecordKind::Rating {
            let fact = body::rating_fact(seq, content)?;
            let replaces = match version_of {
                Some(first) => rating_before(connection, first, seq)?,
                None => None,
            };
            let rating = RatingEntry { seq, effective_on, known_since, fact };
            packed.history.add_rating(rating, replaces);
            packed.last_rating_seq = seq;
            packed.n_since_checkpoint += 1;
            after_rating(packed)?;
            continue;
        }
        let detail = body::parse(kind, seq, content)?;
        let fact = detail.fact();
        if let Fact::Transaction(fact) = fact {
            let placed_on = effective_on;
            let mark = OrderMark { seq, version_of, placed_on, known_since, fact };
            packed.history.add_order(mark);
            continue;
        }
        if let Fact::Withdrawal(withdrawal) = &fact
            && let Some(rating) = rating_before(connection, withdrawal.target, seq)?
        {
            let rating = RatingEntry { known_since, ..rating };
            packed.history.remove_rating(rating, seq);
            packed.last_rating_seq = seq;
        }
        let jurisdiction = Jurisdiction(words::text(connection, row.get(5)?)?);
        packed.history.add(Entry {
            seq,
            version_of,
            effective_on,
            known_since,
            published_on: row.get::<_, Option<i64>>(4)?.map(day_of),
            jurisdiction: JurisdictionCode::of(&jurisdiction),
            awaits_publication: row.get(8)?,
            document: document_key(&detail).map(|key| body::key_hash(&key).check),
            organ: organ_that_matters(&detail).map(Box::new),
            fact,
        });
    }
    packed.history.seq = up_to;
    Ok(())
}

/// The organ of a record whose display or term depends on it; others move nothing.
fn organ_that_matters(detail: &Detail) -> Option<Organ> {
    match detail.kind() {
        RecordKind::Licence | RecordKind::Complaint => None,
        _ => detail.organ(),
    }
}

/// The day of an instant in China, where publication clocks run.
fn day_of(microseconds: i64) -> Day {
    const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;
    const UTC_PLUS_8: i64 = 8 * 3_600_000_000;
    let days = (microseconds + UTC_PLUS_8).div_euclid(MICROSECONDS_PER_DAY);
    Day::from_number(i32::try_from(days).unwrap_or(i32::MAX))
}

fn row_kind(seq: Seq, number: u8) -> Result<RecordKind, StoreError> {
    RecordKind::from_number(number)
        .ok_or_else(|| StoreError::Damaged { seq, what: format!("unknown kind number {number}") })
}

/// The version of a rating that was the latest one before a position; none for other kinds.
fn rating_before(
    connection: &Connection,
    first: Seq,
    before: Seq,
) -> Result<Option<RatingEntry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, effective_on, known_since, body FROM record
         WHERE (seq = ?1 OR version_of = ?1) AND seq < ?2 AND kind = ?3
         ORDER BY seq DESC LIMIT 1",
    )?;
    let mut rows = statement.query(params![first.0, before.0, RecordKind::Rating.number()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let seq = Seq(row.get(0)?);
    let content = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Some(RatingEntry {
        seq,
        effective_on: Day::from_number(row.get(1)?),
        known_since: Day::from_number(row.get(2)?),
        fact: body::rating_fact(seq, content)?,
    }))
}
