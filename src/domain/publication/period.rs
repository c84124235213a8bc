//! Lengths of time as laws write them: working days, days, months, years.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::working_days::{Deadline, WorkingDays};
use crate::domain::day::Day;

/// No rule of law is longer; a longer one is a typing error.
const N_MAX: u32 = 36_525;

/// The length of a deadline, written `{"working_days": 7}` in a rule table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 工作日; 0 means at once.
    WorkingDays(u32),
    /// Calendar days.
    Days(u32),
    /// Months.
    Months(u32),
    /// Years.
    Years(u32),
}

impl Period {
    /// The last day of the period that begins the day after `from` (民法典 art. 201).
    ///
    /// A period of days, months or years that would end on a day off ends on the next working day
    /// (民法典 art. 203).
    #[must_use]
    pub fn after(self, from: Day, working_days: &WorkingDays) -> Deadline {
        let end = match self {
            Self::WorkingDays(n) => return working_days.add(from, n),
            Self::Days(n) => CalendarPeriod::Days(n),
            Self::Months(n) => CalendarPeriod::Months(n),
            Self::Years(n) => CalendarPeriod::Years(n),
        }
        .after(from);
        if working_days.is_working_day(end) {
            let provisional = working_days.count(end.plus(-1), end).provisional;
            Deadline { on: end, provisional }
        } else {
            working_days.add(end, 1)
        }
    }

    pub(super) const fn is_sane(self) -> bool {
        let (Self::WorkingDays(n) | Self::Days(n) | Self::Months(n) | Self::Years(n)) = self;
        n <= N_MAX
    }
}

/// The length of a display, a term or a retention, written `{"months": 3}` in a rule table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarPeriod {
    /// Calendar days.
    Days(u32),
    /// Months.
    Months(u32),
    /// Years.
    Years(u32),
}

impl CalendarPeriod {
    /// The first day after the period that begins on `from`: 3 months from 10 January end with 9
    /// April, so this is 10 April; where a month lacks the day, its last day.
    #[must_use]
    pub fn after(self, from: Day) -> Day {
        let signed = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        match self {
            Self::Days(n) => from.plus(signed(n)),
            Self::Months(n) => from.plus_months(signed(n)),
            Self::Years(n) => from.plus_years(signed(n)),
        }
    }

    pub(super) const fn is_sane(self) -> bool {
        let (Self::Days(n) | Self::Months(n) | Self::Years(n)) = self;
        n <= N_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_period_that_would_end_on_a_day_off_ends_on_the_next_working_day_civil_code_art_203() {
        let days = Calendar::shipped().unwrap().latest();
        for (period, from, end) in [
            (Period::WorkingDays(7), "2026-09-30", "2026-10-15"),
            (Period::WorkingDays(0), "2026-10-03", "2026-10-03"),
            // 2026-10-01 to 10-07 are off, 10-08 is a Thursday.
            (Period::Days(1), "2026-09-30", "2026-10-08"),
            (Period::Days(60), "2026-05-01", "2026-06-30"),
            // 2026-11-01 is a Sunday.
            (Period::Months(1), "2026-10-01", "2026-11-02"),
            (Period::Years(1), "2025-03-04", "2026-03-04"),
        ] {
            assert_eq!(period.after(day(from), &days).on, day(end), "{period:?} from {from}");
        }
        assert!(Period::Days(1).after(day("2026-12-31"), &days).provisional);
    }

    #[test]
    fn a_display_ends_on_the_same_day_of_the_month() {
        for (period, from, until) in [
            (CalendarPeriod::Months(3), "2025-01-10", "2025-04-10"),
            (CalendarPeriod::Months(3), "2025-11-30", "2026-02-28"),
            (CalendarPeriod::Years(1), "2024-02-29", "2025-02-28"),
            (CalendarPeriod::Years(3), "2025-01-10", "2028-01-10"),
            (CalendarPeriod::Days(0), "2025-01-10", "2025-01-10"),
        ] {
            assert_eq!(period.after(day(from)), day(until), "{period:?} from {from}");
        }
    }
}
