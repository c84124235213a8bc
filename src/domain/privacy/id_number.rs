//! Citizens' ID numbers (公民身份号码, GB 11643): their form, and whether their holder is a minor.

use std::fmt;

use crate::domain::day::Day;
use crate::domain::uscc::check::mod_11_2_check;

/// From this age on a person is an adult (未成年人保护法 art. 2, 民法典 art. 17).
const ADULT_FROM_YEARS: i32 = 18;

/// An ID number found in a text; neither its `Debug` form nor any other prints it.
///
/// It exists so that the caller can keep a keyed hash and the last four characters.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

impl IdNumber {
    /// Reads an ID number of 18 characters, or the older form of 15 digits.
    ///
    /// Full-width digits and a small x are taken as what they mean; nothing else is normalised.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let symbols: Vec<u8> = text.trim().chars().map(symbol).collect::<Option<_>>()?;
        let number = String::from_utf8(symbols).ok()?;
        (is_new_form(number.as_bytes()) || is_old_form(number.as_bytes())).then_some(Self(number))
    }

    /// The number itself, for a keyed hash and nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four characters, which may be kept and shown.
    #[must_use]
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }

    /// The day of birth that the number names.
    #[must_use]
    pub fn born_on(&self) -> Option<Day> {
        birth_date(self.0.as_bytes())
    }

    /// Whether the holder is under 18 on a day; `None` when the number is of no use for that.
    #[must_use]
    pub fn is_minor(&self, on: Day) -> Option<bool> {
        let born_on = self.born_on().filter(|&born_on| born_on <= on)?;
        Some(on < born_on.plus_years(ADULT_FROM_YEARS))
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(‹masked›)")
    }
}

/// Whether a text is an ID number with a right form, birth date and (18 characters) check.
#[must_use]
pub fn id_number_is_valid(text: &str) -> bool {
    IdNumber::parse(text).is_some()
}

/// Whether the holder of an ID number is under 18 on a day; `None` when it is no ID number.
#[must_use]
pub fn is_minor(id_number: &str, on: Day) -> Option<bool> {
    IdNumber::parse(id_number)?.is_minor(on)
}

/// Whether a text may hold an ID number, a mistyped one too: for what errors must not repeat.
#[must_use]
pub fn may_contain(text: &str) -> bool {
    let symbols: Vec<u8> = text.chars().map(|c| symbol(c).unwrap_or(b' ')).collect();
    let dated = |window: &[u8]| window[..17].iter().all(u8::is_ascii_digit);
    symbols.windows(18).any(|window| dated(window) && birth_date(window).is_some())
        || symbols.split(|s| !s.is_ascii_digit()).any(is_old_form)
}

/// A digit of any width, or X, as ASCII.
pub(super) fn symbol(c: char) -> Option<u8> {
    match c {
        '0'..='9' | 'X' => u8::try_from(c).ok(),
        'x' | 'Ｘ' | 'ｘ' => Some(b'X'),
        '\u{FF10}'..='\u{FF19}' => wide_digit(c, 0xFF10),
        // Mathematical digits: five alphabets of ten.
        '\u{1D7CE}'..='\u{1D7FF}' => wide_digit(c, 0x1D7CE),
        _ => None,
    }
}

fn wide_digit(c: char, zero: u32) -> Option<u8> {
    let value = u8::try_from((u32::from(c) - zero) % 10).ok()?;
    Some(b'0' + value)
}

/// 18 characters: region, birth date, MOD 11-2 check (GB 11643-1999).
pub(super) fn is_new_form(symbols: &[u8]) -> bool {
    let [body @ .., last] = symbols else {
        return false;
    };
    body.len() == 17
        && has_place(symbols)
        && birth_date(symbols).is_some()
        && mod_11_2_check(body) == Some(*last)
}

/// 15 digits without a check: region and birth date must be plausible (GB 11643-1989).
pub(super) fn is_old_form(symbols: &[u8]) -> bool {
    symbols.len() == 15
        && symbols.iter().all(u8::is_ascii_digit)
        && PROVINCES.contains(&[symbols[0], symbols[1]])
        && birth_date(symbols).is_some()
}

/// The first two digits of GB/T 2260 regions, with 71, 81, 82, 83 (residents' permits).
const PROVINCES: [[u8; 2]; 35] = [
    *b"11", *b"12", *b"13", *b"14", *b"15", *b"21", *b"22", *b"23", *b"31", *b"32", *b"33", *b"34",
    *b"35", *b"36", *b"37", *b"41", *b"42", *b"43", *b"44", *b"45", *b"46", *b"50", *b"51", *b"52",
    *b"53", *b"54", *b"61", *b"62", *b"63", *b"64", *b"65", *b"71", *b"81", *b"82", *b"83",
];

/// A citizen's number begins with a province, a foreign permanent resident's with 9 and one.
pub(super) fn has_place(symbols: &[u8]) -> bool {
    match symbols {
        [b'9', a, b, ..] => PROVINCES.contains(&[*a, *b]),
        [a, b, ..] => PROVINCES.contains(&[*a, *b]),
        _ => false,
    }
}

/// The day of birth in a number of 18 or 15 characters; years 1850 to 2099 are plausible.
fn birth_date(symbols: &[u8]) -> Option<Day> {
    let text = std::str::from_utf8(symbols).ok()?;
    let date = match symbols.len() {
        18 => text.get(6..14)?.to_owned(),
        15 => format!("19{}", text.get(6..12)?),
        _ => return None,
    };
    let year: i32 = date.get(..4)?.parse().ok()?;
    (1850..2100).contains(&year).then(|| Day::parse(&date).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn an_id_number_needs_a_place_a_birth_date_and_its_check() {
        for (text, valid) in [
            // The two examples of GB 11643-1999.
            ("11010519491231002X", true),
            ("440524188001010014", true),
            ("11010519491231002x", true),
            ("１１０１０５１９４９１２３１００２Ｘ", true),
            ("110105194912310021", false),
            ("11010519491331002X", false),
            ("99010519491231002X", false),
            ("11010519491231002", false),
            // 15 digits: only the place and the date can be checked.
            ("110105491231002", true),
            ("110105491331002", false),
            ("", false),
            ("张三", false),
        ] {
            assert_eq!(id_number_is_valid(text), valid, "{text}");
        }
    }

    #[test]
    fn a_person_is_a_minor_until_the_18th_birthday_law_on_minors_art_2() {
        for (on, minor) in [
            ("1967-12-30", Some(true)),
            ("1967-12-31", Some(false)),
            ("1949-12-31", Some(true)),
            ("1949-12-30", None),
        ] {
            assert_eq!(is_minor("11010519491231002X", day(on)), minor, "{on}");
        }
        assert_eq!(is_minor("91440800MA4ABCD09F", day("2026-01-01")), None);
    }

    #[test]
    fn no_form_of_an_id_number_prints_it() {
        let number = IdNumber::parse("11010519491231002X").unwrap();
        assert_eq!(format!("{number:?}"), "IdNumber(‹masked›)");
        assert_eq!(number.last_four(), "002X");
        assert_eq!(number.reveal(), "11010519491231002X");
    }

    #[test]
    fn a_text_that_may_hold_an_id_number_is_noticed_even_when_it_is_mistyped() {
        for (text, may) in [
            ("11010519491231002X", true),
            ("110105194912310021", true),
            ("110105194912310029AB", true),
            ("91440800MA4ABCD09F", false),
            ("914408041234567889", false),
            ("湛市监处罚〔2025〕13号", false),
        ] {
            assert_eq!(may_contain(text), may, "{text}");
        }
    }
}
