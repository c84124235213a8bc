//! Words that many records share, kept once and known by number.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// The number of a word, new or known.
pub(super) fn number(connection: &Connection, text: &str) -> Result<i64, StoreError> {
    let known = connection
        .prepare_cached("SELECT word FROM word WHERE text = ?1")?
        .query_row([text], |row| row.get(0))
        .optional()?;
    if let Some(word) = known {
        return Ok(word);
    }
    connection.prepare_cached("INSERT INTO word (text) VALUES (?1)")?.execute(params![text])?;
    Ok(connection.last_insert_rowid())
}

/// The word with that number.
pub(super) fn text(connection: &Connection, word: i64) -> Result<String, StoreError> {
    Ok(connection
        .prepare_cached("SELECT text FROM word WHERE word = ?1")?
        .query_row([word], |row| row.get(0))?)
}
