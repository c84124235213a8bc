//! A complaint and where it stands, and a merchant's complaint figures, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::procedure::StepDueBody;
use crate::app::complaint::{ComplaintAnswer, FiguresAnswer};
use crate::domain::complaint_figures::{ClassCount, ComplaintFigures};
use crate::domain::record::complaint::RefusalGround;

/// A complaint (投诉) and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Complaint")]
pub struct ComplaintBody {
    /// Its name.
    pub id: String,
    /// Whom it is about.
    pub merchant: String,
    /// Who numbers it.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// What it is about.
    pub class: &'static str,
    /// Where it stands: `received` (待受理), `accepted` (受理), `refused` (不予受理), `settled_early`
    /// (先行和解), `settled` (调解成功), `failed` (终止), `withdrawn` (撤回) or `turned_into_case`
    /// (转立案).
    pub outcome: &'static str,
    /// The organ that handles it; null where none does, and no deadline of the 12315 rules runs.
    pub organ: Option<String>,
    /// The day it was received.
    pub received_on: String,
    /// The day it was accepted or refused.
    pub accepted_on: Option<String>,
    /// The legal ground of a refusal.
    pub refused_for: Option<&'static str>,
    /// The day the merchant answered.
    pub answered_on: Option<String>,
    /// Days of tests and expertise, not counted as time of mediation.
    pub n_test_days: Option<u32>,
    /// The day it ended.
    pub closed_on: Option<String>,
    /// The day the parties were told that mediation had failed.
    pub told_on: Option<String>,
    /// The number of the case that it became.
    pub case_number: Option<String>,
    /// The penalty that followed, where it is on record and in force.
    pub penalty: Option<String>,
    /// What is due, soonest first.
    pub due: Vec<StepDueBody>,
}

/// The figures of a merchant's complaints, as the rules on publishing them show.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComplaintFigures")]
pub struct FiguresBody {
    /// The first day that they cover, by receipt.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Complaints that were accepted or settled early, and not withdrawn.
    pub n: u32,
    /// The same in the year before.
    pub n_before: u32,
    /// By how much there were more than in the year before: 0.5 for half as many again; null where
    /// there were none.
    pub growth: Option<f64>,
    /// Those still in mediation.
    pub n_open: u32,
    /// Those that mediation settled.
    pub n_settled: u32,
    /// Those whose mediation ended without agreement.
    pub n_failed: u32,
    /// The share of mediations that ended with an agreement; null where none has ended.
    pub mediation_success: Option<f64>,
    /// Those that the parties settled before they were accepted.
    pub n_settled_early: u32,
    /// Their share; null without a complaint.
    pub early_settlement: Option<f64>,
    /// Those that became a case.
    pub n_cases: u32,
    /// Those that the merchant answered, or that were settled.
    pub n_answered: u32,
    /// By class, most first.
    pub by_class: Vec<ClassCountBody>,
}

/// How many complaints there are of a class.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComplaintClassCount")]
pub struct ClassCountBody {
    /// The class.
    pub class: &'static str,
    /// How many.
    pub n: u32,
}

/// The figures of one merchant, with what they were counted from.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MerchantComplaintFigures")]
pub struct MerchantFiguresBody {
    /// Whose.
    pub merchant: String,
    /// The figures.
    pub figures: FiguresBody,
    /// The position of the last record used.
    pub seq: u64,
}

impl From<&ComplaintAnswer> for ComplaintBody {
    fn from(answer: &ComplaintAnswer) -> Self {
        let complaint = &answer.complaint;
        let text = |day: Option<crate::domain::day::Day>| day.map(|day| day.to_string());
        Self {
            id: answer.id.to_string(),
            merchant: answer.merchant.to_string(),
            source: complaint.source.clone(),
            number: complaint.number.clone(),
            class: complaint.class.name(),
            outcome: complaint.outcome.name(),
            organ: complaint.organ.clone(),
            received_on: complaint.received_on.to_string(),
            accepted_on: text(complaint.accepted_on),
            refused_for: complaint.refused_for.map(RefusalGround::name),
            answered_on: text(complaint.answered_on),
            n_test_days: complaint.n_test_days,
            closed_on: text(complaint.closed_on),
            told_on: text(complaint.told_on),
            case_number: complaint.case_number.clone(),
            penalty: answer.penalty.map(|penalty| penalty.to_string()),
            due: answer.due.iter().map(StepDueBody::from).collect(),
        }
    }
}

impl From<&ComplaintFigures> for FiguresBody {
    fn from(figures: &ComplaintFigures) -> Self {
        Self {
            from: figures.from.to_string(),
            to: figures.to.to_string(),
            n: figures.n,
            n_before: figures.n_before,
            growth: figures.growth(),
            n_open: figures.n_open,
            n_settled: figures.n_settled,
            n_failed: figures.n_failed,
            mediation_success: figures.mediation_success(),
            n_settled_early: figures.n_settled_early,
            early_settlement: figures.early_settlement(),
            n_cases: figures.n_cases,
            n_answered: figures.n_answered,
            by_class: figures.by_class.iter().map(ClassCountBody::from).collect(),
        }
    }
}

impl From<&ClassCount> for ClassCountBody {
    fn from(count: &ClassCount) -> Self {
        Self { class: count.class.name(), n: count.n }
    }
}

impl From<&FiguresAnswer> for MerchantFiguresBody {
    fn from(answer: &FiguresAnswer) -> Self {
        Self {
            merchant: answer.merchant.to_string(),
            figures: FiguresBody::from(&answer.figures),
            seq: answer.at.0,
        }
    }
}
