//! Open work (待办): every step that the law wants taken by a day, per authority, most urgent first.

use super::deadline::StepDue;
use super::publication::{Named, PublicationQuestion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::state::{Channel, PublicationState};
use crate::domain::record::Detail;
use crate::domain::record::envelope::RecordId;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::organ::Organ;
use crate::domain::record::repair_application::RepairStage;
use crate::store::on_clock;

/// Pieces of work that a list names, at most.
pub const WORK_MAX: usize = 10_000;

/// The channels on which organs publish; what enterprises publish themselves is not an organ's work.
const ORGANS_CHANNELS: [Channel; 3] =
    [Channel::CreditChina, Channel::EnterpriseSystem, Channel::GovernmentInformation];

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

impl OpenWork {
    /// A step that is due in a record.
    fn of(due: &StepDue, id: RecordId, merchant: &MerchantId, organ: &Organ, today: Day) -> Self {
        Self {
            due_on: due.due_on,
            provisional: due.provisional,
            is_overdue: due.due_on < today,
            step: super::deadline::code(&due.step, ""),
            id,
            target: None,
            merchant: merchant.clone(),
            organ: organ.clone(),
        }
    }
}

impl App {
    /// What is open today: decisions to publish, applications and objections to decide, complaints to
    /// accept and mediate. Only an authority's own where one is named, by its code or its whole name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open_work(&self, authority: Option<&str>) -> Result<Vec<OpenWork>, AppError> {
        let mut work = self.procedures(authority)?;
        for channel in ORGANS_CHANNELS {
            self.to_publish(channel, authority, &mut work)?;
        }
        self.complaints_to_decide(authority, &mut work)?;
        work.sort_by(|a, b| (a.due_on, a.id.seq, &a.step).cmp(&(b.due_on, b.id.seq, &b.step)));
        work.truncate(WORK_MAX);
        Ok(work)
    }

    /// What is to be published on a channel.
    fn to_publish(
        &self,
        channel: Channel,
        authority: Option<&str>,
        work: &mut Vec<OpenWork>,
    ) -> Result<(), AppError> {
        let today = self.today();
        let question = PublicationQuestion {
            authority: authority.map(str::to_owned),
            channel,
            named: Named { all: false, overdue: true, due_within: Some(u32::MAX) },
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
                step: super::deadline::code(&channel.step(), ""),
                id: item.id,
                target: None,
                merchant: item.merchant,
                organ: item.organ,
            });
        }
        Ok(())
    }

    /// Complaints to be accepted or refused, mediations to be ended, parties to be told.
    fn complaints_to_decide(
        &self,
        authority: Option<&str>,
        work: &mut Vec<OpenWork>,
    ) -> Result<(), AppError> {
        let at = self.frame(None, None, None)?.at;
        let today = self.today();
        let complaints =
            self.store().read(|connection| on_clock::open_complaints(connection, at))?;
        let clock = self.complaint_clock()?;
        for record in complaints {
            let Detail::Complaint(complaint) = &record.detail else { continue };
            let organ = complaint.handler();
            let is_asked = |wanted| wanted == complaint.source || organ.is_meant_by(wanted);
            if !authority.is_none_or(is_asked) {
                continue;
            }
            let first = record.version_of.unwrap_or(record.seq);
            let id = RecordId { kind: RecordKind::Complaint, seq: first };
            if let Some(due) = clock.due(complaint, &record) {
                work.push(OpenWork::of(&due, id, &record.subject, &organ, today));
            }
        }
        Ok(())
    }

    fn procedures(&self, authority: Option<&str>) -> Result<Vec<OpenWork>, AppError> {
        let frame = self.frame(None, None, None)?;
        let (applications, objections) = self.store().read(|connection| {
            let of = |kind| on_clock::all_latest(connection, kind, frame.at);
            Ok((of(RecordKind::RepairApplication)?, of(RecordKind::Objection)?))
        })?;
        let today = self.today();
        let is_asked = |organ: &Organ| authority.is_none_or(|wanted| organ.is_meant_by(wanted));
        let mut work = Vec::new();
        for record in applications.iter().filter(|record| is_open(&record.detail)) {
            let answer = self.repair_answer(record)?;
            for due in answer.due.iter().filter(|_| is_asked(&answer.organ)) {
                let step = OpenWork::of(due, answer.id, &answer.merchant, &answer.organ, today);
                work.push(OpenWork { target: Some(answer.target), ..step });
            }
        }
        for record in objections.iter().filter(|record| is_open(&record.detail)) {
            let answer = self.objection_answer(record)?;
            for due in answer.due.iter().filter(|_| is_asked(&answer.organ)) {
                let step = OpenWork::of(due, answer.id, &answer.merchant, &answer.organ, today);
                work.push(OpenWork { target: answer.target, ..step });
            }
        }
        Ok(work)
    }
}

/// Whether a procedure still has steps to take.
fn is_open(detail: &Detail) -> bool {
    match detail {
        Detail::RepairApplication(application) => {
            matches!(application.stage(), RepairStage::Received | RepairStage::Accepted)
        }
        Detail::Objection(objection) => objection.decision.is_none(),
        _ => false,
    }
}
