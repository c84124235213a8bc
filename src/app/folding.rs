//! When new records are folded into packed histories: while nobody submits, and in small parts where
//! somebody always does.

use std::time::{Duration, Instant};

use super::{App, AppError};
use crate::store::fold::written_last;

/// Merchants that are folded before the next submission is looked for.
const PART: usize = 128;
/// Records after which folding goes on even while others submit.
const UNFOLDED_MAX: usize = 16_384;
/// How long new records may wait to be folded while others keep coming.
const FOLDED_EVERY: Duration = Duration::from_secs(10);

/// The records that are not folded yet, as the writer counts them.
#[derive(Debug)]
pub(super) struct Folding {
    /// Records written since `merchants` were listed.
    n_written: usize,
    /// Merchants that are still to be folded.
    merchants: Vec<i64>,
    /// When there was last nothing to fold.
    done_at: Instant,
}

impl Folding {
    /// Nothing to fold.
    pub(super) fn new() -> Self {
        Self { n_written: 0, merchants: Vec::new(), done_at: Instant::now() }
    }

    /// Takes note of records that were written.
    pub(super) const fn written(&mut self, n_records: usize) {
        self.n_written += n_records;
    }

    /// Whether there is anything to fold.
    pub(super) const fn is_pending(&self) -> bool {
        self.n_written > 0 || self.has_begun()
    }

    /// Whether some part was folded and others were not.
    pub(super) const fn has_begun(&self) -> bool {
        !self.merchants.is_empty()
    }

    /// Whether it should not wait longer for a quiet moment: the tails that scores read grow.
    pub(super) fn is_due(&self) -> bool {
        self.has_begun()
            || self.n_written >= UNFOLDED_MAX
            || (self.n_written > 0 && self.done_at.elapsed() >= FOLDED_EVERY)
    }

    /// Folds one part.
    ///
    /// # Errors
    /// When the store cannot be written; the records are safe, and a score reads them from the tail.
    pub(super) fn go_on(&mut self, app: &App) -> Result<(), AppError> {
        if self.merchants.is_empty() {
            let n_written = self.n_written;
            self.merchants = app.store().read(|view| written_last(view, n_written))?;
            self.n_written = 0;
        }
        let rest = self.merchants.len().saturating_sub(PART);
        let part = self.merchants.split_off(rest);
        app.store().fold_merchants(&part)?;
        if !self.is_pending() {
            self.done_at = Instant::now();
        }
        Ok(())
    }
}
