//! A finished answer before it becomes an HTTP response, and the one place where it becomes one.

use std::io::Write;

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use warp::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use warp::http::{Response as HttpResponse, StatusCode};
use warp::reply::Response;

use super::error::ApiError;
use super::head::{Encoding, Head};
use super::problem::Problem;
use super::view::{Document, Outcome, View};
use crate::store::once::KeptAnswer;

pub(crate) const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";
const HTML: &str = "text/html; charset=utf-8";

/// Shortest body that is worth compressing, in bytes.
const GZIP_BYTES_MIN: usize = 1024;

/// A successful answer in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    media_type: &'static str,
    bytes: Bytes,
    tag: Option<String>,
    location: Option<String>,
    /// Further headers.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The answer was given before, to the same request.
    is_replayed: bool,
}

impl Reply {
    /// The answer that was given to the same request before.
    pub(crate) fn replayed(answer: KeptAnswer) -> Self {
        Self {
            status: StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK),
            media_type: JSON,
            bytes: answer.body.into(),
            tag: None,
            location: None,
            headers: Vec::new(),
            is_replayed: true,
        }
    }

    /// What is kept of it for the same request.
    pub(crate) fn kept(&self) -> KeptAnswer {
        KeptAnswer { status: self.status.as_u16(), body: self.bytes.to_vec() }
    }

    /// A JSON answer.
    pub(crate) fn json<T: Serialize>(view: View<T>) -> Result<Self, ApiError> {
        let write = |value: &T| {
            serde_json::to_vec(value).map_err(|error| {
                tracing::error!(%error, "an answer cannot be written as JSON");
                ApiError::new(Problem::Internal, "the answer cannot be written")
            })
        };
        let (status, bytes) = match &view.outcome {
            Outcome::Found(value) => (StatusCode::OK, write(value)?.into()),
            Outcome::Created(value) => (StatusCode::CREATED, write(value)?.into()),
            Outcome::Accepted(value) => (StatusCode::ACCEPTED, write(value)?.into()),
            Outcome::Written(bytes) => (StatusCode::OK, bytes.clone()),
            Outcome::NotModified => (StatusCode::NOT_MODIFIED, Bytes::new()),
        };
        let View { tag, location, .. } = view;
        Ok(Self {
            status,
            media_type: JSON,
            bytes,
            tag,
            location,
            headers: Vec::new(),
            is_replayed: false,
        })
    }

    /// Its tag and its body.
    pub(crate) fn tag_and_body(&self) -> Option<(&str, &Bytes)> {
        Some((self.tag.as_deref()?, &self.bytes))
    }

    /// A page or a text.
    pub(crate) fn document(view: View<Document>) -> Self {
        let (status, document) = match view.outcome {
            Outcome::Found(document) => (StatusCode::OK, document),
            Outcome::Created(document) => (StatusCode::CREATED, document),
            Outcome::Accepted(document) => (StatusCode::ACCEPTED, document),
            Outcome::Written(bytes) => {
                (StatusCode::OK, Document { media_type: HTML, bytes: bytes.to_vec() })
            }
            Outcome::NotModified => (StatusCode::NOT_MODIFIED, Document::html(String::new())),
        };
        Self {
            status,
            media_type: document.media_type,
            bytes: document.bytes.into(),
            tag: view.tag,
            location: view.location,
            headers: Vec::new(),
            is_replayed: false,
        }
    }

    /// A document that never changes while the program runs; its tag is its digest.
    pub(crate) fn fixed(document: Document) -> Self {
        Self::tagged(View::found(document))
    }

    /// A page or a text whose tag is its digest.
    pub(crate) fn tagged(view: View<Document>) -> Self {
        let mut reply = Self::document(view);
        let digest = Sha256::digest(&reply.bytes);
        reply.tag = Some(HEXLOWER.encode(&digest[..8]));
        reply
    }

    /// Sends the client to a path of ours, to be read with `GET`.
    pub(crate) fn see_other(path: &str) -> Self {
        let mut reply = Self::document(View::found(Document::html(String::new())));
        reply.status = StatusCode::SEE_OTHER;
        reply.location = Some(path.to_owned());
        reply
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The HTTP response to a request with this head.
    pub(crate) fn respond(mut self, head: &Head) -> Response {
        if self.status == StatusCode::OK && self.tag.as_deref().is_some_and(|tag| head.has(tag)) {
            self.status = StatusCode::NOT_MODIFIED;
        }
        let mut headers = HeaderMap::with_capacity(16);
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        if let Some(tag) = self.tag.as_deref().and_then(entity_tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(location) = self.location.as_deref().and_then(|path| path.parse().ok()) {
            headers.insert(header::LOCATION, location);
        }
        if self.status == StatusCode::NOT_MODIFIED {
            return assemble(self.status, headers, Bytes::new(), head);
        }
        if self.is_replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        let bytes = encode(self.bytes, head, &mut headers);
        assemble(self.status, headers, bytes, head)
    }
}

/// The response that says why a request was not served.
pub(crate) fn refuse(error: &ApiError, head: &Head) -> Response {
    let document = error.document(&head.id).to_string();
    refuse_with(error, PROBLEM_JSON, document, head)
}

/// The same, as a page.
pub(crate) fn refuse_with_page(error: &ApiError, page: String, head: &Head) -> Response {
    refuse_with(error, HTML, page, head)
}

fn refuse_with(error: &ApiError, media_type: &'static str, body: String, head: &Head) -> Response {
    let status = StatusCode::from_u16(error.problem.facts().status)
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer realm=\"merchant-credit\"");
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = error.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = error.allow.as_deref().and_then(|text| text.parse().ok()) {
        headers.insert(header::ALLOW, allow);
    }
    assemble(status, headers, body.into(), head)
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode, headers: HeaderMap, head: &Head) -> Response {
    assemble(status, headers, Bytes::new(), head)
}

/// A tag in quotes; weak, because the body may be compressed or not.
fn entity_tag(tag: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("W/\"{tag}\"")).ok()
}

fn encode(bytes: Bytes, head: &Head, headers: &mut HeaderMap) -> Bytes {
    if bytes.len() < GZIP_BYTES_MIN {
        return bytes;
    }
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if head.encoding == Encoding::Identity {
        return bytes;
    }
    let room = Vec::with_capacity(bytes.len() / 3);
    let mut encoder = GzEncoder::new(room, Compression::fast());
    let compressed = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    match compressed {
        Ok(compressed) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            compressed.into()
        }
        Err(_) => bytes,
    }
}

fn assemble(status: StatusCode, headers: HeaderMap, bytes: Bytes, head: &Head) -> Response {
    let has_length = !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let length = bytes.len();
    let body = if head.only_head { Bytes::new() } else { bytes };
    let mut response = HttpResponse::new(body.into());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if has_length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// Headers that every response carries, whatever it is.
pub(crate) static EVERYWHERE: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
];
