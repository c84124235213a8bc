//! The audit log: every change of the store as an entry in a chain of hashes; only appended.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest, Sha256};

use super::StoreError;
use crate::domain::record::envelope::Seq;

/// Bytes of a digest or hash.
pub const DIGEST_BYTES: usize = 32;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Records were appended.
    Append,
    /// A scorecard, rule table or notice became known.
    KeepArtefact,
    /// A key was made.
    CreateKey,
    /// A key got another token.
    RotateKey,
    /// A key was revoked.
    RevokeKey,
    /// A webhook was registered.
    CreateWebhook,
    /// A webhook was ended.
    EndWebhook,
}

impl Action {
    /// Its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::KeepArtefact => "keep_artefact",
            Self::CreateKey => "create_key",
            Self::RotateKey => "rotate_key",
            Self::RevokeKey => "revoke_key",
            Self::CreateWebhook => "create_webhook",
            Self::EndWebhook => "end_webhook",
        }
    }
}

/// A change on its way into the log.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// When.
    pub at: Timestamp,
    /// Who: the name of a key, or what the command line calls itself.
    pub who: &'a str,
    /// What was done.
    pub action: Action,
    /// With what: a route, a file, the name of a key.
    pub what: &'a str,
    /// The records that were appended, where any were.
    pub records: Option<Stretch>,
    /// The digest of the content of the change.
    pub digest: [u8; DIGEST_BYTES],
}

/// Consecutive records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first.
    pub first: Seq,
    /// The last.
    pub last: Seq,
}

/// An entry as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub entry: u64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What was done, by name.
    pub action: String,
    /// With what.
    pub what: String,
    /// The first record appended.
    pub first_seq: Option<u64>,
    /// The last record appended.
    pub last_seq: Option<u64>,
    /// The digest of the content.
    pub digest: Vec<u8>,
    /// The hash of the entry before and of all this.
    pub hash: Vec<u8>,
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 where there is none.
    pub entry: u64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The last record that is older than the log.
    pub begun: Seq,
}

/// Adds a change to the log, in the transaction that makes it.
///
/// # Errors
/// When the store cannot be written.
pub fn add(transaction: &Transaction<'_>, change: &Change<'_>) -> Result<(), StoreError> {
    let head = head(transaction)?;
    let mut entry = Entry {
        entry: head.entry + 1,
        at: change.at.as_microsecond(),
        who: change.who.to_owned(),
        action: change.action.name().to_owned(),
        what: change.what.to_owned(),
        first_seq: change.records.map(|records| records.first.0),
        last_seq: change.records.map(|records| records.last.0),
        digest: change.digest.to_vec(),
        hash: Vec::new(),
    };
    entry.hash = entry.hash_after(&head.hash);
    transaction
        .prepare_cached(
            "INSERT INTO audit (entry, at, who, action, what, first_seq, last_seq, digest, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            entry.entry,
            entry.at,
            entry.who,
            entry.action,
            entry.what,
            entry.first_seq,
            entry.last_seq,
            entry.digest,
            entry.hash,
        ])?;
    transaction
        .prepare_cached("UPDATE audit_head SET entry = ?1, hash = ?2")?
        .execute(params![entry.entry, entry.hash])?;
    Ok(())
}

impl Entry {
    /// The hash that this entry must have after one with that hash.
    #[must_use]
    pub fn hash_after(&self, before: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        let number = |n: Option<u64>| n.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
        for part in [
            before,
            &self.entry.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.who.as_bytes(),
            self.action.as_bytes(),
            self.what.as_bytes(),
            &number(self.first_seq).to_be_bytes(),
            &number(self.last_seq).to_be_bytes(),
            &self.digest,
        ] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().to_vec()
    }
}

/// The end of the chain.
///
/// # Errors
/// When the store cannot be read.
pub fn head(connection: &Connection) -> Result<Head, StoreError> {
    Ok(connection
        .prepare_cached("SELECT entry, hash, begun_seq FROM audit_head")?
        .query_row([], |row| {
            Ok(Head { entry: row.get(0)?, hash: row.get(1)?, begun: Seq(row.get(2)?) })
        })?)
}

/// Up to `limit` entries after a number, in the order of their numbers.
///
/// # Errors
/// When the store cannot be read.
pub fn entries_after(
    connection: &Connection,
    after: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry, at, who, action, what, first_seq, last_seq, digest, hash FROM audit
         WHERE entry > ?1 ORDER BY entry LIMIT ?2",
    )?;
    let rows = statement.query_map(params![after, limit], |row| {
        Ok(Entry {
            entry: row.get(0)?,
            at: row.get(1)?,
            who: row.get(2)?,
            action: row.get(3)?,
            what: row.get(4)?,
            first_seq: row.get(5)?,
            last_seq: row.get(6)?,
            digest: row.get(7)?,
            hash: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// The columns of a record as the log's digest takes them; its content is borrowed or owned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<Hash, Body> {
    pub(super) seq: u64,
    pub(super) merchant: i64,
    pub(super) kind: u8,
    pub(super) effective_on: i32,
    pub(super) recorded_at: i64,
    pub(super) known_since: i32,
    pub(super) published_at: Option<i64>,
    pub(super) source_row: u64,
    pub(super) version_of: Option<u64>,
    pub(super) awaits_publication: bool,
    pub(super) content_hash: Hash,
    pub(super) body: Body,
}

/// The digest of consecutive records, column by column.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordDigest(Sha256);

impl RecordDigest {
    pub(super) fn take(&mut self, row: &Row<impl AsRef<[u8]>, impl AsRef<str>>) {
        let body = row.body.as_ref();
        self.0.update(row.seq.to_be_bytes());
        self.0.update(row.merchant.to_be_bytes());
        self.0.update([row.kind]);
        self.0.update(row.effective_on.to_be_bytes());
        self.0.update(row.recorded_at.to_be_bytes());
        self.0.update(row.known_since.to_be_bytes());
        self.0.update(row.published_at.unwrap_or(i64::MIN).to_be_bytes());
        self.0.update(row.source_row.to_be_bytes());
        self.0.update(row.version_of.unwrap_or(0).to_be_bytes());
        self.0.update([u8::from(row.awaits_publication)]);
        self.0.update(&row.content_hash);
        self.0.update((body.len() as u64).to_be_bytes());
        self.0.update(body.as_bytes());
    }

    pub(super) fn finish(self) -> [u8; DIGEST_BYTES] {
        self.0.finalize().into()
    }
}

/// The digest of records as they are stored now.
///
/// # Errors
/// When the store cannot be read.
pub fn digest_of(connection: &Connection, records: Stretch) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, merchant, kind, effective_on, recorded_at, known_since, published_at,
             source_row, version_of, awaits_publication, content_hash, body
         FROM record WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query([records.first.0, records.last.0])?;
    let mut digest = RecordDigest::default();
    while let Some(row) = rows.next()? {
        digest.take(&Row {
            seq: row.get(0)?,
            merchant: row.get(1)?,
            kind: row.get(2)?,
            effective_on: row.get(3)?,
            recorded_at: row.get(4)?,
            known_since: row.get(5)?,
            published_at: row.get(6)?,
            source_row: row.get(7)?,
            version_of: row.get(8)?,
            awaits_publication: row.get(9)?,
            content_hash: row.get_ref(10)?.as_blob().map_err(rusqlite::Error::from)?,
            body: row.get_ref(11)?.as_str().map_err(rusqlite::Error::from)?,
        });
    }
    Ok(digest.finish().to_vec())
}

/// The digest of some texts, for changes that are no records.
#[must_use]
pub fn digest_of_texts(texts: &[&str]) -> [u8; DIGEST_BYTES] {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().into()
}
