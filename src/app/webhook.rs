//! Webhooks: registering them, and which messages are due. Sending is the server's.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::TryRng;
use rand::rngs::SysRng;

use super::change::{ChangesAnswer, ChangesQuestion};
use super::{App, AppError};
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::Seq;
use crate::store::read;
use crate::store::webhook::{self, DeadLetter, NewWebhook, StoredWebhook};

/// Webhooks of one key, at most.
pub const WEBHOOKS_MAX: usize = 1000;
/// Changes in one message, at most.
const CHANGES_MAX: usize = 100;
/// Webhooks looked at together.
const DUE_TOGETHER: u32 = 64;
/// Bytes of a secret.
const SECRET_BYTES: usize = 32;

/// A webhook that was registered.
#[derive(Debug)]
pub struct Registered {
    /// The webhook.
    pub webhook: StoredWebhook,
    /// Whether it is new: only then its secret is shown.
    pub is_new: bool,
}

/// A message that is due.
#[derive(Debug)]
pub struct DueMessage {
    /// The webhook that is to be told.
    pub webhook: StoredWebhook,
    /// Of what.
    pub changes: ChangesAnswer,
}

impl App {
    /// Registers a webhook for the changes of a merchant from now on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant, or when the key has too many webhooks.
    pub fn create_webhook(
        &self,
        holder: &str,
        url: &str,
        merchant: &MerchantId,
    ) -> Result<Registered, AppError> {
        let id = merchant.to_string();
        let row = self.store().read(|view| read::merchant(view, &id))?;
        let row = row.ok_or_else(|| AppError::NotFound { what: format!("merchant {id}") })?;
        if self.webhooks(holder)?.len() >= WEBHOOKS_MAX {
            let rule = format!("a key has at most {WEBHOOKS_MAX} webhooks");
            return Err(AppError::invalid("url", url, "count", rule));
        }
        let mut secret = [0; SECRET_BYTES];
        SysRng
            .try_fill_bytes(&mut secret)
            .map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
        let now = self.settings().clock.now();
        let merchant = &row.id.to_string();
        let new = NewWebhook { holder, url, merchant, secret: &secret, now };
        let (webhook, is_new) = self.store().add_webhook(&new)?;
        Ok(Registered { webhook, is_new })
    }

    /// The webhooks of a key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn webhooks(&self, holder: &str) -> Result<Vec<StoredWebhook>, AppError> {
        Ok(self.store().read(|view| webhook::of_holder(view, holder))?)
    }

    /// Ends a webhook of a key.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the key has none of that number.
    pub fn end_webhook(&self, holder: &str, number: i64) -> Result<(), AppError> {
        let now = self.settings().clock.now();
        if self.store().end_webhook(holder, number, now)? { Ok(()) } else { Err(unknown(number)) }
    }

    /// The messages of a webhook that could not be delivered.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the key has none of that number.
    pub fn dead_letters(&self, holder: &str, number: i64) -> Result<Vec<DeadLetter>, AppError> {
        self.own_webhook(holder, number)?;
        Ok(self.store().read(|view| webhook::dead_letters(view, number))?)
    }

    /// Tells a webhook everything again from its first dead letter on; how many letters there were.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the key has none of that number.
    pub fn redeliver(&self, holder: &str, number: i64) -> Result<usize, AppError> {
        self.own_webhook(holder, number)?;
        Ok(self.store().redeliver(number)?)
    }

    fn own_webhook(&self, holder: &str, number: i64) -> Result<(), AppError> {
        let webhooks = self.webhooks(holder)?;
        let is_own = webhooks.iter().any(|webhook| webhook.webhook == number);
        if is_own { Ok(()) } else { Err(unknown(number)) }
    }

    /// The messages that are due now. Where nothing in a webhook's changes is to be told, it is noted
    /// as told.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn due_messages(&self) -> Result<Vec<DueMessage>, AppError> {
        let now = self.settings().clock.now();
        let due = self.store().read(|view| webhook::due(view, now, DUE_TOGETHER))?;
        let mut messages = Vec::new();
        for webhook in due {
            let merchant = MerchantId::parse(&webhook.merchant)
                .map_err(|error| AppError::Internal(format!("{webhook:?}: {error}")))?;
            let changes = self.changes(&ChangesQuestion {
                after: Seq(webhook.told_seq),
                merchants: vec![merchant],
                kinds: Vec::new(),
                limit: CHANGES_MAX,
            })?;
            if changes.changes.is_empty() {
                self.store().webhook_told(webhook.webhook, changes.next.0)?;
            } else {
                messages.push(DueMessage { webhook, changes });
            }
        }
        Ok(messages)
    }

    /// Notes that a message was delivered.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn message_delivered(&self, message: &DueMessage) -> Result<(), AppError> {
        Ok(self.store().webhook_told(message.webhook.webhook, message.changes.next.0)?)
    }

    /// Notes that a message could not be delivered: it is tried again after the next of these times,
    /// and given up after the last.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn message_failed(
        &self,
        message: &DueMessage,
        why: &str,
        retry_after: &[Duration],
    ) -> Result<(), AppError> {
        let now = self.settings().clock.now();
        let webhook = &message.webhook;
        let n_before = usize::try_from(webhook.n_attempts).unwrap_or(usize::MAX);
        match retry_after.get(n_before) {
            Some(pause) => {
                let pause = SignedDuration::try_from(*pause).unwrap_or_default();
                let next = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
                Ok(self.store().webhook_failed(webhook.webhook, next)?)
            }
            None => Ok(self.store().webhook_given_up(
                webhook.webhook,
                &DeadLetter {
                    after_seq: webhook.told_seq,
                    up_to_seq: message.changes.next.0,
                    given_up_at: now.as_microsecond(),
                    n_attempts: webhook.n_attempts.saturating_add(1),
                    why: why.to_owned(),
                },
            )?),
        }
    }
}

fn unknown(number: i64) -> AppError {
    AppError::NotFound { what: format!("webhook {number}") }
}
