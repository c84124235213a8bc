//! The scorecard (评分卡): checked when made, and from then on a pure function from values to points.

mod check;
mod columns;
mod fault;
mod grade;
mod lookup;
mod table;

pub use check::{KnownFeature, KnownFeatures};
pub use columns::{Column, ColumnValues, MISSING_CODE};
pub use fault::{Fault, InvalidScorecard, Rule};
pub use grade::{Grade, GradeCuts, PointsCut, ProbabilityCut};
pub use table::{
    Bilingual, Bin, BinSample, BinValues, Calibration, Characteristic, Coefficient, Direction,
    Kind, Part, Provenance, Reason, Scaling, ScorecardTable, Segment, Training,
};

use super::steadiness::Ends;
use lookup::Lookup;

/// Fewest points that a card may be able to give.
pub const POINTS_MIN: i32 = 0;
/// Most points that a card may be able to give.
pub const POINTS_MAX: i32 = 1000;
/// Most characteristics that a card may have.
pub const CHARACTERISTICS_MAX: usize = 1000;

/// The value of one feature for one merchant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number; NaN counts as missing.
    Number(f64),
    /// A category, letter for letter.
    Category(&'a str),
    /// Not known.
    Missing,
}

/// A scorecard that has passed every check of [`Scorecard::new`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    table: ScorecardTable,
    lookups: Vec<Lookup>,
    /// Most points of any bin, by characteristic.
    best: Vec<i32>,
    /// The ends of each bin, by characteristic; nothing where special values cut bins.
    ends: Vec<Vec<Ends>>,
}

/// The score of one merchant: base points plus the points of every contribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Points, from [`POINTS_MIN`] to [`POINTS_MAX`].
    pub points: i32,
    /// Probability of bad; `None` for an expert card, which has no outcomes behind it.
    pub probability: Option<f64>,
    /// The grade by the card's cuts, before any veto.
    pub grade: Grade,
    /// One contribution for each characteristic, in the card's order.
    pub contributions: Vec<Contribution>,
}

/// What one characteristic adds to a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Index into [`ScorecardTable::characteristics`].
    pub characteristic: usize,
    /// Index into [`Characteristic::bins`].
    pub bin: usize,
    /// Points of the bin.
    pub points: i32,
    /// Points below the best bin of the characteristic; never negative.
    pub lost: i32,
}

impl Score {
    /// A score of nothing, for [`Scorecard::score_into`] to fill.
    #[must_use]
    pub const fn blank() -> Self {
        Self { points: 0, probability: None, grade: Grade::D, contributions: Vec::new() }
    }

    /// The contributions that lost points, most first; equal ones in the card's order.
    #[must_use]
    pub fn reasons(&self) -> Vec<Contribution> {
        let mut reasons: Vec<_> =
            self.contributions.iter().copied().filter(|reason| reason.lost > 0).collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.lost), reason.characteristic));
        reasons
    }
}

impl Scorecard {
    /// Checks a table against the rules of scorecards and the features there are.
    ///
    /// # Errors
    /// [`InvalidScorecard`] with every fault found; each names characteristic, bin and rule.
    pub fn new(table: ScorecardTable, known: KnownFeatures<'_>) -> Result<Self, InvalidScorecard> {
        check::check(&table, known)?;
        let lookups = table.characteristics.iter().map(Lookup::new).collect();
        let best = table
            .characteristics
            .iter()
            .map(|c| c.bins.iter().map(|bin| bin.points).max().unwrap_or(0))
            .collect();
        let ends = table.characteristics.iter().map(|own| uncut_ends(&own.bins)).collect();
        Ok(Self { table, lookups, best, ends })
    }

    /// The card as a table.
    #[must_use]
    pub const fn table(&self) -> &ScorecardTable {
        &self.table
    }

    /// The characteristics; values are given in their order.
    #[must_use]
    pub fn characteristics(&self) -> &[Characteristic] {
        &self.table.characteristics
    }

    /// The score of one merchant from its values in the order of [`Self::characteristics`].
    ///
    /// Values that are not given count as missing. A text where the card has ranges is missing;
    /// a number where the card has categories is an unseen category.
    #[must_use]
    pub fn score(&self, values: &[Value<'_>]) -> Score {
        let mut score = Score::blank();
        let given = |place: usize| values.get(place).copied().unwrap_or(Value::Missing);
        self.score_into(given, &mut score);
        score
    }

    /// As [`Self::score`], from values given by the place of their characteristic, into a score whose
    /// memory is used again.
    pub fn score_into<'v>(&self, value: impl Fn(usize) -> Value<'v>, score: &mut Score) {
        let mut points = self.table.base_points;
        score.contributions.clear();
        for (characteristic, (lookup, best)) in self.lookups.iter().zip(&self.best).enumerate() {
            let found = lookup.find(value(characteristic));
            points += found.points;
            score.contributions.push(Contribution {
                characteristic,
                bin: found.bin,
                points: found.points,
                lost: best - found.points,
            });
        }
        score.points = points;
        score.probability = self.probability(points);
        score.grade = self.table.grades.grade(points, score.probability);
    }

    /// The points alone, without allocating; equal to those of [`Self::score`].
    #[must_use]
    pub fn points(&self, values: &[Value<'_>]) -> i32 {
        let mut points = self.table.base_points;
        for (characteristic, lookup) in self.lookups.iter().enumerate() {
            let value = values.get(characteristic).copied().unwrap_or(Value::Missing);
            points += lookup.find(value).points;
        }
        points
    }

    /// The points of every row of a table in memory; equal to [`Self::points`] of each row.
    ///
    /// One column for each characteristic, in order; `points` has one place for each row.
    /// Rows beyond the end of a shorter column, and columns not given, count as missing.
    pub fn points_of_columns(&self, columns: &[Column<'_>], points: &mut [i32]) {
        columns::points_of_columns(self.table.base_points, &self.lookups, columns, points);
    }

    /// The ends between which a value that got a contribution gets the same one; none but infinite
    /// ends where it is not a number. A special value within the bin cuts it.
    #[must_use]
    pub fn ends<'v>(&self, contribution: &Contribution, value: impl FnOnce() -> Value<'v>) -> Ends {
        let Contribution { characteristic, bin, .. } = *contribution;
        if let Some(ends) = self.ends.get(characteristic).and_then(|bins| bins.get(bin)) {
            return *ends;
        }
        self.table
            .characteristics
            .get(characteristic)
            .map_or(Ends::ALL, |characteristic| cut_ends(characteristic, bin, value))
    }

    /// Probability of bad at a number of points; `None` for an expert card.
    #[must_use]
    pub fn probability(&self, points: i32) -> Option<f64> {
        self.table.calibration.map(|calibration| calibration.probability(f64::from(points)))
    }

    /// Mean points of a characteristic over the training sample, by weight; `None` without one.
    #[must_use]
    pub fn average_points(&self, characteristic: usize) -> Option<f64> {
        let bins = &self.table.characteristics.get(characteristic)?.bins;
        let mut weight = 0.0;
        let mut points = 0.0;
        for bin in bins {
            let sample = bin.sample?;
            weight += sample.weight;
            points += sample.weight * f64::from(bin.points);
        }
        (weight > 0.0).then(|| points / weight)
    }

    /// Fewest and most points the card can give.
    #[must_use]
    pub fn reach(&self) -> std::ops::RangeInclusive<i32> {
        let worst: i32 = self
            .table
            .characteristics
            .iter()
            .map(|c| c.bins.iter().map(|bin| bin.points).min().unwrap_or(0))
            .sum();
        let best: i32 = self.best.iter().sum();
        self.table.base_points + worst..=self.table.base_points + best
    }
}

/// The ends of each bin; none at all where special values cut them.
fn uncut_ends(bins: &[Bin]) -> Vec<Ends> {
    if bins.iter().any(|bin| matches!(bin.values, BinValues::Special(_))) {
        return Vec::new();
    }
    bins.iter().map(|bin| bin_ends(&bin.values).unwrap_or(Ends::ALL)).collect()
}

/// The ends of a bin of numbers.
fn bin_ends(values: &BinValues) -> Option<Ends> {
    match values {
        BinValues::Range { from, to } => {
            Some(Ends { from: from.unwrap_or(f64::NEG_INFINITY), to: to.unwrap_or(f64::INFINITY) })
        }
        BinValues::Special(value) => Some(Ends { from: *value, to: value.next_up() }),
        _ => None,
    }
}

fn cut_ends<'v>(
    characteristic: &Characteristic,
    bin: usize,
    value: impl FnOnce() -> Value<'v>,
) -> Ends {
    let bin = characteristic.bins.get(bin);
    let Some(mut ends) = bin.and_then(|bin| bin_ends(&bin.values)) else { return Ends::ALL };
    let mut special = characteristic.bins.iter().filter_map(|bin| match bin.values {
        BinValues::Special(special) => Some(special),
        _ => None,
    });
    if let Some(first) = special.next()
        && let Value::Number(value) = value()
    {
        for special in std::iter::once(first).chain(special) {
            if special < value {
                ends.from = ends.from.max(special.next_up());
            } else if special > value {
                ends.to = ends.to.min(special);
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests;
