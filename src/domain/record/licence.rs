//! Administrative licences (行政许可), by the 双公示 standard of 2018.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::uscc::Uscc;

/// A licence as decided. Field names of the standard stand in [`crate::domain::intake`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// 行政相对人名称 as the document has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    /// 行政许可决定文书名称.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_name: Option<String>,
    /// 行政许可决定文书号.
    pub document_number: String,
    /// 许可类别, with the concrete kind where it is 其他.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_class: Option<String>,
    /// 许可证书名称.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_name: Option<String>,
    /// 许可编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_number: Option<String>,
    /// 许可内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// 许可决定日期.
    pub decided_on: Day,
    /// 有效期自, where the document says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// The first day on which it is no longer valid (有效期至 plus one day); none means long-term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// 许可机关.
    pub organ: String,
    /// 许可机关统一社会信用代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_code: Option<Uscc>,
    /// 当前状态.
    pub state: LicenceState,
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

/// 当前状态 of a licence; the codes of 2016 and 2018 are mapped onto these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceState {
    /// 有效 (2018: 1; 2016: 0 正常).
    #[default]
    Valid,
    /// 无效 (2018: 2) or 撤销 (2016: 1).
    Void,
    /// 异议 (2016: 2).
    Disputed,
    /// 其他, as the remarks say (2016: 3).
    Other,
}

impl LicenceState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Valid, Self::Void, Self::Disputed, Self::Other];
}

/// What scoring needs of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceFact {
    /// The first day it is valid.
    pub valid_from: Day,
    /// The first day it is no longer valid; none means long-term.
    pub valid_until: Option<Day>,
    /// Its state as reported.
    pub state: LicenceState,
}

impl LicenceFact {
    /// Whether it is in force on that day.
    #[must_use]
    pub fn is_in_force(&self, on: Day) -> bool {
        self.state != LicenceState::Void
            && self.valid_from <= on
            && self.valid_until.is_none_or(|until| on < until)
    }
}

impl Licence {
    /// What scoring needs of it.
    #[must_use]
    pub fn fact(&self) -> LicenceFact {
        LicenceFact {
            valid_from: self.valid_from.unwrap_or(self.decided_on),
            valid_until: self.valid_until,
            state: self.state,
        }
    }
}

/// A licence as a dossier counts it, with the record it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedLicence {
    /// The record.
    pub seq: Seq,
    /// The fact.
    pub fact: LicenceFact,
}
