//! The audit log: reading it, and going through it for what was altered.

use super::{App, AppError};
use crate::store::audit::{self, Entry};
use crate::store::audit_check::{Anchor, AuditReport};

impl App {
    /// Goes through the whole log; with an entry that was noted elsewhere, also whether it is in it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check_audit(&self, anchor: Option<&Anchor>) -> Result<AuditReport, AppError> {
        Ok(self.store().check_audit(anchor)?)
    }

    /// Up to `limit` entries after a number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn audit_entries(&self, after: u64, limit: u32) -> Result<Vec<Entry>, AppError> {
        Ok(self.store().read(|view| audit::entries_after(view, after, limit))?)
    }
}
