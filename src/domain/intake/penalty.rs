//! Reading a penalty (行政处罚).

use super::cells::{Cells, Content};
use super::field::position;
use super::penalty_checks::{self, Amounts};
use super::penalty_fields::{FIELDS, PUBLIC, REVOKED, UNDECIDED};
use super::rule::Rule;
use super::subject::{self, SubjectPlaces};
use crate::domain::publication::{PenaltyKinds, Severity};
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
    check_scope_and_state(cells);
    subject::check_organ(cells, const { at("organ_code") }, subject.as_ref(), organ_code);
    subject::check_document_number(cells, NUMBER, document_number.as_deref());
    penalty_checks::amounts(cells, kinds, amounts, content.as_deref());
    penalty_checks::certificates(cells, kinds, withheld_certificates.is_some());
    penalty_checks::days(
        cells,
        decided_on,
        [
            (const { at("valid_until") }, valid_until),
            (const { at("display_until") }, display_until),
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
