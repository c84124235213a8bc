//! How much the store holds: counted while records are appended, so that asking costs nothing.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use crate::domain::record::kind::RecordKind;

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
    let count = |sql: &str| -> Result<u64, StoreError> {
        Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    };
    let n_merchants = count("SELECT count(*) FROM merchant WHERE owner IS NULL")?;
    let n_named = count(
        "SELECT count(DISTINCT merchant) FROM name JOIN merchant USING (merchant)
         WHERE owner IS NULL",
    )?;
    Ok(MerchantCounts { n_merchants, n_stubs: n_merchants.saturating_sub(n_named) })
}
