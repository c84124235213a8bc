//! Routes that read one merchant: who it is, its score, its report.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::inquiry::{Purpose, audience, note};
use super::rights;
use super::runs::limit;
use super::tag::{content_tag, score_tag};
use crate::app::outlook::WhatIf;
use crate::app::rescore::past::PastQuestion;
use crate::app::score::ScoreQuestion;
use crate::app::score_basis::ScoreBasis;
use crate::app::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, get};
use crate::http::error::ApiError;
use crate::http::params;
use crate::http::view::View;
use crate::http::wire::merchant::MerchantBody;
use crate::http::wire::outlook::OutlookBody;
use crate::http::wire::rating::RatingsBody;
use crate::http::wire::report::ReportBody;
use crate::http::wire::run::{PastScoreBody, ScoreHistoryBody};
use crate::http::wire::score::{Lang, ScoreBody};

pub(super) const GROUP: &str = "Merchants";

/// Runs that a history looks at where the caller does not say how many.
const PAST_RUNS: u32 = 20;
/// Runs that a history looks at, at most.
const PAST_RUNS_MAX: u32 = 100;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get(
            "/v1/merchants/{id}/score",
            "Score a merchant as of a day. Points, grade, what each characteristic adds, the reasons \
             and the records behind them; or what is lacking for a rating.",
            score,
        ),
        get(
            "/v1/merchants/{id}/score/outlook",
            "Show the next three years of a score if nothing new happens. Which day which record ends, \
             from when a repair can be applied for, and the score from those days on.",
            outlook,
        ),
        get(
            "/v1/merchants/{id}/score/what-if",
            "Score a merchant as if a record were repaired.",
            what_if,
        ),
        get(
            "/v1/merchants/{id}",
            "Show who a merchant is. Its names over time, numbers, shops and premises, and how many \
             records of each kind count on the day.",
            merchant,
        ),
        get(
            "/v1/merchants/{id}/ratings/weights",
            "Show what a merchant's ratings weigh. The mean by weight with its interval, and each \
             rating with its weight and the reasons, newest first.",
            ratings,
        ),
        get(
            "/v1/merchants/{id}/report",
            "Show everything known and displayable about a merchant. Who it is, its score, and its \
             records by kind, newest first.",
            report,
        ),
        get(
            "/v1/merchants/{id}/score/history",
            "Show the scores of a merchant in past runs. Oldest first, each with what changed it since \
             the one before; to the public as if what may not be shown today had never been.",
            history,
        )
        .blocking(),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which merchant, and as of when.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct MerchantParams {
    /// The merchant: its unified social credit code (统一社会信用代码), an older number of it, or
    /// `scheme:number`.
    #[schemars(with = "String", length(min = 3, max = 80))]
    #[schemars(example = "92449921MA8LEMW27A", example = "taobao:12345")]
    id: MerchantId,
    /// The day that the answer is of; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"), example = "2026-11-16")]
    as_of: Option<Day>,
    /// As known at which instant (RFC 3339); now where not said. An instant in the future is refused.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[schemars(example = "2026-11-16T09:30:00Z")]
    known_at: Option<Timestamp>,
    /// The name of a scorecard; the one that applied at `known_at` where not said.
    #[schemars(length(min = 1, max = 64))]
    model: Option<String>,
    /// What for you ask (查询原因); logged where you see more than anybody may.
    #[schemars(example = "loan application")]
    purpose: Option<Purpose>,
    /// The language of sentences; both where not said.
    lang: Option<Lang>,
}

impl MerchantParams {
    pub(super) fn question(self, caller: &Caller) -> ScoreQuestion {
        ScoreQuestion {
            audience: audience(caller, &self.id),
            id: self.id,
            as_of: self.as_of,
            known_at: self.known_at,
            model: self.model,
        }
    }
}

/// Whose past scores.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct HistoryParams {
    /// The merchant: its unified social credit code (统一社会信用代码), an older number of it, or
    /// `scheme:number`.
    #[schemars(with = "String", length(min = 3, max = 80))]
    #[schemars(example = "92449921MA8LEMW27A", example = "taobao:12345")]
    id: MerchantId,
    /// Only of runs with smaller numbers: the first run of the answer before.
    before: Option<i64>,
    /// How many runs are looked at, newest first.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
}

fn history(
    app: &App,
    caller: &Caller,
    params: HistoryParams,
) -> Result<View<ScoreHistoryBody>, ApiError> {
    let limit = limit(params.limit, PAST_RUNS, PAST_RUNS_MAX)?;
    let audience = audience(caller, &params.id);
    let HistoryParams { id, before, .. } = params;
    let past = app.past_scores(&PastQuestion { id: id.clone(), audience, before, limit })?;
    if audience == Audience::Privileged {
        note(app, caller, &id, None, "score history")?;
    }
    let body = ScoreHistoryBody {
        merchant: id.to_string(),
        scores: past.iter().map(PastScoreBody::from).collect(),
    };
    let tag = content_tag(&body);
    Ok(View::found(body).tagged(tag))
}

/// Asks the app, and notes it where the answer says more than anybody may know.
fn asked<T>(
    app: &App,
    caller: &Caller,
    mut params: MerchantParams,
    what: &'static str,
    ask: impl FnOnce(&ScoreQuestion) -> Result<T, AppError>,
    whose: impl FnOnce(&T) -> MerchantId,
) -> Result<T, ApiError> {
    let purpose = params.purpose.take();
    let question = params.question(caller);
    let answer = ask(&question)?;
    if question.audience == Audience::Privileged {
        note(app, caller, &whose(&answer), purpose.as_ref(), what)?;
    }
    Ok(answer)
}

fn score(app: &App, caller: &Caller, params: MerchantParams) -> Result<View<ScoreBody>, ApiError> {
    let lang = params.lang;
    // An answer names the instant that was asked about; where none was, an earlier one is as true.
    let is_about_now = params.known_at.is_none();
    let tag_of =
        |basis: &ScoreBasis| in_language(score_tag(basis, &app.settings().disclaimer), lang);
    let (mut tag, mut written) = (String::new(), None);
    let ask = |question: &ScoreQuestion| {
        app.score_unless(question, |basis| {
            tag = tag_of(basis);
            if caller.has(&tag) {
                return true;
            }
            written = is_about_now.then(|| caller.written(&tag)).flatten();
            written.is_some()
        })
    };
    let based = asked(app, caller, params, "score", ask, |based| based.basis.id.clone())?;
    Ok(match (based.score, written) {
        (None, None) => View::not_modified(tag),
        (None, Some(bytes)) => View::written(bytes, tag),
        (Some(score), _) => {
            let view = View::found(ScoreBody::from(&score).in_language(lang)).tagged(tag);
            if is_about_now { view.kept() } else { view }
        }
    })
}

/// The tag of an answer in a language: other words are another answer.
fn in_language(tag: String, lang: Option<Lang>) -> String {
    match lang {
        None => tag,
        Some(Lang::En) => tag + "-en",
        Some(Lang::Zh) => tag + "-zh",
    }
}

fn outlook(
    app: &App,
    caller: &Caller,
    params: MerchantParams,
) -> Result<View<OutlookBody>, ApiError> {
    let whose = params.id.clone();
    let answer = asked(app, caller, params, "outlook", |q| app.outlook(q), |_| whose)?;
    Ok(View::found(OutlookBody::from(&answer)))
}

/// Which merchant, as of when, and what is supposed.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WhatIfParams {
    /// The merchant: its unified social credit code (统一社会信用代码), an older number of it, or
    /// `scheme:number`.
    #[schemars(with = "String", length(min = 3, max = 80))]
    id: MerchantId,
    /// The record that is supposed to be repaired.
    #[schemars(length(min = 3, max = 40), example = "penalty-42")]
    repair: String,
    /// The day that the answer is of; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"), example = "2026-11-16")]
    as_of: Option<Day>,
}

fn what_if(app: &App, caller: &Caller, params: WhatIfParams) -> Result<View<ScoreBody>, ApiError> {
    let repaired = rights::record_id("repair", &params.repair)?;
    let question = ScoreQuestion {
        audience: audience(caller, &params.id),
        id: params.id,
        as_of: params.as_of,
        known_at: None,
        model: None,
    };
    let answer = app.score_if(&question, &[WhatIf::Repaired(repaired)])?;
    if question.audience == Audience::Privileged {
        note(app, caller, &answer.id, None, "what_if")?;
    }
    Ok(View::found(ScoreBody::from(&answer)))
}

fn merchant(
    app: &App,
    caller: &Caller,
    params: MerchantParams,
) -> Result<View<MerchantBody>, ApiError> {
    let answer =
        asked(app, caller, params, "merchant", |q| app.merchant(q), |answer| answer.id.clone())?;
    let mut body = MerchantBody::from(&answer);
    // The position moves with every record of anybody; what is said of this merchant does not.
    let seq = std::mem::take(&mut body.seq);
    let tag = content_tag(&body);
    body.seq = seq;
    Ok(View::found(body).tagged(tag))
}

fn ratings(
    app: &App,
    caller: &Caller,
    params: MerchantParams,
) -> Result<View<RatingsBody>, ApiError> {
    Ok(View::found(RatingsBody::from(&app.ratings(&params.question(caller))?)))
}

fn report(
    app: &App,
    caller: &Caller,
    params: MerchantParams,
) -> Result<View<ReportBody>, ApiError> {
    let lang = params.lang;
    let answer = asked(
        app,
        caller,
        params,
        "report",
        |q| app.report(q),
        |answer| answer.merchant.id.clone(),
    )?;
    let mut body = ReportBody::from(&answer);
    body.score = body.score.in_language(lang);
    // The position of the store moves with every record of any merchant.
    let seq = std::mem::take(&mut body.merchant.seq);
    let records = std::mem::take(&mut body.score.versions.records);
    let known_at = std::mem::take(&mut body.score.known_at);
    let tag = content_tag(&body);
    body.merchant.seq = seq;
    body.score.versions.records = records;
    body.score.known_at = known_at;
    Ok(View::found(body).tagged(tag))
}
