//! Rescoring everyone: the store as of one position, in merchant order, through the one scoring path.

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use super::score::Frame;
use super::{App, AppError};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::scorecard::{Grade, Part};
use crate::domain::sufficiency::Lacking;
use crate::store::read::{self, MerchantRow};
use crate::store::run::{RunScore, RunStart};
use crate::store::{StoreError, View, history};

/// Merchants whose scores are kept in one transaction.
const MERCHANTS_PER_STEP: u32 = 4096;
/// Merchants that one thread takes at a time.
const MERCHANTS_PER_THREAD: usize = 256;
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

/// One row of a run.
#[derive(Clone, Debug)]
struct Row {
    merchant: MerchantRow,
    result: Result<RowScore, Vec<Lacking>>,
}

#[derive(Clone, Copy, Debug)]
struct RowScore {
    points: i32,
    grade: Grade,
    probability: Option<f64>,
    public_points: i32,
    market_points: i32,
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
        self.store().fold_all()?;
        let frame = self.frame(options.as_of, options.known_at, options.model.as_deref())?;
        let run = self.store().begin_run(&RunStart {
            as_of: frame.as_of,
            at: frame.at,
            model: frame.model.name.clone(),
            model_hash: frame.model.sha256.clone(),
            started_at: self.settings().clock.now(),
        })?;
        let mut out = options.out.as_deref().map(ScoreFile::create).transpose()?;
        let mut summary = empty_summary(run, &frame);
        let (mut after, mut sum_points) = (0, 0_i64);
        loop {
            let merchants = self.store().read(|connection| {
                read::merchants_after(connection, after, frame.at, MERCHANTS_PER_STEP)
            })?;
            let Some(last) = merchants.last() else { break };
            after = last.merchant;
            let rows = self.score_rows(merchants, &frame)?;
            self.store().keep_scores(run, &rows.iter().map(run_score).collect::<Vec<_>>())?;
            for row in &rows {
                sum_points += count(&mut summary, row);
                if let Some(out) = &mut out {
                    out.write(row, frame.as_of)?;
                }
            }
            progress(summary.n_merchants);
        }
        if summary.n_rated() > 0 {
            summary.mean_points = Some(sum_points as f64 / summary.n_rated() as f64);
        }
        if let Some(out) = out {
            out.finish()?;
        }
        let finished_at = self.settings().clock.now();
        self.store().end_run(run, summary.n_rated(), summary.n_not_rated(), finished_at)?;
        Ok(summary)
    }

    fn score_rows(&self, merchants: Vec<MerchantRow>, frame: &Frame) -> Result<Vec<Row>, AppError> {
        let parts: Vec<Result<Vec<Row>, StoreError>> = merchants
            .par_chunks(MERCHANTS_PER_THREAD)
            .map(|part| {
                self.store().read(|connection| {
                    part.iter().map(|merchant| score_row(connection, merchant, frame)).collect()
                })
            })
            .collect();
        let mut rows = Vec::with_capacity(merchants.len());
        for part in parts {
            rows.extend(part?);
        }
        Ok(rows)
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

fn score_row(connection: &View, merchant: &MerchantRow, frame: &Frame) -> Result<Row, StoreError> {
    let history = history::load(connection, merchant.merchant, frame.at)?;
    let known = Known::Recorded(frame.at);
    let question = Question { as_of: frame.as_of, known, barred: &[] };
    let dossier = question.dossier(&history, &frame.law.yardstick);
    let card = &frame.model.card;
    let result = match card.assess(&dossier) {
        Assessment::NotRated(lacking) => Err(lacking),
        Assessment::Rated(score) => Ok(RowScore {
            points: score.points,
            grade: score.grade,
            probability: score.probability,
            public_points: card.part_points(&score, Part::Public),
            market_points: card.part_points(&score, Part::Market),
        }),
    };
    Ok(Row { merchant: merchant.clone(), result })
}

fn run_score(row: &Row) -> RunScore {
    RunScore {
        merchant: row.merchant.merchant,
        points: row.result.as_ref().ok().map(|score| score.points),
        grade: row.result.as_ref().map_or("NR", |score| score.grade.letters()),
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
fn count(summary: &mut RunSummary, row: &Row) -> i64 {
    summary.n_merchants += 1;
    match &row.result {
        Ok(score) => {
            for count in &mut summary.grades {
                count.n += u64::from(count.grade == score.grade);
            }
            i64::from(score.points)
        }
        Err(lacking) => {
            for count in &mut summary.not_rated {
                count.n += u64::from(lacking.first() == Some(&count.lacking));
            }
            0
        }
    }
}

/// The scores as CSV, written beside its name and renamed when whole.
struct ScoreFile {
    path: PathBuf,
    partial: PathBuf,
    writer: csv::Writer<std::io::BufWriter<File>>,
}

impl ScoreFile {
    fn create(path: &Path) -> Result<Self, AppError> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = File::create(&partial).map_err(|error| file_fault(&partial, &error))?;
        let mut writer = csv::Writer::from_writer(std::io::BufWriter::new(file));
        let header = [
            "merchant",
            "as_of",
            "points",
            "grade",
            "public_points",
            "market_points",
            "probability",
            "lacking",
        ];
        writer.write_record(header).map_err(|error| file_fault(&partial, &error))?;
        Ok(Self { path: path.to_owned(), partial, writer })
    }

    fn write(&mut self, row: &Row, as_of: Day) -> Result<(), AppError> {
        let as_of = as_of.to_string();
        let id = row.merchant.id.to_string();
        let written = match &row.result {
            Ok(score) => self.writer.write_record([
                &id,
                &as_of,
                &score.points.to_string(),
                score.grade.letters(),
                &score.public_points.to_string(),
                &score.market_points.to_string(),
                &score.probability.map_or_else(String::new, |p| p.to_string()),
                "",
            ]),
            Err(lacking) => {
                let lacking: Vec<_> = lacking.iter().map(|lacking| lacking.code()).collect();
                self.writer.write_record([&id, &as_of, "", "NR", "", "", "", &lacking.join(" ")])
            }
        };
        written.map_err(|error| file_fault(&self.partial, &error))
    }

    fn finish(self) -> Result<(), AppError> {
        let Self { path, partial, writer } = self;
        let fault = |error: &dyn std::fmt::Display| file_fault(&partial, error);
        let mut buffer = writer.into_inner().map_err(|error| fault(&error.error()))?;
        buffer.flush().map_err(|error| fault(&error))?;
        buffer.get_ref().sync_all().map_err(|error| fault(&error))?;
        std::fs::rename(&partial, &path).map_err(|error| fault(&error))
    }
}

fn file_fault(path: &Path, error: &dyn std::fmt::Display) -> AppError {
    AppError::Unavailable(format!("{}: {error}", path.display()))
}
