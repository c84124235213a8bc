//! The contract as a law: whatever a test asks, the answer must be one that `/openapi.json` promises.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::Value;

use crate::http_door::Answer;

/// The document of a server, ready to judge answers.
pub(crate) struct Document {
    document: Value,
    schemas: HashMap<String, Schema>,
}

/// A schema of an answer, made ready when an answer is first judged by it.
struct Schema {
    pointer: String,
    validator: OnceLock<Validator>,
}

/// The documents of this process: most servers of the tests have the same.
static KNOWN: Mutex<Vec<Arc<Document>>> = Mutex::new(Vec::new());

impl Document {
    /// The document, made ready once for all servers that have it.
    pub(crate) fn of(document: Value) -> Arc<Self> {
        let mut known = KNOWN.lock().unwrap();
        if let Some(same) = known.iter().find(|known| known.document == document) {
            return Arc::clone(same);
        }
        let new = Arc::new(Self { schemas: schemas(&document), document });
        known.push(Arc::clone(&new));
        new
    }

    /// Checks an answer to a request; what no path of the document fits is not judged.
    #[track_caller]
    pub(crate) fn check(&self, method: &str, path: &str, answer: &Answer) {
        // 431 is said while the head is read, before there is a path.
        if answer.status == 431 {
            return;
        }
        let said = path.split('?').next().unwrap();
        let method = if method == "HEAD" { "GET" } else { method };
        let Some((template, operation)) = self.operation(&method.to_lowercase(), said) else {
            return;
        };
        let whose = format!("{method} {template} -> {}", answer.status);
        let response = &operation["responses"][answer.status.to_string()];
        assert!(!response.is_null(), "{whose}: the status is not in the document: {answer:?}");
        let response = self.resolve(response);
        for (name, _) in response["headers"].as_object().into_iter().flatten() {
            let known_when_refused = ["ratelimit", "ratelimit-policy", "x-request-id"];
            let name = name.to_lowercase();
            if answer.status == 200 || known_when_refused.contains(&name.as_str()) {
                // A tag is promised for what has one.
                let missing = answer.header(&name).is_none() && name != "etag";
                assert!(!missing, "{whose}: header {name} is missing");
            }
        }
        let Some(sent) = answer.header("content-type") else {
            assert!(response["content"].is_null(), "{whose}: no content type");
            return;
        };
        let bare = sent.split(';').next().unwrap();
        assert!(
            !response["content"][bare].is_null(),
            "{whose}: media type {bare} is not in the document"
        );
        let is_plain = answer.header("content-encoding").is_none();
        // Lines of JSON are no document of JSON: their own tests read them.
        let is_document = bare.ends_with("/json") || bare.ends_with("+json");
        if is_document && !answer.body.is_empty() && is_plain {
            self.check_body(&whose, template, &method.to_lowercase(), answer);
        }
    }

    #[track_caller]
    fn check_body(&self, whose: &str, template: &str, method: &str, answer: &Answer) {
        let key = schema_key(template, method, answer.status);
        let Some(schema) = self.schemas.get(&key) else {
            panic!("{whose}: no schema");
        };
        let body = answer.json();
        let faults: Vec<String> = schema
            .validator
            .get_or_init(|| self.validator(&schema.pointer))
            .iter_errors(&body)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{whose}: {faults:?}");
    }

    /// Its references are kept by wrapping a schema together with the components.
    fn validator(&self, pointer: &str) -> Validator {
        let mut schema = self.document.pointer(pointer).unwrap().clone();
        schema["components"] = self.document["components"].clone();
        jsonschema::validator_for(&schema).unwrap()
    }

    fn operation(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let paths = self.document["paths"].as_object()?;
        let (template, methods) = paths.iter().find(|(template, _)| fits(template, path))?;
        let operation = methods.get(method)?;
        Some((template, operation))
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
            Some(pointer) => self.document.pointer(pointer).unwrap(),
            None => value,
        }
    }
}

fn fits(template: &str, path: &str) -> bool {
    template.split('/').count() == path.split('/').count()
        && template
            .split('/')
            .zip(path.split('/'))
            .all(|(known, sent)| known == sent || (known.starts_with('{') && !sent.is_empty()))
}

fn schema_key(template: &str, method: &str, status: u16) -> String {
    format!("{method} {template} {status}")
}

/// The schema of each JSON answer of each operation.
fn schemas(document: &Value) -> HashMap<String, Schema> {
    let mut schemas = HashMap::new();
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    for (template, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let place = match response["$ref"].as_str() {
                    Some(reference) => reference[1..].to_owned(),
                    None => format!("/paths/{}/{method}/responses/{status}", escaped(template)),
                };
                let response = document.pointer(&place).unwrap();
                let media_types = response["content"].as_object().into_iter().flatten();
                for (media_type, _) in media_types.filter(|(name, _)| name.ends_with("json")) {
                    let pointer = format!("{place}/content/{}/schema", escaped(media_type));
                    let key = schema_key(template, method, status.parse().unwrap());
                    schemas.insert(key, Schema { pointer, validator: OnceLock::new() });
                }
            }
        }
    }
    schemas
}
