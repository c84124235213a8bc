//! A merchant as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::report::MerchantAnswer;

/// Who a merchant is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Merchant")]
pub struct MerchantBody {
    /// Its identity: a unified social credit code, or `scheme:number`.
    pub merchant: String,
    /// Whether any record says who it is; a stub is only named by others.
    pub is_stub: bool,
    /// Its name on the day.
    pub name: Option<String>,
    /// Names it had before, newest first.
    pub former_names: Vec<FormerNameBody>,
    /// `active`, `dormant`, `revoked` or `deregistered`.
    pub status: Option<&'static str>,
    /// Region code (GB/T 2260), or another scheme's.
    pub region: Option<String>,
    /// Industry code (GB/T 4754), or another scheme's.
    pub industry: Option<String>,
    /// The class of risk in which its supervising organ holds it, in the organ's words.
    pub risk_class: Option<String>,
    /// The day it was registered, or first licensed.
    pub registered_on: Option<String>,
    /// Other numbers of the same merchant, `scheme:number`.
    pub aliases: Vec<String>,
    /// Its online shops.
    pub shops: Vec<String>,
    /// Addresses of its premises.
    pub premises: Vec<String>,
    /// How many records of each kind count on the day.
    pub counts: Vec<CountBody>,
    /// The day the answer is of.
    pub as_of: String,
    /// The position of the last record used.
    pub seq: u64,
}

/// A name that a merchant had.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FormerName")]
pub struct FormerNameBody {
    /// The name.
    pub name: String,
    /// The day from which it was true.
    pub from: String,
}

/// How many records of a kind there are.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Count")]
pub struct CountBody {
    /// The kind, plural.
    pub kind: &'static str,
    /// How many.
    pub n: i64,
}

impl From<&MerchantAnswer> for MerchantBody {
    fn from(answer: &MerchantAnswer) -> Self {
        let version = answer.version.as_ref();
        let former = |former: &crate::app::report::FormerName| FormerNameBody {
            name: former.name.clone(),
            from: former.from.to_string(),
        };
        Self {
            merchant: answer.id.to_string(),
            is_stub: version.is_none(),
            name: version.map(|version| version.name.clone()),
            former_names: answer.former_names.iter().map(former).collect(),
            status: version.map(|version| version.status.name()),
            region: version.and_then(|version| version.region.clone()),
            industry: version.and_then(|version| version.industry.clone()),
            risk_class: version.and_then(|version| version.risk_class.clone()),
            registered_on: version
                .and_then(|version| version.registered_on)
                .map(|day| day.to_string()),
            aliases: version.map_or_else(Vec::new, |version| {
                version.aliases.iter().map(|alias| alias.lookup()).collect()
            }),
            shops: version.map_or_else(Vec::new, |version| {
                version.shops.iter().map(ToString::to_string).collect()
            }),
            premises: version.map_or_else(Vec::new, |version| version.premises.clone()),
            counts: answer
                .counts
                .iter()
                .map(|count| CountBody { kind: count.kind.plural(), n: count.n })
                .collect(),
            as_of: answer.as_of.to_string(),
            seq: answer.at.0,
        }
    }
}
