//! Marks of ratings as bytes: most take about a dozen.
//!
//! First comes how many there are, then of each what sums by plain weight need: a flag byte, the
//! distance to the day before and, where the flags say so, a byte of rarer properties with their
//! values and a byte for three figures of stars. After them stand columns of fixed width: positions,
//! prints of texts, raters, orders. Of those nothing but the length can be damaged, so that they are
//! read when somebody asks for them, and then cannot fail: most scorecards never do.

use super::mark::{Ending, PlainRating, RatingMark};
use super::pseudonym::Pseudonym;
use super::text_print::TextPrint;
use super::varint::{put, put_signed, put_u32, take, take_byte, take_signed, take_u32};
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

/// The stars where there is one figure; 0 where there are three.
const STARS_MASK: u8 = 0b0000_0111;
const VERIFIED: u8 = 0b0000_1000;
const INCENTIVISED: u8 = 0b0001_0000;
const HAS_TEXT: u8 = 0b0010_0000;
const HAS_RARE: u8 = 0b1000_0000;
/// In the byte of rarer properties.
const KNOWN_LATER: u8 = 0b0000_0001;
const IS_LATER_VERSION: u8 = 0b0000_0010;
const HAS_ENDED: u8 = 0b0000_0100;
const HAS_ORIGIN: u8 = 0b0000_1000;
/// Bytes of a position at most, of the print of a text, and of a rater and an order together.
const POSITION_BYTES_MAX: usize = 8;
const TEXT_BYTES: usize = 8;
const NAMES_BYTES: usize = 8;

/// The bytes of marks that are ordered by their keys.
#[must_use]
pub(super) fn encode(marks: &[RatingMark]) -> Vec<u8> {
    let mut out = Vec::with_capacity(marks.len() * 16 + 8);
    put(&mut out, marks.len() as u64);
    let mut day = 0_i64;
    for mark in marks {
        let rare = rare_flags(mark);
        out.push(flags(mark) | if rare == 0 { 0 } else { HAS_RARE });
        let number = i64::from(mark.effective_on.number());
        put_signed(&mut out, number - day);
        day = number;
        if rare != 0 {
            put_rare(&mut out, rare, mark);
        }
        if let Some(stars) = mark.fact.stars.dimensions() {
            out.push(stars.iter().fold(0, |code, stars| code * 5 + stars.saturating_sub(1)));
        }
    }
    put_positions(&mut out, marks);
    for text in marks.iter().filter_map(|mark| mark.fact.text) {
        text.bands.iter().for_each(|band| put_u32(&mut out, *band));
    }
    for mark in marks {
        put_u32(&mut out, mark.fact.rater.0);
        put_u32(&mut out, mark.fact.order.0);
    }
    out
}

/// All flags but the one for rarer properties.
fn flags(mark: &RatingMark) -> u8 {
    let fact = &mark.fact;
    let stars = match fact.stars {
        Stars::Overall(stars) => stars & STARS_MASK,
        Stars::Dimensions { .. } => 0,
    };
    let flag = |is_set, flag| if is_set { flag } else { 0 };
    stars
        | flag(fact.purchase == Purchase::Verified, VERIFIED)
        | flag(fact.incentivised, INCENTIVISED)
        | flag(fact.text.is_some(), HAS_TEXT)
}

fn rare_flags(mark: &RatingMark) -> u8 {
    let flag = |is_set, flag| if is_set { flag } else { 0 };
    flag(mark.known_since != mark.effective_on, KNOWN_LATER)
        | flag(mark.version_of.is_some(), IS_LATER_VERSION)
        | flag(mark.ended.is_some(), HAS_ENDED)
        | flag(mark.fact.origin.is_some(), HAS_ORIGIN)
}

fn put_rare(out: &mut Vec<u8>, rare: u8, mark: &RatingMark) {
    out.push(rare);
    if rare & KNOWN_LATER != 0 {
        put_signed(out, i64::from(mark.known_since.since(mark.effective_on)));
    }
    if let Some(first) = mark.version_of {
        put(out, first.0);
    }
    if let Some(ended) = mark.ended {
        put(out, ended.at.0);
        put_signed(out, i64::from(ended.known_since.number()));
    }
    if let Some(origin) = mark.fact.origin {
        put_u32(out, origin.0);
    }
}

/// The least position, how many bytes each takes beyond it, and those bytes.
fn put_positions(out: &mut Vec<u8>, marks: &[RatingMark]) {
    let positions = || marks.iter().map(|mark| mark.seq.0);
    let least = positions().min().unwrap_or(0);
    let most = positions().max().unwrap_or(0) - least;
    let width = (u64::BITS - most.leading_zeros()).div_ceil(8) as usize;
    put(out, least);
    out.push(width as u8);
    for position in positions() {
        out.extend((position - least).to_le_bytes().into_iter().take(width));
    }
}

struct Rare {
    known_since: Day,
    version_of: Option<Seq>,
    ended: Option<Ending>,
    origin: Option<Pseudonym>,
}

/// The columns of fixed width.
struct Columns<'b> {
    least: u64,
    width: usize,
    positions: &'b [u8],
    texts: &'b [u8],
    names: &'b [u8],
}

/// Tells each mark as it is but for the columns, and gives them; none when the bytes are damaged.
#[inline]
fn each_mark<'b>(bytes: &'b [u8], mut each: impl FnMut(RatingMark)) -> Option<Columns<'b>> {
    let mut rest = bytes;
    let n = usize::try_from(take(&mut rest)?).ok()?;
    let mut n_texts = 0_usize;
    let mut day = 0_i64;
    for _ in 0..n {
        let flags = take_byte(&mut rest)?;
        day = day.checked_add(take_signed(&mut rest)?)?;
        let effective_on = Day::from_number(i32::try_from(day).ok()?);
        let rare = if flags & HAS_RARE == 0 {
            Rare { known_since: effective_on, version_of: None, ended: None, origin: None }
        } else {
            take_rare(&mut rest, effective_on)?
        };
        let stars = match flags & STARS_MASK {
            0 => dimensions(take_byte(&mut rest)?)?,
            stars @ 1..=5 => Stars::Overall(stars),
            _ => return None,
        };
        let has_text = flags & HAS_TEXT != 0;
        n_texts += usize::from(has_text);
        each(RatingMark {
            effective_on,
            known_since: rare.known_since,
            seq: Seq(0),
            version_of: rare.version_of,
            ended: rare.ended,
            fact: RatingFact {
                stars,
                purchase: purchase(flags),
                incentivised: flags & INCENTIVISED != 0,
                rater: Pseudonym(0),
                order: Pseudonym(0),
                origin: rare.origin,
                text: has_text.then_some(TextPrint { bands: [0; 2] }),
            },
        });
    }
    let least = take(&mut rest)?;
    let width = usize::from(take_byte(&mut rest)?);
    // No position is beyond the greatest, however its bytes are damaged.
    if width > POSITION_BYTES_MAX {
        return None;
    }
    let (positions, rest) = rest.split_at_checked(n.checked_mul(width)?)?;
    let (texts, names) = rest.split_at_checked(n_texts.checked_mul(TEXT_BYTES)?)?;
    (names.len() == n.checked_mul(NAMES_BYTES)?).then_some(Columns {
        least,
        width,
        positions,
        texts,
        names,
    })
}

fn take_rare(rest: &mut &[u8], effective_on: Day) -> Option<Rare> {
    let flags = take_byte(rest)?;
    let has = |flag: u8| flags & flag != 0;
    let known_since = if has(KNOWN_LATER) {
        let lag = i32::try_from(take_signed(rest)?).ok()?;
        Day::from_number(effective_on.number().checked_add(lag)?)
    } else {
        effective_on
    };
    let version_of = if has(IS_LATER_VERSION) { Some(Seq(take(rest)?)) } else { None };
    let ended = if has(HAS_ENDED) {
        let at = Seq(take(rest)?);
        let known_since = Day::from_number(i32::try_from(take_signed(rest)?).ok()?);
        Some(Ending { at, known_since })
    } else {
        None
    };
    let origin = if has(HAS_ORIGIN) { Some(Pseudonym(take_u32(rest)?)) } else { None };
    Some(Rare { known_since, version_of, ended, origin })
}

fn dimensions(code: u8) -> Option<Stars> {
    (code < 125).then(|| Stars::Dimensions {
        description_match: code / 25 + 1,
        service_attitude: code / 5 % 5 + 1,
        logistics_service: code % 5 + 1,
    })
}

const fn purchase(flags: u8) -> Purchase {
    if flags & VERIFIED == 0 { Purchase::Unverified } else { Purchase::Verified }
}

/// Reads what sums by plain weight need of marks into memory that is used again, and tells whether
/// any of them has ended; none when the bytes are damaged, and then what the memory holds is of no
/// use. Of what this accepts, [`decode`] reads everything.
#[must_use]
pub(super) fn plain_into(bytes: &[u8], plain: &mut Vec<PlainRating>) -> Option<bool> {
    plain.clear();
    let mut has_ended = false;
    each_mark(bytes, |mark| {
        has_ended |= mark.ended.is_some();
        plain.push(PlainRating::of(&mark));
    })?;
    Some(has_ended)
}

/// The marks; none when the bytes are damaged.
#[must_use]
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<RatingMark>> {
    let mut marks = Vec::new();
    let columns = each_mark(bytes, |mark| marks.push(mark))?;
    let Columns { least, width, positions, mut texts, mut names } = columns;
    for (place, mark) in marks.iter_mut().enumerate() {
        let position = positions.get(place * width..(place + 1) * width)?;
        mark.seq = Seq(least.saturating_add(number(position)));
        mark.fact.rater = Pseudonym(take_u32(&mut names)?);
        mark.fact.order = Pseudonym(take_u32(&mut names)?);
        if let Some(text) = &mut mark.fact.text {
            text.bands = [take_u32(&mut texts)?, take_u32(&mut texts)?];
        }
    }
    Some(marks)
}

/// A number of few bytes, the least first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode, plain_into};
    use crate::domain::day::Day;
    use crate::domain::evidence::mark::{Ending, PlainRating, RatingMark};
    use crate::domain::evidence::pseudonym::Pseudonym;
    use crate::domain::evidence::text_print::TextPrint;
    use crate::domain::record::envelope::Seq;
    use crate::domain::record::rating::{Purchase, RatingFact, Stars};

    fn fact() -> impl Strategy<Value = RatingFact> {
        let stars = prop_oneof![
            (1_u8..=5).prop_map(Stars::Overall),
            (1_u8..=5, 1_u8..=5, 1_u8..=5).prop_map(|(a, b, c)| Stars::Dimensions {
                description_match: a,
                service_attitude: b,
                logistics_service: c,
            }),
        ];
        let text = prop::option::of(any::<[u32; 2]>().prop_map(|bands| TextPrint { bands }));
        let origin = prop::option::of(any::<u32>().prop_map(Pseudonym));
        (stars, any::<(bool, bool, u32, u32)>(), origin, text).prop_map(
            |(stars, (verified, incentivised, rater, order), origin, text)| RatingFact {
                stars,
                purchase: if verified { Purchase::Verified } else { Purchase::Unverified },
                incentivised,
                rater: Pseudonym(rater),
                order: Pseudonym(order),
                origin,
                text,
            },
        )
    }

    fn mark() -> impl Strategy<Value = RatingMark> {
        let ended = prop::option::of((any::<u32>(), 10_000_i32..30_000));
        (10_000_i32..20_000, 0_i32..40, any::<u32>(), prop::option::of(any::<u32>()), ended, fact())
            .prop_map(|(day, lag, seq, first, ended, fact)| RatingMark {
                effective_on: Day::from_number(day),
                known_since: Day::from_number(day + lag),
                seq: Seq(u64::from(seq)),
                version_of: first.map(|first| Seq(u64::from(first))),
                ended: ended.map(|(at, day)| Ending {
                    at: Seq(u64::from(at)),
                    known_since: Day::from_number(day),
                }),
                fact,
            })
    }

    proptest! {
        #[test]
        fn marks_come_back_as_they_were(mut marks in prop::collection::vec(mark(), 0..60)) {
            marks.sort_by_key(RatingMark::key);
            let bytes = encode(&marks);
            let has_ended = marks.iter().any(|mark| mark.ended.is_some());
            let mut plain = Vec::new();
            prop_assert_eq!(plain_into(&bytes, &mut plain), Some(has_ended));
            prop_assert_eq!(plain, marks.iter().map(PlainRating::of).collect::<Vec<_>>());
            prop_assert_eq!(decode(&bytes), Some(marks));
        }

        #[test]
        fn damaged_bytes_are_told_at_first_sight_and_never_panic(
            mut marks in prop::collection::vec(mark(), 0..6),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            cut in any::<prop::sample::Index>(),
            is_cut in any::<bool>(),
        ) {
            marks.sort_by_key(RatingMark::key);
            let mut bytes = encode(&marks);
            for (place, byte) in damage {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if is_cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            let n_plain = |plain: &mut Vec<_>| plain_into(&bytes, plain).map(|_| plain.len());
            prop_assert_eq!(
                n_plain(&mut Vec::new()),
                decode(&bytes).map(|marks| marks.len()),
            );
        }
    }

    #[test]
    fn a_plain_rating_takes_at_most_fourteen_bytes() {
        let marks: Vec<RatingMark> = (0..100)
            .map(|n| RatingMark {
                effective_on: Day::from_number(20_000 + n * 9),
                known_since: Day::from_number(20_000 + n * 9),
                seq: Seq(1_000_000 + u64::from(n.unsigned_abs()) * 20_000),
                version_of: None,
                ended: None,
                fact: RatingFact {
                    stars: Stars::Overall(5),
                    purchase: Purchase::Verified,
                    incentivised: false,
                    rater: Pseudonym(4_000_000_000),
                    order: Pseudonym(3_000_000_000),
                    origin: None,
                    text: None,
                },
            })
            .collect();
        assert!(encode(&marks).len() < 100 * 14, "{}", encode(&marks).len());
    }
}
