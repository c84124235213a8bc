//! Reading a version of a merchant: what is true of it from a day on.

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, position};
use super::rule::Rule;
use super::subject;
use crate::domain::merchant::{Alias, AliasScheme, MerchantId, MerchantStatus};
use crate::domain::record::Detail;
use crate::domain::record::merchant::MerchantVersion;
use crate::domain::uscc::Uscc;

const STATUSES: &[Choice] = &[
    Choice::word("active", &["存续", "在营", "开业", "存续(在营)"]),
    Choice::word("dormant", &["歇业"]),
    Choice::word("revoked", &["吊销", "吊销,未注销"]),
    Choice::word("deregistered", &["注销"]),
];

pub(super) const FIELDS: &[Field] = &[
    subject::MERCHANT,
    Field::new(
        "effective_on",
        Form::Day,
        "The day from which all this is true; without it, the day of registration.",
    )
    .zh(&["生效日期", "变更日期"], &[]),
    Field::new("name", Form::Name, "The registered or trade name.")
        .zh(&["名称", "商家名称", "企业名称"], &[])
        .need(Need::Always),
    Field::new(
        "category",
        Form::Choice(subject::CATEGORIES),
        "What it is: organisation or individual_business; natural persons are refused.",
    )
    .zh(&["类别", "主体类别", "行政相对人类别"], &[]),
    Field::new(
        "status",
        Form::Choice(STATUSES),
        "Whether it trades: active (the default), dormant, revoked or deregistered.",
    )
    .zh(&["登记状态", "状态"], &[]),
    Field::new("registered_on", Form::Day, "The day it was registered, or first licensed.")
        .zh(&["成立日期", "注册日期"], &[]),
    Field::new("region", Form::Key, "Its region code (GB/T 2260, 6 digits), or another scheme's.")
        .zh(&["行政区划", "行政区划代码"], &[])
        .chars_max(40),
    Field::new("industry", Form::Key, "Its industry code (GB/T 4754), or another scheme's word.")
        .zh(&["行业代码", "行业"], &[])
        .chars_max(80),
    Field::new(
        "risk_class",
        Form::Key,
        "The class of risk in which its supervising organ holds it, in the organ's words.",
    )
    .zh(&["风险等级", "风险分级"], &[])
    .chars_max(40),
    Field::new("registration_number", Form::Key, "Its registration number (工商注册号).")
        .zh(&["工商注册号", "注册号"], &[])
        .chars_max(50),
    Field::new(
        "organisation_code",
        Form::Key,
        "Its organisation code (组织机构代码), 9 characters.",
    )
    .zh(&["组织机构代码"], &[])
    .chars_max(20),
    Field::new(
        "tax_number",
        Form::Key,
        "Its tax number (税务登记号); left out where it holds an ID number.",
    )
    .zh(&["税务登记号"], &[])
    .chars_max(30),
    Field::new(
        "former_uscc",
        Form::List(20),
        "Credit codes that it had before or has as well, joined with ;.",
    )
    .zh(&["曾用统一社会信用代码"], &[])
    .chars_max(40),
    Field::new("shops", Form::List(500), "Its online shops, each platform:shop, joined with ;.")
        .zh(&["网店"], &[])
        .chars_max(80),
    Field::new("premises", Form::List(500), "The addresses of its premises, joined with ;.")
        .zh(&["经营场所", "地址"], &[])
        .chars_max(200),
    Field::new(
        "origins",
        Form::List(500),
        "Pseudonyms of its own devices and addresses, each platform:origin, joined with ;.",
    )
    .zh(&["自有来源标识"], &[])
    .chars_max(150),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

const MERCHANT: usize = at("merchant");
const CATEGORY: usize = at("category");
const FORMER_USCC: usize = at("former_uscc");
const SHOPS: usize = at("shops");

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const EFFECTIVE_ON: usize = at("effective_on");
    let subject = cells.merchant_id(MERCHANT);
    let name = cells.text(const { at("name") });
    let category = subject::category(cells, CATEGORY);
    subject::check_category(cells, CATEGORY, MERCHANT, subject.as_ref());
    let status = cells.choice::<MerchantStatus>(const { at("status") });
    let registered_on = cells.day(const { at("registered_on") });
    let effective_on = cells.day(EFFECTIVE_ON).or(registered_on);
    if effective_on.is_none() && !cells.has_fault_of(Rule::Day) {
        cells.fault(EFFECTIVE_ON, Rule::Required, "must not be empty where registered_on is");
    }
    let region = cells.text(const { at("region") });
    let industry = cells.text(const { at("industry") });
    let risk_class = cells.text(const { at("risk_class") });
    let aliases = aliases(cells);
    let shops = shops(cells);
    let premises = cells.list(const { at("premises") });
    let origins = origins(cells);
    Some(Content {
        subject: subject?,
        effective_on: effective_on?,
        detail: Detail::Merchant(MerchantVersion {
            name: name?,
            category,
            status: status.unwrap_or_default(),
            registered_on,
            region,
            industry,
            risk_class,
            aliases,
            shops,
            premises,
            origins,
        }),
    })
}

fn origins(cells: &mut Cells<'_>) -> Vec<String> {
    const ORIGINS: usize = at("origins");
    let origins = cells.list(ORIGINS);
    if origins.iter().any(|origin| !origin.contains(':')) {
        cells.fault(ORIGINS, Rule::MerchantId, "must each be platform:origin");
    }
    origins
}

fn aliases(cells: &mut Cells<'_>) -> Vec<Alias> {
    let numbers = [
        (at("registration_number"), AliasScheme::RegistrationNumber),
        (at("organisation_code"), AliasScheme::OrganisationCode),
        (at("tax_number"), AliasScheme::TaxNumber),
    ];
    let mut aliases: Vec<Alias> =
        numbers.into_iter().filter_map(|(at, scheme)| subject::alias(cells, at, scheme)).collect();
    for code in cells.list(FORMER_USCC) {
        match Uscc::parse(&code) {
            Ok(code) => {
                aliases.push(Alias { scheme: AliasScheme::FormerUscc, number: code.to_string() })
            }
            Err(fault) => cells.fault(FORMER_USCC, Rule::CreditCode, fault.to_string()),
        }
    }
    aliases
}

fn shops(cells: &mut Cells<'_>) -> Vec<MerchantId> {
    let mut shops = Vec::new();
    for text in cells.list(SHOPS) {
        match MerchantId::parse(&text) {
            Ok(id @ MerchantId::Scheme(_)) => shops.push(id),
            _ => cells.fault(SHOPS, Rule::MerchantId, "must each be platform:shop"),
        }
    }
    shops
}
