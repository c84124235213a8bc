//! Marks of ratings as bytes: most take about a dozen.
//!
//! A mark is a flag byte, the distance to the day before, then, where the flags say so, a byte of
//! rarer properties with their values, then rater, order and the distance to the position before.
//! Distances are integers of variable length.

use serde::{Deserializer, Serializer, de};

use super::mark::{Ending, RatingMark};
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

/// Writes marks for serde's binary formats.
///
/// # Errors
/// Only what the serializer itself refuses.
pub fn serialize<S: Serializer>(marks: &[RatingMark], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&encode(marks))
}

/// Reads marks from serde's binary formats.
///
/// # Errors
/// When the bytes are not what [`encode`] writes.
pub fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<RatingMark>, D::Error> {
    struct Bytes;
    impl de::Visitor<'_> for Bytes {
        type Value = Vec<RatingMark>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("marks of ratings as bytes")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            let mut marks = Vec::new();
            decode_into(bytes, &mut marks).ok_or_else(|| E::custom("damaged marks of ratings"))?;
            Ok(marks)
        }
    }
    deserializer.deserialize_bytes(Bytes)
}

/// The bytes of marks that are ordered by their keys.
#[must_use]
pub fn encode(marks: &[RatingMark]) -> Vec<u8> {
    let mut out = Vec::with_capacity(marks.len() * 16 + 4);
    put(&mut out, marks.len() as u64);
    let (mut day, mut seq) = (0_i64, 0_i64);
    for mark in marks {
        let fact = &mark.fact;
        let rare = rare_flags(mark);
        let (stars, dimensions) = match fact.stars {
            Stars::Overall(stars) => (stars & STARS_MASK, None),
            Stars::Dimensions { .. } => (0, fact.stars.dimensions()),
        };
        let flag = |is_set, flag| if is_set { flag } else { 0 };
        out.push(
            stars
                | flag(fact.purchase == Purchase::Verified, VERIFIED)
                | flag(fact.incentivised, INCENTIVISED)
                | flag(fact.text.is_some(), HAS_TEXT)
                | flag(rare != 0, HAS_RARE),
        );
        let number = i64::from(mark.effective_on.number());
        put_signed(&mut out, number - day);
        day = number;
        if rare != 0 {
            put_rare(&mut out, rare, mark);
        }
        if let Some(dimensions) = dimensions {
            out.push(dimensions.iter().fold(0, |code, stars| code * 5 + stars.saturating_sub(1)));
        }
        if let Some(text) = fact.text {
            text.bands.iter().for_each(|band| put_u32(&mut out, *band));
        }
        put_u32(&mut out, fact.rater.0);
        put_u32(&mut out, fact.order.0);
        put_signed(&mut out, signed(mark.seq) - seq);
        seq = signed(mark.seq);
    }
    out
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

fn signed(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

/// Reads marks into memory that is used again; none when the bytes are damaged, and then what the
/// memory holds is of no use.
#[must_use]
pub fn decode_into(bytes: &[u8], marks: &mut Vec<RatingMark>) -> Option<()> {
    marks.clear();
    let mut rest = bytes;
    let n = usize::try_from(take(&mut rest)?).ok()?;
    marks.reserve(n.min(bytes.len()));
    let (mut day, mut seq) = (0_i64, 0_i64);
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
        let text = if flags & HAS_TEXT == 0 {
            None
        } else {
            Some(TextPrint { bands: [take_u32(&mut rest)?, take_u32(&mut rest)?] })
        };
        let rater = Pseudonym(take_u32(&mut rest)?);
        let order = Pseudonym(take_u32(&mut rest)?);
        seq = seq.checked_add(take_signed(&mut rest)?)?;
        let purchase =
            if flags & VERIFIED == 0 { Purchase::Unverified } else { Purchase::Verified };
        let incentivised = flags & INCENTIVISED != 0;
        let origin = rare.origin;
        marks.push(RatingMark {
            effective_on,
            known_since: rare.known_since,
            seq: Seq(u64::try_from(seq).ok()?),
            version_of: rare.version_of,
            ended: rare.ended,
            fact: RatingFact { stars, purchase, incentivised, rater, order, origin, text },
        });
    }
    rest.is_empty().then_some(())
}

struct Rare {
    known_since: Day,
    version_of: Option<Seq>,
    ended: Option<Ending>,
    origin: Option<Pseudonym>,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode_into, encode};
    use crate::domain::day::Day;
    use crate::domain::evidence::mark::{Ending, RatingMark};
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
            let mut back = Vec::new();
            prop_assert_eq!(decode_into(&encode(&marks), &mut back), Some(()));
            prop_assert_eq!(back, marks);
        }

        #[test]
        fn damaged_bytes_are_told_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode_into(&bytes, &mut Vec::new());
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
