//! Records beside which personal text is still kept.

use rusqlite::Connection;

use super::StoreError;
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;

/// A record beside which personal text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptBeside {
    /// Its first version.
    pub first: Seq,
    /// The last day that any of its versions speaks of.
    pub effective_on: Day,
}

/// The records of a kind beside which personal text is kept, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn kept_beside(
    connection: &Connection,
    kind: RecordKind,
) -> Result<Vec<KeptBeside>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(r.version_of, r.seq) AS first, max(r.effective_on)
         FROM personal_text p JOIN record r USING (seq)
         WHERE r.kind = ?1 GROUP BY first ORDER BY first",
    )?;
    let rows = statement.query_map([kind.number()], |row| {
        Ok(KeptBeside { first: Seq(row.get(0)?), effective_on: Day::from_number(row.get(1)?) })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}
