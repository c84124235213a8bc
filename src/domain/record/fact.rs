//! What scoring needs of each kind of record: small, typed, without text.

use serde::{Deserialize, Serialize};

use super::complaint::ComplaintFact;
use super::decision::{RepairFact, WithdrawalFact};
use super::envelope::Seq;
use super::inspection::InspectionFact;
use super::licence::LicenceFact;
use super::penalty::PenaltyFact;
use super::rating::RatingFact;
use crate::domain::merchant::{MerchantId, Profile};

/// The fact in a record, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fact {
    /// What the merchant is.
    Profile(Profile),
    /// A licence.
    Licence(LicenceFact),
    /// A penalty.
    Penalty(PenaltyFact),
    /// An inspection.
    Inspection(InspectionFact),
    /// A rating; folded into daily cells, see [`crate::domain::history`].
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
}
