//! The parameters of a route in the OpenAPI document.

use std::collections::BTreeSet;

use schemars::generate::SchemaGenerator;
use serde_json::{Value, json};

use super::forms;
use crate::http::allowance::RouteClass;
use crate::http::endpoint::Endpoint;

/// The parameters of a route, in path, query and head.
pub(super) fn parameters(endpoint: &Endpoint, schemas: &mut SchemaGenerator) -> Vec<Value> {
    let schema = (endpoint.shape.parameters)(schemas).to_value();
    let in_path: BTreeSet<&str> = endpoint.template.variables().collect();
    let required: BTreeSet<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let mut parameters: Vec<Value> = properties
        .map(|(name, schema)| {
            let mut schema = without_null(schema.clone());
            let about = schema.as_object_mut().and_then(|s| s.remove("description"));
            forms::parameter(endpoint.template.text(), name, &mut schema);
            let is_list = schema["type"] == "array";
            let is_in_path = in_path.contains(name.as_str());
            let mut parameter = json!({
                "name": name,
                "in": if is_in_path { "path" } else { "query" },
                "required": is_in_path || required.contains(name.as_str()),
                "description": about.unwrap_or_default(),
                "schema": schema,
            });
            if is_list {
                parameter["style"] = json!("form");
                parameter["explode"] = json!(false);
            }
            parameter
        })
        .collect();
    if endpoint.class == RouteClass::Write {
        parameters.push(idempotency_key());
    }
    parameters
}

/// What every route that stores takes in its head.
fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "A text of your choice, once for each request: sent again within 24 hours, the \
            request is not done again, and its first answer is given with \
            `Idempotent-Replayed: true`.",
        "schema": { "type": "string", "pattern": "^[!-~]([ -~]{0,253}[!-~])?$" },
    })
}

/// A parameter is absent or a text, never null.
fn without_null(mut schema: Value) -> Value {
    if let Some(types) = schema["type"].as_array() {
        let mut rest = types.iter().filter(|name| *name != "null");
        let only = rest.next().cloned().unwrap_or_default();
        schema["type"] = only;
    }
    let described = schema["description"].take();
    if let Some(choices) = schema["anyOf"].as_array() {
        let mut rest = choices.iter().filter(|choice| choice["type"] != "null");
        if let Some(only) = rest.next().cloned() {
            schema = only;
        }
    }
    if let Some(choices) = schema["enum"].as_array_mut() {
        choices.retain(|choice| !choice.is_null());
    }
    if let Some(members) = schema.as_object_mut() {
        if members.get("enum").is_some_and(Value::is_null) {
            members.remove("enum");
        }
        members.remove("default");
        members.remove("description");
        if !described.is_null() {
            members.insert("description".to_owned(), described);
        }
    }
    schema
}
