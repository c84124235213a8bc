//! How far what is known of a merchant goes: the positions of its last records.

use rusqlite::{Connection, Row, params};

use super::StoreError;
use crate::domain::record::envelope::Seq;

/// The positions of the last records about a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LastOf {
    /// Of all that there are now.
    pub now: Seq,
    /// Of those up to the position that is asked about.
    pub then: Seq,
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
