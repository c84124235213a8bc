//! How much the store holds: counted while records are appended, so that asking costs nothing.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Transaction, params};

use super::StoreError;
use crate::domain::record::kind::RecordKind;

/// The migration that counts merchants when they come, and finds whose identities are whose both ways.
pub(super) const COUNTS: &str = "
CREATE INDEX merchant_by_owner ON merchant (owner) WHERE owner IS NOT NULL;

-- Derived: merchants that are no identity of another, and those of them that have no name.
CREATE TABLE merchant_count (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    n        INTEGER NOT NULL,
    n_stubs  INTEGER NOT NULL
) STRICT;
INSERT INTO merchant_count (only, n, n_stubs)
    SELECT 1, count(*), coalesce(sum(NOT EXISTS
        (SELECT 1 FROM name WHERE name.merchant = merchant.merchant)), 0)
    FROM merchant WHERE owner IS NULL;
CREATE TRIGGER merchant_is_counted AFTER INSERT ON merchant WHEN NEW.owner IS NULL
    BEGIN UPDATE merchant_count SET n = n + 1, n_stubs = n_stubs + 1; END;
CREATE TRIGGER merchant_is_taken_over AFTER UPDATE OF owner ON merchant
    WHEN OLD.owner IS NULL AND NEW.owner IS NOT NULL
    BEGIN UPDATE merchant_count SET n = n - 1, n_stubs = n_stubs
        - NOT EXISTS (SELECT 1 FROM name WHERE merchant = NEW.merchant); END;
CREATE TRIGGER merchant_is_named AFTER INSERT ON name
    WHEN (SELECT owner IS NULL FROM merchant WHERE merchant = NEW.merchant)
        AND NOT EXISTS (SELECT 1 FROM name WHERE merchant = NEW.merchant AND name <> NEW.name)
    BEGIN UPDATE merchant_count SET n_stubs = n_stubs - 1; END;
";

/// Counts records of each kind that were appended.
pub(super) fn count(
    transaction: &Transaction<'_>,
    n_by_kind: &BTreeMap<RecordKind, u64>,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO record_count (kind, n) VALUES (?1, ?2)
         ON CONFLICT (kind) DO UPDATE SET n = n + excluded.n",
    )?;
    for (kind, n) in n_by_kind {
        statement.execute(params![kind.number(), n])?;
    }
    Ok(())
}

/// How many merchants there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MerchantCounts {
    /// Identities that are no other identity of a merchant.
    pub n_merchants: u64,
    /// Those of them that no record tells the name of: they are only named by others.
    pub n_stubs: u64,
}

/// How many records of each kind there are, every version counted.
///
/// # Errors
/// When the store cannot be read.
pub fn records(connection: &Connection) -> Result<Vec<(RecordKind, u64)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT kind, n FROM record_count ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get(1)?)))?;
    let mut counts = Vec::new();
    for row in rows {
        let (kind, n) = row?;
        counts.extend(RecordKind::from_number(kind).map(|kind| (kind, n)));
    }
    Ok(counts)
}

/// How many merchants there are.
///
/// # Errors
/// When the store cannot be read.
pub fn merchants(connection: &Connection) -> Result<MerchantCounts, StoreError> {
    let mut statement = connection.prepare_cached("SELECT n, n_stubs FROM merchant_count")?;
    let counts =
        |row: &Row<'_>| Ok(MerchantCounts { n_merchants: row.get(0)?, n_stubs: row.get(1)? });
    Ok(statement.query_row([], counts)?)
}
