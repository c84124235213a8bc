//! Reading what a merchant and an organ say to each other: applications, objections, statements,
//! notices.

use super::cells::{Cells, Content};
use super::decision::{REPAIRABLE, TARGET_CHARS_MAX, target};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::record::Detail;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::notice::{Notice, NoticeOf};
use crate::domain::record::objection::{Objection, ObjectionGround, Objector};
use crate::domain::record::repair_application::RepairApplication;
use crate::domain::record::statement::{STATEMENT_CHARS_MAX, Statement};
use crate::domain::scorecard::Grade;

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
    .chars_max(TARGET_CHARS_MAX),
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

const GRADES: &[Choice] = &[
    Choice::word("AAA", &[]),
    Choice::word("AA", &[]),
    Choice::word("A", &[]),
    Choice::word("BBB", &[]),
    Choice::word("BB", &[]),
    Choice::word("B", &[]),
    Choice::word("CCC", &[]),
    Choice::word("CC", &[]),
    Choice::word("C", &[]),
    Choice::word("D", &[]),
];

pub(super) const NOTICE_FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new("noticed_on", Form::Day, "The day of the notice.")
        .zh(&["告知日期"], &[])
        .need(Need::Always),
    Field::new("answer_until", Form::OpenDay, "The last day to answer.")
        .zh(&["答复期限"], &[])
        .need(Need::Always),
    Field::new(
        "target",
        Form::RecordId(ADVERSE),
        "The adverse record that is about to be published; left out where it is a grade.",
    )
    .zh(&["记录"], &[])
    .chars_max(TARGET_CHARS_MAX),
    Field::new("grade", Form::Choice(GRADES), "The grade, where it is one: AAA to D.")
        .zh(&["信用等级"], &[]),
    Field::new("points", Form::Count, "The points of that grade.").zh(&["信用分"], &[]),
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
    let target = cells.target(const { at("target") });
    let applied_on = cells.day(const { at("applied_on") });
    Some(Content {
        subject: subject?,
        effective_on: applied_on?,
        detail: Detail::RepairApplication(RepairApplication {
            target: target?,
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
    let target = cells.target(const { at("target") });
    let raised_on = cells.day(const { at("raised_on") });
    let raised_by = cells.choice::<Objector>(const { at("raised_by") });
    let ground = cells.choice::<ObjectionGround>(const { at("ground") });
    let explanation = cells.text(const { at("explanation") });
    Some(Content {
        subject: subject?,
        effective_on: raised_on?,
        detail: Detail::Objection(Objection {
            target,
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
    let target = cells.target(const { at("target") });
    let stated_on = cells.day(const { at("stated_on") });
    let text = cells.text(const { at("text") });
    Some(Content {
        subject: subject?,
        effective_on: stated_on?,
        detail: Detail::Statement(Statement {
            target: target?,
            stated_on: stated_on?,
            text: text?,
        }),
    })
}

pub(super) fn read_notice(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(NOTICE_FIELDS, name)
    }
    const TARGET: usize = at("target");
    const UNTIL: usize = at("answer_until");
    let subject = cells.merchant_id(const { at("merchant") });
    let noticed_on = cells.day(const { at("noticed_on") });
    let answer_until = cells.day(UNTIL);
    let target = cells.target(TARGET);
    let grade = cells.choice::<Grade>(const { at("grade") });
    let points = cells.count(const { at("points") });
    if answer_until.is_some() && noticed_on.is_some() && answer_until < noticed_on {
        cells.fault(UNTIL, Rule::DayOrder, "lies before the notice");
    }
    let of = match (target, grade, points.and_then(|points| i32::try_from(points).ok())) {
        (Some(target), None, None) => Some(NoticeOf::Record(target)),
        (None, Some(grade), Some(points)) => {
            noticed_on.map(|as_of| NoticeOf::Grade { grade, points, as_of })
        }
        _ => {
            if !cells.has_fault(TARGET) {
                cells.fault(TARGET, Rule::Reference, "or else grade and points must be given");
            }
            None
        }
    };
    Some(Content {
        subject: subject?,
        effective_on: noticed_on?,
        detail: Detail::Notice(Notice {
            noticed_on: noticed_on?,
            answer_until: answer_until?,
            of: of?,
        }),
    })
}
