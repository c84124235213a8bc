//! Runs as they are kept: which there were, what one came to, and what changed from one to another.

use super::block::{Block, RowHead};
use super::drift;
use super::explain::Frames;
use super::kept::KeptAs;
use super::report::{Compared, Earlier, Observer, RunReport, Since, Unscorable, stability};
use super::score_file::ScoreFile;
use crate::app::export::table_format;
use crate::app::score::Frame;
use crate::app::{App, AppError};
use crate::domain::record::envelope::Seq;
use crate::store::run::{self, RunStart};
use crate::store::{StoreError, View, history, run_read};

pub use crate::store::run::{KeptRun, RunModel};

/// Runs that are listed at a time, at most.
pub const RUNS_LISTED_MAX: u32 = 1000;

impl App {
    /// The last runs, newest first, at most `limit` of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn runs(&self, limit: u32) -> Result<Vec<KeptRun>, AppError> {
        self.runs_before(None, limit)
    }

    /// As [`App::runs`], of those with smaller numbers than one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn runs_before(&self, before: Option<i64>, limit: u32) -> Result<Vec<KeptRun>, AppError> {
        let (before, limit) = (before.unwrap_or(i64::MAX), limit.min(RUNS_LISTED_MAX));
        Ok(self.store().read(|connection| run::newest_before(connection, before, limit))?)
    }

    /// The number of the last run that was finished.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_finished_run(&self) -> Result<Option<i64>, AppError> {
        let runs = self.runs(RUNS_LISTED_MAX)?;
        Ok(runs.into_iter().find(|kept| kept.finished_at.is_some()).map(|kept| kept.run))
    }

    /// What a run came to, and what changed since the one before it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such run, or its scorecard is no longer there.
    pub fn run_report(&self, number: i64) -> Result<RunReport, AppError> {
        let kept = self.kept_run(number)?;
        let before = self.store().read(|connection| {
            run::last_before(connection, Some(number), kept.start.as_of, &kept.start.filter)
        })?;
        let earlier = before.and_then(|before| self.earlier(before));
        self.run_report_against(kept, earlier.as_ref())
    }

    /// What changed from one run to another.
    ///
    /// # Errors
    /// As [`App::run_report`].
    pub fn run_difference(&self, before: i64, after: i64) -> Result<Since, AppError> {
        let gone = || AppError::NotFound { what: format!("the scorecard of run {before}") };
        let earlier = self.earlier(self.kept_run(before)?).ok_or_else(gone)?;
        let report = self.run_report_against(self.kept_run(after)?, Some(&earlier))?;
        report.since.ok_or_else(gone)
    }

    /// Writes the scores of a run to a file: `.csv`, `.ndjson` or `.parquet`.
    ///
    /// # Errors
    /// As [`App::run_report`], and when the file cannot be written.
    pub fn write_run(&self, number: i64, path: &std::path::Path) -> Result<u64, AppError> {
        let own = self.readable(self.kept_run(number)?)?;
        let challenger = self.challenger_of(&own.kept.start)?;
        let format = table_format(path)?;
        let mut file = ScoreFile::create(path, format, &own.frame, challenger.as_deref())?;
        let mut n_rows = 0;
        for block in 0..own.kept.start.n_blocks {
            self.store().read(|connection| {
                let bytes = own.as_kept().block(connection, &own.earlier.layout, block)?;
                let Some(bytes) = bytes else { return Ok(()) };
                let rows = Block::parse(&own.earlier.layout, block, &bytes);
                n_rows += rows.map_or(0, |rows| rows.rows().count() as u64);
                file.write(connection, &own.earlier.layout, block, &bytes)
            })?;
        }
        file.finish()?;
        Ok(n_rows)
    }

    pub(super) fn kept_run(&self, number: i64) -> Result<KeptRun, AppError> {
        let kept = self.store().read(|connection| run::run(connection, number))?;
        kept.ok_or_else(|| AppError::NotFound { what: format!("run {number}") })
    }

    pub(super) fn readable(&self, kept: KeptRun) -> Result<Readable, AppError> {
        let gone = || AppError::NotFound { what: format!("the scorecard of run {}", kept.run) };
        let frame = self.frame_of(&kept.start)?;
        let earlier = self.earlier(kept.clone()).ok_or_else(gone)?;
        Ok(Readable { kept, frame, earlier })
    }

    fn run_report_against(
        &self,
        kept: KeptRun,
        earlier: Option<&Earlier>,
    ) -> Result<RunReport, AppError> {
        let own = self.readable(kept)?;
        let challenger = self.challenger_of(&own.kept.start)?;
        let card = own.frame.model.card.card();
        let compared = if own.kept.start.filter.is_empty() {
            Compared::Everyone
        } else {
            Compared::ThoseOfTheLater
        };
        let layout = &own.earlier.layout;
        let observer = Observer::new(layout, card, earlier, challenger.as_deref(), compared);
        let mut counts = observer.nothing();
        for block in 0..own.kept.start.n_blocks {
            self.store().read(|connection| {
                let bytes = own.as_kept().block(connection, layout, block)?;
                // A run that was interrupted has not all of its blocks.
                let Some(bytes) = bytes else { return Ok(()) };
                let before = match earlier {
                    Some(earlier) => {
                        KeptAs::of(&earlier.run).block(connection, &earlier.layout, block)?
                    }
                    None => None,
                };
                observer.see(&mut counts, block, &bytes, before.as_deref())
            })?;
        }
        let observed = observer.finish(counts);
        let since = match (observed.since, earlier) {
            (Some((tally, movement)), Some(earlier)) => Some(self.since(
                &own.kept.start,
                &own.frame,
                earlier,
                tally,
                movement,
                &observed.tally,
            )?),
            _ => None,
        };
        Ok(RunReport {
            run: Some(own.kept.run),
            finished_at: own.kept.finished_at,
            cost: own.kept.cost,
            from_training: drift::from_training(card, &observed.tally),
            tally: observed.tally,
            unscorable: self.unscorable(&observed.unscorable, own.kept.start.at)?,
            since,
            challenger: observed.challenger,
            start: own.kept.start,
        })
    }

    /// Names merchants that could not be scored at a position, and says why.
    pub(super) fn unscorable(
        &self,
        merchants: &[i64],
        at: Seq,
    ) -> Result<Vec<Unscorable>, AppError> {
        let one = |connection: &View, merchant: i64| {
            let why = match history::load(connection, merchant, at) {
                Err(StoreError::Damaged { seq, what }) => {
                    format!("record {seq} is damaged: {what}")
                }
                Err(error) => return Err(error),
                Ok(_) => "its records could not be read then; they can be now".to_owned(),
            };
            Ok(Unscorable { id: run_read::id_of(connection, merchant)?, why })
        };
        Ok(self.store().read(|connection| {
            merchants.iter().map(|merchant| one(connection, *merchant)).collect()
        })?)
    }

    /// What changed since an earlier run, from what an observer counted.
    pub(super) fn since(
        &self,
        start: &RunStart,
        frame: &Frame,
        earlier: &Earlier,
        tally: super::tally::Tally,
        movement: super::movement::Movement,
        after: &super::tally::Tally,
    ) -> Result<Since, AppError> {
        let same_card = earlier.run.start.model.sha256 == start.model.sha256;
        let card = frame.model.card.card();
        let (points, characteristics) = stability(card, same_card, &tally, after);
        let before = self.frame_of(&earlier.run.start)?;
        let frames = Frames { before: &before, after: frame, barred: &[] };
        let moved = movement.movers();
        let movers = self.store().read(|connection| frames.explain(connection, &moved))?;
        Ok(Since { run: earlier.run.clone(), tally, points, characteristics, movement, movers })
    }
}

/// A run with what is needed to read it.
pub(super) struct Readable {
    pub(super) kept: KeptRun,
    pub(super) frame: Frame,
    earlier: Earlier,
}

impl Readable {
    const fn as_kept(&self) -> KeptAs {
        KeptAs::of(&self.kept)
    }

    /// A merchant's row in the run, where it has one.
    pub(super) fn head(
        &self,
        connection: &View,
        merchant: i64,
    ) -> Result<Option<RowHead>, StoreError> {
        let block = merchant / super::block::MERCHANTS_PER_BLOCK;
        let bytes = self.as_kept().block(connection, &self.earlier.layout, block)?;
        let bytes = bytes.unwrap_or_default();
        let rows = Block::parse(&self.earlier.layout, block, &bytes);
        Ok(rows.and_then(|rows| rows.row(merchant)).map(|row| row.head()))
    }
}
