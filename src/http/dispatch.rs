//! From the list of endpoints to one warp filter; the only file that builds filters.

use std::future::ready;
use std::sync::Arc;

use warp::filters::BoxedFilter;
use warp::http::header::{self, HeaderMap, HeaderValue};
use warp::http::{Method as HttpMethod, StatusCode};
use warp::path::FullPath;
use warp::reply::Response;
use warp::{Filter, Rejection};

use super::allowance::RouteClass;
use super::body::Body;
use super::door::{Admission, Door};
use super::endpoint::{Call, Endpoint, Method};
use super::error::ApiError;
use super::head::Head;
use super::people::refusal::refuse_anywhere;
use super::problem::Problem;
use super::reply;
use super::request::{Request, say_standing};
use super::template::{Named, Template};

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
    if matches!(endpoint.call, Call::Batch { .. }) {
        let answer = move |named, head: Arc<Head>, pieces| {
            Request::new(&door, &endpoint, place, named, &head).answer_lines(pieces)
        };
        return matched.and(warp::body::stream()).then(answer).boxed();
    }
    if matches!(endpoint.call, Call::Events(_)) {
        let answer = move |named, head: Arc<Head>| {
            Request::new(&door, &endpoint, place, named, &head).answer_events()
        };
        return matched.then(answer).boxed();
    }
    if endpoint.has_body() {
        let media_type = endpoint.media_type();
        let answer = move |named, head: Arc<Head>, pieces| {
            let request = Request::new(&door, &endpoint, place, named, &head);
            let door = Arc::clone(&door);
            request.answer(async move {
                let Door { bodies, settings, .. } = &*door;
                bodies.read(pieces, media_type, &head, settings).await
            })
        };
        return matched.and(warp::body::stream()).then(answer).boxed();
    }
    let answer = move |named, head: Arc<Head>| {
        let request = Request::new(&door, &endpoint, place, named, &head);
        request.answer(ready(Ok(Body::default())))
    };
    matched.then(answer).boxed()
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
        (Err(error), _) => refuse_anywhere(door, &error, head),
        (Ok(()), None) => {
            let detail = "no route has this path; /openapi.json lists them";
            refuse_anywhere(door, &ApiError::new(Problem::NoSuchRoute, detail), head)
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
            refuse_anywhere(door, &error, head)
        }
    };
    say_standing(admission.standing.as_ref(), &mut response);
    response
}
