//! API keys: stored as hashes, each with a role and what it is bound to.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use super::audit::{self, Action, Change};
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
    /// When it was last used, as far as it was written down.
    pub last_used_at: Option<i64>,
    /// Until when the token before the last rotation is good too.
    pub former_until: Option<i64>,
}

/// A key with what it is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Present,
    /// The one before the last rotation.
    Former,
}

/// A key that was used, and when it was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Its name.
    pub key: String,
    /// When.
    pub at: Timestamp,
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
    pub fn add_key(
        &self,
        key: &StoredKey,
        token_hash: &str,
        who: &str,
    ) -> Result<bool, StoreError> {
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
            if added == 1 {
                let binding = key.binding.as_deref().unwrap_or_default();
                let ends = key.expires_at.map(|at| at.to_string()).unwrap_or_default();
                let texts = [key.name.as_str(), token_hash, &key.role, binding, &ends];
                let at = instant(key.created_at)?;
                note(transaction, at, who, Action::CreateKey, &key.name, &texts)?;
            }
            Ok(added == 1)
        })
    }

    /// Gives a key another token, and a day on which it ends; the former token is good until then.
    /// Tells whether there is a key of that name that was not revoked.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn rotate_key(&self, rotation: &Rotation<'_>, who: &str) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let changed = transaction
                .prepare_cached(
                    "UPDATE api_key SET former_token_hash = token_hash, former_until = ?3,
                         token_hash = ?2, expires_at = ?4
                     WHERE name = ?1 AND revoked_at IS NULL",
                )?
                .execute(params![
                    rotation.name,
                    rotation.token_hash,
                    rotation.former_until.as_microsecond(),
                    rotation.expires_at.map(Timestamp::as_microsecond),
                ])?;
            if changed == 1 {
                let texts = [rotation.name, rotation.token_hash];
                let (action, name) = (Action::RotateKey, rotation.name);
                note(transaction, rotation.now, who, action, name, &texts)?;
            }
            Ok(changed == 1)
        })
    }

    /// Revokes a key from an instant on; tells whether there is one of that name.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn revoke_key(&self, name: &str, now: Timestamp, who: &str) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let changed = transaction
                .prepare_cached(
                    "UPDATE api_key SET revoked_at = coalesce(revoked_at, ?2) WHERE name = ?1",
                )?
                .execute(params![name, now.as_microsecond()])?;
            if changed == 1 {
                note(transaction, now, who, Action::RevokeKey, name, &[name])?;
            }
            Ok(changed == 1)
        })
    }
}

/// A key's next token.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// The key's name.
    pub name: &'a str,
    /// The hash of the token.
    pub token_hash: &'a str,
    /// Until when the former token is good too.
    pub former_until: Timestamp,
    /// When the key ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it is rotated.
    pub now: Timestamp,
}

/// Writes down when keys were last used.
///
/// # Errors
/// When the store cannot be written.
pub fn note_uses(transaction: &Transaction<'_>, uses: &[KeyUse]) -> Result<(), StoreError> {
    let mut statement =
        transaction.prepare_cached("UPDATE api_key SET last_used_at = ?2 WHERE name = ?1")?;
    for used in uses {
        statement.execute(params![used.key, used.at.as_microsecond()])?;
    }
    Ok(())
}

fn note(
    transaction: &Transaction<'_>,
    at: Timestamp,
    who: &str,
    action: Action,
    what: &str,
    texts: &[&str],
) -> Result<(), StoreError> {
    let digest = audit::digest_of_texts(texts);
    audit::add(transaction, &Change { at, who, action, what, records: None, digest })
}

fn instant(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds).map_err(|error| StoreError::Damaged {
        seq: crate::domain::record::envelope::Seq(0),
        what: format!("API key: {error}"),
    })
}

const COLUMNS: &str = "name, role, binding, created_at, expires_at, revoked_at, last_used_at,
    former_until";

/// The key that a token with that hash opens at an instant.
///
/// # Errors
/// When the store cannot be read.
pub fn by_token(
    connection: &Connection,
    hash: &str,
    now: Timestamp,
) -> Result<Option<StoredKey>, StoreError> {
    for token in [Token::Present, Token::Former] {
        let column = match token {
            Token::Present => "token_hash",
            Token::Former => "former_token_hash",
        };
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE {column} = ?1");
        let found: Option<StoredKey> =
            connection.prepare_cached(&sql)?.query_row([hash], stored_key).optional()?;
        let Some(key) = found.filter(|key| key.is_good_at(now)) else {
            continue;
        };
        let is_over = |until: i64| until <= now.as_microsecond();
        if token == Token::Present || !key.former_until.is_none_or(is_over) {
            return Ok(Some(key));
        }
    }
    Ok(None)
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
        last_used_at: row.get(6)?,
        former_until: row.get(7)?,
    })
}
