//! Around every request: its head before, its headers, counters and log line after.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Body;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use warp::filters::BoxedFilter;
use warp::http::header::{self, HeaderMap, HeaderValue};
use warp::http::{Method, Request};
use warp::reply::Response;

use super::door::Door;
use super::head::{Head, X_REQUEST_ID};
use super::reply::EVERYWHERE;
use super::settings::Cors;

/// What a page may send and read across origins.
static CORS_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
static CORS_REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, x-api-key, content-type, if-none-match, idempotency-key, x-request-id",
);
static CORS_ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "etag, location, ratelimit, ratelimit-policy, retry-after, x-request-id",
);
static CORS_SECONDS_MAX: HeaderValue = HeaderValue::from_static("3600");

/// Serves one request that came from `peer`.
pub(crate) async fn exchange<B>(
    door: Arc<Door>,
    routes: BoxedFilter<(Response,)>,
    peer: SocketAddr,
    request: Request<B>,
) -> Response
where
    B: Body + Send + Sync + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut parts, body) = request.into_parts();
    let settings = &door.settings;
    let head = Head::read(&parts, peer, &settings.trusted_proxies, &door.ids);
    let head = Arc::new(head);
    let method = parts.method.clone();
    let asks_preflight = method == Method::OPTIONS
        && parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    parts.extensions.insert(Arc::clone(&head));

    let service = TowerToHyperService::new(warp::service(routes));
    let mut response = match service.call(Request::from_parts(parts, body)).await {
        Ok(response) => response,
        Err(never) => match never {},
    };

    let headers = response.headers_mut();
    for (name, value) in &EVERYWHERE {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if let Ok(id) = HeaderValue::from_str(&head.id) {
        headers.insert(X_REQUEST_ID, id);
    }
    say_cors(&settings.cors, head.origin.as_deref(), asks_preflight, headers);
    record(&door, &head, &method, &response);
    response
}

fn say_cors(cors: &Cors, origin: Option<&str>, asks_preflight: bool, headers: &mut HeaderMap) {
    let allowed = match (cors, origin) {
        (Cors::Closed, _) | (_, None) => return,
        (Cors::Open, Some(_)) => HeaderValue::from_static("*"),
        (Cors::Origins(known), Some(origin)) => {
            headers.append(header::VARY, HeaderValue::from_static("origin"));
            let known = known.iter().any(|known| known == origin);
            match HeaderValue::from_str(origin) {
                Ok(value) if known => value,
                _ => return,
            }
        }
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, CORS_ANSWER_HEADERS.clone());
    if asks_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, CORS_METHODS.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, CORS_REQUEST_HEADERS.clone());
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, CORS_SECONDS_MAX.clone());
    }
}

/// One line per request: never a path, a query or a body, which may name persons.
fn record(door: &Door, head: &Head, method: &Method, response: &Response) {
    let duration = head.started.elapsed();
    let course = head.course.get();
    let status = response.status();
    door.meter.count(course.map(|course| course.place), status, duration);
    let holder = course.and_then(|course| course.holder.as_deref());
    tracing::info!(
        target: "merchant_credit::request",
        id = %head.id,
        method = method.as_str(),
        route = course.map_or("none", |course| course.route),
        status = status.as_u16(),
        duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
        key = holder.map_or("none", |holder| holder.name.as_str()),
        "request"
    );
}
