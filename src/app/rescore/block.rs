//! The scores of consecutive merchants as bytes: what a run keeps, by which runs are compared.
//!
//! A block is a byte for the format and then one row of fixed length for each merchant: how it
//! stands, its points, the day from which on time alone can change them, the challenger's points, and
//! the bin of each characteristic. Rows after the last merchant are left out. A row says nothing of
//! its run, so that one that did not change is the same bytes in the next run.

use std::ops::Range;

pub use super::row_head::{Due, LackingSet, RowHead, Standing};
use crate::domain::scorecard::{Grade, Score, Scorecard};

/// Merchants of one block, by their numbers in the store.
pub const MERCHANTS_PER_BLOCK: i64 = 256;
pub(super) const FORMAT: u8 = 2;
/// Rows that say for how many days from their run's own they stay, not until which day.
const FORMAT_OF_DAYS_LEFT: u8 = 1;
/// State, points, the day it is due.
const FIXED_BYTES: usize = 5;
/// Points of the challenger.
const CHALLENGER_BYTES: usize = 2;
const ABSENT: u8 = 0;
const UNSCORABLE: u8 = 1;
const FIRST_GRADE: u8 = 16;
const NOT_RATED: u8 = 128;
/// The challenger's points where it has none.
const NO_POINTS: u16 = u16::MAX;

/// Where the bins of each characteristic stand in a row: it follows from the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    has_challenger: bool,
    fields: Vec<Field>,
    row_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field {
    /// From the beginning of the row.
    byte: usize,
    shift: u32,
    mask: u64,
}

impl Layout {
    /// The layout for a card, beside a challenger or not.
    #[must_use]
    pub fn new(card: &Scorecard, has_challenger: bool) -> Self {
        Self::of(card.characteristics().iter().map(|own| own.bins.len()), has_challenger)
    }

    /// Bytes of one row.
    pub(super) const fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// The layout for so many bins of each characteristic.
    fn of(n_bins: impl Iterator<Item = usize>, has_challenger: bool) -> Self {
        let start = FIXED_BYTES + if has_challenger { CHALLENGER_BYTES } else { 0 };
        let mut bit = 0_usize;
        let mut fields = Vec::new();
        for n_bins in n_bins {
            let width = (usize::BITS - n_bins.saturating_sub(1).leading_zeros()).max(1);
            // A field that begins within a byte ends within the eight bytes read from there.
            fields.push(Field {
                byte: start + bit / 8,
                shift: (bit % 8) as u32,
                mask: (1 << width) - 1,
            });
            bit += width as usize;
        }
        Self { has_challenger, fields, row_bytes: start + bit.div_ceil(8) }
    }
}

/// A block that is being filled.
#[derive(Debug)]
pub struct BlockWriter<'l> {
    layout: &'l Layout,
    first: i64,
    bytes: Vec<u8>,
}

impl<'l> BlockWriter<'l> {
    /// An empty block, by its place.
    #[must_use]
    pub fn new(layout: &'l Layout, block: i64) -> Self {
        let mut bytes = Vec::with_capacity(1 + layout.row_bytes * MERCHANTS_PER_BLOCK as usize);
        bytes.push(FORMAT);
        Self { layout, first: block * MERCHANTS_PER_BLOCK, bytes }
    }

    /// The block of an earlier run with the same layout, to be changed.
    #[must_use]
    pub fn over(layout: &'l Layout, block: i64, bytes: Vec<u8>) -> Self {
        Self { layout, first: block * MERCHANTS_PER_BLOCK, bytes }
    }

    /// Puts a merchant's row in, over the one it has.
    pub fn put(&mut self, merchant: i64, head: RowHead, score: Option<&Score>) {
        let place = usize::try_from(merchant - self.first).unwrap_or(0);
        let start = 1 + place * self.layout.row_bytes;
        let end = start + self.layout.row_bytes;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        let Some(row) = self.bytes.get_mut(start..end) else { return };
        row.fill(0);
        let state = match head.standing {
            Standing::Absent => ABSENT,
            Standing::Unscorable => UNSCORABLE,
            Standing::Rated(grade) => FIRST_GRADE + grade as u8,
            Standing::NotRated(lacking) => NOT_RATED | lacking.bits(),
        };
        let [p0, p1] = head.points.to_le_bytes();
        let [d0, d1] = head.due.code().to_le_bytes();
        let fixed = [state, p0, p1, d0, d1];
        for (byte, value) in row.iter_mut().zip(fixed) {
            *byte = value;
        }
        if self.layout.has_challenger {
            let points = head.challenger_points.unwrap_or(NO_POINTS).to_le_bytes();
            for (byte, value) in row.iter_mut().skip(FIXED_BYTES).zip(points) {
                *byte = value;
            }
        }
        let Some(score) = score else { return };
        let bins = score.contributions.iter().map(|contribution| contribution.bin as u64);
        let fields = self.layout.fields.iter().zip(bins);
        let first = self.layout.fields.first().map_or(0, |field| field.byte);
        // As with reading: the bins of most cards fit into one word.
        if row.len() <= first + size_of::<u64>() {
            let word = fields.fold(0, |word, (field, bin)| {
                word | (bin & field.mask) << ((field.byte - first) * 8) << field.shift
            });
            put_bits(row, first, word);
        } else {
            fields.for_each(|(field, bin)| {
                put_bits(row, field.byte, (bin & field.mask) << field.shift);
            });
        }
    }

    /// Takes a merchant's row out.
    pub fn clear(&mut self, merchant: i64) {
        let place = usize::try_from(merchant - self.first).unwrap_or(0);
        let start = 1 + place * self.layout.row_bytes;
        if let Some(row) = self.bytes.get_mut(start..start + self.layout.row_bytes) {
            row.fill(0);
        }
    }

    /// The block as bytes.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        let rows = self.bytes.get(1..).unwrap_or_default().chunks_exact(self.layout.row_bytes);
        let n_absent = rows.rev().take_while(|row| row.first() == Some(&ABSENT)).count();
        self.bytes.truncate(self.bytes.len() - n_absent * self.layout.row_bytes);
        self.bytes
    }
}

/// Sets bits of a row from a byte on; none lies behind its end.
fn put_bits(row: &mut [u8], byte: usize, bits: u64) {
    for (byte, bits) in row.iter_mut().skip(byte).zip(bits.to_le_bytes()) {
        *byte |= bits;
    }
}

/// A block that is read.
#[derive(Clone, Copy, Debug)]
pub struct Block<'b> {
    layout: &'b Layout,
    first: i64,
    format: u8,
    rows: &'b [u8],
}

/// One row of a block.
#[derive(Clone, Copy, Debug)]
pub struct Row<'b> {
    layout: &'b Layout,
    format: u8,
    bytes: &'b [u8],
}

impl<'b> Block<'b> {
    /// Reads a block, by its place; none when the bytes are not one of this layout.
    #[must_use]
    pub fn parse(layout: &'b Layout, block: i64, bytes: &'b [u8]) -> Option<Self> {
        let (format, rows) = bytes.split_first()?;
        let n = rows.len() / layout.row_bytes;
        let whole = rows.len() % layout.row_bytes == 0 && n <= MERCHANTS_PER_BLOCK as usize;
        let first = block * MERCHANTS_PER_BLOCK;
        let is_known = matches!(*format, FORMAT | FORMAT_OF_DAYS_LEFT);
        (is_known && whole).then_some(Self { layout, first, format: *format, rows })
    }

    /// The row of a merchant, where it has one that is not absent.
    #[must_use]
    pub fn row(&self, merchant: i64) -> Option<Row<'b>> {
        let place = usize::try_from(merchant - self.first).ok()?;
        let start = place.checked_mul(self.layout.row_bytes)?;
        let bytes = self.rows.get(start..start + self.layout.row_bytes)?;
        (bytes.first() != Some(&ABSENT)).then_some(self.as_row(bytes))
    }

    /// Whether merchants of those numbers have the same rows in another block, and none of them is one
    /// that cannot be scored.
    pub(super) fn stays_over(&self, other: &Self, numbers: &Range<i64>) -> bool {
        let (own, others) = (self.bytes_of(numbers), other.bytes_of(numbers));
        let mut states = own.iter().step_by(self.layout.row_bytes);
        self.format == other.format && own == others && !states.any(|state| *state == UNSCORABLE)
    }

    fn bytes_of(&self, numbers: &Range<i64>) -> &'b [u8] {
        let place = |number: i64| usize::try_from(number - self.first).unwrap_or(0);
        let end = |place: usize| (place * self.layout.row_bytes).min(self.rows.len());
        self.rows.get(end(place(numbers.start))..end(place(numbers.end))).unwrap_or_default()
    }

    const fn as_row(&self, bytes: &'b [u8]) -> Row<'b> {
        Row { layout: self.layout, format: self.format, bytes }
    }

    /// The rows that are not absent, with the numbers of their merchants.
    pub fn rows(&self) -> impl Iterator<Item = (i64, Row<'b>)> {
        let block = *self;
        self.rows
            .chunks_exact(self.layout.row_bytes)
            .zip(self.first..)
            .filter(|(bytes, _)| bytes.first() != Some(&ABSENT))
            .map(move |(bytes, merchant)| (merchant, block.as_row(bytes)))
    }
}

impl Row<'_> {
    /// Whether another row says the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.format == other.format && self.bytes == other.bytes
    }

    /// Whether its merchant's records could not be read.
    #[must_use]
    pub fn is_unscorable(&self) -> bool {
        self.bytes.first() == Some(&UNSCORABLE)
    }

    /// When it is due again.
    #[must_use]
    pub fn due(&self) -> Due {
        if self.format == FORMAT { Due::from_code(self.number(3)) } else { Due::ALWAYS }
    }

    fn number(&self, at: usize) -> u16 {
        let byte = |at: usize| u16::from(self.bytes.get(at).copied().unwrap_or(0));
        byte(at) | byte(at + 1) << 8
    }

    /// All but the bins.
    #[must_use]
    pub fn head(&self) -> RowHead {
        let state = self.bytes.first().copied().unwrap_or(ABSENT);
        let standing = match state {
            ABSENT => Standing::Absent,
            UNSCORABLE => Standing::Unscorable,
            state if state >= NOT_RATED => {
                Standing::NotRated(LackingSet::from_bits(state & !NOT_RATED))
            }
            state => {
                let grade = Grade::ALL.get(usize::from(state.wrapping_sub(FIRST_GRADE)));
                grade.map_or(Standing::Unscorable, |grade| Standing::Rated(*grade))
            }
        };
        let challenger = self.layout.has_challenger.then(|| self.number(FIXED_BYTES));
        RowHead {
            standing,
            points: self.number(1),
            due: self.due(),
            challenger_points: challenger.filter(|points| *points != NO_POINTS),
        }
    }

    /// The bin of each characteristic, in the card's order; meaningless without a score.
    pub fn bins(&self) -> impl Iterator<Item = usize> {
        // The bins of most cards fit into one word, which is then read once.
        let first = self.layout.fields.first().map_or(0, |field| field.byte);
        let whole = self.word(first);
        let is_whole = self.bytes.len() <= first + size_of::<u64>();
        self.layout.fields.iter().map(move |field| {
            let bits = if is_whole {
                whole >> ((field.byte - first) * 8) >> field.shift
            } else {
                self.word(field.byte) >> field.shift
            };
            (bits & field.mask) as usize
        })
    }

    /// Eight bytes from a place on; what lies behind the row counts as zero.
    fn word(&self, byte: usize) -> u64 {
        let mut word = [0; size_of::<u64>()];
        let rest = self.bytes.get(byte..).unwrap_or_default();
        let n = rest.len().min(word.len());
        if let (Some(word), Some(rest)) = (word.get_mut(..n), rest.get(..n)) {
            word.copy_from_slice(rest);
        }
        u64::from_le_bytes(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::scorecard::Contribution;

    /// A row with those bins, of characteristics with so many bins each, is read back as it was put.
    #[track_caller]
    fn check(characteristics: &[(usize, usize)], challenger_points: Option<u16>) {
        let n_bins = characteristics.iter().map(|(n_bins, _)| *n_bins);
        let layout = Layout::of(n_bins, challenger_points.is_some());
        let contributions = characteristics.iter().enumerate().map(|(characteristic, (_, bin))| {
            Contribution { characteristic, bin: *bin, points: 0, lost: 0 }
        });
        let score = Score { contributions: contributions.collect(), ..Score::blank() };
        let head = RowHead {
            points: 777,
            challenger_points,
            ..RowHead::without_score(Standing::Rated(Grade::Bb), Due::from_code(12))
        };
        let mut writer = BlockWriter::new(&layout, 3);
        let first = 3 * MERCHANTS_PER_BLOCK;
        for merchant in [first, first + 1, first + 4] {
            writer.put(merchant, head, Some(&score));
        }
        let bytes = writer.into_bytes();
        let block = Block::parse(&layout, 3, &bytes).unwrap();
        let merchants: Vec<i64> = block.rows().map(|(merchant, _)| merchant).collect();
        assert_eq!(merchants, [first, first + 1, first + 4]);
        for (_, row) in block.rows() {
            assert_eq!(row.head(), head);
            let bins: Vec<usize> = row.bins().collect();
            assert_eq!(bins, characteristics.iter().map(|(_, bin)| *bin).collect::<Vec<_>>());
        }
        assert!(block.row(first + 2).is_none() && block.row(first + 9).is_none());
        assert!(Block::parse(&layout, 3, &bytes[..bytes.len() - 1]).is_none());
    }

    proptest! {
        #[test]
        fn what_is_put_into_a_block_is_read_out_of_it(
            characteristics in prop::collection::vec((1_usize..70, any::<prop::sample::Index>()), 1..60),
            challenger_points in prop::option::of(0_u16..=1000),
        ) {
            let chosen = characteristics.iter().map(|(n_bins, bin)| (*n_bins, bin.index(*n_bins)));
            check(&chosen.collect::<Vec<_>>(), challenger_points);
        }
    }

    #[test]
    fn a_row_that_is_put_again_or_taken_out_leaves_nothing_behind() {
        let layout = Layout::of([3, 4].into_iter(), false);
        let put = |n_put: i64, over: Vec<u8>| {
            let mut writer = BlockWriter::over(&layout, 0, over);
            for merchant in 0..n_put {
                writer.put(
                    merchant,
                    RowHead::without_score(Standing::Unscorable, Due::from_code(7)),
                    None,
                );
            }
            writer
        };
        let two = put(2, vec![FORMAT]).into_bytes();
        let mut writer = put(5, put(3, two.clone()).into_bytes());
        for merchant in 2..5 {
            writer.clear(merchant);
        }
        assert_eq!(writer.into_bytes(), two);
    }

    #[test]
    fn a_block_of_another_format_is_none() {
        let layout = Layout::of([3, 4].into_iter(), false);
        assert!(Block::parse(&layout, 0, &[]).is_none());
        assert!(Block::parse(&layout, 0, &[77]).is_none());
        assert_eq!(Block::parse(&layout, 0, &[FORMAT]).unwrap().rows().count(), 0);
    }
}
