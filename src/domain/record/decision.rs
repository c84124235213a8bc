//! Decisions about records: withdrawal, repair, merging of identities, erasure of personal text.

use serde::{Deserialize, Serialize};

use super::envelope::Seq;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;

/// A record declared void (撤回): it counts for no day once the decision is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The first version of the record that is void.
    pub target: Seq,
    /// The day of the decision.
    pub decided_on: Day,
    /// Why (行政处罚法 art. 48; SAMR order 45 art. 11).
    pub ground: WithdrawalGround,
    /// The reason in words, as the law wants it stated.
    pub reason: String,
}

/// Why a decision is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawalGround {
    /// 变更.
    Changed,
    /// 撤销.
    Revoked,
    /// 确认违法.
    Unlawful,
    /// 确认无效.
    Void,
    /// Entered by mistake.
    EnteredInError,
}

impl WithdrawalGround {
    /// Every ground with its name in commands and answers.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Changed, "changed"),
        (Self::Revoked, "revoked"),
        (Self::Unlawful, "unlawful"),
        (Self::Void, "void"),
        (Self::EnteredInError, "entered_in_error"),
    ];

    /// The ground of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(ground, _)| ground)
    }
}

/// What scoring needs of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalFact {
    /// The record that is void.
    pub target: Seq,
}

/// A credit repair that was granted (信用修复): the record is neither shown nor used from that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    /// The first version of the record that is repaired.
    pub target: Seq,
    /// The day of the decision, from which on the record stops counting.
    pub decided_on: Day,
    /// Who decided.
    pub organ: String,
}

/// What scoring needs of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairFact {
    /// The record that is repaired.
    pub target: Seq,
    /// The first day on which it no longer counts.
    pub from: Day,
}

/// Another identity of the same merchant: a stub, a replaced code, one of several codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The identity whose records are from now on this merchant's.
    pub from: MerchantId,
    /// Why.
    pub reason: String,
}

/// A decision to erase the personal text kept beside a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// The record whose personal text goes.
    pub target: Seq,
    /// The day of the decision.
    pub decided_on: Day,
    /// Why (个人信息保护法 art. 47).
    pub reason: String,
}

impl Withdrawal {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> WithdrawalFact {
        WithdrawalFact { target: self.target }
    }
}

impl Repair {
    /// What scoring needs of it.
    #[must_use]
    pub const fn fact(&self) -> RepairFact {
        RepairFact { target: self.target, from: self.decided_on }
    }
}
