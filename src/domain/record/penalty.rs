//! Administrative penalties (行政处罚), by the 双公示 standard of 2018.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::publication::{PenaltyKinds, PenaltyTerms, Severity, StartDates};
use crate::domain::uscc::Uscc;

/// A penalty as decided. Field names of the standard stand in [`crate::domain::intake`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// 行政相对人名称 as the document has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    /// 行政处罚决定书文号.
    pub document_number: String,
    /// 违法行为类型.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offence: Option<String>,
    /// 违法事实.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// 处罚依据.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// 处罚类别, by art. 9 of the Administrative Penalty Law (2021).
    pub kinds: PenaltyKinds,
    /// 处罚内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// 罚款金额, read from 万元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine_fen: Option<Fen>,
    /// 没收违法所得、没收非法财物的金额, read from 万元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confiscated_fen: Option<Fen>,
    /// 暂扣或吊销证照名称及编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld_certificates: Option<String>,
    /// 处罚决定日期: the start of the publication clock.
    pub decided_on: Day,
    /// The first day after 处罚有效期; none means long-term or not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// The first day after 公示截止期, where the organ gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_until: Option<Day>,
    /// The day the dishonest act ended, where known (Shanghai and Shandong count display from it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_ended_on: Option<Day>,
    /// Decided on the spot by the simple procedure (简易程序, art. 51).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simple_procedure: bool,
    /// 失信严重程度 as the organ graded it (2017 standard), where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// 处罚机关.
    pub organ: String,
    /// 处罚机关统一社会信用代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_code: Option<Uscc>,
    /// 数据来源单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_source: Option<String>,
    /// 数据来源单位统一社会信用代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_source_code: Option<Uscc>,
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// What scoring needs of a penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltyFact {
    /// Its kinds.
    pub kinds: PenaltyKinds,
    /// The fine; zero where there is none.
    pub fine_fen: Fen,
    /// The amount confiscated; zero where there is none.
    pub confiscated_fen: Fen,
    /// Decided on the spot.
    pub simple_procedure: bool,
    /// The severity its organ gave it.
    pub severity: Option<Severity>,
    /// The day it was decided.
    pub decided_on: Day,
    /// The first day after its last restriction.
    pub valid_until: Option<Day>,
    /// The first day after the end of display given by the organ.
    pub display_until: Option<Day>,
    /// The day the act ended.
    pub act_ended_on: Option<Day>,
}

impl Penalty {
    /// What scoring needs of it.
    #[must_use]
    pub fn fact(&self) -> PenaltyFact {
        PenaltyFact {
            kinds: self.kinds,
            fine_fen: self.fine_fen.unwrap_or_default(),
            confiscated_fen: self.confiscated_fen.unwrap_or_default(),
            simple_procedure: self.simple_procedure,
            severity: self.severity,
            decided_on: self.decided_on,
            valid_until: self.valid_until,
            display_until: self.display_until,
            act_ended_on: self.act_ended_on,
        }
    }
}

/// A penalty as a dossier counts it, with the record it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedPenalty {
    /// The record.
    pub seq: Seq,
    /// The fact.
    pub fact: PenaltyFact,
    /// Its severity by the rules of the day asked.
    pub severity: Severity,
    /// The first day on which a repair can end its display.
    pub repairable_from: Day,
    /// The first day on which it no longer counts, where the law sets one.
    pub ends_on: Option<Day>,
}

impl PenaltyFact {
    /// What the rules on severity and display look at.
    #[must_use]
    pub const fn terms(&self) -> PenaltyTerms {
        PenaltyTerms {
            kinds: self.kinds,
            fine_fen: self.fine_fen,
            confiscated_fen: self.confiscated_fen,
            simple_procedure: self.simple_procedure,
            decided_on: self.decided_on,
            restricted_until: self.valid_until,
        }
    }

    /// The days from which display can be counted.
    #[must_use]
    pub const fn starts(&self, published_on: Option<Day>) -> StartDates {
        StartDates { decided_on: self.decided_on, published_on, act_ended_on: self.act_ended_on }
    }
}
