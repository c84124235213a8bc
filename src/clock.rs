//! The only file that asks the system for the time.
#![expect(clippy::disallowed_methods, reason = "this is the one place that may ask for the time")]

use jiff::{Timestamp, tz::TimeZone};

use crate::domain::day::Day;

/// Where the time comes from: the system, or a fixed instant (quickstart, tests).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock.
    System,
    /// Always this instant.
    Fixed(Timestamp),
}

impl Clock {
    /// The instant it is.
    #[must_use]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(instant) => instant,
        }
    }

    /// The calendar day it is in the instance's time zone.
    #[must_use]
    pub fn today(self, zone: &TimeZone) -> Day {
        Day::from(zone.to_datetime(self.now()).date())
    }
}
