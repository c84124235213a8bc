//! The list of rules that a row can break: their codes and what each asks.

/// A rule of validation. Its code is part of the interface and never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A value must be there.
    Required,
    /// A value must say something: not 空, 无, null, test, nor hold `*` or `/`.
    Placeholder,
    /// A name or number is at least three columns wide (a Chinese character is two).
    TooShort,
    /// A value has at most as many characters as its field.
    TooLong,
    /// A list has at most as many entries as its field.
    TooMany,
    /// A value holds no control characters and none that a wrong encoding left behind.
    Character,
    /// A day is written 2026-11-03, 2026/11/03 or 20261103 and stands in the calendar.
    Day,
    /// A day is not before 1949-10-01.
    DayBefore1949,
    /// What has happened did not happen after today.
    DayAfterToday,
    /// Days stand in the order in which things happen.
    DayOrder,
    /// An instant is written by RFC 3339 with its offset.
    Instant,
    /// A unified social credit code passes both checks of GB 32100-2015.
    CreditCode,
    /// The class of a credit code (its first two characters) is listed in GB 32100.
    ClassUnlisted,
    /// A merchant is named by its credit code or by scheme:number.
    MerchantId,
    /// Records about natural persons (自然人) are refused.
    NaturalPerson,
    /// No ID number or mobile number stands where none belongs.
    PersonalData,
    /// The category fits the credit code: 92… is a 个体工商户 and nothing else is.
    CategoryCode,
    /// The organ is not the subject of its own decision.
    OrganIsSubject,
    /// An amount is in 万元, not negative, at most 100,000,000, with at most 6 decimals.
    Amount,
    /// A penalty with 罚款 says how much.
    FineWithoutAmount,
    /// An amount of a fine belongs to a penalty with 罚款.
    AmountWithoutFine,
    /// The amount of a fine is in 万元, not in 元.
    FineInYuan,
    /// A penalty with 没收 says how much was confiscated.
    ConfiscationWithoutAmount,
    /// A penalty that withholds or revokes certificates names them.
    CertificateNotNamed,
    /// A kind of penalty is one of art. 9 of the Administrative Penalty Law.
    PenaltyKind,
    /// The number of a document holds its year.
    NumberWithoutYear,
    /// A count is a whole number from 0.
    Count,
    /// Stars are a whole number from 1 to 5.
    Stars,
    /// A rating gives one figure, or all three dimensions, not both.
    StarsOrDimensions,
    /// The value is one of the words of its list.
    Choice,
    /// A flag is true or false.
    Flag,
    /// A platform is named by lower-case letters, digits and hyphens.
    Platform,
    /// A record is named kind-number, and is of a kind that can be decided on so.
    RecordId,
    /// A jurisdiction is one that has rules here.
    Jurisdiction,
    /// A record names its merchant, or the platform and shop.
    Subject,
    /// Only what is for the public is taken (信息使用范围 0).
    NotPublic,
    /// A decision that its organ revoked is handed in as a withdrawal.
    RevokedAtSource,
    /// A decision that is not to be published yet has no instant of publication.
    DraftIsPublished,
    /// Outcome and days fit each other.
    Outcome,
    /// Two identities are merged, not one with itself.
    SameIdentity,
    /// An inspection with critical findings has not simply passed.
    PassedWithCritical,
    /// A row has as many cells as the header.
    Cells,
    /// The bytes are text of the file's encoding.
    Encoding,
    /// A line is one JSON object of texts, numbers, flags and lists of texts.
    Json,
    /// Every member is a field of the kind, once.
    UnknownField,
    /// A cell holds no formula error and no number that lost its digits.
    SpreadsheetCell,
    /// The natural key is new, or the record says that it corrects the one that has it.
    Conflict,
    /// What a record refers to is there and may be referred to so.
    Reference,
}

impl Rule {
    /// Every rule, in the order of the list in the documentation.
    pub const ALL: [Self; 48] = [
        Self::Required,
        Self::Placeholder,
        Self::TooShort,
        Self::TooLong,
        Self::TooMany,
        Self::Character,
        Self::Day,
        Self::DayBefore1949,
        Self::DayAfterToday,
        Self::DayOrder,
        Self::Instant,
        Self::CreditCode,
        Self::ClassUnlisted,
        Self::MerchantId,
        Self::NaturalPerson,
        Self::PersonalData,
        Self::CategoryCode,
        Self::OrganIsSubject,
        Self::Amount,
        Self::FineWithoutAmount,
        Self::AmountWithoutFine,
        Self::FineInYuan,
        Self::ConfiscationWithoutAmount,
        Self::CertificateNotNamed,
        Self::PenaltyKind,
        Self::NumberWithoutYear,
        Self::Count,
        Self::Stars,
        Self::StarsOrDimensions,
        Self::Choice,
        Self::Flag,
        Self::Platform,
        Self::RecordId,
        Self::Jurisdiction,
        Self::Subject,
        Self::NotPublic,
        Self::RevokedAtSource,
        Self::DraftIsPublished,
        Self::Outcome,
        Self::SameIdentity,
        Self::PassedWithCritical,
        Self::Cells,
        Self::Encoding,
        Self::Json,
        Self::UnknownField,
        Self::SpreadsheetCell,
        Self::Conflict,
        Self::Reference,
    ];

    /// The code, as it stands in errors, rejects and reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Placeholder => "placeholder",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::Character => "character",
            Self::Day => "day",
            Self::DayBefore1949 => "day_before_1949",
            Self::DayAfterToday => "day_after_today",
            Self::DayOrder => "day_order",
            Self::Instant => "instant",
            Self::CreditCode => "credit_code",
            Self::ClassUnlisted => "class_unlisted",
            Self::MerchantId => "merchant_id",
            Self::NaturalPerson => "natural_person",
            Self::PersonalData => "personal_data",
            Self::CategoryCode => "category_code",
            Self::OrganIsSubject => "organ_is_subject",
            Self::Amount => "amount",
            Self::FineWithoutAmount => "fine_without_amount",
            Self::AmountWithoutFine => "amount_without_fine",
            Self::FineInYuan => "fine_in_yuan",
            Self::ConfiscationWithoutAmount => "confiscation_without_amount",
            Self::CertificateNotNamed => "certificate_not_named",
            Self::PenaltyKind => "penalty_kind",
            Self::NumberWithoutYear => "number_without_year",
            Self::Count => "count",
            Self::Stars => "stars",
            Self::StarsOrDimensions => "stars_or_dimensions",
            Self::Choice => "choice",
            Self::Flag => "flag",
            Self::Platform => "platform",
            Self::RecordId => "record_id",
            Self::Jurisdiction => "jurisdiction",
            Self::Subject => "subject",
            Self::NotPublic => "not_public",
            Self::RevokedAtSource => "revoked_at_source",
            Self::DraftIsPublished => "draft_is_published",
            Self::Outcome => "outcome",
            Self::SameIdentity => "same_identity",
            Self::PassedWithCritical => "passed_with_critical",
            Self::Cells => "cells",
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::UnknownField => "unknown_field",
            Self::SpreadsheetCell => "spreadsheet_cell",
            Self::Conflict => "conflict",
            Self::Reference => "reference",
        }
    }

    /// What the rule asks, in one sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Required => "A value must be there.",
            Self::Placeholder => {
                "A value must say something: not 空, 无, null, test, nor hold `*` or `/`."
            }
            Self::TooShort => {
                "A name or number is at least three columns wide (a Chinese character is two)."
            }
            Self::TooLong => "A value has at most as many characters as its field.",
            Self::TooMany => "A list has at most as many entries as its field.",
            Self::Character => {
                "A value holds no control characters and none that a wrong encoding left behind."
            }
            Self::Day => {
                "A day is written 2026-11-03, 2026/11/03 or 20261103 and stands in the calendar."
            }
            Self::DayBefore1949 => "A day is not before 1949-10-01.",
            Self::DayAfterToday => "What has happened did not happen after today.",
            Self::DayOrder => "Days stand in the order in which things happen.",
            Self::Instant => "An instant is written by RFC 3339 with its offset.",
            Self::CreditCode => "A unified social credit code passes both checks of GB 32100-2015.",
            Self::ClassUnlisted => {
                "The class of a credit code (its first two characters) is listed in GB 32100."
            }
            Self::MerchantId => "A merchant is named by its credit code or by scheme:number.",
            Self::NaturalPerson => "Records about natural persons (自然人) are refused.",
            Self::PersonalData => "No ID number or mobile number stands where none belongs.",
            Self::CategoryCode => {
                "The category fits the credit code: 92… is a 个体工商户 and nothing else is."
            }
            Self::OrganIsSubject => "The organ is not the subject of its own decision.",
            Self::Amount => {
                "An amount is in 万元, not negative, at most 100,000,000, with at most 6 decimals."
            }
            Self::FineWithoutAmount => "A penalty with 罚款 says how much.",
            Self::AmountWithoutFine => "An amount of a fine belongs to a penalty with 罚款.",
            Self::FineInYuan => "The amount of a fine is in 万元, not in 元.",
            Self::ConfiscationWithoutAmount => "A penalty with 没收 says how much was confiscated.",
            Self::CertificateNotNamed => {
                "A penalty that withholds or revokes certificates names them."
            }
            Self::PenaltyKind => {
                "A kind of penalty is one of art. 9 of the Administrative Penalty Law."
            }
            Self::NumberWithoutYear => "The number of a document holds its year.",
            Self::Count => "A count is a whole number from 0.",
            Self::Stars => "Stars are a whole number from 1 to 5.",
            Self::StarsOrDimensions => {
                "A rating gives one figure, or all three dimensions, not both."
            }
            Self::Choice => "The value is one of the words of its list.",
            Self::Flag => "A flag is true or false.",
            Self::Platform => "A platform is named by lower-case letters, digits and hyphens.",
            Self::RecordId => {
                "A record is named kind-number, and is of a kind that can be decided on so."
            }
            Self::Jurisdiction => "A jurisdiction is one that has rules here.",
            Self::Subject => "A record names its merchant, or the platform and shop.",
            Self::NotPublic => "Only what is for the public is taken (信息使用范围 0).",
            Self::RevokedAtSource => {
                "A decision that its organ revoked is handed in as a withdrawal."
            }
            Self::DraftIsPublished => {
                "A decision that is not to be published yet has no instant of publication."
            }
            Self::Outcome => "Outcome and days fit each other.",
            Self::SameIdentity => "Two identities are merged, not one with itself.",
            Self::PassedWithCritical => {
                "An inspection with critical findings has not simply passed."
            }
            Self::Cells => "A row has as many cells as the header.",
            Self::Encoding => "The bytes are text of the file's encoding.",
            Self::Json => "A line is one JSON object of texts, numbers, flags and lists of texts.",
            Self::UnknownField => "Every member is a field of the kind, once.",
            Self::SpreadsheetCell => {
                "A cell holds no formula error and no number that lost its digits."
            }
            Self::Conflict => {
                "The natural key is new, or the record says that it corrects the one that has it."
            }
            Self::Reference => "What a record refers to is there and may be referred to so.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn no_two_rules_share_a_code() {
        let codes: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|r| r.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
    }
}
