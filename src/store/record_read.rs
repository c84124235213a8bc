//! Records in the order of merchants, for those who want all of a kind.

use rusqlite::{Connection, params};

use super::StoreError;
use super::read::{COLUMNS, read_record};
use super::run_read::Stretch;
use crate::domain::record::envelope::Record;
use crate::domain::record::kind::RecordKind;

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
