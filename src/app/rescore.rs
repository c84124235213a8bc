//! Rescoring everyone: the store as of one position, in the order of merchants, through the one
//! scoring path; survives any interruption, and tells what changed.

mod ahead;
pub mod block;
pub mod drift;
pub mod explain;
pub mod filter;
mod going;
mod kept;
mod lock;
pub mod movement;
mod pass;
pub mod past;
mod patch;
mod plan;
pub mod progress;
mod public_movers;
pub mod report;
mod row_head;
pub mod runs;
pub mod score_file;
mod standing_back;
mod step;
pub mod tally;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::export::table_format;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::store::run::{self, RunCost};
use crate::store::run_read;
use filter::Filter;
use going::Going;
use lock::RunLock;
use pass::Written;
use plan::Plan;
use report::RunReport;
use score_file::ScoreFile;

/// Merchants that are scored again at most after a kill, where not said.
const MERCHANTS_PER_STEP: u32 = 16_384;
/// Merchants that cannot be scored and are named, at most.
pub const UNSCORABLE_NAMED_MAX: usize = 20;

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
    /// How many merchants are scored again at most after a kill.
    pub batch: Option<u32>,
}

impl Way {
    /// Blocks that are kept in one transaction: half of what may be done again, for while they are
    /// kept the next are scored.
    fn blocks_per_step(&self) -> i64 {
        let merchants = i64::from(self.batch.unwrap_or(MERCHANTS_PER_STEP)) / 2;
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

/// A run that was begun and is to be carried out: by whoever began it, or on a thread of its own.
#[derive(Debug)]
pub struct BegunRun {
    app: App,
    plan: Plan,
    way: Way,
    file: Option<ScoreFile>,
    /// Held until the run ends, however it does.
    _lock: RunLock,
}

impl App {
    /// Scores every merchant, keeps the scores, writes the file, and tells how far it is.
    ///
    /// # Errors
    /// As [`App::begin_rescore`] and [`BegunRun::carry_out`].
    pub fn rescore(
        &self,
        options: &RescoreOptions,
        progress: impl FnMut(Step),
    ) -> Result<RunReport, AppError> {
        self.begin_rescore(options)?.carry_out(progress)
    }

    /// Takes up the last run that was interrupted, from the first block that was not kept.
    ///
    /// # Errors
    /// As [`App::take_up_rescore`] and [`BegunRun::carry_out`].
    pub fn resume_rescore(
        &self,
        way: &Way,
        progress: impl FnMut(Step),
    ) -> Result<RunReport, AppError> {
        self.take_up_rescore(None, way)?.carry_out(progress)
    }

    /// Begins a run: says what it scores, keeps that in the store, and keeps other runs out.
    ///
    /// # Errors
    /// [`AppError::UnderWay`] while another run is; [`AppError::Unavailable`] when the file cannot be
    /// written; [`AppError::NotFound`] for an unknown scorecard; otherwise when the store cannot be written.
    pub fn begin_rescore(&self, options: &RescoreOptions) -> Result<BegunRun, AppError> {
        let lock = lock::take(self)?;
        // The position comes first: all up to it is folded later, whatever is recorded meanwhile.
        let mut plan = self.plan(options)?;
        self.look_back(&mut plan, options.extent)?;
        let file = score_file(&plan, &options.way)?;
        if options.keeping == Keeping::Keep {
            plan.run = Some(self.store().begin_run(&plan.start)?);
        }
        Ok(BegunRun { app: self.clone(), plan, way: options.way.clone(), file, _lock: lock })
    }

    /// Takes up the last run that was interrupted, which must be that number where one is said.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when no run was interrupted, [`AppError::Unavailable`] when its rules or
    /// cards are no longer what they were; otherwise as [`App::begin_rescore`].
    pub fn take_up_rescore(&self, number: Option<i64>, way: &Way) -> Result<BegunRun, AppError> {
        let lock = lock::take(self)?;
        let kept = self
            .store()
            .read(|view| run::last_unfinished(view))?
            .filter(|kept| number.is_none_or(|number| number == kept.run))
            .ok_or_else(|| AppError::NotFound { what: "an interrupted run".to_owned() })?;
        let mut plan = self.plan_again(kept)?;
        self.look_back_again(&mut plan)?;
        let file = score_file(&plan, way)?;
        Ok(BegunRun { app: self.clone(), plan, way: way.clone(), file, _lock: lock })
    }
}

impl BegunRun {
    /// Its number in the store; none for a dry run.
    #[must_use]
    pub const fn number(&self) -> Option<i64> {
        self.plan.run
    }

    /// Scores, keeps, writes, and tells how far it is.
    ///
    /// # Errors
    /// When the store or the file cannot be written; what was kept until then stays, and the run can
    /// be taken up. The file appears under its name only when it is whole.
    pub fn carry_out(self, mut progress: impl FnMut(Step)) -> Result<RunReport, AppError> {
        let Self { app, plan, way, mut file, _lock } = self;
        progress(Step::Folding);
        let began = Instant::now();
        app.store().fold_all()?;
        let fold = began.elapsed();
        let began = Instant::now();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(way.threads.unwrap_or(0))
            .start_handler(|_| standing_back::stand_back())
            .build()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let written = if file.is_some() { Written::ToFile } else { Written::Nowhere };
        let mut going = Going::new(&app, &plan, written)?;
        let n_places = plan.n_places();
        let n_blocks = way.blocks_per_step();
        let mut scored = going.go_on(&pool, None, n_blocks, None)?;
        while let Some(mut step) = scored {
            scored = going.go_on(&pool, Some(&mut step), n_blocks, file.as_mut())?;
            let n_done = u64::try_from(step.until * block::MERCHANTS_PER_BLOCK).unwrap_or(0);
            progress(Step::Scoring { n_done: n_done.min(n_places), n_places });
        }
        progress(Step::Reporting);
        if let Some(file) = file {
            file.finish()?;
        }
        let (n_scored, observed) = going.finish();
        let since = match (observed.since, &plan.earlier) {
            (Some((tally, movement)), Some(earlier)) => {
                let (start, frame) = (&plan.start, &plan.frame);
                Some(app.since(start, frame, earlier, tally, movement, &observed.tally)?)
            }
            _ => None,
        };
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let cost = RunCost {
            n_scored,
            fold_ms: milliseconds(fold),
            score_ms: milliseconds(began.elapsed()),
        };
        let finished_at = app.settings().clock.now();
        if let Some(run) = plan.run {
            let tally = postcard::to_stdvec(&observed.tally);
            let tally = tally.map_err(|error| AppError::Internal(error.to_string()))?;
            app.store().end_run(run, cost, finished_at, &tally)?;
        }
        Ok(RunReport {
            run: plan.run,
            finished_at: plan.run.map(|_| finished_at),
            cost,
            from_training: drift::from_training(plan.frame.model.card.card(), &observed.tally),
            tally: observed.tally,
            unscorable: app.unscorable(&observed.unscorable, plan.start.at)?,
            since,
            challenger: observed.challenger,
            start: plan.start,
        })
    }
}

fn score_file(plan: &Plan, way: &Way) -> Result<Option<ScoreFile>, AppError> {
    let Some(path) = &way.out else { return Ok(None) };
    let format = table_format(path)?;
    ScoreFile::create(path, format, &plan.frame, plan.challenger.as_deref()).map(Some)
}

/// The blocks that hold every merchant there is.
fn n_blocks(app: &App) -> Result<i64, AppError> {
    let last = app.store().read(|view| run_read::last_merchant(view))?;
    Ok(last / block::MERCHANTS_PER_BLOCK + 1)
}
