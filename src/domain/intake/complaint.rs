//! Reading a complaint (投诉).

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::complaint::{
    Complaint, ComplaintClass, ComplaintOutcome, RefusalGround,
};
use crate::domain::uscc::Uscc;

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
    Choice::word("information_security", &["信息安全"]),
];

const GROUNDS: &[Choice] = &[
    Choice::word("not_competent", &["不具有处理权限"]),
    Choice::word("handled_elsewhere", &["已由其他机构受理或者处理"]),
    Choice::word("not_consumption", &["非生活消费需要"]),
    Choice::word("too_late", &["超过三年"]),
    Choice::word("data_missing", &["材料不齐"]),
    Choice::word("false_material", &["材料虚假"]),
    Choice::word("another_name", &["冒用他人名义"]),
    Choice::word("identity_refused", &["拒绝身份核验"]),
];

const OUTCOMES: &[Choice] = &[
    Choice::word("received", &["待受理"]),
    Choice::word("accepted", &["受理"]),
    Choice::word("refused", &["不予受理"]),
    Choice::word("settled", &["调解成功"]),
    Choice::word("failed", &["终止", "终止调解"]),
    Choice::word("withdrawn", &["撤回"]),
    Choice::word("turned_into_case", &["转立案"]),
    Choice::word("settled_early", &["先行和解"]),
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
         intellectual_property, delivery, refund, service, information_security or other.",
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
        "Where it stands: received, accepted, refused, settled, failed, withdrawn, turned_into_case \
         or settled_early.",
    )
    .zh(&["办理结果"], &[])
    .need(Need::Always),
    Field::new(
        "complainant",
        Form::Key,
        "Who complains, by whatever is the same for one person within the source.",
    )
    .zh(&["投诉人"], &[])
    .chars_max(100)
    .privacy(Privacy::Reference),
    Field::new(
        "organ",
        Form::Name,
        "The organ that handles it; without one its steps are up to the source.",
    )
    .zh(&["办理机关"], &[]),
    Field::new("organ_code", Form::Uscc, "The credit code of that organ.")
        .zh(&["办理机关统一社会信用代码"], &[])
        .chars_max(40),
    Field::new(
        "refused_for",
        Form::Choice(GROUNDS),
        "Why it was not accepted: not_competent, handled_elsewhere, not_consumption, too_late, \
         data_missing, false_material, another_name or identity_refused.",
    )
    .zh(&["不予受理理由"], &[]),
    Field::new(
        "n_test_days",
        Form::Count,
        "Days of tests and expertise, which are not counted as time of mediation.",
    )
    .zh(&["检验检测鉴定天数"], &[]),
    Field::new(
        "told_on",
        Form::Day,
        "The day the parties were told that mediation had ended without agreement.",
    )
    .zh(&["告知日期"], &[]),
    Field::new("case_number", Form::Name, "The number of the case that it became.")
        .zh(&["立案号"], &[])
        .chars_max(128),
    Field::new("penalty_number", Form::Name, "The document number of the penalty that followed.")
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
const OUTCOME: usize = at("outcome");
const ORGAN: usize = at("organ");
const ORGAN_CODE: usize = at("organ_code");
const REFUSED_FOR: usize = at("refused_for");
const TOLD_ON: usize = at("told_on");
const CASE_NUMBER: usize = at("case_number");
const PENALTY_NUMBER: usize = at("penalty_number");

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
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
    let complainant = cells.text(const { at("complainant") });
    let organ = cells.text(const { at("organ") });
    let organ_code = cells.uscc(ORGAN_CODE);
    let refused_for = cells.choice::<RefusalGround>(REFUSED_FOR);
    let n_test_days = cells.count(const { at("n_test_days") });
    let told_on = cells.day(TOLD_ON);
    let case_number = cells.text(CASE_NUMBER);
    let penalty_number = cells.text(PENALTY_NUMBER);
    cells.beside(const { at("text") });
    check_days(cells, &[received_on, accepted_on, answered_on, closed_on, told_on]);
    check_end(cells, outcome);
    check_handled(cells, subject.as_ref(), organ_code);
    check_open(cells, outcome);
    Some(Content {
        subject: subject?,
        effective_on: received_on?,
        detail: Detail::Complaint(Complaint {
            source: source?,
            number: number?,
            platform,
            channel,
            class: class?,
            received_on: received_on?,
            accepted_on,
            answered_on,
            closed_on,
            outcome: outcome?,
            complainant,
            organ,
            organ_code,
            refused_for,
            n_test_days,
            told_on,
            case_number,
            penalty_number,
        }),
    })
}

/// Each step comes after those before it: received, accepted, answered, closed, told.
fn check_days(cells: &mut Cells<'_>, days: &[Option<Day>; 5]) {
    let [received_on, accepted_on, answered_on, closed_on, told_on] = *days;
    for (at, day) in
        [(ACCEPTED_ON, accepted_on), (ANSWERED_ON, answered_on), (CLOSED_ON, closed_on)]
    {
        check_order(cells, at, received_on, day);
    }
    check_order(cells, CLOSED_ON, accepted_on, closed_on);
    check_order(cells, TOLD_ON, closed_on, told_on);
}

fn check_handled(cells: &mut Cells<'_>, subject: Option<&MerchantId>, organ_code: Option<Uscc>) {
    if cells.raw(ORGAN).is_none() && organ_code.is_some() {
        cells.fault(ORGAN, Rule::Required, "must be given where its code is");
    }
    subject::check_organ(cells, ORGAN_CODE, subject, organ_code);
}

fn check_open(cells: &mut Cells<'_>, outcome: Option<ComplaintOutcome>) {
    let is_open = outcome.is_some_and(|outcome| !outcome.has_ended());
    if is_open && cells.raw(CLOSED_ON).is_some() {
        cells.fault(
            OUTCOME,
            Rule::Outcome,
            "says that it goes on, but there is a day on which it ended",
        );
    }
}

/// What is said of one way to end belongs to that way.
fn check_end(cells: &mut Cells<'_>, outcome: Option<ComplaintOutcome>) {
    let Some(outcome) = outcome else { return };
    let belongs = [
        (REFUSED_FOR, ComplaintOutcome::Refused, "belongs to a complaint that was refused"),
        (TOLD_ON, ComplaintOutcome::Failed, "belongs to a mediation that ended without agreement"),
        (CASE_NUMBER, ComplaintOutcome::TurnedIntoCase, "belongs to one that became a case"),
        (PENALTY_NUMBER, ComplaintOutcome::TurnedIntoCase, "belongs to one that became a case"),
    ];
    for (at, of, sentence) in belongs {
        if cells.raw(at).is_some() && outcome != of && !cells.has_fault(at) {
            cells.fault(at, Rule::Outcome, sentence);
        }
    }
}

fn check_order(cells: &mut Cells<'_>, at: usize, earlier: Option<Day>, later: Option<Day>) {
    if let (Some(earlier), Some(later)) = (earlier, later)
        && later < earlier
        && !cells.has_fault(at)
    {
        cells.fault(at, Rule::DayOrder, format!("lies before {earlier}, the step before it"));
    }
}
