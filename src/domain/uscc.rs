//! The unified social credit code (统一社会信用代码, GB 32100-2015): parse, both checks, parts.

pub mod check;
pub mod class;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use self::check::{organisation_check, uscc_check, uscc_value};
use self::class::UsccClass;
use crate::domain::privacy::id_number;

/// What 双公示 data write for "this subject has no code".
const PLACEHOLDER: &str = "00000000000000000X";

const LENGTH: usize = 18;

/// A unified social credit code whose form is right: 18 characters, both check characters fit.
///
/// The form proves nothing about the subject: a code can be well formed and belong to nobody.
/// Serialised as its text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc([u8; LENGTH]);

impl Uscc {
    /// Reads a code after normalising it: NFKC, upper case, spaces and hyphens removed.
    ///
    /// The letters O and I are never taken for 0 and 1, nor is any other character guessed.
    /// Class digits that GB 32100 does not list are accepted: see [`Uscc::class`].
    ///
    /// # Errors
    /// [`UsccError`], which says which position breaks which rule.
    pub fn parse(text: &str) -> Result<Self, UsccError> {
        let normal = normalise(text);
        if normal == PLACEHOLDER {
            return Err(UsccError::Placeholder);
        }
        let code = || shown(&normal);
        let n_characters = normal.chars().count();
        let Ok(bytes) = <[u8; LENGTH]>::try_from(normal.as_bytes()) else {
            if n_characters == LENGTH {
                check_alphabet(&normal)?;
            }
            return Err(UsccError::Length { code: code(), n_characters });
        };
        check_alphabet(&normal)?;
        if let Some(offset) = bytes[2..8].iter().position(|b| !b.is_ascii_digit()) {
            let found = char::from(bytes[2 + offset]);
            return Err(UsccError::Region { code: code(), position: 3 + offset, found });
        }
        let checks = [
            (17, "GB 11714, mod 11 over positions 9-16", organisation_check(&bytes[8..16])),
            (18, "GB 32100, mod 31 over positions 1-17", uscc_check(&bytes[..17])),
        ];
        for (position, rule, expected) in checks {
            let found = bytes[position - 1];
            match expected {
                Some(expected) if expected == found => {}
                Some(expected) => {
                    return Err(UsccError::Check {
                        code: code(),
                        position,
                        rule,
                        expected: char::from(expected),
                        found: char::from(found),
                    });
                }
                None => return Err(UsccError::Length { code: code(), n_characters }),
            }
        }
        Ok(Self(bytes))
    }

    /// Builds a code from its parts and computes both check characters.
    ///
    /// `class`: positions 1–2; `region`: six digits; `body`: the first 8 characters of the
    /// organisation code. `None` when a part has another length or a character it may not have.
    #[must_use]
    pub fn with_checks(class: [u8; 2], region: &str, body: &str) -> Option<Self> {
        let mut code = [0; LENGTH];
        if region.len() != 6 || body.len() != 8 {
            return None;
        }
        code[..2].copy_from_slice(&class);
        code[2..8].copy_from_slice(region.as_bytes());
        code[8..16].copy_from_slice(body.as_bytes());
        code[16] = organisation_check(&code[8..16])?;
        code[17] = uscc_check(&code[..17])?;
        code[2..8].iter().all(u8::is_ascii_digit).then_some(Self(code))
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.part(0, LENGTH)
    }

    /// What kind of body positions 1–2 name; `None` when GB 32100 does not list them.
    #[must_use]
    pub fn class(&self) -> Option<UsccClass> {
        UsccClass::of([self.0[0], self.0[1]])
    }

    /// Positions 3–8: the region (GB/T 2260) of the organ that registered the subject, as it was
    /// called then; it may be a code abolished since, and it says nothing of later moves.
    #[must_use]
    pub fn registration_region(&self) -> &str {
        self.part(2, 8)
    }

    /// Positions 9–17: the organisation code (组织机构代码, GB 11714), check character included.
    #[must_use]
    pub fn organisation_code(&self) -> &str {
        self.part(8, 17)
    }

    fn part(&self, from: usize, to: usize) -> &str {
        // Every constructor lets only ASCII in, so the empty default is never taken.
        std::str::from_utf8(&self.0[from..to]).unwrap_or_default()
    }
}

/// Whether a text is `00000000000000000X`, the filler of 双公示 data for "no code".
///
/// It fails the mod-31 check, but means that a code is absent, not that one is wrong.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    normalise(text) == PLACEHOLDER
}

/// NFKC, upper case, without spaces, invisible marks and hyphens of any kind.
fn normalise(text: &str) -> String {
    if text.is_ascii() {
        // The same without the tables of Unicode: nearly all codes are written so.
        return text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
    }
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .filter(|c| !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}'))
        .flat_map(char::to_uppercase)
        .collect()
}

fn check_alphabet(normal: &str) -> Result<(), UsccError> {
    let outside = |c: &char| u8::try_from(*c).ok().and_then(uscc_value).is_none();
    match normal.chars().enumerate().find(|(_, c)| outside(c)) {
        None => Ok(()),
        Some((offset, found)) => {
            let position = offset + 1;
            Err(UsccError::Alphabet { code: shown(normal), position, found })
        }
    }
}

/// The refused text for a message: cut to 40 characters, an ID number in it left out.
fn shown(normal: &str) -> String {
    if id_number::may_contain(normal) {
        "‹masked›".to_owned()
    } else {
        normal.chars().take(40).collect()
    }
}

/// Why a text is not a unified social credit code. Positions count from 1.
///
/// `code` is the text after normalisation, cut to 40 characters, or `‹masked›` where it looks
/// like a citizen's ID number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// The filler for "no code": the subject has none, so none can be read.
    #[error("'{PLACEHOLDER}' means that the subject has no unified social credit code")]
    Placeholder,
    /// Not 18 characters.
    #[error("'{code}' has {n_characters} characters; a unified social credit code has 18")]
    Length {
        /// The refused text.
        code: String,
        /// How many characters it has.
        n_characters: usize,
    },
    /// A character outside the 31 of GB 32100.
    #[error(
        "position {position} of '{code}' holds '{found}'; GB 32100 allows the digits and the \
         letters A-Z without I, O, S, V, Z{}", hint(*found)
    )]
    Alphabet {
        /// The refused text.
        code: String,
        /// Where the character stands.
        position: usize,
        /// The character.
        found: char,
    },
    /// A letter in the region, positions 3–8.
    #[error(
        "position {position} of '{code}' holds '{found}'; positions 3-8 are the six digits of a \
         region (GB/T 2260)"
    )]
    Region {
        /// The refused text.
        code: String,
        /// Where the letter stands.
        position: usize,
        /// The letter.
        found: char,
    },
    /// One of the two check characters does not fit the rest.
    #[error(
        "position {position} of '{code}' holds '{found}'; the check ({rule}) gives '{expected}'"
    )]
    Check {
        /// The refused text.
        code: String,
        /// 17 (organisation code) or 18 (whole code).
        position: usize,
        /// Which standard and which characters the check is over.
        rule: &'static str,
        /// What the rule gives.
        expected: char,
        /// What the text holds.
        found: char,
    },
}

impl UsccError {
    /// The position (from 1) that breaks the rule; `None` when the whole text does.
    #[must_use]
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Placeholder | Self::Length { .. } => None,
            Self::Alphabet { position, .. }
            | Self::Region { position, .. }
            | Self::Check { position, .. } => Some(*position),
        }
    }
}

fn hint(found: char) -> &'static str {
    match found {
        'O' => " (look whether it is the digit 0; it is not guessed)",
        'I' => " (look whether it is the digit 1; it is not guessed)",
        _ => "",
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uscc({self})")
    }
}

impl std::str::FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Self, UsccError> {
        Self::parse(text)
    }
}

impl Serialize for Uscc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Uscc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
