//! Complaints (投诉) from receipt to end, and the figures of a merchant's complaints.

use std::sync::Arc;

use super::deadline::StepDue;
use super::model::Law;
use super::score::ScoreQuestion;
use super::{App, AppError};
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::complaint_figures::ComplaintFigures;
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::merchant::MerchantId;
use crate::domain::publication::deadline::Step;
use crate::domain::publication::period::Period;
use crate::domain::record::Detail;
use crate::domain::record::complaint::{Complaint, RefusalGround};
use crate::domain::record::complaint_life::ComplaintStep;
use crate::domain::record::envelope::{Corrects, Draft, Record, RecordId, Seq, Submitter};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::document_number;
use crate::domain::record::organ::Organ;
use crate::store::{history, read};

/// Characters of the number of a case, at most.
const CASE_NUMBER_CHARS_MAX: usize = 128;

/// A complaint and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintAnswer {
    /// Its name: that of its first version, which never changes.
    pub id: RecordId,
    /// Its latest version.
    pub latest: Seq,
    /// Whom it is about.
    pub merchant: MerchantId,
    /// Who is to take its steps: the organ that handles it, or whoever numbers it.
    pub organ: Organ,
    /// What it says.
    pub complaint: Complaint,
    /// The penalty that followed, where it is on record and not withdrawn.
    pub penalty: Option<RecordId>,
    /// What is due, soonest first; empty once it has ended.
    pub due: Vec<StepDue>,
}

/// A step in a complaint, as it is asked for: a penalty is named by its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedStep {
    /// A step that says all itself.
    Plain(ComplaintStep),
    /// The penalty that followed.
    LinkPenalty(RecordId),
}

/// A merchant's complaint figures as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct FiguresAnswer {
    /// Whose.
    pub merchant: MerchantId,
    /// The figures.
    pub figures: ComplaintFigures,
    /// The position of the last record used.
    pub at: Seq,
}

impl App {
    /// A complaint and where it stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn complaint(&self, id: RecordId) -> Result<ComplaintAnswer, AppError> {
        let first = self.first_version(id)?;
        let versions = self.store().read(|connection| read::versions(connection, first.seq))?;
        let latest = versions.last().unwrap_or(&first);
        let mut answer = self.complaint_answer(latest)?;
        answer.penalty = self.penalty_of(&answer)?;
        Ok(answer)
    }

    /// Takes a step in a complaint: a new version of it.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] when the step does not follow, its day is wrong,
    /// or what it names does not fit; [`AppError::Conflict`] when somebody else took a step
    /// meanwhile.
    pub fn take_complaint_step(
        &self,
        id: RecordId,
        asked: &AskedStep,
        on: Day,
        submitter: &Submitter,
    ) -> Result<ComplaintAnswer, AppError> {
        let before = self.complaint(id)?;
        let step = self.step_meant(&before, asked)?;
        self.check_day("on", on, before.complaint.received_on)?;
        let after = before
            .complaint
            .after(&step, on)
            .map_err(|fault| AppError::invalid("step", step.name(), "step_order", fault))?;
        let first = self.first_version(id)?;
        let corrects = Corrects::Latest(before.latest);
        let draft = Draft::step(&first, after.received_on, corrects, Detail::Complaint(after));
        self.submit_whole(&[draft], submitter, "complaint")?;
        self.complaint(id)
    }

    /// The figures of a merchant's complaints of the year up to a day.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn complaint_figures(&self, question: &ScoreQuestion) -> Result<FiguresAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            let barred = self.barred_for(connection, &row, &frame, question.audience)?;
            let history = history::load(connection, row.merchant, frame.at)?;
            let known = Known::Recorded(frame.at);
            let yardstick = &frame.law.yardstick;
            let dossier = Dossier::new(&history, frame.as_of, known, yardstick, &barred);
            let figures = ComplaintFigures::of(&dossier);
            Ok(Some(FiguresAnswer { merchant: row.id, figures, at: frame.at }))
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    fn step_meant(
        &self,
        before: &ComplaintAnswer,
        asked: &AskedStep,
    ) -> Result<ComplaintStep, AppError> {
        let penalty = match asked {
            AskedStep::Plain(ComplaintStep::TurnIntoCase(Some(number))) => {
                let n = number.chars().count();
                if number.trim().is_empty() || n > CASE_NUMBER_CHARS_MAX {
                    let rule = format!("has 1 to {CASE_NUMBER_CHARS_MAX} characters");
                    return Err(AppError::invalid("case_number", &n.to_string(), "length", rule));
                }
                return Ok(ComplaintStep::TurnIntoCase(Some(number.trim().to_owned())));
            }
            AskedStep::Plain(step) => return Ok(step.clone()),
            AskedStep::LinkPenalty(penalty) => *penalty,
        };
        let record = self.first_version(penalty)?;
        let fault = |rule: &str, message: &str| {
            AppError::invalid("penalty", &penalty.to_string(), rule, message)
        };
        let Detail::Penalty(decision) = record.detail else {
            return Err(fault("record_kind", "is no penalty"));
        };
        if !self.is_same_merchant(&before.merchant.to_string(), &record.subject) {
            return Err(fault("target_of_another_merchant", "is about another merchant"));
        }
        Ok(ComplaintStep::LinkPenalty(decision.document_number))
    }

    fn complaint_answer(&self, latest: &Record) -> Result<ComplaintAnswer, AppError> {
        let Detail::Complaint(complaint) = &latest.detail else {
            return Err(AppError::NotFound { what: format!("complaint {}", latest.id()) });
        };
        Ok(ComplaintAnswer {
            id: RecordId {
                kind: RecordKind::Complaint,
                seq: latest.version_of.unwrap_or(latest.seq),
            },
            latest: latest.seq,
            merchant: latest.subject.clone(),
            organ: complaint.handler(),
            complaint: complaint.clone(),
            penalty: None,
            due: self.complaint_clock()?.due(complaint, latest).into_iter().collect(),
        })
    }

    /// The clock of complaints, as the law stands today.
    pub(super) fn complaint_clock(&self) -> Result<ComplaintClock, AppError> {
        let law = self.frame(None, None, None)?.law;
        Ok(ComplaintClock { law, working_days: self.working_days(None)? })
    }

    /// The penalty of the merchant that has the number which the complaint names.
    fn penalty_of(&self, answer: &ComplaintAnswer) -> Result<Option<RecordId>, AppError> {
        let Some(number) = answer.complaint.penalty_number.as_deref().map(document_number) else {
            return Ok(None);
        };
        let today = self.today();
        let merchant = answer.merchant.to_string();
        Ok(self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &merchant)? else { return Ok(None) };
            let at = read::last_seq(connection)?;
            let history = history::load(connection, row.merchant, at)?;
            for entry in Dossier::standing_entries(&history, today, Known::Recorded(at), &[]) {
                if !matches!(entry.fact, Fact::Penalty(_)) {
                    continue;
                }
                if let Some(record) = read::record(connection, entry.seq)?
                    && let Detail::Penalty(penalty) = &record.detail
                    && document_number(&penalty.document_number) == number
                {
                    let seq = entry.version_of.unwrap_or(entry.seq);
                    return Ok(Some(RecordId { kind: RecordKind::Penalty, seq }));
                }
            }
            Ok(None)
        })?)
    }
}

/// The rules and working days that the deadlines of complaints follow from.
pub(super) struct ComplaintClock {
    law: Arc<Law>,
    working_days: WorkingDays,
}

impl ComplaintClock {
    /// What is due in a complaint, if it is open; days of tests prolong its mediation. The 12315 rules
    /// bind organs: a platform's own complaints about its own shops are on no clock.
    pub(super) fn due(&self, complaint: &Complaint, record: &Record) -> Option<StepDue> {
        if complaint.organ.is_none() && record.subject.scheme() == complaint.source {
            return None;
        }
        let next = complaint.next_step()?;
        let rules = &self.law.yardstick.rules;
        let handler = complaint.handler();
        let rules = rules.applying_to(handler.authority(&record.jurisdiction.0, ""));
        let due = StepDue::new(&rules, next.step, next.from, false, &self.working_days)?;
        match complaint.n_test_days.filter(|_| next.step == Step::ComplaintMediate) {
            Some(n) if n > 0 => {
                let later = Period::Days(n).after(due.due_on, &self.working_days);
                let provisional = due.provisional || later.provisional;
                Some(StepDue { due_on: later.on, provisional, ..due })
            }
            _ => Some(due),
        }
    }
}

/// The ground of a refusal by its name.
///
/// # Errors
/// [`AppError::Invalid`] for a name that is none.
pub fn refusal_ground(name: &str) -> Result<RefusalGround, AppError> {
    let found = RefusalGround::ALL.into_iter().find(|(_, known, _)| *known == name);
    found.map(|(ground, ..)| ground).ok_or_else(|| {
        let names: Vec<_> = RefusalGround::ALL.iter().map(|(_, name, _)| *name).collect();
        let rule = format!("must be one of {}", names.join(", "));
        AppError::invalid("ground", name, "ground", rule)
    })
}
