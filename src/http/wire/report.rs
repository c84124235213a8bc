//! A report as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::complaint::FiguresBody;
use super::merchant::MerchantBody;
use super::record::RecordBody;
use super::score::ScoreBody;
use crate::app::report::{Item, ReportAnswer, Section, Shown};
use crate::domain::publication::Severity;

/// Everything known and displayable about a merchant (信用报告).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct ReportBody {
    /// Who it is.
    pub merchant: MerchantBody,
    /// Its score.
    pub score: ScoreBody,
    /// Its records by kind, newest first.
    pub sections: Vec<SectionBody>,
    /// The figures of its complaints of the year up to the day.
    pub complaint_figures: FiguresBody,
}

/// The records of one kind.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Section")]
pub struct SectionBody {
    /// The kind, plural.
    pub kind: &'static str,
    /// How many there are in all; the list may be cut.
    pub n: i64,
    /// The newest of them.
    pub records: Vec<ItemBody>,
}

/// A record and, for a penalty, why and how long it is shown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReportItem")]
pub struct ItemBody {
    /// The record.
    pub record: RecordBody,
    /// Why and how long it is shown; null for kinds that are shown without an end.
    pub display: Option<DisplayBody>,
    /// For an entry on a list: how long it lasts; null otherwise.
    pub listing: Option<ListedBody>,
    /// The open objections (异议) that mark the record.
    pub objections: Vec<String>,
    /// What the merchant says of the record; null where it says nothing.
    pub statement: Option<String>,
}

/// How long an entry on a list lasts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListingTerm")]
pub struct ListedBody {
    /// `serious_violation` (严重违法失信名单), `abnormal_operation` (经营异常名录), `abnormal_state`
    /// (经营异常状态) or `honour`.
    pub list: &'static str,
    /// The first day on which an exit can be applied for.
    pub earliest_exit_on: String,
    /// The first day on which it ends by itself; null where no rule sets one.
    pub ends_on: Option<String>,
    /// The row of the rule table that decided it.
    pub rule: String,
}

/// Why and how long a penalty is shown (公示期).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Display")]
pub struct DisplayBody {
    /// `minor` (轻微), `general` (一般) or `serious` (严重).
    pub severity: Severity,
    /// The day its display begins.
    pub from: String,
    /// The first day on which a repair can end it.
    pub earliest_end: String,
    /// The first day on which it is no longer shown; null where the law sets no end.
    pub latest_end: Option<String>,
    /// The row of the rule table that decided it.
    pub rule: String,
}

impl From<&ReportAnswer> for ReportBody {
    fn from(answer: &ReportAnswer) -> Self {
        Self {
            merchant: MerchantBody::from(&answer.merchant),
            score: ScoreBody::from(&answer.score),
            sections: answer.sections.iter().map(SectionBody::from).collect(),
            complaint_figures: FiguresBody::from(&answer.complaint_figures),
        }
    }
}

impl From<&Section> for SectionBody {
    fn from(section: &Section) -> Self {
        Self {
            kind: section.kind.plural(),
            n: section.n,
            records: section.items.iter().map(ItemBody::from).collect(),
        }
    }
}

impl From<&Item> for ItemBody {
    fn from(item: &Item) -> Self {
        Self {
            record: RecordBody::from(&item.record),
            display: item.shown.as_ref().map(DisplayBody::from),
            listing: item.listed.as_ref().map(|listed| ListedBody {
                list: listed.list.name(),
                earliest_exit_on: listed.earliest_exit_on.to_string(),
                ends_on: listed.ends_on.map(|day| day.to_string()),
                rule: listed.rule.clone(),
            }),
            objections: item.objections.iter().map(ToString::to_string).collect(),
            statement: item.statement.clone(),
        }
    }
}

impl From<&Shown> for DisplayBody {
    fn from(shown: &Shown) -> Self {
        Self {
            severity: shown.severity,
            from: shown.from.to_string(),
            earliest_end: shown.earliest_end.to_string(),
            latest_end: shown.latest_end.map(|day| day.to_string()),
            rule: shown.rule.clone(),
        }
    }
}
