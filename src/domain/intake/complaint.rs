//! Reading a complaint (投诉).

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::day::Day;
use crate::domain::record::Detail;
use crate::domain::record::complaint::{
    Complaint, ComplaintClass, ComplaintOutcome, RefusalGround,
};

const CLASSES: &[Choice] = &[
    Choice::word("counterfeit", &["假冒伪劣"]),
    Choice::word("quality", &["质量问题", "质量"]),
    Choice::word("safety", &["食品安全"]),
    Choice::word("price_fraud", &["价格欺诈"]),
    Choice::word("privacy", &["个人信息"]),
    Choice::word("intellectual_property", &["知识产权"]),
    Choice::word("delivery", &["发货物流"]),
    Choice::word("refund", &["退款退货"]),
    Choice::word("service", &["服务态度"]),
    Choice::word("other", &["其他"]),
];

const OUTCOMES: &[Choice] = &[
    Choice::word("received", &["待受理"]),
    Choice::word("accepted", &["受理"]),
    Choice::word("refused", &["不予受理"]),
    Choice::word("settled", &["调解成功"]),
    Choice::word("failed", &["终止", "终止调解"]),
    Choice::word("withdrawn", &["撤回"]),
    Choice::word("turned_into_case", &["转立案"]),
];

const REFUSALS: &[Choice] = &[
    Choice::word("not_competent", &["不属于职责或无管辖权"]),
    Choice::word("handled_elsewhere", &["已由其他机构受理或处理"]),
    Choice::word("not_consumer", &["非生活消费需要"]),
    Choice::word("over_three_years", &["超过三年"]),
    Choice::word("incomplete", &["材料不全"]),
    Choice::word("false_identity", &["虚假材料或冒用身份"]),
    Choice::word("other", &["其他法定情形"]),
];

pub(super) const FIELDS: &[Field] = &[
    subject::SHOP_OWNER,
    subject::PLATFORM,
    subject::SHOP,
    Field::new("source", Form::Name, "Who numbers the complaints: 12315, a platform, a data set.")
        .zh(&["数据来源"], &[])
        .need(Need::Always)
        .chars_max(100),
    Field::new("number", Form::Key, "Its number there; with the source it names the record.")
        .zh(&["投诉编号"], &[])
        .need(Need::Always)
        .chars_max(100)
        .privacy(Privacy::Pseudonym),
    Field::new("channel", Form::Text, "How it came in, in the source's words.")
        .zh(&["投诉渠道"], &[])
        .chars_max(100),
    Field::new(
        "class",
        Form::Choice(CLASSES),
        "What it is about: counterfeit, quality, safety, price_fraud, privacy, \
         intellectual_property, delivery, refund, service or other.",
    )
    .zh(&["投诉类别"], &[])
    .need(Need::Always),
    Field::new("received_on", Form::Day, "The day it was received.")
        .zh(&["投诉日期", "接收日期"], &[])
        .need(Need::Always),
    Field::new("accepted_on", Form::Day, "The day it was accepted or refused.")
        .zh(&["受理日期"], &[]),
    Field::new("answered_on", Form::Day, "The day the merchant answered.")
        .zh(&["商家答复日期"], &[]),
    Field::new("closed_on", Form::Day, "The day it ended.").zh(&["办结日期"], &[]),
    Field::new(
        "outcome",
        Form::Choice(OUTCOMES),
        "Where it stands: received, accepted, refused, settled, failed, withdrawn or \
         turned_into_case.",
    )
    .zh(&["办理结果"], &[])
    .need(Need::Always),
    Field::new(
        "refusal",
        Form::Choice(REFUSALS),
        "Why it was refused: not_competent, handled_elsewhere, not_consumer, over_three_years, \
         incomplete, false_identity or other.",
    )
    .zh(&["不予受理原因"], &[]),
    Field::new(
        "complainant",
        Form::Key,
        "A pseudonym of the complainant, the same for one person in one source.",
    )
    .zh(&["投诉人"], &[])
    .chars_max(100)
    .privacy(Privacy::Pseudonym),
    Field::new("organ", Form::Name, "The organ that handles it.").zh(&["办理机关"], &[]),
    Field::new("organ_code", Form::Uscc, "Its unified social credit code.")
        .zh(&["办理机关代码"], &[])
        .chars_max(40),
    Field::new(
        "penalty_number",
        Form::Name,
        "The document number of the penalty that followed, where it became a case.",
    )
    .zh(&["处罚决定书文号"], &[])
    .chars_max(128),
    Field::new(
        "text",
        Form::Text,
        "What the consumer wrote; kept beside the record, masked and erasable.",
    )
    .zh(&["投诉内容"], &[])
    .chars_max(4000)
    .privacy(Privacy::FreeText),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

const RECEIVED_ON: usize = at("received_on");
const ACCEPTED_ON: usize = at("accepted_on");
const ANSWERED_ON: usize = at("answered_on");
const CLOSED_ON: usize = at("closed_on");
const REFUSAL: usize = at("refusal");
const PENALTY_NUMBER: usize = at("penalty_number");

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const OUTCOME: usize = at("outcome");
    let platform = cells.platform(const { at("platform") });
    let subject = subject::of_shop(
        cells,
        subject::ShopPlaces {
            merchant: const { at("merchant") },
            platform: const { at("platform") },
            shop: const { at("shop") },
        },
        platform.as_deref(),
    );
    let source = cells.text(const { at("source") });
    let number = cells.text(const { at("number") });
    let channel = cells.text(const { at("channel") });
    let class = cells.choice::<ComplaintClass>(const { at("class") });
    let received_on = cells.day(RECEIVED_ON);
    let accepted_on = cells.day(ACCEPTED_ON);
    let answered_on = cells.day(ANSWERED_ON);
    let closed_on = cells.day(CLOSED_ON);
    let outcome = cells.choice::<ComplaintOutcome>(OUTCOME);
    let refusal = cells.choice::<RefusalGround>(REFUSAL);
    let complainant = cells.text(const { at("complainant") });
    let organ = cells.text(const { at("organ") });
    let organ_code = cells.uscc(const { at("organ_code") });
    let penalty_number = cells.text(PENALTY_NUMBER);
    cells.beside(const { at("text") });
    if refusal.is_some() && outcome.is_some_and(|outcome| outcome != ComplaintOutcome::Refused) {
        cells.fault(REFUSAL, Rule::Outcome, "is given, but the complaint was not refused");
    }
    let is_case = outcome.is_none_or(|outcome| outcome == ComplaintOutcome::TurnedIntoCase);
    if penalty_number.is_some() && !is_case {
        cells.fault(PENALTY_NUMBER, Rule::Outcome, "is given, but the complaint became no case");
    }
    for (at, day) in
        [(ACCEPTED_ON, accepted_on), (ANSWERED_ON, answered_on), (CLOSED_ON, closed_on)]
    {
        check_order(cells, at, received_on, day);
    }
    check_order(cells, CLOSED_ON, accepted_on, closed_on);
    let is_open = matches!(outcome, Some(ComplaintOutcome::Received | ComplaintOutcome::Accepted));
    if is_open && closed_on.is_some() {
        cells.fault(
            OUTCOME,
            Rule::Outcome,
            "says that it goes on, but there is a day on which it ended",
        );
    }
    Some(Content {
        subject: subject?,
        effective_on: received_on?,
        detail: Detail::Complaint(Complaint {
            source: source?,
            number: number?,
            channel,
            class: class?,
            received_on: received_on?,
            accepted_on,
            answered_on,
            closed_on,
            outcome: outcome?,
            refusal,
            complainant,
            organ,
            organ_code,
            penalty_number,
        }),
    })
}

fn check_order(cells: &mut Cells<'_>, at: usize, earlier: Option<Day>, later: Option<Day>) {
    if let (Some(earlier), Some(later)) = (earlier, later)
        && later < earlier
        && !cells.has_fault(at)
    {
        cells.fault(at, Rule::DayOrder, format!("lies before {earlier}, the step before it"));
    }
}
