//! How far the scores of a run have moved: from an earlier run, and from the training sample.

use super::tally::Tally;
use crate::domain::scorecard::Scorecard;
use crate::train::metrics::population_stability_index;

pub use crate::train::metrics::Drift;

/// Population stability index from which on a run warns: the usual mark of a shift.
pub const WARNING_MIN: f64 = 0.1;
/// Population stability index from which on a run ends with an alarm: the usual mark of a population
/// that the card was not made for.
pub const ALARM_MIN: f64 = 0.25;
/// Bands of points, by tenths of the earlier distribution.
const BANDS: u32 = 10;

/// How far one characteristic has moved.
#[derive(Clone, Debug, PartialEq)]
pub struct CharacteristicDrift {
    /// Its feature.
    pub feature: String,
    /// The characteristic stability index (CSI); none when a side has no rated merchant.
    pub drift: Option<Drift>,
}

/// What a stability index calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// Nothing.
    None,
    /// At least [`WARNING_MIN`], and more than chance explains.
    Warning,
    /// At least [`ALARM_MIN`], and more than chance explains.
    Alarm,
}

impl Attention {
    /// What an index calls for.
    #[must_use]
    pub fn of(drift: Option<Drift>) -> Self {
        match drift {
            Some(drift) if drift.index <= drift.by_chance => Self::None,
            Some(drift) if drift.index > ALARM_MIN => Self::Alarm,
            Some(drift) if drift.index > WARNING_MIN => Self::Warning,
            _ => Self::None,
        }
    }
}

/// The most that any characteristic calls for.
#[must_use]
pub fn of_any(characteristics: &[CharacteristicDrift]) -> Attention {
    let attention = characteristics.iter().map(|own| Attention::of(own.drift));
    attention.max().unwrap_or(Attention::None)
}

/// The population stability index of points (PSI), over tenths of the earlier distribution.
#[must_use]
pub fn of_points(before: &Tally, after: &Tally) -> Option<Drift> {
    let edges: Vec<u32> =
        (1..BANDS).filter_map(|band| before.quantile(f64::from(band) / f64::from(BANDS))).collect();
    let in_bands = |tally: &Tally| {
        let mut counts = vec![0; edges.len() + 1];
        for (n, points) in tally.by_points().iter().zip(0_u32..) {
            let band = edges.partition_point(|edge| *edge < points);
            if let Some(count) = counts.get_mut(band) {
                *count += n;
            }
        }
        counts
    };
    population_stability_index(&in_bands(before), &in_bands(after))
}

/// The stability of each characteristic (CSI) from one run to another by the same card.
#[must_use]
pub fn of_characteristics(
    card: &Scorecard,
    before: &Tally,
    after: &Tally,
) -> Vec<CharacteristicDrift> {
    let bins = before.by_bin.iter().zip(&after.by_bin);
    let characteristics = card.characteristics().iter().zip(bins);
    let drift = characteristics.map(|(characteristic, (before, after))| CharacteristicDrift {
        feature: characteristic.feature.clone(),
        drift: population_stability_index(before, after),
    });
    drift.collect()
}

/// The stability of each characteristic from the card's training sample to a run; none for a card
/// without one.
#[must_use]
pub fn from_training(card: &Scorecard, after: &Tally) -> Option<Vec<CharacteristicDrift>> {
    let characteristics = card.characteristics().iter().zip(&after.by_bin);
    characteristics
        .map(|(characteristic, after)| {
            let n = |bin: &crate::domain::scorecard::Bin| bin.sample.map(|sample| sample.n);
            let before = characteristic.bins.iter().map(n).collect::<Option<Vec<u64>>>()?;
            Some(CharacteristicDrift {
                feature: characteristic.feature.clone(),
                drift: population_stability_index(&before, after),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::block::{Due, RowHead, Standing};
    use super::super::tests::shipped_card;
    use super::*;
    use crate::domain::scorecard::Grade;

    fn tally(points: impl Iterator<Item = u16>) -> Tally {
        let mut tally = Tally::new(&shipped_card());
        for points in points {
            let head =
                RowHead { points, ..RowHead::without_score(Standing::Rated(Grade::B), Due::NEVER) };
            tally.count(head, std::iter::repeat(0));
        }
        tally
    }

    #[test]
    fn the_same_points_have_not_moved_and_a_tenth_that_empties_is_never_dropped() {
        let even = || tally(1..=1000);
        assert_eq!(of_points(&even(), &even()).map(|drift| drift.index), Some(0.0));
        // The lowest tenth is gone: 900 merchants, none at 100 points or less. By hand:
        // (0.5/900 - 0.1) ln(0.5/900 / 0.1) + 9 (1/9 - 0.1) ln((1/9) / 0.1).
        let by_hand = (0.5 / 900.0 - 0.1) * (0.5_f64 / 900.0 / 0.1).ln()
            + 9.0 * (1.0 / 9.0 - 0.1) * (1.0_f64 / 0.9).ln();
        let drift = of_points(&even(), &tally(101..=1000)).unwrap();
        assert!((drift.index - by_hand).abs() < 1e-12, "{} {by_hand}", drift.index);
        assert_eq!(drift.n_emptied, 1);
        assert_eq!(Attention::of(Some(drift)), Attention::Alarm);
    }

    #[test]
    fn attention_needs_more_than_chance_explains() {
        let drift = |index, by_chance| Some(Drift { index, by_chance, n_emptied: 0 });
        for (drift, expect) in [
            (None, Attention::None),
            (drift(0.1, 0.0), Attention::None),
            (drift(0.11, 0.0), Attention::Warning),
            (drift(0.25, 0.0), Attention::Warning),
            (drift(0.26, 0.0), Attention::Alarm),
            (drift(0.9, 1.2), Attention::None),
        ] {
            assert_eq!(Attention::of(drift), expect, "{drift:?}");
        }
    }

    #[test]
    fn an_expert_card_has_no_training_sample_to_move_from() {
        assert_eq!(from_training(&shipped_card(), &tally(1..=9)), None);
    }
}
