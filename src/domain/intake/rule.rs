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
    /// Records of minors (under 18) are refused.
    Minor,
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

/// What is said of one rule.
struct Entry {
    rule: Rule,
    code: &'static str,
    about: &'static str,
}

const fn entry(rule: Rule, code: &'static str, about: &'static str) -> Entry {
    Entry { rule, code, about }
}

/// The rules in the order of [`Rule`], which is that of the documentation.
const ENTRIES: [Entry; 49] = [
    entry(Rule::Required, "required", "A value must be there."),
    entry(
        Rule::Placeholder,
        "placeholder",
        "A value must say something: not 空, 无, null, test, nor hold `*` or `/`.",
    ),
    entry(
        Rule::TooShort,
        "too_short",
        "A name or number is at least three columns wide (a Chinese character is two).",
    ),
    entry(Rule::TooLong, "too_long", "A value has at most as many characters as its field."),
    entry(Rule::TooMany, "too_many", "A list has at most as many entries as its field."),
    entry(
        Rule::Character,
        "character",
        "A value holds no control characters and none that a wrong encoding left behind.",
    ),
    entry(
        Rule::Day,
        "day",
        "A day is written 2026-11-03, 2026/11/03 or 20261103 and stands in the calendar.",
    ),
    entry(Rule::DayBefore1949, "day_before_1949", "A day is not before 1949-10-01."),
    entry(Rule::DayAfterToday, "day_after_today", "What has happened did not happen after today."),
    entry(Rule::DayOrder, "day_order", "Days stand in the order in which things happen."),
    entry(Rule::Instant, "instant", "An instant is written by RFC 3339 with its offset."),
    entry(
        Rule::CreditCode,
        "credit_code",
        "A unified social credit code passes both checks of GB 32100-2015.",
    ),
    entry(
        Rule::ClassUnlisted,
        "class_unlisted",
        "The class of a credit code (its first two characters) is listed in GB 32100.",
    ),
    entry(
        Rule::MerchantId,
        "merchant_id",
        "A merchant is named by its credit code or by scheme:number.",
    ),
    entry(
        Rule::NaturalPerson,
        "natural_person",
        "Records about natural persons (自然人) are refused.",
    ),
    entry(Rule::Minor, "minor", "Records of minors (under 18) are refused."),
    entry(
        Rule::PersonalData,
        "personal_data",
        "No ID number or mobile number stands where none belongs.",
    ),
    entry(
        Rule::CategoryCode,
        "category_code",
        "The category fits the credit code: 92… is a 个体工商户 and nothing else is.",
    ),
    entry(
        Rule::OrganIsSubject,
        "organ_is_subject",
        "The organ is not the subject of its own decision.",
    ),
    entry(
        Rule::Amount,
        "amount",
        "An amount is in 万元, not negative, at most 100,000,000, with at most 6 decimals.",
    ),
    entry(Rule::FineWithoutAmount, "fine_without_amount", "A penalty with 罚款 says how much."),
    entry(
        Rule::AmountWithoutFine,
        "amount_without_fine",
        "An amount of a fine belongs to a penalty with 罚款.",
    ),
    entry(Rule::FineInYuan, "fine_in_yuan", "The amount of a fine is in 万元, not in 元."),
    entry(
        Rule::ConfiscationWithoutAmount,
        "confiscation_without_amount",
        "A penalty with 没收 says how much was confiscated.",
    ),
    entry(
        Rule::CertificateNotNamed,
        "certificate_not_named",
        "A penalty that withholds or revokes certificates names them.",
    ),
    entry(
        Rule::PenaltyKind,
        "penalty_kind",
        "A kind of penalty is one of art. 9 of the Administrative Penalty Law.",
    ),
    entry(
        Rule::NumberWithoutYear,
        "number_without_year",
        "The number of a document holds its year.",
    ),
    entry(Rule::Count, "count", "A count is a whole number from 0."),
    entry(Rule::Stars, "stars", "Stars are a whole number from 1 to 5."),
    entry(
        Rule::StarsOrDimensions,
        "stars_or_dimensions",
        "A rating gives one figure, or all three dimensions, not both.",
    ),
    entry(Rule::Choice, "choice", "The value is one of the words of its list."),
    entry(Rule::Flag, "flag", "A flag is true or false."),
    entry(
        Rule::Platform,
        "platform",
        "A platform is named by lower-case letters, digits and hyphens.",
    ),
    entry(
        Rule::RecordId,
        "record_id",
        "A record is named kind-number, or kind:issuer:number by what stands on it, and is of a kind \
         that can be decided on so.",
    ),
    entry(Rule::Jurisdiction, "jurisdiction", "A jurisdiction is one that has rules here."),
    entry(Rule::Subject, "subject", "A record names its merchant, or the platform and shop."),
    entry(Rule::NotPublic, "not_public", "Only what is for the public is taken (信息使用范围 0)."),
    entry(
        Rule::RevokedAtSource,
        "revoked_at_source",
        "A decision that its organ revoked is handed in as a withdrawal.",
    ),
    entry(
        Rule::DraftIsPublished,
        "draft_is_published",
        "A decision that is not to be published yet has no instant of publication.",
    ),
    entry(Rule::Outcome, "outcome", "Outcome and days fit each other."),
    entry(Rule::SameIdentity, "same_identity", "Two identities are merged, not one with itself."),
    entry(
        Rule::PassedWithCritical,
        "passed_with_critical",
        "An inspection with critical findings has not simply passed.",
    ),
    entry(Rule::Cells, "cells", "A row has as many cells as the header."),
    entry(Rule::Encoding, "encoding", "The bytes are text of the file's encoding."),
    entry(
        Rule::Json,
        "json",
        "A line is one JSON object of texts, numbers, flags and lists of texts.",
    ),
    entry(Rule::UnknownField, "unknown_field", "Every member is a field of the kind, once."),
    entry(
        Rule::SpreadsheetCell,
        "spreadsheet_cell",
        "A cell holds no formula error and no number that lost its digits.",
    ),
    entry(
        Rule::Conflict,
        "conflict",
        "The natural key is new, or the record says that it corrects the one that has it.",
    ),
    entry(
        Rule::Reference,
        "reference",
        "What a record refers to is there and may be referred to so.",
    ),
];

impl Rule {
    /// Every rule, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        ENTRIES.iter().map(|entry| entry.rule)
    }

    /// The code, as it stands in errors, rejects and reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        ENTRIES[self as usize].code
    }

    /// What the rule asks, in one sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        ENTRIES[self as usize].about
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_entry_in_its_place() {
        for (at, rule) in Rule::all().enumerate() {
            assert_eq!(rule as usize, at, "{rule:?}");
        }
    }

    #[test]
    fn no_two_rules_share_a_code() {
        let codes: std::collections::BTreeSet<_> = Rule::all().map(Rule::code).collect();
        assert_eq!(codes.len(), ENTRIES.len());
    }
}
