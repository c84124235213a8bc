//! Submitting records: drafts in, a receipt for each out.

use super::{App, AppError};
use crate::domain::record::envelope::{Draft, RecordId, Submitter};
use crate::store::StoreError;
use crate::store::append::{Origin, Receipt, append};

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

    /// Appends drafts in one durable transaction: all of them, or nothing. Duplicates count as taken.
    ///
    /// # Errors
    /// [`AppError::Conflict`] or [`AppError::Invalid`] for the first draft that is not taken; when the
    /// store cannot be written.
    pub fn submit_whole(
        &self,
        drafts: &[Draft],
        submitter: &Submitter,
        source: &str,
    ) -> Result<Vec<RecordId>, AppError> {
        let moment = self.moment();
        let origin = Origin { submitter, source };
        let mut refused = None;
        let written = self.store().write(|transaction, known| {
            let receipts = append(transaction, known, drafts, &origin, moment)?;
            refused = receipts.iter().find_map(not_taken);
            match refused {
                // An error rolls the transaction back.
                Some(_) => Err(StoreError::Check("a draft of a whole was not taken".to_owned())),
                None => Ok(receipts),
            }
        });
        if let Some(error) = refused {
            return Err(error);
        }
        Ok(written?.iter().filter_map(Receipt::id).collect())
    }

    /// Appends one draft, as [`App::submit_whole`] does.
    ///
    /// # Errors
    /// As there.
    pub(super) fn submit_one(
        &self,
        draft: Draft,
        submitter: &Submitter,
        source: &str,
    ) -> Result<RecordId, AppError> {
        let ids = self.submit_whole(&[draft], submitter, source)?;
        ids.first().copied().ok_or_else(|| AppError::Internal("no receipt".to_owned()))
    }
}

fn not_taken(receipt: &Receipt) -> Option<AppError> {
    match receipt {
        Receipt::Accepted { .. } | Receipt::Duplicate { .. } => None,
        Receipt::Conflict { id } => Some(AppError::Conflict { existing: id.to_string() }),
        Receipt::Refused { field, rule, message } => {
            Some(AppError::invalid(field, "", rule, message))
        }
    }
}
