//! The forms of identities and names in the OpenAPI document: said once, by the name of a field, for
//! every route and body that takes it.

use serde_json::{Value, json};

use crate::domain::publication::state::Channel;
use crate::domain::record::kind::RecordKind;

/// The form of a merchant's identity; its check characters are more than a pattern can say.
const MERCHANT_ID: &str = "merchant-id";

/// Paths whose `id` is the name of a record of one kind.
const RECORD_PATHS: [(&str, RecordKind); 4] = [
    ("/v1/objections/{id}", RecordKind::Objection),
    ("/v1/repair-applications/{id}", RecordKind::RepairApplication),
    ("/v1/licences/{id}", RecordKind::Licence),
    ("/v1/penalties/{id}", RecordKind::Penalty),
];

/// Adds to the schema of a parameter what its name and path say of it.
pub(super) fn parameter(path: &str, name: &str, schema: &mut Value) {
    match name {
        "id" if path.starts_with("/v1/merchants/{id}") => add(schema, "format", MERCHANT_ID.into()),
        "id" => {
            let kind = RECORD_PATHS.iter().find(|(known, _)| path.starts_with(known));
            if let Some((_, kind)) = kind {
                add(schema, "pattern", record_pattern(&[*kind]).into());
                schema["examples"] = json!([format!("{}-42", kind.name())]);
            }
        }
        "repair" => {
            let kinds = [RecordKind::Penalty, RecordKind::Inspection];
            add(schema, "pattern", record_pattern(&kinds).into());
        }
        "channel" => add(schema, "enum", json!(Channel::ALL.map(Channel::name))),
        _ => {}
    }
}

/// Adds to the schemas of bodies what the names of their members say of them.
pub(super) fn bodies(schemas: &mut serde_json::Map<String, Value>) {
    let members = schemas
        .values_mut()
        .filter_map(|schema| schema.get_mut("properties"))
        .filter_map(Value::as_object_mut);
    for (name, schema) in members.flatten() {
        match name.as_str() {
            "merchant" => add(schema, "format", MERCHANT_ID.into()),
            "target" | "corrected_by" => {
                add(schema, "pattern", record_pattern(&RecordKind::ALL).into());
            }
            "penalty" => add(schema, "pattern", record_pattern(&[RecordKind::Penalty]).into()),
            _ => {}
        }
    }
}

fn record_pattern(kinds: &[RecordKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    format!("^({})-[1-9][0-9]{{0,14}}$", names.join("|"))
}

/// Adds to the schema of a text what it does not say yet.
fn add(schema: &mut Value, what: &str, value: Value) {
    let may_be_null = schema["type"].as_array().is_some_and(|types| types.len() > 1);
    let is_text = schema["type"] == "string" || may_be_null;
    // A choice would have to name null too.
    let fits = what != "enum" || !may_be_null;
    if let Some(members) = schema.as_object_mut()
        && is_text
        && fits
    {
        members.entry(what).or_insert(value);
    }
}
