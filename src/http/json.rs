//! JSON bodies: bounded depth, and errors that name the place.

use serde::de::DeserializeOwned;

use super::error::{ApiError, FieldError};
use super::problem::Problem;

/// Deepest nesting of arrays and objects that is read.
pub const DEPTH_MAX: usize = 32;

/// Reads a JSON body.
///
/// # Errors
/// `invalid_request` where it is no JSON or nests deeper than [`DEPTH_MAX`]; `invalid_content` where
/// it is JSON of another shape; both name the place.
pub fn read<B: DeserializeOwned>(bytes: &[u8]) -> Result<B, ApiError> {
    if depth(bytes) > DEPTH_MAX {
        let message = format!("nests deeper than {DEPTH_MAX} levels");
        let fault = FieldError::new("body", None, "depth", message);
        return Err(ApiError::invalid_request(vec![fault]));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        fault(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| fault(".", &error))?;
    Ok(value)
}

fn fault(path: &str, error: &serde_json::Error) -> ApiError {
    let field = match path {
        "." | "?" => "body",
        path => path,
    };
    let problem = match error.classify() {
        serde_json::error::Category::Data => Problem::InvalidContent,
        _ => Problem::InvalidRequest,
    };
    let rule = match problem {
        Problem::InvalidContent => "format",
        _ => "json",
    };
    let message = format!("{error}");
    ApiError::of_fields(problem, vec![FieldError::new(field, None, rule, message)])
}

/// How deep the brackets outside strings nest; what is no JSON is left to the parser to refuse.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    for byte in bytes {
        if in_text {
            match (escaped, byte) {
                (true, _) => escaped = false,
                (false, b'\\') => escaped = true,
                (false, b'"') => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        ids: Vec<u32>,
    }

    #[track_caller]
    fn check(text: &str, problem: Problem, field: &str, rule: &str) {
        let error = read::<Sample>(text.as_bytes()).expect_err("must be refused");
        assert_eq!(error.problem, problem, "{error:?}");
        assert_eq!(error.errors[0].field, field);
        assert_eq!(error.errors[0].rule, rule);
    }

    #[test]
    fn a_body_of_another_shape_names_the_field() {
        check(r#"{"ids":[1,"x"]}"#, Problem::InvalidContent, "ids[1]", "format");
        check(r#"{"ids":[1],"id":2}"#, Problem::InvalidContent, "id", "format");
        check("{}", Problem::InvalidContent, "body", "format");
    }

    #[test]
    fn what_is_no_json_is_told_apart_from_what_is_json_of_another_shape() {
        check("", Problem::InvalidRequest, "body", "json");
        check(r#"{"ids":[1]"#, Problem::InvalidRequest, "body", "json");
        check(r#"{"ids":[1]} x"#, Problem::InvalidRequest, "body", "json");
    }

    #[test]
    fn nesting_is_bounded_and_brackets_in_texts_do_not_count() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(read::<serde_json::Value>(deep(DEPTH_MAX).as_bytes()).is_ok());
        let error = read::<serde_json::Value>(deep(DEPTH_MAX + 1).as_bytes());
        assert_eq!(error.map_err(|e| e.errors[0].rule.clone()), Err("depth".into()));
        let text = format!(r#""\"{}""#, "[".repeat(100));
        assert!(read::<serde_json::Value>(text.as_bytes()).is_ok());
    }
}
