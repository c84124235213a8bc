//! The list of record kinds: names, numbers in the store, what belongs to which part of the score.

use serde::{Deserialize, Serialize};

use crate::domain::scorecard::Part;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A version of the merchant: name, status, region, aliases, shops.
    Merchant,
    /// An administrative licence (行政许可).
    Licence,
    /// An administrative penalty (行政处罚).
    Penalty,
    /// An inspection (抽查检查).
    Inspection,
    /// A consumer's rating (消费评价).
    Rating,
    /// A consumer's complaint (投诉).
    Complaint,
    /// A record declared void (撤回): changed, revoked or found unlawful.
    Withdrawal,
    /// A credit repair (信用修复) that was granted.
    Repair,
    /// Two identities found to be one merchant.
    Merge,
    /// A decision to erase the personal text kept beside a record.
    Erasure,
    /// A decision published on a channel.
    Publication,
    /// An entry on a list (名单).
    Listing,
    /// An application for credit repair (信用修复申请).
    RepairApplication,
    /// An objection (异议) to a record or to the score.
    Objection,
    /// A merchant's statement beside a record.
    Statement,
    /// A notice to a merchant.
    Notice,
    /// What people found of a rating: fake or genuine.
    Finding,
    /// An order and the papers behind it (交易).
    Transaction,
}

impl RecordKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 18] = [
        Self::Merchant,
        Self::Licence,
        Self::Penalty,
        Self::Inspection,
        Self::Rating,
        Self::Complaint,
        Self::Withdrawal,
        Self::Repair,
        Self::Merge,
        Self::Erasure,
        Self::Publication,
        Self::Listing,
        Self::RepairApplication,
        Self::Objection,
        Self::Statement,
        Self::Notice,
        Self::Finding,
        Self::Transaction,
    ];

    /// The name of one record of this kind; record ids begin with it (`penalty-1042`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Licence => "licence",
            Self::Penalty => "penalty",
            Self::Inspection => "inspection",
            Self::Rating => "rating",
            Self::Complaint => "complaint",
            Self::Withdrawal => "withdrawal",
            Self::Repair => "repair",
            Self::Merge => "merge",
            Self::Erasure => "erasure",
            Self::Publication => "publication",
            Self::Listing => "listing",
            Self::RepairApplication => "repair_application",
            Self::Objection => "objection",
            Self::Statement => "statement",
            Self::Notice => "notice",
            Self::Finding => "finding",
            Self::Transaction => "transaction",
        }
    }

    /// The name of many, as in commands, routes and file names.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Merchant => "merchants",
            Self::Licence => "licences",
            Self::Penalty => "penalties",
            Self::Inspection => "inspections",
            Self::Rating => "ratings",
            Self::Complaint => "complaints",
            Self::Withdrawal => "withdrawals",
            Self::Repair => "repairs",
            Self::Merge => "merges",
            Self::Erasure => "erasures",
            Self::Publication => "publications",
            Self::Listing => "listings",
            Self::RepairApplication => "repair_applications",
            Self::Objection => "objections",
            Self::Statement => "statements",
            Self::Notice => "notices",
            Self::Finding => "findings",
            Self::Transaction => "transactions",
        }
    }

    /// The number that stands for the kind in the store; never reused.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with that number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The kind with that name, singular or plural.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name || kind.plural() == name)
    }

    /// Whether a record of this kind can be declared void: what is said of a merchant or found of a
    /// rating, not another decision about records nor a step of a procedure.
    #[must_use]
    pub const fn can_be_withdrawn(self) -> bool {
        matches!(
            self,
            Self::Merchant
                | Self::Licence
                | Self::Penalty
                | Self::Inspection
                | Self::Rating
                | Self::Complaint
                | Self::Listing
                | Self::Statement
                | Self::Finding
                | Self::Transaction
        )
    }

    /// Whether a record of this kind can be repaired: adverse public information (NDRC order 36 of
    /// 2025; SAMR order 107 adds the results of inspections), and entries on lists that are left on
    /// application.
    #[must_use]
    pub const fn can_be_repaired(self) -> bool {
        matches!(self, Self::Penalty | Self::Inspection | Self::Listing)
    }

    /// The part of the score that it feeds, for kinds that feed one; the law keeps the two apart.
    #[must_use]
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Licence | Self::Penalty | Self::Inspection | Self::Listing => Some(Part::Public),
            Self::Rating | Self::Complaint | Self::Transaction => Some(Part::Market),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordKind;

    #[test]
    fn numbers_and_names_find_their_kind_again() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::from_number(kind.number()), Some(kind));
            assert_eq!(RecordKind::from_name(kind.name()), Some(kind));
            assert_eq!(RecordKind::from_name(kind.plural()), Some(kind));
        }
    }
}
