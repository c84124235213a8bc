//! The hidden truth: how good each merchant is, and how that drifts.
//!
//! In logits, quality is an Ornstein-Uhlenbeck process around the merchant's own level, which is
//! drawn around the effects of its trade and district. Everything that consumers and authorities
//! find follows from it; no score ever sees it.

use super::chance::{Chance, logistic};
use super::town::{District, Trade};

/// Steps of the process that the history spans.
pub(super) const STEPS: usize = 48;

/// Days in one step.
pub(super) const STEP_DAYS: i32 = 30;

/// Days of history before the last day.
pub(super) const HISTORY_DAYS: i32 = STEPS as i32 * STEP_DAYS;

/// Level of a merchant of average trade and district, in logits.
const LEVEL: f64 = 0.9;
/// How far merchants of one trade and district lie apart.
const LEVEL_SPREAD: f64 = 0.8;
/// How far a merchant wanders around its own level.
const DRIFT_SPREAD: f64 = 0.7;
/// What is left of a deviation after one step: half of it is gone after 12 steps (2^(-1/12)).
const PERSISTENCE: f64 = 0.943_874_312_681_694;

/// The quality of one merchant over the history, in logits, one value for each step and one for the
/// last day.
#[derive(Debug)]
pub(super) struct Quality {
    /// The level around which it wanders.
    pub(super) level: f64,
    path: [f64; STEPS + 1],
}

impl Quality {
    /// Draws the path of a merchant.
    pub(super) fn draw(chance: &mut Chance, trade: &Trade, district: &District) -> Self {
        let level = LEVEL + trade.effect + district.effect + LEVEL_SPREAD * chance.normal();
        let shock = DRIFT_SPREAD * (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
        let mut deviation = DRIFT_SPREAD * chance.normal();
        let path = std::array::from_fn(|_| {
            let here = level + deviation;
            deviation = PERSISTENCE * deviation + shock * chance.normal();
            here
        });
        Self { level, path }
    }

    /// Quality in logits at that step.
    pub(super) fn at(&self, step: usize) -> f64 {
        self.path[step.min(STEPS)]
    }

    /// Quality at that step as a share of dealings that go well.
    pub(super) fn share_at(&self, step: usize) -> f64 {
        logistic(self.at(step))
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::Topic;
    use super::super::town::{DISTRICTS, TRADES};
    use super::*;

    #[test]
    fn quality_wanders_around_its_level_and_forgets_half_in_a_year() {
        let (mut now, mut later, mut cross) = (0.0, 0.0, 0.0);
        for merchant in 0..20_000 {
            let mut chance = Chance::new(3, merchant, Topic::Quality);
            let quality = Quality::draw(&mut chance, &TRADES[0], &DISTRICTS[0]);
            let early = quality.at(10) - quality.level;
            let late = quality.at(22) - quality.level;
            now += early * early;
            later += late * late;
            cross += early * late;
        }
        let spread = (now / 20_000.0).sqrt();
        assert!((spread - 0.7).abs() < 0.02, "spread {spread}");
        let correlation = cross / (now * later).sqrt();
        assert!((correlation - 0.5).abs() < 0.03, "kept {correlation}");
    }
}
