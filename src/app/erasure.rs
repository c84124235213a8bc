//! Erasing what tells of a person: by decision, and when the law's time is over.

use super::repair::checked_reason;
use super::{App, AppError};
use crate::domain::publication::retention::{RetainedData, RetentionBound};
use crate::domain::publication::row::Authority;
use crate::domain::record::Detail;
use crate::domain::record::decision::Erasure;
use crate::domain::record::envelope::{Corrects, Draft, Jurisdiction, RecordId, Submitter};
use crate::domain::record::kind::RecordKind;
use crate::store::{personal, read};

impl App {
    /// Erases the personal text kept beside a record, and the papers of an application; the record
    /// itself stays.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; when the reason is empty or too long, or a file cannot be removed.
    pub fn erase(
        &self,
        target: RecordId,
        reason: &str,
        submitter: &Submitter,
    ) -> Result<RecordId, AppError> {
        let record = self.first_version(target)?;
        let decided_on = self.today();
        let reason = checked_reason(reason)?;
        let detail = Detail::Erasure(Erasure { target: record.seq, decided_on, reason });
        let draft = Draft::step(&record, decided_on, Corrects::Earlier, detail);
        let id = self.submit_one(draft, submitter, "erasure")?;
        let versions = self.store().read(|connection| read::versions(connection, record.seq))?;
        for version in versions {
            let Detail::RepairApplication(application) = version.detail else { continue };
            for attachment in &application.attachments {
                self.erase_attachment(attachment)?;
            }
        }
        Ok(id)
    }

    /// Erases the personal text beside every penalty whose time of retention is over (征信业管理条例
    /// art. 16: five years from the end of the act); tells which.
    ///
    /// # Errors
    /// As [`App::erase`].
    pub fn erase_over_retention(&self, submitter: &Submitter) -> Result<Vec<RecordId>, AppError> {
        let frame = self.frame(None, None, None)?;
        let today = self.today();
        let kept = self
            .store()
            .read(|connection| personal::kept_beside(connection, RecordKind::Penalty))?;
        let rules = frame.law.yardstick.rules.clone();
        let rules = rules.applying_to(Authority::of_place(Jurisdiction::CN, ""));
        let mut erased = Vec::new();
        for one in kept {
            let id = RecordId { kind: RecordKind::Penalty, seq: one.first };
            let record = self.first_version(id)?;
            let ended_on = match &record.detail {
                Detail::Penalty(penalty) => penalty.act_ended_on.unwrap_or(one.effective_on),
                _ => one.effective_on,
            };
            let data = RetainedData::PersonalAdverseRecord;
            let Some(retention) = rules.retention(data, ended_on, today) else { continue };
            if retention.bound == RetentionBound::AtMost && retention.until <= today {
                self.erase(id, retention.rule_id, submitter)?;
                erased.push(id);
            }
        }
        Ok(erased)
    }
}
