//! Rating cells as bytes: most cells hold one rating and take about seven bytes.
//!
//! A cell is a flag byte and variable-length integers (7 bits a byte, signed ones folded):
//! the day's distance to the day before, the lag of `known_since`, and either the one rating (stars
//! and weight class in the flags, position) or every sum.

use serde::{Deserializer, Serializer, de};

use super::cell::{FULL_WEIGHT, INCENTIVISED_WEIGHT, RatingCell, UNVERIFIED_WEIGHT, WorstRating};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;

const SINGLE: u8 = 0b1000_0000;
const SAME_DAY: u8 = 0b0100_0000;
/// In a single cell, which weight: 0 full, 1 unverified, 2 incentivised.
const WEIGHT_SHIFT: u8 = 3;
const STARS_MASK: u8 = 0b0000_0111;
/// In a full cell: it names its worst rating; it holds dimensions.
const HAS_WORST: u8 = 0b0000_0001;
const HAS_DIMENSIONS: u8 = 0b0000_0010;
const WEIGHTS: [u32; 3] = [FULL_WEIGHT, UNVERIFIED_WEIGHT, INCENTIVISED_WEIGHT];

/// Writes cells for serde's binary formats.
///
/// # Errors
/// Only what the serializer itself refuses.
pub fn serialize<S: Serializer>(cells: &[RatingCell], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&encode(cells))
}

/// Reads cells from serde's binary formats.
///
/// # Errors
/// When the bytes are not what [`encode`] writes.
pub fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<RatingCell>, D::Error> {
    struct Bytes;
    impl de::Visitor<'_> for Bytes {
        type Value = Vec<RatingCell>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("rating cells as bytes")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            decode(bytes).ok_or_else(|| E::custom("damaged rating cells"))
        }
    }
    deserializer.deserialize_bytes(Bytes)
}

/// The bytes of cells that are ordered by their keys.
#[must_use]
pub fn encode(cells: &[RatingCell]) -> Vec<u8> {
    let mut out = Vec::with_capacity(cells.len() * 8 + 4);
    put(&mut out, cells.len() as u64);
    let (mut day, mut seq) = (0_i64, 0_i64);
    for cell in cells {
        let lag = i64::from(cell.known_since.since(cell.effective_on));
        let same_day = if lag == 0 { SAME_DAY } else { 0 };
        let number = i64::from(cell.effective_on.number());
        let single = single(cell);
        let flags = match single {
            Some((class, worst)) => SINGLE | same_day | (class << WEIGHT_SHIFT) | worst.stars,
            None => {
                let worst = if cell.worst.is_some() { HAS_WORST } else { 0 };
                let dimensions = if has_dimensions(cell) { HAS_DIMENSIONS } else { 0 };
                same_day | worst | dimensions
            }
        };
        out.push(flags);
        put_signed(&mut out, number - day);
        day = number;
        if lag != 0 {
            put_signed(&mut out, lag);
        }
        if single.is_none() {
            put_sums(&mut out, cell);
        }
        if let Some(worst) = cell.worst {
            if single.is_none() {
                out.push(worst.stars);
            }
            let position = i64::try_from(worst.seq.0).unwrap_or(i64::MAX);
            put_signed(&mut out, position - seq);
            seq = position;
        }
    }
    out
}

fn put_sums(out: &mut Vec<u8>, cell: &RatingCell) {
    for n in cell.n_by_stars {
        put_signed(out, i64::from(n));
    }
    put_signed(out, cell.weight);
    put_signed(out, cell.weighted_stars);
    if has_dimensions(cell) {
        put_signed(out, i64::from(cell.n_dimensions));
        for sum in cell.dimension_stars {
            put_signed(out, sum);
        }
    }
}

/// The cells in those bytes; none when they are damaged.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Vec<RatingCell>> {
    let mut cells = Vec::new();
    decode_into(bytes, &mut cells)?;
    Some(cells)
}

/// As [`decode`], into memory that is used again; what it holds afterwards is of no use when the
/// bytes are damaged.
#[must_use]
pub fn decode_into(bytes: &[u8], cells: &mut Vec<RatingCell>) -> Option<()> {
    cells.clear();
    let mut rest = bytes;
    let n = usize::try_from(take(&mut rest)?).ok()?;
    cells.reserve(n.min(bytes.len()));
    let (mut day, mut seq) = (0_i64, 0_i64);
    for _ in 0..n {
        let flags = take_byte(&mut rest)?;
        day = day.checked_add(take_signed(&mut rest)?)?;
        let lag = if flags & SAME_DAY == 0 { take_signed(&mut rest)? } else { 0 };
        let effective_on = Day::from_number(i32::try_from(day).ok()?);
        let known_since = Day::from_number(i32::try_from(day.checked_add(lag)?).ok()?);
        let mut cell = RatingCell::empty(effective_on, known_since);
        if flags & SINGLE == 0 {
            take_sums(&mut rest, flags, &mut cell)?;
        }
        if flags & SINGLE != 0 || flags & HAS_WORST != 0 {
            let stars =
                if flags & SINGLE == 0 { take_byte(&mut rest)? } else { flags & STARS_MASK };
            seq = seq.checked_add(take_signed(&mut rest)?)?;
            cell.worst = Some(WorstRating { stars, seq: Seq(u64::try_from(seq).ok()?) });
        }
        if flags & SINGLE != 0 {
            let stars = flags & STARS_MASK;
            let class = usize::from((flags & !SINGLE & !SAME_DAY) >> WEIGHT_SHIFT);
            let weight = i64::from(*WEIGHTS.get(class)?);
            *cell.n_by_stars.get_mut(usize::from(stars.checked_sub(1)?))? = 1;
            cell.weight = weight;
            cell.weighted_stars = weight * i64::from(stars) * 1000;
        }
        cells.push(cell);
    }
    rest.is_empty().then_some(())
}

fn take_sums(rest: &mut &[u8], flags: u8, cell: &mut RatingCell) -> Option<()> {
    for n in &mut cell.n_by_stars {
        *n = i32::try_from(take_signed(rest)?).ok()?;
    }
    cell.weight = take_signed(rest)?;
    cell.weighted_stars = take_signed(rest)?;
    if flags & HAS_DIMENSIONS != 0 {
        cell.n_dimensions = i32::try_from(take_signed(rest)?).ok()?;
        for sum in &mut cell.dimension_stars {
            *sum = take_signed(rest)?;
        }
    }
    Some(())
}

/// The weight class and the rating of a cell that holds exactly one plain rating.
fn single(cell: &RatingCell) -> Option<(u8, WorstRating)> {
    let worst = cell.worst?;
    let class = WEIGHTS.iter().position(|weight| i64::from(*weight) == cell.weight)?;
    let stars = usize::from(worst.stars.checked_sub(1)?);
    let alone = cell.n_by_stars.iter().enumerate().all(|(at, n)| *n == i32::from(at == stars));
    let plain = cell.weighted_stars == cell.weight * i64::from(worst.stars) * 1000;
    (alone && plain && !has_dimensions(cell)).then_some((u8::try_from(class).ok()?, worst))
}

fn has_dimensions(cell: &RatingCell) -> bool {
    cell.n_dimensions != 0 || cell.dimension_stars != [0; 3]
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, others) = rest.split_first()?;
    *rest = others;
    Some(*first)
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take_byte(rest)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn take_signed(rest: &mut &[u8]) -> Option<i64> {
    let folded = take(rest)?;
    Some(((folded >> 1) as i64) ^ -((folded & 1) as i64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode};
    use crate::domain::day::Day;
    use crate::domain::evidence::cell::{Direction, RatingCell};
    use crate::domain::record::envelope::Seq;
    use crate::domain::record::rating::{Purchase, RatingFact, Stars};

    fn rating() -> impl Strategy<Value = RatingFact> {
        let stars = prop_oneof![
            (1_u8..=5).prop_map(Stars::Overall),
            (1_u8..=5, 1_u8..=5, 1_u8..=5).prop_map(|(a, b, c)| Stars::Dimensions {
                description_match: a,
                service_attitude: b,
                logistics_service: c,
            }),
        ];
        (stars, any::<bool>(), any::<bool>()).prop_map(|(stars, verified, incentivised)| {
            let purchase = if verified { Purchase::Verified } else { Purchase::Unverified };
            RatingFact { stars, purchase, incentivised }
        })
    }

    proptest! {
        #[test]
        fn cells_come_back_as_they_were(
            days in prop::collection::vec(
                (0_i32..40, 0_i32..3, prop::collection::vec((rating(), any::<bool>()), 0..4)), 0..30,
            ),
        ) {
            let mut cells = Vec::new();
            let (mut day, mut seq) = (15_000, 1_000_000);
            for (step, lag, ratings) in days {
                day += step + 1;
                let mut cell = RatingCell::empty(Day::from_number(day), Day::from_number(day + lag));
                for (rating, is_in) in ratings {
                    seq += 7;
                    let direction = if is_in { Direction::In } else { Direction::Out };
                    cell.fold(Seq(seq), &rating, direction);
                }
                cells.push(cell);
            }
            prop_assert_eq!(decode(&encode(&cells)), Some(cells));
        }

        #[test]
        fn damaged_bytes_are_told_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn a_day_with_one_plain_rating_takes_at_most_seven_bytes() {
        let plain = RatingFact {
            stars: Stars::Overall(5),
            purchase: Purchase::Verified,
            incentivised: false,
        };
        let cells: Vec<RatingCell> = (0..100)
            .map(|n| {
                let day = Day::from_number(20_000 + n * 9);
                let mut cell = RatingCell::empty(day, day);
                cell.fold(
                    Seq(1_000_000 + u64::from(n.unsigned_abs()) * 20_000),
                    &plain,
                    Direction::In,
                );
                cell
            })
            .collect();
        assert!(encode(&cells).len() < 100 * 7, "{}", encode(&cells).len());
    }
}
