//! Rows of new records on their way into their table: several with one statement.

use rusqlite::{ToSql, Transaction};

use super::StoreError;
use super::audit::{DIGEST_BYTES, RecordDigest, Row};
use super::body::HASH_BYTES;

/// Rows of one statement. What a statement costs beside its rows (its cursors on a table with six
/// indexes, its beginning and its end) is as much as a row.
const ROWS_PER_STATEMENT: usize = 16;

const COLUMNS: &str = "seq, merchant, kind, effective_on, recorded_at, known_since, published_at,
    submitter, jurisdiction, source, source_row, version_of, content_hash, body,
    awaits_publication";
const ONE_ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The columns of a new record.
#[derive(Debug)]
pub(super) struct NewRow {
    pub(super) digested: Row<[u8; HASH_BYTES], String>,
    pub(super) submitter: i64,
    pub(super) jurisdiction: i64,
    pub(super) source: i64,
}

/// The new records of one transaction, with their digest; some may not be in the table yet.
pub(super) struct NewRows<'a> {
    transaction: &'a Transaction<'a>,
    waiting: Vec<NewRow>,
    digest: RecordDigest,
}

impl<'a> NewRows<'a> {
    pub(super) fn new(transaction: &'a Transaction<'a>) -> Self {
        let waiting = Vec::with_capacity(ROWS_PER_STATEMENT);
        Self { transaction, waiting, digest: RecordDigest::default() }
    }

    /// Takes a row after all others.
    pub(super) fn push(&mut self, row: NewRow) -> Result<(), StoreError> {
        self.digest.take(&row.digested);
        self.waiting.push(row);
        if self.waiting.len() < ROWS_PER_STATEMENT {
            return Ok(());
        }
        insert(self.transaction, &self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// The transaction, with every row in the table.
    pub(super) fn in_table(&mut self) -> Result<&'a Transaction<'a>, StoreError> {
        for row in self.waiting.drain(..) {
            insert(self.transaction, std::slice::from_ref(&row))?;
        }
        Ok(self.transaction)
    }

    /// Puts what waits into the table; the digest of all rows.
    pub(super) fn finish(mut self) -> Result<[u8; DIGEST_BYTES], StoreError> {
        self.in_table()?;
        Ok(self.digest.finish())
    }
}

/// Inserts rows with one statement.
fn insert(transaction: &Transaction<'_>, rows: &[NewRow]) -> Result<(), StoreError> {
    // A conflict would be a fault of ours: the whole transaction ends, so that SQLite need not keep
    // what the pages were before the statement.
    let places = vec![ONE_ROW; rows.len()].join(", ");
    let sql = format!("INSERT OR ROLLBACK INTO record ({COLUMNS}) VALUES {places}");
    let mut statement = transaction.prepare_cached(&sql)?;
    let mut next = 0;
    let mut bind = |value: &dyn ToSql| {
        next += 1;
        statement.raw_bind_parameter(next, value)
    };
    for NewRow { digested: row, submitter, jurisdiction, source } in rows {
        let columns: [&dyn ToSql; 15] = [
            &row.seq,
            &row.merchant,
            &row.kind,
            &row.effective_on,
            &row.recorded_at,
            &row.known_since,
            &row.published_at,
            submitter,
            jurisdiction,
            source,
            &row.source_row,
            &row.version_of,
            &row.content_hash,
            &row.body,
            &row.awaits_publication,
        ];
        columns.into_iter().try_for_each(&mut bind)?;
    }
    statement.raw_execute()?;
    Ok(())
}
