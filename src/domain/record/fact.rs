//! What scoring needs of each kind of record: small, typed, without text.

use serde::{Deserialize, Serialize};

use super::complaint::ComplaintFact;
use super::decision::{RepairFact, WithdrawalFact};
use super::envelope::Seq;
use super::inspection::InspectionFact;
use super::kind::RecordKind;
use super::licence::LicenceFact;
use super::listing::ListingFact;
use super::objection::ObjectionFact;
use super::penalty::PenaltyFact;
use super::publication::PublicationFact;
use super::rating::RatingFact;
use super::transaction::TransactionFact;
use crate::domain::day::Day;
use crate::domain::evidence::weigh::Found;
use crate::domain::merchant::{MerchantId, Profile};

/// The fact in a record, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fact {
    /// What the merchant is.
    Profile(Box<Profile>),
    /// A licence.
    Licence(LicenceFact),
    /// A penalty.
    Penalty(PenaltyFact),
    /// An inspection.
    Inspection(InspectionFact),
    /// A rating; kept as a mark, see [`crate::domain::history`].
    Rating(RatingFact),
    /// A complaint.
    Complaint(ComplaintFact),
    /// A record declared void.
    Withdrawal(WithdrawalFact),
    /// A repair that was granted.
    Repair(RepairFact),
    /// Another identity whose records are this merchant's.
    Merge(MerchantId),
    /// Erased personal text of a record; moves no score.
    Erasure(Seq),
    /// A decision published on a channel.
    Publication(PublicationFact),
    /// An entry on a list.
    Listing(ListingFact),
    /// An application to repair a record; its grant is a repair of its own.
    RepairApplication(Seq),
    /// An objection: marks a record, moves no score.
    Objection(ObjectionFact),
    /// A statement beside a record.
    Statement(Seq),
    /// A notice of a day.
    Notice(Day),
    /// What was found of a rating; moves no record, only what the rating weighs.
    Finding(Found),
    /// An order; kept apart from other entries, see [`crate::domain::order`].
    Transaction(TransactionFact),
}

impl Fact {
    /// Whether it says something of the merchant itself; a decision about a record does not, nor
    /// what is said beside one.
    #[must_use]
    pub const fn counts(&self) -> bool {
        match self {
            Self::Profile(_)
            | Self::Licence(_)
            | Self::Penalty(_)
            | Self::Inspection(_)
            | Self::Rating(_)
            | Self::Complaint(_)
            | Self::Listing(_)
            | Self::Transaction(_) => true,
            Self::Withdrawal(_)
            | Self::Repair(_)
            | Self::Merge(_)
            | Self::Erasure(_)
            | Self::Publication(_)
            | Self::RepairApplication(_)
            | Self::Objection(_)
            | Self::Statement(_)
            | Self::Notice(_)
            | Self::Finding(_) => false,
        }
    }

    /// The record that it decides on or speaks of, where it does.
    pub const fn target_mut(&mut self) -> Option<&mut Seq> {
        match self {
            Self::Withdrawal(fact) => Some(&mut fact.target),
            Self::Repair(fact) => Some(&mut fact.target),
            Self::Publication(fact) => Some(&mut fact.target),
            Self::Objection(fact) => fact.target.as_mut(),
            Self::Erasure(target) | Self::RepairApplication(target) | Self::Statement(target) => {
                Some(target)
            }
            _ => None,
        }
    }

    /// The kind of record it stands in.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Profile(_) => RecordKind::Merchant,
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
}
