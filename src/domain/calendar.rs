//! Working days (工作日) by the State Council's notices, as they were known on a day.
//!
//! A working day is a Monday to Friday that no notice declares off, or a Saturday or Sunday that
//! one declares a working day (全国年节及纪念日放假办法, and the yearly notice of 国务院办公厅).
//! Notices change in the year, so a [`Calendar`] holds all of them and [`Calendar::as_known`]
//! picks those published by a day.

pub mod notice;
pub mod working_days;

use self::notice::{CalendarError, Notice};
use self::working_days::WorkingDays;
use crate::domain::day::Day;

const SHIPPED_NOTICES: &str = include_str!("../../seeds/workdays/notices.csv");
const SHIPPED_DAYS: &str = include_str!("../../seeds/workdays/days.csv");

/// The two tables that the program carries, by name: what [`Calendar::parse`] reads.
pub const SHIPPED: [(&str, &str); 2] = [("notices", SHIPPED_NOTICES), ("days", SHIPPED_DAYS)];

/// All notices, in the order of their publication.
#[derive(Debug, Clone)]
pub struct Calendar {
    notices: Vec<Notice>,
    /// What counts before the first notice.
    unnoticed: WorkingDays,
    /// What counts after each notice.
    noticed: Vec<WorkingDays>,
}

impl Calendar {
    /// Reads the two tables of notices.
    ///
    /// `notices_csv` has the columns `published_on,year,subject,publication_known_from`;
    /// `days_csv` has `published_on,date,kind,occasion`, kind being `off` or `work`. A later
    /// notice overrules an earlier one day by day.
    ///
    /// # Errors
    /// [`CalendarError`] with table and line for a row that is wrong.
    pub fn parse(notices_csv: &str, days_csv: &str) -> Result<Self, CalendarError> {
        notice::read_tables(notices_csv, days_csv).map(Self::of)
    }

    /// The notices for 2007–2026 that the program carries.
    ///
    /// # Errors
    /// [`CalendarError`], which only a broken build can give.
    pub fn shipped() -> Result<Self, CalendarError> {
        Self::parse(SHIPPED_NOTICES, SHIPPED_DAYS)
    }

    /// This calendar with one more notice, from a table of its own.
    ///
    /// Columns `published_on,year,date,kind,occasion`; the first two are the same in each row.
    /// A notice that is already there with the same days changes nothing.
    ///
    /// # Errors
    /// [`CalendarError`] for a wrong row, or when a notice of that day says something else.
    pub fn with_notice(&self, csv: &str) -> Result<Self, CalendarError> {
        let added = notice::read_one(csv)?;
        let mut notices = self.notices.clone();
        match notices.iter().find(|notice| notice.published_on == added.published_on) {
            Some(notice) if notice.says_the_same_as(&added) => {}
            Some(_) => {
                return Err(CalendarError::OtherContent { published_on: added.published_on });
            }
            None => notices.push(added),
        }
        Ok(Self::of(notices))
    }

    fn of(mut notices: Vec<Notice>) -> Self {
        notices.sort_by_key(|notice| notice.published_on);
        let unnoticed = WorkingDays::without_notice();
        let noticed = WorkingDays::after_each(&notices);
        Self { notices, unnoticed, noticed }
    }

    /// The working days by the notices published on or before a day.
    #[must_use]
    pub fn as_known(&self, on: Day) -> WorkingDays {
        let n_notices = self.notices.partition_point(|notice| notice.published_on <= on);
        let last = n_notices.checked_sub(1).and_then(|last| self.noticed.get(last));
        last.unwrap_or(&self.unnoticed).clone()
    }

    /// The working days by all notices.
    #[must_use]
    pub fn latest(&self) -> WorkingDays {
        self.noticed.last().unwrap_or(&self.unnoticed).clone()
    }

    /// The notices, first published first.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// A hash over all notices: the same notices give the same version.
    #[must_use]
    pub fn version(&self) -> &str {
        self.noticed.last().unwrap_or(&self.unnoticed).version()
    }
}

#[cfg(test)]
mod tests;
