//! What invented merchants are called and numbered.
//!
//! Numbers are well formed (both check characters of GB 32100-2015) but carry region codes that no
//! authority has; names are made of sounds and end in a mark that says they are invented.

use super::chance::{Chance, mixed};
use super::town::{District, Organ, TOWN_REGION};
use crate::domain::uscc::Uscc;

/// The characters that a credit code may hold; it has no I, O, S, V and Z.
const CODE_DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Bodies of organisation codes that one prefix of two characters leaves room for: 31^6.
const BODIES: u64 = 887_503_681;
/// Spreads consecutive merchants over all bodies; it has no factor in common with 31.
const BODY_STRIDE: u64 = 387_420_489;
/// Digits of pseudonyms.
const PSEUDONYM_DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Pseudonyms of six digits: 36^6.
const PSEUDONYMS: u64 = 2_176_782_336;
/// Spreads consecutive raters over all pseudonyms; it has no factor in common with 36.
const PSEUDONYM_STRIDE: u64 = 1_220_703_125;

const SOUNDS: [&str; 16] = [
    "咕噜", "噗噜", "啵嘟", "呱啦", "嘀噜", "哗唧", "咚锵", "叽里", "喵嗷", "嗡呜", "啪叽", "滴溜",
    "嘟噜", "吧唧", "咯吱", "扑棱",
];
const THINGS: [&str; 16] = [
    "云梯", "雨靴", "月壳", "星勺", "雾灯", "风铲", "霜瓢", "雪耙", "虹帚", "潮篓", "露罐", "苔桨",
    "石履", "松钩", "竹轮", "藤钟",
];
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// The series from which organisation codes are taken; no code is in two of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum CodeSeries {
    /// Registered since the credit code exists.
    Since2015,
    /// Registered before.
    Before2015,
    /// Codes that were replaced by another.
    Replaced,
    /// Merchants that the files do not hold.
    Unknown,
}

/// The credit code of the thing with that index, of that class and district.
pub(super) fn credit_code(
    seed: u64,
    index: u32,
    series: CodeSeries,
    class: [u8; 2],
    region: &str,
) -> Uscc {
    let prefix = match series {
        CodeSeries::Since2015 => "MA",
        CodeSeries::Before2015 => "L0",
        CodeSeries::Replaced => "L1",
        CodeSeries::Unknown => "MC",
    };
    let number = (u64::from(index) * BODY_STRIDE + mixed(seed) % BODIES) % BODIES;
    let body = format!("{prefix}{}", digits(number, 6, CODE_DIGITS));
    checked(class, region, &body)
}

/// The credit code of an authority.
pub(super) fn organ_code(organ: Organ) -> Uscc {
    checked(*b"11", organ.district.region, organ.code_body())
}

fn checked(class: [u8; 2], region: &str, body: &str) -> Uscc {
    Uscc::with_checks(class, region, body)
        .expect("parts come from the constants above, all of the code's own characters")
}

/// The 15-digit registration number (工商注册号) with its check digit by ISO 7064 MOD 11,10.
pub(super) fn registration_number(region: &str, index: u32) -> String {
    // A 9 where an old ID number has its month, so that no number looks like a person's.
    let body = format!("{region}{:02}9{:05}", index / 100_000 % 100, index % 100_000);
    let product = body.bytes().fold(10, |product, digit| {
        let sum = (product + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    format!("{body}{}", (11 - product) % 10)
}

/// The number of a permit; a letter keeps its digits apart, so that none looks like a person's.
pub(super) fn permit_number(region: &str, serial: u64) -> String {
    format!("YL{region}X{serial}")
}

/// The pseudonym of the rater with that index, the same wherever that rater appears.
pub(super) fn pseudonym(seed: u64, rater: u32) -> String {
    let offset = mixed(seed ^ 0x5241_5445) % PSEUDONYMS;
    let number = (u64::from(rater) * PSEUDONYM_STRIDE + offset) % PSEUDONYMS;
    digits(number, 6, PSEUDONYM_DIGITS)
}

/// A number written with those digits, at least `width` of them.
fn digits(mut number: u64, width: usize, alphabet: &[u8]) -> String {
    let base = alphabet.len() as u64;
    let mut reversed = Vec::with_capacity(width);
    while number > 0 || reversed.len() < width {
        reversed.push(char::from(alphabet[(number % base) as usize]));
        number /= base;
    }
    reversed.into_iter().rev().collect()
}

/// The invented part of a name.
pub(super) fn fancy(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick(&SOUNDS), chance.pick(&THINGS))
}

/// The name of an invented person.
pub(super) fn person(chance: &mut Chance) -> String {
    format!("虚构人{}{}", chance.pick(&STEMS), chance.pick(&STEMS))
}

/// An address that does not exist.
pub(super) fn address(chance: &mut Chance, district: &District) -> String {
    let street = fancy(chance);
    format!("{}{street}街{}号(虚构)", district.name, chance.between(1, 400))
}

/// The tax number (税务登记号) that a merchant had before: region and organisation code.
pub(super) fn tax_number(region: &str, organisation_code: &str) -> String {
    format!("{region}{organisation_code}")
}

/// The source of numbered papers of the town, for example of its inspections.
pub(super) fn town_source(purpose: &str) -> String {
    format!("{TOWN_REGION}-{purpose}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_valid_and_never_repeat() {
        let mut seen = HashSet::new();
        for series in [
            CodeSeries::Since2015,
            CodeSeries::Before2015,
            CodeSeries::Replaced,
            CodeSeries::Unknown,
        ] {
            for index in 0..5_000 {
                let code = credit_code(9, index, series, *b"91", "449901");
                assert_eq!(Uscc::parse(code.as_str()), Ok(code));
                assert!(seen.insert(code), "{index}");
            }
        }
    }

    #[test]
    fn pseudonyms_never_repeat() {
        let names: HashSet<String> = (0..50_000).map(|rater| pseudonym(9, rater)).collect();
        assert_eq!(names.len(), 50_000);
    }

    #[test]
    fn registration_numbers_have_a_hybrid_check_digit() {
        for index in [0, 1, 7, 123_456] {
            let number = registration_number("449901", index);
            assert_eq!(number.len(), 15);
            // The defining property: running over all 15 digits ends at 1.
            let end = number.bytes().enumerate().fold(10, |product, (at, digit)| {
                let sum = (product + u32::from(digit - b'0')) % 10;
                if at == 14 {
                    return sum;
                }
                (if sum == 0 { 10 } else { sum }) * 2 % 11
            });
            assert_eq!(end, 1, "{number}");
        }
    }
}
