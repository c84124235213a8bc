//! Counting working days under a fixed set of notices.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::notice::{DayKind, Notice};
use crate::domain::day::Day;

/// The working days under a fixed set of notices; cheap to clone.
///
/// Years without a notice count plain weekdays, and an answer that touches one is provisional.
#[derive(Debug, Clone)]
pub struct WorkingDays(Arc<Table>);

#[derive(Debug)]
struct Table {
    /// Days whose kind is not that of their weekday, in order.
    exceptions: Vec<Exception>,
    /// Runs of days in years that have a notice, in order and not touching.
    noticed: Vec<Run>,
    version: String,
    last_published_on: Option<Day>,
}

#[derive(Debug, Clone, Copy)]
struct Exception {
    on: Day,
    /// Working days minus plain weekdays, over all exceptions up to and including this one.
    balance: i64,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    from: Day,
    /// Exclusive.
    until: Day,
}

/// The day on which a period of working days ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The last day of the period.
    pub on: Day,
    /// Whether the period touches a year without a notice, so that the day may still move.
    pub provisional: bool,
}

/// A number of working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number; negative when the second day lies before the first.
    pub n: i64,
    /// Whether a day between lies in a year without a notice, so that the number may still change.
    pub provisional: bool,
}

impl WorkingDays {
    /// Plain weekdays, all of them provisional.
    pub(super) fn without_notice() -> Self {
        Self::of(&BTreeMap::new(), &BTreeSet::new(), &Sha256::new(), None)
    }

    /// The working days after each of these notices, earliest first.
    pub(super) fn after_each(notices: &[Notice]) -> Vec<Self> {
        let mut declared = BTreeMap::new();
        let mut years = BTreeSet::new();
        let mut hash = Sha256::new();
        let mut states = Vec::with_capacity(notices.len());
        for notice in notices {
            years.insert(notice.year);
            hash.update(format!("{} {}\n", notice.published_on, notice.year));
            for (day, kind) in &notice.days {
                hash.update(format!("{day} {kind:?}\n"));
                declared.insert(*day, *kind);
            }
            states.push(Self::of(&declared, &years, &hash, Some(notice.published_on)));
        }
        states
    }

    fn of(
        declared: &BTreeMap<Day, DayKind>,
        years: &BTreeSet<i16>,
        hash: &Sha256,
        last_published_on: Option<Day>,
    ) -> Self {
        let mut balance = 0;
        let mut exceptions = Vec::new();
        for (&on, kind) in declared {
            match (kind, is_weekday(on)) {
                (DayKind::Off, true) => balance -= 1,
                (DayKind::Work, false) => balance += 1,
                _ => continue,
            }
            exceptions.push(Exception { on, balance });
        }
        let version = hex(&hash.clone().finalize());
        let noticed = noticed(years);
        Self(Arc::new(Table { exceptions, noticed, version, last_published_on }))
    }

    /// Whether a day is a working day.
    #[must_use]
    pub fn is_working_day(&self, on: Day) -> bool {
        self.up_to(number(on)) > self.up_to(number(on) - 1)
    }

    /// The day `n` working days after `from`, which itself is day 0 and never counted.
    ///
    /// 民法典 art. 201: counting starts the day after. With `n` = 0 it is `from` itself.
    #[must_use]
    pub fn add(&self, from: Day, n: u32) -> Deadline {
        let n = i64::from(n);
        let start = number(from);
        let target = self.up_to(start) + n;
        // Five working days a week; each exception can cost one more day, and a weekend with it.
        let n_exceptions = i64::try_from(self.0.exceptions.len()).unwrap_or(0);
        let (mut low, mut high) = (start, start + (n / 5 + 1) * 7 + n_exceptions * 3);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.up_to(middle) >= target {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let on = Day::from_number(i32::try_from(low).unwrap_or(i32::MAX));
        Deadline { on, provisional: n > 0 && !self.is_noticed(from.plus(1), on) }
    }

    /// The working days after `from` up to and including `to`; negative when `to` lies before.
    #[must_use]
    pub fn count(&self, from: Day, to: Day) -> Count {
        let (first, last) = (from.min(to), from.max(to));
        Count {
            n: self.up_to(number(to)) - self.up_to(number(from)),
            provisional: first < last && !self.is_noticed(first.plus(1), last),
        }
    }

    /// A hash over the notices used, in hexadecimal.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// When the latest notice used was published; `None` when there is none.
    #[must_use]
    pub fn last_published_on(&self) -> Option<Day> {
        self.0.last_published_on
    }

    /// Working days from a fixed origin up to and including a day, given as a number.
    fn up_to(&self, day: i64) -> i64 {
        let n = self.0.exceptions.partition_point(|exception| number(exception.on) <= day);
        let before = n.checked_sub(1).and_then(|last| self.0.exceptions.get(last));
        weekdays_up_to(day) + before.map_or(0, |exception| exception.balance)
    }

    /// Whether all days from the first to the last lie in years with a notice.
    fn is_noticed(&self, first: Day, last: Day) -> bool {
        let n = self.0.noticed.partition_point(|run| run.from <= first);
        let run = n.checked_sub(1).and_then(|at| self.0.noticed.get(at));
        run.is_some_and(|run| last < run.until)
    }
}

fn noticed(years: &BTreeSet<i16>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for &year in years {
        // A notice holds at least one day of its year, so the year is one of the calendar.
        let Ok(from) = jiff::civil::Date::new(year, 1, 1).map(Day::from) else {
            continue;
        };
        let until = from.plus_years(1);
        match runs.last_mut() {
            Some(run) if run.until == from => run.until = until,
            _ => runs.push(Run { from, until }),
        }
    }
    runs
}

fn number(day: Day) -> i64 {
    i64::from(day.number())
}

/// Mondays to Fridays from Monday 1969-12-29 up to and including a day; negative before it.
fn weekdays_up_to(day: i64) -> i64 {
    let since_monday = day + 3;
    since_monday.div_euclid(7) * 5 + (since_monday.rem_euclid(7) + 1).min(5)
}

fn is_weekday(day: Day) -> bool {
    (number(day) + 3).rem_euclid(7) < 5
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
