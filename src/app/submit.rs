//! Submitting records: drafts in, a receipt for each out.

use super::{App, AppError};
use crate::domain::record::envelope::{Draft, Submitter};
use crate::store::append::{Origin, Receipt, append};
use crate::store::fold;

impl App {
    /// Appends drafts in one durable transaction.
    ///
    /// # Errors
    /// When the store cannot be written; nothing is stored then.
    pub fn submit(
        &self,
        drafts: &[Draft],
        submitter: &Submitter,
        source: &str,
    ) -> Result<Vec<Receipt>, AppError> {
        let moment = self.moment();
        let origin = Origin { submitter, source };
        Ok(self
            .store()
            .write(|transaction, known| append(transaction, known, drafts, &origin, moment))?)
    }

    /// Folds the merchants of the last `n_records` records into their packed histories.
    ///
    /// # Errors
    /// When the store cannot be written, or a record is damaged.
    pub fn fold_some(&self, n_records: usize) -> Result<usize, AppError> {
        let pending = self.store().read(|connection| fold::pending(connection, n_records))?;
        if !pending.is_empty() {
            self.store().fold_merchants(&pending)?;
        }
        Ok(pending.len())
    }
}
