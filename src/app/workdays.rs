//! Working days: counted by the notices known at an instant; a new year's notice is taken in.

use jiff::Timestamp;

use super::{App, AppError};
use crate::domain::calendar::working_days::{Count, Deadline, WorkingDays};
use crate::domain::day::Day;
use crate::store::artefact::{Class, NewArtefact};

/// The name of an artefact that holds one notice begins so; its day of publication follows.
pub(super) const NOTICE: &str = "notice-";
/// Working days that can be added, at most.
pub const WORKING_DAYS_MAX: u32 = 100_000;

/// An answer about working days, and the notices it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkdaysAnswer<T> {
    /// What was asked for.
    pub answer: T,
    /// The day of the last notice that counted; none where there was none.
    pub last_notice_on: Option<Day>,
    /// A hash over the notices that counted.
    pub version: String,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedNotice {
    /// The day of its publication.
    pub published_on: Day,
    /// The year whose holidays it fixes.
    pub year: i16,
    /// How many days it speaks of.
    pub n_days: usize,
    /// Whether it was new here.
    pub is_new: bool,
}

impl App {
    /// The working days by the notices that were published, and known here, at an instant; now where
    /// not said.
    ///
    /// # Errors
    /// [`AppError::NotYet`] for a future instant.
    pub fn working_days(&self, known_at: Option<Timestamp>) -> Result<WorkingDays, AppError> {
        let frame = self.frame(None, known_at, None)?;
        let zone = &self.settings().zone;
        let known_on = known_at
            .map_or_else(|| self.today(), |instant| Day::from(zone.to_datetime(instant).date()));
        Ok(frame.law.calendar.as_known(known_on))
    }

    /// The day that many working days after another, which itself is day 0.
    ///
    /// # Errors
    /// As [`App::working_days`], and for more than [`WORKING_DAYS_MAX`].
    pub fn add_working_days(
        &self,
        from: Day,
        n: u32,
        known_at: Option<Timestamp>,
    ) -> Result<WorkdaysAnswer<Deadline>, AppError> {
        if n > WORKING_DAYS_MAX {
            let rule = format!("at most {WORKING_DAYS_MAX} working days are added");
            return Err(AppError::invalid("n", &n.to_string(), "working_days_max", rule));
        }
        let days = self.working_days(known_at)?;
        Ok(answered(&days, days.add(from, n)))
    }

    /// The working days after one day up to and including another.
    ///
    /// # Errors
    /// As [`App::working_days`].
    pub fn count_working_days(
        &self,
        from: Day,
        to: Day,
        known_at: Option<Timestamp>,
    ) -> Result<WorkdaysAnswer<Count>, AppError> {
        let days = self.working_days(known_at)?;
        Ok(answered(&days, days.count(from, to)))
    }

    /// Takes in a notice: CSV with the columns `published_on,year,date,kind,occasion`.
    ///
    /// # Errors
    /// When a row is wrong, or a notice of that day is known with other content.
    pub fn import_notice(&self, csv: &str, who: &str) -> Result<ImportedNotice, AppError> {
        let known = self.frame(None, None, None)?.law.calendar.clone();
        let fault = |error: crate::domain::calendar::notice::CalendarError| {
            AppError::invalid("notice", "", "notice", error)
        };
        let alone = crate::domain::calendar::Calendar::parse(EMPTY_NOTICES, EMPTY_DAYS)
            .and_then(|empty| empty.with_notice(csv))
            .map_err(fault)?;
        let with = known.with_notice(csv).map_err(fault)?;
        let Some(notice) = alone.notices().first() else {
            return Err(AppError::invalid("notice", "", "notice", "holds no day"));
        };
        let is_new = with.notices().len() > known.notices().len();
        if is_new {
            let name = format!("{NOTICE}{}", notice.published_on);
            let why = "a notice of the State Council";
            let new = NewArtefact { class: Class::Workdays, name: &name, body: csv, who, why };
            let now = self.settings().clock.now();
            self.store().keep(new, now, now)?;
        }
        Ok(ImportedNotice {
            published_on: notice.published_on,
            year: notice.year,
            n_days: notice.days.len(),
            is_new,
        })
    }
}

const EMPTY_NOTICES: &str = "published_on,year,subject,publication_known_from\n";
const EMPTY_DAYS: &str = "published_on,date,kind,occasion\n";

fn answered<T>(days: &WorkingDays, answer: T) -> WorkdaysAnswer<T> {
    WorkdaysAnswer {
        answer,
        last_notice_on: days.last_published_on(),
        version: days.version().to_owned(),
    }
}
