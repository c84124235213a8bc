//! One request that was not served, as `ApiError`, and its problem document (RFC 9457).

use serde::Serialize;
use serde_json::Value;

use super::problem::Problem;
use crate::app::AppError;
use crate::app::error::InputFault;
use crate::domain::intake::personal;
use crate::domain::privacy::mask_text;

/// A rule that one field of a request breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FieldError")]
pub struct FieldError {
    /// The parameter, or the path of the field in the body.
    pub field: String,
    /// What was sent, cut to 200 characters; `‹masked›` where it may be personal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Stable name of the rule.
    pub rule: String,
    /// The rule in a sentence.
    pub message: String,
}

/// Characters of a sent value that an error repeats.
const VALUE_CHARS_MAX: usize = 200;

impl FieldError {
    /// One broken rule; the value is cut to 200 characters.
    #[must_use]
    pub fn new(field: &str, value: Option<&str>, rule: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            value: value.map(|text| personal::shown(text).chars().take(VALUE_CHARS_MAX).collect()),
            rule: rule.to_owned(),
            message: mask_text(&message.into()).text,
        }
    }
}

/// A request that was not served: which problem, said for this occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// Which problem it is.
    pub problem: Problem,
    /// What happened this time; for readers outside, never an inner message.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<FieldError>,
    /// Whole seconds after which the same request may succeed, where that is known.
    pub retry_after_s: Option<u64>,
    /// Methods that the path has, for [`Problem::MethodNotAllowed`].
    pub allow: Option<String>,
}

impl ApiError {
    /// A problem and what happened this time.
    #[must_use]
    pub fn new(problem: Problem, detail: impl Into<String>) -> Self {
        Self {
            problem,
            detail: mask_text(&detail.into()).text,
            errors: Vec::new(),
            retry_after_s: None,
            allow: None,
        }
    }

    /// The fields of a request that cannot be read.
    #[must_use]
    pub fn invalid_request(errors: Vec<FieldError>) -> Self {
        Self::of_fields(Problem::InvalidRequest, errors)
    }

    /// A problem whose detail is the sentences of its fields.
    #[must_use]
    pub fn of_fields(problem: Problem, errors: Vec<FieldError>) -> Self {
        let sentences: Vec<String> = errors
            .iter()
            .take(3)
            .map(|error| format!("{}: {}", error.field, error.message))
            .collect();
        Self { errors, ..Self::new(problem, sentences.join("; ")) }
    }

    /// The same, with the seconds to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The problem document for the request of that id.
    #[must_use]
    pub fn document(&self, request_id: &str) -> Value {
        let facts = self.problem.facts();
        let document = ProblemDocument {
            kind: problem_type(facts.code),
            code: facts.code,
            title: facts.title,
            status: facts.status,
            detail: &self.detail,
            errors: &self.errors,
            request_id,
        };
        serde_json::to_value(document).unwrap_or(Value::Null)
    }
}

impl From<AppError> for ApiError {
    /// The one conversion from what the app says; what is inside stays inside.
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        match error {
            AppError::NotFound { .. } => Self::new(Problem::NotFound, detail),
            AppError::Invalid(faults) => {
                let errors = faults.iter().map(FieldError::from).collect();
                Self::of_fields(Problem::InvalidContent, errors)
            }
            AppError::Conflict { .. } => Self::new(Problem::Conflict, detail),
            AppError::Forbidden(_) => Self::new(Problem::Forbidden, detail),
            AppError::NotYet(instant) => {
                let sent = instant.to_string();
                let rule = "no instant in the future";
                let field = FieldError::new("known_at", Some(&sent), "not_yet", rule);
                Self { errors: vec![field], ..Self::new(Problem::NotYet, detail) }
            }
            AppError::UnderWay(_) => Self::new(Problem::RunUnderWay, detail).retry_after(10),
            AppError::Unavailable(_) => Self::new(Problem::Unavailable, detail).retry_after(1),
            AppError::Internal(_) => {
                tracing::error!(error = %detail, "a use case failed");
                Self::new(Problem::Internal, "the service could not do what was asked")
            }
        }
    }
}

impl From<&InputFault> for FieldError {
    fn from(fault: &InputFault) -> Self {
        let value = Some(fault.value.as_str()).filter(|value| !value.is_empty());
        Self::new(&fault.field, value, &fault.rule, fault.message.clone())
    }
}

/// The `type` of a problem: where this instance's reference explains it.
#[must_use]
pub fn problem_type(code: &str) -> String {
    format!("/docs#problem-{code}")
}

/// The problem document of RFC 9457, with our extensions.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemDocument<'a> {
    /// Reference to where the problem is explained, relative to this instance.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    kind: String,
    /// Stable name of the problem.
    code: &'a str,
    /// Short sentence, the same each time.
    title: &'a str,
    /// The HTTP status of this answer.
    status: u16,
    /// What happened this time.
    detail: &'a str,
    /// The fields at fault.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    /// The id of the request, also in `X-Request-Id`; name it when you report the problem.
    request_id: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_members_of_rfc_9457_and_names_field_value_and_rule() {
        let error = ApiError::invalid_request(vec![FieldError::new(
            "as_of",
            Some("tomorrow"),
            "day",
            "write it as 2026-11-03",
        )]);
        assert_eq!(
            error.document("r1"),
            serde_json::json!({
                "type": "/docs#problem-invalid_request",
                "code": "invalid_request",
                "title": "The request cannot be read",
                "status": 400,
                "detail": "as_of: write it as 2026-11-03",
                "errors": [{
                    "field": "as_of",
                    "value": "tomorrow",
                    "rule": "day",
                    "message": "write it as 2026-11-03",
                }],
                "request_id": "r1",
            })
        );
    }
}
