//! Versions of a merchant.

use super::*;
use crate::domain::merchant::{AliasScheme, MerchantStatus, SubjectCategory};
use crate::domain::record::Detail;
use crate::domain::record::merchant::MerchantVersion;

fn version(row: &Given) -> MerchantVersion {
    match row.draft().detail {
        Detail::Merchant(version) => version,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_version_keeps_what_it_says() {
    let row = given(RecordKind::Merchant)
        .with("effective_on", "2024-05-06")
        .with("category", "organisation")
        .with("status", "歇业")
        .with("region", "440803")
        .with("industry", "F5211")
        .with("shops", "haimen:S778;taobao:12345")
        .with("premises", "湛江市霞山区人民大道1号; 湛江市赤坎区中山路2号101室");
    let version = version(&row);
    assert_eq!(row.draft().effective_on, day("2024-05-06"));
    assert_eq!(version.category, Some(SubjectCategory::Organisation));
    assert_eq!(version.status, MerchantStatus::Dormant);
    assert_eq!(version.registered_on, Some(day("2020-01-02")));
    assert_eq!(version.region.as_deref(), Some("440803"));
    assert_eq!(version.industry.as_deref(), Some("F5211"));
    assert_eq!(version.shops.len(), 2);
    assert_eq!(version.premises[1], "湛江市赤坎区中山路2号101室");
}

#[test]
fn a_version_is_true_from_registration_unless_it_says() {
    let row = given(RecordKind::Merchant);
    assert_eq!(row.draft().effective_on, day("2020-01-02"));
    assert_eq!(row.clone().without("registered_on").faults(), ["effective_on required"]);
    assert_eq!(row.with("registered_on", "soon").faults(), ["registered_on day"]);
}

#[test]
fn older_numbers_become_aliases() {
    let row = given(RecordKind::Merchant)
        .with("registration_number", "440800600123452")
        .with("organisation_code", "ma4abcd0-9")
        .with("tax_number", "440803123456789")
        .with("former_uscc", "91110000600037341L; 914408041234567889");
    let aliases = version(&row).aliases;
    let found: Vec<(AliasScheme, &str)> =
        aliases.iter().map(|alias| (alias.scheme, alias.number.as_str())).collect();
    assert_eq!(
        found,
        [
            (AliasScheme::RegistrationNumber, "440800600123452"),
            (AliasScheme::OrganisationCode, "MA4ABCD09"),
            (AliasScheme::TaxNumber, "440803123456789"),
            (AliasScheme::FormerUscc, "91110000600037341L"),
            (AliasScheme::FormerUscc, "914408041234567889"),
        ]
    );
    for (field, value, expect) in [
        ("registration_number", "12", "registration_number merchant_id"),
        ("organisation_code", "12345678", "organisation_code merchant_id"),
        ("former_uscc", "91110000600037341N", "former_uscc credit_code"),
        ("shops", "haimen", "shops merchant_id"),
        ("shops", ENTERPRISE, "shops merchant_id"),
    ] {
        assert_eq!(given(RecordKind::Merchant).with(field, value).faults(), [expect], "{value}");
    }
}

#[test]
fn a_natural_person_is_no_merchant_and_a_sole_trader_is() {
    let row = given(RecordKind::Merchant);
    assert_eq!(row.clone().with("category", "自然人").faults(), ["category natural_person"]);
    assert_eq!(row.clone().with("category", "个体工商户").faults(), ["merchant category_code"]);
    let row = row.with("merchant", INDIVIDUAL).with("category", "个体工商户");
    assert_eq!(version(&row).category, Some(SubjectCategory::IndividualBusiness));
}
