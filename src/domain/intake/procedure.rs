//! Reading what a merchant or somebody concerned hands in: applications, objections, statements.

use super::cells::{Cells, Content};
use super::decision::{REPAIRABLE, target};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::record::Detail;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::objection::{Objection, ObjectionGround, Objector};
use crate::domain::record::repair_application::RepairApplication;
use crate::domain::record::statement::{STATEMENT_CHARS_MAX, Statement};

const GROUNDS: &[Choice] = &[
    Choice::word("wrong_content", &["内容错误"]),
    Choice::word("missing_content", &["内容遗漏"]),
    Choice::word("display_over", &["超期公示"]),
    Choice::word("should_not_be_listed", &["不应列入"]),
    Choice::word("privacy_or_secret", &["侵犯隐私或者商业秘密"]),
    Choice::word("repair_result", &["信用修复结果有误"]),
    Choice::word("other", &["其他"]),
];

const OBJECTORS: &[Choice] =
    &[Choice::word("merchant", &["本人"]), Choice::word("concerned", &["利害关系人"])];

/// What can be objected to.
const OBJECTIONABLE: &[RecordKind] = &[
    RecordKind::Merchant,
    RecordKind::Licence,
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Rating,
    RecordKind::Complaint,
    RecordKind::Listing,
];

/// What speaks against a merchant, so that it may say something beside it.
const ADVERSE: &[RecordKind] = &[
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Complaint,
    RecordKind::Rating,
    RecordKind::Listing,
];

pub(super) const APPLICATION_FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(REPAIRABLE, "The record to be repaired."),
    Field::new("applied_on", Form::Day, "The day of its receipt.")
        .zh(&["申请日期"], &[])
        .need(Need::Always),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const OBJECTION_FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new(
        "target",
        Form::RecordId(OBJECTIONABLE),
        "The record objected to; left out where it is the score itself.",
    )
    .zh(&["记录"], &[])
    .chars_max(40),
    Field::new("raised_on", Form::Day, "The day it was raised.")
        .zh(&["异议日期"], &[])
        .need(Need::Always),
    Field::new("raised_by", Form::Choice(OBJECTORS), "Who raises it: merchant or concerned.")
        .zh(&["异议人"], &[]),
    Field::new(
        "ground",
        Form::Choice(GROUNDS),
        "Why: wrong_content, missing_content, display_over, should_not_be_listed, \
         privacy_or_secret, repair_result or other.",
    )
    .zh(&["异议理由"], &[])
    .need(Need::Always),
    Field::new("explanation", Form::Text, "What is said for it.")
        .zh(&["说明"], &[])
        .chars_max(2000)
        .privacy(Privacy::FreeText),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const STATEMENT_FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(ADVERSE, "The record it speaks of."),
    Field::new("stated_on", Form::Day, "The day it was made.")
        .zh(&["声明日期"], &[])
        .need(Need::Always),
    Field::new("text", Form::Text, "What the merchant says, at most 500 characters.")
        .zh(&["本人声明"], &[])
        .need(Need::Always)
        .chars_max(STATEMENT_CHARS_MAX)
        .privacy(Privacy::FreeText),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) const NOTICE_FIELDS: &[Field] = &[
    subject::MERCHANT,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) fn read_application(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(APPLICATION_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.record_id(const { at("target") });
    let applied_on = cells.day(const { at("applied_on") });
    Some(Content {
        subject: subject?,
        effective_on: applied_on?,
        detail: Detail::RepairApplication(RepairApplication {
            target: target?.seq,
            applied_on: applied_on?,
            attachments: Vec::new(),
            acceptance: None,
            extended_on: None,
            decision: None,
        }),
    })
}

pub(super) fn read_objection(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(OBJECTION_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.record_id(const { at("target") });
    let raised_on = cells.day(const { at("raised_on") });
    let raised_by = cells.choice::<Objector>(const { at("raised_by") });
    let ground = cells.choice::<ObjectionGround>(const { at("ground") });
    let explanation = cells.text(const { at("explanation") });
    Some(Content {
        subject: subject?,
        effective_on: raised_on?,
        detail: Detail::Objection(Objection {
            target: target.map(|target| target.seq),
            raised_on: raised_on?,
            raised_by: raised_by.unwrap_or_default(),
            ground: ground?,
            explanation,
            transferred_on: None,
            decision: None,
        }),
    })
}

pub(super) fn read_statement(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(STATEMENT_FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.record_id(const { at("target") });
    let stated_on = cells.day(const { at("stated_on") });
    let text = cells.text(const { at("text") });
    Some(Content {
        subject: subject?,
        effective_on: stated_on?,
        detail: Detail::Statement(Statement {
            target: target?.seq,
            stated_on: stated_on?,
            text: text?,
        }),
    })
}

/// Notices are made by the service, when there is something to be told.
pub(super) fn refuse_notice(cells: &mut Cells<'_>) -> Option<Content> {
    cells.fault(0, Rule::Reference, "cannot be handed a notice: the service makes them itself");
    None
}
