//! A block of a run as what differs from the same block of an earlier one: a run over only what
//! changed keeps a fraction of what a run over everybody keeps.
//!
//! A patch is a byte for the format, the number of rows, and for each row that differs its place and
//! its bytes. It is always against a block that is kept whole.

use super::block::{FORMAT, Layout};

/// The format of a patch.
const PATCH: u8 = 3;
/// Rows that are compared in one go: most are as they were.
const ROWS_AT_ONCE: usize = 16;
/// Format and number of rows.
const HEAD_BYTES: usize = 3;

/// Whether a block is kept as a patch.
pub(super) fn is_patch(bytes: &[u8]) -> bool {
    bytes.first() == Some(&PATCH)
}

/// A block as a patch of an earlier one; none where that would not save half.
pub(super) fn of(layout: &Layout, earlier: &[u8], own: &[u8]) -> Option<Vec<u8>> {
    let (earlier_format, earlier) = earlier.split_first()?;
    let (format, own) = own.split_first()?;
    if *earlier_format != FORMAT || *format != FORMAT {
        return None;
    }
    let row_bytes = layout.row_bytes();
    let n_rows = u16::try_from(own.len() / row_bytes).ok()?;
    let mut bytes = vec![PATCH];
    bytes.extend_from_slice(&n_rows.to_le_bytes());
    let absent = vec![0; row_bytes];
    let mut before = earlier.chunks(row_bytes * ROWS_AT_ONCE);
    let mut places = 0..=u8::MAX;
    for rows in own.chunks(row_bytes * ROWS_AT_ONCE) {
        let before = before.next().unwrap_or_default();
        let places = places.by_ref().take(ROWS_AT_ONCE);
        if rows == before {
            places.for_each(drop);
            continue;
        }
        let padded = before.chunks_exact(row_bytes).chain(std::iter::repeat(absent.as_slice()));
        for ((row, before), place) in rows.chunks_exact(row_bytes).zip(padded).zip(places) {
            if row != before {
                bytes.push(place);
                bytes.extend_from_slice(row);
            }
        }
    }
    (bytes.len() * 2 <= own.len()).then_some(bytes)
}

/// The block that a patch makes of an earlier one; none where either is damaged.
pub(super) fn apply(layout: &Layout, earlier: &[u8], patch: &[u8]) -> Option<Vec<u8>> {
    let row_bytes = layout.row_bytes();
    let (head, changes) = patch.split_at_checked(HEAD_BYTES)?;
    let [PATCH, low, high] = *head else { return None };
    let n_rows = usize::from(u16::from_le_bytes([low, high]));
    let is_whole = changes.len().is_multiple_of(row_bytes + 1);
    if earlier.first() != Some(&FORMAT) || !is_whole {
        return None;
    }
    let mut bytes = earlier.to_vec();
    bytes.resize(1 + n_rows * row_bytes, 0);
    for change in changes.chunks_exact(row_bytes + 1) {
        let (place, row) = change.split_first()?;
        let start = 1 + usize::from(*place) * row_bytes;
        bytes.get_mut(start..start + row_bytes)?.copy_from_slice(row);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::rescore::tests::shipped_card;

    fn block(rows: &[u8], row_bytes: usize) -> Vec<u8> {
        let rows = rows.iter().flat_map(|row| std::iter::repeat_n(*row, row_bytes));
        std::iter::once(FORMAT).chain(rows).collect()
    }

    proptest! {
        #[test]
        fn a_patch_makes_the_block_that_it_was_made_of(
            earlier in prop::collection::vec(0_u8..4, 0..=256),
            own in prop::collection::vec(0_u8..4, 0..=256),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4), 0..20),
        ) {
            let layout = Layout::new(&shipped_card(), false);
            let whole = |rows: &[u8]| block(rows, layout.row_bytes());
            let mut near = earlier.clone();
            near.truncate(own.len().max(200));
            for (place, row) in changes {
                if !near.is_empty() {
                    let place = place.index(near.len());
                    near[place] = row;
                }
            }
            for own in [whole(&own), whole(&near)] {
                if let Some(patch) = of(&layout, &whole(&earlier), &own) {
                    prop_assert!(is_patch(&patch) && patch.len() * 2 <= own.len());
                    prop_assert_eq!(apply(&layout, &whole(&earlier), &patch), Some(own));
                }
            }
        }

        #[test]
        fn damaged_patches_are_told_and_never_panic(
            earlier in prop::collection::vec(any::<u8>(), 0..60),
            patch in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let layout = Layout::new(&shipped_card(), false);
            let _ = of(&layout, &earlier, &patch);
            let _ = apply(&layout, &earlier, &[&[PATCH], patch.as_slice()].concat());
        }
    }

    #[test]
    fn what_hardly_changed_takes_hardly_anything() {
        let layout = Layout::new(&shipped_card(), true);
        let earlier = block(&[7; 256], layout.row_bytes());
        let mut own = earlier.clone();
        assert_eq!(of(&layout, &earlier, &own).unwrap().len(), HEAD_BYTES);
        own[1 + 9 * layout.row_bytes()] = 8;
        assert_eq!(of(&layout, &earlier, &own).unwrap().len(), HEAD_BYTES + 1 + layout.row_bytes());
    }
}
