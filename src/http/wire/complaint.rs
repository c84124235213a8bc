//! Figures of complaints as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::complaint::ComplaintsAnswer;
use crate::app::deadline::code;

/// The public figures of a merchant's complaints within a year.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComplaintFigures")]
pub struct ComplaintsBody {
    /// The merchant.
    pub merchant: String,
    /// The day asked.
    pub as_of: String,
    /// Complaints received within 365 days.
    pub n_received: u32,
    /// Complaints received within the 365 days before those.
    pub n_received_before: u32,
    /// How many more than in the year before, as a share of it; null without any then.
    pub growth: Option<f64>,
    /// Accepted (受理) and not withdrawn.
    pub n_accepted: u32,
    /// Refused (不予受理).
    pub n_refused: u32,
    /// Withdrawn by the consumer (撤回).
    pub n_withdrawn: u32,
    /// Settled (调解成功).
    pub n_settled: u32,
    /// Ended without agreement (终止).
    pub n_failed: u32,
    /// Turned into a case (转立案).
    pub n_cases: u32,
    /// The share of mediations that ended in agreement; null where none ended.
    pub mediation_success: Option<f64>,
    /// The share of settlements on the day of acceptance or before (先行和解); null without any.
    pub early_settlement: Option<f64>,
    /// Accepted and not withdrawn, by class.
    pub by_class: Vec<ClassCountBody>,
}

/// How many complaints are of a class.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComplaintClassCount")]
pub struct ClassCountBody {
    /// The class.
    pub class: String,
    /// How many.
    pub n: u32,
}

impl From<&ComplaintsAnswer> for ComplaintsBody {
    fn from(answer: &ComplaintsAnswer) -> Self {
        let figures = &answer.figures;
        Self {
            merchant: answer.id.to_string(),
            as_of: answer.as_of.to_string(),
            n_received: figures.n_received,
            n_received_before: figures.n_received_before,
            growth: figures.growth(),
            n_accepted: figures.n_accepted,
            n_refused: figures.n_refused,
            n_withdrawn: figures.n_withdrawn,
            n_settled: figures.n_settled,
            n_failed: figures.n_failed,
            n_cases: figures.n_cases,
            mediation_success: figures.mediation_success(),
            early_settlement: figures.early_settlement(),
            by_class: figures
                .by_class
                .iter()
                .map(|(class, n)| ClassCountBody { class: code(class, ""), n: *n })
                .collect(),
        }
    }
}
