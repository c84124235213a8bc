//! The blocks of one step of a run: threads take them in order, a few at a time.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::block::MERCHANTS_PER_BLOCK;
use super::pass::ScoredBlock;
use crate::store::StoreError;

/// Blocks that were scored, or read where they were kept before an interruption.
pub(super) struct Step {
    /// The first block after them.
    pub(super) until: i64,
    pub(super) blocks: Vec<ScoredBlock>,
    /// Whether they were kept before an interruption.
    pub(super) is_kept: bool,
}

impl Step {
    /// Merchants whose score was computed.
    pub(super) fn n_scored(&self) -> u64 {
        self.blocks.iter().map(|block| block.n_scored).sum()
    }
}

/// What a step may take in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Blocks that one thread takes at a time.
    pub(super) n_at_a_time: i64,
    /// Merchants whose scores are computed in it, at most.
    pub(super) n_computed_max: i64,
    /// Whether its blocks were kept before an interruption.
    pub(super) is_kept: bool,
}

/// A step under way.
pub(super) struct Taking {
    room: Room,
    until: i64,
    state: Mutex<State>,
}

struct State {
    /// The first block that nobody has taken.
    next: i64,
    /// Merchants whose scores may still be computed, if all of those taken are.
    n_left: i64,
    done: Vec<(i64, Vec<ScoredBlock>)>,
    failed: Option<StoreError>,
}

impl Taking {
    /// Of those blocks, or of the first ones of them where there is no room for all.
    pub(super) fn new(blocks: Range<i64>, room: Room) -> Self {
        let state = State {
            next: blocks.start,
            n_left: room.n_computed_max.max(MERCHANTS_PER_BLOCK),
            done: Vec::new(),
            failed: None,
        };
        Self { room, until: blocks.end, state: Mutex::new(state) }
    }

    /// The next blocks for one thread, fewer where there is no room for all; none where the step is
    /// full.
    pub(super) fn take(&self) -> Option<Range<i64>> {
        let mut state = self.state();
        let n = self.room.n_at_a_time.min(state.n_left / MERCHANTS_PER_BLOCK);
        let taken = state.next..(state.next + n).min(self.until);
        if taken.is_empty() || state.failed.is_some() {
            return None;
        }
        state.n_left -= (taken.end - taken.start) * MERCHANTS_PER_BLOCK;
        state.next = taken.end;
        Some(taken)
    }

    /// What became of blocks that were taken.
    pub(super) fn done(&self, taken: Range<i64>, scored: Result<Vec<ScoredBlock>, StoreError>) {
        let mut state = self.state();
        match scored {
            Ok(blocks) => {
                let n_places = (taken.end - taken.start) * MERCHANTS_PER_BLOCK;
                let n_scored: u64 = blocks.iter().map(|block| block.n_scored).sum();
                state.n_left += n_places - i64::try_from(n_scored).unwrap_or(n_places);
                state.done.push((taken.start, blocks));
            }
            Err(error) => {
                state.failed.get_or_insert(error);
            }
        }
    }

    /// The step, after its threads have ended.
    ///
    /// # Errors
    /// The first failure of any of them.
    pub(super) fn into_step(self) -> Result<Step, StoreError> {
        let is_kept = self.room.is_kept;
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = state.failed {
            return Err(error);
        }
        let mut done = state.done;
        done.sort_unstable_by_key(|(first, _)| *first);
        let blocks = done.into_iter().flat_map(|(_, blocks)| blocks).collect();
        Ok(Step { until: state.next, blocks, is_kept })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(blocks: Range<i64>, n_scored: u64) -> Vec<ScoredBlock> {
        blocks.map(|block| ScoredBlock { n_scored, ..ScoredBlock::empty(block) }).collect()
    }

    fn room(n_at_a_time: i64, n_computed_max: i64) -> Room {
        Room { n_at_a_time, n_computed_max, is_kept: false }
    }

    #[test]
    fn a_step_is_its_blocks_in_order_whoever_ends_first() {
        let taking = Taking::new(3..8, room(2, 10_000));
        let taken: Vec<_> = std::iter::from_fn(|| taking.take()).collect();
        assert_eq!(taken, [3..5, 5..7, 7..8]);
        for blocks in taken.into_iter().rev() {
            taking.done(blocks.clone(), Ok(scored(blocks, 256)));
        }
        let step = taking.into_step().unwrap();
        assert_eq!(step.until, 8);
        assert_eq!(step.blocks.iter().map(|own| own.block).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(step.n_scored(), 5 * 256);
    }

    #[test]
    fn a_step_ends_before_more_is_computed_than_may_be_done_again() {
        // Room for two blocks in full: what a block leaves over is there for later ones.
        let taking = Taking::new(0..100, room(1, 512));
        let mut n_computed = 0;
        while let Some(blocks) = taking.take() {
            taking.done(blocks.clone(), Ok(scored(blocks, 50)));
            n_computed += 50;
        }
        // With 300 computed there is no room for a whole block any more.
        assert_eq!(n_computed, 300);
        let step = taking.into_step().unwrap();
        assert_eq!((step.until, step.n_scored()), (6, 300));
        let full = Taking::new(0..100, room(1, 512));
        assert_eq!((full.take(), full.take(), full.take()), (Some(0..1), Some(1..2), None));
    }

    #[test]
    fn a_step_takes_in_something_however_little_room_there_is() {
        assert_eq!(Taking::new(0..100, room(2, 0)).take(), Some(0..1));
    }

    #[test]
    fn after_a_failure_nothing_more_is_taken_and_the_step_fails() {
        let taking = Taking::new(0..100, room(1, 10_000));
        let blocks = taking.take().unwrap();
        taking.done(blocks, Err(StoreError::Check("first".to_owned())));
        assert!(taking.take().is_none());
        assert!(taking.into_step().is_err());
    }
}
