//! A run under way: step by step, some blocks at a time, on all threads. While the blocks of one step
//! are kept, those of the next are scored.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::kept::KeptAs;
use super::pass::{Pass, ScoredBlock, Scratch, Written};
use super::plan::Plan;
use super::report::{Counts, Observed, Observer};
use super::score_file::ScoreFile;
use super::step::{Room, Step, Taking};
use crate::app::{App, AppError};
use crate::store::run::{self, RunBlock};
use crate::store::{StoreError, run_read};

use super::block::MERCHANTS_PER_BLOCK;

/// Blocks that one thread takes at a time, where every merchant of them is scored: at the end of a
/// step the others wait for the last one.
const BLOCKS_PER_TAKE: i64 = 1;
/// The same where few merchants of a block are, at most.
const BLOCKS_PER_TAKE_OF_CHANGES: i64 = 32;
/// How many times as many blocks as it may score in full a step goes through, at most, where few
/// merchants of a block are scored.
const STEP_OF_CHANGES: i64 = 16;

/// A run under way.
pub(super) struct Going<'a> {
    app: &'a App,
    plan: &'a Plan,
    observer: Observer<'a>,
    /// Blocks that were kept before an interruption.
    n_kept: i64,
    /// Identities merged into another merchant, by their numbers in order.
    merged: Vec<i64>,
    n_scored: u64,
    written: Written,
    /// What no thread uses just now.
    workers: Mutex<Vec<Worker>>,
}

/// What one thread works with.
struct Worker {
    scratch: Scratch,
    /// What was counted with it: in no order, for counts are sums.
    counts: Counts,
}

impl<'a> Going<'a> {
    pub(super) fn new(app: &'a App, plan: &'a Plan, written: Written) -> Result<Self, AppError> {
        let card = plan.frame.model.card.card();
        let challenger = plan.challenger.as_deref();
        let (n_kept, merged) = app.store().read(|connection| {
            let n_kept = match plan.run {
                Some(run) => run::n_blocks_kept(connection, run)?,
                None => 0,
            };
            Ok((n_kept, run_read::merged_by(connection, plan.start.at)?))
        })?;
        let earlier = plan.earlier.as_ref();
        let observer = Observer::new(&plan.layout, card, earlier, challenger, plan.compared());
        let workers = Mutex::default();
        Ok(Self { app, plan, observer, n_kept, merged, n_scored: 0, written, workers })
    }

    /// Keeps the blocks of one step, in the store and in the file, while the next are scored: the
    /// next step, none after the last block.
    pub(super) fn go_on(
        &mut self,
        pool: &rayon::ThreadPool,
        step: Option<&mut Step>,
        n_blocks: i64,
        file: Option<&mut ScoreFile>,
    ) -> Result<Option<Step>, AppError> {
        let from = step.as_ref().map_or(0, |step| step.until);
        let own = &*self;
        let taking = own.taking(from, n_blocks, pool.current_num_threads());
        // Kept by the caller's own thread: one that stands behind others would hold the store's lock
        // while they use the processor.
        let kept = pool.in_place_scope(|scope| {
            if let Some(taking) = &taking {
                scope.spawn_broadcast(|_, _| own.score(taking));
            }
            step.map_or(Ok(()), |step| own.keep(step, file))
        });
        kept?;
        let next = taking.map(Taking::into_step).transpose()?;
        self.n_scored += next.as_ref().map_or(0, Step::n_scored);
        Ok(next)
    }

    /// Merchants whose score was computed, and what was counted.
    pub(super) fn finish(self) -> (u64, Observed) {
        let mut counts = self.observer.nothing();
        let workers = self.workers.into_inner().unwrap_or_else(PoisonError::into_inner);
        workers.iter().for_each(|worker| counts.add(&worker.counts));
        (self.n_scored, self.observer.finish(counts))
    }

    fn keep(&self, step: &mut Step, file: Option<&mut ScoreFile>) -> Result<(), AppError> {
        let store = self.app.store();
        if let Some(file) = file {
            for own in &step.blocks {
                store.read(|connection| {
                    file.write(connection, &self.plan.layout, own.block, &own.bytes)
                })?;
            }
        }
        let Some(run) = self.plan.run.filter(|_| !step.is_kept) else { return Ok(()) };
        let damaged: Vec<i64> =
            step.blocks.iter_mut().flat_map(|own| std::mem::take(&mut own.damaged)).collect();
        if !damaged.is_empty() {
            store.fold_merchants(&damaged)?;
        }
        let kept = step
            .blocks
            .drain(..)
            .map(|own| RunBlock { block: own.block, bytes: own.patch.unwrap_or(own.bytes) });
        Ok(store.keep_blocks(run, &kept.collect::<Vec<_>>())?)
    }

    /// The step from a block on, in which so many blocks may be scored in full, by so many threads;
    /// none after the last.
    fn taking(&self, from: i64, n_blocks: i64, n_threads: usize) -> Option<Taking> {
        let is_kept = from < self.n_kept;
        let end = if is_kept { self.n_kept } else { self.plan.start.n_blocks };
        let (n_at_a_time, n_through) = match self.plan.base {
            Some(_) => (BLOCKS_PER_TAKE_OF_CHANGES, n_blocks * STEP_OF_CHANGES),
            None => (BLOCKS_PER_TAKE, n_blocks),
        };
        // There is room for each of the threads from the beginning.
        let share = n_blocks / i64::try_from(n_threads).unwrap_or(i64::MAX);
        let room = Room {
            n_at_a_time: n_at_a_time.min(share).max(1),
            n_computed_max: n_blocks * MERCHANTS_PER_BLOCK,
            is_kept,
        };
        (from < end).then(|| Taking::new(from..end.min(from + n_through), room))
    }

    /// Scores blocks of a step, or reads them where they were kept before, until all are taken.
    fn score(&self, taking: &Taking) {
        let Some(mut taken) = taking.take() else { return };
        let idle = self.workers().pop();
        let mut worker = idle
            .unwrap_or_else(|| Worker { scratch: Scratch::new(), counts: self.observer.nothing() });
        loop {
            taking.done(taken.clone(), self.blocks(taken, &mut worker));
            match taking.take() {
                Some(next) => taken = next,
                None => break,
            }
        }
        self.workers().push(worker);
    }

    fn blocks(
        &self,
        blocks: std::ops::Range<i64>,
        worker: &mut Worker,
    ) -> Result<Vec<ScoredBlock>, StoreError> {
        let pass = Pass::new(self.plan, &self.merged, self.written);
        let Worker { scratch, counts } = worker;
        let kept = self.plan.run.filter(|_| blocks.start < self.n_kept);
        self.app.store().sweep(|connection| {
            if let Some(run) = kept {
                let kept = KeptAs { run, anchor: self.plan.start.anchor };
                let read = |block| pass.read_back(connection, kept, block, &self.observer, counts);
                return blocks.map(read).collect();
            }
            let ahead = pass.look_ahead(connection, &blocks)?;
            let ahead = ahead.as_ref();
            let score =
                |block| pass.score(connection, scratch, block, ahead, &self.observer, counts);
            blocks.map(score).collect()
        })
    }

    fn workers(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
