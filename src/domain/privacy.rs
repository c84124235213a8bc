//! Personal data: what must be found, masked or left out before anything is stored or shown.
//!
//! Sources: 个人信息保护法 art. 25, 27, 47; 深圳经济特区社会信用条例 art. 38 (de-identify public data
//! of persons); provincial rules that keep home address, contact data, ID number and bank account
//! out of published penalties. What is found is replaced wholly: a marker says what stood there.

mod address;
pub mod id_number;
pub mod name;
mod number;

use std::ops::Range;

use self::id_number::IdNumber;

/// A kind of personal data that free text must not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// 公民身份号码, of 18 or 15 characters.
    IdNumber,
    /// 手机号码.
    MobileNumber,
    /// 银行卡号.
    BankCard,
    /// 家庭住址.
    HomeAddress,
}

impl PersonalKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::IdNumber, Self::MobileNumber, Self::BankCard, Self::HomeAddress];

    /// What stands in the text instead.
    #[must_use]
    pub const fn marker(self) -> &'static str {
        match self {
            Self::IdNumber => "‹证件号码已隐去›",
            Self::MobileNumber => "‹手机号码已隐去›",
            Self::BankCard => "‹银行卡号已隐去›",
            Self::HomeAddress => "‹住址已隐去›",
        }
    }
}

/// One piece of personal data that a text held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it was.
    pub kind: PersonalKind,
    /// The ID number, so that the caller can keep its keyed hash and last four characters;
    /// `None` for other kinds and for a mistyped ID number.
    pub id_number: Option<IdNumber>,
}

/// A text without the personal data that it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text, markers in the place of what was found.
    pub text: String,
    /// What was found, in the order of the text.
    pub found: Vec<Found>,
}

/// A place in a text that holds personal data.
#[derive(Debug, Clone)]
struct Place {
    bytes: Range<usize>,
    kind: PersonalKind,
    id_number: Option<IdNumber>,
}

/// Replaces ID numbers, mobile numbers, bank cards and home addresses in a text by markers.
///
/// A number of 18 characters counts as an ID number when its place, birth date and check are
/// right, wherever it stands, also inside a longer number and with spaces or hyphens in it; one
/// after the word 身份证 counts without. Whole unified social credit codes, numbers of decisions
/// (…号) and amounts are left alone. A home is told from premises by 室, 单元, 栋 or words such as
/// 住址 and 家住; words such as 经营场所 before an address keep it.
#[must_use]
pub fn mask_text(text: &str) -> Masked {
    let mut places = number::places(text);
    places.extend(address::places(text));
    places.sort_by_key(|place| (place.bytes.start, place.bytes.end));

    let mut masked = String::with_capacity(text.len());
    let mut found = Vec::with_capacity(places.len());
    let mut copied_to = 0;
    for place in places {
        if place.bytes.start >= copied_to {
            masked.push_str(text.get(copied_to..place.bytes.start).unwrap_or_default());
            masked.push_str(place.kind.marker());
        }
        copied_to = copied_to.max(place.bytes.end);
        found.push(Found { kind: place.kind, id_number: place.id_number });
    }
    masked.push_str(text.get(copied_to..).unwrap_or_default());
    Masked { text: masked, found }
}

#[cfg(test)]
mod tests;
