//! The route that finds merchants.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::merchants::GROUP;
use super::queries::PageLimit;
use super::tag::content_tag;
use crate::app::App;
use crate::app::score::Outcome;
use crate::app::search::{FoundBy, Hit, Place, SearchQuestion, Stage};
use crate::domain::scorecard::Grade;
use crate::http::allowance::RouteClass;
use crate::http::caller::Caller;
use crate::http::cursor;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::{ApiError, FieldError};
use crate::http::view::View;

/// Characters of a text that is searched, at most.
const TEXT_CHARS_MAX: usize = 100;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        get(
            "/v1/merchants",
            "Search merchants. By code, alias or shop (whole, or its first 6 characters and more), or \
             by name: in Chinese or Latin letters, from the beginning or the middle, former names \
             too; a Latin word with one or two wrong letters finds what is like it. Without `q`, all \
             merchants. A page can have fewer items than `limit` though there is a `next`.",
            search,
        )
        .class(RouteClass::Search)
        .blocking()
        .under(GROUP),
    ]
}

/// What is searched.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SearchParams {
    /// A code, alias, shop or part of a name.
    q: Option<SearchText>,
    /// The code of a region (GB/T 2260), or its beginning: `44` for a province.
    region: Option<RegionText>,
    /// The grade of today.
    grade: Option<GradeText>,
    /// The `next` of the page before; the first page where not said.
    #[schemars(regex(pattern = r"^[0-4]\.(0|[1-9a-f][0-9a-f]{0,14})$"))]
    cursor: Option<String>,
    /// Items of a page; 50 where not said.
    limit: Option<PageLimit>,
}

/// A text that is searched.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("minLength" = 1, "maxLength" = 100), example = &"果蔬")]
pub struct SearchText(String);

impl TryFrom<String> for SearchText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if (1..=TEXT_CHARS_MAX).contains(&text.chars().count()) {
            return Ok(Self(text));
        }
        Err(format!("must have 1 to {TEXT_CHARS_MAX} characters"))
    }
}

/// The beginning of a region's code.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("pattern" = "^[A-Za-z0-9-]{1,32}$"), example = "4499")]
pub struct RegionText(String);

impl TryFrom<String> for RegionText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self(text));
        }
        Err("must be 1 to 32 letters, digits or hyphens".to_owned())
    }
}

/// A grade by its letters.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("enum" = ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D"]))]
#[schemars(with = "String")]
pub struct GradeText(Grade);

impl TryFrom<String> for GradeText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let found = Grade::ALL.into_iter().find(|grade| grade.letters() == text);
        found.map(Self).ok_or_else(|| "must be AAA, AA, A, BBB, BB, B, CCC, CC, C or D".to_owned())
    }
}

/// Merchants that fit.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Found")]
pub struct FoundBody {
    /// The merchants.
    pub merchants: Vec<HitBody>,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
    /// The day the answer is of.
    pub as_of: String,
    /// The instant as known at which it was made.
    pub known_at: String,
    /// What this instance says of its answers.
    pub disclaimer: String,
}

/// A merchant that fits; its score has more at `/v1/merchants/{id}/score`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Hit")]
pub struct HitBody {
    /// Its identity.
    pub merchant: String,
    /// Its name today; null for a stub, which is only named by others.
    pub name: Option<String>,
    /// How it was found: `identity`, `name`, `former_name`, `similar_name` or `filter`.
    pub found_by: &'static str,
    /// `active`, `dormant`, `revoked` or `deregistered`.
    pub status: Option<&'static str>,
    /// Region code (GB/T 2260), or another scheme's.
    pub region: Option<String>,
    /// Whether there is enough to rate it.
    pub rated: bool,
    /// Points, 0 to 1000; null when not rated.
    pub points: Option<i32>,
    /// The grade (AAA … D), or NR when not rated.
    pub grade: &'static str,
}

fn search(app: &App, _: &Caller, params: SearchParams) -> Result<View<FoundBody>, ApiError> {
    let question = SearchQuestion {
        text: params.q.map(|text| text.0),
        region: params.region.map(|region| region.0),
        grade: params.grade.map(|grade| grade.0),
        after: params.cursor.as_deref().map(place).transpose()?,
        limit: params.limit.unwrap_or_default().0 as usize,
    };
    let answer = app.search(&question)?;
    let body = FoundBody {
        merchants: answer.hits.iter().map(HitBody::from).collect(),
        next: answer.next.map(|place| cursor::print([number(place.stage), place.number])),
        as_of: answer.as_of.to_string(),
        known_at: answer.known_at.to_string(),
        disclaimer: app.settings().disclaimer.clone(),
    };
    let tag = content_tag(&(&body.merchants, &body.next, &body.as_of));
    Ok(View::found(body).tagged(tag))
}

const STAGES: [Stage; 5] =
    [Stage::Identity, Stage::Beginning, Stage::Part, Stage::Similar, Stage::Everybody];

const fn number(stage: Stage) -> i64 {
    stage as i64
}

fn place(text: &str) -> Result<Place, ApiError> {
    let [stage, number] = cursor::parse::<2>(text)?;
    let stage = usize::try_from(stage).ok().and_then(|place| STAGES.get(place));
    let stage = stage.copied().ok_or_else(|| {
        let message = "must be the `next` of an earlier answer to the same question";
        ApiError::invalid_request(vec![FieldError::new("cursor", Some(text), "cursor", message)])
    })?;
    Ok(Place { stage, number })
}

impl From<&Hit> for HitBody {
    fn from(hit: &Hit) -> Self {
        let version = hit.merchant.version.as_ref();
        let rated = match &hit.score.outcome {
            Outcome::Rated(rated) => Some(rated),
            Outcome::NotRated(_) => None,
        };
        Self {
            merchant: hit.merchant.id.to_string(),
            name: version.map(|version| version.name.clone()),
            found_by: match hit.found_by {
                FoundBy::Identity => "identity",
                FoundBy::Name => "name",
                FoundBy::FormerName => "former_name",
                FoundBy::SimilarName => "similar_name",
                FoundBy::Filter => "filter",
            },
            status: version.map(|version| version.status.name()),
            region: version.and_then(|version| version.region.clone()),
            rated: rated.is_some(),
            points: rated.map(|rated| rated.points),
            grade: rated.map_or("NR", |rated| rated.grade.letters()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_is_found_again_by_its_number() {
        for stage in STAGES {
            let text = cursor::print([number(stage), 7]);
            assert_eq!(place(&text).unwrap(), Place { stage, number: 7 });
        }
        assert!(place(&cursor::print([5, 7])).is_err());
    }
}
