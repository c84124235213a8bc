//! What changed from one run to another: grades, and the merchants that moved most.

use std::cmp::Reverse;

use super::block::{RowHead, Standing};
use super::tally::Tally;
use crate::domain::scorecard::Grade;

/// Grades, and one place more for merchants without one.
pub const N_CLASSES: usize = Grade::ALL.len() + 1;
/// Merchants that are named as having moved most.
pub const MOVERS_MAX: usize = 20;

/// A merchant whose points changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its number in the store.
    pub merchant: i64,
    /// Its score before.
    pub before: RowHead,
    /// Its score after.
    pub after: RowHead,
}

/// What changed from one run to another, over the merchants that are in both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    /// The migration matrix: merchants by grade before and then after, best first, not rated last.
    pub migration: [[u64; N_CLASSES]; N_CLASSES],
    /// Merchants with more points than before.
    pub n_risen: u64,
    /// Merchants with fewer points than before.
    pub n_fallen: u64,
    /// Merchants that only the later run has.
    pub n_entered: u64,
    /// Merchants that only the earlier run has.
    pub n_left: u64,
    /// The greatest changes so far, at most [`MOVERS_MAX`].
    greatest: Vec<Moved>,
}

impl Moved {
    /// By how many points.
    #[must_use]
    pub const fn size(&self) -> u16 {
        self.after.points.abs_diff(self.before.points)
    }

    /// What orders changes, the greatest first, equal ones by their merchants' numbers.
    const fn rank(&self) -> (Reverse<u16>, i64) {
        (Reverse(self.size()), self.merchant)
    }
}

impl Movement {
    /// Counts one merchant: its row before and after, where it has them.
    pub fn count(&mut self, merchant: i64, before: Option<RowHead>, after: Option<RowHead>) {
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(_)) => {
                self.n_entered += 1;
                return;
            }
            (Some(_), None) => {
                self.n_left += 1;
                return;
            }
            (None, None) => return,
        };
        let cell = self.migration.get_mut(class(before)).and_then(|row| row.get_mut(class(after)));
        if let Some(n) = cell {
            *n += 1;
        }
        let is_rated = |head: RowHead| matches!(head.standing, Standing::Rated(_));
        if is_rated(before) && is_rated(after) && before.points != after.points {
            let rises = after.points > before.points;
            self.n_risen += u64::from(rises);
            self.n_fallen += u64::from(!rises);
            self.keep(Moved { merchant, before, after });
        }
    }

    /// Counts what another counted, too.
    pub fn add(&mut self, other: &Self) {
        let cells = self.migration.iter_mut().flatten().zip(other.migration.iter().flatten());
        cells.for_each(|(own, more)| *own += more);
        self.n_risen += other.n_risen;
        self.n_fallen += other.n_fallen;
        self.n_entered += other.n_entered;
        self.n_left += other.n_left;
        other.greatest.iter().for_each(|moved| self.keep(*moved));
    }

    /// Puts the greatest changes in the order in which they are told.
    pub fn settle(&mut self) {
        self.greatest.sort_by_key(Moved::rank);
    }

    /// Counts merchants that stay what they were.
    pub fn stay(&mut self, unchanged: &Tally) {
        let rated = unchanged.grades().into_iter().map(|count| (count.grade as usize, count.n));
        let not_rated = unchanged.n_not_rated() + unchanged.n_unscorable;
        for (class, n) in rated.chain([(Grade::ALL.len(), not_rated)]) {
            if let Some(cell) = self.migration.get_mut(class).and_then(|row| row.get_mut(class)) {
                *cell += n;
            }
        }
    }

    /// Keeps a change if it is among the greatest.
    fn keep(&mut self, moved: Moved) {
        if self.greatest.len() < MOVERS_MAX {
            self.greatest.push(moved);
        } else if let Some(least) = self.greatest.iter_mut().max_by_key(|known| known.rank())
            && moved.rank() < least.rank()
        {
            *least = moved;
        }
    }

    /// The merchants that moved most, the greatest change first, equal ones by their numbers.
    #[must_use]
    pub fn movers(&self) -> Vec<Moved> {
        let mut movers = self.greatest.clone();
        movers.sort_by_key(Moved::rank);
        movers
    }

    /// Merchants whose grade is another than before.
    #[must_use]
    pub fn n_migrated(&self) -> u64 {
        let rows = self.migration.iter().enumerate();
        rows.flat_map(|(from, row)| row.iter().enumerate().filter(move |(to, _)| *to != from))
            .map(|(_, n)| n)
            .sum()
    }
}

/// The place of a merchant's grade in the migration matrix.
fn class(head: RowHead) -> usize {
    match head.standing {
        Standing::Rated(grade) => grade as usize,
        Standing::NotRated(_) | Standing::Unscorable | Standing::Absent => Grade::ALL.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::Due;
    use super::*;

    fn rated(grade: Grade, points: u16) -> Option<RowHead> {
        Some(RowHead { points, ..RowHead::without_score(Standing::Rated(grade), Due::NEVER) })
    }

    #[test]
    fn the_greatest_changes_are_kept_whatever_the_order_they_come_in() {
        let changes: Vec<(i64, u16)> = (1..=60).map(|n| (n, (n * 37 % 61) as u16)).collect();
        let mut forth = Movement::default();
        let mut back = Movement::default();
        for (merchant, size) in &changes {
            forth.count(*merchant, rated(Grade::A, 500), rated(Grade::A, 500 + size));
        }
        for (merchant, size) in changes.iter().rev() {
            back.count(*merchant, rated(Grade::A, 500), rated(Grade::A, 500 + size));
        }
        assert_eq!(forth.movers(), back.movers());
        let sizes: Vec<u16> = forth.movers().iter().map(|m| m.after.points - 500).collect();
        assert_eq!(sizes, (41..=60).rev().collect::<Vec<_>>());
        assert_eq!((forth.n_risen, forth.n_fallen), (60, 0));
    }

    #[test]
    fn grades_migrate_and_merchants_come_and_go() {
        let none = Some(RowHead::without_score(Standing::NotRated(Default::default()), Due::NEVER));
        let mut movement = Movement::default();
        movement.count(1, rated(Grade::A, 850), rated(Grade::Bbb, 790));
        movement.count(2, rated(Grade::A, 850), rated(Grade::A, 850));
        movement.count(3, none, rated(Grade::D, 100));
        movement.count(4, None, rated(Grade::D, 100));
        movement.count(5, none, None);
        assert_eq!(movement.migration[Grade::A as usize][Grade::Bbb as usize], 1);
        assert_eq!(movement.migration[Grade::A as usize][Grade::A as usize], 1);
        assert_eq!(movement.migration[Grade::ALL.len()][Grade::D as usize], 1);
        assert_eq!(movement.n_migrated(), 2);
        assert_eq!((movement.n_entered, movement.n_left), (1, 1));
        assert_eq!((movement.n_risen, movement.n_fallen), (0, 1));
    }
}
