//! What tells of a person in a value: finding it, masking it, hashing it, counting what was done.

use std::ops::AddAssign;

use data_encoding::HEXLOWER;
use hmac::Mac;
use unicode_normalization::UnicodeNormalization;

use super::field::{Field, Form};
use super::row::HashKey;
use crate::domain::keyed_hash;
use crate::domain::privacy::id_number::{self, IdNumber};
use crate::domain::privacy::{Masked, PersonalKind, mask_text, name};

/// The digits of a mobile number, the shortest that is looked for.
const MOBILE_LENGTH: usize = 11;
/// The characters of an ID number, and the digits of one before 1999 (GB 11643-1989).
const ID_LENGTH: usize = 18;
const ID_LENGTH_OLD: usize = 15;

/// The fewest characters of a document's number whose last four may be kept.
const CHARS_FOR_LAST_FOUR: usize = 8;

/// How much was masked or hashed on the way in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaskCounts {
    /// ID numbers: a keyed hash and the last four characters are kept.
    pub id_numbers: u64,
    /// Mobile numbers in free text.
    pub mobile_numbers: u64,
    /// Bank cards in free text.
    pub bank_cards: u64,
    /// Home addresses in free text.
    pub home_addresses: u64,
    /// Names of natural persons.
    pub names: u64,
    /// Numbers of orders, raters and the like that held a person's number.
    pub pseudonyms: u64,
}

impl AddAssign for MaskCounts {
    fn add_assign(&mut self, other: Self) {
        self.id_numbers += other.id_numbers;
        self.mobile_numbers += other.mobile_numbers;
        self.bank_cards += other.bank_cards;
        self.home_addresses += other.home_addresses;
        self.names += other.names;
        self.pseudonyms += other.pseudonyms;
    }
}

impl MaskCounts {
    /// Everything that was masked.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.id_numbers
            + self.mobile_numbers
            + self.bank_cards
            + self.home_addresses
            + self.names
            + self.pseudonyms
    }

    /// Counts what was found in a text.
    pub(super) fn count(&mut self, masked: &Masked) {
        for found in &masked.found {
            match found.kind {
                PersonalKind::IdNumber => self.id_numbers += 1,
                PersonalKind::MobileNumber => self.mobile_numbers += 1,
                PersonalKind::BankCard => self.bank_cards += 1,
                PersonalKind::HomeAddress => self.home_addresses += 1,
            }
        }
    }
}

/// Whether a text holds the ID number or mobile number of a person.
#[must_use]
pub fn tells(text: &str) -> bool {
    let is_number = |kind| matches!(kind, PersonalKind::IdNumber | PersonalKind::MobileNumber);
    has_long_number(text) && mask_text(text).found.iter().any(|found| is_number(found.kind))
}

/// Whether a text may tell of a person, mistyped numbers, cards and homes too: for what errors and
/// rejects must not repeat.
#[must_use]
pub fn may_tell(text: &str) -> bool {
    let digits = has_many_digits(text);
    (digits && id_number::may_contain(text))
        || ((digits || !text.is_ascii()) && !mask_text(text).found.is_empty())
}

/// A value as an error may repeat it, where nothing is known of its field.
#[must_use]
pub fn shown(value: &str) -> &str {
    if may_tell(value) { super::MASKED } else { value }
}

/// Whether a value must not be repeated in errors and rejects. Identities are not looked through
/// for bank cards and homes: a credit code with one wrong digit can look like a card.
#[must_use]
pub fn must_be_masked(field: &Field, value: &str) -> bool {
    match field.form {
        _ if field.is_personal() => true,
        Form::MerchantId | Form::Uscc => tells(value) || may_be_id_number(value),
        _ => may_tell(value),
    }
}

/// Whether a number given by its source is a person's; an old ID number of 15 digits too, even
/// where it could be a registration number.
pub(super) fn is_of_person(text: &str) -> bool {
    tells(text) || (text.len() >= ID_LENGTH_OLD && IdNumber::parse(text).is_some())
}

/// A quick no for most values.
fn has_many_digits(text: &str) -> bool {
    if text.len() < MOBILE_LENGTH {
        return false;
    }
    let n_digits = if text.is_ascii() {
        text.bytes().filter(u8::is_ascii_digit).count()
    } else {
        text.chars().filter(|c| c.is_numeric()).count()
    };
    n_digits >= MOBILE_LENGTH
}

/// A quick no for most numbers of orders: digits in a row that are too many for a mobile number and
/// hold no day of birth are neither that nor an ID number. Says yes in doubt.
fn has_long_number(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b':';
    if !has_many_digits(text) {
        return false;
    }
    if !text.bytes().all(is_plain) {
        return true;
    }
    text.as_bytes().split(|byte| !matches!(byte, b'0'..=b'9' | b'X' | b'x')).any(|run| {
        match run.len() {
            0..MOBILE_LENGTH => false,
            MOBILE_LENGTH..=ID_LENGTH_OLD => true,
            _ => run.windows(ID_LENGTH).any(holds_birth_date),
        }
    })
}

/// Whether the places of the day of birth, 7 to 14, could be a day of 1850 to 2099.
fn holds_birth_date(window: &[u8]) -> bool {
    matches!(
        window.get(6..14),
        Some([b'1', b'8' | b'9', _, _, b'0' | b'1', _, b'0'..=b'3', _])
            | Some([b'2', b'0', _, _, b'0' | b'1', _, b'0'..=b'3', _])
    )
}

/// Whether a text could be an ID number, mistyped or not.
pub(super) fn may_be_id_number(text: &str) -> bool {
    has_many_digits(text) && id_number::may_contain(text)
}

/// A free text without what tells of a person in it; text that has nothing to find comes back as
/// it is, without a search.
pub(super) fn mask(text: &str) -> Masked {
    if text.is_ascii() && !has_many_digits(text) {
        return Masked { text: text.to_owned(), found: Vec::new() };
    }
    mask_text(text)
}

pub(super) fn mask_name(text: &str) -> String {
    name::mask_name(text)
}

/// A number in the form in which numbers are compared: NFKC, upper case, no spaces or hyphens.
pub(super) fn normal_number(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}

/// What stands for a number that must not be kept: `hmac:` and the hash, the same for the same
/// number under one key.
pub(super) fn keyed_hash(key: &HashKey, text: &str) -> String {
    let mac = keyed_hash::keyed_hash(key.bytes()).chain_update(normal_number(text));
    format!("hmac:{}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

/// The hash of an identity document's number and its last four characters, `hmac:HASH:002X`; of a
/// short number no characters.
pub(super) fn hash_and_last_four(key: &HashKey, text: &str) -> String {
    let number = normal_number(text);
    let n_characters = number.chars().count();
    let n_kept = if n_characters < CHARS_FOR_LAST_FOUR { 0 } else { 4 };
    let last: String = number.chars().skip(n_characters - n_kept).collect();
    format!("{}:{last}", keyed_hash(key, &number))
}

/// The same for an ID number found in a text.
pub(super) fn hash_of_found(key: &HashKey, number: &IdNumber) -> String {
    format!("{}:{}", keyed_hash(key, number.reveal()), number.last_four())
}

/// What stands for a reference: the first 128 bits of its keyed hash are enough to tell the papers of
/// all orders apart.
pub(super) fn keyed_reference(key: &HashKey, text: &str) -> String {
    let mut hash = keyed_hash(key, text);
    hash.truncate(5 + 32);
    hash
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tells_without_the_quick_way(text: &str) -> bool {
        mask_text(text)
            .found
            .iter()
            .any(|found| matches!(found.kind, PersonalKind::IdNumber | PersonalKind::MobileNumber))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_quick_way_says_what_the_long_one_says(
            text in prop_oneof![
                concat!(
                    "[A-Za-z:]{0,4}(11|44|83)[0-9]{4}",
                    "(18|19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X]{0,6}",
                ),
                "[0-9X ]{0,40}",
                "[a-z]{0,3}(0086|86|0|)1[3-9][0-9]{9}[a-z0-9]{0,3}",
                ".{0,40}",
            ],
        ) {
            prop_assert_eq!(tells(&text), tells_without_the_quick_way(&text));
        }
    }
}
