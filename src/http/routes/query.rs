//! The route that scores many merchants at once, each as if it were asked alone.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inquiry::{Purpose, audience, note};
use super::merchants::GROUP;
use crate::app::App;
use crate::app::score::ScoreQuestion;
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, post};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::{self, NoParams};
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::score::ScoreBody;

/// Merchants in one question.
pub const MERCHANTS_MAX: usize = 1000;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        post(
            "/v1/scores/query",
            "Score up to 1000 merchants. As of one day and as known at one instant; a merchant that \
             cannot be scored has its problem in its place. Each costs one of the allowance.",
            |body: &QueryBody| body.merchants.len(),
            query,
        )
        .under(GROUP),
    ]
}

/// Which merchants, and as of when.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ScoreQuery")]
#[serde(deny_unknown_fields)]
pub struct QueryBody {
    /// Their identities: unified social credit codes, or `scheme:number`.
    #[schemars(length(min = 1, max = 1000), inner(length(min = 1, max = 80)))]
    merchants: Vec<String>,
    /// The day that the answers are of; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    as_of: Option<Day>,
    /// As known at which instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
    /// The name of a scorecard; the one that applied at `known_at` where not said.
    #[schemars(length(min = 1, max = 64))]
    model: Option<String>,
    /// What for you ask (查询原因); logged where you see more than anybody may.
    purpose: Option<Purpose>,
}

/// The scores, in the order of the question.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Scores")]
pub struct ScoresBody {
    /// The day that the answers are of.
    pub as_of: String,
    /// As known at which instant; asking again with it gives the same answers.
    pub known_at: String,
    /// One for each merchant asked about.
    pub answers: Vec<AnswerBody>,
}

/// The answer about one merchant: a score or a problem.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ScoreOrProblem")]
pub struct AnswerBody {
    /// The identity, as it was sent.
    pub merchant: String,
    /// The score; null where there is a problem.
    pub score: Option<ScoreBody>,
    /// Why there is no answer; null where there is a score.
    pub problem: Option<BriefProblem>,
}

/// A problem with one of many.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BriefProblem {
    /// Its code, as in problem documents.
    pub code: &'static str,
    /// What is wrong.
    pub detail: String,
}

fn query(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: QueryBody,
) -> Result<View<ScoresBody>, ApiError> {
    let n = body.merchants.len();
    if !(1..=MERCHANTS_MAX).contains(&n) {
        let message = format!("must name 1 to {MERCHANTS_MAX} merchants, not {n}");
        let fault = FieldError::new("merchants", None, "count", message);
        return Err(ApiError::of_fields(Problem::InvalidContent, vec![fault]));
    }
    // One frame for all: records that come in meanwhile belong to no answer.
    let frame = app.frame(body.as_of, body.known_at, body.model.as_deref())?;
    let answers = body.merchants.into_iter().map(|merchant| {
        let question = |id| ScoreQuestion {
            audience: audience(caller, &id),
            id,
            as_of: Some(frame.as_of),
            known_at: Some(frame.known_at),
            model: body.model.clone(),
        };
        let scored = MerchantId::parse(&merchant)
            .map_err(|error| ApiError::new(Problem::InvalidRequest, error.to_string()))
            .and_then(|id| {
                let question = question(id);
                let answer = app.score(&question)?;
                if question.audience == Audience::Privileged {
                    note(app, caller, &answer.id, body.purpose.as_ref(), "scores")?;
                }
                Ok(answer)
            });
        let (score, problem) = match scored {
            Ok(answer) => (Some(ScoreBody::from(&answer)), None),
            Err(error) => (None, Some(brief(error))),
        };
        AnswerBody { merchant, score, problem }
    });
    Ok(View::found(ScoresBody {
        answers: answers.collect(),
        as_of: frame.as_of.to_string(),
        known_at: frame.known_at.to_string(),
    }))
}

fn brief(error: ApiError) -> BriefProblem {
    BriefProblem { code: error.problem.facts().code, detail: error.detail }
}
