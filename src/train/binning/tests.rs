//! Bins as statements; figures of other programs are checked in `tests/it/scorecard_oracle.rs`.

use proptest::prelude::*;

use super::optimum::optimum;
use super::*;
use crate::domain::scorecard::{BinValues, Direction};
use crate::train::sample::{ColumnAbout, ColumnValues, MISSING_CODE, Sample, SampleColumn};

fn limits() -> BinningLimits {
    BinningLimits {
        n_class_min: 1,
        n_expected_min: 0.0,
        share_min: 0.0,
        ..BinningLimits::default()
    }
}

fn counts(pairs: &[(u64, u64)]) -> Vec<BinCounts> {
    pairs
        .iter()
        .map(|&(n_good, n_bad)| BinCounts {
            n: n_good + n_bad,
            n_bad,
            weight: (n_good + n_bad) as f64,
            weight_bad: n_bad as f64,
        })
        .collect()
}

/// Does the row of bad rates move as the trend says?
fn obeys(rates: &[f64], trend: Trend) -> bool {
    let rises: Vec<bool> = rates.windows(2).map(|pair| pair[1] > pair[0]).collect();
    let flat = rates.windows(2).any(|pair| pair[1] == pair[0]);
    let turns = rises.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let first = rises.first().copied();
    match trend {
        Trend::Ascending => !flat && rises.iter().all(|&rise| rise),
        Trend::Descending => !flat && rises.iter().all(|&rise| !rise),
        Trend::Peak => !flat && (turns == 0 || turns == 1 && first == Some(true)),
        Trend::Valley => !flat && (turns == 0 || turns == 1 && first == Some(false)),
        Trend::Auto | Trend::Any => true,
    }
}

/// The best information value by trying every way to join pre-bins.
fn best_by_trial(counts: &[BinCounts], trend: Trend, limits: &BinningLimits) -> Option<f64> {
    let totals = Totals::of(counts);
    let n_rows: u64 = counts.iter().map(|count| count.n).sum();
    let mut best: Option<f64> = None;
    for cuts in 0_u32..1 << (counts.len() - 1) {
        let mut bins = vec![BinCounts::default()];
        for (index, count) in counts.iter().enumerate() {
            if index > 0 && cuts & (1 << (index - 1)) != 0 {
                bins.push(BinCounts::default());
            }
            let last = bins.len() - 1;
            bins[last].add(count);
        }
        let rates: Vec<f64> = bins.iter().map(BinCounts::bad_rate).collect();
        let kept = bins.len() <= limits.n_bins_max
            && bins.iter().all(|bin| {
                bin.n as f64 >= limits.share_min * n_rows as f64
                    && bin.n_bad >= limits.n_class_min
                    && bin.n - bin.n_bad >= limits.n_class_min
            })
            && rates.windows(2).all(|pair| (pair[1] - pair[0]).abs() >= limits.rate_difference_min)
            && obeys(&rates, trend);
        if kept {
            let value = bins.iter().map(|bin| evidence(bin, &totals).information_value).sum();
            best = Some(best.map_or(value, |best| best.max(value)));
        }
    }
    best
}

proptest! {
    #[test]
    fn the_optimum_is_the_best_of_all_ways_to_join(
        pairs in prop::collection::vec((0_u64..30, 0_u64..30), 1..10),
        n_bins_max in 1_usize..6,
        n_class_min in 1_u64..8,
        share_min in prop_oneof![Just(0.0), Just(0.1), Just(0.3)],
        rate_difference_min in prop_oneof![Just(0.0), Just(0.05)],
    ) {
        let counts = counts(&pairs);
        let totals = Totals::of(&counts);
        prop_assume!(totals.good > 0.0 && totals.bad > 0.0);
        let n_rows = counts.iter().map(|count| count.n).sum();
        let limits =
            BinningLimits { n_bins_max, n_class_min, share_min, rate_difference_min, ..limits() };
        for trend in
            [Trend::Ascending, Trend::Descending, Trend::Peak, Trend::Valley, Trend::Any]
        {
            // Without a trend, equal neighbours are joined or not as the limits say.
            if trend == Trend::Any && rate_difference_min > 0.0 {
                continue;
            }
            let found = optimum(&counts, &totals, n_rows, trend, &limits);
            let expected = best_by_trial(&counts, trend, &limits);
            match (&found, expected) {
                (Some(found), Some(expected)) => prop_assert!(
                    (found.value - expected).abs() < 1e-9,
                    "{trend:?}: {} instead of {expected}", found.value
                ),
                (None, None) => {}
                other => prop_assert!(false, "{trend:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn every_row_is_counted_in_the_bin_that_its_label_names(
        values in prop::collection::vec(
            prop_oneof![-3.0..3.0, Just(f64::NAN), Just(-999.0), (0..4).prop_map(f64::from)],
            30..300,
        ),
        seed in 0_u64..1000,
    ) {
        let bad: Vec<bool> =
            (0..values.len() as u64).map(|row| (row * 7919 + seed).is_multiple_of(3)).collect();
        let sample = numbers(values.clone(), bad);
        let rows: Vec<u32> = (0..values.len() as u32).collect();
        let binned = bin_column(&sample, &sample.columns[0], &rows, &limits()).unwrap();
        let mut n_in = vec![0; binned.bins.len()];
        for (value, &code) in values.iter().zip(&binned.codes) {
            n_in[usize::from(code)] += 1;
            let holds = match &binned.bins[usize::from(code)].values {
                BinValues::Range { from, to } => {
                    from.is_none_or(|from| *value >= from) && to.is_none_or(|to| *value < to)
                }
                BinValues::Special(own) => own == value,
                BinValues::Missing => value.is_nan(),
                BinValues::Categories(_) | BinValues::Unseen => false,
            };
            prop_assert!(holds);
        }
        for (bin, n) in binned.bins.iter().zip(n_in) {
            prop_assert_eq!(bin.counts.n, n);
        }
    }
}

fn numbers(values: Vec<f64>, bad: Vec<bool>) -> Sample {
    let about = ColumnAbout::of_table("x", &[-999.0]);
    let columns = vec![SampleColumn { about, values: ColumnValues::Numbers(values) }];
    Sample { columns, bad, weights: None, groups: None }
}

/// Rows of a column whose bad rate is given for each whole number.
fn stepped(rates: &[f64], n_each: usize) -> Sample {
    let (mut values, mut bad) = (Vec::new(), Vec::new());
    for (value, rate) in rates.iter().enumerate() {
        for row in 0..n_each {
            values.push(value as f64);
            bad.push((row as f64) < rate * n_each as f64);
        }
    }
    numbers(values, bad)
}

fn binned(sample: &Sample, limits: &BinningLimits) -> BinnedColumn {
    let rows: Vec<u32> = (0..sample.n_rows() as u32).collect();
    bin_column(sample, &sample.columns[0], &rows, limits).unwrap()
}

fn ordinary_rates(binned: &BinnedColumn) -> Vec<f64> {
    binned.bins[..binned.n_ordinary].iter().map(|bin| bin.counts.bad_rate()).collect()
}

#[test]
fn a_declared_direction_is_obeyed_even_where_the_sample_turns() {
    let mut sample = stepped(&[0.1, 0.4, 0.2, 0.6], 100);
    sample.columns[0].about.direction = Direction::LowerIsBetter;
    assert_eq!(ordinary_rates(&binned(&sample, &limits())), [0.1, 0.3, 0.6]);
    sample.columns[0].about.direction = Direction::HigherIsBetter;
    let falling = ordinary_rates(&binned(&sample, &limits()));
    assert!(falling.windows(2).all(|pair| pair[1] < pair[0]), "{falling:?}");
}

#[test]
fn a_peak_is_found_where_there_is_one_and_not_made_up() {
    let peak = stepped(&[0.1, 0.3, 0.6, 0.3, 0.1], 200);
    assert_eq!(ordinary_rates(&binned(&peak, &limits())), [0.1, 0.3, 0.6, 0.3, 0.1]);
    let dent = stepped(&[0.1, 0.3, 0.31, 0.3, 0.6], 200);
    let rates = ordinary_rates(&binned(&dent, &limits()));
    assert!(rates.windows(2).all(|pair| pair[1] > pair[0]), "{rates:?}");
}

#[test]
fn a_bin_that_is_not_worth_its_noise_is_joined() {
    let sample = stepped(&[0.30, 0.31, 0.60], 200);
    assert_eq!(ordinary_rates(&binned(&sample, &limits())).len(), 3);
    let dear = BinningLimits { noise_multiple: 1.0, ..limits() };
    assert_eq!(ordinary_rates(&binned(&sample, &dear)), [0.305, 0.60]);
}

#[test]
fn equal_weights_change_nothing_but_the_weights() {
    let sample = stepped(&[0.1, 0.3, 0.6], 50);
    let plain = binned(&sample, &limits());
    let weighted = Sample { weights: Some(vec![2.5; 150]), ..sample };
    let weighted = binned(&weighted, &limits());
    for (a, b) in plain.bins.iter().zip(&weighted.bins) {
        assert_eq!(a.values, b.values);
        assert!((a.evidence.weight_of_evidence - b.evidence.weight_of_evidence).abs() < 1e-12);
        assert!((a.counts.weight * 2.5 - b.counts.weight).abs() < 1e-9);
    }
}

#[test]
fn a_row_of_weight_two_counts_like_two_rows() {
    let values = vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    let bad = vec![true, false, false, true, true, false];
    let mut once = numbers(values.clone(), bad.clone());
    once.weights = Some(vec![2.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let mut twice = numbers(values, bad);
    if let ColumnValues::Numbers(values) = &mut twice.columns[0].values {
        values.push(0.0);
    }
    twice.bad.push(true);
    let (once, twice) = (binned(&once, &limits()), binned(&twice, &limits()));
    for (a, b) in once.bins.iter().zip(&twice.bins) {
        assert_eq!(a.evidence.weight_of_evidence, b.evidence.weight_of_evidence);
    }
}

/// A column of categories with their goods and bads; the last name is that of missing values.
fn categories(groups: &[(&str, usize, usize)]) -> Sample {
    let (mut codes, mut bad) = (Vec::new(), Vec::new());
    let names: Vec<String> = groups.iter().map(|(name, ..)| (*name).to_owned()).collect();
    for (code, &(name, n_good, n_bad)) in groups.iter().enumerate() {
        let code = if name.is_empty() { MISSING_CODE } else { code as u32 };
        codes.extend(vec![code; n_good + n_bad]);
        bad.extend(vec![false; n_good]);
        bad.extend(vec![true; n_bad]);
    }
    let values = ColumnValues::Categories { codes, names };
    let about = ColumnAbout::of_table("trade", &[]);
    Sample { columns: vec![SampleColumn { about, values }], bad, weights: None, groups: None }
}

fn labels(binned: &BinnedColumn) -> Vec<&str> {
    binned.bins.iter().map(|bin| bin.label.as_str()).collect()
}

#[test]
fn categories_are_ordered_by_bad_rate_with_rare_ones_together() {
    let sample = categories(&[
        ("often bad", 20, 80),
        ("never", 0, 0),
        ("rare a", 2, 2),
        ("rare b", 2, 2),
        ("often good", 80, 20),
        ("", 9, 0),
    ]);
    let limits = BinningLimits { rare_share: 0.03, ..limits() };
    let binned = binned(&sample, &limits);
    assert_eq!(
        labels(&binned),
        ["often good", "rare a | rare b", "often bad", "unseen", "missing"]
    );
    assert_eq!(binned.bins[3].evidence.weight_of_evidence, 0.0);
    // Nine goods and half a bad row: ln((9 / 113) / (0.5 / 104)).
    let expected = (9.0_f64 / 113.0 / (0.5 / 104.0)).ln();
    assert!((binned.bins[4].evidence.weight_of_evidence - expected).abs() < 1e-12);
}

#[test]
fn a_category_without_bads_stands_alone_where_bads_would_be_expected() {
    // One row in ten is bad: of 60 rows six bads would be expected, of 40 only four.
    let sample = categories(&[("much", 760, 100), ("none of 60", 60, 0), ("none of 40", 40, 0)]);
    let limits = BinningLimits { rare_share: 0.0, ..BinningLimits::default() };
    let found = binned(&sample, &limits);
    assert_eq!(labels(&found)[..2], ["none of 40 | none of 60", "much"]);
    let sample = categories(&[("much", 500, 60), ("none of 60", 60, 0), ("some of 40", 34, 6)]);
    let found = binned(&sample, &limits);
    assert_eq!(labels(&found)[..2], ["none of 60", "much | some of 40"]);
    // Half a bad row stands for none: ln((60 / 594) / (0.5 / 66)).
    let expected = (60.0_f64 / 594.0 / (0.5 / 66.0)).ln();
    assert!((found.bins[0].evidence.weight_of_evidence - expected).abs() < 1e-12);
}

#[test]
fn edges_are_the_shortest_numbers_between_the_values() {
    let check = |low: f64, high: f64, expected: f64| {
        assert_eq!(super::edges::shortest_between(low, high), expected, "{low} {high}");
    };
    check(8.0, 9.0, 9.0);
    check(11.0, 12.0, 12.0);
    check(1.23, 1.27, 1.25);
    check(-0.5, 0.5, 0.0);
    check(999.0, 1001.0, 1000.0);
    check(1.0, 1.0 + f64::EPSILON, 1.0 + f64::EPSILON);
    check(-3.0, -2.0, -2.0);
}
