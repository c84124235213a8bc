//! Reading an inspection (抽查检查).

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::record::Detail;
use crate::domain::record::inspection::{Inspection, InspectionResult};

const RESULTS: &[Choice] = &[
    Choice::word("passed", &["合格", "未发现问题", "通过"]),
    Choice::word("conditional", &["整改后合格", "责令改正", "责令整改"]),
    Choice::word("failed", &["不合格", "未通过"]),
];

pub(super) const FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new("source", Form::Name, "Who numbers the inspections: the organ, or the data set.")
        .zh(&["数据来源"], &[])
        .need(Need::Always)
        .chars_max(100),
    Field::new("number", Form::Key, "Its number there; with the source it names the record.")
        .zh(&["检查编号"], &[])
        .need(Need::Always)
        .chars_max(100)
        .privacy(Privacy::Pseudonym),
    Field::new("inspected_on", Form::Day, "The day of the visit.")
        .zh(&["检查日期"], &[])
        .need(Need::Always),
    Field::new("occasion", Form::Text, "Why it took place, in the source's words.")
        .zh(&["检查类型", "检查事由"], &[]),
    Field::new(
        "result",
        Form::Choice(RESULTS),
        "How it ended: passed, conditional (after correction or with conditions) or failed.",
    )
    .zh(&["检查结果"], &[])
    .need(Need::Always),
    Field::new("n_critical", Form::Count, "Critical findings; without it, 0.")
        .zh(&["严重问题数"], &[]),
    Field::new("n_serious", Form::Count, "Serious findings; without it, 0.")
        .zh(&["较重问题数"], &[]),
    Field::new("n_minor", Form::Count, "Minor findings; without it, 0.").zh(&["轻微问题数"], &[]),
    Field::new(
        "finding_codes",
        Form::List(100),
        "What was found, in the source's codes, joined with ;.",
    )
    .zh(&["问题代码"], &[])
    .chars_max(40),
    Field::new("organ", Form::Name, "The organ that inspected.").zh(&["检查机关"], &[]),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const RESULT: usize = at("result");
    let subject = cells.merchant_id(const { at("merchant") });
    let source = cells.text(const { at("source") });
    let number = cells.text(const { at("number") });
    let inspected_on = cells.day(const { at("inspected_on") });
    let occasion = cells.text(const { at("occasion") });
    let result = cells.choice::<InspectionResult>(RESULT);
    let n_critical = cells.count(const { at("n_critical") }).unwrap_or_default();
    let n_serious = cells.count(const { at("n_serious") }).unwrap_or_default();
    let n_minor = cells.count(const { at("n_minor") }).unwrap_or_default();
    let finding_codes = cells.list(const { at("finding_codes") });
    let organ = cells.text(const { at("organ") });
    if result == Some(InspectionResult::Passed) && n_critical > 0 {
        cells.warn(
            RESULT,
            Rule::PassedWithCritical,
            "says passed, but there are critical findings",
        );
    }
    Some(Content {
        subject: subject?,
        effective_on: inspected_on?,
        detail: Detail::Inspection(Inspection {
            source: source?,
            number: number?,
            inspected_on: inspected_on?,
            occasion,
            result: result?,
            n_critical,
            n_serious,
            n_minor,
            finding_codes,
            organ,
        }),
    })
}
