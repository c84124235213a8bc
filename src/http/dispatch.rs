//! From the list of endpoints to one warp filter; the only file that builds filters.

use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use warp::filters::BoxedFilter;
use warp::http::header::{self, HeaderMap, HeaderValue};
use warp::http::{Method as HttpMethod, StatusCode};
use warp::path::FullPath;
use warp::reply::Response;
use warp::{Filter, Rejection};

use super::allowance::RouteClass;
use super::auth::authorise;
use super::body::Body;
use super::caller::Caller;
use super::door::{Admission, Door};
use super::endpoint::{Call, Endpoint, LookedReply, Method, Submittal, Words, Work};
use super::error::ApiError;
use super::head::{Course, Head};
use super::problem::Problem;
use super::reply::{self, Reply};
use super::template::{Named, Template, query};
use crate::app::AppError;
use crate::app::queue::Submission;
use crate::store::append::Receipt;

/// How often those that wait look again without being told of a commit.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One filter for all endpoints: the first that fits answers, and what fits none is answered last.
///
/// A rejection says "not my route" and nothing else; the only one is made in [`matching`].
pub(crate) fn routes(door: &Arc<Door>, endpoints: Vec<Endpoint>) -> BoxedFilter<(Response,)> {
    let last = no_route(door, &endpoints);
    let numbered = endpoints.into_iter().enumerate().rev();
    numbered
        .fold(last, |rest, (place, endpoint)| route(door, place, endpoint).or(rest).unify().boxed())
}

fn route(door: &Arc<Door>, place: usize, endpoint: Endpoint) -> BoxedFilter<(Response,)> {
    let door = Arc::clone(door);
    let endpoint = Arc::new(endpoint);
    let matched = matching(Arc::clone(&endpoint)).and(warp::ext::get::<Arc<Head>>());
    if endpoint.has_body() {
        let answer = move |named, head: Arc<Head>, stream| {
            let request = Request::new(&door, &endpoint, place, named, &head);
            let door = Arc::clone(&door);
            request.answer(async move {
                let Door { bodies, settings, .. } = &*door;
                bodies.read_json(stream, &head, settings).await
            })
        };
        matched.and(warp::body::stream()).then(answer).boxed()
    } else {
        let answer = move |named, head: Arc<Head>| {
            let request = Request::new(&door, &endpoint, place, named, &head);
            request.answer(ready(Ok(Body::default())))
        };
        matched.then(answer).boxed()
    }
}

/// The variables of the path, if method and path are the endpoint's.
fn matching(
    endpoint: Arc<Endpoint>,
) -> impl Filter<Extract = (Vec<Named>,), Error = Rejection> + Clone {
    warp::method().and(warp::path::full()).and_then(move |method: HttpMethod, path: FullPath| {
        let has_method = match endpoint.method {
            Method::Get => method == HttpMethod::GET || method == HttpMethod::HEAD,
            Method::Post => method == HttpMethod::POST,
        };
        let named = has_method.then(|| endpoint.template.take(path.as_str())).flatten();
        ready(named.ok_or_else(warp::reject::not_found))
    })
}

/// What is answered where no route fits: the methods of the path, or that there is no such path.
fn no_route(door: &Arc<Door>, endpoints: &[Endpoint]) -> BoxedFilter<(Response,)> {
    let door = Arc::clone(door);
    let known: Arc<[(Method, Template)]> =
        endpoints.iter().map(|endpoint| (endpoint.method, endpoint.template.clone())).collect();
    warp::method()
        .and(warp::path::full())
        .and(warp::ext::get::<Arc<Head>>())
        .map(move |method: HttpMethod, path: FullPath, head: Arc<Head>| {
            let has = |wanted| {
                let mut fitting = known.iter().filter(|(_, t)| t.fits(path.as_str()));
                fitting.any(|(method, _)| *method == wanted)
            };
            let allow = match (has(Method::Get), has(Method::Post)) {
                (true, true) => Some("GET, HEAD, POST, OPTIONS"),
                (true, false) => Some("GET, HEAD, OPTIONS"),
                (false, true) => Some("POST, OPTIONS"),
                (false, false) => None,
            };
            without_route(&door, &method, allow, &head)
        })
        .boxed()
}

fn without_route(
    door: &Door,
    method: &HttpMethod,
    allow: Option<&'static str>,
    head: &Head,
) -> Response {
    let mut admission = Admission::default();
    let admitted = door.admit(head, RouteClass::Read, &mut admission);
    let mut response = match (admitted, allow) {
        (Err(error), _) => reply::refuse(&error, head),
        (Ok(()), None) => {
            let detail = "no route has this path; /openapi.json lists them";
            reply::refuse(&ApiError::new(Problem::NoSuchRoute, detail), head)
        }
        (Ok(()), Some(allow)) if *method == HttpMethod::OPTIONS => {
            let mut headers = HeaderMap::with_capacity(16);
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
            reply::empty(StatusCode::NO_CONTENT, headers, head)
        }
        (Ok(()), Some(allow)) => {
            let detail = format!("the path has {allow}");
            let mut error = ApiError::new(Problem::MethodNotAllowed, detail);
            error.allow = Some(allow.to_owned());
            reply::refuse(&error, head)
        }
    };
    say_standing(&admission, &mut response);
    response
}

fn say_standing(admission: &Admission, response: &mut Response) {
    let Some(standing) = &admission.standing else {
        return;
    };
    let headers = response.headers_mut();
    headers.insert("ratelimit-policy", standing.policy.clone());
    if let Some(value) = standing.header() {
        headers.insert("ratelimit", value);
    }
}

/// One request that has found its endpoint.
struct Request {
    door: Arc<Door>,
    endpoint: Arc<Endpoint>,
    place: usize,
    named: Vec<Named>,
    head: Arc<Head>,
}

impl Request {
    fn new(
        door: &Arc<Door>,
        endpoint: &Arc<Endpoint>,
        place: usize,
        mut named: Vec<Named>,
        head: &Arc<Head>,
    ) -> Self {
        named.extend(head.uri.query().map(query).unwrap_or_default());
        Self {
            door: Arc::clone(door),
            endpoint: Arc::clone(endpoint),
            place,
            named,
            head: Arc::clone(head),
        }
    }

    /// Answers; the body is read only once the request is admitted.
    async fn answer(self, body: impl Future<Output = Result<Body, ApiError>>) -> Response {
        let mut admission = Admission::default();
        let head = Arc::clone(&self.head);
        let outcome = self.outcome(body, &mut admission).await;
        let mut response = match outcome {
            Ok(reply) => reply.respond(&head),
            Err(error) => reply::refuse(&error, &head),
        };
        say_standing(&admission, &mut response);
        response
    }

    async fn outcome(
        self,
        body: impl Future<Output = Result<Body, ApiError>>,
        admission: &mut Admission,
    ) -> Result<Reply, ApiError> {
        let admitted = self.door.admit(&self.head, self.endpoint.class, admission);
        let _ = self.head.course.set(Course {
            route: self.endpoint.template.text(),
            place: self.place,
            holder: admission.holder.clone(),
        });
        admitted?;
        authorise(self.endpoint.needs, admission.holder.as_deref())?;
        let body = body.await?;
        let caller = Caller {
            holder: admission.holder.clone(),
            if_none_match: self.head.if_none_match.clone(),
        };
        self.run(caller, body).await
    }

    /// Calls the endpoint's function where it belongs.
    async fn run(self, caller: Caller, body: Body) -> Result<Reply, ApiError> {
        let door = Arc::clone(&self.door);
        match (&self.endpoint.call, self.endpoint.work) {
            (Call::Now(call), Work::InPlace | Work::Queued) => {
                guarded(&self.head, || call(&door.app, &caller, &self.words(&body)))
            }
            (Call::Now(_), Work::Blocking) => {
                let _place = door.in_flight.enter()?;
                let id = self.head.id.clone();
                let task = tokio::task::spawn_blocking(move || {
                    let Call::Now(call) = &self.endpoint.call else {
                        return Err(ApiError::new(Problem::Internal, "the route has no function"));
                    };
                    guarded(&self.head, || call(&self.door.app, &caller, &self.words(&body)))
                });
                task.await.unwrap_or_else(|error| {
                    tracing::error!(%id, %error, "a thread for long work was lost");
                    Err(ApiError::new(Problem::Internal, "the request was not finished"))
                })
            }
            (Call::Submit(call), _) => {
                let submittal =
                    guarded(&self.head, || call(&door.app, &caller, &self.words(&body)))?;
                self.submit(submittal).await
            }
            (Call::Wait(_), _) => self.wait(&caller, &body).await,
            (Call::Counters, _) => Ok(door.counters()),
        }
    }

    /// Hands records to the writer's queue and waits, without a thread, until they are durable.
    async fn submit(&self, submittal: Submittal) -> Result<Reply, ApiError> {
        let _place = self.door.in_flight.enter()?;
        let (sender, receiver) = oneshot::channel();
        let commits = self.door.commits.clone();
        let reply = move |written: Result<Vec<Receipt>, AppError>| {
            if written.is_ok() {
                commits.send_modify(|n| *n = n.wrapping_add(1));
            }
            // Nobody waits any more where the client has gone; the records are stored all the same.
            let _ = sender.send(written);
        };
        self.door.queue.submit(Submission {
            drafts: submittal.drafts,
            submitter: submittal.submitter,
            source: self.endpoint.template.text().to_owned(),
            reply: Box::new(reply),
        })?;
        match timeout(self.door.settings.patience.answer, receiver).await {
            Ok(Ok(written)) => (submittal.answer)(written?),
            Ok(Err(_)) | Err(_) => {
                let detail = "the writer did not answer in time; the record may be stored all the \
                              same, and sending it again is safe";
                Err(ApiError::new(Problem::Unavailable, detail).retry_after(1))
            }
        }
    }

    /// Asks again after each commit until there is something to say or patience ends.
    async fn wait(&self, caller: &Caller, body: &Body) -> Result<Reply, ApiError> {
        let Call::Wait(call) = &self.endpoint.call else {
            return Err(ApiError::new(Problem::Internal, "the route does not wait"));
        };
        let mut commits = self.door.commits.subscribe();
        let started = Instant::from_std(self.head.started);
        let mut place = None;
        loop {
            commits.mark_unchanged();
            let looked = guarded(&self.head, || call(&self.door.app, caller, &self.words(body)))?;
            let (so_far, patience) = match looked {
                LookedReply::Something(reply) => return Ok(reply),
                LookedReply::Nothing { so_far, patience } => (so_far, patience),
            };
            if place.is_none() {
                place = Some(self.door.waiting.enter()?);
            }
            let end = started + patience;
            if Instant::now() >= end {
                return Ok(so_far);
            }
            // A commit by another process is not announced; it is found at the next look.
            let _ = timeout_at(end.min(Instant::now() + LOOK_EVERY), commits.changed()).await;
        }
    }

    fn words<'a>(&'a self, body: &'a Body) -> Words<'a> {
        Words { named: &self.named, body: &body.bytes }
    }
}

/// Runs a function of ours; should it panic, this request fails and no other.
fn guarded<T>(head: &Head, run: impl FnOnce() -> Result<T, ApiError>) -> Result<T, ApiError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        tracing::error!(id = %head.id, "the function of a route panicked");
        Err(ApiError::new(Problem::Internal, "the request could not be served"))
    })
}
