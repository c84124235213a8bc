//! Use case: train a card on merchants of the store, as they were known on days of the past, and
//! judge it on a later day or on merchants held back.

use std::path::PathBuf;

use super::observe::{Observation, Observed, ObservedColumn};
use super::train_table::{CardName, TrainTableError, card_name};
use super::{App, AppError, observed_report};
use crate::domain::day::Day;
use crate::domain::feature::{self, FEATURES, NOT_TRAINED_ON};
use crate::domain::outcome::OutcomeRule;
use crate::domain::scorecard::{KnownFeatures, Scorecard, Segment};
use crate::files::scorecard_file::{self, ScorecardFileError};
use crate::train::TrainError;
use crate::train::card::{CardHeading, CardSettings, TrainedCard, train_card};
use crate::train::evaluation::{Evaluation, Stability, evaluate, stability};
use crate::train::holdout::{Parts, hold_out};
use crate::train::recalibration::recalibrated;
use crate::train::report::{Judged, html, markdown, model_card};

/// Features by which the model card tells groups apart, trained on or not.
const GROUPS: [&str; 2] = ["region", "industry"];

/// What to train on, and where to write the card.
#[derive(Clone, Debug)]
pub struct StoreTraining {
    /// The observation days to train on.
    pub observe: Vec<Day>,
    /// The observation days to judge the card on; none: only merchants held back.
    pub test: Vec<Day>,
    /// Days of the performance window.
    pub window_days: u32,
    /// What bad means.
    pub rule: OutcomeRule,
    /// The segments trained on and served; none: those that the sample shows.
    pub segments: Vec<Segment>,
    /// Features to leave out.
    pub ignored: Vec<String>,
    /// Features with a smaller information value are left out.
    pub information_value_min: f64,
    /// Of two features whose weights of evidence correlate more, the weaker is left out.
    pub correlation_max: f64,
    /// Share of the merchants that is held back from training.
    pub holdout: f64,
    /// The observation day on which the level of the probability is set; none: it stays as fitted.
    pub recalibrate_on: Option<Day>,
    /// Seed of every random choice.
    pub seed: u64,
    /// Where the records are from, for the card.
    pub source: Option<String>,
    /// File of the card, ending in `.json`; the model card is written beside it.
    pub out: PathBuf,
}

/// A card trained on the store, and what it is worth.
#[derive(Clone, Debug)]
pub struct StoreTrained {
    /// The card with the choices behind it.
    pub trained: TrainedCard,
    /// SHA-256 of the card's content.
    pub sha256: String,
    /// The sample.
    pub observed: Observed,
    /// Its rows to train on and to test with.
    pub parts: Parts,
    /// On the rows trained on.
    pub train: Evaluation,
    /// On the rows to test with; `None` when there are none.
    pub test: Option<Evaluation>,
    /// On those of them that were looked at within the window.
    pub seen_again: Option<Evaluation>,
    /// What setting the level anew changed on the rows to test with.
    pub recalibration: Option<Recalibrated>,
    /// From the rows trained on to those to test with.
    pub stability: Option<Stability>,
    /// Loss of AUC by rounding to whole points.
    pub auc_lost_by_rounding: f64,
}

/// What setting the level of the probability anew changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recalibrated {
    /// The day.
    pub on: Day,
    /// Mean probability on the rows to test with, as fitted.
    pub predicted_before: f64,
    /// The same with the level set anew.
    pub predicted_after: f64,
    /// Their bad rate.
    pub bad_rate: f64,
}

impl Recalibrated {
    /// Whether the mean prediction came nearer to the bad rate.
    #[must_use]
    pub fn helps(&self) -> bool {
        let error = |predicted: f64| (predicted - self.bad_rate).abs();
        error(self.predicted_after) < error(self.predicted_before)
    }
}

/// Why no card was trained on the store.
#[derive(Debug, thiserror::Error)]
pub enum TrainStoreError {
    /// No observation day.
    #[error("give at least one observation day with --observe")]
    NoDays,
    /// Outcomes that a card is trained on were not known on the day it is judged from.
    #[error(
        "the window of observation day {observed} ends on {until}, after {later}: the card would be \
         trained on what was not known then; give an earlier --observe or a later day"
    )]
    Overlap {
        /// The observation day.
        observed: Day,
        /// The end of its window.
        until: Day,
        /// The day to judge on.
        later: Day,
    },
    /// A feature that is not there.
    #[error("there is no feature '{name}' to leave out; there are: {known}")]
    NoFeature {
        /// What was asked.
        name: String,
        /// The features.
        known: String,
    },
    /// The day of recalibration is not among the observation days.
    #[error("--recalibrate-on {0} must be one of the days of --observe")]
    RecalibrationDay(Day),
    /// The share held back or the file of the card cannot be used.
    #[error(transparent)]
    Options(#[from] TrainTableError),
    /// The sample or the settings do not allow a card.
    #[error("by rule '{rule}': {source}")]
    Train {
        /// The outcome rule.
        rule: String,
        /// What is wrong.
        source: TrainError,
    },
    /// The store cannot be read, or outcomes are not known yet.
    #[error(transparent)]
    App(#[from] AppError),
    /// The card cannot be written.
    #[error(transparent)]
    Write(#[from] ScorecardFileError),
}

impl App {
    /// Trains a card on merchants of the store, judges it, and writes it.
    ///
    /// # Errors
    /// [`TrainStoreError`]; nothing is written then.
    pub fn train_store(&self, options: &StoreTraining) -> Result<StoreTrained, TrainStoreError> {
        let name = check(options)?;
        let mut columns = columns(&options.ignored)?;
        let n_columns = columns.len();
        let told_apart = GROUPS.iter().filter(|name| options.ignored.iter().any(|i| i == *name));
        columns.extend(
            told_apart.filter_map(|name| feature::find(name)).map(ObservedColumn::as_measured),
        );
        let mut observed = self.observe_merchants(&Observation {
            days: &[options.observe.as_slice(), &options.test].concat(),
            window_days: options.window_days,
            rule: &options.rule,
            segments: &options.segments,
            columns,
        })?;
        observed.aside = observed.sample.columns.split_off(n_columns);
        let fault = |source| TrainStoreError::Train { rule: options.rule.name.clone(), source };
        let parts = parts(options, &observed);
        let settings = settings(options, name, &observed, &parts);
        let sample = &observed.sample;
        let mut trained = train_card(sample, &parts.train, &settings).map_err(fault)?;
        let recalibration = match options.recalibrate_on {
            Some(on) => recalibrate_on(&mut trained, &observed, &parts, on).map_err(fault)?,
            None => None,
        };
        // A shipped feature has one direction: the card must say the same of it.
        let known = feature::known();
        let table = trained.card.table().clone();
        let listed = KnownFeatures::Listed(&known);
        trained.card = Scorecard::new(table, listed).map_err(|e| fault(TrainError::Card(e)))?;
        let card = &trained.card;
        let train = evaluate(card, sample, &parts.train, options.seed);
        let held_back = (!parts.test.is_empty()).then_some(&parts.test);
        let test = held_back.map(|rows| evaluate(card, sample, rows, options.seed));
        let judged_on = held_back.unwrap_or(&parts.train);
        let again: Vec<u32> = judged_on
            .iter()
            .copied()
            .filter(|&row| observed.rows[row as usize].seen_again)
            .collect();
        let seen_again = (!again.is_empty()).then(|| evaluate(card, sample, &again, options.seed));
        let stability = held_back.map(|rows| stability(card, sample, &parts.train, rows));
        let auc_lost_by_rounding = trained.auc_lost_by_rounding(sample, judged_on);
        let sha256 =
            scorecard_file::sha256(trained.card.table()).map_err(ScorecardFileError::from)?;
        let found = StoreTrained {
            trained,
            sha256,
            observed,
            parts,
            train,
            test,
            seen_again,
            recalibration,
            stability,
            auc_lost_by_rounding,
        };
        write(options, &found).map_err(|error| match error {
            Unwritten::Chart(source) => fault(source),
            Unwritten::File(source) => source.into(),
        })?;
        Ok(found)
    }
}

/// Why a card was not written.
enum Unwritten {
    Chart(TrainError),
    File(ScorecardFileError),
}

impl From<ScorecardFileError> for Unwritten {
    fn from(error: ScorecardFileError) -> Self {
        Self::File(error)
    }
}

fn write(options: &StoreTraining, found: &StoreTrained) -> Result<(), Unwritten> {
    let judged = Judged {
        trained: &found.trained,
        sha256: &found.sha256,
        train: &found.train,
        test: found.test.as_ref(),
        stability: found.stability.as_ref(),
        auc_lost_by_rounding: found.auc_lost_by_rounding,
    };
    let sections = observed_report::sections(options, found);
    let document = model_card(&judged, sections).map_err(Unwritten::Chart)?;
    scorecard_file::write(&options.out.with_extension("md"), &markdown(&document))?;
    scorecard_file::write(&options.out.with_extension("html"), &html(&document))?;
    scorecard_file::save(&options.out, found.trained.card.table())?;
    Ok(())
}

/// Refuses what would look ahead, and gives the name of the card.
fn check(options: &StoreTraining) -> Result<CardName, TrainStoreError> {
    if options.observe.is_empty() {
        return Err(TrainStoreError::NoDays);
    }
    if !(0.0..1.0).contains(&options.holdout) {
        return Err(TrainTableError::Holdout(options.holdout).into());
    }
    let window = i32::try_from(options.window_days).unwrap_or(i32::MAX / 2);
    if let Some(&later) = options.test.iter().min() {
        for &observed in &options.observe {
            let until = observed.plus(window);
            if until > later {
                return Err(TrainStoreError::Overlap { observed, until, later });
            }
        }
    }
    if let Some(on) = options.recalibrate_on.filter(|on| !options.observe.contains(on)) {
        return Err(TrainStoreError::RecalibrationDay(on));
    }
    Ok(card_name(&options.out)?)
}

/// The features that a card may be trained on, without those left out.
fn columns(ignored: &[String]) -> Result<Vec<ObservedColumn>, TrainStoreError> {
    if let Some(name) = ignored.iter().find(|name| feature::find(name).is_none()) {
        let known: Vec<&str> = FEATURES.iter().map(|feature| feature.name).collect();
        return Err(TrainStoreError::NoFeature { name: name.clone(), known: known.join(", ") });
    }
    let is_out = |name: &str| {
        ignored.iter().any(|ignored| ignored == name)
            || NOT_TRAINED_ON.iter().any(|(never, _)| *never == name)
    };
    let features = FEATURES.iter().filter(|feature| !is_out(feature.name));
    Ok(features.map(ObservedColumn::to_train_on).collect())
}

/// Who is trained on and who tests: a merchant that is held back is in no row trained on.
fn parts(options: &StoreTraining, observed: &Observed) -> Parts {
    let (train, later) = (observed.rows_of(&options.observe), observed.rows_of(&options.test));
    if options.holdout <= 0.0 {
        return Parts { train, test: later };
    }
    let drawn = hold_out(&observed.sample, options.holdout, options.seed);
    let is_held = |row: &u32| drawn.test.binary_search(row).is_ok();
    let test = if options.test.is_empty() { &train } else { &later };
    Parts {
        test: test.iter().copied().filter(is_held).collect(),
        train: train.iter().copied().filter(|row| !is_held(row)).collect(),
    }
}

fn settings(
    options: &StoreTraining,
    name: CardName,
    observed: &Observed,
    parts: &Parts,
) -> CardSettings {
    let rule = &options.rule;
    let days = |days: &[Day]| days.iter().map(Day::to_string).collect::<Vec<_>>().join(", ");
    let mut serves = options.segments.clone();
    if serves.is_empty() {
        for row in &parts.train {
            let segment = &observed.rows[*row as usize].segment;
            if !serves.contains(segment) {
                serves.push(segment.clone());
            }
        }
        serves.sort_by(|a, b| a.name().cmp(b.name()));
    }
    let held = if options.holdout > 0.0 {
        format!(", {} of the merchants held back", options.holdout)
    } else {
        String::new()
    };
    let about = crate::domain::scorecard::Bilingual {
        en: format!("Probability within {} days. {}", options.window_days, rule.about.en),
        zh: format!("{} 天内的概率。{}", options.window_days, rule.about.zh),
    };
    let heading = CardHeading {
        name: name.name,
        version: name.version,
        about,
        serves,
        sources: vec![options.source.clone().unwrap_or_else(|| "records of the store".to_owned())],
        sample: format!(
            "merchants observed on {}, by what was asserted as known then{held}",
            days(&options.observe)
        ),
        outcome: format!("{} within {} days: {}", rule.name, options.window_days, rule.about.en),
        sample_sha256: observed.sha256.clone(),
        n_test: parts.test.len() as u64,
    };
    CardSettings {
        seed: options.seed,
        information_value_min: options.information_value_min,
        correlation_max: options.correlation_max,
        ..CardSettings::new(heading)
    }
}

/// Sets the level of the probability to the rows trained on of one day.
fn recalibrate_on(
    trained: &mut TrainedCard,
    observed: &Observed,
    parts: &Parts,
    on: Day,
) -> Result<Option<Recalibrated>, TrainError> {
    let of_day = |row: &u32| observed.rows[*row as usize].on == on;
    let rows: Vec<u32> = parts.train.iter().copied().filter(of_day).collect();
    let before = trained.card.clone();
    let why = format!("level of the probability set on the merchants observed on {on}");
    trained.card = recalibrated(&before, &observed.sample, &rows, why)?;
    if parts.test.is_empty() {
        return Ok(None);
    }
    let judged = |card: &Scorecard| evaluate(card, &observed.sample, &parts.test, 0);
    let (old, new) = (judged(&before), judged(&trained.card));
    Ok(Some(Recalibrated {
        on,
        predicted_before: old.mean_predicted.unwrap_or(f64::NAN),
        predicted_after: new.mean_predicted.unwrap_or(f64::NAN),
        bad_rate: new.n_bad as f64 / new.n.max(1) as f64,
    }))
}
