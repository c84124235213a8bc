//! Values as they are typed: instants and days since when, records, channels, months, steps.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::day::Day;
use crate::domain::publication::state::Channel;
use crate::domain::record::envelope::{RecordId, Submitter};

/// A step in a procedure.
#[derive(Args, Debug)]
pub(super) struct Step {
    /// The application or objection.
    #[arg(value_parser = record)]
    pub(super) record: RecordId,

    /// The day of the step. [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) on: Option<Day>,
}

/// A step that says why.
#[derive(Args, Debug)]
pub(super) struct StepWithReason {
    #[command(flatten)]
    pub(super) step: Step,

    /// The reason, at most 500 characters.
    #[arg(long)]
    pub(super) reason: String,
}

/// Who hands in what is typed.
pub(super) fn submitter() -> Submitter {
    Submitter { key: "command-line".to_owned(), organ: None }
}

/// An instant as known at which something is asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum KnownAt {
    Instant(Timestamp),
    /// At the end of that day.
    Day(Day),
}

impl KnownAt {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let instant = text.parse().map(Self::Instant);
        instant.or_else(|_| Day::parse(text).map(Self::Day)).map_err(|_| {
            "write an instant such as 2026-11-16T08:00:00Z or a day such as 2026-11-16".to_owned()
        })
    }

    /// The instant; the end of a day is that of the instance's zone, and not later than now.
    pub(super) fn instant(self, zone: &TimeZone, now: Timestamp) -> Timestamp {
        match self {
            Self::Instant(instant) => instant,
            Self::Day(day) => {
                let next = day.plus(1).date().to_datetime(jiff::civil::Time::midnight());
                let end = zone.to_ambiguous_zoned(next).compatible();
                let last = end.ok().and_then(|end| {
                    end.timestamp().checked_sub(jiff::SignedDuration::from_micros(1)).ok()
                });
                last.map_or(now, |last| last.min(now))
            }
        }
    }
}

pub(super) fn record(text: &str) -> Result<RecordId, String> {
    RecordId::parse(text)
        .ok_or_else(|| "a record is named by its kind and number, such as penalty-42".to_owned())
}

pub(super) fn channel(name: &str) -> Result<Channel, String> {
    Channel::ALL.into_iter().find(|channel| channel.name() == name).ok_or_else(|| {
        let names: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
        format!("a channel is one of {}", names.join(", "))
    })
}

/// The first day of a month written as 2026-11.
pub(super) fn month(text: &str) -> Result<Day, String> {
    Day::parse(&format!("{text}-01")).map_err(|_| "write a month as 2026-11".to_owned())
}
