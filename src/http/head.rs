//! What the head of a request says, read once: its id, its client, its key, what it accepts.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use ipnet::IpNet;
use rand::TryRng;
use rand::rngs::SysRng;
use warp::http::header::{self, HeaderMap, HeaderName};
use warp::http::{Method, Uri, Version, request::Parts};

use super::limit::Standing;
use crate::app::key::KeyHolder;

/// Longest id of a request that is taken over from the client, in characters.
const REQUEST_ID_CHARS_MAX: usize = 64;

/// The header that carries the id of a request, both ways.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// Longest host that is taken over into an address, in bytes.
const HOST_BYTES_MAX: usize = 255;
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The head of a request.
#[derive(Debug)]
pub(crate) struct Head {
    /// Names the request in logs, headers and problem documents.
    pub id: String,
    /// When its head had arrived.
    pub started: Instant,
    /// Who sent it, past the proxies that are trusted.
    pub client: IpAddr,
    /// The key it carries, if any.
    pub key: SentKey,
    pub uri: Uri,
    /// `HEAD` was asked: the answer has no body.
    pub only_head: bool,
    pub if_none_match: Option<String>,
    pub encoding: Encoding,
    /// The caller's key for this request, so that it is done once.
    pub idempotency_key: Option<String>,
    pub content_type: Option<String>,
    pub length: BodyLength,
    pub origin: Option<String>,
    pub host: Option<String>,
    pub scheme: &'static str,
    pub cookies: Option<String>,
    /// What `Accept-Language` says.
    pub languages: Option<String>,
    /// Whether the client says that it shows HTML.
    pub wants_page: bool,
    /// Set once the request has found its route: what the log and the counters say of it.
    pub course: OnceLock<Course>,
    /// Set where the request was charged for more than one: what was left then.
    pub charged: OnceLock<Standing>,
}

/// Where a request went.
#[derive(Debug)]
pub(crate) struct Course {
    /// The template of its route.
    pub route: &'static str,
    /// The place of its route in the list.
    pub place: usize,
    /// Whose key it carried.
    pub holder: Option<Arc<KeyHolder>>,
}

/// How the end of a body will be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyLength {
    Known(u64),
    /// By its transfer coding, or by the end of an HTTP/2 stream.
    Open,
    /// Not at all: there is no body.
    Missing,
}

/// A key as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum SentKey {
    None,
    Token(String),
    /// Both headers disagree, or the header is none that we read.
    Unreadable,
}

impl std::fmt::Debug for SentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Token(_) => "‹masked›",
            Self::Unreadable => "unreadable",
        })
    }
}

/// How a body may be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
}

/// Makes the ids of requests: a part of the process, and a count.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: u32,
    count: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self {
            // Only tells processes apart: without system randomness all ids begin with zeros.
            process: SysRng.try_next_u32().unwrap_or_default(),
            count: AtomicU64::new(0),
        }
    }

    fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{count:x}", self.process)
    }
}

impl Head {
    /// Reads the head of a request that came from `peer`.
    pub(crate) fn read(
        parts: &Parts,
        peer: SocketAddr,
        trusted_proxies: &[IpNet],
        ids: &RequestIds,
    ) -> Self {
        let headers = &parts.headers;
        let sent_id = text(headers, X_REQUEST_ID).filter(|id| is_request_id(id));
        Self {
            id: sent_id.map_or_else(|| ids.next(), str::to_owned),
            started: Instant::now(),
            client: client(headers, peer.ip().to_canonical(), trusted_proxies),
            key: key(headers),
            uri: parts.uri.clone(),
            only_head: parts.method == Method::HEAD,
            if_none_match: joined(headers, header::IF_NONE_MATCH),
            encoding: encoding(headers),
            idempotency_key: text(headers, IDEMPOTENCY_KEY).map(str::to_owned),
            content_type: text(headers, header::CONTENT_TYPE).map(str::to_owned),
            length: body_length(parts),
            origin: text(headers, header::ORIGIN).map(str::to_owned),
            host: host(parts),
            scheme: scheme(headers, peer.ip().to_canonical(), trusted_proxies),
            cookies: text(headers, header::COOKIE).map(str::to_owned),
            languages: text(headers, header::ACCEPT_LANGUAGE).map(str::to_owned),
            wants_page: text(headers, header::ACCEPT).is_some_and(|all| all.contains("text/html")),
            course: OnceLock::new(),
            charged: OnceLock::new(),
        }
    }

    /// Scheme and host under which the client reached us; a trusted proxy says the scheme.
    pub(crate) fn own_origin(&self) -> String {
        let host = self.host.as_deref().unwrap_or("localhost");
        format!("{}://{host}", self.scheme)
    }

    /// Whether the client's copy has this tag.
    pub(crate) fn has(&self, tag: &str) -> bool {
        tag_matches(self.if_none_match.as_deref(), tag)
    }
}

/// Whether a list of entity tags names this one; tags compare weakly, as `If-None-Match` does.
pub(crate) fn tag_matches(sent: Option<&str>, tag: &str) -> bool {
    sent.is_some_and(|sent| {
        sent.split(',').map(str::trim).any(|candidate| {
            let bare = candidate.strip_prefix("W/").unwrap_or(candidate);
            candidate == "*" || bare.trim_matches('"') == tag
        })
    })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// All values of a header that may be sent in several lines.
fn joined(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter().filter_map(|v| v.to_str().ok());
    let first = values.next()?.to_owned();
    Some(values.fold(first, |all, value| all + "," + value))
}

/// The host that was asked for, where it is well-formed.
fn host(parts: &Parts) -> Option<String> {
    let sent = parts.uri.authority().map(|authority| authority.as_str());
    let host = sent.or_else(|| text(&parts.headers, header::HOST))?;
    let is_sane = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (host.len() <= HOST_BYTES_MAX && host.bytes().all(is_sane)).then(|| host.to_owned())
}

/// `https` where a proxy of ours says that it ended TLS.
fn scheme(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> &'static str {
    let is_trusted = trusted.iter().any(|network| network.contains(&peer));
    match text(headers, X_FORWARDED_PROTO) {
        Some("https") if is_trusted => "https",
        _ => "http",
    }
}

fn body_length(parts: &Parts) -> BodyLength {
    let sent = text(&parts.headers, header::CONTENT_LENGTH).and_then(|n| n.parse().ok());
    let coded = parts.headers.contains_key(header::TRANSFER_ENCODING);
    match sent {
        Some(length) => BodyLength::Known(length),
        None if coded || parts.version == Version::HTTP_2 => BodyLength::Open,
        None => BodyLength::Missing,
    }
}

fn is_request_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=REQUEST_ID_CHARS_MAX).contains(&id.len()) && id.bytes().all(allowed)
}

fn key(headers: &HeaderMap) -> SentKey {
    let bearer = headers.get(header::AUTHORIZATION).map(|value| {
        let (scheme, token) = value.to_str().ok()?.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let plain = headers.get(X_API_KEY).map(|value| value.to_str().ok().map(str::trim));
    match (bearer, plain) {
        (None, None) => SentKey::None,
        (Some(Some(token)), None) | (None, Some(Some(token))) => SentKey::Token(token.to_owned()),
        (Some(Some(one)), Some(Some(other))) if one == other => SentKey::Token(one.to_owned()),
        _ => SentKey::Unreadable,
    }
}

fn encoding(headers: &HeaderMap) -> Encoding {
    let accepts = |offer: &str| {
        let (coding, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = parameters.trim().strip_prefix("q=").map(str::trim);
        let refused = weight.is_some_and(|q| q.parse::<f32>() == Ok(0.0));
        matches!(coding.trim(), "gzip" | "*") && !refused
    };
    match text(headers, header::ACCEPT_ENCODING) {
        Some(offers) if offers.split(',').any(accepts) => Encoding::Gzip,
        _ => Encoding::Identity,
    }
}

/// The nearest address that is not one of our proxies; what a stranger writes into
/// `X-Forwarded-For` is never believed.
fn client(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let Some(hops) = joined(headers, X_FORWARDED_FOR) else {
        return peer;
    };
    let mut nearest = peer;
    for hop in hops.rsplit(',') {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !is_trusted(&nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use warp::http::Request;

    use super::*;

    fn head(peer: &str, headers: &[(&str, &str)]) -> Head {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let parts = request.body(()).unwrap().into_parts().0;
        let peer = SocketAddr::new(peer.parse().unwrap(), 1);
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        Head::read(&parts, peer, &trusted, &RequestIds::new())
    }

    #[track_caller]
    fn check_client(peer: &str, forwarded: &[&str], expect: &str) {
        let headers: Vec<_> = forwarded.iter().map(|f| ("x-forwarded-for", *f)).collect();
        assert_eq!(head(peer, &headers).client.to_string(), expect);
    }

    #[test]
    fn a_forwarded_address_is_believed_only_from_a_trusted_proxy() {
        check_client("10.0.0.1", &["192.0.2.1"], "192.0.2.1");
        check_client("192.0.2.9", &["192.0.2.1"], "192.0.2.9");
        check_client("10.0.0.1", &["1.1.1.1, 192.0.2.1"], "192.0.2.1");
        check_client("10.0.0.1", &["1.1.1.1", "192.0.2.1,10.2.2.2"], "192.0.2.1");
        check_client("10.0.0.1", &["nonsense"], "10.0.0.1");
        check_client("10.0.0.1", &[], "10.0.0.1");
        check_client("::ffff:192.0.2.7", &[], "192.0.2.7");
        check_client("10.0.0.1", &["2001:db8::1"], "2001:db8::1");
    }

    #[track_caller]
    fn check_key(headers: &[(&str, &str)], expect: SentKey) {
        assert_eq!(head("127.0.0.1", headers).key, expect);
    }

    #[test]
    fn a_key_is_read_from_either_header_and_never_printed() {
        let token = || SentKey::Token("k1".into());
        check_key(&[("authorization", "Bearer k1")], token());
        check_key(&[("authorization", "bearer  k1 ")], token());
        check_key(&[("x-api-key", "k1")], token());
        check_key(&[("x-api-key", "k1"), ("authorization", "Bearer k1")], token());
        check_key(&[("x-api-key", "k2"), ("authorization", "Bearer k1")], SentKey::Unreadable);
        check_key(&[("authorization", "Basic azE6")], SentKey::Unreadable);
        check_key(&[], SentKey::None);
        assert!(!format!("{:?}", token()).contains("k1"));
    }

    #[track_caller]
    fn check_encoding(accepted: &str, expect: Encoding) {
        assert_eq!(head("::1", &[("accept-encoding", accepted)]).encoding, expect);
    }

    #[test]
    fn gzip_is_used_where_it_is_accepted() {
        check_encoding("gzip, br", Encoding::Gzip);
        check_encoding("br, *", Encoding::Gzip);
        check_encoding("gzip;q=0.5", Encoding::Gzip);
        check_encoding("gzip;q=0", Encoding::Identity);
        check_encoding("br", Encoding::Identity);
    }

    #[test]
    fn an_id_from_the_client_is_taken_over_when_it_is_harmless() {
        assert_eq!(head("::1", &[("x-request-id", "a-1_B")]).id, "a-1_B");
        for odd in ["a b", "a\"b", &"x".repeat(65)] {
            assert_ne!(head("::1", &[("x-request-id", odd)]).id, odd);
        }
    }

    #[test]
    fn a_copy_is_known_by_any_of_the_tags_sent() {
        let sent = Some(r#"W/"a", "b""#);
        assert!(tag_matches(sent, "a"));
        assert!(tag_matches(sent, "b"));
        assert!(!tag_matches(sent, "c"));
        assert!(tag_matches(Some("*"), "c"));
        assert!(!tag_matches(None, "a"));
    }
}
