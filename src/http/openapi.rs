//! The OpenAPI 3.1 document, read off the list of endpoints: what is parsed is what is documented.

mod forms;
mod parameters;

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::auth::either;
use super::batch::NDJSON;
use super::endpoint::{AnswerShape, BodyShape, Call, Endpoint, Kind, Method, Needs, Success};
use super::error::ProblemDocument;
use super::events::EVENT_STREAM;
use super::problem::Problem;
use super::reply::JSON;

/// The document about these endpoints.
#[must_use]
pub fn document(endpoints: &[Endpoint]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = Map::new();
    let for_programs = || endpoints.iter().filter(|endpoint| endpoint.kind != Kind::People);
    for endpoint in for_programs() {
        let operation = operation(endpoint, &mut schemas);
        let path = paths.entry(endpoint.template.text()).or_insert_with(|| json!({}));
        path[endpoint.method.name().to_lowercase()] = operation;
    }
    let groups: BTreeSet<&str> = for_programs().map(|endpoint| endpoint.group).collect();
    let tags: Vec<Value> = groups.iter().map(|name| json!({ "name": name })).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "merchant-credit",
            "summary": "How far a merchant can be trusted, and why",
            "description": INTRODUCTION,
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "This instance" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas.finish(),
            "responses": problem_responses(endpoints),
            "headers": headers(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "api_key": { "type": "apiKey", "in": "header", "name": "X-API-Key" },
            },
        },
    });
    join_lines(&mut document);
    document
}

/// Doc comments are wrapped for those who read code; descriptions are not.
fn join_lines(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" => {
                        let paragraphs = text.split("\n\n").map(|words| words.replace('\n', " "));
                        *text = paragraphs.collect::<Vec<_>>().join("\n\n");
                    }
                    _ => join_lines(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        _ => {}
    }
}

/// What holds for every route.
const INTRODUCTION: &str = "\
Dates are calendar days (`2026-11-03`), instants are RFC 3339, money is whole fen with `_fen` in the \
name. Unknown parameters and fields are refused. Errors are problem documents (RFC 9457) with a \
stable `code`. Every answer carries `X-Request-Id`, `RateLimit-Policy` and `RateLimit`; an answer \
429 or 503 says in `Retry-After` how many seconds to wait. `GET` routes answer `HEAD`, and every \
path answers `OPTIONS`. Submitting the same record again is safe: it is recognised by its natural \
key.";

/// Schemas of bodies and of answers, gathered under their names.
struct Schemas {
    bodies: SchemaGenerator,
    answers: SchemaGenerator,
    parameters: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let named = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        let mut answers = named().for_serialize().into_generator();
        answers.subschema_for::<ProblemDocument<'static>>();
        Self {
            bodies: named().for_deserialize().into_generator(),
            answers,
            parameters: inline().into_generator(),
        }
    }

    fn finish(mut self) -> Value {
        let mut all = self.bodies.take_definitions(true);
        forms::bodies(&mut all);
        all.extend(self.answers.take_definitions(true));
        Value::Object(all)
    }
}

/// How schemas of parameters are made: without names.
fn inline() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_deserialize().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    })
}

fn operation(endpoint: &Endpoint, schemas: &mut Schemas) -> Value {
    let (rights, security) = rights(endpoint.needs);
    let (summary, description) = endpoint.about.split_once(". ").unwrap_or((endpoint.about, ""));
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": summary.trim_end_matches('.'),
        "description": format!("{description}\n\n{rights}").trim(),
        "tags": [endpoint.group],
        "security": security,
        "x-allowance": endpoint.class.name(),
        "responses": responses(endpoint, schemas),
    });
    let parameters = parameters::parameters(endpoint, &mut schemas.parameters);
    if !parameters.is_empty() {
        operation["parameters"] = Value::Array(parameters);
    }
    if matches!(endpoint.call, Call::Batch { .. }) {
        let about = "One JSON object in each line, as the route of single records takes it";
        let schema = json!({ "type": "string", "format": "ndjson", "description": about });
        operation["requestBody"] =
            json!({ "required": true, "content": { NDJSON: { "schema": schema } } });
    }
    if let Some(BodyShape::Json(body)) = endpoint.shape.body {
        let schema = body(&mut schemas.bodies).to_value();
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": schema } },
        });
    }
    operation
}

fn operation_id(endpoint: &Endpoint) -> String {
    let words = endpoint.template.text().split(['/', '{', '}', '.']);
    let mut id = endpoint.method.name().to_lowercase();
    for word in words.filter(|word| !word.is_empty() && *word != "v1") {
        id.push('_');
        id.push_str(&word.replace('-', "_"));
    }
    id
}

/// Who may use a route, in words and as OpenAPI says it.
fn rights(needs: Needs) -> (String, Value) {
    match needs {
        Needs::Nothing => (
            "A key is not needed; with one the allowance is larger.".to_owned(),
            json!([{}, { "bearer": [] }, { "api_key": [] }]),
        ),
        Needs::OneOf(roles) => (
            format!("Needs a key with the role {}.", either(roles)),
            json!([{ "bearer": [] }, { "api_key": [] }]),
        ),
    }
}

fn responses(endpoint: &Endpoint, schemas: &mut Schemas) -> Value {
    let content = match endpoint.shape.answer {
        AnswerShape::Json(schema) => {
            let schema = schema(&mut schemas.answers).to_value();
            json!({ "application/json": { "schema": schema } })
        }
        AnswerShape::Lines(schema) => {
            let schema = schema(&mut schemas.answers).to_value();
            json!({ NDJSON: { "schema": schema } })
        }
        AnswerShape::Events(schema) => {
            let schema = schema(&mut schemas.answers).to_value();
            json!({ EVENT_STREAM: { "schema": event(&schema) } })
        }
        AnswerShape::Document(media_type) => {
            let bare = media_type.split(';').next().unwrap_or(media_type);
            let kind = if bare == JSON { "object" } else { "string" };
            json!({ bare: { "schema": { "type": kind } } })
        }
    };
    let success = |about: &str| {
        let headers = header_references(&["X-Request-Id", "RateLimit", "RateLimit-Policy"]);
        json!({ "description": about, "headers": headers, "content": content })
    };
    let mut responses = Map::new();
    match endpoint.shape.success {
        Success::Stored => {
            responses.insert("200".into(), success("Stored already: nothing has changed"));
            responses.insert("201".into(), success("Stored now"));
        }
        Success::Launched => {
            let mut answer = success("Begun; it goes on after this answer");
            answer["headers"]["Location"] = json!({ "$ref": "#/components/headers/Location" });
            responses.insert("202".into(), answer);
        }
        Success::Begun => {
            responses.insert("201".into(), success("Begun"));
        }
        Success::Advanced => {
            responses.insert("200".into(), success("Where it stands now"));
        }
        Success::Answered => {
            let mut answer = success("The answer");
            if has_tag(endpoint) {
                answer["headers"]["ETag"] = json!({ "$ref": "#/components/headers/ETag" });
            }
            responses.insert("200".into(), answer);
        }
    }
    if has_tag(endpoint) {
        let about = "Not modified: the caller's copy, named by `If-None-Match`, is right";
        let headers = header_references(&["X-Request-Id", "RateLimit", "RateLimit-Policy", "ETag"]);
        let answer = json!({ "description": about, "headers": headers });
        responses.insert("304".into(), answer);
    }
    for status in statuses(endpoint) {
        let reference = format!("#/components/responses/Problem{status}");
        responses.insert(status.to_string(), json!({ "$ref": reference }));
    }
    Value::Object(responses)
}

/// One event of a stream, by the fields of its lines.
fn event(data: &Value) -> Value {
    let (type_, about) = ("application/json", "What has happened, as JSON");
    let data = json!({
        "type": "string", "description": about, "contentMediaType": type_, "contentSchema": data,
    });
    json!({
        "type": "object",
        "properties": { "event": { "type": "string" }, "data": data },
        "required": ["data"],
    })
}

/// Whether an answer may carry a tag by which a copy can be checked.
fn has_tag(endpoint: &Endpoint) -> bool {
    endpoint.method == Method::Get && !matches!(endpoint.kind, Kind::Wait | Kind::Stream)
}

/// Whether a route takes anything that can be asked for in vain.
fn takes_parameters(endpoint: &Endpoint) -> bool {
    let mut schemas = inline().into_generator();
    !parameters::parameters(endpoint, &mut schemas).is_empty()
}

/// The statuses with which a route can fail.
fn statuses(endpoint: &Endpoint) -> BTreeSet<u16> {
    let mut problems = vec![
        Problem::InvalidRequest,
        Problem::KeyInvalid,
        Problem::RateLimited,
        Problem::Internal,
        Problem::Overloaded,
    ];
    if endpoint.template.variables().next().is_some() {
        problems.push(Problem::NotFound);
    }
    if endpoint.has_body() || takes_parameters(endpoint) {
        // A scorecard that is not there, a day on which nothing was known.
        problems.extend([Problem::NotFound, Problem::InvalidContent]);
    }
    if endpoint.needs != Needs::Nothing {
        problems.push(Problem::Forbidden);
    }
    if endpoint.has_body() {
        problems.extend([
            Problem::BodyTimeout,
            Problem::LengthMissing,
            Problem::TooLarge,
            Problem::UnsupportedMediaType,
            Problem::InvalidContent,
        ]);
    }
    if matches!(endpoint.call, Call::Batch { .. }) {
        problems.push(Problem::UnsupportedMediaType);
    }
    if endpoint.shape.success != Success::Answered {
        problems.push(Problem::Conflict);
    }
    if matches!(endpoint.shape.success, Success::Begun | Success::Advanced) {
        problems.push(Problem::NotFound);
    }
    let statuses = problems.iter().map(|problem| problem.facts().status);
    statuses.collect()
}

/// One response for each status with which a route can fail, with the problems that have it.
fn problem_responses(endpoints: &[Endpoint]) -> Value {
    let known: BTreeSet<u16> = endpoints.iter().flat_map(statuses).collect();
    let mut by_status: BTreeMap<u16, Vec<Problem>> = BTreeMap::new();
    for problem in Problem::ALL {
        let status = problem.facts().status;
        if known.contains(&status) {
            by_status.entry(status).or_default().push(problem);
        }
    }
    let responses = by_status.into_iter().map(|(status, problems)| {
        let about: Vec<String> = problems
            .iter()
            .map(|problem| problem.facts())
            .map(|facts| format!("`{}`: {}. {}", facts.code, facts.title, facts.advice))
            .collect();
        let mut names = vec!["X-Request-Id", "RateLimit", "RateLimit-Policy"];
        match status {
            401 => names.push("WWW-Authenticate"),
            429 | 503 => names.push("Retry-After"),
            _ => {}
        }
        let answer = json!({
            "description": about.join("\n\n"),
            "headers": header_references(&names),
            "content": {
                "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/Problem" },
                },
            },
        });
        (format!("Problem{status}"), answer)
    });
    Value::Object(responses.collect())
}

/// The headers of answers: name, what it says, type.
const HEADERS: [(&str, &str, &str); 7] = [
    ("X-Request-Id", "The id of the request, as in the logs", "string"),
    ("RateLimit", "What is left of the allowance and when it is full again, in seconds", "string"),
    ("RateLimit-Policy", "The allowance that the request drew on", "string"),
    ("Retry-After", "Whole seconds after which the request is worth repeating", "integer"),
    ("ETag", "Changes whenever the answer changes", "string"),
    ("WWW-Authenticate", "How to send a key", "string"),
    ("Location", "The path where what was begun can be followed", "string"),
];

fn headers() -> Value {
    let all = HEADERS.iter().map(|(name, about, kind)| {
        let header = json!({ "description": about, "schema": { "type": kind } });
        ((*name).to_owned(), header)
    });
    Value::Object(all.collect())
}

fn header_references(names: &[&str]) -> Value {
    let all = names.iter().map(|name| {
        let reference = format!("#/components/headers/{name}");
        ((*name).to_owned(), json!({ "$ref": reference }))
    });
    Value::Object(all.collect())
}
