//! A calendar day as a number: days since 1970-01-01, cheap to compare and subtract.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day (Gregorian), stored as days since 1970-01-01; negative before that day.
///
/// Its text form is ISO 8601 (`2026-11-03`), in JSON too; binary formats hold the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The first day that input may name: the founding day that upload checks in practice use.
pub const FIRST_DECISION_DAY: Day = Day(-7397); // 1949-10-01

impl Day {
    /// The day that many days after 1970-01-01.
    #[must_use]
    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Reads `YYYY-MM-DD`, `YYYY/MM/DD` (month and day with one digit too) or `YYYYMMDD`.
    ///
    /// # Errors
    /// [`NotADay`] when the text is none of these or names no day of the calendar.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let text = text.trim();
        let fault = || NotADay(text.chars().take(40).collect());
        let separator = if text.contains('-') { '-' } else { '/' };
        let parts: Vec<&str> = if text.contains(separator) {
            text.split(separator).collect()
        } else if text.len() == 8 && text.is_ascii() {
            vec![&text[..4], &text[4..6], &text[6..]]
        } else {
            return Err(fault());
        };
        let [year, month, day] = parts.as_slice() else {
            return Err(fault());
        };
        let shaped =
            year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        let digits =
            [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !shaped || !digits {
            return Err(fault());
        }
        let number = |part: &str| part.parse::<i16>().map_err(|_| fault());
        let narrow = |part: &str| part.parse::<i8>().map_err(|_| fault());
        Date::new(number(year)?, narrow(month)?, narrow(day)?).map(Self::from).map_err(|_| fault())
    }

    /// The same day as a calendar date.
    ///
    /// Days beyond what a calendar date can hold (year 9999) are cut to the nearest one it can.
    #[must_use]
    pub fn date(self) -> Date {
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch.saturating_add(jiff::Span::new().days(self.0.clamp(-4_371_587, 2_932_896)))
    }

    /// The day `n` days later (earlier when negative).
    #[must_use]
    pub const fn plus(self, n: i32) -> Self {
        Self(self.0.saturating_add(n))
    }

    /// Days from `earlier` to this day; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar month it lies in, counted from January of the year 0.
    ///
    /// Days are counted from 1 March of the year 0, in eras of 400 years, so that the leap day is
    /// the last of its year (H. Hinnant, "chrono-compatible low-level date algorithms").
    #[must_use]
    pub const fn month_number(self) -> i32 {
        let days = self.0 as i64 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        (12 * (era * 400 + year) + month_from_march + 2) as i32
    }

    /// The week it lies in; weeks begin on Monday.
    #[must_use]
    pub const fn week_number(self) -> i32 {
        self.0.saturating_add(3).div_euclid(7)
    }

    /// The same day of the month `n` months later, or the month's last day where there is none.
    #[must_use]
    pub fn plus_months(self, n: i32) -> Self {
        Self::from(self.date().saturating_add(jiff::Span::new().months(n)))
    }

    /// The same day `n` years later; 29 February becomes 28 February where there is none.
    #[must_use]
    pub fn plus_years(self, n: i32) -> Self {
        self.plus_months(n.saturating_mul(12))
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        // Days from the civil date, exact for every date jiff can hold.
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = date.duration_since(epoch).as_hours() / 24;
        Self(i32::try_from(days).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::parse(&text).map_err(serde::de::Error::custom)
        } else {
            i32::deserialize(deserializer).map(Self)
        }
    }
}

/// A text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a day; write it as 2026-11-03, 2026/11/03 or 20261103")]
pub struct NotADay(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_in_three_forms_and_prints_in_one() {
        for text in ["2026-11-03", "2026/11/03", "2026/11/3", "20261103", " 2026-11-03 "] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()), Ok("2026-11-03".to_owned()));
        }
    }

    #[test]
    fn what_is_no_day_of_the_calendar_is_refused() {
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-1-1-1",
            "2026113",
            "１２３４５６７８",
            "-1-1-1",
            "+026-01-01",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_count_from_1970() {
        assert_eq!(Day::parse("1970-01-01").map(Day::number), Ok(0));
        assert_eq!(Day::parse("2026-11-16").map(Day::number), Ok(20773));
        assert_eq!(FIRST_DECISION_DAY.to_string(), "1949-10-01");
        assert_eq!(
            Day::parse("9999-12-31").map(|d| d.date().to_string()),
            Ok("9999-12-31".to_owned())
        );
    }

    #[test]
    fn a_month_changes_on_its_first_day_and_a_week_on_monday() {
        let mut day = Day::parse("1995-12-25").unwrap();
        while day < Day::parse("2031-01-01").unwrap() {
            let date = day.date();
            assert_eq!(
                day.month_number(),
                i32::from(date.year()) * 12 + i32::from(date.month()) - 1
            );
            let is_monday = date.weekday() == jiff::civil::Weekday::Monday;
            assert_eq!(day.week_number() != day.plus(-1).week_number(), is_monday, "{day}");
            day = day.plus(1);
        }
    }

    #[test]
    fn months_and_years_keep_to_the_calendar() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
        assert_eq!(day("2024-02-29").plus_years(1), day("2025-02-28"));
        assert_eq!(day("2025-01-10").plus_years(1), day("2026-01-10"));
    }
}
