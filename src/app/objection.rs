//! Objections (异议) from start to end, and statements beside adverse records.

use super::deadline::StepDue;
use super::repair::checked_reason;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::privacy::mask_text;
use crate::domain::publication::deadline::Step;
use crate::domain::record::Detail;
use crate::domain::record::decision::{Withdrawal, WithdrawalGround};
use crate::domain::record::envelope::{Corrects, Draft, Record, RecordId, Seq, Submitter};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::objection::{
    Objection, ObjectionDecision, ObjectionGround, ObjectionOutcome, Objector,
};
use crate::domain::record::organ::Organ;
use crate::domain::record::statement::{STATEMENT_CHARS_MAX, Statement};
use crate::store::read;

/// Characters of an explanation, at most.
pub const EXPLANATION_CHARS_MAX: usize = 2000;

/// What is objected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectionTo {
    /// A record.
    Record(RecordId),
    /// The score of a merchant.
    Score(MerchantId),
}

/// An objection on its way in.
#[derive(Clone, Debug)]
pub struct NewObjection {
    /// What is objected to.
    pub to: ObjectionTo,
    /// The day it was raised.
    pub raised_on: Day,
    /// Who raises it.
    pub raised_by: Objector,
    /// Why.
    pub ground: ObjectionGround,
    /// What is said for it.
    pub explanation: Option<String>,
}

/// An objection and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectionAnswer {
    /// Its name: that of its first version, which never changes.
    pub id: RecordId,
    /// Its latest version.
    pub latest: Seq,
    /// Whom it is about.
    pub merchant: MerchantId,
    /// The record objected to; none where it is the score.
    pub target: Option<RecordId>,
    /// The organ that made the record; without a name where it is the score.
    pub organ: Organ,
    /// What it says.
    pub objection: Objection,
    /// What is due, soonest first; empty once it is decided.
    pub due: Vec<StepDue>,
}

/// A step in an objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectionStep {
    /// Passed on to the organ that provided the record.
    Transfer,
    /// Upheld: this new version corrects the record.
    Corrected {
        /// A later version of the record objected to.
        by: RecordId,
        /// The reasons.
        reason: String,
    },
    /// Upheld: the record is withdrawn with this step.
    Withdrawn {
        /// The reasons.
        reason: String,
    },
    /// Upheld, where it is the score.
    Upheld {
        /// The reasons.
        reason: String,
    },
    /// Rejected.
    Rejected {
        /// The reasons.
        reason: String,
    },
}

impl App {
    /// Takes in an objection: what it is about is marked from now on, wherever it shows.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for a kind that is not objected to, a day after
    /// today, or too long an explanation; [`AppError::Conflict`] for a second one of that day and
    /// ground.
    pub fn raise_objection(
        &self,
        new: &NewObjection,
        submitter: &Submitter,
    ) -> Result<ObjectionAnswer, AppError> {
        let explanation = new.explanation.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let n = explanation.map_or(0, |text| text.chars().count());
        if n > EXPLANATION_CHARS_MAX {
            let rule = format!("an explanation has at most {EXPLANATION_CHARS_MAX} characters");
            return Err(AppError::invalid("explanation", &n.to_string(), "too_long", rule));
        }
        let objection = |target| Objection {
            target,
            raised_on: new.raised_on,
            raised_by: new.raised_by,
            ground: new.ground,
            explanation: explanation.map(|text| mask_text(text).text),
            transferred_on: None,
            decision: None,
        };
        let draft = match &new.to {
            ObjectionTo::Record(id) => {
                let record = self.first_version(*id)?;
                check_objectionable(*id)?;
                self.check_day("raised_on", new.raised_on, record.effective_on)?;
                let detail = Detail::Objection(objection(Some(record.seq)));
                Draft::step(&record, new.raised_on, Corrects::Nothing, detail)
            }
            ObjectionTo::Score(merchant) => {
                self.check_day("raised_on", new.raised_on, new.raised_on)?;
                self.check_merchant(merchant)?;
                let detail = Detail::Objection(objection(None));
                Draft::about(merchant.clone(), new.raised_on, detail)
            }
        };
        self.objection(self.submit_one(draft, submitter, "objection")?)
    }

    /// An objection and where it stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn objection(&self, id: RecordId) -> Result<ObjectionAnswer, AppError> {
        let first = self.first_version(id)?;
        let versions = self.store().read(|connection| read::versions(connection, first.seq))?;
        self.objection_answer(versions.last().unwrap_or(&first))
    }

    /// Takes a step in an objection; a withdrawal takes effect with it, in the same transaction.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] when the step does not follow, its day is wrong,
    /// or what corrects is no later version of the record; [`AppError::Conflict`] when somebody else
    /// took a step meanwhile.
    pub fn take_objection_step(
        &self,
        id: RecordId,
        step: &ObjectionStep,
        on: Day,
        submitter: &Submitter,
    ) -> Result<ObjectionAnswer, AppError> {
        let before = self.objection(id)?;
        let objection = &before.objection;
        let not_before = objection.transferred_on.unwrap_or(objection.raised_on);
        self.check_day("on", on, not_before)?;
        let is_transfer = *step == ObjectionStep::Transfer;
        if objection.decision.is_some() || (is_transfer && objection.transferred_on.is_some()) {
            let rule = "an objection is passed on once at most, and decided once";
            return Err(AppError::invalid("step", "decided", "step_order", rule));
        }
        let mut after = objection.clone();
        let mut effect = None;
        if is_transfer {
            after.transferred_on = Some(on);
        } else {
            let (decision, withdrawal) = self.decided(&before, step, on)?;
            after.decision = Some(decision);
            effect = withdrawal;
        }
        let first = self.first_version(id)?;
        let corrects = Corrects::Latest(before.latest);
        let detail = Detail::Objection(after);
        let mut drafts = vec![Draft::step(&first, objection.raised_on, corrects, detail)];
        if let Some(withdrawal) = effect {
            let detail = Detail::Withdrawal(withdrawal);
            drafts.push(Draft::step(&first, on, Corrects::Nothing, detail));
        }
        self.submit_whole(&drafts, submitter, "objection")?;
        self.objection(id)
    }

    /// The decision that a step means, and the withdrawal that goes with it.
    fn decided(
        &self,
        before: &ObjectionAnswer,
        step: &ObjectionStep,
        on: Day,
    ) -> Result<(ObjectionDecision, Option<Withdrawal>), AppError> {
        let (outcome, reason) = match step {
            ObjectionStep::Transfer | ObjectionStep::Rejected { .. } => (
                ObjectionOutcome::Rejected,
                if let ObjectionStep::Rejected { reason } = step { reason.as_str() } else { "" },
            ),
            ObjectionStep::Corrected { reason, .. } => {
                (ObjectionOutcome::Corrected, reason.as_str())
            }
            ObjectionStep::Withdrawn { reason } => (ObjectionOutcome::Withdrawn, reason.as_str()),
            ObjectionStep::Upheld { reason } => (ObjectionOutcome::Upheld, reason.as_str()),
        };
        let reason = checked_reason(reason)?;
        let is_of_score = before.objection.target.is_none();
        let of_wrong_kind = match outcome {
            ObjectionOutcome::Corrected | ObjectionOutcome::Withdrawn => is_of_score,
            ObjectionOutcome::Upheld => !is_of_score,
            ObjectionOutcome::Rejected => false,
        };
        if of_wrong_kind {
            let rule = "an objection to a record ends with a corrected or withdrawn record, one to \
                        the score is upheld or rejected";
            return Err(AppError::invalid("step", outcome.name(), "step_order", rule));
        }
        let mut corrected_by = None;
        let mut withdrawal = None;
        match (step, before.objection.target) {
            (ObjectionStep::Corrected { by, .. }, Some(target)) => {
                let version = self.store().read(|connection| read::record(connection, by.seq))?;
                if version.is_none_or(|version| version.version_of != Some(target)) {
                    let rule = "must be a later version of the record objected to";
                    let value = by.to_string();
                    return Err(AppError::invalid("corrected_by", &value, "version", rule));
                }
                corrected_by = Some(by.seq);
            }
            (ObjectionStep::Withdrawn { .. }, Some(target)) => {
                let ground = WithdrawalGround::EnteredInError;
                let reason = reason.clone();
                withdrawal = Some(Withdrawal { target, decided_on: on, ground, reason });
            }
            _ => {}
        }
        let organ = before.organ.name.clone();
        Ok((ObjectionDecision { on, outcome, organ, reason, corrected_by }, withdrawal))
    }

    pub(super) fn objection_answer(&self, latest: &Record) -> Result<ObjectionAnswer, AppError> {
        let Detail::Objection(objection) = &latest.detail else {
            return Err(AppError::NotFound { what: format!("objection {}", latest.id()) });
        };
        let target = match objection.target {
            Some(seq) => self.store().read(|connection| read::record(connection, seq))?,
            None => None,
        };
        let organ = target.as_ref().and_then(|record| record.detail.organ()).unwrap_or_default();
        let due = match objection.decision {
            Some(_) => Vec::new(),
            None => self.objection_due(objection, &organ, &latest.jurisdiction.0)?,
        };
        Ok(ObjectionAnswer {
            id: RecordId {
                kind: RecordKind::Objection,
                seq: latest.version_of.unwrap_or(latest.seq),
            },
            latest: latest.seq,
            merchant: latest.subject.clone(),
            target: target.as_ref().map(Record::id),
            organ,
            objection: objection.clone(),
            due,
        })
    }

    /// What is due in an open objection, by the region's rules, soonest first. Marking is done with
    /// the objection itself.
    fn objection_due(
        &self,
        objection: &Objection,
        organ: &Organ,
        jurisdiction: &str,
    ) -> Result<Vec<StepDue>, AppError> {
        let rules = self.frame(None, None, None)?.law.yardstick.rules.clone();
        let working_days = self.working_days(None)?;
        let rules = rules.applying_to(organ.authority(jurisdiction, ""));
        let from_receipt = objection.raised_on;
        let steps = match objection.transferred_on {
            None => vec![
                (Step::ObjectionCheck, from_receipt),
                (Step::ObjectionDecide, from_receipt),
                (Step::ObjectionTotal, from_receipt),
            ],
            Some(transferred_on) => vec![
                (Step::ObjectionProviderDecide, transferred_on),
                (Step::ObjectionTotal, from_receipt),
            ],
        };
        let due = |(step, from)| StepDue::new(&rules, step, from, false, &working_days);
        let mut due: Vec<StepDue> = steps.into_iter().filter_map(due).collect();
        due.sort_by_key(|step| step.due_on);
        Ok(due)
    }

    /// Puts a merchant's statement beside an adverse record; a later one takes its place.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for a text that is empty or longer than
    /// [`STATEMENT_CHARS_MAX`], or a record that says nothing adverse.
    pub fn state(
        &self,
        target: RecordId,
        text: &str,
        submitter: &Submitter,
    ) -> Result<RecordId, AppError> {
        let record = self.first_version(target)?;
        use RecordKind::{Complaint, Inspection, Listing, Penalty, Rating};
        if ![Complaint, Inspection, Listing, Penalty, Rating].contains(&record.detail.kind()) {
            let rule = "a statement stands beside a penalty, inspection, complaint, rating or entry \
                        on a list";
            return Err(AppError::invalid("target", &target.to_string(), "record_kind", rule));
        }
        let text = text.trim();
        let n = text.chars().count();
        if n == 0 || n > STATEMENT_CHARS_MAX {
            let rule = format!("a statement has 1 to {STATEMENT_CHARS_MAX} characters");
            return Err(AppError::invalid("text", &n.to_string(), "statement_length", rule));
        }
        let stated_on = self.today();
        let text = mask_text(text).text;
        let detail = Detail::Statement(Statement { target: record.seq, stated_on, text });
        let draft = Draft::step(&record, stated_on, Corrects::Earlier, detail);
        self.submit_one(draft, submitter, "statement")
    }

    pub(super) fn check_merchant(&self, id: &MerchantId) -> Result<(), AppError> {
        let text = id.to_string();
        let found = self.store().read(|connection| read::find_merchant(connection, &text))?;
        found.map(|_| ()).ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }
}

fn check_objectionable(id: RecordId) -> Result<(), AppError> {
    use RecordKind::{Complaint, Inspection, Licence, Listing, Merchant, Penalty, Rating};
    let kinds = [Merchant, Licence, Penalty, Inspection, Rating, Complaint, Listing];
    if kinds.contains(&id.kind) {
        return Ok(());
    }
    let rule = "what is said of a merchant can be objected to, not a decision about a record";
    Err(AppError::invalid("target", &id.to_string(), "record_kind", rule))
}
