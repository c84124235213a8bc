//! A change of the feed as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::report::ItemBody;
use crate::app::change::{Change, Deed};

/// One position of the feed, and what a mirror does about it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Change")]
pub struct ChangeBody {
    /// The position: 1, 2, 3 … without gaps.
    pub seq: u64,
    /// When the service learnt of it.
    pub recorded_at: String,
    /// `show`: show `item` under the name `record`, in place of what was shown under it before.
    /// `hide`: stop showing `record` from the day `from` on. `merge`: `from_merchant` turned out to
    /// be `merchant`. `none`: nothing; what stands there is not for showing, or was replaced.
    pub action: &'static str,
    /// The name of the record's first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The record and how long it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemBody>,
    /// From which day on it is to be hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The merchant that another identity turned out to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// The other identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_merchant: Option<String>,
}

impl From<&Change> for ChangeBody {
    fn from(change: &Change) -> Self {
        let empty = Self {
            seq: change.seq.0,
            recorded_at: change.recorded_at.to_string(),
            action: "none",
            record: None,
            item: None,
            from: None,
            merchant: None,
            from_merchant: None,
        };
        match &change.deed {
            Deed::Nothing => empty,
            Deed::Show { record, item } => Self {
                action: "show",
                record: Some(record.to_string()),
                item: Some(ItemBody::from(item.as_ref())),
                ..empty
            },
            Deed::Hide { record, from } => Self {
                action: "hide",
                record: Some(record.to_string()),
                from: Some(from.to_string()),
                ..empty
            },
            Deed::Merge { merchant, from } => Self {
                action: "merge",
                merchant: Some(merchant.to_string()),
                from_merchant: Some(from.to_string()),
                ..empty
            },
        }
    }
}
