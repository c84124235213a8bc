//! Which merchants a run is about.

use std::fmt;
use std::str::FromStr;

use crate::domain::merchant::Profile;
use crate::domain::scorecard::Grade;

/// The word for merchants that are not rated.
const NOT_RATED: &str = "NR";

/// Which merchants a run counts, keeps and writes; all when nothing is asked. Its text is
/// `key=value` pairs with commas between them: `region` and the first digits of a region code, or
/// `grade` and a grade or `NR`. A key given twice lets either value through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    regions: Vec<String>,
    grades: Vec<Option<Grade>>,
}

/// A filter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no filter: write region=DIGITS or grade=GRADE (AAA to D, or NR), with commas between"
)]
pub struct NoFilter(String);

impl Filter {
    /// Whether every merchant passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty() && self.grades.is_empty()
    }

    /// Whether a merchant with that profile and grade (none when it is not rated) passes.
    #[must_use]
    pub fn lets_through(&self, profile: Option<&Profile>, grade: Option<Grade>) -> bool {
        let region = profile.and_then(|profile| profile.region.as_deref()).unwrap_or_default();
        (self.regions.is_empty() || self.regions.iter().any(|first| region.starts_with(first)))
            && (self.grades.is_empty() || self.grades.contains(&grade))
    }
}

impl FromStr for Filter {
    type Err = NoFilter;

    fn from_str(text: &str) -> Result<Self, NoFilter> {
        let mut filter = Self::default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let fault = || NoFilter(pair.to_owned());
            match pair.split_once('=').ok_or_else(fault)? {
                ("region", region) if !region.is_empty() => filter.regions.push(region.to_owned()),
                ("grade", NOT_RATED) => filter.grades.push(None),
                ("grade", letters) => {
                    let known = Grade::ALL.into_iter().find(|grade| grade.letters() == letters);
                    filter.grades.push(Some(known.ok_or_else(fault)?));
                }
                _ => return Err(fault()),
            }
        }
        Ok(filter)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let regions = self.regions.iter().map(|region| format!("region={region}"));
        let grades = self
            .grades
            .iter()
            .map(|grade| format!("grade={}", grade.map_or(NOT_RATED, Grade::letters)));
        f.write_str(&regions.chain(grades).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::domain::merchant::{MerchantStatus, Profile};
    use crate::domain::scorecard::Grade;

    #[test]
    fn a_filter_reads_what_it_writes_and_refuses_the_rest() {
        for text in ["", "region=4408", "region=4408,region=46,grade=AAA,grade=NR"] {
            assert_eq!(text.parse::<Filter>().unwrap().to_string(), text);
        }
        for text in ["region", "region=", "grade=E", "grade=aaa", "name=x", "region=1,grade"] {
            assert!(text.parse::<Filter>().is_err(), "{text}");
        }
    }

    #[test]
    fn values_of_one_key_are_alternatives_and_keys_add_up() {
        let profile = Profile {
            status: MerchantStatus::Active,
            category: None,
            registered_on: None,
            region: Some("440803".to_owned()),
            industry: None,
            origins: Vec::new(),
            risk_class: None,
        };
        let passes = |filter: &str, grade| {
            filter.parse::<Filter>().unwrap().lets_through(Some(&profile), grade)
        };
        for (filter, grade, expect) in [
            ("", None, true),
            ("region=4408", None, true),
            ("region=46", None, false),
            ("region=46,region=44", Some(Grade::C), true),
            ("region=44,grade=B", Some(Grade::C), false),
            ("region=44,grade=B,grade=C", Some(Grade::C), true),
            ("grade=NR", None, true),
            ("grade=NR", Some(Grade::D), false),
        ] {
            assert_eq!(passes(filter, grade), expect, "{filter} {grade:?}");
        }
        assert!(!"region=44".parse::<Filter>().unwrap().lets_through(None, None));
    }
}
