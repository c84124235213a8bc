//! How a record comes in: one list of fields and one validation per kind, for every door.
//!
//! Files, the HTTP interface and tests all make a [`Row`] and call [`read`]. Header mapping, the
//! JSON schema, the documentation and the rejects file are read off the same [`fields`].

mod cells;
mod complaint;
mod decision;
mod envelope;
mod fault;
mod field;
mod finding;
mod inspection;
mod licence;
mod listing;
mod merchant;
mod penalty;
mod penalty_checks;
mod penalty_fields;
pub mod personal;
mod procedure;
mod publication;
mod rating;
mod row;
mod rule;
mod subject;
mod subject_fields;
mod text;
mod transaction;
mod values;

pub use fault::{Fault, MASKED, Warning};
pub use field::{Choice, Field, Form, Need, Privacy};
pub use personal::MaskCounts;
pub use row::{Context, Generation, HashKey, KnownSince, Row};
pub use rule::Rule;

use cells::{Cells, Content};

use super::record::envelope::Draft;
use super::record::kind::RecordKind;

/// A row that was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The checked record.
    pub draft: Draft,
    /// What of it told of a person and was masked or hashed.
    pub masked: MaskCounts,
    /// What is doubtful about it.
    pub warnings: Vec<Warning>,
}

/// The fields of a kind of record, in the order of the values of a [`Row`].
#[must_use]
pub const fn fields(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Merchant => merchant::FIELDS,
        RecordKind::Licence => licence::FIELDS,
        RecordKind::Penalty => penalty_fields::FIELDS,
        RecordKind::Inspection => inspection::FIELDS,
        RecordKind::Rating => rating::FIELDS,
        RecordKind::Complaint => complaint::FIELDS,
        RecordKind::Withdrawal => decision::WITHDRAWAL_FIELDS,
        RecordKind::Repair => decision::REPAIR_FIELDS,
        RecordKind::Merge => decision::MERGE_FIELDS,
        RecordKind::Erasure => decision::ERASURE_FIELDS,
        RecordKind::Publication => publication::FIELDS,
        RecordKind::Listing => listing::FIELDS,
        RecordKind::RepairApplication => procedure::APPLICATION_FIELDS,
        RecordKind::Objection => procedure::OBJECTION_FIELDS,
        RecordKind::Statement => procedure::STATEMENT_FIELDS,
        RecordKind::Notice => procedure::NOTICE_FIELDS,
        RecordKind::Finding => finding::FIELDS,
        RecordKind::Transaction => transaction::FIELDS,
    }
}

/// Checks a row and makes the record that it says.
///
/// # Errors
/// Every [`Fault`] of the row, never none.
pub fn read(kind: RecordKind, row: &Row<'_>, context: &Context) -> Result<Accepted, Vec<Fault>> {
    let mut cells = Cells::new(fields(kind), row, context);
    let content: Option<Content> = match kind {
        RecordKind::Merchant => merchant::read(&mut cells),
        RecordKind::Licence => licence::read(&mut cells),
        RecordKind::Penalty => penalty::read(&mut cells),
        RecordKind::Inspection => inspection::read(&mut cells),
        RecordKind::Rating => rating::read(&mut cells),
        RecordKind::Complaint => complaint::read(&mut cells),
        RecordKind::Withdrawal => decision::read_withdrawal(&mut cells),
        RecordKind::Repair => decision::read_repair(&mut cells),
        RecordKind::Merge => decision::read_merge(&mut cells),
        RecordKind::Erasure => decision::read_erasure(&mut cells),
        RecordKind::Publication => publication::read(&mut cells),
        RecordKind::Listing => listing::read(&mut cells),
        RecordKind::RepairApplication => procedure::read_application(&mut cells),
        RecordKind::Objection => procedure::read_objection(&mut cells),
        RecordKind::Statement => procedure::read_statement(&mut cells),
        RecordKind::Notice => procedure::read_notice(&mut cells),
        RecordKind::Finding => finding::read(&mut cells),
        RecordKind::Transaction => transaction::read(&mut cells),
    };
    cells.finish(content)
}

#[cfg(test)]
mod tests;
