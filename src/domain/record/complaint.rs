//! Complaints (投诉): what a consumer asked, through which channel, and how it ended.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;

/// One complaint. Its progress comes as new versions of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// Who numbers it: 12315, a platform, a data set.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// How it came in, in the source's words (telephone, app, counter …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What it is about.
    pub class: ComplaintClass,
    /// The day it was received.
    pub received_on: Day,
    /// The day it was accepted or refused, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
    /// The day the merchant answered, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Day>,
    /// The day it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Day>,
    /// Where it stands.
    pub outcome: ComplaintOutcome,
}

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintClass {
    /// 假冒伪劣.
    Counterfeit,
    /// 质量问题.
    Quality,
    /// 食品安全 and other harm to health.
    Safety,
    /// 价格欺诈.
    PriceFraud,
    /// 个人信息 and information security.
    Privacy,
    /// 知识产权.
    IntellectualProperty,
    /// 发货物流.
    Delivery,
    /// 退款退货.
    Refund,
    /// 服务态度.
    Service,
    /// Anything else.
    Other,
}

impl ComplaintClass {
    /// Every class with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 10] = [
        (Self::Counterfeit, "counterfeit", "假冒伪劣"),
        (Self::Quality, "quality", "质量问题"),
        (Self::Safety, "safety", "食品安全"),
        (Self::PriceFraud, "price_fraud", "价格欺诈"),
        (Self::Privacy, "privacy", "个人信息"),
        (Self::IntellectualProperty, "intellectual_property", "知识产权"),
        (Self::Delivery, "delivery", "发货物流"),
        (Self::Refund, "refund", "退款退货"),
        (Self::Service, "service", "服务态度"),
        (Self::Other, "other", "其他"),
    ];
}

/// Where a complaint stands, by the 12315 procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintOutcome {
    /// 待受理: received, not decided on.
    Received,
    /// 受理: accepted, in mediation.
    Accepted,
    /// 不予受理.
    Refused,
    /// 调解成功, or settled before.
    Settled,
    /// 终止调解 without agreement.
    Failed,
    /// 撤回 by the consumer.
    Withdrawn,
    /// 转立案: turned into a case.
    TurnedIntoCase,
}

impl ComplaintOutcome {
    /// Every outcome with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Received, "received", "待受理"),
        (Self::Accepted, "accepted", "受理"),
        (Self::Refused, "refused", "不予受理"),
        (Self::Settled, "settled", "调解成功"),
        (Self::Failed, "failed", "终止"),
        (Self::Withdrawn, "withdrawn", "撤回"),
        (Self::TurnedIntoCase, "turned_into_case", "转立案"),
    ];
}

/// What scoring needs of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintFact {
    /// What it is about.
    pub class: ComplaintClass,
    /// Where it stands in the end.
    pub outcome: ComplaintOutcome,
    /// The day it was accepted or refused.
    pub accepted_on: Option<Day>,
    /// The day the merchant answered.
    pub answered_on: Option<Day>,
    /// The day it ended.
    pub closed_on: Option<Day>,
}

impl ComplaintFact {
    /// Where it stood on that day: what is dated later had not happened.
    #[must_use]
    pub fn outcome_on(&self, on: Day) -> ComplaintOutcome {
        use ComplaintOutcome::{Accepted, Received, Refused};
        let accepted = self.accepted_on.is_some_and(|day| day <= on);
        let closed = self.closed_on.is_none_or(|day| day <= on);
        match self.outcome {
            Received => Received,
            Accepted | Refused if self.accepted_on.is_none() || accepted => self.outcome,
            Accepted | Refused => Received,
            ended if closed => ended,
            _ if accepted => Accepted,
            _ => Received,
        }
    }
}

impl Complaint {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> ComplaintFact {
        ComplaintFact {
            class: self.class,
            outcome: self.outcome,
            accepted_on: self.accepted_on,
            answered_on: self.answered_on,
            closed_on: self.closed_on,
        }
    }
}

/// A complaint as a dossier counts it, with the record it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedComplaint {
    /// The record.
    pub seq: Seq,
    /// The day it was received.
    pub received_on: Day,
    /// What it is about.
    pub class: ComplaintClass,
    /// Where it stood on the day asked.
    pub outcome: ComplaintOutcome,
}

impl CountedComplaint {
    /// Whether it counts as evidence: accepted by then, and not withdrawn or refused.
    #[must_use]
    pub const fn counts(&self) -> bool {
        use ComplaintOutcome::{Accepted, Failed, Settled, TurnedIntoCase};
        matches!(self.outcome, Accepted | Settled | Failed | TurnedIntoCase)
    }

    /// Whether it ended without agreement, or became a case.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        matches!(self.outcome, ComplaintOutcome::Failed | ComplaintOutcome::TurnedIntoCase)
    }
}
