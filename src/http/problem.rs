//! The kinds of problem that a request can meet: code, status, title and advice of each.

/// A kind of problem, by RFC 9457: stable, documented, the same words each time.
///
/// `type` of the problem document is `/docs#problem-{code}`, which is where each is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// The request cannot be read: a bad parameter or malformed JSON.
    InvalidRequest,
    /// `known_at` or `as_of` lies in the future.
    NotYet,
    /// A key is needed and none was sent.
    KeyMissing,
    /// The key that was sent is unknown, expired or revoked.
    KeyInvalid,
    /// The key's role or binding does not allow this.
    Forbidden,
    /// What the path names does not exist.
    NotFound,
    /// No route has this path.
    NoSuchRoute,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body did not arrive in time.
    BodyTimeout,
    /// It contradicts what is stored.
    Conflict,
    /// A request under the same `Idempotency-Key` is being done, or was cut off.
    UnderWay,
    /// Another run over all merchants is under way.
    RunUnderWay,
    /// A body is needed and its length or transfer coding is missing.
    LengthMissing,
    /// The body is longer than allowed.
    TooLarge,
    /// The body is not of a media type that the route reads.
    UnsupportedMediaType,
    /// The content was read, and breaks a rule.
    InvalidContent,
    /// Another request was sent under the same `Idempotency-Key`.
    KeyReused,
    /// The caller has used up its allowance.
    RateLimited,
    /// Our fault.
    Internal,
    /// More work is in flight than the service takes on.
    Overloaded,
    /// A part of the service cannot work at the moment.
    Unavailable,
}

/// What is always true of a kind of problem.
#[derive(Clone, Copy, Debug)]
pub struct ProblemFacts {
    /// Stable name, used in `code` and `type`.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Short sentence, the same each time.
    pub title: &'static str,
    /// What a caller does about it.
    pub advice: &'static str,
}

impl Problem {
    /// Every kind, in the order of their statuses.
    pub const ALL: [Self; 21] = [
        Self::InvalidRequest,
        Self::NotYet,
        Self::KeyMissing,
        Self::KeyInvalid,
        Self::Forbidden,
        Self::NotFound,
        Self::NoSuchRoute,
        Self::MethodNotAllowed,
        Self::BodyTimeout,
        Self::Conflict,
        Self::UnderWay,
        Self::RunUnderWay,
        Self::LengthMissing,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidContent,
        Self::KeyReused,
        Self::RateLimited,
        Self::Internal,
        Self::Overloaded,
        Self::Unavailable,
    ];

    /// Code, status, title and advice.
    #[must_use]
    pub const fn facts(self) -> ProblemFacts {
        FACTS[self as usize]
    }
}

/// What is always true of each kind, in the order of [`Problem::ALL`].
const FACTS: [ProblemFacts; Problem::ALL.len()] = [
    facts(
        "invalid_request",
        400,
        "The request cannot be read",
        "Correct the parameters or the JSON named in `errors`.",
    ),
    facts(
        "not_yet",
        400,
        "The instant asked for lies in the future",
        "Ask for an instant that has passed; see `errors`.",
    ),
    facts(
        "key_missing",
        401,
        "This route needs an API key",
        "Send `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
    ),
    facts(
        "key_invalid",
        401,
        "The API key is not valid",
        "The key is unknown, expired or revoked; ask the operator for another.",
    ),
    facts(
        "forbidden",
        403,
        "The API key does not allow this",
        "Use a key with the role and binding that `detail` names.",
    ),
    facts("not_found", 404, "There is no such resource", "Check the identity in the path."),
    facts("no_such_route", 404, "There is no such path", "The paths are listed in /openapi.json."),
    facts(
        "method_not_allowed",
        405,
        "The path does not have this method",
        "The header `Allow` lists the methods it has.",
    ),
    facts(
        "body_timeout",
        408,
        "The body did not arrive in time",
        "Send the body faster; nothing of it was stored.",
    ),
    facts(
        "conflict",
        409,
        "It contradicts what is stored",
        "Another content is stored under the same natural key; submit a correction.",
    ),
    facts(
        "under_way",
        409,
        "A request with this Idempotency-Key is under way",
        "Wait for its answer; where there is none, look whether it was done before you use another \
         key.",
    ),
    facts(
        "run_under_way",
        409,
        "Another run is under way",
        "Follow it at /v1/runs; begin another when it has ended.",
    ),
    facts(
        "length_missing",
        411,
        "The body has no length",
        "Send `Content-Length` or `Transfer-Encoding: chunked`.",
    ),
    facts("too_large", 413, "The body is too long", "Send less at once, or use a batch."),
    facts(
        "unsupported_media_type",
        415,
        "The body has another media type than the route reads",
        "Send the media type that /openapi.json names for the route.",
    ),
    facts(
        "invalid_content",
        422,
        "The content breaks a rule",
        "Correct the fields named in `errors`.",
    ),
    facts(
        "key_reused",
        422,
        "This Idempotency-Key stands for another request",
        "Use a key once for each request.",
    ),
    facts("rate_limited", 429, "Too many requests", "Wait as many seconds as `Retry-After` says."),
    facts("internal", 500, "The service failed", "Report the request id to the operator."),
    facts("overloaded", 503, "The service is busy", "Wait as many seconds as `Retry-After` says."),
    facts(
        "unavailable",
        503,
        "A part of the service is not available",
        "Wait as many seconds as `Retry-After` says.",
    ),
];

const fn facts(
    code: &'static str,
    status: u16,
    title: &'static str,
    advice: &'static str,
) -> ProblemFacts {
    ProblemFacts { code, status, title, advice }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_problem_has_its_own_code_and_a_status_of_failure() {
        let codes: BTreeSet<&str> = Problem::ALL.iter().map(|p| p.facts().code).collect();
        assert_eq!(codes.len(), Problem::ALL.len());
        for problem in Problem::ALL {
            assert!((400..600).contains(&problem.facts().status), "{problem:?}");
        }
    }

    #[test]
    fn the_table_stands_in_the_order_of_the_kinds() {
        for (place, problem) in Problem::ALL.into_iter().enumerate() {
            assert_eq!(place, problem as usize, "{problem:?}");
        }
        assert_eq!(Problem::NotFound.facts().status, 404);
        assert_eq!(Problem::RateLimited.facts().code, "rate_limited");
        assert_eq!(Problem::Unavailable.facts().code, "unavailable");
    }
}
