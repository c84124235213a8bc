//! Natural keys: what makes two submissions the same record.

use unicode_normalization::UnicodeNormalization;

use super::Detail;
use super::kind::RecordKind;
use super::notice::NoticeOf;
use super::objection::Objection;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::list::ListKind;

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
        Detail::Licence(_) | Detail::Penalty(_) | Detail::Listing(_) => {
            format!("{}|{subject}", document_key(detail).unwrap_or_default())
        }
        Detail::Inspection(inspection) => source_key(kind, &inspection.source, &inspection.number),
        Detail::Rating(rating) => {
            let sequence = rating.sequence.to_string();
            rating_key(&rating.platform, &rating.order, &rating.item, &sequence)
        }
        Detail::Complaint(complaint) => source_key(kind, &complaint.source, &complaint.number),
        Detail::Withdrawal(withdrawal) => format!("{kind}|{}", withdrawal.target),
        Detail::Repair(repair) => format!("{kind}|{}", repair.target),
        Detail::Merge(merge) => format!("{kind}|{subject}|{}", merge.from),
        Detail::Erasure(erasure) => format!("{kind}|{}", erasure.target),
        Detail::Finding(finding) => format!("{kind}|{}", finding.target),
        Detail::Publication(publication) => {
            format!("{kind}|{}|{}", publication.target, publication.channel.name())
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

/// The natural key of a decision of an organ but for its subject: what makes two documents one,
/// by whichever identity they name their subject. None for other kinds.
#[must_use]
pub fn document_key(detail: &Detail) -> Option<String> {
    let kind = detail.kind();
    Some(match detail {
        Detail::Licence(licence) => {
            let organ = organ_key(licence.organ_code.as_ref(), &licence.organ);
            issued_key(kind.name(), &licence.document_number, &organ)
        }
        Detail::Penalty(penalty) => {
            let organ = organ_key(penalty.organ_code.as_ref(), &penalty.organ);
            issued_key(kind.name(), &penalty.document_number, &organ)
        }
        Detail::Listing(listing) => {
            let organ = organ_key(listing.organ_code.as_ref(), &listing.organ);
            issued_key(&listing_kind(listing.list), &listing.document_number, &organ)
        }
        _ => return None,
    })
}

/// A record named by what stands on it: kind, who issued it, its number. Written
/// `kind:issuer:number`, where the issuer is an organ's code, or its name where it has given no code,
/// for inspections and complaints the source, and for ratings the platform, whose number is
/// `order:item:sequence`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What kind of record it is.
    pub kind: RecordKind,
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
}

impl Reference {
    /// Reads `kind:issuer:number`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.trim().split_once(':')?;
        let (issuer, number) = rest.split_once(':')?;
        let kind = RecordKind::ALL.into_iter().find(|known| known.name() == kind)?;
        let has_number = matches!(
            kind,
            RecordKind::Licence
                | RecordKind::Penalty
                | RecordKind::Listing
                | RecordKind::Inspection
                | RecordKind::Complaint
                | RecordKind::Rating
        );
        let is_whole = !issuer.trim().is_empty() && !number.trim().is_empty();
        (has_number && is_whole).then(|| Self {
            kind,
            issuer: issuer.trim().to_owned(),
            number: number.trim().to_owned(),
        })
    }

    /// The natural keys that it can mean for a subject.
    #[must_use]
    pub fn keys(&self, subject: &MerchantId) -> Vec<String> {
        let kind = self.kind.name();
        let organ = document_number(&self.issuer);
        match self.kind {
            RecordKind::Inspection | RecordKind::Complaint => {
                vec![source_key(kind, &self.issuer, &self.number)]
            }
            RecordKind::Rating => {
                let mut parts = self.number.rsplitn(3, ':');
                let (sequence, item, order) = (parts.next(), parts.next(), parts.next());
                let whole = order.zip(item).zip(sequence);
                let key =
                    |((order, item), sequence)| rating_key(&self.issuer, order, item, sequence);
                whole.map(key).into_iter().collect()
            }
            RecordKind::Listing => ListKind::ALL
                .map(|list| issued_key(&listing_kind(list), &self.number, &organ))
                .map(|key| format!("{key}|{subject}"))
                .into(),
            _ => vec![format!("{}|{subject}", issued_key(kind, &self.number, &organ))],
        }
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.kind.name(), self.issuer, self.number)
    }
}

fn issued_key(kind: &str, number: &str, organ: &str) -> String {
    format!("{kind}|{}|{organ}", document_number(number))
}

fn listing_kind(list: ListKind) -> String {
    format!("{}|{list:?}", RecordKind::Listing.name())
}

fn rating_key(platform: &str, order: &str, item: &str, sequence: &str) -> String {
    // Joined, not formatted: ratings come by the million.
    [RecordKind::Rating.name(), platform, order, item, sequence].join("|")
}

fn source_key(kind: &str, source: &str, number: &str) -> String {
    format!("{kind}|{source}|{number}")
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
    use super::{Reference, document_number};
    use crate::domain::merchant::MerchantId;

    #[test]
    fn a_rating_is_named_by_its_platform_and_its_order_whatever_stands_in_the_order() {
        let subject: MerchantId = "yunshi:s100003".parse().unwrap();
        let keys = |text| Reference::parse(text).unwrap().keys(&subject);
        assert_eq!(keys("rating:yunshi:2-1:1:0"), ["rating|yunshi|2-1|1|0"]);
        assert_eq!(keys("rating:yunshi:a:b:1:2"), ["rating|yunshi|a:b|1|2"]);
        assert!(keys("rating:yunshi:2-1").is_empty());
    }

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
