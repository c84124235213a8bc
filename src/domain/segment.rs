//! The segment that a merchant belongs to: which scorecards are made for it.

use super::history::History;
use super::merchant::{MerchantId, Profile, SubjectCategory};
use super::record::envelope::Jurisdiction;
use super::record::fact::Fact;
use super::scorecard::Segment;

/// The first digits of a credit code of an individual business (GB 32100-2015, table 1).
const INDIVIDUAL_BUSINESS: &str = "92";

impl Segment {
    /// The segment of a merchant: that of its jurisdiction where it is another than China's, then by
    /// what it is registered as.
    #[must_use]
    pub fn of(id: &MerchantId, history: &History, profile: Option<&Profile>) -> Self {
        let described =
            history.entries.iter().rev().find(|entry| matches!(entry.fact, Fact::Profile(_)));
        let jurisdiction =
            described.or(history.entries.first()).map(|entry| entry.jurisdiction.name());
        if let Some(other) = jurisdiction.filter(|name| *name != Jurisdiction::CN) {
            return Self::Jurisdiction(other.to_owned());
        }
        match (id.uscc(), profile.and_then(|profile| profile.category)) {
            (_, Some(SubjectCategory::IndividualBusiness)) => Self::IndividualBusinesses,
            (Some(code), _) if code.to_string().starts_with(INDIVIDUAL_BUSINESS) => {
                Self::IndividualBusinesses
            }
            (Some(_), _) | (None, Some(SubjectCategory::Organisation)) => Self::Enterprises,
            (None, None) => Self::ShopsWithoutCode,
        }
    }

    /// The name in commands and answers: `enterprises`, `individual_businesses`,
    /// `shops_without_code`, `table`, or the code of a jurisdiction.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Enterprises => "enterprises",
            Self::IndividualBusinesses => "individual_businesses",
            Self::ShopsWithoutCode => "shops_without_code",
            Self::Table => "table",
            Self::Jurisdiction(code) => code,
        }
    }

    /// The segment of that name, where merchants can belong to it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let own = [Self::Enterprises, Self::IndividualBusinesses, Self::ShopsWithoutCode];
        let other = Jurisdiction::ALL
            .into_iter()
            .filter(|code| *code != Jurisdiction::CN)
            .map(|code| Self::Jurisdiction(code.to_owned()));
        own.into_iter().chain(other).find(|segment| segment.name() == name)
    }

    /// The names of all segments that merchants can belong to.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let other = Jurisdiction::ALL.into_iter().filter(|code| *code != Jurisdiction::CN);
        ["enterprises", "individual_businesses", "shops_without_code"]
            .into_iter()
            .chain(other)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::history::{Entry, JurisdictionCode};
    use crate::domain::merchant::MerchantStatus;
    use crate::domain::record::envelope::Seq;

    fn profile(category: Option<SubjectCategory>) -> Profile {
        Profile {
            status: MerchantStatus::Active,
            category,
            registered_on: None,
            region: None,
            industry: None,
            risk_class: None,
            origins: Vec::new(),
        }
    }

    #[track_caller]
    fn check(id: &str, jurisdiction: &str, category: Option<SubjectCategory>, expect: &str) {
        let day = Day::parse("2020-01-01").unwrap();
        let mut history = History::default();
        history.add(Entry {
            seq: Seq(1),
            version_of: None,
            effective_on: day,
            known_since: day,
            published_on: None,
            jurisdiction: JurisdictionCode::of(&Jurisdiction(jurisdiction.to_owned())),
            organ: None,
            document: None,
            awaits_publication: false,
            fact: Fact::Profile(Box::new(profile(category))),
        });
        let id = MerchantId::parse(id).unwrap();
        assert_eq!(Segment::of(&id, &history, Some(&profile(category))).name(), expect);
    }

    #[test]
    fn a_merchant_belongs_to_one_segment() {
        use SubjectCategory::{IndividualBusiness, Organisation};
        check("91449903MAYGW0JK27", "cn", None, "enterprises");
        check("92449922MA3EUQEB9L", "cn", None, "individual_businesses");
        check("91449903MAYGW0JK27", "cn", Some(IndividualBusiness), "individual_businesses");
        check("taobao:1", "cn", None, "shops_without_code");
        check("taobao:1", "cn", Some(Organisation), "enterprises");
        check("chicago:7", "us-il-chicago", None, "us-il-chicago");
    }

    #[test]
    fn a_segment_is_found_by_its_name() {
        for name in Segment::names() {
            assert_eq!(Segment::parse(name).unwrap().name(), name);
        }
        assert_eq!(Segment::parse("table"), None);
        assert_eq!(Segment::parse("cn"), None);
    }
}
