//! Complaints (投诉): what a consumer asked, through which channel, and how it ended.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use crate::domain::uscc::Uscc;

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
    /// Why it was refused, where it was and the organ said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalGround>,
    /// A pseudonym of the complainant, the same for one person in one source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complainant: Option<String>,
    /// The organ that handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
    /// Its unified social credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_code: Option<Uscc>,
    /// The document number of the penalty that followed, where it became a case and one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_number: Option<String>,
}

/// Why a complaint is not accepted (市场监督管理投诉举报处理暂行办法 art. 15; order 121 of 2025 adds
/// what concerns the complainant's identity and material).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalGround {
    /// 不属于职责 or 无管辖权.
    NotCompetent,
    /// 已由法院, 仲裁机构 or another organisation accepted or handled.
    HandledElsewhere,
    /// 不是为生活消费需要.
    NotConsumer,
    /// 超过三年.
    OverThreeYears,
    /// 材料不全.
    Incomplete,
    /// 虚假材料, 冒用他人名义, or the identity check was refused.
    FalseIdentity,
    /// Anything else that a law names.
    Other,
}

impl RefusalGround {
    /// Every ground with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::NotCompetent, "not_competent", "不属于职责或无管辖权"),
        (Self::HandledElsewhere, "handled_elsewhere", "已由其他机构受理或处理"),
        (Self::NotConsumer, "not_consumer", "非生活消费需要"),
        (Self::OverThreeYears, "over_three_years", "超过三年"),
        (Self::Incomplete, "incomplete", "材料不全"),
        (Self::FalseIdentity, "false_identity", "虚假材料或冒用身份"),
        (Self::Other, "other", "其他法定情形"),
    ];
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
    /// Who complained.
    pub complainant: Option<Pseudonym>,
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
    pub fn fact(&self) -> ComplaintFact {
        ComplaintFact {
            class: self.class,
            outcome: self.outcome,
            accepted_on: self.accepted_on,
            answered_on: self.answered_on,
            closed_on: self.closed_on,
            complainant: self.complainant.as_deref().map(|name| pseudonym(&self.source, name)),
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
    /// The day it was accepted, if it was by then.
    pub accepted_on: Option<Day>,
    /// The day the merchant answered, if it had by then.
    pub answered_on: Option<Day>,
    /// The day it ended, if it had by then.
    pub closed_on: Option<Day>,
    /// Who complained.
    pub complainant: Option<Pseudonym>,
}

impl CountedComplaint {
    /// A complaint as it stood on a day.
    #[must_use]
    pub fn on(seq: Seq, received_on: Day, fact: &ComplaintFact, on: Day) -> Self {
        let by_then = |day: Option<Day>| day.filter(|day| *day <= on);
        Self {
            seq,
            received_on,
            class: fact.class,
            outcome: fact.outcome_on(on),
            accepted_on: by_then(fact.accepted_on),
            answered_on: by_then(fact.answered_on),
            closed_on: by_then(fact.closed_on),
            complainant: fact.complainant,
        }
    }

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
