//! Alarms about ratings as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::store::alarm::{KeptAlarm, KeptList};

/// The alarms that were raised last.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "Alarms")]
pub struct AlarmsBody {
    /// The day they are of; null before alarms were raised for the first time.
    pub as_of: Option<String>,
    /// The instant of what was known.
    pub known_at: Option<String>,
    /// The alarms, those with most ratings behind them first.
    pub alarms: Vec<AlarmBody>,
}

/// Something about a merchant's ratings that a human should look into. It decides nothing: what is
/// found of a rating is handed in as a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Alarm")]
pub struct AlarmBody {
    /// The merchant.
    pub merchant: String,
    /// `weight_collapse`, `ring`, `negative_wave` or `praise_wave`.
    pub kind: &'static str,
    /// What it says.
    pub sentence: &'static str,
    /// The day of the first rating behind it.
    pub from: String,
    /// The day of the last one.
    pub to: String,
    /// How many ratings are behind it.
    pub n_ratings: u32,
    /// Those ratings, newest first, at most 50.
    pub ratings: Vec<String>,
}

impl From<&KeptList> for AlarmsBody {
    fn from(list: &KeptList) -> Self {
        Self {
            as_of: Some(list.as_of.to_string()),
            known_at: Some(list.known_at.to_string()),
            alarms: list.alarms.iter().map(AlarmBody::from).collect(),
        }
    }
}

impl From<&KeptAlarm> for AlarmBody {
    fn from(kept: &KeptAlarm) -> Self {
        let alarm = &kept.alarm;
        Self {
            merchant: kept.merchant.clone(),
            kind: alarm.kind.name(),
            sentence: alarm.kind.sentence(),
            from: alarm.from.to_string(),
            to: alarm.to.to_string(),
            n_ratings: alarm.n_ratings,
            ratings: alarm.ratings.iter().map(|seq| format!("rating-{seq}")).collect(),
        }
    }
}
