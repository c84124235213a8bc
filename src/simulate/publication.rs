//! When an authority published what it decided: mostly in time, sometimes late, the last ones not yet.

use super::chance::Chance;
use super::world::World;
use crate::domain::day::Day;

/// Share of decisions that are published late.
const LATE: f64 = 0.12;

/// The day a decision was published through its original channel; none where that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Published(Option<Day>);

impl Published {
    /// Draws the day for a decision of that day.
    pub(super) fn draw(world: &World, chance: &mut Chance, decided_on: Day) -> Self {
        let delay =
            if chance.happens(LATE) { chance.between(16, 120) } else { chance.between(0, 6) };
        Self::after(world, decided_on, delay)
    }

    /// Published that many days after the decision.
    pub(super) fn after(world: &World, decided_on: Day, days: i32) -> Self {
        let day = decided_on.plus(days);
        Self((day <= world.until).then_some(day))
    }

    /// Since when the decision counts as known: the day of its publication. Where that is still to
    /// come it is empty: known when it is recorded.
    pub(super) fn known_since(self) -> String {
        self.0.map_or_else(String::new, |day| day.to_string())
    }

    /// The instant of publication, in the morning of that day.
    pub(super) fn instant(self) -> String {
        self.0.map_or_else(String::new, |day| format!("{day}T09:30:00+08:00"))
    }
}
