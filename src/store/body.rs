//! The content of a record as the store keeps it: JSON, hashed.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::StoreError;
use crate::domain::evidence::pseudonym::pseudonym;
use crate::domain::evidence::text_print::TextPrint;
use crate::domain::record::Detail;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::rating::{Purchase, Rating, RatingFact, Stars};

/// Bytes of a content hash that are kept.
pub const HASH_BYTES: usize = 16;

/// Room for the JSON of most contents.
const USUAL_BYTES: usize = 256;
/// The end of a natural key by which neighbours differ: the last characters of a running number.
const NEIGHBOUR_BYTES: usize = 8;
/// Bits of a place that neighbours differ in.
const NEIGHBOUR_BITS: u32 = 40;

/// The canonical JSON of a content.
///
/// # Errors
/// Never for our own types; serde wants the case handled.
pub fn write(detail: &Detail) -> Result<String, StoreError> {
    let damaged = |what: String| StoreError::Damaged { seq: Seq(0), what };
    let mut json = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut json, detail).map_err(|error| damaged(error.to_string()))?;
    String::from_utf8(json).map_err(|error| damaged(error.to_string()))
}

/// The JSON by which two contents are the same: without the print of a text, for the text itself is
/// no part of the content.
///
/// # Errors
/// As [`write`].
pub fn compared<'j>(detail: &Detail, json: &'j str) -> Result<Cow<'j, str>, StoreError> {
    match detail {
        Detail::Rating(rating) if rating.text_print.is_some() => {
            let without = Rating { text_print: None, ..rating.clone() };
            write(&Detail::Rating(without)).map(Cow::Owned)
        }
        _ => Ok(Cow::Borrowed(json)),
    }
}

/// The content in that JSON.
///
/// # Errors
/// [`StoreError::Damaged`] when it is not what [`write`] makes for that kind.
pub fn parse(kind: RecordKind, seq: Seq, body: &str) -> Result<Detail, StoreError> {
    let detail = match kind {
        RecordKind::Merchant => serde_json::from_str(body).map(Detail::Merchant),
        RecordKind::Licence => serde_json::from_str(body).map(Detail::Licence),
        RecordKind::Penalty => serde_json::from_str(body).map(Detail::Penalty),
        RecordKind::Inspection => serde_json::from_str(body).map(Detail::Inspection),
        RecordKind::Rating => serde_json::from_str(body).map(Detail::Rating),
        RecordKind::Complaint => serde_json::from_str(body).map(Detail::Complaint),
        RecordKind::Withdrawal => serde_json::from_str(body).map(Detail::Withdrawal),
        RecordKind::Repair => serde_json::from_str(body).map(Detail::Repair),
        RecordKind::Merge => serde_json::from_str(body).map(Detail::Merge),
        RecordKind::Erasure => serde_json::from_str(body).map(Detail::Erasure),
        RecordKind::Publication => serde_json::from_str(body).map(Detail::Publication),
        RecordKind::Listing => serde_json::from_str(body).map(Detail::Listing),
        RecordKind::RepairApplication => serde_json::from_str(body).map(Detail::RepairApplication),
        RecordKind::Objection => serde_json::from_str(body).map(Detail::Objection),
        RecordKind::Statement => serde_json::from_str(body).map(Detail::Statement),
        RecordKind::Notice => serde_json::from_str(body).map(Detail::Notice),
        RecordKind::Finding => serde_json::from_str(body).map(Detail::Finding),
        RecordKind::Transaction => serde_json::from_str(body).map(Detail::Transaction),
    };
    // serde_json names the place, not the value; contents hold no personal text in any case.
    detail.map_err(|error| StoreError::Damaged { seq, what: error.to_string() })
}

/// What scoring needs of a rating, read from its JSON without the rest: there are many of them.
///
/// # Errors
/// As [`parse`].
pub fn rating_fact(seq: Seq, body: &str) -> Result<RatingFact, StoreError> {
    #[derive(Deserialize)]
    struct Part<'j> {
        #[serde(borrow)]
        platform: Cow<'j, str>,
        #[serde(borrow)]
        order: Cow<'j, str>,
        #[serde(borrow)]
        rater: Cow<'j, str>,
        stars: Stars,
        purchase: Purchase,
        #[serde(default)]
        incentivised: bool,
        #[serde(default, borrow)]
        origin: Option<Cow<'j, str>>,
        #[serde(default)]
        text_print: Option<TextPrint>,
    }
    let part: Part<'_> = serde_json::from_str(body)
        .map_err(|error| StoreError::Damaged { seq, what: error.to_string() })?;
    let hidden = |name: &str| pseudonym(&part.platform, name);
    Ok(RatingFact {
        stars: part.stars,
        purchase: part.purchase,
        incentivised: part.incentivised,
        rater: hidden(&part.rater),
        order: hidden(&part.order),
        origin: part.origin.as_deref().map(hidden),
        text: part.text_print,
    })
}

/// What identifies a content: the start of the SHA-256 of its subject, day, envelope claims and JSON.
#[must_use]
pub fn hash(parts: &[&str]) -> [u8; HASH_BYTES] {
    let digest = digest(parts);
    let mut short = [0; HASH_BYTES];
    short.copy_from_slice(&digest[..HASH_BYTES]);
    short
}

/// Where a natural key stands in its table, and what tells it from another with the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHash {
    /// 63 bits, as the store's [`Placing`] has them.
    pub place: i64,
    /// 64 other bits of the key's SHA-256.
    pub check: i64,
}

/// How a store places natural keys in their table; decided when the store is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placing {
    /// By the first 63 bits of the key's SHA-256: everywhere. Stores of the first versions.
    #[default]
    Scattered,
    /// By 23 bits of the SHA-256 of the key without its last 8 bytes, then 40 bits of its own: keys
    /// with running numbers, which come together, stand near each other, so that a transaction
    /// changes few pages of the table.
    Neighbours,
}

impl KeyHash {
    /// The place after this one, for a key whose own is taken by another key.
    pub(super) const fn next(self) -> Self {
        Self { place: self.place.wrapping_add(1) & i64::MAX, ..self }
    }
}

/// The hash of a natural key.
#[must_use]
pub fn key_hash(key: &str, placing: Placing) -> KeyHash {
    let own = digest(&[key]);
    let first = bits(&own, 0) & i64::MAX;
    let place = match placing {
        Placing::Scattered => first,
        Placing::Neighbours => {
            let shared = key.len().saturating_sub(NEIGHBOUR_BYTES);
            let shared = key.as_bytes().get(..shared).unwrap_or_default();
            let upper = bits(&Sha256::digest(shared), 0) & i64::MAX & (-1 << NEIGHBOUR_BITS);
            upper | (first & !(-1 << NEIGHBOUR_BITS))
        }
    };
    KeyHash { place, check: bits(&own, 8) }
}

/// What tells a key from another with the same place, in every store.
#[must_use]
pub fn key_check(key: &str) -> i64 {
    bits(&digest(&[key]), 8)
}

fn bits(digest: &[u8], from: usize) -> i64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&digest[from..from + 8]);
    i64::from_be_bytes(eight)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::record::rating::Rating;

    #[test]
    fn keys_with_running_numbers_stand_near_each_other_and_apart_from_others() {
        let place = |key: &str| key_hash(key, Placing::Neighbours).place;
        let places: Vec<i64> =
            (100..1000).map(|n| place(&format!("rating|yangli|20261104{n}|1|0"))).collect();
        let near = places.iter().max().unwrap() - places.iter().min().unwrap();
        assert!(near < 1 << NEIGHBOUR_BITS, "{near}");
        assert!(places.iter().all(|place| *place >= 0));
        let mut distinct = places.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), places.len());
        let far = place("rating|yangli|20261204100|1|0").abs_diff(places[0]);
        assert!(far >= 1 << NEIGHBOUR_BITS, "{far}");
        let check = |key| key_hash(key, Placing::Neighbours).check;
        assert_ne!(check(""), check("a"));
    }

    #[test]
    fn an_older_store_finds_its_keys_where_it_put_them() {
        // SHA-256 of the length of "rating|p|1|1|0" in 8 bytes and the text, first 16 bytes.
        let hash = key_hash("rating|p|1|1|0", Placing::Scattered);
        let near = key_hash("rating|p|1|1|0", Placing::Neighbours);
        assert_eq!(hash.check, near.check);
        assert_eq!(hash.place & 0xff_ffff_ffff, near.place & 0xff_ffff_ffff);
        assert_ne!(hash.place, near.place);
    }

    #[test]
    fn the_part_of_a_rating_is_what_the_whole_says() {
        for (stars, incentivised) in [
            (Stars::Overall(4), false),
            (
                Stars::Dimensions {
                    description_match: 1,
                    service_attitude: 3,
                    logistics_service: 5,
                },
                true,
            ),
        ] {
            let rating = Rating {
                platform: "yangli".to_owned(),
                order: "1\"2".to_owned(),
                item: "1".to_owned(),
                sequence: 2,
                rated_on: Day::from_number(20_000),
                rater: "r".to_owned(),
                stars,
                purchase: Purchase::Verified,
                incentivised,
                origin: incentivised.then(|| "d9".to_owned()),
                text_print: TextPrint::of("东西很好下次还会再来买"),
            };
            let fact = rating.fact();
            let text = write(&Detail::Rating(rating)).unwrap();
            assert_eq!(rating_fact(Seq(1), &text).unwrap(), fact);
            assert!(fact.text.is_some());
            let damaged = text.replace("verified", "very");
            assert!(matches!(rating_fact(Seq(7), &damaged), Err(StoreError::Damaged { .. })));
        }
    }
}
