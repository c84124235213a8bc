//! Withdrawing (撤回) what was changed, revoked, found unlawful or void, or entered in error.

use super::deadline::StepDue;
use super::repair::checked_reason;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::publication::deadline::Step;
use crate::domain::record::Detail;
use crate::domain::record::decision::{Withdrawal, WithdrawalGround};
use crate::domain::record::envelope::{Corrects, Draft, RecordId, Submitter};

/// A record declared void, and whether that was made known in time.
#[derive(Clone, Debug, PartialEq)]
pub struct WithdrawalAnswer {
    /// The withdrawal's own record.
    pub id: RecordId,
    /// What is void.
    pub target: RecordId,
    /// The day of the decision.
    pub decided_on: Day,
    /// Until when the law wants it withdrawn; none where no rule says so.
    pub due: Option<StepDue>,
    /// Whether that day was over.
    pub is_late: bool,
}

impl App {
    /// Withdraws a record: from now on it counts for no day.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for a kind that is not withdrawn, a day before
    /// the record's or after today, or a reason that is empty or too long; [`AppError::Conflict`]
    /// when it was withdrawn before with other words.
    pub fn withdraw(
        &self,
        target: RecordId,
        ground: WithdrawalGround,
        reason: &str,
        decided_on: Day,
        submitter: &Submitter,
    ) -> Result<WithdrawalAnswer, AppError> {
        let record = self.first_version(target)?;
        if !target.kind.can_be_withdrawn() {
            let rule = "what is said of a merchant is withdrawn, not a step of a procedure";
            return Err(AppError::invalid("target", &target.to_string(), "record_kind", rule));
        }
        self.check_day("decided_on", decided_on, record.effective_on)?;
        let reason = checked_reason(reason)?;
        let withdrawal = Withdrawal { target: record.seq, decided_on, ground, reason };
        let detail = Detail::Withdrawal(withdrawal);
        let draft = Draft {
            published_at: Some(self.settings().clock.now()),
            ..Draft::step(&record, decided_on, Corrects::Nothing, detail)
        };
        let id = self.submit_one(draft, submitter, "withdrawal")?;
        let organ = record.detail.organ().unwrap_or_default();
        let rules = self.frame(None, None, None)?.law.yardstick.rules.clone();
        let rules = rules.applying_to(organ.authority(&record.jurisdiction.0, ""));
        let working_days = self.working_days(None)?;
        let due = StepDue::new(&rules, Step::Withdraw, decided_on, false, &working_days);
        let is_late = due.as_ref().is_some_and(|due| due.due_on < self.today());
        Ok(WithdrawalAnswer { id, target: record.id(), decided_on, due, is_late })
    }
}
