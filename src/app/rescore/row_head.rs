//! What a run keeps of one merchant, but for its bins.

use crate::domain::day::Day;
use crate::domain::scorecard::Grade;
use crate::domain::steadiness::FOR_EVER;
use crate::domain::sufficiency::Lacking;

/// How a merchant stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has no record at the run's position, is another identity of one that has, or the run's
    /// filter leaves it out.
    Absent,
    /// It has a score.
    Rated(Grade),
    /// There is too little to rate it.
    NotRated(LackingSet),
    /// Its records cannot be read.
    Unscorable,
}

/// What is lacking, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LackingSet(u8);

impl LackingSet {
    /// The set of those.
    #[must_use]
    pub fn of(lacking: &[Lacking]) -> Self {
        let bit = |lacking: &Lacking| Lacking::ALL.iter().position(|known| known == lacking);
        Self(lacking.iter().filter_map(bit).fold(0, |set, bit| set | 1 << bit))
    }

    pub(super) const fn bits(self) -> u8 {
        self.0
    }

    pub(super) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// What is in it, in the order of [`Lacking::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Lacking> {
        Lacking::ALL
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & 1 << bit != 0)
            .map(|(_, lacking)| lacking)
    }
}

/// The first day on which a score can be another though no record came: when it is due again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due(u16);

impl Due {
    /// On whatever day.
    pub const ALWAYS: Self = Self(0);
    /// On none.
    pub const NEVER: Self = Self(u16::MAX);

    /// After so many days on which nothing but a record can change the score of a day.
    #[must_use]
    pub fn after(as_of: Day, steady_days: u32) -> Self {
        if steady_days == FOR_EVER {
            return Self::NEVER;
        }
        let day = i64::from(as_of.number()) + i64::from(steady_days) + 1;
        // Days before 1970 are always due; what is due after 2149 is looked at then.
        Self(u16::try_from(day.max(0)).unwrap_or(u16::MAX).min(u16::MAX - 1))
    }

    pub(super) const fn code(self) -> u16 {
        self.0
    }

    pub(super) const fn from_code(code: u16) -> Self {
        Self(code)
    }

    /// Whether it has come by a day.
    #[must_use]
    pub fn has_come(self, by: Day) -> bool {
        self != Self::NEVER && i32::from(self.0) <= by.number()
    }
}

/// One merchant's score in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowHead {
    /// How it stands.
    pub standing: Standing,
    /// Its points; 0 where it has none.
    pub points: u16,
    /// Until then nothing but a new record can change its standing, points or bins.
    pub due: Due,
    /// The challenger's points, where it has any.
    pub challenger_points: Option<u16>,
}

impl RowHead {
    /// A merchant without a score.
    #[must_use]
    pub const fn without_score(standing: Standing, due: Due) -> Self {
        Self { standing, points: 0, due, challenger_points: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_due_on_the_day_after_its_last_steady_one() {
        let as_of = Day::from_number(20_000);
        for (steady_days, due_in) in [(0, 1), (1, 2), (30, 31), (45_000, 45_001)] {
            let due = Due::after(as_of, steady_days);
            assert!(!due.has_come(as_of.plus(due_in - 1)), "{steady_days}");
            assert!(due.has_come(as_of.plus(due_in)), "{steady_days}");
        }
        assert!(!Due::after(as_of, FOR_EVER).has_come(as_of.plus(100_000)));
        // A day that the row cannot hold comes too early, never too late.
        assert!(Due::after(as_of, 50_000).has_come(as_of.plus(50_001)));
        assert!(
            Due::after(Day::from_number(-9_000), 5).has_come(Day::from_number(-8_999 + 10_000))
        );
        assert!(Due::ALWAYS.has_come(as_of));
    }
}
