//! Runs as they are kept: which there were, what one came to, what changed from one to another, and
//! the scores of one merchant over all of them.

use crate::store::View;
use jiff::Timestamp;

use super::block::{Block, RowHead, Standing};
use super::drift;
use super::explain::{Change, Frames};
use super::report::{Compared, Earlier, Observer, RunReport, Since, stability};
use super::score_file::ScoreFile;
use crate::app::export::table_format;
use crate::app::score::{Frame, Outcome, ScoreQuestion};
use crate::app::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::domain::scorecard::Grade;
use crate::store::run::{self, RunStart};
use crate::store::{StoreError, read};

pub use crate::store::run::{KeptRun, RunModel};

/// Runs that are listed at a time, at most.
pub const RUNS_LISTED_MAX: u32 = 1000;

/// One point in a merchant's history of scores.
#[derive(Clone, Debug, PartialEq)]
pub struct PastScore {
    /// The run.
    pub run: i64,
    /// The day scored.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// By which scorecard.
    pub model: String,
    /// The points; none where it was not rated.
    pub points: Option<i32>,
    /// The grade; none where it was not rated.
    pub grade: Option<Grade>,
    /// Why it is not what it was in the run before; empty where it is, and where the cards differ.
    pub changes: Vec<Change>,
}

impl App {
    /// The last runs, newest first, at most `limit` of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn runs(&self, limit: u32) -> Result<Vec<KeptRun>, AppError> {
        let limit = limit.min(RUNS_LISTED_MAX);
        Ok(self.store().read(|connection| run::newest(connection, limit))?)
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
                let Some(bytes) = run::block(connection, number, block)? else { return Ok(()) };
                let rows = Block::parse(&own.earlier.layout, block, &bytes);
                n_rows += rows.map_or(0, |rows| rows.rows().count() as u64);
                file.write(connection, &own.earlier.layout, block, &bytes)
            })?;
        }
        file.finish()?;
        Ok(n_rows)
    }

    /// The scores of a merchant in the last runs that had it, oldest first, at most `limit` of them.
    /// The public sees of every day only what may be shown today (see
    /// [`crate::domain::disclosure`]), so its scores are computed for it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant.
    pub fn past_scores(
        &self,
        id: &MerchantId,
        audience: Audience,
        limit: u32,
    ) -> Result<Vec<PastScore>, AppError> {
        let text = id.to_string();
        let row = self
            .store()
            .read(|connection| read::merchant(connection, &text))?
            .ok_or_else(|| AppError::NotFound { what: format!("merchant {text}") })?;
        let mut found: Vec<(PastScore, Frame)> = Vec::new();
        for kept in self.runs(limit)?.into_iter().rev() {
            if kept.finished_at.is_none() {
                continue;
            }
            let Ok(own) = self.readable(kept) else { continue };
            let Some(head) = self.store().read(|c| own.head(c, row.merchant))? else { continue };
            let past = PastScore {
                run: own.kept.run,
                as_of: own.kept.start.as_of,
                known_at: own.kept.start.known_at,
                model: own.kept.start.model.name.clone(),
                points: match head.standing {
                    Standing::Rated(_) => Some(i32::from(head.points)),
                    _ => None,
                },
                grade: match head.standing {
                    Standing::Rated(grade) => Some(grade),
                    _ => None,
                },
                changes: Vec::new(),
            };
            found.push((past, own.frame));
        }
        match audience {
            Audience::Privileged => self.with_changes(row.merchant, found),
            Audience::Public => {
                found.into_iter().map(|(past, _)| self.disclosed(id, past)).collect()
            }
        }
    }

    /// Says of each score why it is not what it was.
    fn with_changes(
        &self,
        merchant: i64,
        found: Vec<(PastScore, Frame)>,
    ) -> Result<Vec<PastScore>, AppError> {
        let mut past: Vec<PastScore> = Vec::with_capacity(found.len());
        let mut before: Option<Frame> = None;
        for (mut score, after) in found {
            if let (Some(before), Some(last)) = (&before, past.last())
                && last.points != score.points
            {
                let frames = Frames { before, after: &after };
                score.changes =
                    self.store().read(|connection| frames.changes(connection, merchant))?;
            }
            past.push(score);
            before = Some(after);
        }
        Ok(past)
    }

    /// The score of a run's day as it may be shown to anybody today.
    fn disclosed(&self, id: &MerchantId, past: PastScore) -> Result<PastScore, AppError> {
        let answer = self.score(&ScoreQuestion {
            id: id.clone(),
            as_of: Some(past.as_of),
            known_at: Some(past.known_at),
            model: Some(past.model.clone()),
            audience: Audience::Public,
        })?;
        let rated = match &answer.outcome {
            Outcome::Rated(score) => Some(score),
            Outcome::NotRated(_) => None,
        };
        Ok(PastScore {
            points: rated.map(|score| score.points),
            grade: rated.map(|score| score.grade),
            ..past
        })
    }

    fn kept_run(&self, number: i64) -> Result<KeptRun, AppError> {
        let kept = self.store().read(|connection| run::run(connection, number))?;
        kept.ok_or_else(|| AppError::NotFound { what: format!("run {number}") })
    }

    fn readable(&self, kept: KeptRun) -> Result<Readable, AppError> {
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
        let mut observer = Observer::new(layout, card, earlier, challenger.as_deref(), compared);
        for block in 0..own.kept.start.n_blocks {
            self.observe(&mut observer, &own.kept, earlier, block)?;
        }
        let observed = observer.finish();
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
            unscorable: Vec::new(),
            since,
            challenger: observed.challenger,
            start: own.kept.start,
        })
    }

    fn observe(
        &self,
        observer: &mut Observer<'_>,
        kept: &KeptRun,
        earlier: Option<&Earlier>,
        block: i64,
    ) -> Result<(), AppError> {
        let (own, before) = self.store().read(|connection| {
            let own = run::block(connection, kept.run, block)?;
            let before = match earlier {
                Some(earlier) => run::block(connection, earlier.run.run, block)?,
                None => None,
            };
            Ok((own, before))
        })?;
        // A run that was interrupted has not all of its blocks.
        let Some(own) = own else { return Ok(()) };
        observer.see(block, &own, before.as_deref()).ok_or_else(|| {
            AppError::Internal(format!("block {block} of run {} is damaged", kept.run))
        })
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
        let frames = Frames { before: &before, after: frame };
        let moved = movement.movers();
        let movers = self.store().read(|connection| frames.explain(connection, &moved))?;
        Ok(Since { run: earlier.run.clone(), tally, points, characteristics, movement, movers })
    }
}

/// A run with what is needed to read it.
struct Readable {
    kept: KeptRun,
    frame: Frame,
    earlier: Earlier,
}

impl Readable {
    /// A merchant's row in the run, where it has one.
    fn head(&self, connection: &View, merchant: i64) -> Result<Option<RowHead>, StoreError> {
        let block = merchant / super::block::MERCHANTS_PER_BLOCK;
        let bytes = run::block(connection, self.kept.run, block)?.unwrap_or_default();
        let rows = Block::parse(&self.earlier.layout, block, &bytes);
        Ok(rows.and_then(|rows| rows.row(merchant)).map(|row| row.head()))
    }
}
