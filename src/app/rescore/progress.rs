//! How far a run is, read off the store: the same for whoever asks, whichever process carries it out.

use super::{block, lock};
use crate::app::{App, AppError};
use crate::store::run::{self, KeptRun};

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunProgress {
    /// The run.
    pub kept: KeptRun,
    /// Whether it is at work.
    pub state: RunState,
    /// So many places of merchants are done.
    pub n_done: u64,
    /// Of so many.
    pub n_places: u64,
}

/// Whether a run is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// It is.
    UnderWay,
    /// It was broken off, and can be taken up.
    Interrupted,
    /// It ended.
    Finished,
}

impl RunState {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Interrupted => "interrupted",
            Self::Finished => "finished",
        }
    }
}

impl App {
    /// How far a run is.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such run.
    pub fn run_progress(&self, number: i64) -> Result<RunProgress, AppError> {
        // Looked at before the run is read: one that ends in between is told as finished.
        let is_taken = lock::is_taken(self)?;
        let (kept, last, n_blocks) = self.store().read(|connection| {
            let last = run::last_unfinished(connection)?.map(|last| last.run);
            Ok((run::run(connection, number)?, last, run::n_blocks_kept(connection, number)?))
        })?;
        let kept = kept.ok_or_else(|| AppError::NotFound { what: format!("run {number}") })?;
        let state = match kept.finished_at {
            Some(_) => RunState::Finished,
            None if is_taken && last == Some(number) => RunState::UnderWay,
            None => RunState::Interrupted,
        };
        let places = |blocks: i64| u64::try_from(blocks * block::MERCHANTS_PER_BLOCK).unwrap_or(0);
        let (n_done, n_places) = (places(n_blocks), places(kept.start.n_blocks));
        Ok(RunProgress { kept, state, n_done, n_places })
    }
}
