//! Loading what a score needs of one merchant, as of any position: the packed row and its tail.
//!
//! The packed row holds every entry and a mark of every rating up to its position, so any earlier
//! position is a filter: no question reads rating records one by one but those of the tail.

use rusqlite::{Connection, OptionalExtension, params};

use super::addition::{Addition, Place};
pub use super::entry_slots::Spare;
use super::{StoreError, body, entry_slots, words};
use crate::domain::day::Day;
use crate::domain::evidence::varint::take;
use crate::domain::history::{History, JurisdictionCode};
use crate::domain::order;
use crate::domain::record::envelope::{Jurisdiction, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;

/// The version of the packed form; rows of another version are left aside and rebuilt.
pub const FORMAT: i64 = 7;
/// Identities that one merchant can have taken over, at most; more are not followed.
const MERGES_MAX: usize = 64;

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

/// What a score needs of one merchant alone, as of a position.
fn load_one(connection: &Connection, merchant: i64, at: Seq) -> Result<History, StoreError> {
    // Nothing of this merchant is later than its last record: an exact position spares the tail.
    let at = at.min(last_seq_of(connection, merchant)?);
    let mut history = packed_or_none(connection, merchant)?.unwrap_or_default();
    if history.seq <= at {
        fold_tail(connection, merchant, &mut history, at)?;
    } else {
        history.cut(at);
    }
    Ok(history)
}

/// The position of a merchant's last record; 0 where it has none.
pub(super) fn last_seq_of(connection: &Connection, merchant: i64) -> Result<Seq, StoreError> {
    let last = connection
        .prepare_cached("SELECT last_seq FROM merchant WHERE merchant = ?1")?
        .query_row([merchant], |row| row.get(0))?;
    Ok(Seq(last))
}

/// The packed row of a merchant; a damaged one is told and left aside, for it can be built again.
pub(super) fn packed_or_none(
    connection: &Connection,
    merchant: i64,
) -> Result<Option<History>, StoreError> {
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
pub fn packed(connection: &Connection, merchant: i64) -> Result<Option<History>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT seq, bytes FROM packed WHERE merchant = ?1 AND format = ?2")?;
    let mut rows = statement.query(params![merchant, FORMAT])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let seq = Seq(row.get(0)?);
    let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
    unpack(seq, bytes).map(Some)
}

/// The history in the bytes of a packed row.
///
/// # Errors
/// [`StoreError::Damaged`] when they are not a history of the current format.
pub fn unpack(seq: Seq, bytes: &[u8]) -> Result<History, StoreError> {
    let mut history = History::default();
    unpack_into(seq, bytes, &mut history, &mut Spare::default())?;
    Ok(history)
}

/// As [`unpack`], into memory that is used again; what it holds afterwards is of no use when the
/// bytes are damaged.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_into(
    seq: Seq,
    bytes: &[u8],
    history: &mut History,
    spare: &mut Spare,
) -> Result<(), StoreError> {
    let damaged = |what: &dyn std::fmt::Display| StoreError::Damaged {
        seq,
        what: format!("packed history: {what}"),
    };
    read_packed(bytes, history, spare).map_err(|error| damaged(&error))?;
    // A row that was changed outside says another position than its own bytes.
    if history.seq == seq { Ok(()) } else { Err(damaged(&"of another position")) }
}

/// Reads the fields of a history in their order, as serde writes them, without making new vectors.
fn read_packed(
    bytes: &[u8],
    history: &mut History,
    spare: &mut Spare,
) -> Result<(), postcard::Error> {
    let damaged = || postcard::Error::SerdeDeCustom;
    let mut rest = bytes;
    history.seq = Seq(take(&mut rest).ok_or_else(damaged)?);
    let n_entries = take_size(&mut rest).ok_or_else(damaged)?;
    rest = entry_slots::read_into(rest, n_entries, &mut history.entries, spare)?;
    let n_bytes = take_size(&mut rest).ok_or_else(damaged)?;
    let (marks, rest) = rest.split_at_checked(n_bytes).ok_or_else(damaged)?;
    history.orders = order::codec::read(rest)?;
    history.ratings.unpack(marks).ok_or_else(damaged)
}

fn take_size(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(take(rest)?).ok()
}

/// Folds a merchant's records after the history's position, up to another.
pub(super) fn fold_tail(
    connection: &Connection,
    merchant: i64,
    history: &mut History,
    up_to: Seq,
) -> Result<(), StoreError> {
    if history.seq >= up_to {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "SELECT seq, kind, effective_on, known_since, published_at, jurisdiction, version_of, body,
             awaits_publication
         FROM record WHERE merchant = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![merchant, history.seq.0, up_to.0])?;
    while let Some(row) = rows.next()? {
        let seq = Seq(row.get(0)?);
        let kind = row_kind(seq, row.get(1)?)?;
        let content = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
        let place = Place {
            seq,
            version_of: row.get::<_, Option<u64>>(6)?.map(Seq),
            effective_on: Day::from_number(row.get(2)?),
            known_since: Day::from_number(row.get(3)?),
            published_at: row.get(4)?,
            awaits_publication: row.get(8)?,
        };
        let addition = if kind == RecordKind::Rating {
            Addition::of_rating(place, body::rating_fact(seq, content)?)
        } else {
            let word = row.get(5)?;
            Addition::of(place, &body::parse(kind, seq, content)?, || {
                Ok(JurisdictionCode::of(&Jurisdiction(words::text(connection, word)?)))
            })?
        };
        addition.add_to(history);
    }
    history.settle();
    history.seq = up_to;
    Ok(())
}

fn row_kind(seq: Seq, number: u8) -> Result<RecordKind, StoreError> {
    RecordKind::from_number(number)
        .ok_or_else(|| StoreError::Damaged { seq, what: format!("unknown kind number {number}") })
}
