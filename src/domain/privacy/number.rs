//! Finding ID numbers, mobile numbers and bank cards among the digits of a text.

use std::ops::Range;

use super::id_number::{self, IdNumber};
use super::{PersonalKind, Place};
use crate::domain::uscc::Uscc;
use crate::domain::uscc::check::registration_number_is_valid;

/// At most that many separators may stand between two digits of one number.
const SEPARATORS_MAX: usize = 2;

/// Words that announce an ID number within the characters before it.
const ID_WORDS: [&str; 4] = ["身份证", "身份号码", "证件号", "公民身份"];
const CARD_WORDS: [&str; 6] = ["卡号", "账号", "帐号", "账户", "银行", "储蓄卡"];
/// Words that announce a number of a document or an order, never a card.
const DOCUMENT_WORDS: [&str; 8] =
    ["订单", "单号", "编号", "文号", "案号", "流水", "许可证", "注册号"];
const AMOUNT_UNITS: [char; 7] = ['元', '圆', '万', '亿', '件', '吨', '克'];

/// A digit or X of the text.
#[derive(Clone, Copy)]
struct Symbol {
    value: u8,
    from: usize,
    until: usize,
}

/// Places with personal numbers, in no order.
pub(super) fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    for run in runs(text) {
        let first = places.len();
        ids(text, &run, &mut places);
        let n_ids = places.len();
        grouped(text, &run, &mut places, first..n_ids);
    }
    places
}

/// Digits and X in a row, spaces, hyphens and invisible marks between them.
fn runs(text: &str) -> Vec<Vec<Symbol>> {
    let mut runs: Vec<Vec<Symbol>> = Vec::new();
    let mut n_separators = usize::MAX;
    for (from, c) in text.char_indices() {
        match id_number::symbol(c) {
            Some(value) => {
                let symbol = Symbol { value, from, until: from + c.len_utf8() };
                match runs.last_mut() {
                    Some(run) if n_separators <= SEPARATORS_MAX => run.push(symbol),
                    _ => runs.push(vec![symbol]),
                }
                n_separators = 0;
            }
            None if is_separator(c) => n_separators = n_separators.saturating_add(1),
            None => n_separators = usize::MAX,
        }
    }
    runs.retain(|run| run.len() >= 11);
    runs
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '－' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

/// Every window of 18 symbols that is an ID number, overlapping ones too.
fn ids(text: &str, run: &[Symbol], places: &mut Vec<Place>) {
    for window in run.windows(18) {
        let values: Vec<u8> = window.iter().map(|symbol| symbol.value).collect();
        // Only the numbers of foreign permanent residents begin like the codes 91, 92, 93.
        if id_number::is_new_form(&values) && !(values[0] == b'9' && is_uscc(text, window)) {
            places.push(place(window, PersonalKind::IdNumber));
        }
    }
}

/// Numbers made of whole groups of digits: mobiles, cards, old and mistyped ID numbers.
fn grouped(text: &str, run: &[Symbol], places: &mut Vec<Place>, ids: Range<usize>) {
    let groups: Vec<&[Symbol]> = run.chunk_by(|a, b| a.until == b.from).collect();
    let mut at = 0;
    let mut first = 0;
    while first < groups.len() {
        let mut taken = 1;
        // The longest number that begins with this group wins.
        for last in (first..groups.len().min(first + 6)).rev() {
            let length: usize = groups[first..=last].iter().map(|group| group.len()).sum();
            let number = &run[at..at + length];
            let shape = Shape { text, number, groups: &groups[first..=last] };
            let Some(kind) = shape.kind() else {
                continue;
            };
            let found = place(number, kind);
            let known = &places[ids.clone()];
            if !known.iter().any(|id| contains(&id.bytes, &found.bytes)) {
                places.push(found);
            }
            taken = last - first + 1;
            break;
        }
        at += groups[first..first + taken].iter().map(|group| group.len()).sum::<usize>();
        first += taken;
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// One or more whole groups of digits, looked at as one number.
struct Shape<'a> {
    text: &'a str,
    number: &'a [Symbol],
    groups: &'a [&'a [Symbol]],
}

impl Shape<'_> {
    fn kind(&self) -> Option<PersonalKind> {
        if !(11..=20).contains(&self.number.len()) || is_uscc(self.text, self.number) {
            return None;
        }
        let digits: Vec<u8> = self.number.iter().map(|symbol| symbol.value).collect();
        if (15..=18).contains(&digits.len()) && self.follows(&ID_WORDS) {
            return Some(PersonalKind::IdNumber);
        }
        if !digits.iter().all(u8::is_ascii_digit) || self.is_decision_or_amount() {
            return None;
        }
        if self.is_mobile(&digits) {
            Some(PersonalKind::MobileNumber)
        } else if self.is_old_id(&digits) {
            Some(PersonalKind::IdNumber)
        } else if self.is_card(&digits) {
            Some(PersonalKind::BankCard)
        } else {
            None
        }
    }

    /// 11 digits from 13 to 19, with or without 86, 0086 or 0 before them.
    fn is_mobile(&self, digits: &[u8]) -> bool {
        let prefixes: [&[u8]; 4] = [b"0086", b"86", b"0", b""];
        let bare = prefixes
            .iter()
            .find_map(|prefix| digits.strip_prefix(*prefix).filter(|bare| bare.len() == 11));
        let in_range = |bare: &[u8]| bare[0] == b'1' && (b'3'..=b'9').contains(&bare[1]);
        let long_groups = self.groups.iter().skip(1).all(|group| group.len() >= 3);
        bare.is_some_and(in_range) && long_groups
    }

    /// 15 digits that are no registration number of a business, unless a word says so.
    fn is_old_id(&self, digits: &[u8]) -> bool {
        let lengths: Vec<usize> = self.groups.iter().map(|group| group.len()).collect();
        let whole = matches!(lengths.as_slice(), [15] | [6, 6, 3]);
        let registration = std::str::from_utf8(digits).is_ok_and(registration_number_is_valid);
        whole && id_number::is_old_form(digits) && !registration && !self.follows(&DOCUMENT_WORDS)
    }

    /// 16 to 19 digits with the prefix of a card and a right Luhn digit.
    fn is_card(&self, digits: &[u8]) -> bool {
        let long_groups = self.groups.iter().rev().skip(1).all(|group| group.len() >= 4);
        if !(16..=19).contains(&digits.len()) || !long_groups || !luhn(digits) {
            return false;
        }
        if self.follows(&CARD_WORDS) {
            return true;
        }
        let prefix = matches!(digits, [b'3'..=b'6' | b'9', ..] | [b'8', b'1', ..]);
        prefix && !looks_administrative(digits) && !self.follows(&DOCUMENT_WORDS)
    }

    /// `〔2025〕…号`, `第…号`, or a number with a unit or a decimal point.
    fn is_decision_or_amount(&self) -> bool {
        let after = self.text.get(self.until()..).unwrap_or_default();
        let mut next = after.chars().skip_while(|c| *c == ' ');
        let before = self.text.get(..self.from()).unwrap_or_default();
        let previous = before.chars().next_back();
        let following = next.next();
        let decision =
            following == Some('号') && previous.is_some_and(|c| "第〕］】])）字".contains(c));
        let decimals = |c: Option<char>| matches!(c, Some('.' | '．'));
        let fraction = decimals(following) && next.next().is_some_and(|c| c.is_ascii_digit());
        decision
            || fraction
            || decimals(previous)
            || following.is_some_and(|c| AMOUNT_UNITS.contains(&c))
            || previous.is_some_and(|c| "¥￥".contains(c))
    }

    /// Whether one of these words stands in the 12 characters before the number.
    fn follows(&self, words: &[&str]) -> bool {
        let before = self.text.get(..self.from()).unwrap_or_default();
        let from = before.char_indices().rev().nth(11).map_or(0, |(from, _)| from);
        let near = before.get(from..).unwrap_or_default();
        words.iter().any(|word| near.contains(word))
    }

    fn from(&self) -> usize {
        self.number.first().map_or(0, |symbol| symbol.from)
    }

    fn until(&self) -> usize {
        self.number.last().map_or(0, |symbol| symbol.until)
    }
}

/// A region and a year (file numbers of authorities), or the beginning of a company's code.
fn looks_administrative(digits: &[u8]) -> bool {
    let year = digits.get(6..8).is_some_and(|century| century == b"20" || century == b"19");
    let code = matches!(digits, [b'9', b'1'..=b'3', ..]) && digits.len() == 18;
    (id_number::has_place(digits) && year) || code
}

/// Whether the letters and digits around a number are, as a whole, a unified social credit code.
fn is_uscc(text: &str, number: &[Symbol]) -> bool {
    let (Some(first), Some(last)) = (number.first(), number.last()) else {
        return false;
    };
    let part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    let before = text.get(..first.from).unwrap_or_default();
    let after = text.get(last.until..).unwrap_or_default();
    let from = before.trim_end_matches(part).len();
    let until = text.len() - after.trim_start_matches(part).len();
    text.get(from..until).is_some_and(|token| Uscc::parse(token).is_ok())
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(digit - b'0') << (at % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn place(number: &[Symbol], kind: PersonalKind) -> Place {
    let from = number.first().map_or(0, |symbol| symbol.from);
    let until = number.last().map_or(0, |symbol| symbol.until);
    let id_number = (kind == PersonalKind::IdNumber)
        .then(|| number.iter().map(|symbol| char::from(symbol.value)).collect::<String>())
        .and_then(|text| IdNumber::parse(&text));
    Place { bytes: from..until, kind, id_number }
}
