//! Requests that a caller may send again under one key and that are done once: the first answer is
//! kept, and later ones are the same.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::StoreError;

/// Hours that an answer is kept.
pub const KEPT_HOURS: i64 = 24;
/// Old answers deleted with each new one, at most.
const CLEARED_TOGETHER: u32 = 100;

/// A request under a key of the caller's choice.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The name of the caller's API key.
    pub holder: &'a str,
    /// The caller's key for this request.
    pub key: &'a str,
    /// The digest of what is asked.
    pub digest: &'a [u8],
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Vec<u8>,
}

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: it is the caller's turn to do it.
    New,
    /// It was answered.
    Answered(KeptAnswer),
    /// It is being done, or was cut off while it was.
    UnderWay,
    /// Another request was sent under this key.
    OtherRequest,
}

/// Claims a key for a request, or says what became of the one that has it.
///
/// # Errors
/// When the store cannot be written.
pub fn claim(
    transaction: &Transaction<'_>,
    sent: &Sent<'_>,
    now: Timestamp,
) -> Result<Claim, StoreError> {
    let kept_since = now.as_microsecond() - KEPT_HOURS * 3_600_000_000;
    transaction
        .prepare_cached(
            "DELETE FROM once WHERE (holder, key) IN
                 (SELECT holder, key FROM once WHERE at < ?1 LIMIT ?2)",
        )?
        .execute(params![kept_since, CLEARED_TOGETHER])?;
    let found: Option<(Vec<u8>, i64, Option<u16>, Option<Vec<u8>>)> = transaction
        .prepare_cached("SELECT digest, at, status, body FROM once WHERE holder = ?1 AND key = ?2")?
        .query_row(params![sent.holder, sent.key], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    match found.filter(|(_, at, ..)| *at >= kept_since) {
        Some((digest, ..)) if digest != sent.digest => Ok(Claim::OtherRequest),
        Some((_, _, Some(status), Some(body))) => Ok(Claim::Answered(KeptAnswer { status, body })),
        Some(_) => Ok(Claim::UnderWay),
        None => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO once (holder, key, digest, at) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![sent.holder, sent.key, sent.digest, now.as_microsecond()])?;
            Ok(Claim::New)
        }
    }
}

/// Keeps the answer to a request that was claimed; with none, the key is free again.
///
/// # Errors
/// When the store cannot be written.
pub fn settle(
    transaction: &Transaction<'_>,
    sent: &Sent<'_>,
    answer: Option<&KeptAnswer>,
) -> Result<(), StoreError> {
    match answer {
        Some(answer) => transaction
            .prepare_cached(
                "UPDATE once SET status = ?3, body = ?4 WHERE holder = ?1 AND key = ?2",
            )?
            .execute(params![sent.holder, sent.key, answer.status, answer.body])?,
        None => transaction
            .prepare_cached("DELETE FROM once WHERE holder = ?1 AND key = ?2")?
            .execute(params![sent.holder, sent.key])?,
    };
    Ok(())
}
