//! What all parts of one simulation share: its seed, its size, its last day.

use super::Layout;
use super::quality::{HISTORY_DAYS, STEP_DAYS, STEPS};
use super::staged::N_STAGED;
use crate::domain::day::Day;

/// Raters for each merchant.
const RATERS_PER_MERCHANT: u32 = 4;
/// Fewest raters of a town.
const RATERS_MIN: u32 = 200;

/// The frame of one simulation.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) n_merchants: u32,
    /// The last day: nothing that the files tell of happened later.
    pub(super) until: Day,
    pub(super) layout: Layout,
}

impl World {
    /// The first day of behaviour; registrations and licences may be older.
    pub(super) fn from(&self) -> Day {
        self.until.plus(-HISTORY_DAYS)
    }

    /// The first day of a step of hidden quality.
    pub(super) fn first_day(&self, step: usize) -> Day {
        self.from().plus(step as i32 * STEP_DAYS)
    }

    /// The step that a day lies in; days outside the history lie in its first or last one.
    pub(super) fn step(&self, day: Day) -> usize {
        let days = day.since(self.from()).clamp(0, HISTORY_DAYS - 1);
        (days / STEP_DAYS).unsigned_abs() as usize
    }

    /// Whether the merchant with that index has a staged matter of that range.
    pub(super) fn stages(&self, index: u32, range: std::ops::Range<u32>) -> bool {
        self.layout == Layout::Town && range.contains(&index)
    }

    /// Whether the merchant with that index has any staged matter.
    pub(super) fn is_staged(&self, index: u32) -> bool {
        self.stages(index, 0..N_STAGED)
    }

    /// Every step.
    pub(super) fn steps() -> std::ops::Range<usize> {
        0..STEPS
    }

    /// Honest raters; their numbers go from 0 to one less.
    pub(super) fn n_raters(&self) -> u32 {
        (self.n_merchants * RATERS_PER_MERCHANT).max(RATERS_MIN)
    }
}
