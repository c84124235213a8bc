//! What surrounds the content of every record: who said it, since when, and which version it is.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Detail;
use super::kind::RecordKind;
use super::natural_key::Reference;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;

/// The position of a record in the order in which the store learnt of them: 1, 2, 3 … without gaps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// After every position there can be: whatever the store knows now.
    pub const MAX: Self = Self(i64::MAX as u64);
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The public name of a record, `kind-seq`, for example `penalty-1042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// What kind of record it is.
    pub kind: RecordKind,
    /// Its position.
    pub seq: Seq,
}

impl RecordId {
    /// Reads `kind-seq`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, seq) = text.trim().rsplit_once('-')?;
        let kind = RecordKind::ALL.into_iter().find(|known| known.name() == kind)?;
        let seq = seq.bytes().all(|byte| byte.is_ascii_digit()).then(|| seq.parse().ok())??;
        Some(Self { kind, seq: Seq(seq) })
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind.name(), self.seq)
    }
}

/// Whose law decides what is asked of a record and how long it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Jurisdiction(pub String);

impl Jurisdiction {
    /// The People's Republic of China, the default.
    pub const CN: &'static str = "cn";
    /// The City of Chicago, Illinois: the open-data sample.
    pub const US_IL_CHICAGO: &'static str = "us-il-chicago";
    /// Every jurisdiction that has rules here.
    pub const ALL: [&'static str; 2] = [Self::CN, Self::US_IL_CHICAGO];
}

impl Default for Jurisdiction {
    fn default() -> Self {
        Self(Self::CN.to_owned())
    }
}

/// Who handed a record in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Submitter {
    /// The name of the API key, or `import` for the command line.
    pub key: String,
    /// The organ or platform the key is bound to, if any.
    pub organ: Option<String>,
}

/// Personal text that came with a record: kept beside it, erasable, never part of its content.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalText {
    /// The field it came in.
    pub field: &'static str,
    /// The text, with everything masked that must not be stored.
    pub text: String,
}

impl fmt::Debug for PersonalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ‹masked›", self.field)
    }
}

/// A checked record on its way into the store; the store adds `seq` and `recorded_at`.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Whom it is about.
    pub subject: MerchantId,
    /// The day it speaks of.
    pub effective_on: Day,
    /// The day since when it counts as known, where a load of history asserts one; otherwise the day
    /// it is recorded.
    pub known_since: Option<Day>,
    /// The instant it was published through its original channel, where the submission says so.
    pub published_at: Option<Timestamp>,
    /// Whose rules apply.
    pub jurisdiction: Jurisdiction,
    /// The row of the source it came from, counted from 1; 0 where there are no rows.
    pub source_row: u64,
    /// Whether it says that it corrects the record with the same natural key.
    pub corrects: Corrects,
    /// When it is published.
    pub publishing: Publishing,
    /// What it says.
    pub detail: Detail,
    /// By what its target is named besides the number in its content, where it is.
    pub target: Option<TargetName>,
    /// Personal text that came with it.
    pub personal: Vec<PersonalText>,
}

impl Draft {
    /// The same, published at that instant unless it says otherwise; for licences and penalties.
    #[must_use]
    pub fn published_with_submission(mut self, now: Timestamp) -> Self {
        let is_decision = matches!(self.detail.kind(), RecordKind::Licence | RecordKind::Penalty);
        if is_decision && self.publishing == Publishing::WithSubmission {
            self.published_at = self.published_at.or(Some(now));
        }
        self
    }

    /// A record about a merchant as a whole, under the default law.
    #[must_use]
    pub fn about(subject: MerchantId, effective_on: Day, detail: Detail) -> Self {
        Self {
            subject,
            effective_on,
            known_since: None,
            published_at: None,
            jurisdiction: Jurisdiction::default(),
            source_row: 0,
            corrects: Corrects::Nothing,
            publishing: Publishing::default(),
            detail,
            target: None,
            personal: Vec::new(),
        }
    }

    /// A record about the subject of another that was decided on a day: a step of a procedure.
    #[must_use]
    pub fn step(of: &Record, effective_on: Day, corrects: Corrects, detail: Detail) -> Self {
        let jurisdiction = of.jurisdiction.clone();
        Self { jurisdiction, corrects, ..Self::about(of.subject.clone(), effective_on, detail) }
    }
}

/// How a draft names the record that it decides on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetName {
    /// By its position, said to be of a record of this kind.
    Numbered(RecordKind),
    /// By what stands on it: looked up when the draft is stored.
    Referred(Reference),
}

/// When a decision is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publishing {
    /// With its submission, or as the submission says.
    #[default]
    WithSubmission,
    /// By a publication of its own: until then only its organ sees it.
    Later,
}

/// Whether a submission means to replace an earlier one with the same natural key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Corrects {
    /// It is new; other content under the same key is a conflict.
    #[default]
    Nothing,
    /// It is a new version of what the key names.
    Earlier,
    /// As [`Corrects::Earlier`], and this must still be its latest version.
    Latest(Seq),
}

/// A record as the store holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its position; gives its public name together with the kind.
    pub seq: Seq,
    /// Whom it is about.
    pub subject: MerchantId,
    /// The day it speaks of.
    pub effective_on: Day,
    /// The instant the store learnt of it; never decreases with `seq`.
    pub recorded_at: Timestamp,
    /// The day since when it counts as known.
    pub known_since: Day,
    /// The instant it was published, where known.
    pub published_at: Option<Timestamp>,
    /// Who handed it in.
    pub submitter: Submitter,
    /// Whose rules apply.
    pub jurisdiction: Jurisdiction,
    /// The file or route it came by.
    pub source: String,
    /// The row in that source, counted from 1; 0 where there are no rows.
    pub source_row: u64,
    /// The first version, where this is a later one.
    pub version_of: Option<Seq>,
    /// When it is published.
    pub publishing: Publishing,
    /// SHA-256 of the content, in hexadecimal (first 32 digits).
    pub content_hash: String,
    /// What it says.
    pub detail: Detail,
}

impl Record {
    /// Its public name.
    #[must_use]
    pub const fn id(&self) -> RecordId {
        RecordId { kind: self.detail.kind(), seq: self.seq }
    }
}

#[cfg(test)]
mod tests {
    use super::{RecordId, RecordKind, Seq};

    #[test]
    fn a_record_id_reads_what_it_prints() {
        let id = RecordId { kind: RecordKind::Penalty, seq: Seq(1042) };
        assert_eq!(RecordId::parse(&id.to_string()), Some(id));
        for text in ["penalty", "penalty-", "penalty-x", "penalty-+1", "fine-3", "-3", ""] {
            assert_eq!(RecordId::parse(text), None, "{text}");
        }
    }
}
