//! Inspections (抽查检查): passed, passed with conditions, failed, and what was found.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;

/// One inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    /// Who numbers it: the organ or the data set.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// The day of the visit.
    pub inspected_on: Day,
    /// Why it took place, in the source's words (routine, complaint, follow-up …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// How it ended.
    pub result: InspectionResult,
    /// Critical findings.
    #[serde(default)]
    pub n_critical: u32,
    /// Serious findings.
    #[serde(default)]
    pub n_serious: u32,
    /// Minor findings.
    #[serde(default)]
    pub n_minor: u32,
    /// What was found, in the source's codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finding_codes: Vec<String>,
    /// The organ that inspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
}

/// How an inspection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectionResult {
    /// 合格 (未发现问题).
    Passed,
    /// 合格 after correction on the spot or with conditions (责令改正).
    Conditional,
    /// 不合格.
    Failed,
}

impl InspectionResult {
    /// Every result.
    pub const ALL: [Self; 3] = [Self::Passed, Self::Conditional, Self::Failed];

    /// The name in files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Conditional => "conditional",
            Self::Failed => "failed",
        }
    }
}

/// What scoring needs of an inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionFact {
    /// How it ended.
    pub result: InspectionResult,
    /// Critical findings.
    pub n_critical: u32,
    /// Serious findings.
    pub n_serious: u32,
    /// Minor findings.
    pub n_minor: u32,
}

impl InspectionFact {
    /// Whether it failed or found something critical.
    #[must_use]
    pub const fn is_adverse(&self) -> bool {
        matches!(self.result, InspectionResult::Failed) || self.n_critical > 0
    }
}

impl Inspection {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> InspectionFact {
        InspectionFact {
            result: self.result,
            n_critical: self.n_critical,
            n_serious: self.n_serious,
            n_minor: self.n_minor,
        }
    }
}

/// An inspection as a dossier counts it, with the record it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedInspection {
    /// The record.
    pub seq: Seq,
    /// The day of the visit.
    pub inspected_on: Day,
    /// The fact.
    pub fact: InspectionFact,
}
