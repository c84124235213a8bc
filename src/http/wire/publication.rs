//! Publication in time as JSON and as CSV.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::publication::{AuthorityMonth, PublicationAnswer, PublicationItem};
use crate::domain::publication::state::PublicationState;

/// How authorities published what they decided (双公示).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PublicationTable")]
pub struct PublicationBody {
    /// As of which day.
    pub as_of: String,
    /// By the clock of which channel.
    pub channel: &'static str,
    /// Whether a deadline or delay here can still change, for want of a year's working-day notice.
    pub provisional: bool,
    /// The hash over the working-day notices used.
    pub calendar: String,
    /// By authority and month of decision.
    pub months: Vec<AuthorityMonthBody>,
    /// Decisions overdue or due soon, most urgent first, where asked for; the list may be cut.
    pub items: Vec<PublicationItemBody>,
    /// How many such decisions there are.
    pub n_items: usize,
}

/// The decisions of one authority in one month.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AuthorityMonth")]
pub struct AuthorityMonthBody {
    /// The authority.
    pub organ: String,
    /// Its credit code; null where unknown.
    pub organ_code: Option<String>,
    /// The month, `2026-11`.
    pub month: String,
    /// Licences and penalties decided.
    pub n_decisions: u64,
    /// Published in time.
    pub n_on_time: u64,
    /// Published too late.
    pub n_late: u64,
    /// Not published though they should be.
    pub n_overdue: u64,
    /// Not published yet, in time.
    pub n_to_be_published: u64,
    /// Need not be published.
    pub n_exempt: u64,
    /// Withdrawn.
    pub n_withdrawn: u64,
    /// Of these, withdrawn later than the law wants it.
    pub n_withdrawn_late: u64,
    /// In time, of all that are published or overdue; null where there are none.
    pub on_time_rate: Option<f64>,
    /// Median working days from decision to publication, the overdue ones up to the day asked.
    pub median_delay_working_days: Option<i64>,
    /// The most.
    pub worst_delay_working_days: Option<i64>,
}

/// One decision and where its publication stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PublicationItem")]
pub struct PublicationItemBody {
    /// The record.
    pub id: String,
    /// Whom it is about.
    pub merchant: String,
    /// The authority.
    pub organ: String,
    /// Its credit code; null where unknown.
    pub organ_code: Option<String>,
    /// The day of the decision.
    pub decided_on: String,
    /// The last day in time; null where there is none.
    pub due_on: Option<String>,
    /// The day of publication; null while there is none.
    pub published_on: Option<String>,
    /// `to_be_published`, `overdue`, `published_on_time`, `published_late`, `exempt` or `withdrawn`.
    pub state: &'static str,
    /// Working days left, overdue or late; null where none is counted.
    pub n_working_days: Option<u32>,
    /// Whether the last day can still move.
    pub provisional: bool,
    /// Whether it is a draft, which only its organ sees.
    pub is_draft: bool,
}

impl From<&PublicationAnswer> for PublicationBody {
    fn from(answer: &PublicationAnswer) -> Self {
        Self {
            as_of: answer.as_of.to_string(),
            channel: answer.channel.name(),
            provisional: answer.provisional,
            calendar: answer.calendar.clone(),
            months: answer.months.iter().map(AuthorityMonthBody::from).collect(),
            items: answer.items.iter().map(PublicationItemBody::from).collect(),
            n_items: answer.n_items,
        }
    }
}

impl From<&AuthorityMonth> for AuthorityMonthBody {
    fn from(month: &AuthorityMonth) -> Self {
        Self {
            organ: month.organ.name.clone(),
            organ_code: some_code(&month.organ.code),
            month: month.month.to_string().chars().take(7).collect(),
            n_decisions: month.n_decisions,
            n_on_time: month.n_on_time,
            n_late: month.n_late,
            n_overdue: month.n_overdue,
            n_to_be_published: month.n_to_be_published,
            n_exempt: month.n_exempt,
            n_withdrawn: month.n_withdrawn,
            n_withdrawn_late: month.n_withdrawn_late,
            on_time_rate: month.on_time_rate(),
            median_delay_working_days: month.median_delay(),
            worst_delay_working_days: month.worst_delay(),
        }
    }
}

impl From<&PublicationItem> for PublicationItemBody {
    fn from(item: &PublicationItem) -> Self {
        let (state, n_working_days, provisional) = in_words(&item.state);
        Self {
            id: item.id.to_string(),
            merchant: item.merchant.to_string(),
            organ: item.organ.name.clone(),
            organ_code: some_code(&item.organ.code),
            decided_on: item.decided_on.to_string(),
            due_on: item.due_on().map(|day| day.to_string()),
            published_on: item.published_on.map(|day| day.to_string()),
            state,
            n_working_days,
            provisional,
            is_draft: item.is_draft,
        }
    }
}

fn in_words(state: &PublicationState) -> (&'static str, Option<u32>, bool) {
    match *state {
        PublicationState::ToBePublished { in_n, provisional, .. } => {
            ("to_be_published", Some(in_n), provisional)
        }
        PublicationState::Overdue { by_n, provisional, .. } => ("overdue", Some(by_n), provisional),
        PublicationState::PublishedOnTime { .. } => ("published_on_time", None, false),
        PublicationState::PublishedLate { by_n, .. } => ("published_late", Some(by_n), false),
        PublicationState::Exempt { .. } => ("exempt", None, false),
        PublicationState::Withdrawn => ("withdrawn", None, false),
    }
}

fn some_code(code: &str) -> Option<String> {
    (!code.is_empty()).then(|| code.to_owned())
}
