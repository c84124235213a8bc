//! Rescoring everyone: the store as of one position, in the order of merchants, through the one
//! scoring path; survives any interruption, and tells what changed.

pub mod block;
pub mod drift;
pub mod explain;
pub mod filter;
pub mod movement;
mod pass;
mod plan;
pub mod report;
pub mod runs;
pub mod score_file;
pub mod tally;
#[cfg(test)]
mod tests;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rayon::prelude::*;

use super::export::table_format;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::store::run::{self, RunBlock, RunCost};
use crate::store::{StoreError, run_read};
use filter::Filter;
pub use pass::Unscorable;
use pass::{Pass, ScoredBlock};
use plan::Plan;
use report::{Compared, Observer, RunReport};
use score_file::ScoreFile;

/// Merchants whose scores are kept in one transaction, where not said.
const MERCHANTS_PER_STEP: u32 = 16_384;
/// Merchants that cannot be scored and are named, at most.
pub const UNSCORABLE_NAMED_MAX: usize = 20;
/// The lock that keeps two runs apart, in the data folder.
const LOCK_NAME: &str = "rescore.lock";

/// What to rescore.
#[derive(Clone, Debug, Default)]
pub struct RescoreOptions {
    /// The day to score; today where not said.
    pub as_of: Option<Day>,
    /// As known at which instant; now where not said.
    pub known_at: Option<Timestamp>,
    /// By which scorecard; the champion where not said.
    pub model: Option<String>,
    /// A scorecard that is compared with it on the same dossiers.
    pub challenger: Option<String>,
    /// Which merchants are counted, kept and written.
    pub filter: Filter,
    /// Whether scores that nothing can have changed are computed again.
    pub extent: Extent,
    /// Whether the run is kept in the store.
    pub keeping: Keeping,
    /// Where the scores go and how it is done.
    pub way: Way,
}

/// Where the scores of a run go beside the store, and how it is done.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// A file: `.csv`, `.ndjson` or `.parquet`.
    pub out: Option<PathBuf>,
    /// How many threads score; as many as there are cores where not said.
    pub threads: Option<usize>,
    /// How many merchants are kept in one transaction: what is done again at most after a kill.
    pub batch: Option<u32>,
}

impl Way {
    /// Blocks that are kept in one transaction.
    fn blocks_per_step(&self) -> i64 {
        let merchants = i64::from(self.batch.unwrap_or(MERCHANTS_PER_STEP));
        (merchants / block::MERCHANTS_PER_BLOCK).max(1)
    }
}

/// Whether scores that nothing can have changed are computed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Every score is computed.
    #[default]
    Everyone,
    /// Only those of merchants with new records since the last run, and of those for whom the passing
    /// of time can change something; the others are taken over from that run.
    OnlyChanged,
}

/// Whether a run is kept in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept.
    #[default]
    Keep,
    /// Nothing is written but the file that is asked for.
    DryRun,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What is derived from records is brought up to date.
    Folding,
    /// Merchants are scored.
    Scoring {
        /// So many places of merchants are done.
        n_done: u64,
        /// Of so many.
        n_places: u64,
    },
    /// What it came to is put together.
    Reporting,
}

impl App {
    /// Scores every merchant, keeps the scores, writes the file, and tells how far it is.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] while another run is under way; otherwise when the store or the file
    /// cannot be written. The file appears under its name only when it is whole.
    pub fn rescore(
        &self,
        options: &RescoreOptions,
        mut progress: impl FnMut(Step),
    ) -> Result<RunReport, AppError> {
        let _lock = self.lock_runs()?;
        let out = options.way.out.as_deref().map(table_format).transpose()?;
        // The position comes first: all up to it is folded then, whatever is recorded meanwhile.
        let mut plan = self.plan(options)?;
        progress(Step::Folding);
        let began = Instant::now();
        self.store().fold_all()?;
        let fold = began.elapsed();
        self.look_back(&mut plan, options.extent)?;
        if options.keeping == Keeping::Keep {
            plan.run = Some(self.store().begin_run(&plan.start)?);
        }
        self.carry_out(plan, &options.way, out, fold, &mut progress)
    }

    /// Takes up the last run that was interrupted, from the first block that was not kept.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when no run was interrupted, [`AppError::Unavailable`] when its rules or
    /// cards are no longer what they were; otherwise as [`App::rescore`].
    pub fn resume_rescore(
        &self,
        way: &Way,
        mut progress: impl FnMut(Step),
    ) -> Result<RunReport, AppError> {
        let _lock = self.lock_runs()?;
        let out = way.out.as_deref().map(table_format).transpose()?;
        let kept = self
            .store()
            .read(run::last_unfinished)?
            .ok_or_else(|| AppError::NotFound { what: "an interrupted run".to_owned() })?;
        let mut plan = self.plan_again(kept)?;
        progress(Step::Folding);
        let began = Instant::now();
        self.store().fold_all()?;
        let fold = began.elapsed();
        self.look_back_again(&mut plan)?;
        self.carry_out(plan, way, out, fold, &mut progress)
    }

    fn carry_out(
        &self,
        plan: Plan,
        way: &Way,
        out: Option<crate::files::table_writer::TableFormat>,
        fold: Duration,
        progress: &mut dyn FnMut(Step),
    ) -> Result<RunReport, AppError> {
        let began = Instant::now();
        let mut file = match (&way.out, out) {
            (Some(path), Some(format)) => {
                Some(ScoreFile::create(path, format, &plan.frame, plan.challenger.as_deref())?)
            }
            _ => None,
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(way.threads.unwrap_or(0))
            .build()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let mut going = Going::new(self, &plan)?;
        let n_places = plan.n_places();
        while going.next < plan.start.n_blocks {
            going.step(&pool, way.blocks_per_step(), file.as_mut())?;
            let n_done = u64::try_from(going.next * block::MERCHANTS_PER_BLOCK).unwrap_or(0);
            progress(Step::Scoring { n_done: n_done.min(n_places), n_places });
        }
        progress(Step::Reporting);
        if let Some(file) = file {
            file.finish()?;
        }
        let (n_scored, unscorable) = (going.n_scored, going.unscorable);
        let observed = going.observer.finish();
        let since = match (observed.since, &plan.earlier) {
            (Some((tally, movement)), Some(earlier)) => {
                let (start, frame) = (&plan.start, &plan.frame);
                Some(self.since(start, frame, earlier, tally, movement, &observed.tally)?)
            }
            _ => None,
        };
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let cost = RunCost {
            n_scored,
            fold_ms: milliseconds(fold),
            score_ms: milliseconds(began.elapsed()),
        };
        let finished_at = self.settings().clock.now();
        if let Some(run) = plan.run {
            self.store().end_run(run, cost, finished_at)?;
        }
        Ok(RunReport {
            run: plan.run,
            finished_at: plan.run.map(|_| finished_at),
            cost,
            from_training: drift::from_training(plan.frame.model.card.card(), &observed.tally),
            tally: observed.tally,
            unscorable,
            since,
            challenger: observed.challenger,
            start: plan.start,
        })
    }

    fn lock_runs(&self) -> Result<File, AppError> {
        let folder = self.store().path().parent().unwrap_or_else(|| Path::new("."));
        let path = folder.join(LOCK_NAME);
        let fault = |error: &dyn std::fmt::Display| {
            AppError::Internal(format!("{}: {error}", path.display()))
        };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| fault(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(AppError::Unavailable(
                "another rescore is under way in this data folder".into(),
            )),
            Err(TryLockError::Error(error)) => Err(fault(&error)),
        }
    }
}

/// A run under way.
struct Going<'a> {
    app: &'a App,
    plan: &'a Plan,
    observer: Observer<'a>,
    /// The first block that is not done.
    next: i64,
    /// Blocks that were kept before an interruption.
    n_kept: i64,
    n_scored: u64,
    unscorable: Vec<Unscorable>,
}

impl<'a> Going<'a> {
    fn new(app: &'a App, plan: &'a Plan) -> Result<Self, AppError> {
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
            unscorable: Vec::new(),
        })
    }

    /// Scores the next blocks, or reads them where they were kept before.
    fn step(
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
            let ScoredBlock { block, bytes, n_scored, unscorable, damaged: more } = scored?;
            self.n_scored += n_scored;
            let room = UNSCORABLE_NAMED_MAX.saturating_sub(self.unscorable.len());
            self.unscorable.extend(unscorable.into_iter().take(room));
            damaged.extend(more);
            blocks.push(RunBlock { block, bytes });
        }
        if !damaged.is_empty() && self.plan.run.is_some() {
            store.fold_merchants(&damaged)?;
        }
        Ok(blocks)
    }
}

/// The blocks that hold every merchant there is.
fn n_blocks(app: &App) -> Result<i64, AppError> {
    let last = app.store().read(run_read::last_merchant)?;
    Ok(last / block::MERCHANTS_PER_BLOCK + 1)
}
