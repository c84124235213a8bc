//! Reading an entry on a list (名单).

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::publication::list::ListKind;
use crate::domain::record::Detail;
use crate::domain::record::listing::{Listing, ListingExit};

const LISTS: &[Choice] = &[
    Choice::word("serious_violation", &["严重违法失信名单"]),
    Choice::word("abnormal_operation", &["经营异常名录"]),
    Choice::word("abnormal_state", &["经营异常状态"]),
    Choice::word("honour", &["荣誉"]),
];

const EXITS: &[Choice] = &[
    Choice::word("application", &["申请移出"]),
    Choice::word("duties_fulfilled", &["履行义务"]),
    Choice::word("time", &["期满"]),
    Choice::word("revoked", &["撤销"]),
];

pub(super) const FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new(
        "list",
        Form::Choice(LISTS),
        "The list: serious_violation, abnormal_operation, abnormal_state or honour.",
    )
    .zh(&["名单"], &[])
    .need(Need::Always),
    Field::new("document_number", Form::Name, "The number of the decision on the entry.")
        .zh(&["列入决定书文号"], &[])
        .need(Need::Always)
        .chars_max(128),
    Field::new("ground", Form::Text, "The legal ground of the entry.")
        .zh(&["列入依据"], &[])
        .need(Need::Always)
        .chars_max(500)
        .privacy(Privacy::FreeText),
    Field::new("organ", Form::Name, "The organ that decided.")
        .zh(&["列入机关"], &[])
        .need(Need::Always),
    Field::new("organ_code", Form::Uscc, "The credit code of that organ.")
        .zh(&["列入机关统一社会信用代码"], &[])
        .chars_max(40),
    Field::new("entered_on", Form::Day, "The day of the entry.")
        .zh(&["列入日期"], &[])
        .need(Need::Always),
    Field::new("given_until", Form::LastDay, "The last day of the term that the entry names.")
        .zh(&["有效期至"], &[]),
    Field::new("left_on", Form::Day, "The day from which on it is no longer listed.")
        .zh(&["移出日期"], &[]),
    Field::new(
        "exit",
        Form::Choice(EXITS),
        "Why it left: application, duties_fulfilled, time or revoked.",
    )
    .zh(&["移出原因"], &[]),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(FIELDS, name)
    }
    const LEFT_ON: usize = at("left_on");
    const EXIT: usize = at("exit");
    let subject = cells.merchant_id(const { at("merchant") });
    let list = cells.choice::<ListKind>(const { at("list") });
    let document_number = cells.text(const { at("document_number") });
    let ground = cells.text(const { at("ground") });
    let organ = cells.text(const { at("organ") });
    let organ_code = cells.uscc(const { at("organ_code") });
    let entered_on = cells.day(const { at("entered_on") });
    let given_until = cells.day_after_last(const { at("given_until") });
    let left_on = cells.day(LEFT_ON);
    let exit = cells.choice::<ListingExit>(EXIT);
    if left_on.is_some() && entered_on.is_some() && left_on < entered_on {
        cells.fault(LEFT_ON, Rule::DayOrder, "lies before the day of the entry");
    }
    if left_on.is_some() != exit.is_some() && !cells.has_fault(EXIT) && !cells.has_fault(LEFT_ON) {
        cells.fault(EXIT, Rule::Required, "and left_on must be given together");
    }
    subject::check_organ(cells, const { at("organ_code") }, subject.as_ref(), organ_code);
    Some(Content {
        subject: subject?,
        effective_on: entered_on?,
        detail: Detail::Listing(Listing {
            list: list?,
            document_number: document_number?,
            ground: ground?,
            organ: organ?,
            organ_code,
            entered_on: entered_on?,
            given_until,
            left_on,
            exit,
        }),
    })
}
