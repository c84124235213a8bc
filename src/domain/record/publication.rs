//! The publication of a decision that was handed in as a draft, or on one more channel.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::publication::state::Channel;

/// A licence or penalty published (公示) on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The first version of the record that is published.
    pub target: Seq,
    /// Where.
    pub channel: Channel,
    /// The day of the publication.
    pub published_on: Day,
}

/// What the law's clocks need of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationFact {
    /// The record that is published.
    pub target: Seq,
    /// Where.
    pub channel: Channel,
    /// The first day on which it shows.
    pub from: Day,
}

impl Publication {
    /// What the law's clocks need of it.
    #[must_use]
    pub const fn fact(&self) -> PublicationFact {
        PublicationFact { target: self.target, channel: self.channel, from: self.published_on }
    }
}
