//! What a scorecard must obey before it may score anyone.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Fault, InvalidScorecard, Rule};
use super::grade::GradeCuts;
use super::table::{Bin, BinValues, Characteristic, Direction, Kind, ScorecardTable};
use super::{CHARACTERISTICS_MAX, POINTS_MAX, POINTS_MIN};

/// A feature that values can be given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFeature<'a> {
    /// Its name.
    pub name: &'a str,
    /// The direction that its points must obey.
    pub direction: Direction,
}

/// The features that a card may use.
#[derive(Clone, Copy, Debug)]
pub enum KnownFeatures<'a> {
    /// Only these, each in its declared direction.
    Listed(&'a [KnownFeature<'a>]),
    /// Any: the card speaks of the columns of somebody's own table.
    Any,
}

/// Collects faults of one characteristic.
struct Faults<'a> {
    characteristic: Option<&'a str>,
    found: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, bin: Option<&Bin>, rule: Rule) {
        self.found.push(Fault {
            characteristic: self.characteristic.map(str::to_owned),
            bin: bin.map(|bin| bin.label.clone()),
            rule,
        });
    }
}

/// Checks a whole table.
pub(super) fn check(
    table: &ScorecardTable,
    known: KnownFeatures<'_>,
) -> Result<(), InvalidScorecard> {
    let mut found = Vec::new();
    let mut faults = Faults { characteristic: None, found: &mut found };
    check_head(table, &mut faults);
    check_probability(table, &mut faults);
    check_reach(table, &mut faults);
    let (mut features, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for characteristic in &table.characteristics {
        let mut faults =
            Faults { characteristic: Some(&characteristic.feature), found: &mut found };
        if !features.insert(&characteristic.feature) {
            faults.add(None, Rule::Twice("a feature"));
        }
        if !codes.insert(&characteristic.reason.code) {
            faults.add(None, Rule::Twice("a reason code"));
        }
        check_feature(characteristic, known, &mut faults);
        check_points_and_words(table.kind, characteristic, &mut faults);
        check_bins(characteristic, &mut faults);
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(InvalidScorecard { name: table.name.clone(), faults: found })
    }
}

fn check_head(table: &ScorecardTable, faults: &mut Faults<'_>) {
    let given = [
        (!table.name.trim().is_empty(), "a name"),
        (table.version >= 1, "a version from 1"),
        (!table.serves.is_empty(), "a segment that the card serves"),
        (!table.characteristics.is_empty(), "a characteristic"),
        (!table.provenance.sources.is_empty(), "a source"),
    ];
    for (is_given, what) in given {
        if !is_given {
            faults.add(None, Rule::Absent(what));
        }
    }
    if !table.grades.is_ordered() {
        faults.add(None, Rule::Grades("grades must be cut AAA to C, in order, each apart"));
    }
}

fn check_probability(table: &ScorecardTable, faults: &mut Faults<'_>) {
    let by_points = matches!(table.grades, GradeCuts::ByPoints(_));
    match table.kind {
        Kind::Expert => {
            if table.calibration.is_some() || table.scaling.is_some() {
                faults.add(None, Rule::Probability("an expert card gives no probability"));
            }
            if !by_points {
                faults.add(None, Rule::Grades("an expert card cuts grades by points"));
            }
        }
        Kind::Trained => {
            let falls = table.calibration.is_some_and(|calibration| {
                calibration.intercept.is_finite()
                    && calibration.slope.is_finite()
                    && calibration.slope < 0.0
            });
            if !falls {
                let rule = "a trained card needs a calibration with a negative finite slope";
                faults.add(None, Rule::Probability(rule));
            }
            let scaled = table.scaling.is_some_and(|scaling| {
                scaling.base_points.is_finite()
                    && scaling.base_odds.is_finite()
                    && scaling.base_odds > 0.0
                    && scaling.pdo.is_finite()
                    && scaling.pdo > 0.0
            });
            if !scaled {
                let rule = "a trained card needs a scaling with positive odds and pdo";
                faults.add(None, Rule::Probability(rule));
            }
            if by_points {
                faults.add(None, Rule::Grades("a trained card cuts grades by probability"));
            }
            if table.provenance.training.is_none() {
                faults.add(None, Rule::Absent("how the card was trained"));
            }
        }
    }
}

fn check_reach(table: &ScorecardTable, faults: &mut Faults<'_>) {
    let beyond = |points: i32| points.unsigned_abs() > POINTS_MAX.unsigned_abs();
    if beyond(table.base_points) {
        faults.add(None, Rule::Points(table.base_points));
    }
    if table.characteristics.len() > CHARACTERISTICS_MAX {
        faults.add(None, Rule::TooMany(table.characteristics.len()));
    }
    let (mut lowest, mut highest) = (i64::from(table.base_points), i64::from(table.base_points));
    for characteristic in &table.characteristics {
        let points = || characteristic.bins.iter().map(|bin| i64::from(bin.points));
        lowest += points().min().unwrap_or(0);
        highest += points().max().unwrap_or(0);
    }
    if lowest < i64::from(POINTS_MIN) || highest > i64::from(POINTS_MAX) {
        faults.add(None, Rule::Reach { lowest, highest });
    }
}

fn check_feature(
    characteristic: &Characteristic,
    known: KnownFeatures<'_>,
    faults: &mut Faults<'_>,
) {
    let KnownFeatures::Listed(features) = known else {
        return;
    };
    match features.iter().find(|feature| feature.name == characteristic.feature) {
        None => faults.add(None, Rule::UnknownFeature),
        Some(feature) if feature.direction != characteristic.direction => faults.add(
            None,
            Rule::OtherDirection { declared: feature.direction, said: characteristic.direction },
        ),
        Some(_) => {}
    }
}

fn check_points_and_words(kind: Kind, characteristic: &Characteristic, faults: &mut Faults<'_>) {
    let reason = &characteristic.reason;
    if [&reason.code, &reason.en, &reason.zh].iter().any(|text| text.trim().is_empty()) {
        faults.add(None, Rule::Words("the reason needs a code and both languages"));
    }
    for bin in &characteristic.bins {
        if bin.points.unsigned_abs() > POINTS_MAX.unsigned_abs() {
            faults.add(Some(bin), Rule::Points(bin.points));
        }
        let written = bin
            .because
            .as_ref()
            .is_some_and(|text| !text.en.trim().is_empty() && !text.zh.trim().is_empty());
        if kind == Kind::Expert && !written {
            faults.add(Some(bin), Rule::Words("a bin of an expert card needs a written reason"));
        }
        if bin.label.trim().is_empty() {
            faults.add(Some(bin), Rule::Absent("a label"));
        }
    }
}

fn check_bins(characteristic: &Characteristic, faults: &mut Faults<'_>) {
    let bins = &characteristic.bins;
    let count = |wanted: fn(&BinValues) -> bool| bins.iter().filter(|b| wanted(&b.values)).count();
    let n_ranges = count(|values| matches!(values, BinValues::Range { .. }));
    let n_groups = count(|values| matches!(values, BinValues::Categories(_)));
    let n_special = count(|values| matches!(values, BinValues::Special(_)));
    let n_unseen = count(|values| matches!(values, BinValues::Unseen));
    let n_missing = count(|values| matches!(values, BinValues::Missing));
    if n_missing != 1 {
        faults.add(None, Rule::MissingBin(n_missing));
    }
    match (n_ranges > 0, n_groups > 0) {
        (true, false) if n_unseen == 0 => check_ranges(characteristic, faults),
        (false, true) if n_special == 0 => {
            if n_unseen != 1 {
                faults.add(None, Rule::UnseenBin(n_unseen));
            }
            if characteristic.direction != Direction::Free {
                faults.add(None, Rule::Order("categories have no order: the direction is free"));
            }
        }
        _ => faults.add(None, Rule::Mixed),
    }
    let ordinary =
        |bin: &Bin| matches!(bin.values, BinValues::Range { .. } | BinValues::Categories(_));
    if !bins.is_sorted_by_key(|bin| !ordinary(bin)) {
        faults.add(None, Rule::Order("ordinary bins come first"));
    }
    check_shared(bins, faults);
}

fn check_ranges(characteristic: &Characteristic, faults: &mut Faults<'_>) {
    let mut before: Option<(&Bin, Option<f64>)> = None;
    for bin in &characteristic.bins {
        let BinValues::Range { from, to } = bin.values else {
            continue;
        };
        let finite = from.is_none_or(f64::is_finite) && to.is_none_or(f64::is_finite);
        let rising = from.zip(to).is_none_or(|(from, to)| from < to);
        if !finite || !rising {
            faults.add(Some(bin), Rule::Bounds);
        }
        match (before, from) {
            (None, None) => {}
            (None, Some(_)) => faults.add(Some(bin), Rule::Order("the first range has no `from`")),
            (Some((_, None)), _) | (Some(_), None) => faults.add(Some(bin), Rule::Overlap),
            (Some((_, Some(end))), Some(from)) if from < end => {
                faults.add(Some(bin), Rule::Overlap);
            }
            (Some((_, Some(end))), Some(from)) if from > end => faults.add(Some(bin), Rule::Gap),
            (Some((last, Some(_))), Some(_)) => match characteristic.direction {
                Direction::HigherIsBetter if bin.points < last.points => {
                    faults.add(Some(bin), Rule::NotMonotone("fall"));
                }
                Direction::LowerIsBetter if bin.points > last.points => {
                    faults.add(Some(bin), Rule::NotMonotone("rise"));
                }
                _ => {}
            },
        }
        before = Some((bin, to));
    }
    if let Some((bin, Some(_))) = before {
        faults.add(Some(bin), Rule::Order("the last range has no `to`"));
    }
}

fn check_shared(bins: &[Bin], faults: &mut Faults<'_>) {
    let mut labels = BTreeSet::new();
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    for (index, bin) in bins.iter().enumerate() {
        if !labels.insert(&bin.label) {
            faults.add(Some(bin), Rule::Twice("a label"));
        }
        let held: Vec<String> = match &bin.values {
            BinValues::Categories(names) if names.is_empty() => {
                faults.add(Some(bin), Rule::Absent("a category"));
                Vec::new()
            }
            BinValues::Categories(names) => names.clone(),
            BinValues::Special(value) if !value.is_finite() => {
                faults.add(Some(bin), Rule::Bounds);
                Vec::new()
            }
            // Adding zero makes the two zeros one: they are equal as numbers.
            BinValues::Special(value) => vec![(value + 0.0).to_string()],
            BinValues::Range { .. } | BinValues::Unseen | BinValues::Missing => Vec::new(),
        };
        for value in held {
            if holders.insert(value.clone(), index).is_some() {
                faults.add(Some(bin), Rule::Shared(value));
            }
        }
    }
}
