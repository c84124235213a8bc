//! An outlook as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::score::{ScoreBody, VetoBody};
use crate::app::outlook::{OutlookAnswer, OutlookDay};

/// The next three years of a merchant's score if nothing new happens.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Outlook")]
pub struct OutlookBody {
    /// The merchant.
    pub merchant: String,
    /// The day asked.
    pub as_of: String,
    /// The last day looked at.
    pub until: String,
    /// Points on the day asked; null when not rated.
    pub points: Option<i32>,
    /// The grade on the day asked, or NR.
    pub grade: String,
    /// The days on which a record turns, soonest first. Between them the score drifts with the age
    /// of what is behind it.
    pub days: Vec<OutlookDayBody>,
}

/// A day on which records turn, and the score from it on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OutlookDay")]
pub struct OutlookDayBody {
    /// The day.
    pub on: String,
    /// What turns.
    pub turns: Vec<TurnBody>,
    /// Points from that day on; null when not rated.
    pub points: Option<i32>,
    /// The grade from that day on, or NR.
    pub grade: String,
    /// The list that decides the grade; null where the points do.
    pub veto: Option<VetoBody>,
}

/// What turns about a record.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Turn")]
pub struct TurnBody {
    /// The record.
    pub record: String,
    /// `display_ends`, `repair_possible`, `listing_ends`, `exit_possible` or `licence_ends`.
    pub turn: &'static str,
}

impl From<&OutlookAnswer> for OutlookBody {
    fn from(answer: &OutlookAnswer) -> Self {
        let now = ScoreBody::from(&answer.now);
        Self {
            merchant: now.merchant,
            as_of: now.as_of,
            until: answer.until.to_string(),
            points: now.points,
            grade: now.grade,
            days: answer.days.iter().map(OutlookDayBody::from).collect(),
        }
    }
}

impl From<&OutlookDay> for OutlookDayBody {
    fn from(day: &OutlookDay) -> Self {
        let turns = day
            .turns
            .iter()
            .map(|turn| TurnBody { record: turn.id.to_string(), turn: turn.turn.name() });
        Self {
            on: day.on.to_string(),
            turns: turns.collect(),
            points: day.points,
            grade: day.grade.to_owned(),
            veto: day.veto.as_ref().map(VetoBody::from),
        }
    }
}
