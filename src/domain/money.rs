//! Amounts of money as whole fen (分), read exactly from yuan (元) or 万元, without floats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen, the hundredth of a yuan. Serialised as an integer; printed in yuan.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

/// The unit that a text of an amount is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Yuan,
    WanYuan,
}

impl Unit {
    /// How many decimals of this unit fen can hold.
    const fn decimals(self) -> usize {
        match self {
            Self::Yuan => 2,
            Self::WanYuan => 6,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Yuan => "yuan",
            Self::WanYuan => "10,000 yuan (万元)",
        }
    }
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// That many fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// How many fen.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// Reads an amount in 万元 with at most 6 decimals, the unit of 双公示 fines
    /// (罚款金额, decimal(18,6)): `0.2` is 2000 yuan, `0.000001` is one fen.
    ///
    /// # Errors
    /// [`MoneyError`] for a negative amount, more decimals, an amount too large, or other text.
    pub fn parse_wan_yuan(text: &str) -> Result<Self, MoneyError> {
        parse(text, Unit::WanYuan)
    }

    /// Reads an amount in yuan with at most 2 decimals: `2000.00` is 200000 fen.
    ///
    /// # Errors
    /// [`MoneyError`] for a negative amount, more decimals, an amount too large, or other text.
    pub fn parse_yuan(text: &str) -> Result<Self, MoneyError> {
        parse(text, Unit::Yuan)
    }

    /// The sum; `None` when it is beyond what 64 bits hold.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }
}

/// Reads `digits[.decimals]`; `.5` too, as some databases export it.
fn parse(text: &str, unit: Unit) -> Result<Fen, MoneyError> {
    let text = text.trim();
    let fault =
        |rule| MoneyError { text: text.chars().take(40).collect(), unit: unit.name(), rule };
    if text.starts_with(['-', '\u{2212}', '\u{FF0D}']) {
        return Err(fault(MoneyRule::Negative));
    }
    let (whole, decimals) = match text.split_once('.') {
        None => (text, ""),
        Some((_, "")) => return Err(fault(MoneyRule::Form)),
        Some((whole, decimals)) => (whole, decimals),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() || !digits(whole) || !digits(decimals) {
        return Err(fault(MoneyRule::Form));
    }
    if decimals.len() > unit.decimals() {
        return Err(fault(MoneyRule::Decimals(unit.decimals())));
    }
    let zeros = std::iter::repeat_n(b'0', unit.decimals() - decimals.len());
    whole
        .bytes()
        .chain(decimals.bytes())
        .chain(zeros)
        .try_fold(0_i64, |fen, digit| fen.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .map(Fen)
        .ok_or_else(|| fault(MoneyRule::TooLarge))
}

/// In yuan with two decimals: `2000.00`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

/// A text that is no amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no amount in {unit}: {rule}")]
pub struct MoneyError {
    text: String,
    unit: &'static str,
    /// The rule that the text breaks.
    pub rule: MoneyRule,
}

/// What an amount of money must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyRule {
    /// Digits with at most one point.
    #[error("write digits with at most one decimal point, such as 0.2")]
    Form,
    /// Not below nothing.
    #[error("it must not be negative")]
    Negative,
    /// No more decimals than fen can hold.
    #[error("it may have at most {0} decimals")]
    Decimals(usize),
    /// What 64 bits of fen hold.
    #[error("it is larger than 92233720368547758.07 yuan")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wan_yuan_are_read_exactly_to_the_fen() {
        let check = |text, expect: Result<i64, MoneyRule>| {
            let fen = Fen::parse_wan_yuan(text).map(Fen::number).map_err(|fault| fault.rule);
            assert_eq!(fen, expect, "{text}");
        };
        check("0.2", Ok(200_000));
        check("0.000001", Ok(1));
        check("0", Ok(0));
        check(".5", Ok(500_000));
        check(" 10 ", Ok(10_000_000));
        check("123456.789012", Ok(123_456_789_012));
        check("0.200000", Ok(200_000));
        // The largest value of decimal(18,6).
        check("999999999999.999999", Ok(999_999_999_999_999_999));
        check("0.1000001", Err(MoneyRule::Decimals(6)));
        check("9223372036854.775807", Ok(i64::MAX));
        check("9223372036854.775808", Err(MoneyRule::TooLarge));
        check("-0.2", Err(MoneyRule::Negative));
        for text in ["", ".", "1.", "1e3", "+1", "1,000", "0.2万元", "NaN", "1.2.3", "１"] {
            check(text, Err(MoneyRule::Form));
        }
    }

    #[test]
    fn yuan_have_at_most_two_decimals() {
        let check = |text, expect: Result<i64, MoneyRule>| {
            let fen = Fen::parse_yuan(text).map(Fen::number).map_err(|fault| fault.rule);
            assert_eq!(fen, expect, "{text}");
        };
        check("2000", Ok(200_000));
        check("0.29", Ok(29));
        check("1.005", Err(MoneyRule::Decimals(2)));
    }

    #[test]
    fn an_amount_prints_in_yuan_and_an_error_names_its_rule() {
        for (fen, text) in [(200_000, "2000.00"), (5, "0.05"), (-5, "-0.05"), (0, "0.00")] {
            assert_eq!(Fen::new(fen).to_string(), text);
        }
        let fault = Fen::parse_wan_yuan("0.1000001").unwrap_err().to_string();
        let expect =
            "'0.1000001' is no amount in 10,000 yuan (万元): it may have at most 6 decimals";
        assert_eq!(fault, expect);
    }

    #[test]
    fn sums_are_exact_or_absent() {
        assert_eq!(Fen::new(1).checked_add(Fen::new(2)), Some(Fen::new(3)));
        assert_eq!(Fen::new(i64::MAX).checked_add(Fen::new(1)), None);
    }

    #[test]
    fn an_amount_is_an_integer_in_json() {
        assert_eq!(serde_json::to_string(&Fen::new(29)).unwrap(), "29");
        assert_eq!(serde_json::from_str::<Fen>("29").unwrap(), Fen::new(29));
        assert!(serde_json::from_str::<Fen>("29.0").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(fen in 0..=i64::MAX) {
            prop_assert_eq!(Fen::parse_yuan(&Fen::new(fen).to_string()), Ok(Fen::new(fen)));
        }
    }
}
