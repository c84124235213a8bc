//! Reading a penalty (行政处罚).

use serde::Deserialize;
use serde::de::value::{Error as WordError, StrDeserializer};

use super::cells::{Cells, Content};
use super::envelope;
use super::field::position;
use super::penalty_checks::{self, Amounts, PeriodEnd};
use super::penalty_fields::{FIELDS, PUBLIC, REVOKED, UNDECIDED};
use super::rule::Rule;
use super::subject::{self, SubjectPlaces};
use crate::domain::publication::{PenaltyKind, PenaltyKinds, Severity};
use crate::domain::record::Detail;
use crate::domain::record::penalty::Penalty;

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

const SUBJECT: SubjectPlaces = SubjectPlaces {
    merchant: at("merchant"),
    registration_number: at("registration_number"),
    organisation_code: at("organisation_code"),
    tax_number: at("tax_number"),
    category: at("category"),
    person_id_number: at("person_id_number"),
    legal_representative: at("legal_representative"),
    legal_representative_id_number: at("legal_representative_id_number"),
};

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const NUMBER: usize = at("document_number");
    let subject = subject::of_decision(cells, SUBJECT);
    let subject_name = cells.text(const { at("subject_name") });
    let document_number = cells.text(NUMBER);
    let offence = cells.text(const { at("offence") });
    let facts = cells.text(const { at("facts") });
    let legal_basis = cells.text(const { at("legal_basis") });
    let kinds = kinds(cells);
    let content = cells.text(const { at("content") });
    let amounts = Amounts {
        fine: cells.wan_yuan(const { at("fine_wan_yuan") }),
        confiscated: cells.wan_yuan(const { at("confiscated_wan_yuan") }),
    };
    let withheld_certificates = cells.text(const { at("withheld_certificates") });
    let decided_on = cells.day(const { at("decided_on") });
    let valid_until = cells.day_after_last(const { at("valid_until") });
    let display_until = cells.day_after_last(const { at("display_until") });
    let act_ended_on = cells.day(const { at("act_ended_on") });
    let simple_procedure = cells.flag(const { at("simple_procedure") });
    let severity = severity(cells);
    let organ = cells.text(const { at("organ") });
    let organ_code = cells.uscc(const { at("organ_code") });
    let data_source = cells.text(const { at("data_source") });
    let data_source_code = cells.uscc(const { at("data_source_code") });
    let remarks = cells.text(const { at("remarks") });
    envelope::read_publishing(cells, const { at("publish") });
    check_scope_and_state(cells);
    subject::check_organ(cells, const { at("organ_code") }, subject.as_ref(), organ_code);
    subject::check_document_number(cells, NUMBER, document_number.as_deref());
    penalty_checks::amounts(cells, kinds, amounts, content.as_deref());
    penalty_checks::certificates(cells, kinds, withheld_certificates.as_deref());
    penalty_checks::days(
        cells,
        decided_on,
        [
            PeriodEnd { at: const { at("valid_until") }, until: valid_until },
            PeriodEnd { at: const { at("display_until") }, until: display_until },
        ],
    );
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Penalty(Penalty {
            subject_name,
            document_number: document_number?,
            offence,
            facts,
            legal_basis,
            kinds: kinds?,
            content,
            fine_fen: amounts.fine,
            confiscated_fen: amounts.confiscated,
            withheld_certificates,
            decided_on: decided_on?,
            valid_until,
            display_until,
            act_ended_on,
            simple_procedure: simple_procedure.unwrap_or_default(),
            severity,
            organ: organ?,
            organ_code,
            data_source,
            data_source_code,
            remarks,
        }),
    })
}

/// 处罚类别, in both columns of 2016; kind 5 of the standards is told apart by the words of the
/// decision.
fn kinds(cells: &mut Cells<'_>) -> Option<PenaltyKinds> {
    let first = kinds_of(cells, const { at("kinds") });
    let second = kinds_of(cells, const { at("kinds_2") }).unwrap_or_default();
    let kinds = first?.union(second);
    let content = cells.raw(const { at("content") }).unwrap_or_default();
    Some(kinds.told_apart_by(content))
}

fn kinds_of(cells: &mut Cells<'_>, at: usize) -> Option<PenaltyKinds> {
    let text = cells.given(at)?;
    if cells.is_long(at, text) {
        return None;
    }
    let mut kinds = PenaltyKinds::NONE;
    for part in text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
        // Our own names come first: those in which answers print the kinds.
        let own = PenaltyKind::deserialize(StrDeserializer::<WordError>::new(part));
        let read = own.map(|kind| PenaltyKinds::NONE.with(kind));
        match read.ok().or_else(|| PenaltyKinds::parse(part).ok()) {
            Some(part) => kinds = kinds.union(part),
            None => {
                cells.fault(
                    at,
                    Rule::PenaltyKind,
                    "names something that is no kind of penalty; write the codes 1-6 or 9, or the \
                     names of art. 9 of the Administrative Penalty Law such as 警告 or 罚款, \
                     several joined by ';'",
                );
                return None;
            }
        }
    }
    if kinds.is_empty() {
        cells.fault(at, Rule::PenaltyKind, "names no kind of penalty");
        return None;
    }
    Some(kinds)
}

/// 失信严重程度; 未定 leaves it to the rules, and 较重, which today's rules do not know, is read as
/// 一般, the reading that is milder for the merchant.
fn severity(cells: &mut Cells<'_>) -> Option<Severity> {
    match cells.word(const { at("severity") })? {
        UNDECIDED => None,
        "minor" => Some(Severity::Minor),
        "serious" => Some(Severity::Serious),
        _ => Some(Severity::General),
    }
}

/// Refuses what is not for the public and what its organ took back.
fn check_scope_and_state(cells: &mut Cells<'_>) {
    const SCOPE: usize = at("use_scope");
    const STATE: usize = at("state");
    if cells.word(SCOPE).is_some_and(|scope| scope != PUBLIC) {
        cells.fault(
            SCOPE,
            Rule::NotPublic,
            "says that the record is not for the public; only what may be published is taken",
        );
    }
    if cells.word(STATE) == Some(REVOKED) {
        cells.fault(
            STATE,
            Rule::RevokedAtSource,
            "says that the decision was revoked; hand in a withdrawal of it instead",
        );
    }
}
