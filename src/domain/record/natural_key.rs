//! Natural keys: what makes two submissions the same record.

use unicode_normalization::UnicodeNormalization;

use super::Detail;
use super::notice::NoticeOf;
use super::objection::Objection;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;

/// The natural key of a record: equal keys name the same record, whoever sends it.
///
/// Licence and penalty: document number, organ, subject. Rating: platform, order, item, sequence.
/// Complaint and inspection: source, number. Transaction: platform, order. Merchant: identity and the day the version is true from.
/// Listing: list, document number, organ, subject. Decisions about records: what they decide on, and
/// for applications and objections the day.
#[must_use]
pub fn natural_key(subject: &MerchantId, effective_on: Day, detail: &Detail) -> String {
    let kind = detail.kind().name();
    match detail {
        Detail::Merchant(_) => format!("{kind}|{subject}|{effective_on}"),
        Detail::Licence(licence) => {
            let organ = organ_key(licence.organ_code.as_ref(), &licence.organ);
            format!("{kind}|{}|{organ}|{subject}", document_number(&licence.document_number))
        }
        Detail::Penalty(penalty) => {
            let organ = organ_key(penalty.organ_code.as_ref(), &penalty.organ);
            format!("{kind}|{}|{organ}|{subject}", document_number(&penalty.document_number))
        }
        Detail::Inspection(inspection) => {
            format!("{kind}|{}|{}", inspection.source, inspection.number)
        }
        Detail::Rating(rating) => {
            format!(
                "{kind}|{}|{}|{}|{}",
                rating.platform, rating.order, rating.item, rating.sequence
            )
        }
        Detail::Complaint(complaint) => format!("{kind}|{}|{}", complaint.source, complaint.number),
        Detail::Withdrawal(withdrawal) => format!("{kind}|{}", withdrawal.target),
        Detail::Repair(repair) => format!("{kind}|{}", repair.target),
        Detail::Merge(merge) => format!("{kind}|{subject}|{}", merge.from),
        Detail::Erasure(erasure) => format!("{kind}|{}", erasure.target),
        Detail::Publication(publication) => {
            format!("{kind}|{}|{}", publication.target, publication.channel.name())
        }
        Detail::Listing(listing) => {
            let organ = organ_key(listing.organ_code.as_ref(), &listing.organ);
            let number = document_number(&listing.document_number);
            format!("{kind}|{:?}|{number}|{organ}|{subject}", listing.list)
        }
        Detail::RepairApplication(application) => {
            format!("{kind}|{}|{}", application.target, application.applied_on)
        }
        Detail::Objection(objection) => objection_key(subject, objection),
        Detail::Statement(statement) => format!("{kind}|{}", statement.target),
        Detail::Notice(notice) => match notice.of {
            NoticeOf::Record(target) => format!("{kind}|record|{target}"),
            NoticeOf::Grade { as_of, .. } => format!("{kind}|grade|{subject}|{as_of}"),
        },
        Detail::Transaction(order) => format!("{kind}|{}|{}", order.platform, order.order),
    }
}

/// A document number (文书号) in the form in which numbers are compared: NFKC, upper case, no spaces,
/// one kind of bracket.
#[must_use]
pub fn document_number(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            '〔' | '[' | '【' | '（' | '［' => '(',
            '〕' | ']' | '】' | '）' | '］' => ')',
            other => other,
        })
        .collect()
}

/// One objection a day for each ground; to a record, or to the merchant's score.
fn objection_key(subject: &MerchantId, objection: &Objection) -> String {
    let of = objection.target.map_or_else(|| format!("score|{subject}"), |seq| seq.to_string());
    let day = objection.raised_on;
    format!("objection|{of}|{day}|{}|{:?}", objection.ground.name(), objection.raised_by)
}

fn organ_key(code: Option<&crate::domain::uscc::Uscc>, name: &str) -> String {
    code.map_or_else(|| document_number(name), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::document_number;

    #[test]
    fn document_numbers_compare_across_brackets_width_and_case() {
        let plain = document_number("湛市监罚字[2026]12号a");
        for same in
            ["湛市监罚字〔2026〕12号A", "湛市监罚字（2026）１２号 A", "湛市监罚字［2026］12号ａ"]
        {
            assert_eq!(document_number(same), plain);
        }
        assert_ne!(document_number("湛市监罚字[2026]13号A"), plain);
    }
}
