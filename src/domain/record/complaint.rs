//! Complaints (投诉): what a consumer asked, through which channel, and how it ended.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use super::organ::Organ;
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
    /// The platform on which it was about a shop, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
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
    /// A keyed hash of who complains, the same for one person within the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complainant: Option<String>,
    /// The organ that handles it; without one it is up to the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
    /// The credit code of that organ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_code: Option<Uscc>,
    /// Why it was not accepted, where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_for: Option<RefusalGround>,
    /// Days of tests and expertise (检验检测鉴定), which are not counted as time of mediation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_test_days: Option<u32>,
    /// The day the parties were told that mediation had ended without agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<Day>,
    /// The number of the case (立案号) that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    /// The document number of the penalty that followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_number: Option<String>,
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
    /// 信息安全: data lost, stolen or open to others, whoever is concerned.
    InformationSecurity,
}

impl ComplaintClass {
    /// Every class with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 11] = [
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
        (Self::InformationSecurity, "information_security", "信息安全"),
    ];

    /// Its name in files and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(class, ..)| *class == self).map_or("", |(_, name, _)| name)
    }

    /// Whether it is about people's data: a class of its own, which no volume of sales dilutes.
    #[must_use]
    pub const fn is_about_data(self) -> bool {
        matches!(self, Self::Privacy | Self::InformationSecurity)
    }

    /// Whether it tells of an offence that endangers health or property, or takes what is another's
    /// (国办发〔2016〕24号 十二 names counterfeits and infringement, the province's plan price fraud).
    #[must_use]
    pub const fn is_of_offence(self) -> bool {
        use ComplaintClass::{Counterfeit, IntellectualProperty, PriceFraud, Safety};
        matches!(self, Counterfeit | IntellectualProperty | PriceFraud | Safety)
    }
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
    /// 先行和解: the parties agreed before it was accepted.
    SettledEarly,
}

impl ComplaintOutcome {
    /// Every outcome with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Received, "received", "待受理"),
        (Self::Accepted, "accepted", "受理"),
        (Self::Refused, "refused", "不予受理"),
        (Self::Settled, "settled", "调解成功"),
        (Self::Failed, "failed", "终止"),
        (Self::Withdrawn, "withdrawn", "撤回"),
        (Self::TurnedIntoCase, "turned_into_case", "转立案"),
        (Self::SettledEarly, "settled_early", "先行和解"),
    ];

    /// Its name in files and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, ..)| *outcome == self).map_or("", |(_, name, _)| name)
    }

    /// Whether nothing more is to be decided.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Received | Self::Accepted)
    }
}

/// Why a complaint is not accepted: SAMR order 20 (2020) art. 15; the last three are added by order
/// 121 (2025), in force from 2026-04-15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalGround {
    /// The organ is not competent (不具有处理权限).
    NotCompetent,
    /// A court, an arbiter, another organ or body accepted or handled it.
    HandledElsewhere,
    /// Not for daily consumption (不是为生活消费需要), or no dispute over consumption is shown.
    NotConsumption,
    /// More than three years since the complainant knew.
    TooLate,
    /// Data that the rules ask for are missing (材料不齐).
    DataMissing,
    /// False material.
    FalseMaterial,
    /// Handed in under another person's name.
    AnotherName,
    /// The complainant refuses to have the identity checked.
    IdentityRefused,
}

impl RefusalGround {
    /// Every ground with its name in files and answers and its Chinese name.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::NotCompetent, "not_competent", "不具有处理权限"),
        (Self::HandledElsewhere, "handled_elsewhere", "已由其他机构受理或者处理"),
        (Self::NotConsumption, "not_consumption", "非生活消费需要"),
        (Self::TooLate, "too_late", "超过三年"),
        (Self::DataMissing, "data_missing", "材料不齐"),
        (Self::FalseMaterial, "false_material", "材料虚假"),
        (Self::AnotherName, "another_name", "冒用他人名义"),
        (Self::IdentityRefused, "identity_refused", "拒绝身份核验"),
    ];

    /// Its name in files and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(ground, ..)| *ground == self).map_or("", |(_, name, _)| name)
    }
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
    /// Who complains.
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

    /// The organ that handles it, where one does.
    #[must_use]
    pub fn organ(&self) -> Option<Organ> {
        self.organ.as_ref().map(|name| Organ::new(name, self.organ_code.as_ref()))
    }

    /// Who is to take its steps: the organ that handles it, or else whoever numbers it.
    #[must_use]
    pub fn handler(&self) -> Organ {
        self.organ().unwrap_or_else(|| Organ::new(&self.source, None))
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
    /// What the record says of it, later days included.
    pub fact: ComplaintFact,
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

    /// How far it is unanswered on a day, in halves: 0 where the merchant answered in time or still
    /// can, 1 where it answered late, 2 where it did not. A settled complaint was answered at the
    /// latest on the day it ended.
    #[must_use]
    pub fn unanswered_halves(&self, on: Day) -> u32 {
        let until = self.answer_until();
        let settled_on = match self.outcome {
            ComplaintOutcome::Settled => self.fact.closed_on,
            _ => None,
        };
        match self.fact.answered_on.or(settled_on).filter(|day| *day <= on) {
            Some(answered_on) if answered_on <= until => 0,
            Some(_) => 1,
            None if on <= until => 0,
            None => 2,
        }
    }

    /// The last day on which an answer is in time.
    #[must_use]
    pub fn answer_until(&self) -> Day {
        self.fact.accepted_on.unwrap_or(self.received_on).plus(ANSWER_DAYS)
    }
}

/// Days that a merchant has to answer an accepted complaint before it counts as unanswered: a choice
/// of this service, no rule of law.
pub const ANSWER_DAYS: i32 = 10;
