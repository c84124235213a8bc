//! The organ behind a decision: what rule tables select their rows by.

use serde::{Deserialize, Serialize};

use crate::domain::publication::row::Authority;
use crate::domain::uscc::Uscc;

/// Characters of a credit code before the region, and up to its end.
const REGION_FROM: usize = 2;
const REGION_UNTIL: usize = 8;

/// The organ that decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Organ {
    /// Its name.
    pub name: String,
    /// Its unified social credit code; empty where unknown.
    pub code: String,
}

impl Organ {
    /// An organ by its name, and its code where known.
    #[must_use]
    pub fn new(name: &str, code: Option<&Uscc>) -> Self {
        Self { name: name.to_owned(), code: code.map_or_else(String::new, ToString::to_string) }
    }

    /// The region of its registration (positions 3–8 of its code, GB/T 2260), where it has a code.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.code.get(REGION_FROM..REGION_UNTIL)
    }

    /// What selects the rules that it decides under.
    #[must_use]
    pub fn authority<'a>(
        &'a self,
        jurisdiction: &'a str,
        merchant_region: &'a str,
    ) -> Authority<'a> {
        Authority {
            jurisdiction,
            region: self.region().unwrap_or(merchant_region),
            organ: &self.name,
            organ_code: &self.code,
        }
    }

    /// Whether it is the organ that is meant by a code, or by its name.
    #[must_use]
    pub fn is_meant_by(&self, code_or_name: &str) -> bool {
        let wanted = code_or_name.trim();
        (!self.code.is_empty() && self.code.eq_ignore_ascii_case(wanted)) || self.name == wanted
    }

    /// Its code, or its name where it has none: what groups records of one organ.
    #[must_use]
    pub fn key(&self) -> &str {
        if self.code.is_empty() { &self.name } else { &self.code }
    }
}

#[cfg(test)]
mod tests {
    use super::Organ;

    #[test]
    fn the_region_of_an_organ_stands_in_its_code() {
        let organ = Organ {
            name: "湛江市市场监督管理局".into(),
            code: "11440800MB2C00000X".into(),
        };
        assert_eq!(organ.region(), Some("440800"));
        assert_eq!(organ.authority("cn", "310000").region, "440800");
        let unknown = Organ { code: String::new(), ..organ };
        assert_eq!(unknown.authority("cn", "310000").region, "310000");
    }

    #[test]
    fn an_organ_is_meant_by_its_code_or_its_whole_name() {
        let organ = Organ { name: "湛江市城管局".into(), code: "11440800MB2C00000X".into() };
        assert!(organ.is_meant_by("11440800mb2c00000x"));
        assert!(organ.is_meant_by("湛江市城管局"));
        assert!(!organ.is_meant_by("湛江市"));
        assert!(!Organ::default().is_meant_by("湛江市"));
    }
}
