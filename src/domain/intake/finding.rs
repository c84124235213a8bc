//! Reading a finding (认定) about a rating.

use super::cells::{Cells, Content};
use super::decision::{DECIDED_ON, REASON, target};
use super::envelope;
use super::field::{Choice, Field, Form, Need, position};
use super::subject;
use crate::domain::evidence::weigh::Verdict;
use crate::domain::record::Detail;
use crate::domain::record::finding::Finding;
use crate::domain::record::kind::RecordKind;

const VERDICTS: &[Choice] =
    &[Choice::word("fake", &["虚假评价", "虚假"]), Choice::word("genuine", &["真实评价", "真实"])];

pub(super) const FIELDS: &[Field] = &[
    subject::MERCHANT,
    target(&[RecordKind::Rating], "The rating that was looked into."),
    DECIDED_ON,
    Field::new(
        "verdict",
        Form::Choice(VERDICTS),
        "What was found: fake (it weighs nothing) or genuine (nothing but its purchase and a \
         reward lowers its weight).",
    )
    .zh(&["认定结果"], &[])
    .need(Need::Always),
    Field::new("organ", Form::Name, "Who decided: the organ, or the platform.")
        .zh(&["认定机关", "决定机关"], &[])
        .need(Need::Always),
    REASON,
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
    let decided_on = cells.day(const { at("decided_on") });
    let verdict = cells.choice::<Verdict>(const { at("verdict") });
    let organ = cells.text(const { at("organ") });
    let reason = cells.text(const { at("reason") });
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Finding(Finding {
            target: target?,
            decided_on: decided_on?,
            verdict: verdict?,
            organ: organ?,
            reason: reason?,
        }),
    })
}
