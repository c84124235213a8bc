//! Routes about rescoring runs: which there were, what each came to, how far one is, and a new one.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::tag::content_tag;
use crate::app::key::Role;
use crate::app::rescore::progress::RunState;
use crate::app::rescore::{BegunRun, Extent, RescoreOptions, Way};
use crate::app::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, Told, events, get, launch};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::{self, NoParams};
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::run::{RunBody, RunHeadBody};
use crate::http::wire::run_progress::{RunProgressBody, RunsBody};

const GROUP: &str = "Runs";

/// Runs in one answer where the caller does not say how many.
const RUNS_LISTED: u32 = 20;
/// Runs in one answer at most.
const RUNS_LISTED_MAX: u32 = 100;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        get("/v1/runs", "List the runs over all merchants. Newest first.", list),
        get(
            "/v1/runs/{run}",
            "Show what a run came to. Counts, the distribution of points, and how far they are from \
             the training sample; for analysts and admins also what changed since the run before, \
             the merchants that moved most, and the challenger. To others counts are told to the \
             nearest ten.",
            show,
        )
        .blocking(),
        launch(
            "/v1/runs",
            "Begin a run over all merchants. It goes on after the answer; `Location` is where it can \
             be followed. One run is under way at a time.",
            start,
        )
        .needs(&[Role::Admin]),
        events(
            "/v1/runs/{run}/events",
            "Follow a run. Server-sent events: `progress` while it is under way, and one `end` when \
             it has finished or was interrupted.",
            follow,
        )
        .needs(&[Role::Admin, Role::Analyst]),
    ];
    all.into_iter().map(|route| route.under(GROUP)).collect()
}

/// Which runs.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ListParams {
    /// Only runs with smaller numbers: `before` of the answer before.
    before: Option<i64>,
    /// How many at most.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
}

/// Which run.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RunParams {
    /// Its number.
    run: i64,
}

/// What a new run scores.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NewRun")]
#[serde(deny_unknown_fields)]
pub struct NewRunBody {
    /// The day to score; today where not said.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    as_of: Option<Day>,
    /// As known at which instant (RFC 3339); now where not said.
    #[serde(default, deserialize_with = "params::instant")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    known_at: Option<Timestamp>,
    /// By which scorecard; the one that applied at `known_at` where not said.
    #[schemars(length(min = 1, max = 64))]
    model: Option<String>,
    /// A scorecard to compare with it on the same dossiers.
    #[schemars(length(min = 1, max = 64))]
    challenger: Option<String>,
    /// Whose scores are computed.
    #[serde(default)]
    extent: ExtentWord,
    /// The number of an interrupted run that is taken up where it stopped; nothing else may be said
    /// beside it.
    take_up: Option<i64>,
}

/// Whose scores are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "RunExtent")]
#[serde(rename_all = "snake_case")]
pub enum ExtentWord {
    /// Everybody's.
    #[default]
    Everyone,
    /// Only those of merchants with new records since the last run, and of those for whom the passing
    /// of time can change something; the others are taken over from that run.
    OnlyChanged,
}

/// What a caller may see of runs: those who work with them see all, others no more than tells of
/// nobody.
fn audience(caller: &Caller) -> Audience {
    match caller.role() {
        Some(Role::Admin | Role::Analyst) => Audience::Privileged,
        _ => Audience::Public,
    }
}

fn list(app: &App, caller: &Caller, params: ListParams) -> Result<View<RunsBody>, ApiError> {
    let limit = limit(params.limit, RUNS_LISTED, RUNS_LISTED_MAX)?;
    let audience = audience(caller);
    let runs = app.runs_before(params.before, limit)?;
    let before =
        (runs.len() as u64 == u64::from(limit)).then(|| runs.last().map(|kept| kept.run)).flatten();
    let may_be_seen =
        runs.iter().filter(|kept| audience == Audience::Privileged || kept.finished_at.is_some());
    let runs = may_be_seen.map(|kept| RunHeadBody::new(kept, audience)).collect();
    let body = RunsBody { runs, before };
    let tag = content_tag(&body);
    Ok(View::found(body).tagged(tag))
}

/// How many are asked for, within what the route gives.
pub(super) fn limit(asked: Option<u32>, usual: u32, max: u32) -> Result<u32, ApiError> {
    match asked.unwrap_or(usual) {
        limit if (1..=max).contains(&limit) => Ok(limit),
        limit => {
            let message = format!("must be 1 to {max}");
            let fault = FieldError::new("limit", Some(&limit.to_string()), "range", message);
            Err(ApiError::invalid_request(vec![fault]))
        }
    }
}

fn show(app: &App, caller: &Caller, params: RunParams) -> Result<View<RunBody>, ApiError> {
    let audience = audience(caller);
    let unknown = || AppError::NotFound { what: format!("run {}", params.run) };
    let report = app.run_report(params.run)?;
    if audience == Audience::Public && report.finished_at.is_none() {
        return Err(unknown().into());
    }
    let body = RunBody::new(&report, audience);
    let tag = content_tag(&body);
    Ok(View::found(body).tagged(tag))
}

fn follow(app: &App, _: &Caller, params: RunParams) -> Result<Told<RunProgressBody>, ApiError> {
    let progress = app.run_progress(params.run)?;
    let body = RunProgressBody::from(&progress);
    Ok(match progress.state {
        RunState::UnderWay => Told::GoesOn(body),
        RunState::Interrupted | RunState::Finished => Told::Ended(body),
    })
}

fn start(
    app: &App,
    _: &Caller,
    _: NoParams,
    body: NewRunBody,
) -> Result<View<RunProgressBody>, ApiError> {
    let begun = begin_run(app, body)?;
    let number = begun.number().unwrap_or_default();
    let carry_out = move || match begun.carry_out(|_| {}) {
        Ok(report) => tracing::info!(run = number, n = report.cost.n_scored, "a run has ended"),
        Err(error) => tracing::error!(run = number, %error, "a run was broken off"),
    };
    std::thread::Builder::new().name("rescore".to_owned()).spawn(carry_out).map_err(|error| {
        tracing::error!(run = number, %error, "no thread for a run");
        ApiError::new(Problem::Overloaded, "there is no room for a run").retry_after(10)
    })?;
    let body = RunProgressBody::from(&app.run_progress(number)?);
    Ok(View::accepted(body, format!("/v1/runs/{number}/events")))
}

fn begin_run(app: &App, body: NewRunBody) -> Result<BegunRun, ApiError> {
    let way = Way::default();
    let begun = match body {
        NewRunBody {
            take_up: Some(number),
            as_of: None,
            known_at: None,
            model: None,
            challenger: None,
            extent: ExtentWord::Everyone,
        } => app.take_up_rescore(Some(number), &way),
        NewRunBody { take_up: Some(_), .. } => {
            let message =
                "an interrupted run is taken up as it was begun: say nothing else beside it";
            let fault = FieldError::new("take_up", None, "alone", message);
            return Err(ApiError::of_fields(Problem::InvalidContent, vec![fault]));
        }
        body => app.begin_rescore(&RescoreOptions {
            as_of: body.as_of,
            known_at: body.known_at,
            model: body.model,
            challenger: body.challenger,
            extent: match body.extent {
                ExtentWord::Everyone => Extent::Everyone,
                ExtentWord::OnlyChanged => Extent::OnlyChanged,
            },
            way,
            ..RescoreOptions::default()
        }),
    };
    begun.map_err(ApiError::from)
}
