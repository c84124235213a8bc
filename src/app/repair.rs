//! Credit repair (信用修复) from start to end: application, acceptance, decision, effect.

use super::attachment::Paper;
use super::deadline::StepDue;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::{Entry, History};
use crate::domain::merchant::MerchantId;
use crate::domain::privacy::mask_text;
use crate::domain::publication::deadline::Step;
use crate::domain::publication::list::ListKind;
use crate::domain::publication::repair::{RepairFacts, RepairObstacle};
use crate::domain::record::Detail;
use crate::domain::record::decision::Repair;
use crate::domain::record::envelope::{Corrects, Draft, Record, RecordId, Seq, Submitter};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::organ::Organ;
use crate::domain::record::repair_application::{
    ATTACHMENTS_MAX, Acceptance, AcceptanceOutcome, AttachmentPurpose, RepairApplication,
    RepairDecision, RepairOutcome, RepairStage,
};
use crate::store::{StoreError, View, history, read};

/// Characters of a reason, at most.
pub const REASON_CHARS_MAX: usize = 500;

/// An application and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairAnswer {
    /// Its name: that of its first version, which never changes.
    pub id: RecordId,
    /// Its latest version.
    pub latest: Seq,
    /// Who applies.
    pub merchant: MerchantId,
    /// The record to be repaired.
    pub target: RecordId,
    /// The organ that decides: the one that made the record.
    pub organ: Organ,
    /// What it says.
    pub application: RepairApplication,
    /// What stands against it today, as far as a machine can tell; empty once it is decided.
    pub obstacles: Vec<RepairObstacle>,
    /// What is due, soonest first; empty once it is decided.
    pub due: Vec<StepDue>,
}

/// A step of the organ in an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepairStep {
    /// 受理.
    Accept,
    /// 不予受理, with the reason.
    Refuse(String),
    /// More time for a complex case.
    Extend,
    /// 予以修复: the record is neither shown nor used from that day on.
    Grant,
    /// 不予修复, with the reason.
    Reject(String),
    /// 不予修复 because material was false, with what was.
    FalseMaterial(String),
}

impl App {
    /// Takes in an application; what stands against it is told, and kept from being accepted.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for a record that is not repaired, a day after
    /// today, or a paper that is not taken; [`AppError::Conflict`] for a second one of that day.
    pub fn apply_for_repair(
        &self,
        target: RecordId,
        applied_on: Day,
        papers: &[Paper],
        submitter: &Submitter,
    ) -> Result<RepairAnswer, AppError> {
        let record = self.first_version(target)?;
        let repairable = [RecordKind::Penalty, RecordKind::Inspection, RecordKind::Listing];
        if !repairable.contains(&record.detail.kind()) {
            let rule = "penalties, inspections and entries on lists are repaired";
            return Err(AppError::invalid("target", &target.to_string(), "record_kind", rule));
        }
        self.check_day("applied_on", applied_on, record.effective_on)?;
        if papers.len() > ATTACHMENTS_MAX {
            let (n, rule) = (papers.len().to_string(), "at most 10 papers");
            return Err(AppError::invalid("attachments", &n, "attachments_max", rule));
        }
        let attachments =
            papers.iter().map(|paper| self.keep_attachment(paper)).collect::<Result<_, _>>()?;
        let application = RepairApplication {
            target: record.seq,
            applied_on,
            attachments,
            acceptance: None,
            extended_on: None,
            decision: None,
        };
        let detail = Detail::RepairApplication(application);
        let draft = Draft::step(&record, applied_on, Corrects::Nothing, detail);
        self.repair(self.submit_one(draft, submitter, "repair")?)
    }

    /// An application and where it stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn repair(&self, id: RecordId) -> Result<RepairAnswer, AppError> {
        let first = self.first_version(id)?;
        let versions = self.store().read(|connection| read::versions(connection, first.seq))?;
        let latest = versions.last().unwrap_or(&first);
        self.repair_answer(latest)
    }

    /// Takes a step of the organ; a grant takes effect with it, in the same transaction.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] when the step does not follow from where the
    /// application stands, its day is wrong, or a condition of the law is not met;
    /// [`AppError::Conflict`] when somebody else took a step meanwhile.
    pub fn take_repair_step(
        &self,
        id: RecordId,
        step: &RepairStep,
        on: Day,
        submitter: &Submitter,
    ) -> Result<RepairAnswer, AppError> {
        let before = self.repair(id)?;
        let application = &before.application;
        let not_before = application
            .acceptance
            .as_ref()
            .map_or(application.applied_on, |acceptance| acceptance.on);
        self.check_day("on", on, not_before)?;
        if matches!(step, RepairStep::Accept | RepairStep::Grant) {
            let record = self.first_version(id)?;
            let obstacles = self.obstacles(&record, application, on)?;
            if let Some(obstacle) = obstacles.first() {
                let value = super::deadline::code(obstacle, "obstacle");
                let rule = format!("the law's conditions are not met: {obstacles:?}");
                return Err(AppError::invalid("application", &value, "repair_condition", rule));
            }
        }
        let organ = before.organ.name.clone();
        let after = after_step(application, step, on, &organ)?;
        let first = self.first_version(id)?;
        let corrects = Corrects::Latest(before.latest);
        let applied_on = application.applied_on;
        let detail = Detail::RepairApplication(after);
        let mut drafts = vec![Draft::step(&first, applied_on, corrects, detail)];
        if *step == RepairStep::Grant {
            let repair = Repair { target: application.target, decided_on: on, organ };
            drafts.push(Draft::step(&first, on, Corrects::Nothing, Detail::Repair(repair)));
        }
        self.submit_whole(&drafts, submitter, "repair")?;
        self.repair(id)
    }

    pub(super) fn repair_answer(&self, latest: &Record) -> Result<RepairAnswer, AppError> {
        let Detail::RepairApplication(application) = &latest.detail else {
            return Err(AppError::NotFound { what: format!("application {}", latest.id()) });
        };
        let target = self
            .store()
            .read(|connection| read::record(connection, application.target))?
            .ok_or_else(|| AppError::NotFound { what: format!("record {}", application.target) })?;
        let organ = target.detail.organ().unwrap_or_default();
        let is_open = matches!(application.stage(), RepairStage::Received | RepairStage::Accepted);
        let (obstacles, due) = if is_open {
            let decide = decide_step(&target);
            let due = self.repair_due(application, decide, &organ, &latest.jurisdiction.0)?;
            (self.obstacles(latest, application, self.today())?, due)
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(RepairAnswer {
            id: RecordId {
                kind: RecordKind::RepairApplication,
                seq: latest.version_of.unwrap_or(latest.seq),
            },
            latest: latest.seq,
            merchant: latest.subject.clone(),
            target: target.id(),
            organ,
            application: application.clone(),
            obstacles,
            due,
        })
    }

    /// What is due in an open application, soonest first.
    fn repair_due(
        &self,
        application: &RepairApplication,
        decide: Step,
        organ: &Organ,
        jurisdiction: &str,
    ) -> Result<Vec<StepDue>, AppError> {
        let rules = self.frame(None, None, None)?.law.yardstick.rules.clone();
        let working_days = self.working_days(None)?;
        let rules = rules.applying_to(organ.authority(jurisdiction, ""));
        let due =
            |step, from, is_extended| StepDue::new(&rules, step, from, is_extended, &working_days);
        let mut steps = match &application.acceptance {
            None => vec![due(Step::RepairAccept, application.applied_on, false)],
            Some(acceptance) => {
                vec![due(decide, acceptance.on, application.extended_on.is_some())]
            }
        };
        steps.push(due(Step::RepairAnswer, application.applied_on, false));
        let mut steps: Vec<StepDue> = steps.into_iter().flatten().collect();
        steps.sort_by_key(|step| step.due_on);
        Ok(steps)
    }

    /// The conditions of the law that are not met on a day, as far as a machine can tell.
    fn obstacles(
        &self,
        record: &Record,
        application: &RepairApplication,
        on: Day,
    ) -> Result<Vec<RepairObstacle>, AppError> {
        let frame = self.frame(Some(on), None, None)?;
        let text = record.subject.to_string();
        Ok(self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &text)? else { return Ok(Vec::new()) };
            let history = history::load(connection, row.merchant, frame.at)?;
            let known = Known::Recorded(frame.at);
            let yardstick = &frame.law.yardstick;
            let dossier = Dossier::new(&history, on, known, yardstick, &[]);
            let target = application.target;
            let Some(entry) = latest_entry(&history, target) else { return Ok(Vec::new()) };
            let region = dossier.profile.and_then(|profile| profile.region.as_deref());
            let region = region.unwrap_or_default();
            let rules = yardstick.rules.applying_to(entry.authority(region));
            let (earliest_end, latest_end) = match &entry.fact {
                Fact::Penalty(fact) => {
                    let published_on =
                        history.published_on(entry, |other| other.effective_on <= on);
                    let authority = entry.authority(region);
                    let (_, display) = yardstick.display_of(fact, published_on, authority, on);
                    (display.earliest_end, display.latest_end)
                }
                Fact::Listing(fact) => {
                    let given = fact.given_until;
                    let term = rules.list_term(fact.list, fact.entered_on, given, on);
                    term.map_or((entry.effective_on, None), |term| {
                        (term.earliest_exit_on, term.latest_end)
                    })
                }
                _ => (entry.effective_on, None),
            };
            // A list does not shut out the application to leave it.
            let others = dossier.listings.iter().filter(|listing| listing.seq != entry.seq);
            let lists: Vec<_> = others.map(|listing| listing.fact.list).collect();
            Ok(rules.repair_obstacles(&RepairFacts {
                applied_on: on,
                earliest_end,
                latest_end,
                duties: application.has(AttachmentPurpose::Proof),
                commitment: application.has(AttachmentPurpose::Commitment),
                repeated_on: repeated_on(connection, &history, entry, on)?,
                lists: &lists,
                false_material_on: false_material_on(connection, &history, on)?,
            }))
        })?)
    }

    pub(super) fn check_day(&self, field: &str, day: Day, not_before: Day) -> Result<(), AppError> {
        let today = self.today();
        if not_before <= day && day <= today {
            return Ok(());
        }
        let rule = format!("must lie between {not_before} and today, {today}");
        Err(AppError::invalid(field, &day.to_string(), "day_order", rule))
    }
}

/// The step that ends an application about a record: 经营异常名录 has a clock of its own.
fn decide_step(target: &Record) -> Step {
    match &target.detail {
        Detail::Listing(listing)
            if matches!(listing.list, ListKind::AbnormalOperation | ListKind::AbnormalState) =>
        {
            Step::AbnormalListRemove
        }
        _ => Step::RepairDecide,
    }
}

/// The application after a step, if that step follows from where it stands.
fn after_step(
    before: &RepairApplication,
    step: &RepairStep,
    on: Day,
    organ: &str,
) -> Result<RepairApplication, AppError> {
    let mut after = before.clone();
    let stage = before.stage();
    let expected = match step {
        RepairStep::Accept | RepairStep::Refuse(_) => RepairStage::Received,
        _ => RepairStage::Accepted,
    };
    if stage != expected || (*step == RepairStep::Extend && before.extended_on.is_some()) {
        let rule = "the step does not follow: an application is accepted or refused first, then \
                    decided once, and prolonged once";
        return Err(AppError::invalid("step", stage.name(), "step_order", rule));
    }
    let organ = organ.to_owned();
    let accepted = |outcome, reason| Acceptance { on, outcome, organ: organ.clone(), reason };
    let decided = |outcome, reason| RepairDecision { on, outcome, organ: organ.clone(), reason };
    match step {
        RepairStep::Accept => {
            after.acceptance = Some(accepted(AcceptanceOutcome::Accepted, None));
        }
        RepairStep::Refuse(reason) => {
            let reason = Some(checked_reason(reason)?);
            after.acceptance = Some(accepted(AcceptanceOutcome::Refused, reason));
        }
        RepairStep::Extend => after.extended_on = Some(on),
        RepairStep::Grant => after.decision = Some(decided(RepairOutcome::Granted, None)),
        RepairStep::Reject(reason) => {
            let reason = Some(checked_reason(reason)?);
            after.decision = Some(decided(RepairOutcome::Rejected, reason));
        }
        RepairStep::FalseMaterial(reason) => {
            let reason = Some(checked_reason(reason)?);
            after.decision = Some(decided(RepairOutcome::FalseMaterial, reason));
        }
    }
    Ok(after)
}

/// A reason as it is kept: not empty, not too long, without what tells of a person.
pub(super) fn checked_reason(reason: &str) -> Result<String, AppError> {
    let reason = reason.trim();
    let n = reason.chars().count();
    if n == 0 || n > REASON_CHARS_MAX {
        let rule = format!("a reason has 1 to {REASON_CHARS_MAX} characters");
        return Err(AppError::invalid("reason", &n.to_string(), "reason_length", rule));
    }
    Ok(mask_text(reason).text)
}

fn latest_entry(history: &History, first: Seq) -> Option<&Entry> {
    let record = history.record_of(first);
    history.entries.iter().rev().find(|entry| entry.record() == record)
}

/// The first later penalty for the same kind of act, by the words of both decisions.
fn repeated_on(
    connection: &View,
    history: &History,
    repaired: &Entry,
    on: Day,
) -> Result<Option<Day>, StoreError> {
    let offence = |seq| -> Result<Option<String>, StoreError> {
        Ok(read::record(connection, seq)?.and_then(|record| match record.detail {
            Detail::Penalty(penalty) => penalty.offence,
            _ => None,
        }))
    };
    let Some(own) = offence(repaired.seq)? else { return Ok(None) };
    let known = Known::Recorded(history.seq);
    for entry in Dossier::standing_entries(history, on, known, &[]) {
        let is_later = entry.effective_on > repaired.effective_on;
        let is_other = entry.record() != repaired.record();
        if is_later
            && is_other
            && matches!(entry.fact, Fact::Penalty(_))
            && offence(entry.seq)?.is_some_and(|offence| offence.trim() == own.trim())
        {
            return Ok(Some(entry.effective_on));
        }
    }
    Ok(None)
}

/// The last day by which material of an application of this merchant was found false.
fn false_material_on(
    connection: &View,
    history: &History,
    on: Day,
) -> Result<Option<Day>, StoreError> {
    let mut found: Option<Day> = None;
    for entry in history.latest_of(|fact| matches!(fact, Fact::RepairApplication(_))) {
        let Some(record) = read::record(connection, entry.seq)? else { continue };
        let Detail::RepairApplication(application) = record.detail else { continue };
        let Some(decision) = application.decision else { continue };
        if decision.outcome == RepairOutcome::FalseMaterial && decision.on <= on {
            found = found.max(Some(decision.on));
        }
    }
    Ok(found)
}
