//! What a run over only what changed reads of some consecutive blocks before it scores anybody of them.
//!
//! Reading and scoring by turns, merchant after merchant, would drive the code and the data of both out
//! of the processor's own caches.

use std::ops::Range;

use super::block::{Block, FORMAT, Layout, MERCHANTS_PER_BLOCK};
use super::plan::{Base, BaseBlock};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::store::run_read::{self, MetPacked};
use crate::store::{StoreError, View};

/// From so many merchants of a block on, reading all of it in order is cheaper than finding them one
/// by one.
const FOUND_ONE_BY_ONE_MAX: usize = MERCHANTS_PER_BLOCK as usize / 2;

/// Consecutive blocks of the base, and whom of them to score again.
#[derive(Debug)]
pub(super) struct Ahead {
    first: i64,
    blocks: Vec<BlockAhead>,
    /// Whom to score again, block after block.
    again: Vec<Found>,
    /// Their packed rows, one after the other.
    bytes: Vec<u8>,
}

/// One block of the base.
#[derive(Debug)]
struct BlockAhead {
    base: Option<BaseBlock>,
    /// Whom to score again, by their places; none where that is everybody.
    again: Option<Range<usize>>,
}

/// A merchant with its packed row, where there is one.
#[derive(Debug)]
struct Found {
    merchant: i64,
    packed: Option<FoundRow>,
}

#[derive(Debug)]
struct FoundRow {
    seq: Seq,
    bytes: Range<usize>,
}

impl Ahead {
    /// Reads blocks of the base, and the packed rows of those who have new records or may have changed
    /// by time alone until a day.
    ///
    /// # Errors
    /// When the store cannot be read, or a block of the base is damaged.
    pub(super) fn of(
        connection: &View,
        base: &Base,
        layout: &Layout,
        as_of: Day,
        blocks: &Range<i64>,
    ) -> Result<Self, StoreError> {
        let mut found = base.blocks(connection, layout, blocks)?;
        let mut numbers = Vec::new();
        let mut own =
            Self { first: blocks.start, blocks: Vec::new(), again: Vec::new(), bytes: Vec::new() };
        for block in blocks.clone() {
            let (base_block, first) = (found.remove(&block), numbers.len());
            let of_some = base_block.as_ref().is_some_and(|known| {
                add_changed(base, layout, as_of, block, &known.bytes, &mut numbers)
            });
            if !of_some {
                numbers.truncate(first);
            }
            let again = of_some.then_some(first..numbers.len());
            own.blocks.push(BlockAhead { base: base_block, again });
        }
        run_read::each_packed_of(connection, &numbers, |merchant, packed| {
            let packed = packed.map(|MetPacked { seq, bytes }| {
                let first = own.bytes.len();
                own.bytes.extend_from_slice(bytes);
                FoundRow { seq, bytes: first..own.bytes.len() }
            });
            own.again.push(Found { merchant, packed });
            Ok::<(), StoreError>(())
        })?;
        Ok(own)
    }

    /// A block of the base; none where it has not that block.
    pub(super) fn base(&self, block: i64) -> Option<&BaseBlock> {
        self.block(block)?.base.as_ref()
    }

    /// Whom of a block to score again, with their packed rows; none where that is everybody.
    pub(super) fn again(
        &self,
        block: i64,
    ) -> Option<impl Iterator<Item = (i64, Option<MetPacked<'_>>)>> {
        let found = self.again.get(self.block(block)?.again.clone()?)?;
        Some(found.iter().map(|found| {
            let packed = found.packed.as_ref().map(|row| {
                let bytes = self.bytes.get(row.bytes.clone()).unwrap_or_default();
                MetPacked { seq: row.seq, bytes }
            });
            (found.merchant, packed)
        }))
    }

    fn block(&self, block: i64) -> Option<&BlockAhead> {
        self.blocks.get(usize::try_from(block - self.first).ok()?)
    }
}

/// Adds those of a block who have new records or are due to some numbers, in order; or tells that it is
/// cheaper to score everybody.
fn add_changed(
    base: &Base,
    layout: &Layout,
    as_of: Day,
    block: i64,
    bytes: &[u8],
    numbers: &mut Vec<i64>,
) -> bool {
    let first = numbers.len();
    let Some(rows) = Block::parse(layout, block, bytes).filter(|_| bytes.first() == Some(&FORMAT))
    else {
        return false;
    };
    let from = block * MERCHANTS_PER_BLOCK;
    let mut touched =
        base.touched_in(&(from..from + MERCHANTS_PER_BLOCK)).iter().copied().peekable();
    let due =
        rows.rows().filter(|(_, row)| row.due().has_come(as_of)).map(|(merchant, _)| merchant);
    for merchant in due {
        numbers.extend(std::iter::from_fn(|| touched.next_if(|own| *own <= merchant)));
        if numbers.last() != Some(&merchant) {
            numbers.push(merchant);
        }
    }
    numbers.extend(touched);
    numbers.len() - first <= FOUND_ONE_BY_ONE_MAX
}
