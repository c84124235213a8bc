//! One column cut into bins, with the bin of each row.

use super::counts::{BinCounts, Evidence, Totals, evidence};
use super::optimum::{Trend, optimum};
use super::prebins::{Places, quantile_edges};
use super::{BinningLimits, N_BINS_MAX, N_PREBINS_MAX};
use crate::domain::scorecard::{BinValues, Direction};
use crate::train::TrainError;
use crate::train::sample::{ColumnValues, MISSING_CODE, Sample, SampleColumn};

/// Most special values of a column.
pub const N_SPECIAL_MAX: usize = 64;

/// A bin of a column with what the sample shows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedBin {
    /// Words for the bin, unique in its column.
    pub label: String,
    /// The values that fall into it.
    pub values: BinValues,
    /// Rows and weights.
    pub counts: BinCounts,
    /// What it is evidence of.
    pub evidence: Evidence,
}

/// A column cut into bins.
#[derive(Clone, Debug, PartialEq)]
pub struct BinnedColumn {
    /// Ordinary bins in order, then special values, `unseen` (categories only) and `missing`.
    pub bins: Vec<TrainedBin>,
    /// How many of them are ordinary.
    pub n_ordinary: usize,
    /// For each row trained on, its bin.
    pub codes: Vec<u8>,
}

impl BinnedColumn {
    /// Information value (IV) of the column.
    #[must_use]
    pub fn information_value(&self) -> f64 {
        self.bins.iter().map(|bin| bin.evidence.information_value).sum()
    }

    /// Jensen–Shannon divergence of goods and bads over the column.
    #[must_use]
    pub fn jensen_shannon(&self) -> f64 {
        self.bins.iter().map(|bin| bin.evidence.jensen_shannon).sum()
    }

    /// The bins of other rows of the same column.
    #[must_use]
    pub fn codes_of(&self, values: &ColumnValues, rows: &[u32]) -> Vec<u8> {
        let missing = self.bins.len() - 1;
        match values {
            ColumnValues::Numbers(numbers) => {
                let edges: Vec<f64> = self.bins[..self.n_ordinary]
                    .iter()
                    .filter_map(|bin| match bin.values {
                        BinValues::Range { to, .. } => to,
                        _ => None,
                    })
                    .collect();
                let places = Places::new(&edges);
                let code = |value: f64| {
                    if value.is_nan() {
                        return missing;
                    }
                    let own = |bin: &TrainedBin| bin.values == BinValues::Special(value);
                    let special = self.bins[self.n_ordinary..].iter().position(own);
                    special.map_or_else(|| places.place(value), |own| self.n_ordinary + own)
                };
                rows.iter().map(|&row| code(numbers[row as usize]) as u8).collect()
            }
            ColumnValues::Categories { codes, names } => {
                let bin_of: Vec<usize> = names
                    .iter()
                    .map(|name| {
                        let holds = |bin: &TrainedBin| match &bin.values {
                            BinValues::Categories(members) => members.binary_search(name).is_ok(),
                            _ => false,
                        };
                        self.bins.iter().position(holds).unwrap_or(missing - 1)
                    })
                    .collect();
                let code = |row: u32| codes[row as usize] as usize;
                rows.iter()
                    .map(|&row| bin_of.get(code(row)).copied().unwrap_or(missing) as u8)
                    .collect()
            }
        }
    }

    /// The weight of evidence of each bin.
    #[must_use]
    pub fn weights_of_evidence(&self) -> Vec<f64> {
        self.bins.iter().map(|bin| bin.evidence.weight_of_evidence).collect()
    }

    /// How many bins hold rows.
    #[must_use]
    pub fn n_filled(&self) -> usize {
        self.bins.iter().filter(|bin| bin.counts.n > 0).count()
    }
}

/// Pieces of a column before they are joined into bins: pre-bins, then special values, missing.
struct Pieces {
    counts: Vec<BinCounts>,
    /// For each row, its piece.
    of_row: Vec<u16>,
    n_ordinary: usize,
}

impl Pieces {
    fn new(n_ordinary: usize, n_other: usize, n_rows: usize) -> Self {
        Self {
            counts: vec![BinCounts::default(); n_ordinary + n_other],
            of_row: Vec::with_capacity(n_rows),
            n_ordinary,
        }
    }

    /// Counts a row; its weight is counted by [`Self::weigh`].
    fn push(&mut self, piece: usize, bad: bool) {
        let count = &mut self.counts[piece];
        count.n += 1;
        count.n_bad += u64::from(bad);
        self.of_row.push(piece as u16);
    }

    /// Adds up the weights; rows without weights weigh one each.
    fn weigh(&mut self, sample: &Sample, rows: &[u32]) {
        match &sample.weights {
            None => {
                for count in &mut self.counts {
                    (count.weight, count.weight_bad) = (count.n as f64, count.n_bad as f64);
                }
            }
            Some(weights) => {
                for (&row, &piece) in rows.iter().zip(&self.of_row) {
                    let (row, count) = (row as usize, &mut self.counts[usize::from(piece)]);
                    count.weight += weights[row];
                    count.weight_bad += if sample.bad[row] { weights[row] } else { 0.0 };
                }
            }
        }
    }
}

/// Cuts a column into bins that are optimal on the given rows.
///
/// The trend follows the column's declared direction; where it declares none, the limits' trend.
///
/// # Errors
/// [`TrainError`] when a limit is out of range, or the rows are too few for one bin.
pub fn bin_column(
    sample: &Sample,
    column: &SampleColumn,
    rows: &[u32],
    limits: &BinningLimits,
) -> Result<BinnedColumn, TrainError> {
    limits.check()?;
    let n_special = column.about.special.len();
    if n_special > N_SPECIAL_MAX {
        let value = n_special as f64;
        return Err(TrainError::Setting { setting: "special values", value, rule: "at most 64" });
    }
    match &column.values {
        ColumnValues::Numbers(numbers) => Ok(bin_numbers(sample, numbers, column, rows, limits)),
        ColumnValues::Categories { codes, names } => {
            Ok(bin_categories(sample, codes, names, rows, limits))
        }
    }
}

fn bin_numbers(
    sample: &Sample,
    numbers: &[f64],
    column: &SampleColumn,
    rows: &[u32],
    limits: &BinningLimits,
) -> BinnedColumn {
    let special = &column.about.special;
    let of_special = |value: f64| special.iter().position(|&own| own == value);
    let mut ordinary = Vec::with_capacity(rows.len());
    ordinary.extend(
        rows.iter()
            .map(|&row| numbers[row as usize])
            .filter(|&value| !value.is_nan() && of_special(value).is_none()),
    );
    let n_ordinary_rows = ordinary.len() as u64;
    let edges = quantile_edges(&mut ordinary, limits.n_prebins_max);
    drop(ordinary);
    let places = Places::new(&edges);
    let mut pieces = Pieces::new(edges.len() + 1, special.len() + 1, rows.len());
    let first_special = pieces.n_ordinary;
    let missing = first_special + special.len();
    for &row in rows {
        let row = row as usize;
        let value = numbers[row];
        let piece = if value.is_nan() {
            missing
        } else if let Some(own) = of_special(value) {
            first_special + own
        } else {
            places.place(value)
        };
        pieces.push(piece, sample.bad[row]);
    }
    pieces.weigh(sample, rows);
    let trend = match column.about.direction {
        Direction::HigherIsBetter => Trend::Descending,
        Direction::LowerIsBetter => Trend::Ascending,
        Direction::Free => limits.trend,
    };
    let totals = Totals::of(&pieces.counts);
    let counts = &pieces.counts[..pieces.n_ordinary];
    let found = optimum(counts, &totals, n_ordinary_rows, trend, limits);
    let ends = found.map_or_else(|| vec![pieces.n_ordinary], |found| found.ends);
    let mut bins = Vec::new();
    for (index, &end) in ends.iter().enumerate() {
        let from = index.checked_sub(1).map(|before| edges[ends[before] - 1]);
        let to = (end < pieces.n_ordinary).then(|| edges[end - 1]);
        bins.push(BinValues::Range { from, to });
    }
    bins.extend(special.iter().map(|&value| BinValues::Special(value)));
    bins.push(BinValues::Missing);
    let join = |piece: usize| {
        if piece < pieces.n_ordinary {
            ends.partition_point(|&end| end <= piece)
        } else {
            ends.len() + piece - pieces.n_ordinary
        }
    };
    assemble(bins, &pieces, &totals, join)
}

fn bin_categories(
    sample: &Sample,
    codes: &[u32],
    names: &[String],
    rows: &[u32],
    limits: &BinningLimits,
) -> BinnedColumn {
    let mut counts = vec![BinCounts::default(); names.len() + 1];
    let place = |row: u32| (codes[row as usize] as usize).min(names.len());
    debug_assert!(names.len() < MISSING_CODE as usize);
    for &row in rows {
        counts[place(row)].add_row(sample.bad[row as usize], sample.weight(row as usize));
    }
    let (groups, group_of) = rate_ordered_groups(&counts[..names.len()], limits);
    let mut pieces = Pieces::new(groups.len(), 2, rows.len());
    let (unseen, missing) = (groups.len(), groups.len() + 1);
    for &row in rows {
        let piece = group_of.get(place(row)).map_or(missing, |group| group.unwrap_or(unseen));
        pieces.push(piece, sample.bad[row as usize]);
    }
    pieces.weigh(sample, rows);
    let totals = Totals::of(&pieces.counts);
    let counts = &pieces.counts[..pieces.n_ordinary];
    let n_ordinary_rows = counts.iter().map(|count| count.n).sum();
    let share_min = (n_rows_min(counts, limits) / (n_ordinary_rows as f64).max(1.0)).min(1.0);
    let limits = BinningLimits { share_min, n_class_min: 0, ..*limits };
    let found = optimum(counts, &totals, n_ordinary_rows, Trend::Ascending, &limits);
    let ends = found.map_or_else(|| vec![pieces.n_ordinary], |found| found.ends);
    let mut bins = Vec::new();
    let mut begin = 0;
    for &end in &ends {
        let mut members: Vec<String> =
            groups[begin..end].iter().flatten().map(|&code| names[code].clone()).collect();
        members.sort();
        bins.push(BinValues::Categories(members));
        begin = end;
    }
    bins.extend([BinValues::Unseen, BinValues::Missing]);
    let join = |piece: usize| {
        if piece < pieces.n_ordinary {
            ends.partition_point(|&end| end <= piece)
        } else {
            ends.len() + piece - pieces.n_ordinary
        }
    };
    assemble(bins, &pieces, &totals, join)
}

/// Rows that a bin of categories needs to be expected to hold goods and bads enough.
///
/// The rule of expected counts for tables (Cochran 1954, "Some methods for strengthening the common
/// χ² tests", section 2).
fn n_rows_min(counts: &[BinCounts], limits: &BinningLimits) -> f64 {
    let mut all = BinCounts::default();
    counts.iter().for_each(|count| all.add(count));
    let rarer = all.n_bad.min(all.n - all.n_bad);
    limits.n_expected_min * all.n as f64 / (rarer as f64).max(1.0)
}

/// Groups of categories by rising bad rate, rare ones together; and the group of each category.
///
/// A category without rows is in no group: it is as unseen as one that never was.
fn rate_ordered_groups(
    counts: &[BinCounts],
    limits: &BinningLimits,
) -> (Vec<Vec<usize>>, Vec<Option<usize>>) {
    let n_rows: u64 = counts.iter().map(|count| count.n).sum();
    let share_min = limits.rare_share.max(1.0 / N_PREBINS_MAX as f64);
    let common_min = (share_min * n_rows as f64).max(n_rows_min(counts, limits));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut rare = Vec::new();
    for (code, count) in counts.iter().enumerate().filter(|(_, count)| count.n > 0) {
        if (count.n as f64) < common_min {
            rare.push(code);
        } else {
            groups.push(vec![code]);
        }
    }
    if !rare.is_empty() {
        groups.push(rare);
    }
    let rate = |group: &[usize]| {
        let mut sum = BinCounts::default();
        group.iter().for_each(|&code| sum.add(&counts[code]));
        sum.bad_rate()
    };
    groups.sort_by(|a, b| rate(a).total_cmp(&rate(b)).then(a.cmp(b)));
    let mut group_of = vec![None; counts.len()];
    for (index, group) in groups.iter().enumerate() {
        for &code in group {
            group_of[code] = Some(index);
        }
    }
    if groups.is_empty() {
        groups.push(Vec::new());
    }
    (groups, group_of)
}

fn assemble(
    values: Vec<BinValues>,
    pieces: &Pieces,
    totals: &Totals,
    join: impl Fn(usize) -> usize,
) -> BinnedColumn {
    let mut counts = vec![BinCounts::default(); values.len()];
    let mut code_of = Vec::with_capacity(pieces.counts.len());
    for (piece, count) in pieces.counts.iter().enumerate() {
        let bin = join(piece);
        counts[bin].add(count);
        code_of.push(bin as u8);
    }
    debug_assert!(values.len() <= N_BINS_MAX + N_SPECIAL_MAX + 2);
    let codes = pieces.of_row.iter().map(|&piece| code_of[usize::from(piece)]).collect();
    let mut bins: Vec<TrainedBin> = Vec::with_capacity(values.len());
    for (values, counts) in values.into_iter().zip(counts) {
        let mut label = label(&values);
        while bins.iter().any(|bin| bin.label == label) {
            label.push('′');
        }
        bins.push(TrainedBin { label, values, counts, evidence: evidence(&counts, totals) });
    }
    let ordinary = |bin: &&TrainedBin| {
        matches!(bin.values, BinValues::Range { .. } | BinValues::Categories(_))
    };
    let n_ordinary = bins.iter().filter(ordinary).count();
    BinnedColumn { bins, n_ordinary, codes }
}

/// Words for a bin.
fn label(values: &BinValues) -> String {
    match values {
        BinValues::Range { from: None, to: None } => "any number".to_owned(),
        BinValues::Range { from: None, to: Some(to) } => format!("below {to}"),
        BinValues::Range { from: Some(from), to: None } => format!("{from} or more"),
        BinValues::Range { from: Some(from), to: Some(to) } => format!("{from} to below {to}"),
        BinValues::Categories(names) => names.join(" | "),
        BinValues::Special(value) => format!("special {value}"),
        BinValues::Unseen => "unseen".to_owned(),
        BinValues::Missing => "missing".to_owned(),
    }
}
