//! Days, instants, amounts and numbers as a reader of a language writes them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::language::Language;
use crate::domain::day::Day;
use crate::domain::money::Fen;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day: `2026年11月3日`, `3 Nov 2026`.
#[must_use]
pub(super) fn day(language: Language, day: Day) -> String {
    let date = day.date();
    match language {
        Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Language::English => format!("{} {} {}", date.day(), month_name(day), date.year()),
    }
}

/// A month: `2026年11月`, `Nov 2026`.
#[must_use]
pub(super) fn month(language: Language, day: Day) -> String {
    let date = day.date();
    match language {
        Language::Chinese => format!("{}年{}月", date.year(), date.month()),
        Language::English => format!("{} {}", month_name(day), date.year()),
    }
}

fn month_name(day: Day) -> &'static str {
    let place = usize::try_from(day.date().month() - 1).unwrap_or_default();
    MONTHS.get(place).copied().unwrap_or_default()
}

/// The last day of a period whose end inside is exclusive: 有效期至 and 公示截止期 are inclusive.
#[must_use]
pub(super) fn last_day(language: Language, until: Day) -> String {
    day(language, until.plus(-1))
}

/// An instant to the second in a zone, with the zone's offset: `2026-11-03 17:30:00 +08:00`.
#[must_use]
pub(super) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// A whole number in groups of three digits.
#[must_use]
pub(super) fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        grouped.push('\u{2212}');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A change with its sign: `+12`, `−3`.
#[must_use]
pub(super) fn change(n: i64) -> String {
    if n > 0 { format!("+{}", count(n)) } else { count(n) }
}

/// A number with at most two digits after the point, and none it does not need.
#[must_use]
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let Ok(whole_number) = whole.parse::<i64>() else { return text.to_owned() };
    let sign = if value < 0.0 && whole_number == 0 { "\u{2212}" } else { "" };
    let grouped = format!("{sign}{}", count(whole_number));
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

/// A share between 0 and 1 in percent.
#[must_use]
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// An amount: `1,200.50 元`, `CNY 1,200.50`.
#[must_use]
pub(super) fn money(language: Language, amount: Fen) -> String {
    let fen = amount.number();
    let yuan = format!("{}.{:02}", count(fen / 100), fen.rem_euclid(100));
    match language {
        Language::Chinese => format!("{yuan} 元"),
        Language::English => format!("CNY {yuan}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_reader_writes_it() {
        let third = Day::parse("2026-11-03").unwrap();
        assert_eq!(day(Language::Chinese, third), "2026年11月3日");
        assert_eq!(day(Language::English, third), "3 Nov 2026");
        assert_eq!(month(Language::Chinese, third), "2026年11月");
        assert_eq!(month(Language::English, third), "Nov 2026");
        assert_eq!(last_day(Language::English, Day::parse("2027-01-01").unwrap()), "31 Dec 2026");
    }

    #[test]
    fn an_instant_names_its_offset() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = "2026-11-03T09:30:00Z".parse().unwrap();
        assert_eq!(instant(at, &zone), "2026-11-03 17:30:00 +08:00");
    }

    #[track_caller]
    fn check_number(value: f64, expect: &str) {
        assert_eq!(number(value), expect);
    }

    #[test]
    fn numbers_are_grouped_and_have_no_digit_too_many() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(count(-1_234), "\u{2212}1,234");
        assert_eq!(change(5), "+5");
        check_number(4.0, "4");
        check_number(4.256, "4.26");
        check_number(12_345.5, "12,345.5");
        check_number(-0.5, "\u{2212}0.5");
    }

    #[test]
    fn an_amount_has_its_two_digits_of_fen() {
        let amount = Fen::new(120_050);
        assert_eq!(money(Language::Chinese, amount), "1,200.50 元");
        assert_eq!(money(Language::English, amount), "CNY 1,200.50");
    }
}
