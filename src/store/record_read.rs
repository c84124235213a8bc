//! What one record says, and all records of a kind in the order of merchants.

use rusqlite::{Connection, params};

use super::read::{COLUMNS, kind_of, read_record};
use super::run_read::Stretch;
use super::{StoreError, body};
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;

/// What a record says, without what surrounds it.
///
/// # Errors
/// When the store cannot be read, or the record is damaged.
pub fn detail(connection: &Connection, seq: Seq) -> Result<Option<Detail>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT kind, body FROM record WHERE seq = ?1")?;
    let mut rows = statement.query([seq.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let kind = kind_of(seq, row.get(0)?)?;
    let content = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    body::parse(kind, seq, content).map(Some)
}

/// Meets every record of a kind of the merchants of a stretch, up to its position: in the order of
/// merchants, and of positions within each.
///
/// # Errors
/// When the store cannot be read, a record is damaged, or what `meet` answers.
pub fn each_record(
    connection: &Connection,
    kind: RecordKind,
    stretch: Stretch,
    mut meet: impl FnMut(&Record) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE r.merchant >= ?1 AND r.merchant < ?2 AND r.seq <= ?3 AND r.kind = ?4
         ORDER BY r.merchant, r.seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let kind = kind.number();
    let mut rows = statement.query(params![stretch.from, stretch.until, stretch.at.0, kind])?;
    while let Some(row) = rows.next()? {
        meet(&read_record(connection, row)?)?;
    }
    Ok(())
}
