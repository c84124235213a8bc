//! Use case: train a card on a table of one's own, hold some rows back, and judge it on them.

use std::path::{Path, PathBuf};

use crate::domain::scorecard::{Bilingual, ColumnValues, MISSING_CODE, Segment};
use crate::files::scorecard_file::{self, ScorecardFileError};
use crate::files::table_file::{self, Reading, TableFile, TableFileError};
use crate::train::TrainError;
use crate::train::card::{CardHeading, CardSettings, TrainedCard, train_card};
use crate::train::evaluation::{Evaluation, Stability, evaluate, stability};
use crate::train::holdout::{Parts, hold_out};
use crate::train::report::{Judged, html, markdown, model_card};
use crate::train::sample::{ColumnAbout, Sample, SampleColumn};

/// What to train on, and where to write the card.
#[derive(Clone, Debug)]
pub struct TableTraining {
    /// The table, CSV in UTF-8.
    pub table: PathBuf,
    /// Column of outcomes: 1 for bad, 0 for good.
    pub target: String,
    /// Column that says `train` or `test` for each row; `None`: rows are drawn.
    pub split_column: Option<String>,
    /// Column of sample weights.
    pub weight: Option<String>,
    /// Columns to leave out.
    pub ignored: Vec<String>,
    /// Columns of categories even where every field is a number.
    pub categorical: Vec<String>,
    /// Numbers that each have a bin of their own in every column of numbers.
    pub special: Vec<f64>,
    /// Columns with a smaller information value are left out.
    pub information_value_min: f64,
    /// Of two features whose weights of evidence correlate more, the weaker is left out.
    pub correlation_max: f64,
    /// Share of the rows that is held back where no column says so; 0: none.
    pub holdout: f64,
    /// Seed of every random choice.
    pub seed: u64,
    /// File of the card, ending in `.json`; the model card is written beside it.
    pub out: PathBuf,
}

/// A card trained on a table, and what it is worth.
#[derive(Clone, Debug)]
pub struct TableTrained {
    /// The card with the choices behind it.
    pub trained: TrainedCard,
    /// SHA-256 of the card's content.
    pub sha256: String,
    /// On the rows trained on.
    pub train: Evaluation,
    /// On the rows held back; `None` when there are none.
    pub test: Option<Evaluation>,
    /// From the rows trained on to those held back.
    pub stability: Option<Stability>,
    /// Loss of AUC by rounding to whole points, on the rows held back or else trained on.
    pub auc_lost_by_rounding: f64,
}

/// Why no card was trained on a table.
#[derive(Debug, thiserror::Error)]
pub enum TrainTableError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableFileError),
    /// The table has no such column.
    #[error("the table has no column '{name}' for --{option}; it has: {columns}")]
    NoColumn {
        /// The option that names it.
        option: &'static str,
        /// The name.
        name: String,
        /// The columns there are.
        columns: String,
    },
    /// An outcome is neither 0 nor 1.
    #[error(
        "target '{column}' is '{value}' in row {row}; it must be 0 (good) or 1 (bad) in every row"
    )]
    Target {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// Row after the header, from 1.
        row: usize,
    },
    /// A row is neither to train nor to test.
    #[error("split column '{column}' is '{value}' in row {row}; it must be 'train' or 'test'")]
    Split {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// Row after the header, from 1.
        row: usize,
    },
    /// A weight is not a number.
    #[error("weight column '{column}' must hold a number in every row; row {row} has none")]
    Weight {
        /// The column.
        column: String,
        /// Row after the header, from 1.
        row: usize,
    },
    /// The same column is asked to be two things.
    #[error("column '{name}' is named for both --{first} and --{second}; give each its own")]
    TwoUses {
        /// The column.
        name: String,
        /// One option.
        first: &'static str,
        /// The other option.
        second: &'static str,
    },
    /// The share held back is not a share.
    #[error("--holdout is {0}; it must be at least 0 and below 1")]
    Holdout(f64),
    /// The file of the card has no usable name.
    #[error("--out '{0}' must name a file that ends in .json")]
    Out(String),
    /// The sample or the settings do not allow a card.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// The card cannot be written.
    #[error(transparent)]
    Write(#[from] ScorecardFileError),
}

/// Trains a card on a table, judges it on the rows held back, and writes it.
///
/// # Errors
/// [`TrainTableError`]; nothing is written then.
pub fn train_table(options: &TableTraining) -> Result<TableTrained, TrainTableError> {
    let (trained, sample, parts) = train(options)?;
    let train = evaluate(&trained.card, &sample, &parts.train, options.seed);
    let held_back = (!parts.test.is_empty()).then_some(&parts.test);
    let test = held_back.map(|rows| evaluate(&trained.card, &sample, rows, options.seed));
    let stability = held_back.map(|rows| stability(&trained.card, &sample, &parts.train, rows));
    let auc_lost_by_rounding =
        trained.auc_lost_by_rounding(&sample, held_back.unwrap_or(&parts.train));
    let sha256 = scorecard_file::sha256(trained.card.table()).map_err(ScorecardFileError::from)?;
    let judged = Judged {
        trained: &trained,
        sha256: &sha256,
        train: &train,
        test: test.as_ref(),
        stability: stability.as_ref(),
        auc_lost_by_rounding,
    };
    let document = model_card(&judged, Vec::new())?;
    scorecard_file::write(&options.out.with_extension("md"), &markdown(&document))?;
    scorecard_file::write(&options.out.with_extension("html"), &html(&document))?;
    scorecard_file::save(&options.out, trained.card.table())?;
    Ok(TableTrained { trained, sha256, train, test, stability, auc_lost_by_rounding })
}

fn train(options: &TableTraining) -> Result<(TrainedCard, Sample, Parts), TrainTableError> {
    if !(0.0..1.0).contains(&options.holdout) {
        return Err(TrainTableError::Holdout(options.holdout));
    }
    let name = card_name(&options.out)?;
    refuse_two_uses(options)?;
    let mut table = table_file::read(
        &options.table,
        Reading { ignored: &options.ignored, categorical: &options.categorical },
    )?;
    let sha256 = std::mem::take(&mut table.sha256);
    let bad = outcomes(&take(&mut table, "target", &options.target)?, &options.target)?;
    let weights = match &options.weight {
        Some(column) => Some(weights(take(&mut table, "weight", column)?, column)?),
        None => None,
    };
    let parts = match &options.split_column {
        Some(column) => Some(parts(&take(&mut table, "split-column", column)?, column)?),
        None => None,
    };
    let columns = table
        .columns
        .into_iter()
        .map(|column| SampleColumn {
            about: ColumnAbout::of_table(&column.name, &options.special),
            values: column.values,
        })
        .collect();
    let sample = Sample { columns, bad, weights, groups: None };
    let parts = parts.unwrap_or_else(|| hold_out(&sample, options.holdout, options.seed));
    sample.check()?;
    sample.refuse_constants(&parts.train)?;
    let heading = heading(options, name, sha256, parts.test.len());
    let settings = CardSettings {
        seed: options.seed,
        information_value_min: options.information_value_min,
        correlation_max: options.correlation_max,
        ..CardSettings::new(heading)
    };
    let trained = train_card(&sample, &parts.train, &settings)?;
    Ok((trained, sample, parts))
}

fn heading(
    options: &TableTraining,
    name: CardName,
    sample_sha256: String,
    n_test: usize,
) -> CardHeading {
    let file = options.table.file_name().unwrap_or_default().to_string_lossy().into_owned();
    CardHeading {
        name: name.name,
        version: name.version,
        about: Bilingual {
            en: format!("Probability that {} is 1, from the columns of {file}.", options.target),
            zh: format!("由 {file} 各列估计 {} 为 1 的概率。", options.target),
        },
        serves: vec![Segment::Table],
        sources: vec![format!("table {file}")],
        sample: match &options.split_column {
            Some(column) => format!("rows of {file} with {column} = train"),
            None => format!("rows of {file}, {} of them held back", options.holdout),
        },
        outcome: format!("{} = 1", options.target),
        sample_sha256,
        n_test: n_test as u64,
    }
}

/// Name and version from a file name such as `chicago-1.json`.
pub(super) struct CardName {
    pub(super) name: String,
    pub(super) version: u32,
}

pub(super) fn card_name(out: &Path) -> Result<CardName, TrainTableError> {
    let fault = || TrainTableError::Out(out.display().to_string());
    let file = out.file_name().and_then(|name| name.to_str()).ok_or_else(fault)?;
    let stem = file.strip_suffix(".json").filter(|stem| !stem.is_empty()).ok_or_else(fault)?;
    let numbered = stem.rsplit_once('-').and_then(|(name, version)| {
        let version = version.parse().ok().filter(|&version| version >= 1)?;
        (!name.is_empty()).then(|| CardName { name: name.to_owned(), version })
    });
    Ok(numbered.unwrap_or_else(|| CardName { name: stem.to_owned(), version: 1 }))
}

fn refuse_two_uses(options: &TableTraining) -> Result<(), TrainTableError> {
    let ignored = options.ignored.iter().map(|name| ("ignore", name));
    let uses: Vec<(&'static str, &String)> = [("target", &options.target)]
        .into_iter()
        .chain(options.weight.iter().map(|name| ("weight", name)))
        .chain(options.split_column.iter().map(|name| ("split-column", name)))
        .chain(ignored)
        .collect();
    for (index, (second, name)) in uses.iter().enumerate() {
        if let Some((first, _)) = uses[..index].iter().find(|(_, other)| other == name) {
            return Err(TrainTableError::TwoUses { name: (*name).clone(), first, second });
        }
    }
    Ok(())
}

/// Takes a column out of a table.
pub(super) fn take(
    table: &mut TableFile,
    option: &'static str,
    name: &str,
) -> Result<ColumnValues, TrainTableError> {
    match table.columns.iter().position(|column| column.name == name) {
        Some(place) => Ok(table.columns.remove(place).values),
        None => {
            let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
            let columns = names.join(", ");
            Err(TrainTableError::NoColumn { option, name: name.to_owned(), columns })
        }
    }
}

pub(super) fn outcomes(values: &ColumnValues, column: &str) -> Result<Vec<bool>, TrainTableError> {
    let fault = |row: usize, value: String| {
        Err(TrainTableError::Target { column: column.to_owned(), value, row: row + 1 })
    };
    match values {
        ColumnValues::Numbers(numbers) => {
            match numbers.iter().position(|&number| number != 0.0 && number != 1.0) {
                Some(row) if numbers[row].is_nan() => fault(row, String::new()),
                Some(row) => fault(row, numbers[row].to_string()),
                None => Ok(numbers.iter().map(|&number| number == 1.0).collect()),
            }
        }
        ColumnValues::Categories { codes, names } => {
            let text = |code: u32| names.get(code as usize).cloned().unwrap_or_default();
            let row = codes.iter().position(|&code| !matches!(&*text(code), "0" | "1"));
            let row = row.unwrap_or(0);
            fault(row, text(codes.get(row).copied().unwrap_or(MISSING_CODE)))
        }
    }
}

fn weights(values: ColumnValues, column: &str) -> Result<Vec<f64>, TrainTableError> {
    let fault = |row: usize| TrainTableError::Weight { column: column.to_owned(), row: row + 1 };
    match values {
        ColumnValues::Numbers(numbers) => match numbers.iter().position(|n| n.is_nan()) {
            Some(row) => Err(fault(row)),
            None => Ok(numbers),
        },
        ColumnValues::Categories { codes, names } => {
            let is_number = |code: u32| {
                names.get(code as usize).is_some_and(|text| text.parse::<f64>().is_ok())
            };
            Err(fault(codes.iter().position(|&code| !is_number(code)).unwrap_or(0)))
        }
    }
}

fn parts(values: &ColumnValues, column: &str) -> Result<Parts, TrainTableError> {
    let fault = |row: usize, value: String| {
        Err(TrainTableError::Split { column: column.to_owned(), value, row: row + 1 })
    };
    let (mut train, mut test) = (Vec::new(), Vec::new());
    match values {
        ColumnValues::Numbers(numbers) => {
            return fault(0, numbers.first().map(f64::to_string).unwrap_or_default());
        }
        ColumnValues::Categories { codes, names } => {
            for (row, &code) in codes.iter().enumerate() {
                let text = names.get(code as usize).map_or("", String::as_str);
                match text {
                    "train" => train.push(row as u32),
                    "test" => test.push(row as u32),
                    _ => return fault(row, text.to_owned()),
                }
            }
        }
    }
    Ok(Parts { train, test })
}
