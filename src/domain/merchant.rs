//! Who is scored: the identity of a merchant and what is known of it over time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::day::Day;
use super::evidence::pseudonym::Pseudonym;
use super::uscc::{Uscc, UsccError};

/// Longest `scheme:number` identity, in characters.
pub const ID_CHARS_MAX: usize = 80;

/// The identity of a merchant: a unified social credit code (统一社会信用代码), or `scheme:number`
/// for those who have none (sellers exempt from registration by art. 10 of the E-Commerce Law, shops
/// on a platform whose owner is not known yet, merchants of another country's data).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MerchantId {
    /// An 18-character code by GB 32100-2015.
    Uscc(Uscc),
    /// Any other identity, `scheme:number`, for example `taobao:12345`.
    Scheme(SchemeId),
}

/// An identity of the form `scheme:number`.
///
/// The scheme is lower-case ASCII letters, digits and hyphens, and begins with a letter; the number
/// is any text without spaces, control characters or `/ ? # ; , |`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemeId(String);

impl MerchantId {
    /// Reads an identity: with a colon as `scheme:number`, otherwise as a credit code.
    ///
    /// # Errors
    /// [`MerchantIdError`] naming the rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, MerchantIdError> {
        let text = text.trim();
        let Some((scheme, number)) = text.split_once([':', '：']) else {
            return Ok(Self::Uscc(Uscc::parse(text)?));
        };
        let scheme = scheme.trim().to_ascii_lowercase();
        let number = number.trim();
        let scheme_is_well_formed = scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !scheme_is_well_formed {
            return Err(MerchantIdError::Scheme(scheme.chars().take(40).collect()));
        }
        let forbidden =
            |c: char| c.is_whitespace() || c.is_control() || "/?#;,|%\\\"<>".contains(c);
        if number.is_empty() || number.chars().any(forbidden) {
            return Err(MerchantIdError::Number);
        }
        if scheme.len() + 1 + number.chars().count() > ID_CHARS_MAX {
            return Err(MerchantIdError::TooLong);
        }
        Ok(Self::Scheme(SchemeId(format!("{scheme}:{number}"))))
    }

    /// The credit code, for those who have one.
    #[must_use]
    pub const fn uscc(&self) -> Option<&Uscc> {
        match self {
            Self::Uscc(code) => Some(code),
            Self::Scheme(_) => None,
        }
    }

    /// The whole identity as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Uscc(code) => code.as_str(),
            Self::Scheme(SchemeId(text)) => text,
        }
    }

    /// The part before the colon; `uscc` for a credit code.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Uscc(_) => "uscc",
            Self::Scheme(SchemeId(text)) => text.split(':').next().unwrap_or_default(),
        }
    }
}

impl fmt::Display for MerchantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for MerchantId {
    type Err = MerchantIdError;

    fn from_str(text: &str) -> Result<Self, MerchantIdError> {
        Self::parse(text)
    }
}

impl Serialize for MerchantId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MerchantId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Why a text is not the identity of a merchant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MerchantIdError {
    /// It has no colon and is not a valid credit code.
    #[error("{0}")]
    Uscc(#[from] UsccError),
    /// What stands before the colon is not a scheme.
    #[error(
        "scheme '{0}' before the colon must be lower-case letters, digits and hyphens, beginning with a letter"
    )]
    Scheme(String),
    /// What stands after the colon is empty or has a forbidden character.
    #[error(
        "the number after the colon must not be empty nor hold spaces, control characters or any of / ? # ; , | % \\ \" < >"
    )]
    Number,
    /// Longer than [`ID_CHARS_MAX`].
    #[error("an identity has at most {ID_CHARS_MAX} characters")]
    TooLong,
}

/// Another number of the same merchant, kept so that old documents still find it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Alias {
    /// What kind of number it is.
    pub scheme: AliasScheme,
    /// The number, normalised (NFKC, upper case, no spaces).
    pub number: String,
}

impl Alias {
    /// The alias as `scheme:number`, the form in which it can be looked up.
    #[must_use]
    pub fn lookup(&self) -> String {
        format!("{}:{}", self.scheme.name(), self.number)
    }
}

/// The kinds of number that a merchant had before, or has beside, its credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasScheme {
    /// 工商注册号, 15 digits.
    RegistrationNumber,
    /// 组织机构代码, 9 characters.
    OrganisationCode,
    /// 税务登记号.
    TaxNumber,
    /// A credit code that this merchant had before or has as well (一主体多码).
    FormerUscc,
}

impl AliasScheme {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::RegistrationNumber, Self::OrganisationCode, Self::TaxNumber, Self::FormerUscc];

    /// The name in files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RegistrationNumber => "registration-number",
            Self::OrganisationCode => "organisation-code",
            Self::TaxNumber => "tax-number",
            Self::FormerUscc => "former-uscc",
        }
    }
}

/// What the person concerned is (行政相对人类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectCategory {
    /// 法人及非法人组织.
    Organisation,
    /// 个体工商户.
    IndividualBusiness,
}

/// Whether the merchant still trades (登记状态).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum MerchantStatus {
    /// 存续 (在营).
    #[default]
    Active,
    /// 歇业: out of business for a while, as registered.
    Dormant,
    /// 吊销: the business licence was taken away.
    Revoked,
    /// 注销: struck off.
    Deregistered,
}

impl MerchantStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Dormant, Self::Revoked, Self::Deregistered];

    /// The name in files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::Revoked => "revoked",
            Self::Deregistered => "deregistered",
        }
    }
}

/// What scoring needs to know of a merchant itself, true from the record's `effective_on`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Whether it trades.
    pub status: MerchantStatus,
    /// What it is, where known.
    pub category: Option<SubjectCategory>,
    /// The day it was registered, or first licensed.
    pub registered_on: Option<Day>,
    /// Region code (GB/T 2260), or another scheme's (`zip-60606`).
    pub region: Option<String>,
    /// Industry code (GB/T 4754), or another scheme's word.
    pub industry: Option<String>,
    /// Its own devices and addresses, in order.
    pub origins: Vec<Pseudonym>,
    /// The class of risk in which the supervising organ holds it, in the organ's words.
    pub risk_class: Option<String>,
}
