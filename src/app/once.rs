//! Requests that are done once however often they are sent under one key.

use super::{App, AppError};
use crate::store::once::{self, Claim, KeptAnswer, Sent};

impl App {
    /// Claims a caller's key for a request, or says what became of the one that has it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn claim(&self, sent: &Sent<'_>) -> Result<Claim, AppError> {
        let now = self.settings().clock.now();
        Ok(self.store().write(|transaction, _| once::claim(transaction, sent, now))?)
    }

    /// Keeps the answer to a claimed request; with none, the key is free again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn settle(&self, sent: &Sent<'_>, answer: Option<&KeptAnswer>) -> Result<(), AppError> {
        Ok(self.store().write(|transaction, _| once::settle(transaction, sent, answer))?)
    }
}
