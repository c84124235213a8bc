//! Lists (名单): a merchant's entry on 严重违法失信名单, 经营异常名录 or among honours, and its exit.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::publication::list::ListKind;
use crate::domain::uscc::Uscc;

/// One entry on a list. Its exit comes as a new version of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// The list.
    pub list: ListKind,
    /// The number of the decision on the entry.
    pub document_number: String,
    /// The legal ground of the entry, in words.
    pub ground: String,
    /// The organ that decided.
    pub organ: String,
    /// Its credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_code: Option<Uscc>,
    /// The day of the entry.
    pub entered_on: Day,
    /// The first day after the term that the entry itself names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_until: Option<Day>,
    /// The day from which on it is no longer listed, where it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_on: Option<Day>,
    /// Why it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<ListingExit>,
}

/// Why a merchant left a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingExit {
    /// It applied after the minimum time.
    Application,
    /// Its duties are fulfilled.
    DutiesFulfilled,
    /// Its time was over.
    Time,
    /// The entry was revoked.
    Revoked,
}

/// What scoring needs of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingFact {
    /// The list.
    pub list: ListKind,
    /// The day of the entry.
    pub entered_on: Day,
    /// The first day after the term that the entry names.
    pub given_until: Option<Day>,
    /// The day from which on it is no longer listed.
    pub left_on: Option<Day>,
}

impl Listing {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> ListingFact {
        ListingFact {
            list: self.list,
            entered_on: self.entered_on,
            given_until: self.given_until,
            left_on: self.left_on,
        }
    }
}

/// An entry that counts on a day, with the record it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedListing {
    /// The record.
    pub seq: Seq,
    /// The fact.
    pub fact: ListingFact,
    /// The first day on which an exit on application is possible.
    pub earliest_exit_on: Day,
    /// The first day on which it no longer counts by time, where the law sets one.
    pub ends_on: Option<Day>,
    /// Whether it gives the lowest grade.
    pub veto: bool,
    /// Whether it shuts out credit repair.
    pub bars_repair: bool,
    /// The row of the rule table that says so.
    pub rule_id: String,
}
