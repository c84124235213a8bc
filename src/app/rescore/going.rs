//! A run under way: step by step, some blocks at a time, on all threads.

use rayon::prelude::*;

use super::pass::{Pass, ScoredBlock};
use super::plan::Plan;
use super::report::{Compared, Observer};
use super::score_file::ScoreFile;
use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::run::{self, RunBlock};

/// A run under way.
pub(super) struct Going<'a> {
    app: &'a App,
    plan: &'a Plan,
    pub(super) observer: Observer<'a>,
    /// The first block that is not done.
    pub(super) next: i64,
    /// Blocks that were kept before an interruption.
    n_kept: i64,
    pub(super) n_scored: u64,
}

impl<'a> Going<'a> {
    pub(super) fn new(app: &'a App, plan: &'a Plan) -> Result<Self, AppError> {
        let card = plan.frame.model.card.card();
        let challenger = plan.challenger.as_deref();
        let n_kept = match plan.run {
            Some(run) => app.store().read(|connection| run::n_blocks_kept(connection, run))?,
            None => 0,
        };
        Ok(Self {
            app,
            plan,
            observer: Observer::new(
                &plan.layout,
                card,
                plan.earlier.as_ref(),
                challenger,
                if plan.filter.is_empty() { Compared::Everyone } else { Compared::ThoseOfTheLater },
            ),
            next: 0,
            n_kept,
            n_scored: 0,
        })
    }

    /// Scores the next blocks, or reads them where they were kept before.
    pub(super) fn step(
        &mut self,
        pool: &rayon::ThreadPool,
        n_blocks: i64,
        mut file: Option<&mut ScoreFile>,
    ) -> Result<(), AppError> {
        let kept_yet = self.next < self.n_kept;
        let end = if kept_yet { self.n_kept } else { self.plan.start.n_blocks };
        let until = (self.next + n_blocks).min(end);
        let blocks = if kept_yet { self.read_back(until)? } else { self.score(pool, until)? };
        let earlier = self.plan.earlier.as_ref().map(|earlier| earlier.run.run);
        for own in &blocks {
            let before = match earlier {
                Some(run) => {
                    self.app.store().read(|connection| run::block(connection, run, own.block))?
                }
                None => None,
            };
            self.observer.see(own.block, &own.bytes, before.as_deref()).ok_or_else(|| {
                AppError::Internal(format!("block {} of a run is damaged", own.block))
            })?;
            if let Some(file) = file.as_deref_mut() {
                self.app.store().read(|connection| {
                    file.write(connection, &self.plan.layout, own.block, &own.bytes)
                })?;
            }
        }
        if !kept_yet && let Some(run) = self.plan.run {
            self.app.store().keep_blocks(run, &blocks)?;
        }
        self.next = until;
        Ok(())
    }

    fn read_back(&self, until: i64) -> Result<Vec<RunBlock>, AppError> {
        let run = self.plan.run.unwrap_or_default();
        let blocks = self.app.store().read(|connection| {
            let one = |block| {
                let bytes = run::block(connection, run, block)?.unwrap_or_default();
                Ok(RunBlock { block, bytes })
            };
            (self.next..until).map(one).collect::<Result<Vec<_>, StoreError>>()
        })?;
        Ok(blocks)
    }

    fn score(&mut self, pool: &rayon::ThreadPool, until: i64) -> Result<Vec<RunBlock>, AppError> {
        let pass = Pass::new(self.plan);
        let store = self.app.store();
        let scored: Vec<Result<ScoredBlock, StoreError>> = pool.install(|| {
            let blocks = (self.next..until).into_par_iter();
            blocks.map(|block| store.sweep(|connection| pass.score(connection, block))).collect()
        });
        let mut blocks = Vec::with_capacity(scored.len());
        let mut damaged = Vec::new();
        for scored in scored {
            let ScoredBlock { block, bytes, n_scored, damaged: more } = scored?;
            self.n_scored += n_scored;
            damaged.extend(more);
            blocks.push(RunBlock { block, bytes });
        }
        if !damaged.is_empty() && self.plan.run.is_some() {
            store.fold_merchants(&damaged)?;
        }
        Ok(blocks)
    }
}
