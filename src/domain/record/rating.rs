//! Ratings (消费评价): what a consumer says of one item of one order.

use serde::{Deserialize, Serialize};

use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use crate::domain::evidence::text_print::TextPrint;

/// One rating; a follow-up review (追评) has the next `sequence` of the same item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// The platform it was given on.
    pub platform: String,
    /// The order it speaks of.
    pub order: String,
    /// The item of that order.
    pub item: String,
    /// 0 for the first rating of the item, 1 and more for follow-ups.
    pub sequence: u32,
    /// The day it was given.
    pub rated_on: Day,
    /// A pseudonym of the rater, the same for one person on one platform.
    pub rater: String,
    /// The stars.
    pub stars: Stars,
    /// Whether the platform matched it with a paid order.
    pub purchase: Purchase,
    /// A reward was promised for it (好评返现).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incentivised: bool,
    /// A pseudonym of the device or delivery address that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// What its text is like, where there is enough of it to compare. Not part of what makes two
    /// submissions the same content: the text is not, either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_print: Option<TextPrint>,
}

/// What was given: one figure, or the three dimensions of a detailed seller rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Stars {
    /// One figure from 1 to 5.
    Overall(u8),
    /// Three figures from 1 to 5.
    Dimensions {
        /// 描述相符.
        description_match: u8,
        /// 服务态度.
        service_attitude: u8,
        /// 物流服务.
        logistics_service: u8,
    },
}

/// Whether an order stands behind a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purchase {
    /// The platform matched it with a paid order.
    Verified,
    /// It did not, or does not say.
    Unverified,
}

/// What scoring needs of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingFact {
    /// The stars.
    pub stars: Stars,
    /// Whether an order stands behind it.
    pub purchase: Purchase,
    /// Whether a reward was promised for it.
    pub incentivised: bool,
    /// The rater, on the platform.
    pub rater: Pseudonym,
    /// The order, on the platform.
    pub order: Pseudonym,
    /// Where it came from.
    pub origin: Option<Pseudonym>,
    /// What its text is like.
    pub text: Option<TextPrint>,
}

impl Stars {
    /// The three dimensions, where there are three.
    #[must_use]
    pub const fn dimensions(self) -> Option<[u8; 3]> {
        match self {
            Self::Overall(_) => None,
            Self::Dimensions { description_match, service_attitude, logistics_service } => {
                Some([description_match, service_attitude, logistics_service])
            }
        }
    }

    /// The overall figure in thousandths of a star, 1000 to 5000: the mean where there are three.
    #[must_use]
    pub fn overall_milli(self) -> u32 {
        match self {
            Self::Overall(stars) => u32::from(stars) * 1000,
            Self::Dimensions { description_match, service_attitude, logistics_service } => {
                let sum = u32::from(description_match)
                    + u32::from(service_attitude)
                    + u32::from(logistics_service);
                (sum * 1000 + 1) / 3
            }
        }
    }

    /// The overall figure rounded to whole stars, 1 to 5.
    #[must_use]
    pub fn overall(self) -> u8 {
        match self {
            Self::Overall(stars) => stars.clamp(1, 5),
            Self::Dimensions { .. } => {
                u8::try_from((self.overall_milli() + 500) / 1000).unwrap_or(5).clamp(1, 5)
            }
        }
    }
}

impl Rating {
    /// What scoring needs of it.
    #[must_use]
    pub fn fact(&self) -> RatingFact {
        RatingFact {
            stars: self.stars,
            purchase: self.purchase,
            incentivised: self.incentivised,
            rater: pseudonym(&self.platform, &self.rater),
            order: pseudonym(&self.platform, &self.order),
            origin: self.origin.as_deref().map(|origin| pseudonym(&self.platform, origin)),
            text: self.text_print,
        }
    }
}
