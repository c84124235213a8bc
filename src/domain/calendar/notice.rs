//! A notice of the State Council's General Office on days off and make-up working days.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::domain::day::Day;

/// One notice: what it declares about single days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The day of publication; no two notices share one.
    pub published_on: Day,
    /// The year whose holidays it fixes or changes.
    pub year: i16,
    /// What it is about, in its own words.
    pub subject: String,
    /// The days it speaks of. A few belong to the December before.
    pub days: BTreeMap<Day, DayKind>,
}

impl Notice {
    /// Whether two notices of the same day mean the same.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        self.year == other.year && self.days == other.days
    }

    fn declare(&mut self, line: u64, on: Day, kind: DayKind) -> Result<(), CalendarError> {
        let date = on.date();
        let december_before = date.month() == 12 && date.year() == self.year.saturating_sub(1);
        if date.year() != self.year && !december_before {
            return Err(CalendarError::OtherYear { line, on, year: self.year });
        }
        match self.days.insert(on, kind) {
            None => Ok(()),
            Some(_) => Err(CalendarError::Twice { line, on, published_on: self.published_on }),
        }
    }
}

/// What a notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayKind {
    /// A day off (放假).
    Off,
    /// A make-up working day (上班).
    Work,
}

impl DayKind {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "work" => Ok(Self::Work),
            _ => Err(format!("'{text}' is neither 'off' nor 'work'")),
        }
    }
}

/// Reads the table of notices and the table of their days.
pub(super) fn read_tables(notices: &str, days: &str) -> Result<Vec<Notice>, CalendarError> {
    let mut by_day = BTreeMap::new();
    for row in rows("notices", notices)? {
        let notice = Notice {
            published_on: row.day("published_on")?,
            year: row.year()?,
            subject: row.field("subject")?.to_owned(),
            days: BTreeMap::new(),
        };
        let (line, published_on) = (row.line, notice.published_on);
        if by_day.insert(published_on, notice).is_some() {
            return Err(CalendarError::SamePublicationDay { line, published_on });
        }
    }
    for row in rows("days", days)? {
        let (line, published_on) = (row.line, row.day("published_on")?);
        by_day
            .get_mut(&published_on)
            .ok_or(CalendarError::UnknownNotice { line, published_on })?
            .declare(line, row.day("date")?, row.kind()?)?;
    }
    match by_day.values().find(|notice| notice.days.is_empty()) {
        Some(notice) => Err(CalendarError::NoDays { published_on: notice.published_on }),
        None => Ok(by_day.into_values().collect()),
    }
}

/// Reads one notice from a table of its own.
pub(super) fn read_one(csv: &str) -> Result<Notice, CalendarError> {
    let mut notice: Option<Notice> = None;
    for row in rows("notice", csv)? {
        let (line, published_on, year) = (row.line, row.day("published_on")?, row.year()?);
        let notice = notice.get_or_insert_with(|| Notice {
            published_on,
            year,
            subject: format!("{year}年部分节假日安排"),
            days: BTreeMap::new(),
        });
        if (notice.published_on, notice.year) != (published_on, year) {
            return Err(CalendarError::SecondNotice { line });
        }
        notice.declare(line, row.day("date")?, row.kind()?)?;
    }
    notice.ok_or(CalendarError::Empty)
}

/// A row of a table and where it stands.
struct Row {
    table: &'static str,
    line: u64,
    headings: Rc<csv::StringRecord>,
    cells: csv::StringRecord,
}

impl Row {
    fn field(&self, name: &str) -> Result<&str, CalendarError> {
        let column = self.headings.iter().position(|heading| heading == name);
        column
            .and_then(|column| self.cells.get(column))
            .ok_or_else(|| self.fault(format!("the column {name} is missing")))
    }

    fn day(&self, name: &str) -> Result<Day, CalendarError> {
        Day::parse(self.field(name)?).map_err(|fault| self.fault(format!("{name}: {fault}")))
    }

    fn year(&self) -> Result<i16, CalendarError> {
        let text = self.field("year")?;
        text.parse().map_err(|_| self.fault(format!("year: '{text}' is not a year")))
    }

    fn kind(&self) -> Result<DayKind, CalendarError> {
        DayKind::parse(self.field("kind")?).map_err(|fault| self.fault(format!("kind: {fault}")))
    }

    fn fault(&self, fault: String) -> CalendarError {
        CalendarError::Row { table: self.table, line: self.line, fault }
    }
}

/// The rows of a table.
fn rows(table: &'static str, text: &str) -> Result<Vec<Row>, CalendarError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let fault = |fault: csv::Error| CalendarError::Row {
        table,
        line: fault.position().map_or(1, csv::Position::line),
        fault: fault.to_string(),
    };
    let headings = Rc::new(reader.headers().map_err(fault)?.clone());
    let mut rows = Vec::new();
    for cells in reader.records() {
        let cells = cells.map_err(fault)?;
        let line = cells.position().map_or(0, csv::Position::line);
        rows.push(Row { table, line, headings: Rc::clone(&headings), cells });
    }
    Ok(rows)
}

/// Why a table of notices is refused. Lines count from 1, the heading included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A row that cannot be read.
    #[error("line {line} of the table of {table}: {fault}")]
    Row {
        /// `notices`, `days` or `notice`.
        table: &'static str,
        /// The line.
        line: u64,
        /// Which field is wrong, and why.
        fault: String,
    },
    /// Two notices with one publication day.
    #[error("line {line}: a second notice published on {published_on}")]
    SamePublicationDay {
        /// The line.
        line: u64,
        /// The publication day.
        published_on: Day,
    },
    /// A day whose notice is not in the table of notices.
    #[error("line {line}: no notice was published on {published_on}")]
    UnknownNotice {
        /// The line.
        line: u64,
        /// The publication day that no notice has.
        published_on: Day,
    },
    /// A day declared twice by the same notice.
    #[error("line {line}: the notice of {published_on} already speaks of {on}")]
    Twice {
        /// The line.
        line: u64,
        /// The day.
        on: Day,
        /// The notice.
        published_on: Day,
    },
    /// A day outside the notice's year and the December before.
    #[error(
        "line {line}: {on} is neither in {year}, the notice's year, nor in the December before"
    )]
    OtherYear {
        /// The line.
        line: u64,
        /// The day.
        on: Day,
        /// The notice's year.
        year: i16,
    },
    /// A notice without a single day.
    #[error("the notice of {published_on} has no days")]
    NoDays {
        /// The notice.
        published_on: Day,
    },
    /// A file of one notice that holds two.
    #[error("line {line}: another published_on or year than in the lines above; one notice a file")]
    SecondNotice {
        /// The line.
        line: u64,
    },
    /// A file without rows.
    #[error("the file has no rows; its columns are published_on,year,date,kind,occasion")]
    Empty,
    /// A known notice with other days.
    #[error("a notice published on {published_on} is already there and declares other days")]
    OtherContent {
        /// The notice.
        published_on: Day,
    },
}
