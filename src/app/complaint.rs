//! Complaints: the public figures of a merchant, and the steps that their handling wants taken.

use super::deadline::StepDue;
use super::score::{Frame, ScoreQuestion};
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::evidence::complaints::ComplaintFigures;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::deadline::Step;
use crate::domain::record::Detail;
use crate::domain::record::complaint::{Complaint, ComplaintOutcome};
use crate::domain::record::envelope::Record;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::organ::Organ;
use crate::store::{history, on_clock, read};

/// Years after which a complaint is no longer accepted (市场监督管理投诉举报处理暂行办法 art. 15), so
/// that its clocks have stopped.
const YEARS_MAX: i32 = 3;

/// The public figures of a merchant's complaints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintsAnswer {
    /// Whose.
    pub id: MerchantId,
    /// Of which day.
    pub as_of: Day,
    /// The figures.
    pub figures: ComplaintFigures,
}

/// A step in the handling of a complaint that is due.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ComplaintDue {
    /// The step and its day.
    pub(super) due: StepDue,
    /// Who is to take it.
    pub(super) organ: Organ,
    /// The complaint.
    pub(super) record: Record,
}

impl App {
    /// The figures of a merchant's complaints as the publication rules show them.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn complaints(&self, question: &ScoreQuestion) -> Result<ComplaintsAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            let barred = self.barred_for(connection, &row, &frame, question.audience)?;
            let history = history::load(connection, row.merchant, frame.at)?;
            let known = Known::Recorded(frame.at);
            let asked = Question { as_of: frame.as_of, known, barred: &barred };
            let dossier = asked.dossier(&history, &frame.law.yardstick);
            let figures = ComplaintFigures::of(&dossier);
            Ok(Some(ComplaintsAnswer { id: row.id, as_of: frame.as_of, figures }))
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    /// Complaints whose acceptance or mediation is open, each with the day it is due by.
    pub(super) fn complaints_due(&self, frame: &Frame) -> Result<Vec<ComplaintDue>, AppError> {
        let days = self.today().plus_years(-YEARS_MAX)..self.today().plus(1);
        let working_days = self.working_days(None)?;
        let mut due = Vec::new();
        self.store().read(|connection| {
            on_clock::each_latest(connection, RecordKind::Complaint, days, frame.at, |record| {
                due.extend(next_step(record, frame, &working_days));
                Ok(())
            })
        })?;
        Ok(due)
    }
}

/// The step of a complaint that is open; none where it has ended or no rule sets a period.
fn next_step(record: Record, frame: &Frame, working_days: &WorkingDays) -> Option<ComplaintDue> {
    let Detail::Complaint(complaint) = &record.detail else { return None };
    let (step, from) = open_step(complaint)?;
    let named = complaint.organ.as_deref().unwrap_or(&complaint.source);
    let organ = Organ::new(named, complaint.organ_code.as_ref());
    let rules = &frame.law.yardstick.rules;
    let rules = rules.applying_to(organ.authority(&record.jurisdiction.0, ""));
    let due = StepDue::new(&rules, step, from, false, working_days)?;
    Some(ComplaintDue { due, organ, record })
}

fn open_step(complaint: &Complaint) -> Option<(Step, Day)> {
    match complaint.outcome {
        ComplaintOutcome::Received => Some((Step::ComplaintAccept, complaint.received_on)),
        ComplaintOutcome::Accepted => {
            let from = complaint.accepted_on.unwrap_or(complaint.received_on);
            Some((Step::ComplaintMediate, from))
        }
        _ => None,
    }
}
