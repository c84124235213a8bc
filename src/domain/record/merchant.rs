//! A version of the merchant itself: what was true of it from a day on.

use serde::{Deserialize, Serialize};

use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use crate::domain::merchant::{Alias, MerchantId, MerchantStatus, Profile, SubjectCategory};

/// What a merchant is called, where it is, what it owns, from the record's `effective_on`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MerchantVersion {
    /// The registered or trade name.
    pub name: String,
    /// What it is, where known (行政相对人类别).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<SubjectCategory>,
    /// Whether it trades.
    pub status: MerchantStatus,
    /// The day it was registered, or first licensed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Day>,
    /// Region code (GB/T 2260, 6 digits), or another scheme's (`zip-60606`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Industry code (GB/T 4754), or another scheme's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// The class of risk in which the supervising organ holds it (风险分级), in the organ's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_class: Option<String>,
    /// Other numbers of the same merchant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
    /// Its online shops, each `platform:shop`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shops: Vec<MerchantId>,
    /// Addresses of its premises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premises: Vec<String>,
    /// Pseudonyms of its own devices and addresses, each `platform:origin`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
}

impl MerchantVersion {
    fn own_origins(&self) -> Vec<Pseudonym> {
        let parts = self.origins.iter().filter_map(|origin| origin.split_once(':'));
        let mut origins: Vec<Pseudonym> =
            parts.map(|(platform, origin)| pseudonym(platform, origin)).collect();
        origins.sort_unstable();
        origins
    }

    /// What scoring needs of it.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile {
            status: self.status,
            category: self.category,
            registered_on: self.registered_on,
            region: self.region.clone(),
            industry: self.industry.clone(),
            origins: self.own_origins(),
            risk_class: self.risk_class.clone(),
        }
    }
}
