//! Reading decisions about records: withdrawal, repair, merge, erasure.

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::record::Detail;
use crate::domain::record::decision::{Erasure, Merge, Repair, Withdrawal, WithdrawalGround};
use crate::domain::record::kind::RecordKind;

/// Characters of the name of a record, at most.
pub(super) const TARGET_CHARS_MAX: usize = 400;

/// What can be declared void.
const VOIDABLE: &[RecordKind] = &[
    RecordKind::Merchant,
    RecordKind::Licence,
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Rating,
    RecordKind::Complaint,
    RecordKind::Listing,
    RecordKind::Statement,
    RecordKind::Finding,
    RecordKind::Transaction,
];

/// What can be repaired: adverse public information (NDRC order 36 of 2025; SAMR order 107 adds
/// the results of inspections), and entries on lists that are left on application.
pub(super) const REPAIRABLE: &[RecordKind] =
    &[RecordKind::Penalty, RecordKind::Inspection, RecordKind::Listing];

const GROUNDS: &[Choice] = &[
    Choice::word("changed", &["变更"]),
    Choice::word("revoked", &["撤销"]),
    Choice::word("unlawful", &["确认违法"]),
    Choice::word("void", &["确认无效"]),
    Choice::word("entered_in_error", &["录入错误"]),
];

pub(super) const DECIDED_ON: Field =
    Field::new("decided_on", Form::Day, "The day of the decision.")
        .zh(&["决定日期"], &[])
        .need(Need::Always);

pub(super) const REASON: Field = Field::new("reason", Form::Text, "The reason in words.")
    .zh(&["理由"], &[])
    .need(Need::Always)
    .chars_max(500)
    .privacy(Privacy::FreeText);

pub(super) const fn target(kinds: &'static [RecordKind], about: &'static str) -> Field {
    Field::new("target", Form::RecordId(kinds), about)
        .zh(&["记录"], &[])
        .need(Need::Always)
        .chars_max(TARGET_CHARS_MAX)
}

pub(super) const WITHDRAWAL_FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(VOIDABLE, "The record that is void."),
    DECIDED_ON,
    Field::new(
        "ground",
        Form::Choice(GROUNDS),
        "Why: changed, revoked, unlawful, void or entered_in_error.",
    )
    .zh(&["撤回原因"], &[])
    .need(Need::Always),
    REASON,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const REPAIR_FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(REPAIRABLE, "The record that is repaired."),
    DECIDED_ON,
    Field::new("organ", Form::Name, "The organ that decided.")
        .zh(&["决定机关"], &[])
        .need(Need::Always),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const MERGE_FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new(
        "from",
        Form::MerchantId,
        "The identity whose records are from now on this merchant's.",
    )
    .zh(&["并入的代码"], &[])
    .need(Need::Always)
    .chars_max(80),
    Field::new("effective_on", Form::Day, "The day from which the two are one.")
        .zh(&["生效日期"], &[])
        .need(Need::Always),
    REASON,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const ERASURE_FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(&RecordKind::ALL, "The record whose personal text is to be erased."),
    DECIDED_ON,
    REASON,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) fn read_withdrawal(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(WITHDRAWAL_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.target(const { at("target") });
    let decided_on = cells.day(const { at("decided_on") });
    let ground = cells.choice::<WithdrawalGround>(const { at("ground") });
    let reason = cells.text(const { at("reason") });
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Withdrawal(Withdrawal {
            target: target?,
            decided_on: decided_on?,
            ground: ground?,
            reason: reason?,
        }),
    })
}

pub(super) fn read_repair(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(REPAIR_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.target(const { at("target") });
    let decided_on = cells.day(const { at("decided_on") });
    let organ = cells.text(const { at("organ") });
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Repair(Repair { target: target?, decided_on: decided_on?, organ: organ? }),
    })
}

pub(super) fn read_merge(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(MERGE_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let from = cells.merchant_id(const { at("from") });
    let effective_on = cells.day(const { at("effective_on") });
    let reason = cells.text(const { at("reason") });
    if subject.is_some() && subject == from {
        cells.fault(const { at("from") }, Rule::SameIdentity, "is the merchant itself");
    }
    Some(Content {
        subject: subject?,
        effective_on: effective_on?,
        detail: Detail::Merge(Merge { from: from?, reason: reason? }),
    })
}

pub(super) fn read_erasure(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(ERASURE_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.target(const { at("target") });
    let decided_on = cells.day(const { at("decided_on") });
    let reason = cells.text(const { at("reason") });
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Erasure(Erasure {
            target: target?,
            decided_on: decided_on?,
            reason: reason?,
        }),
    })
}
