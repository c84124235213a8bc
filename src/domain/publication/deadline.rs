//! What is due when: publication, withdrawal, repair, objection, complaint.

use serde::{Deserialize, Serialize};

use super::period::Period;
use super::row::{Row, RowValues};
use crate::domain::calendar::working_days::{Deadline, WorkingDays};
use crate::domain::day::Day;

/// A step that a rule of law gives a period for; the day it counts from is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 双公示 on 信用中国 and the government's site, from the decision.
    PublishCreditChina,
    /// 国家企业信用信息公示系统, the organ's own province, from the decision.
    PublishEnterpriseSystem,
    /// Pushing a decision to the province of registration, from the decision.
    PushToRegistrationProvince,
    /// Publishing there, from the push.
    PublishInRegistrationProvince,
    /// The enterprise publishes a licence or penalty itself, from the decision.
    PublishByEnterprise,
    /// General government information, from the decision.
    PublishGovernmentInformation,
    /// Withdrawing a decision that was changed, revoked, found unlawful or void, from that day.
    Withdraw,
    /// Accepting or refusing an application for credit repair, from its receipt.
    RepairAccept,
    /// The organ decides on it, from acceptance; the extension is for complex cases.
    RepairDecide,
    /// 信用中国 answers the applicant, from the application.
    RepairAnswer,
    /// Telling the other province or platform, from the decision.
    RepairPush,
    /// No new application after false material, from the finding.
    RepairBar,
    /// Marking a record that is objected to, from acceptance.
    ObjectionMark,
    /// The platform checks against what it was given, from receipt.
    ObjectionCheck,
    /// The platform passes it to the provider of the data, from the check.
    ObjectionTransfer,
    /// The platform decides on its own data, from receipt.
    ObjectionDecide,
    /// The provider decides, from the transfer; the extension is for complex cases.
    ObjectionProviderDecide,
    /// The whole of it, from receipt.
    ObjectionTotal,
    /// Deciding whether a consumer's complaint is accepted, from its receipt.
    ComplaintAccept,
    /// Mediation ends without agreement, from acceptance.
    ComplaintMediate,
    /// Telling the parties of its end, from that day.
    ComplaintTell,
    /// Checking facts found in mediation, from their finding.
    ComplaintCheckFacts,
    /// Telling a named reporter (举报) of the decision to file a case, from that decision.
    ReportAnswer,
    /// Taking an enterprise off 经营异常名录 once verified, from the verification.
    AbnormalListRemove,
    /// A merchant answers a notice before something adverse is published, from the notice.
    NoticeAnswer,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 25] = [
        Self::PublishCreditChina,
        Self::PublishEnterpriseSystem,
        Self::PushToRegistrationProvince,
        Self::PublishInRegistrationProvince,
        Self::PublishByEnterprise,
        Self::PublishGovernmentInformation,
        Self::Withdraw,
        Self::RepairAccept,
        Self::RepairDecide,
        Self::RepairAnswer,
        Self::RepairPush,
        Self::RepairBar,
        Self::ObjectionMark,
        Self::ObjectionCheck,
        Self::ObjectionTransfer,
        Self::ObjectionDecide,
        Self::ObjectionProviderDecide,
        Self::ObjectionTotal,
        Self::ComplaintAccept,
        Self::ComplaintMediate,
        Self::ComplaintTell,
        Self::ComplaintCheckFacts,
        Self::ReportAnswer,
        Self::AbnormalListRemove,
        Self::NoticeAnswer,
    ];
}

/// The period of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// The step.
    pub step: Step,
    /// How long it may take.
    pub within: Period,
    /// By how much it may be prolonged, where it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Period>,
    /// What need not be done at all; for steps of publication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Exemption>,
}

/// Why a decision need not be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Decided on the spot (简易程序).
    SimpleProcedure,
    /// A state secret (涉密).
    Classified,
    /// A warning and nothing else (仅警告).
    WarningOnly,
    /// No rule of this jurisdiction asks for it.
    NoRule,
}

/// When a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'r> {
    /// The last day in time.
    pub deadline: Deadline,
    /// The last day when it is prolonged, where it may be.
    pub extended: Option<Deadline>,
    /// The row that says so.
    pub rule_id: &'r str,
}

impl DeadlineRule {
    /// When a step that counts from this day is due.
    #[must_use]
    pub fn due<'r>(row: &'r Row<Self>, from: Day, working_days: &WorkingDays) -> Due<'r> {
        let deadline = row.values.within.after(from, working_days);
        let extended = row.values.extension.map(|extension| {
            let longer = extension.after(deadline.on, working_days);
            Deadline { provisional: longer.provisional || deadline.provisional, ..longer }
        });
        Due { deadline, extended, rule_id: &row.id }
    }
}

impl RowValues for DeadlineRule {
    type Key = Step;

    fn key(&self) -> Step {
        self.step
    }

    fn check(&self) -> Result<(), &'static str> {
        if !self.within.is_sane() || !self.extension.is_none_or(Period::is_sane) {
            return Err("a period must not be longer than 36525 units");
        }
        if self.exempt.contains(&Exemption::NoRule) {
            return Err("no_rule is what the lack of a row means; it cannot be an exemption");
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;
