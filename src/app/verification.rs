//! The code on a printed report: proves later that the printed score is what was said on that day.
//!
//! The code holds what was said and a message authentication code over it, so nothing is stored for
//! it, and whoever verifies it learns nothing that is not on the paper.

use data_encoding::{Encoding, Specification};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use super::score::{Frame, Outcome, ScoreAnswer};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::{Audience, barred};
use crate::domain::keyed_hash::keyed_hash;
use crate::domain::merchant::MerchantId;
use crate::domain::scorecard::Grade;
use crate::store::{history, read};

/// The form of the code; a later form has another number.
const VERSION: u8 = 1;
/// Bytes of what was said: version, day, instant, points, grade.
const SAID_BYTES: usize = 1 + 2 + 7 + 2 + 1;
/// Bytes of the authentication code.
const MAC_BYTES: usize = 7;
/// Characters in a group of the printed code.
const GROUP: usize = 4;
/// Points of a merchant that was not rated.
const NOT_RATED: u16 = u16::MAX;
/// What the key of codes is derived for, apart from every other use of the instance's key.
const PURPOSE: &[u8] = b"merchant-credit report verification 1";

/// What a report said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Of which day, which is the day of issue.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// The points; none where it said "not rated".
    pub points: Option<i32>,
    /// The grade; none where it said "not rated".
    pub grade: Option<Grade>,
}

/// What came of verifying a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// No report with this code was made for this merchant.
    NotOurs,
    /// The service said so on that day.
    Genuine {
        /// What it said.
        said: Said,
        /// Whether the same comes out again from what was known then.
        again: Again,
    },
}

/// What comes out when a score is computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same.
    Same,
    /// Something else.
    Other,
}

impl App {
    /// The code of a report that shows this answer to the public on the day it is of.
    #[must_use]
    pub fn report_code(&self, answer: &ScoreAnswer) -> String {
        let (points, grade) = match &answer.outcome {
            Outcome::Rated(score) => (Some(score.points), Some(score.grade)),
            Outcome::NotRated(_) => (None, None),
        };
        let said = Said { as_of: answer.as_of, known_at: answer.known_at, points, grade };
        let mut bytes = said.to_bytes().to_vec();
        bytes.extend(self.authentication(&answer.id, &bytes));
        grouped(&alphabet().encode(&bytes))
    }

    /// Whether a code is that of a report which this service made for the merchant.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant.
    pub fn verify_report(&self, id: &MerchantId, code: &str) -> Result<Verification, AppError> {
        // A merchant is known by several numbers; the code was made for the first of them.
        let frame = self.frame(None, None, None)?;
        let text = id.to_string();
        let row = self.store().read(|view| read::merchant_at(view, &text, frame.at))?;
        let row = row.ok_or_else(|| AppError::NotFound { what: format!("merchant {text}") })?;
        let Some(bytes) = alphabet().decode(code.trim().as_bytes()).ok() else {
            return Ok(Verification::NotOurs);
        };
        let Some((said, sent)) = bytes.split_at_checked(SAID_BYTES) else {
            return Ok(Verification::NotOurs);
        };
        if !self.is_authentic(&row.id, said, sent) {
            return Ok(Verification::NotOurs);
        }
        let Some(said) = Said::parse(said) else {
            return Ok(Verification::NotOurs);
        };
        let again = match self.said_then(&row.id, &said) {
            Ok(found) if found == Some(said) => Again::Same,
            _ => Again::Other,
        };
        Ok(Verification::Genuine { said, again })
    }

    /// What the public was told on the day: computed from what was known and disclosed then.
    fn said_then(&self, id: &MerchantId, said: &Said) -> Result<Option<Said>, AppError> {
        let frame: Frame = self.frame(Some(said.as_of), Some(said.known_at), None)?;
        let text = id.to_string();
        let answer = self.store().read(|view| {
            let Some(row) = read::merchant_at(view, &text, frame.at)? else { return Ok(None) };
            let history = history::load(view, row.merchant, frame.at)?;
            let barred = barred(&history, frame.as_of, &frame.law.yardstick);
            self.score_without(view, &row, &frame, Audience::Privileged, &barred).map(Some)
        })?;
        Ok(answer.map(|answer| match &answer.outcome {
            Outcome::Rated(score) => {
                Said { points: Some(score.points), grade: Some(score.grade), ..*said }
            }
            Outcome::NotRated(_) => Said { points: None, grade: None, ..*said },
        }))
    }

    fn mac(&self, id: &MerchantId, said: &[u8]) -> Hmac<Sha256> {
        let derived = keyed_hash(&self.settings().id_number_key).chain_update(PURPOSE);
        let derived = derived.finalize().into_bytes();
        keyed_hash(&derived).chain_update(said).chain_update(id.to_string())
    }

    fn authentication(&self, id: &MerchantId, said: &[u8]) -> Vec<u8> {
        self.mac(id, said).finalize().into_bytes().iter().take(MAC_BYTES).copied().collect()
    }

    fn is_authentic(&self, id: &MerchantId, said: &[u8], sent: &[u8]) -> bool {
        sent.len() == MAC_BYTES && self.mac(id, said).verify_truncated_left(sent).is_ok()
    }
}

impl Said {
    fn to_bytes(self) -> [u8; SAID_BYTES] {
        let mut bytes = [0; SAID_BYTES];
        let day = u16::try_from(self.as_of.number()).unwrap_or_default();
        let points = self.points.and_then(|points| u16::try_from(points).ok()).unwrap_or(NOT_RATED);
        let grade = self.grade.and_then(|own| Grade::ALL.iter().position(|grade| *grade == own));
        let grade = grade.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX);
        bytes[0] = VERSION;
        bytes[1..3].copy_from_slice(&day.to_be_bytes());
        bytes[3..10].copy_from_slice(&self.known_at.as_microsecond().to_be_bytes()[1..]);
        bytes[10..12].copy_from_slice(&points.to_be_bytes());
        bytes[12] = grade;
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let [VERSION, d1, d2, t1, t2, t3, t4, t5, t6, t7, p1, p2, grade] = *bytes else {
            return None;
        };
        let points = u16::from_be_bytes([p1, p2]);
        let known_at = i64::from_be_bytes([0, t1, t2, t3, t4, t5, t6, t7]);
        Some(Self {
            as_of: Day::from_number(i32::from(u16::from_be_bytes([d1, d2]))),
            known_at: Timestamp::from_microsecond(known_at).ok()?,
            points: (points != NOT_RATED).then(|| i32::from(points)),
            grade: Grade::ALL.get(usize::from(grade)).copied(),
        })
    }
}

/// Crockford's alphabet: no letter that is taken for a digit, in either case, with or without the
/// hyphens between groups.
fn alphabet() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    specification.ignore.push_str("- ");
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
}

fn grouped(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / GROUP);
    for (place, character) in code.chars().enumerate() {
        if place > 0 && place.is_multiple_of(GROUP) {
            out.push('-');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said {
        Said {
            as_of: Day::parse("2026-11-03").unwrap(),
            known_at: "2026-11-03T09:30:00.123456Z".parse().unwrap(),
            points: Some(636),
            grade: Some(Grade::B),
        }
    }

    #[test]
    fn what_was_said_reads_back_from_its_bytes() {
        for said in [said(), Said { points: None, grade: None, ..said() }] {
            assert_eq!(Said::parse(&said.to_bytes()), Some(said));
        }
        assert_eq!(Said::parse(&[2; SAID_BYTES]), None);
        assert_eq!(Said::parse(&[VERSION]), None);
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = grouped(&alphabet().encode(&said().to_bytes()));
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(alphabet().decode(typed.as_bytes()).unwrap(), said().to_bytes());
    }
}
