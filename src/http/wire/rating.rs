//! What ratings weigh, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::rating::{RatingsAnswer, WeighedRating};

/// What a merchant's ratings weigh, and the mean they come to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WeighedRatings")]
pub struct RatingsBody {
    /// The merchant.
    pub merchant: String,
    /// The day asked.
    pub as_of: String,
    /// The version of the reference tables; null before the first are built.
    pub reference_tables: Option<String>,
    /// How many ratings stand.
    pub n_ratings: i64,
    /// How many of them weigh anything.
    pub n_weighed: i64,
    /// Their weights, halved every 540 days, in full ratings of the day.
    pub believed: f64,
    /// The mean by weight, in stars, with five ratings of the trade's usual mean beside them; null
    /// where nothing weighs anything.
    pub mean_stars: Option<f64>,
    /// The lower end of the interval that the mean lies in with a probability of 95 %.
    pub mean_stars_from: Option<f64>,
    /// Its upper end.
    pub mean_stars_to: Option<f64>,
    /// The trade's usual mean, in stars.
    pub trade_mean_stars: f64,
    /// 描述相符, as described: the mean by weight; null without such ratings.
    pub description_match: Option<f64>,
    /// 服务态度, service.
    pub service_attitude: Option<f64>,
    /// 物流服务, delivery.
    pub logistics_service: Option<f64>,
    /// The ratings, newest first, at most 500.
    pub ratings: Vec<RatingBody>,
}

/// What one rating weighs, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WeighedRating")]
pub struct RatingBody {
    /// The record.
    pub record: String,
    /// The day it was given.
    pub rated_on: String,
    /// The overall figure, 1 to 5.
    pub stars: f64,
    /// Its weight, 0 to 1.
    pub weight: f64,
    /// Why it weighs less than 1; empty for a full one.
    pub signals: Vec<SignalBody>,
}

/// A signal that changes what a rating weighs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Signal")]
pub struct SignalBody {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub sentence: &'static str,
}

impl From<&RatingsAnswer> for RatingsBody {
    fn from(answer: &RatingsAnswer) -> Self {
        let dimension = |place: usize| answer.dimensions.and_then(|all| all.get(place).copied());
        Self {
            merchant: answer.id.to_string(),
            as_of: answer.as_of.to_string(),
            reference_tables: answer.reference_tables.clone(),
            n_ratings: answer.n,
            n_weighed: answer.n_weighed,
            believed: answer.believed,
            mean_stars: answer.mean.map(|mean| mean.mean),
            mean_stars_from: answer.mean.map(|mean| mean.from),
            mean_stars_to: answer.mean.map(|mean| mean.to),
            trade_mean_stars: answer.trade.mean_stars(),
            description_match: dimension(0),
            service_attitude: dimension(1),
            logistics_service: dimension(2),
            ratings: answer.ratings.iter().map(RatingBody::from).collect(),
        }
    }
}

impl From<&WeighedRating> for RatingBody {
    fn from(rating: &WeighedRating) -> Self {
        let signal = |signal: &crate::domain::evidence::signal::Signal| SignalBody {
            name: signal.name(),
            sentence: signal.sentence(),
        };
        Self {
            record: rating.id.to_string(),
            rated_on: rating.rated_on.to_string(),
            stars: f64::from(rating.stars_milli) / 1000.0,
            weight: f64::from(rating.weight) / 1000.0,
            signals: rating.signals.iter().map(signal).collect(),
        }
    }
}
