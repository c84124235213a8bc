//! The content of a record as the store keeps it: JSON, hashed.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::StoreError;
use crate::domain::record::Detail;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

/// Bytes of a content hash that are kept.
pub const HASH_BYTES: usize = 16;

/// The canonical JSON of a content.
///
/// # Errors
/// Never for our own types; serde wants the case handled.
pub fn write(detail: &Detail) -> Result<String, StoreError> {
    serde_json::to_string(detail)
        .map_err(|error| StoreError::Damaged { seq: Seq(0), what: error.to_string() })
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
    struct Part {
        stars: Stars,
        purchase: Purchase,
        #[serde(default)]
        incentivised: bool,
    }
    let part: Part = serde_json::from_str(body)
        .map_err(|error| StoreError::Damaged { seq, what: error.to_string() })?;
    let Part { stars, purchase, incentivised } = part;
    Ok(RatingFact { stars, purchase, incentivised })
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
    /// The first 63 bits of its SHA-256.
    pub place: i64,
    /// The next 64 bits.
    pub check: i64,
}

impl KeyHash {
    /// The place after this one, for a key whose own is taken by another key.
    pub(super) const fn next(self) -> Self {
        Self { place: self.place.wrapping_add(1) & i64::MAX, ..self }
    }
}

/// The hash of a natural key.
#[must_use]
pub fn key_hash(key: &str) -> KeyHash {
    let digest = digest(&[key]);
    let bits = |from: usize| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&digest[from..from + 8]);
        i64::from_be_bytes(eight)
    };
    KeyHash { place: bits(0) & i64::MAX, check: bits(8) }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
            };
            let fact = rating.fact();
            let text = write(&Detail::Rating(rating)).unwrap();
            assert_eq!(rating_fact(Seq(1), &text).unwrap(), fact);
            let damaged = text.replace("verified", "very");
            assert!(matches!(rating_fact(Seq(7), &damaged), Err(StoreError::Damaged { .. })));
        }
    }
}
