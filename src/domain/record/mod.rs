//! Records: the ground state. What can be said of a merchant, by whom, since when.

pub mod complaint;
pub mod complaint_life;
pub mod decision;
pub mod envelope;
pub mod fact;
pub mod finding;
pub mod inspection;
pub mod kind;
pub mod licence;
pub mod listing;
pub mod merchant;
pub mod natural_key;
pub mod notice;
pub mod objection;
pub mod organ;
pub mod penalty;
pub mod publication;
pub mod rating;
pub mod repair_application;
pub mod statement;
pub mod transaction;

use serde::Serialize;

use complaint::Complaint;
use decision::{Erasure, Merge, Repair, Withdrawal};
use envelope::Seq;
use fact::Fact;
use finding::Finding;
use inspection::Inspection;
use kind::RecordKind;
use licence::Licence;
use listing::Listing;
use merchant::MerchantVersion;
use notice::{Notice, NoticeOf};
use objection::Objection;
use organ::Organ;
use penalty::Penalty;
use publication::Publication;
use rating::Rating;
use repair_application::RepairApplication;
use statement::Statement;
use transaction::Transaction;

use super::day::Day;

/// What a record says, by kind. The JSON of this value is the record's canonical content: it is
/// hashed, stored and compared. It holds no personal text; see [`envelope::Draft::personal`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// A version of the merchant itself.
    Merchant(MerchantVersion),
    /// An administrative licence.
    Licence(Licence),
    /// An administrative penalty.
    Penalty(Penalty),
    /// An inspection.
    Inspection(Inspection),
    /// A consumer's rating.
    Rating(Rating),
    /// A consumer's complaint.
    Complaint(Complaint),
    /// A record declared void.
    Withdrawal(Withdrawal),
    /// A credit repair.
    Repair(Repair),
    /// Another identity of the same merchant.
    Merge(Merge),
    /// Personal text to be erased.
    Erasure(Erasure),
    /// A decision published.
    Publication(Publication),
    /// An entry on a list.
    Listing(Listing),
    /// An application for credit repair.
    RepairApplication(RepairApplication),
    /// An objection.
    Objection(Objection),
    /// What a merchant says of a record.
    Statement(Statement),
    /// What a merchant was told.
    Notice(Notice),
    /// What was found of a rating.
    Finding(Finding),
    /// An order.
    Transaction(Transaction),
}

impl Detail {
    /// Which kind of record this is the content of.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Merchant(_) => RecordKind::Merchant,
            Self::Licence(_) => RecordKind::Licence,
            Self::Penalty(_) => RecordKind::Penalty,
            Self::Inspection(_) => RecordKind::Inspection,
            Self::Rating(_) => RecordKind::Rating,
            Self::Complaint(_) => RecordKind::Complaint,
            Self::Withdrawal(_) => RecordKind::Withdrawal,
            Self::Repair(_) => RecordKind::Repair,
            Self::Merge(_) => RecordKind::Merge,
            Self::Erasure(_) => RecordKind::Erasure,
            Self::Publication(_) => RecordKind::Publication,
            Self::Listing(_) => RecordKind::Listing,
            Self::RepairApplication(_) => RecordKind::RepairApplication,
            Self::Objection(_) => RecordKind::Objection,
            Self::Statement(_) => RecordKind::Statement,
            Self::Notice(_) => RecordKind::Notice,
            Self::Finding(_) => RecordKind::Finding,
            Self::Transaction(_) => RecordKind::Transaction,
        }
    }

    /// The record that it decides on or speaks of, where it does.
    #[must_use]
    pub const fn target(&self) -> Option<Seq> {
        match self {
            Self::Withdrawal(withdrawal) => Some(withdrawal.target),
            Self::Repair(repair) => Some(repair.target),
            Self::Erasure(erasure) => Some(erasure.target),
            Self::Publication(publication) => Some(publication.target),
            Self::RepairApplication(application) => Some(application.target),
            Self::Objection(objection) => objection.target,
            Self::Statement(statement) => Some(statement.target),
            Self::Notice(Notice { of: NoticeOf::Record(target), .. }) => Some(*target),
            Self::Finding(finding) => Some(finding.target),
            _ => None,
        }
    }

    /// The same about another record; what speaks of none is left as it is.
    #[must_use]
    pub fn about(mut self, record: Seq) -> Self {
        match &mut self {
            Self::Withdrawal(withdrawal) => withdrawal.target = record,
            Self::Repair(repair) => repair.target = record,
            Self::Erasure(erasure) => erasure.target = record,
            Self::Publication(publication) => publication.target = record,
            Self::RepairApplication(application) => application.target = record,
            Self::Objection(Objection { target: Some(target), .. }) => *target = record,
            Self::Statement(statement) => statement.target = record,
            Self::Finding(finding) => finding.target = record,
            Self::Notice(Notice { of: NoticeOf::Record(target), .. }) => *target = record,
            _ => {}
        }
        self
    }

    /// The organ that decided, for kinds whose rules depend on it.
    #[must_use]
    pub fn organ(&self) -> Option<Organ> {
        match self {
            Self::Penalty(penalty) => Some(Organ::new(&penalty.organ, penalty.organ_code.as_ref())),
            Self::Licence(licence) => Some(Organ::new(&licence.organ, licence.organ_code.as_ref())),
            Self::Listing(listing) => Some(Organ::new(&listing.organ, listing.organ_code.as_ref())),
            Self::Complaint(complaint) => complaint.organ(),
            _ => None,
        }
    }

    /// What scoring needs of it.
    #[must_use]
    pub fn fact(&self) -> Fact {
        match self {
            Self::Merchant(version) => Fact::Profile(Box::new(version.profile())),
            Self::Licence(licence) => Fact::Licence(licence.fact()),
            Self::Penalty(penalty) => Fact::Penalty(penalty.fact()),
            Self::Inspection(inspection) => Fact::Inspection(inspection.fact()),
            Self::Rating(rating) => Fact::Rating(rating.fact()),
            Self::Complaint(complaint) => Fact::Complaint(complaint.fact()),
            Self::Withdrawal(withdrawal) => Fact::Withdrawal(withdrawal.fact()),
            Self::Repair(repair) => Fact::Repair(repair.fact()),
            Self::Merge(merge) => Fact::Merge(merge.from.clone()),
            Self::Erasure(erasure) => Fact::Erasure(erasure.target),
            Self::Publication(publication) => Fact::Publication(publication.fact()),
            Self::Listing(listing) => Fact::Listing(listing.fact()),
            Self::RepairApplication(application) => Fact::RepairApplication(application.target),
            Self::Objection(objection) => Fact::Objection(objection.fact()),
            Self::Statement(statement) => Fact::Statement(statement.target),
            Self::Notice(notice) => Fact::Notice(notice.noticed_on),
            Self::Finding(finding) => Fact::Finding(finding.fact()),
            Self::Transaction(transaction) => Fact::Transaction(transaction.fact()),
        }
    }

    /// The day the record speaks of (`effective_on`), for kinds whose content has it. A merchant
    /// version and a merge are told theirs from outside.
    #[must_use]
    pub const fn effective_on(&self) -> Option<Day> {
        match self {
            Self::Merchant(_) | Self::Merge(_) => None,
            Self::Licence(licence) => Some(licence.decided_on),
            Self::Penalty(penalty) => Some(penalty.decided_on),
            Self::Inspection(inspection) => Some(inspection.inspected_on),
            Self::Rating(rating) => Some(rating.rated_on),
            Self::Complaint(complaint) => Some(complaint.received_on),
            Self::Withdrawal(withdrawal) => Some(withdrawal.decided_on),
            Self::Repair(repair) => Some(repair.decided_on),
            Self::Erasure(erasure) => Some(erasure.decided_on),
            Self::Publication(publication) => Some(publication.published_on),
            Self::Listing(listing) => Some(listing.entered_on),
            Self::RepairApplication(application) => Some(application.applied_on),
            Self::Objection(objection) => Some(objection.raised_on),
            Self::Statement(statement) => Some(statement.stated_on),
            Self::Notice(notice) => Some(notice.noticed_on),
            Self::Finding(finding) => Some(finding.decided_on),
            Self::Transaction(transaction) => Some(transaction.placed_on),
        }
    }
}
