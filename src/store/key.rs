//! API keys: stored as hashes, each with a role and what it is bound to.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Store, StoreError, body};

/// An API key as stored; the token itself is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Its name.
    pub name: String,
    /// Its role, as text.
    pub role: String,
    /// What it is bound to: an organ's code, a platform, a merchant.
    pub binding: Option<String>,
    /// When it was made, in microseconds since 1970.
    pub created_at: i64,
    /// When it ends, if it does.
    pub expires_at: Option<i64>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<i64>,
}

impl StoredKey {
    /// Whether it can be used at that instant.
    #[must_use]
    pub fn is_good_at(&self, now: Timestamp) -> bool {
        let now = now.as_microsecond();
        self.expires_at.is_none_or(|end| now < end) && self.revoked_at.is_none_or(|end| now < end)
    }
}

/// The hash under which a token is stored. Tokens are random and long, so one SHA-256 is enough.
#[must_use]
pub fn token_hash(token: &str) -> String {
    body::hexadecimal(&Sha256::digest(token.as_bytes()))
}

impl Store {
    /// Keeps a new key; tells whether the name was free.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn add_key(&self, key: &StoredKey, token_hash: &str) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let added = transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO api_key
                         (name, token_hash, role, binding, created_at, expires_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    key.name,
                    token_hash,
                    key.role,
                    key.binding,
                    key.created_at,
                    key.expires_at,
                ])?;
            Ok(added == 1)
        })
    }

    /// Revokes a key from an instant on; tells whether there is one of that name.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn revoke_key(&self, name: &str, now: Timestamp) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let changed = transaction
                .prepare_cached(
                    "UPDATE api_key SET revoked_at = coalesce(revoked_at, ?2) WHERE name = ?1",
                )?
                .execute(params![name, now.as_microsecond()])?;
            Ok(changed == 1)
        })
    }
}

const COLUMNS: &str = "name, role, binding, created_at, expires_at, revoked_at";

/// The key with that token hash.
///
/// # Errors
/// When the store cannot be read.
pub fn by_token(connection: &Connection, hash: &str) -> Result<Option<StoredKey>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM api_key WHERE token_hash = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([hash], stored_key).optional()?)
}

/// Every key, by name.
///
/// # Errors
/// When the store cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<StoredKey>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM api_key ORDER BY name");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], stored_key)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

fn stored_key(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredKey> {
    Ok(StoredKey {
        name: row.get(0)?,
        role: row.get(1)?,
        binding: row.get(2)?,
        created_at: row.get(3)?,
        expires_at: row.get(4)?,
        revoked_at: row.get(5)?,
    })
}
