//! A penalty under our own headers.

use super::merchant::{Merchant, category_name};
use super::output::Table;
use super::penalty::{Penalty, Severity, wan_yuan};
use super::penalty_kind::Procedure;
use super::{SimulateError, identity};
use crate::domain::day::Day;

/// The columns of `penalties.csv`.
pub(super) const COLUMNS: [&str; 25] = [
    "merchant",
    "subject_name",
    "category",
    "document_number",
    "offence",
    "facts",
    "legal_basis",
    "kinds",
    "content",
    "fine_wan_yuan",
    "confiscated_wan_yuan",
    "withheld_certificates",
    "decided_on",
    "valid_until",
    "display_until",
    "act_ended_on",
    "simple_procedure",
    "severity",
    "organ",
    "organ_code",
    "data_source",
    "data_source_code",
    "known_since",
    "published_at",
    "corrects",
];

impl Severity {
    /// The word of the standard.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Minor => "轻微",
            Self::Ordinary => "一般",
            Self::RatherSerious => "较重",
            Self::Serious => "严重",
        }
    }
}

impl Penalty {
    /// Writes it under our own headers, and its new version after it.
    pub(super) fn write(
        &self,
        merchant: &Merchant,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        self.write_version(merchant, "", table)?;
        match self.corrected() {
            Some(corrected) => corrected.write_version(merchant, "true", table),
            None => Ok(()),
        }
    }

    fn write_version(
        &self,
        merchant: &Merchant,
        corrects: &str,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let organ = self.organ.name();
        let organ_code = identity::organ_code(self.organ);
        let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        table.row(&[
            &merchant.id,
            merchant.name_on(self.decided_on),
            merchant.category.map_or("", category_name),
            &self.document_number(merchant),
            self.offence.kind,
            &self.facts(),
            self.offence.basis,
            self.sanction.kinds,
            &self.content(),
            &wan_yuan(self.fine_fen),
            &wan_yuan(self.confiscated_fen),
            &self.withheld(merchant),
            &self.decided_on.to_string(),
            &text(self.last_day),
            &text(self.display_last_day),
            &text(self.act_ended_on),
            match self.sanction.procedure {
                Procedure::Simple => "true",
                Procedure::Ordinary => "false",
            },
            self.severity.map_or("", Severity::name),
            &organ,
            organ_code.as_str(),
            &organ,
            organ_code.as_str(),
            &self.published.known_since(),
            &self.published.instant(),
            corrects,
        ])
    }
}
