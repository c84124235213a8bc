//! Reading a publication: of a draft, or on one more channel.

use super::cells::{Cells, Content};
use super::decision::target;
use super::envelope;
use super::field::{Choice, Field, Form, Need, position};
use super::subject;
use crate::domain::publication::state::Channel;
use crate::domain::record::Detail;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::publication::Publication;

const CHANNELS: &[Choice] = &[
    Choice::word("credit_china", &["信用中国"]),
    Choice::word("enterprise_system", &["国家企业信用信息公示系统"]),
    Choice::word("enterprise", &["企业自行公示"]),
    Choice::word("government_information", &["政府信息公开"]),
];

pub(super) const FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(
        &[RecordKind::Licence, RecordKind::Penalty],
        "The licence or penalty that is published.",
    ),
    Field::new(
        "channel",
        Form::Choice(CHANNELS),
        "Where: credit_china (the default), enterprise_system, enterprise or \
         government_information.",
    )
    .zh(&["公示渠道"], &[]),
    Field::new("published_on", Form::Day, "The day of the publication.")
        .zh(&["公示日期"], &[])
        .need(Need::Always),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(FIELDS, name)
    }
    let subject = cells.merchant_id(const { at("merchant") });
    let target = cells.target(const { at("target") });
    let channel = cells.choice::<Channel>(const { at("channel") });
    let published_on = cells.day(const { at("published_on") });
    Some(Content {
        subject: subject?,
        effective_on: published_on?,
        detail: Detail::Publication(Publication {
            target: target?,
            channel: channel.unwrap_or(Channel::CreditChina),
            published_on: published_on?,
        }),
    })
}
