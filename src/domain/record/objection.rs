//! Objections (异议) to a record or to the score: raised, marked at once, decided.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;

/// One objection. Each step comes as a new version of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// The first version of the record objected to; none where it is the score itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Seq>,
    /// The day it was raised: the record is marked from it on.
    pub raised_on: Day,
    /// Who raised it.
    pub raised_by: Objector,
    /// Why.
    pub ground: ObjectionGround,
    /// What is said for it, with everything masked that tells of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// The day it was passed on to the provider of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred_on: Option<Day>,
    /// The decision, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ObjectionDecision>,
}

/// Who raises an objection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objector {
    /// The merchant itself.
    #[default]
    Merchant,
    /// Somebody else whom it concerns.
    Concerned,
}

/// The ground of an objection (深圳经济特区社会信用条例 art. 48; 浙江省公共信用信息管理条例 art. 30;
/// 国办发〔2025〕22号 adds the result of a repair).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionGround {
    /// The content is wrong.
    WrongContent,
    /// Something is missing.
    MissingContent,
    /// Displayed past its period.
    DisplayOver,
    /// It should not have been listed.
    ShouldNotBeListed,
    /// It holds what is private or a trade secret.
    PrivacyOrSecret,
    /// The result of a repair is wrong.
    RepairResult,
    /// Another ground.
    Other,
}

impl ObjectionGround {
    /// Every ground with its name in answers.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::WrongContent, "wrong_content"),
        (Self::MissingContent, "missing_content"),
        (Self::DisplayOver, "display_over"),
        (Self::ShouldNotBeListed, "should_not_be_listed"),
        (Self::PrivacyOrSecret, "privacy_or_secret"),
        (Self::RepairResult, "repair_result"),
        (Self::Other, "other"),
    ];

    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(ground, _)| *ground == self).map_or("other", |(_, name)| name)
    }
}

/// The decision on an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionDecision {
    /// The day.
    pub on: Day,
    /// Which way.
    pub outcome: ObjectionOutcome,
    /// The organ.
    pub organ: String,
    /// The reasons in words.
    pub reason: String,
    /// The new version that corrects the record, where it is corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<Seq>,
}

/// Which way a decision on an objection went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionOutcome {
    /// Upheld: the record has a corrected version.
    Corrected,
    /// Upheld: the record is withdrawn.
    Withdrawn,
    /// Upheld: the score is computed again, on grounds that the reasons say.
    Upheld,
    /// Rejected, with reasons.
    Rejected,
}

impl ObjectionOutcome {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }
}

/// What marks a record: an objection, as long as it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionFact {
    /// The record; none for the score.
    pub target: Option<Seq>,
    /// Since when it is marked.
    pub raised_on: Day,
    /// From when on it no longer is.
    pub decided_on: Option<Day>,
}

impl Objection {
    /// What marks a record.
    #[must_use]
    pub fn fact(&self) -> ObjectionFact {
        ObjectionFact {
            target: self.target,
            raised_on: self.raised_on,
            decided_on: self.decision.as_ref().map(|decision| decision.on),
        }
    }
}

impl ObjectionFact {
    /// Whether it is open on that day.
    #[must_use]
    pub fn is_open(&self, on: Day) -> bool {
        self.raised_on <= on && self.decided_on.is_none_or(|decided_on| on < decided_on)
    }
}
