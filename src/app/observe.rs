//! Merchants observed on days of the past: what was known of them then, and what became of them.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known, Yardstick};
use crate::domain::feature::Feature;
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::outcome::{Outcome, OutcomeRule, Window};
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;
use crate::domain::scorecard::{ColumnValues, MISSING_CODE, Segment, Value};
use crate::domain::sufficiency::lacking;
use crate::store::run_read::{self, Stretch};
use crate::store::{StoreError, history};
use crate::train::sample::{ColumnAbout, Sample, SampleColumn};

/// Merchants that one task looks at.
const MERCHANTS_PER_TASK: i64 = 512;

/// What to observe.
#[derive(Clone, Debug)]
pub struct Observation<'a> {
    /// The observation days.
    pub days: &'a [Day],
    /// Days of the performance window.
    pub window_days: u32,
    /// What bad means.
    pub rule: &'a OutcomeRule,
    /// The segments looked at; none: all.
    pub segments: &'a [Segment],
    /// What is measured, each with the value that a missing one counts as.
    pub columns: Vec<ObservedColumn>,
}

/// One feature that is measured.
#[derive(Clone, Debug)]
pub struct ObservedColumn {
    /// The feature.
    pub feature: &'static Feature,
    /// Its name and meaning in the sample.
    pub about: ColumnAbout,
}

impl ObservedColumn {
    /// A feature as a card is trained on it.
    #[must_use]
    pub fn to_train_on(feature: &'static Feature) -> Self {
        Self { feature, about: ColumnAbout::of_feature(feature) }
    }

    /// A feature as it is measured; a missing value stays missing.
    #[must_use]
    pub fn as_measured(feature: &'static Feature) -> Self {
        let about = ColumnAbout { counted_when_missing: None, ..ColumnAbout::of_feature(feature) };
        Self { feature, about }
    }
}

/// Observed merchants: one row for each merchant and day.
#[derive(Clone, Debug)]
pub struct Observed {
    /// Values and outcomes; rows of one merchant are one group.
    pub sample: Sample,
    /// Columns that no card is trained on, kept to tell groups apart.
    pub aside: Vec<SampleColumn>,
    /// What is known of each row beside its values.
    pub rows: Vec<ObservedRow>,
    /// What became of the merchants of each day.
    pub flow: Vec<DayFlow>,
    /// The last day of which a record speaks that outcomes are told by.
    pub last_record_on: Option<Day>,
    /// The last position of the records used.
    pub at: Seq,
    /// SHA-256 over identities, days, outcomes and values of all rows, in hexadecimal.
    pub sha256: String,
}

/// One row of a sample beside its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedRow {
    /// The observation day.
    pub on: Day,
    /// The segment of the merchant.
    pub segment: Segment,
    /// Whether the window holds any record of the kinds that outcomes are told by.
    pub seen_again: bool,
}

/// Merchants of one observation day, and why some are not in the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFlow {
    /// The day.
    pub on: Day,
    /// The last day of its window.
    pub until: Day,
    /// Merchants in the store.
    pub n_merchants: u64,
    /// Of another segment than those asked for.
    pub n_other_segment: u64,
    /// Too little is known to rate them.
    pub n_not_rated: u64,
    /// Not seen recently enough for the rule.
    pub n_not_observed: u64,
    /// Neither good nor bad.
    pub n_indeterminate: u64,
    /// Rows of the sample.
    pub n_rows: u64,
    /// Bad rows.
    pub n_bad: u64,
}

impl Observed {
    /// The rows of some days.
    #[must_use]
    pub fn rows_of(&self, days: &[Day]) -> Vec<u32> {
        let places = self.rows.iter().enumerate();
        places.filter(|(_, row)| days.contains(&row.on)).map(|(place, _)| place as u32).collect()
    }

    /// The days whose window ends after the last record, so that outcomes may be incomplete.
    pub fn unfinished(&self) -> impl Iterator<Item = &DayFlow> {
        self.flow.iter().filter(|day| self.last_record_on.is_none_or(|last| last < day.until))
    }
}

/// What a day made of one merchant.
enum Met {
    OtherSegment,
    NotRated,
    NotObserved,
    Indeterminate,
    Row(Box<Row>),
}

struct Row {
    group: u64,
    id: String,
    segment: Segment,
    bad: bool,
    seen_again: bool,
    /// By column: the number, or NaN with the category beside it.
    numbers: Vec<f64>,
    categories: Vec<Option<String>>,
}

/// What one task found: by day, by merchant.
struct Found {
    by_day: Vec<Vec<Met>>,
    last_record_on: Option<Day>,
}

impl App {
    /// Observes every merchant on each of the days.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] for a day whose window is not over; when the store cannot be read.
    pub fn observe_merchants(&self, observation: &Observation<'_>) -> Result<Observed, AppError> {
        let windows = windows(observation, self.today())?;
        let frame = self.frame(None, None, None)?;
        let last = self.store().read(|view| run_read::last_merchant(view))?;
        let starts: Vec<i64> = (0..=last / MERCHANTS_PER_TASK).collect();
        let found: Vec<Found> = starts
            .par_iter()
            .map(|start| {
                let from = start * MERCHANTS_PER_TASK;
                let stretch = Stretch { from, until: from + MERCHANTS_PER_TASK, at: frame.at };
                self.store().sweep(|connection| {
                    let mut found = Found {
                        by_day: windows.iter().map(|_| Vec::new()).collect(),
                        last_record_on: None,
                    };
                    run_read::each_id(connection, stretch, |merchant, id| {
                        let history = history::load(connection, merchant, frame.at)?;
                        let met = Meeting {
                            merchant,
                            id,
                            history: &history,
                            observation,
                            yardstick: &frame.law.yardstick,
                        };
                        for (window, of_day) in windows.iter().zip(&mut found.by_day) {
                            of_day.push(met.on(*window));
                        }
                        found.last_record_on = found.last_record_on.max(last_telling(&history));
                        Ok(())
                    })?;
                    Ok::<_, StoreError>(found)
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(gather(observation, &windows, found, frame.at))
    }
}

/// The windows of the days; each must be over.
fn windows(observation: &Observation<'_>, today: Day) -> Result<Vec<Window>, AppError> {
    let days = i32::try_from(observation.window_days).unwrap_or(i32::MAX / 2);
    observation
        .days
        .iter()
        .map(|&after| {
            let until = after.plus(days);
            if until > today {
                return Err(AppError::Unavailable(format!(
                    "the window of observation day {after} ends on {until}, and today is {today}: \
                     outcomes are not known yet; give an earlier day or a shorter --window"
                )));
            }
            Ok(Window { after, until })
        })
        .collect()
}

/// The last day of a record that can tell an outcome.
fn last_telling(history: &History) -> Option<Day> {
    let tells =
        |fact: &Fact| matches!(fact, Fact::Inspection(_) | Fact::Penalty(_) | Fact::Complaint(_));
    history.entries.iter().filter(|entry| tells(&entry.fact)).map(|entry| entry.effective_on).max()
}

/// One merchant that days look at.
struct Meeting<'a> {
    merchant: i64,
    id: &'a str,
    history: &'a History,
    observation: &'a Observation<'a>,
    yardstick: &'a Yardstick,
}

impl Meeting<'_> {
    fn on(&self, window: Window) -> Met {
        let (on, rule) = (window.after, self.observation.rule);
        // What is asserted as known by the day: a load of history says so of each record.
        let known = Known::Asserted(on);
        let dossier = Dossier::new(self.history, on, known, self.yardstick, &[]);
        if lacking(&dossier).is_some() {
            return Met::NotRated;
        }
        let Ok(id) = MerchantId::parse(self.id) else { return Met::NotRated };
        let segment = Segment::of(&id, self.history, dossier.profile);
        let segments = self.observation.segments;
        if !segments.is_empty() && !segments.contains(&segment) {
            return Met::OtherSegment;
        }
        let standing = Dossier::standing_entries(self.history, on, known, &[]);
        if !rule.observes(&standing, on) {
            return Met::NotObserved;
        }
        let bad = match rule.outcome(self.history, window, self.yardstick) {
            Outcome::Indeterminate => return Met::Indeterminate,
            outcome => outcome == Outcome::Bad,
        };
        let n = self.observation.columns.len();
        let (mut numbers, mut categories) = (vec![f64::NAN; n], vec![None; n]);
        for (place, column) in self.observation.columns.iter().enumerate() {
            match (column.feature.value)(&dossier) {
                Value::Number(number) => numbers[place] = number,
                Value::Category(category) => categories[place] = Some(category.to_owned()),
                Value::Missing => {
                    numbers[place] = column.about.counted_when_missing.unwrap_or(f64::NAN);
                }
            }
        }
        Met::Row(Box::new(Row {
            group: self.merchant.unsigned_abs(),
            id: self.id.to_owned(),
            segment,
            bad,
            seen_again: rule.sees(self.history, window),
            numbers,
            categories,
        }))
    }
}

/// Puts the rows of all tasks into columns: by day, then by merchant.
fn gather(
    observation: &Observation<'_>,
    windows: &[Window],
    found: Vec<Found>,
    at: Seq,
) -> Observed {
    let last_record_on = found.iter().filter_map(|found| found.last_record_on).max();
    let mut by_day: Vec<Vec<Met>> = windows.iter().map(|_| Vec::new()).collect();
    for found in found {
        for (all, own) in by_day.iter_mut().zip(found.by_day) {
            all.extend(own);
        }
    }
    let mut columns: Vec<Filling> = observation.columns.iter().map(Filling::new).collect();
    let (mut bad, mut groups, mut rows, mut flow) = (vec![], vec![], vec![], vec![]);
    let mut hash = Sha256::new();
    for (window, met) in windows.iter().zip(by_day) {
        let mut day = DayFlow::new(*window);
        for met in met {
            day.count(&met);
            let Met::Row(row) = met else { continue };
            hash.update(format!("{},{},{}", row.id, window.after, u8::from(row.bad)));
            let cells = row.numbers.iter().zip(row.categories);
            for (column, (number, category)) in columns.iter_mut().zip(cells) {
                hash.update(number.to_bits().to_le_bytes());
                hash.update(category.as_deref().unwrap_or_default());
                column.push(*number, category);
            }
            bad.push(row.bad);
            groups.push(row.group);
            let (segment, seen_again) = (row.segment, row.seen_again);
            rows.push(ObservedRow { on: window.after, segment, seen_again });
        }
        flow.push(day);
    }
    let columns = columns.into_iter().map(Filling::finish).collect();
    let sample = Sample { columns, bad, weights: None, groups: Some(groups) };
    let sha256 = HEXLOWER.encode(&hash.finalize());
    Observed { sample, aside: Vec::new(), rows, flow, last_record_on, at, sha256 }
}

impl DayFlow {
    const fn new(window: Window) -> Self {
        Self {
            on: window.after,
            until: window.until,
            n_merchants: 0,
            n_other_segment: 0,
            n_not_rated: 0,
            n_not_observed: 0,
            n_indeterminate: 0,
            n_rows: 0,
            n_bad: 0,
        }
    }

    fn count(&mut self, met: &Met) {
        self.n_merchants += 1;
        match met {
            Met::OtherSegment => self.n_other_segment += 1,
            Met::NotRated => self.n_not_rated += 1,
            Met::NotObserved => self.n_not_observed += 1,
            Met::Indeterminate => self.n_indeterminate += 1,
            Met::Row(row) => {
                self.n_rows += 1;
                self.n_bad += u64::from(row.bad);
            }
        }
    }
}

/// A column that is being filled.
struct Filling {
    about: ColumnAbout,
    is_category: bool,
    numbers: Vec<f64>,
    codes: Vec<u32>,
    names: Vec<String>,
    code_of: HashMap<String, u32>,
}

impl Filling {
    fn new(column: &ObservedColumn) -> Self {
        Self {
            about: column.about.clone(),
            is_category: column.feature.unit == "category",
            numbers: Vec::new(),
            codes: Vec::new(),
            names: Vec::new(),
            code_of: HashMap::new(),
        }
    }

    fn push(&mut self, number: f64, category: Option<String>) {
        if !self.is_category {
            self.numbers.push(number);
            return;
        }
        let code = category.map_or(MISSING_CODE, |category| {
            let next = self.names.len() as u32;
            *self.code_of.entry(category).or_insert_with_key(|category| {
                self.names.push(category.clone());
                next
            })
        });
        self.codes.push(code);
    }

    fn finish(self) -> SampleColumn {
        let values = if self.is_category {
            ColumnValues::Categories { codes: self.codes, names: self.names }
        } else {
            ColumnValues::Numbers(self.numbers)
        };
        SampleColumn { about: self.about, values }
    }
}
