//! A run under way: step by step, some blocks at a time, on all threads. While the blocks of one step
//! are kept, those of the next are scored.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::kept::KeptAs;
use super::pass::{Pass, ScoredBlock, Scratch};
use super::plan::Plan;
use super::report::{Counts, Observed, Observer};
use super::score_file::ScoreFile;
use crate::app::{App, AppError};
use crate::store::run::{self, RunBlock};
use crate::store::{StoreError, run_read};

/// Blocks that one thread takes at a time, where every merchant of them is scored.
const BLOCKS_PER_TAKE: usize = 2;
/// The same where few merchants of a block are.
const BLOCKS_PER_TAKE_OF_CHANGES: usize = 8;

/// A run under way.
pub(super) struct Going<'a> {
    app: &'a App,
    plan: &'a Plan,
    observer: Observer<'a>,
    counts: Counts,
    /// Blocks that were kept before an interruption.
    n_kept: i64,
    /// Identities merged into another merchant, by their numbers in order.
    merged: Vec<i64>,
    n_scored: u64,
    /// Memory that no thread uses just now.
    scratch: Mutex<Vec<Scratch>>,
}

/// Blocks of one step.
pub(super) struct Step {
    /// The first block after them.
    pub(super) until: i64,
    blocks: Vec<ScoredBlock>,
    counts: Counts,
    /// Whether they were kept before an interruption.
    is_kept: bool,
}

impl<'a> Going<'a> {
    pub(super) fn new(app: &'a App, plan: &'a Plan) -> Result<Self, AppError> {
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
        let counts = observer.nothing();
        let scratch = Mutex::default();
        Ok(Self { app, plan, observer, counts, n_kept, merged, n_scored: 0, scratch })
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
        let (kept, next) = pool.install(|| {
            rayon::join(
                || step.map_or(Ok(()), |step| own.keep(step, file)),
                || own.score(from, n_blocks).transpose(),
            )
        });
        kept?;
        let next = next.transpose()?;
        if let Some(next) = &next {
            self.counts.add(&next.counts);
            self.n_scored += next.blocks.iter().map(|block| block.n_scored).sum::<u64>();
        }
        Ok(next)
    }

    /// Merchants whose score was computed, and what was counted.
    pub(super) fn finish(self) -> (u64, Observed) {
        (self.n_scored, self.observer.finish(self.counts))
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

    /// Scores the next blocks, or reads them where they were kept before.
    fn score(&self, from: i64, n_blocks: i64) -> Result<Option<Step>, StoreError> {
        let is_kept = from < self.n_kept;
        let end = if is_kept { self.n_kept } else { self.plan.start.n_blocks };
        let until = (from + n_blocks).min(end);
        if from >= until {
            return Ok(None);
        }
        let n_at_a_time = match self.plan.base {
            Some(_) => BLOCKS_PER_TAKE_OF_CHANGES,
            None => BLOCKS_PER_TAKE,
        };
        let takes: Vec<i64> = (from..until).step_by(n_at_a_time).collect();
        // One by one, so that no thread waits for what another has put by.
        let taken: Vec<Result<(Vec<ScoredBlock>, Counts), StoreError>> = takes
            .into_par_iter()
            .with_max_len(1)
            .map(|first| self.take(first..(first + n_at_a_time as i64).min(until), is_kept))
            .collect();
        let mut step = Step { until, blocks: Vec::new(), counts: self.observer.nothing(), is_kept };
        for taken in taken {
            let (blocks, counts) = taken?;
            step.blocks.extend(blocks);
            step.counts.add(&counts);
        }
        Ok(Some(step))
    }

    fn take(
        &self,
        blocks: std::ops::Range<i64>,
        is_kept: bool,
    ) -> Result<(Vec<ScoredBlock>, Counts), StoreError> {
        let pass = Pass::new(self.plan, &self.merged);
        let mut counts = self.observer.nothing();
        let mut scratch = self.scratch().pop().unwrap_or_else(Scratch::new);
        let scored = self.app.store().sweep(|connection| {
            let score = |block| match self.plan.run.filter(|_| is_kept) {
                Some(run) => {
                    let kept = KeptAs { run, anchor: self.plan.start.anchor };
                    pass.read_back(connection, kept, block, &self.observer, &mut counts)
                }
                None => pass.score(connection, &mut scratch, block, &self.observer, &mut counts),
            };
            blocks.map(score).collect::<Result<Vec<_>, _>>()
        })?;
        self.scratch().push(scratch);
        Ok((scored, counts))
    }

    fn scratch(&self) -> MutexGuard<'_, Vec<Scratch>> {
        self.scratch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
