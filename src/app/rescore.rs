//! Rescoring everyone: the store as of one position, in merchant order, through the one scoring path.

pub mod block;
mod pass;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use super::score::Frame;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::scorecard::Grade;
use crate::domain::sufficiency::Lacking;
use crate::store::StoreError;
use crate::store::run::{RunBlock, RunCost, RunModel, RunStart};
use crate::store::run_read;
use block::{Block, Layout, MERCHANTS_PER_BLOCK, RowHead, Standing};
use pass::{Pass, ScoredBlock};

/// Blocks whose scores are kept in one transaction.
const BLOCKS_PER_STEP: i64 = 64;
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
    /// Where the scores go as CSV, beside the store.
    pub out: Option<PathBuf>,
    /// How many threads score; one where not said.
    pub threads: Option<usize>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Its number.
    pub run: i64,
    /// The day scored.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// The scorecard.
    pub model: String,
    /// Merchants in all.
    pub n_merchants: u64,
    /// Merchants with a score, by grade, best first; every grade is listed.
    pub grades: Vec<GradeCount>,
    /// Merchants without a score, by what is lacking.
    pub not_rated: Vec<LackingCount>,
    /// The mean of the points; none when nobody is rated.
    pub mean_points: Option<f64>,
}

/// How many merchants got a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradeCount {
    /// The grade.
    pub grade: Grade,
    /// How many.
    pub n: u64,
}

/// How many merchants were not rated for one first reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LackingCount {
    /// The first thing that is lacking.
    pub lacking: Lacking,
    /// How many.
    pub n: u64,
}

impl RunSummary {
    /// Merchants with a score.
    #[must_use]
    pub fn n_rated(&self) -> u64 {
        self.grades.iter().map(|count| count.n).sum()
    }

    /// Merchants without one.
    #[must_use]
    pub fn n_not_rated(&self) -> u64 {
        self.not_rated.iter().map(|count| count.n).sum()
    }
}

impl App {
    /// Scores every merchant, keeps the scores, writes the file, and tells after each step how many
    /// are done.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] while another run is under way; otherwise when the store or the file
    /// cannot be written. The file appears under its name only when it is whole.
    pub fn rescore(
        &self,
        options: &RescoreOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<RunSummary, AppError> {
        let _lock = self.lock_runs()?;
        // The position comes first: all up to it is folded then, whatever is recorded meanwhile.
        let frame = self.frame(options.as_of, options.known_at, options.model.as_deref())?;
        let began = std::time::Instant::now();
        self.store().fold_all()?;
        let fold_ms = began.elapsed().as_millis() as u64;
        eprintln!("fold {fold_ms} ms");
        let last = self.store().read(run_read::last_merchant)?;
        let n_blocks = last / MERCHANTS_PER_BLOCK + 1;
        let layout = Layout::new(frame.model.card.card(), false);
        let run = self.store().begin_run(&RunStart {
            as_of: frame.as_of,
            known_at: frame.known_at,
            at: frame.at,
            model: RunModel {
                name: frame.model.name.clone(),
                sha256: frame.model.sha256.clone(),
            },
            challenger: None,
            rules_version: frame.law.rules_version.clone(),
            filter: String::new(),
            base: None,
            n_blocks,
            started_at: self.settings().clock.now(),
        })?;
        let pass = Pass { frame: &frame, challenger: None, layout: &layout };
        let mut summary = empty_summary(run, &frame);
        let mut sum_points = 0_i64;
        let threads = options.threads.unwrap_or(1);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut next = 0;
        while next < n_blocks {
            let until = (next + BLOCKS_PER_STEP).min(n_blocks);
            let scored: Vec<Result<ScoredBlock, StoreError>> = pool.install(|| {
                (next..until)
                    .into_par_iter()
                    .map_init(
                        || self.store().open_sweep(),
                        |connection, block| match connection {
                            Ok(connection) => pass.score(connection, block),
                            Err(error) => Err(StoreError::Check(error.to_string())),
                        },
                    )
                    .collect()
            });
            let mut blocks = Vec::new();
            for scored in scored {
                let scored = scored?;
                let block = Block::parse(&layout, scored.block, &scored.bytes).unwrap();
                for (_, row) in block.rows() {
                    sum_points += count(&mut summary, row.head());
                }
                blocks.push(RunBlock { block: scored.block, bytes: scored.bytes });
            }
            self.store().keep_blocks(run, &blocks)?;
            progress(summary.n_merchants);
            next = until;
        }
        if summary.n_rated() > 0 {
            summary.mean_points = Some(sum_points as f64 / summary.n_rated() as f64);
        }
        let finished_at = self.settings().clock.now();
        let cost = RunCost::default();
        self.store().end_run(run, cost, finished_at)?;
        Ok(summary)
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
            Err(TryLockError::WouldBlock) => {
                Err(AppError::Unavailable("another rescore is under way in this data folder".into()))
            }
            Err(TryLockError::Error(error)) => Err(fault(&error)),
        }
    }
}

fn empty_summary(run: i64, frame: &Frame) -> RunSummary {
    RunSummary {
        run,
        as_of: frame.as_of,
        known_at: frame.known_at,
        model: frame.model.name.clone(),
        n_merchants: 0,
        grades: Grade::ALL.map(|grade| GradeCount { grade, n: 0 }).to_vec(),
        not_rated: Lacking::ALL.map(|lacking| LackingCount { lacking, n: 0 }).to_vec(),
        mean_points: None,
    }
}

/// Counts a row and gives its points, 0 where it has none.
fn count(summary: &mut RunSummary, row: RowHead) -> i64 {
    summary.n_merchants += 1;
    match row.standing {
        Standing::Rated(grade) => {
            for count in &mut summary.grades {
                count.n += u64::from(count.grade == grade);
            }
            i64::from(row.points)
        }
        Standing::NotRated(lacking) => {
            let first = lacking.iter().next();
            for count in &mut summary.not_rated {
                count.n += u64::from(first == Some(count.lacking));
            }
            0
        }
        _ => 0,
    }
}

fn file_fault(path: &Path, error: &dyn std::fmt::Display) -> AppError {
    AppError::Unavailable(format!("{}: {error}", path.display()))
}
