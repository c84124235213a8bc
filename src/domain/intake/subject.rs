//! Whom a record is about: the fields that say so, and how they are read.

use unicode_normalization::UnicodeNormalization;

use super::cells::Cells;
use super::field::{Choice, Field, Form, Need};
use super::personal;
use super::rule::Rule;
use crate::domain::merchant::{Alias, AliasScheme, MerchantId, SubjectCategory};
use crate::domain::uscc::class::UsccClass;
use crate::domain::uscc::{Uscc, is_placeholder};

/// The merchant, for records that may name its shop instead.
pub(super) const SHOP_OWNER: Field = Field::new(
    "merchant",
    Form::MerchantId,
    "The merchant: its credit code, or scheme:number; may be left out where platform and shop \
     are given.",
)
.zh(&["统一社会信用代码", "商家代码"], &[])
.chars_max(80);

/// The merchant, where nothing else names it.
pub(super) const MERCHANT: Field = Field::new(
    "merchant",
    Form::MerchantId,
    "The merchant: its credit code, or scheme:number for one that has none.",
)
.zh(&["统一社会信用代码", "商家代码"], &[])
.need(Need::Always)
.chars_max(80);

/// The platform of a shop.
pub(super) const PLATFORM: Field = Field::new(
    "platform",
    Form::Platform,
    "The platform, in lower-case letters, digits and hyphens.",
)
.zh(&["平台"], &[])
.chars_max(40);

/// A shop on the platform.
pub(super) const SHOP: Field = Field::new(
    "shop",
    Form::Key,
    "The number of the shop on the platform; reaches the merchant that owns it.",
)
.zh(&["店铺", "店铺号"], &[])
.chars_max(60);

/// What the person concerned is.
pub(super) const CATEGORIES: &[Choice] = &[
    Choice::word(
        "organisation",
        &["法人及非法人组织", "法人和非法人组织", "法人", "非法人组织", "企业"],
    ),
    Choice::word("individual_business", &["个体工商户", "个体"]),
    Choice::word(NATURAL_PERSON, &["自然人"]),
];

const NATURAL_PERSON: &str = "natural_person";

/// Where a record that may name a shop has its fields.
#[derive(Clone, Copy)]
pub(super) struct ShopPlaces {
    pub(super) merchant: usize,
    pub(super) platform: usize,
    pub(super) shop: usize,
}

/// The merchant named, or the shop of the platform as an identity of its own.
pub(super) fn of_shop(
    cells: &mut Cells<'_>,
    places: ShopPlaces,
    platform: Option<&str>,
) -> Option<MerchantId> {
    let merchant = cells.merchant_id(places.merchant);
    let shop = cells.text(places.shop);
    if merchant.is_some() || cells.raw(places.merchant).is_some() {
        return merchant;
    }
    let Some(shop) = shop else {
        if cells.raw(places.shop).is_none() {
            cells.fault(places.merchant, Rule::Subject, "must be given, or else platform and shop");
        }
        return None;
    };
    let Some(platform) = platform else {
        if cells.raw(places.platform).is_none() {
            cells.fault(places.platform, Rule::Subject, "must be given where a shop is");
        }
        return None;
    };
    let id = MerchantId::parse(&format!("{platform}:{shop}")).ok();
    if id.is_none() {
        cells.fault(
            places.shop,
            Rule::MerchantId,
            "must not hold spaces nor any of / ? # ; , | % \\ \" < >",
        );
    }
    id
}

/// Where a licence or penalty has the fields of its subject (行政相对人).
#[derive(Clone, Copy)]
pub(super) struct SubjectPlaces {
    pub(super) merchant: usize,
    pub(super) registration_number: usize,
    pub(super) organisation_code: usize,
    pub(super) tax_number: usize,
    pub(super) category: usize,
    pub(super) person_id_number: usize,
    pub(super) legal_representative: usize,
    pub(super) legal_representative_id_number: usize,
}

/// The subject of a decision: by its credit code, else by an older number that finds it.
pub(super) fn of_decision(cells: &mut Cells<'_>, places: SubjectPlaces) -> Option<MerchantId> {
    let code_is_given = cells.raw(places.merchant).is_some_and(|text| !is_placeholder(text));
    let subject = if code_is_given {
        cells.merchant_id(places.merchant)
    } else {
        by_older_number(cells, places)
    };
    if !is_no_person(cells, places, subject.as_ref()) {
        return None;
    }
    cells.beside(places.legal_representative);
    cells.beside(places.legal_representative_id_number);
    cells.beside(places.person_id_number);
    if subject.is_none() && !cells.has_fault(places.merchant) {
        cells.fault(
            places.merchant,
            Rule::Subject,
            "must be given, or else a registration number, organisation code or tax number",
        );
    }
    subject
}

/// Whether the subject is something other than a natural person, and the category fits the code.
fn is_no_person(
    cells: &mut Cells<'_>,
    places: SubjectPlaces,
    subject: Option<&MerchantId>,
) -> bool {
    let category = cells.word(places.category);
    let is_person = category == Some(NATURAL_PERSON)
        || (subject.is_none() && cells.raw(places.person_id_number).is_some());
    if is_person {
        let at = if category == Some(NATURAL_PERSON) {
            places.category
        } else {
            places.person_id_number
        };
        refuse_person(cells, at);
        return false;
    }
    check_category(cells, places.category, places.merchant, subject);
    true
}

/// Reads a category and refuses natural persons.
pub(super) fn category(cells: &mut Cells<'_>, at: usize) -> Option<SubjectCategory> {
    if cells.peek_word(at) == Some(NATURAL_PERSON) {
        refuse_person(cells, at);
        return None;
    }
    cells.choice(at)
}

fn refuse_person(cells: &mut Cells<'_>, at: usize) {
    cells.fault(
        at,
        Rule::NaturalPerson,
        "says that the subject is a natural person; records about natural persons are refused",
    );
}

/// A credit code of class 92 is a 个体工商户, and only that is one.
pub(super) fn check_category(
    cells: &mut Cells<'_>,
    category: usize,
    merchant: usize,
    subject: Option<&MerchantId>,
) {
    let Some(code) = subject.and_then(MerchantId::uscc) else {
        return;
    };
    let has_individual_code = code.class() == Some(UsccClass::IndividualBusiness);
    let contradiction = match cells.peek_word(category) {
        Some("organisation") if has_individual_code => {
            "begins with 92, the class of a 个体工商户, but the category says 法人及非法人组织"
        }
        Some("individual_business") if !has_individual_code => {
            "does not begin with 92, but the category says 个体工商户"
        }
        _ => return,
    };
    if cells.is_chinese() {
        cells.fault(merchant, Rule::CategoryCode, contradiction);
    }
}

/// 工商注册号, 组织机构代码 or 税务登记号, as an identity that the merchant's aliases answer to.
fn by_older_number(cells: &mut Cells<'_>, places: SubjectPlaces) -> Option<MerchantId> {
    [
        (places.registration_number, AliasScheme::RegistrationNumber),
        (places.organisation_code, AliasScheme::OrganisationCode),
        (places.tax_number, AliasScheme::TaxNumber),
    ]
    .into_iter()
    .find_map(|(at, scheme)| {
        let alias = alias(cells, at, scheme)?;
        MerchantId::parse(&alias.lookup()).ok()
    })
}

/// Another number of a merchant. A tax number that holds a person's number is left out and counted:
/// that of a 个体 could be its operator's ID number and two characters.
pub(super) fn alias(cells: &mut Cells<'_>, at: usize, scheme: AliasScheme) -> Option<Alias> {
    let text = cells.raw(at).filter(|text| !is_placeholder(text))?;
    if scheme == AliasScheme::TaxNumber && personal::tells(text) {
        cells.masked.id_numbers += 1;
        return None;
    }
    let number = personal::normal_number(text);
    if cells.is_long(at, &number) || !cells.has_fair_characters(at, &number) {
        return None;
    }
    if personal::tells(text) {
        cells.fault(at, Rule::PersonalData, "holds what may be a person's number");
        return None;
    }
    let right = match scheme {
        AliasScheme::RegistrationNumber => (6..=50).contains(&number.len()),
        AliasScheme::OrganisationCode => number.len() == 9,
        AliasScheme::TaxNumber => (9..=20).contains(&number.len()),
        AliasScheme::FormerUscc => number.len() == 18,
    };
    if !right || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        cells.fault(at, Rule::MerchantId, "has not the length or characters of such a number");
        return None;
    }
    Some(Alias { scheme, number })
}

/// The organ is not the subject of its own decision.
pub(super) fn check_organ(
    cells: &mut Cells<'_>,
    at: usize,
    subject: Option<&MerchantId>,
    organ_code: Option<Uscc>,
) {
    if organ_code.is_some() && subject.and_then(MerchantId::uscc) == organ_code.as_ref() {
        cells.fault(at, Rule::OrganIsSubject, "is the code of the subject itself");
    }
}

/// A document number without a year is doubtful: most organs put it in brackets.
pub(super) fn check_document_number(cells: &mut Cells<'_>, at: usize, number: Option<&str>) {
    let Some(number) = number.filter(|_| cells.is_chinese()) else {
        return;
    };
    let digits: Vec<Option<u32>> = number.nfkc().map(|c| c.to_digit(10)).collect();
    let is_year = |window: &[Option<u32>]| {
        window.iter().try_fold(0, |year, digit| digit.map(|digit| year * 10 + digit)).is_some_and(
            |year| (1949..=cells.context.today.date().year().unsigned_abs().into()).contains(&year),
        )
    };
    if !digits.windows(4).any(is_year) {
        cells.warn(at, Rule::NumberWithoutYear, "holds no year");
    }
}
