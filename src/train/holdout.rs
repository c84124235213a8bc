//! Rows to train on and rows held back, drawn by a seed.

use std::collections::HashSet;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::sample::Sample;

/// The rows of a sample, parted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Rows to train on, rising.
    pub train: Vec<u32>,
    /// Rows held back, rising.
    pub test: Vec<u32>,
}

/// Holds a share of the rows back: the same share of goods and of bads, or of whole groups.
#[must_use]
pub fn hold_out(sample: &Sample, share: f64, seed: u64) -> Parts {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut shuffled_head = |mut members: Vec<u64>| -> Vec<u64> {
        let n = (members.len() as f64 * share).round() as usize;
        for place in 0..n {
            let other = rng.random_range(place..members.len());
            members.swap(place, other);
        }
        members.truncate(n);
        members
    };
    let mut is_held = vec![false; sample.n_rows()];
    if let Some(groups) = &sample.groups {
        let mut distinct = groups.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let held: HashSet<u64> = shuffled_head(distinct).into_iter().collect();
        for (is_held, group) in is_held.iter_mut().zip(groups) {
            *is_held = held.contains(group);
        }
    } else {
        for class in [false, true] {
            let members = (0..sample.n_rows()).filter(|&row| sample.bad[row] == class);
            for row in shuffled_head(members.map(|row| row as u64).collect()) {
                is_held[row as usize] = true;
            }
        }
    }
    let rows = |held: bool| {
        (0..sample.n_rows() as u32).filter(|&row| is_held[row as usize] == held).collect()
    };
    Parts { train: rows(false), test: rows(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(groups: Option<Vec<u64>>) -> Sample {
        let bad = (0..1000).map(|row| row % 5 == 0).collect();
        Sample { columns: Vec::new(), bad, weights: None, groups }
    }

    #[test]
    fn goods_and_bads_are_held_back_in_the_same_share() {
        let parts = hold_out(&sample(None), 0.3, 42);
        assert_eq!((parts.train.len(), parts.test.len()), (700, 300));
        assert_eq!(parts.test.iter().filter(|&&row| row % 5 == 0).count(), 60);
        assert_eq!(parts, hold_out(&sample(None), 0.3, 42));
        assert_ne!(parts, hold_out(&sample(None), 0.3, 43));
        assert!(hold_out(&sample(None), 0.0, 42).test.is_empty());
    }

    #[test]
    fn a_group_is_never_on_both_sides() {
        let groups: Vec<u64> = (0..1000).map(|row| row % 130).collect();
        let parts = hold_out(&sample(Some(groups)), 0.3, 42);
        assert_eq!(parts.train.len() + parts.test.len(), 1000);
        let held = |row: u32| parts.test.iter().any(|&test| test % 130 == row % 130);
        assert!(!parts.test.is_empty() && !parts.train.iter().any(|&row| held(row)));
    }
}
