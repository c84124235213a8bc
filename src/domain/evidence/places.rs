//! Where to look in a sorted table of pseudonyms: the place of the first one of each upper half.

use super::pseudonym::Pseudonym;

/// The place of the first item of each value of the upper 16 bits, and one beyond the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places(Vec<u32>);

impl Places {
    /// The places in a table that is sorted by a key.
    pub(super) fn of<T>(sorted: &[T], key: impl Fn(&T) -> Pseudonym) -> Self {
        let mut places = Vec::with_capacity((1 << 16) + 1);
        for upper in 0..=(1_u64 << 16) {
            let place = sorted.partition_point(|item| u64::from(key(item).0 >> 16) < upper);
            places.push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        Self(places)
    }

    /// The items of that table whose keys have the upper half of a pseudonym.
    pub(super) fn near<'t, T>(&self, sorted: &'t [T], pseudonym: Pseudonym) -> &'t [T] {
        let upper = (pseudonym.0 >> 16) as usize;
        let range = || Some(*self.0.get(upper)? as usize..*self.0.get(upper + 1)? as usize);
        range().and_then(|range| sorted.get(range)).unwrap_or_default()
    }
}
