//! Open work (待办): every step that the law wants taken by a day, per authority, most urgent first.

use super::deadline::StepDue;
use super::publication::{Named, PublicationQuestion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::state::{Channel, PublicationState};
use crate::domain::record::envelope::{Record, RecordId};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::organ::Organ;
use crate::store::on_clock;

/// Pieces of work that a list names, at most.
pub const WORK_MAX: usize = 10_000;

/// One step that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenWork {
    /// The last day in time.
    pub due_on: Day,
    /// Whether that day can still move.
    pub provisional: bool,
    /// Whether it is over.
    pub is_overdue: bool,
    /// The step, by its name in the rule tables.
    pub step: String,
    /// The record it is to be taken in.
    pub id: RecordId,
    /// The record it is about, where it is another.
    pub target: Option<RecordId>,
    /// Whom it is about.
    pub merchant: MerchantId,
    /// Who is to take it; without a name where it is the service's operator.
    pub organ: Organ,
}

impl App {
    /// What is open today: decisions to publish, applications and objections to decide, complaints to
    /// accept and mediate. Only an authority's own where one is named, by its code or its whole name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open_work(&self, authority: Option<&str>) -> Result<Vec<OpenWork>, AppError> {
        let mut work = self.procedures(authority)?;
        let today = self.today();
        let question = PublicationQuestion {
            authority: authority.map(str::to_owned),
            named: Named { overdue: true, due_within: Some(u32::MAX) },
            ..PublicationQuestion::all()
        };
        for item in self.publication(&question)?.items {
            let (due_on, provisional) = match item.state {
                PublicationState::ToBePublished { due_on, provisional, .. }
                | PublicationState::Overdue { due_on, provisional, .. } => (due_on, provisional),
                _ => continue,
            };
            work.push(OpenWork {
                due_on,
                provisional,
                is_overdue: due_on < today,
                step: super::deadline::code(&Channel::CreditChina.step(), ""),
                id: item.id,
                target: None,
                merchant: item.merchant,
                organ: item.organ,
            });
        }
        work.sort_by(|a, b| (a.due_on, a.id.seq, &a.step).cmp(&(b.due_on, b.id.seq, &b.step)));
        work.truncate(WORK_MAX);
        Ok(work)
    }

    fn procedures(&self, authority: Option<&str>) -> Result<Vec<OpenWork>, AppError> {
        let frame = self.frame(None, None, None)?;
        let (applications, objections, complaints) = self.store().read(|connection| {
            let of = |kind| on_clock::all_latest(connection, kind, frame.at);
            let complaints = on_clock::open_complaints(connection)?;
            Ok((of(RecordKind::RepairApplication)?, of(RecordKind::Objection)?, complaints))
        })?;
        let is_asked = |organ: &Organ| authority.is_none_or(|wanted| organ.is_meant_by(wanted));
        let mut work = Vec::new();
        for record in &applications {
            let answer = self.repair_answer(record)?;
            let of = Of { id: answer.id, target: Some(answer.target), merchant: answer.merchant };
            if is_asked(&answer.organ) {
                work.extend(self.open_steps(&answer.due, &of, &answer.organ));
            }
        }
        for record in &objections {
            let answer = self.objection_answer(record)?;
            let of = Of { id: answer.id, target: answer.target, merchant: answer.merchant };
            if is_asked(&answer.organ) {
                work.extend(self.open_steps(&answer.due, &of, &answer.organ));
            }
        }
        for record in complaints.iter().filter(|record| is_asked_of(record, &is_asked)) {
            let answer = self.complaint_answer(record)?;
            let of = Of { id: answer.id, target: None, merchant: answer.merchant };
            work.extend(self.open_steps(&answer.due, &of, &answer.organ));
        }
        Ok(work)
    }

    fn open_steps(&self, due: &[StepDue], of: &Of, organ: &Organ) -> Vec<OpenWork> {
        let today = self.today();
        let one = |due: &StepDue| OpenWork {
            due_on: due.due_on,
            provisional: due.provisional,
            is_overdue: due.due_on < today,
            step: super::deadline::code(&due.step, ""),
            id: of.id,
            target: of.target,
            merchant: of.merchant.clone(),
            organ: organ.clone(),
        };
        due.iter().map(one).collect()
    }
}

/// What a step is to be taken in.
struct Of {
    id: RecordId,
    target: Option<RecordId>,
    merchant: MerchantId,
}

fn is_asked_of(record: &Record, is_asked: &impl Fn(&Organ) -> bool) -> bool {
    record.detail.organ().is_some_and(|organ| is_asked(&organ))
}
