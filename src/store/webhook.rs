//! Webhooks: who wants to be told of which merchant, how far it was told, and what could not be told.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::audit::{self, Action, Change};
use super::{Store, StoreError};

/// A webhook as the store holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredWebhook {
    /// Its number.
    pub webhook: i64,
    /// The name of the key that it belongs to.
    pub holder: String,
    /// Where it is told.
    pub url: String,
    /// Of whom.
    pub merchant: String,
    /// What its messages are signed with.
    pub secret: Vec<u8>,
    /// When it was made, in microseconds since 1970.
    pub created_at: i64,
    /// When it was ended, if it was.
    pub ended_at: Option<i64>,
    /// The position up to which it was told.
    pub told_seq: u64,
    /// Attempts at the message that is due.
    pub n_attempts: u32,
}

impl std::fmt::Debug for StoredWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "webhook {} of {}", self.webhook, self.holder)
    }
}

/// A webhook on its way in.
#[derive(Clone, Copy)]
pub struct NewWebhook<'a> {
    /// The name of the key that it belongs to.
    pub holder: &'a str,
    /// Where it is told.
    pub url: &'a str,
    /// Of whom.
    pub merchant: &'a str,
    /// What its messages are signed with.
    pub secret: &'a [u8],
    /// When it is made.
    pub now: Timestamp,
}

/// A message that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// The position after which its changes begin.
    pub after_seq: u64,
    /// The position up to which they go.
    pub up_to_seq: u64,
    /// When it was given up, in microseconds since 1970.
    pub given_up_at: i64,
    /// How often it was tried.
    pub n_attempts: u32,
    /// What went wrong the last time.
    pub why: String,
}

const COLUMNS: &str = "webhook, holder, url, merchant, secret, created_at, ended_at, told_seq,
    n_attempts";

fn webhook(row: &Row<'_>) -> rusqlite::Result<StoredWebhook> {
    Ok(StoredWebhook {
        webhook: row.get(0)?,
        holder: row.get(1)?,
        url: row.get(2)?,
        merchant: row.get(3)?,
        secret: row.get(4)?,
        created_at: row.get(5)?,
        ended_at: row.get(6)?,
        told_seq: row.get(7)?,
        n_attempts: row.get(8)?,
    })
}

impl Store {
    /// Registers a webhook from the last position on. One with the same owner, address and merchant
    /// that was not ended is that one: then the second value is false.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn add_webhook(&self, new: &NewWebhook<'_>) -> Result<(StoredWebhook, bool), StoreError> {
        self.write(|transaction, _| {
            let known = transaction
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM webhook
                     WHERE holder = ?1 AND url = ?2 AND merchant = ?3 AND ended_at IS NULL"
                ))?
                .query_row(params![new.holder, new.url, new.merchant], webhook)
                .optional()?;
            if let Some(known) = known {
                return Ok((known, false));
            }
            let made = transaction
                .prepare_cached(&format!(
                    "INSERT INTO webhook (holder, url, merchant, secret, created_at, told_seq)
                     VALUES (?1, ?2, ?3, ?4, ?5, coalesce((SELECT max(seq) FROM record), 0))
                     RETURNING {COLUMNS}"
                ))?
                .query_row(
                    params![
                        new.holder,
                        new.url,
                        new.merchant,
                        new.secret,
                        new.now.as_microsecond()
                    ],
                    webhook,
                )?;
            let change = Change {
                at: new.now,
                who: new.holder,
                action: Action::CreateWebhook,
                what: &format!("webhook {}", made.webhook),
                records: None,
                digest: audit::digest_of_texts(&[new.url, new.merchant]),
            };
            audit::add(transaction, &change)?;
            Ok((made, true))
        })
    }

    /// Ends a webhook; tells whether it was there.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end_webhook(
        &self,
        holder: &str,
        number: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let n = transaction
                .prepare_cached(
                    "UPDATE webhook SET ended_at = ?3
                     WHERE holder = ?1 AND webhook = ?2 AND ended_at IS NULL",
                )?
                .execute(params![holder, number, now.as_microsecond()])?;
            if n == 1 {
                let what = format!("webhook {number}");
                let digest = audit::digest_of_texts(&[&what]);
                let (who, action) = (holder, Action::EndWebhook);
                let change = Change { at: now, who, action, what: &what, records: None, digest };
                audit::add(transaction, &change)?;
            }
            Ok(n == 1)
        })
    }

    /// Notes that a webhook was told everything up to a position.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn webhook_told(&self, number: i64, up_to: u64) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE webhook SET told_seq = max(told_seq, ?2), n_attempts = 0, next_at = 0
                     WHERE webhook = ?1",
                )?
                .execute(params![number, up_to])?;
            Ok(())
        })
    }

    /// Notes that a message could not be delivered, and when to try again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn webhook_failed(&self, number: i64, next: Timestamp) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE webhook SET n_attempts = n_attempts + 1, next_at = ?2
                     WHERE webhook = ?1",
                )?
                .execute(params![number, next.as_microsecond()])?;
            Ok(())
        })
    }

    /// Gives a message up: it goes to the dead letters, and the webhook goes on after it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn webhook_given_up(&self, number: i64, letter: &DeadLetter) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO dead_letter
                         (webhook, after_seq, up_to_seq, given_up_at, n_attempts, why)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    number,
                    letter.after_seq,
                    letter.up_to_seq,
                    letter.given_up_at,
                    letter.n_attempts,
                    letter.why,
                ])?;
            transaction
                .prepare_cached(
                    "UPDATE webhook SET told_seq = max(told_seq, ?2), n_attempts = 0, next_at = 0
                     WHERE webhook = ?1",
                )?
                .execute(params![number, letter.up_to_seq])?;
            Ok(())
        })
    }

    /// Tells a webhook everything again from its first dead letter on, and empties the list; tells
    /// how many letters there were.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn redeliver(&self, number: i64) -> Result<usize, StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE webhook SET n_attempts = 0, next_at = 0, told_seq = min(told_seq,
                         coalesce((SELECT min(after_seq) FROM dead_letter WHERE webhook = ?1),
                             told_seq))
                     WHERE webhook = ?1",
                )?
                .execute([number])?;
            let n = transaction
                .prepare_cached("DELETE FROM dead_letter WHERE webhook = ?1")?
                .execute([number])?;
            Ok(n)
        })
    }
}

/// The webhooks of a key, the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn of_holder(connection: &Connection, holder: &str) -> Result<Vec<StoredWebhook>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook WHERE holder = ?1 AND ended_at IS NULL ORDER BY webhook"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([holder], webhook)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// Webhooks whose merchant has got records since they were last told, and whose turn it is.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<StoredWebhook>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook w WHERE ended_at IS NULL AND next_at <= ?1
             AND told_seq < (SELECT max(m.last_seq) FROM merchant m WHERE m.id = w.merchant)
         ORDER BY webhook LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now.as_microsecond(), limit], webhook)?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// The messages that could not be delivered, the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn dead_letters(connection: &Connection, number: i64) -> Result<Vec<DeadLetter>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT after_seq, up_to_seq, given_up_at, n_attempts, why FROM dead_letter
         WHERE webhook = ?1 ORDER BY after_seq",
    )?;
    let rows = statement.query_map([number], |row| {
        Ok(DeadLetter {
            after_seq: row.get(0)?,
            up_to_seq: row.get(1)?,
            given_up_at: row.get(2)?,
            n_attempts: row.get(3)?,
            why: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}
