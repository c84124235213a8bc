//! The JSON schema of the body of a POST, read off the fields of its kind.

use serde_json::{Map, Value, json};

use crate::domain::intake::{Choice, Field, Form, Need, fields};
use crate::domain::publication::PenaltyKind;
use crate::domain::record::envelope::Jurisdiction;
use crate::domain::record::kind::RecordKind;

/// The schema of a record as it is handed in (JSON Schema 2020-12, as OpenAPI 3.1 takes it).
#[must_use]
pub fn schema(kind: RecordKind) -> Value {
    let fields = fields(kind);
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.need == Need::Always).map(|field| field.name).collect();
    json!({
        "type": "object",
        "description": format!("A {} as it is handed in.", kind.name()),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut property = form(field);
    if let Some(members) = property.as_object_mut() {
        members.insert("description".to_owned(), json!(field.about));
    }
    property
}

fn form(field: &Field) -> Value {
    match field.form {
        Form::Text | Form::Name | Form::Key | Form::Ignored => text(field),
        Form::Platform => json!({
            "type": "string",
            "pattern": if field.need == Need::Always { PLATFORM } else { PLATFORM_OR_NOTHING },
            "maxLength": field.chars_max,
        }),
        Form::Day | Form::OpenDay | Form::LastDay => json!({ "type": "string", "format": "date" }),
        Form::MerchantId => {
            json!({ "type": "string", "format": "merchant-id", "maxLength": field.chars_max })
        }
        Form::Uscc => json!({ "type": "string", "format": "uscc", "maxLength": field.chars_max }),
        Form::WanYuan => {
            json!({ "type": ["number", "string"], "minimum": 0, "pattern": WAN_YUAN })
        }
        Form::Count => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Form::Stars => json!({ "type": "integer", "minimum": 1, "maximum": 5 }),
        Form::Choice(choices) => {
            let words = choices.iter().map(|choice: &Choice| choice.value);
            json!({ "type": "string", "enum": words.collect::<Vec<_>>() })
        }
        Form::PenaltyKinds => json!({
            "type": ["array", "string"],
            "items": { "type": "string", "enum": PenaltyKind::ALL },
            "minItems": u32::from(field.need == Need::Always),
        }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::List(most) => json!({
            "type": "array",
            "items": { "type": "string", "maxLength": field.chars_max, "pattern": FAIR },
            "maxItems": most,
        }),
        Form::Instant => json!({ "type": "string", "format": "date-time" }),
        Form::RecordId(kinds) => {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            let names = names.join("|");
            let pattern = format!("^({names})(-[0-9]+|:[^:]+:.+)$");
            json!({ "type": "string", "pattern": pattern, "maxLength": field.chars_max })
        }
    }
}

/// The name of a platform, and the same where it may be left out.
const PLATFORM: &str = "^[A-Za-z][A-Za-z0-9-]*$";
const PLATFORM_OR_NOTHING: &str = "^([A-Za-z][A-Za-z0-9-]*)?$";
/// An amount in 万元, or nothing.
const WAN_YUAN: &str = "^([0-9]{1,8}(\\.[0-9]{1,6})?)?$";
/// No control characters; line ends and tabs at the ends of a text are trimmed.
const FAIR: &str = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\ufffd]*$";

fn text(field: &Field) -> Value {
    if field.name == "jurisdiction" {
        return json!({ "type": "string", "enum": Jurisdiction::ALL });
    }
    let least = u32::from(field.need == Need::Always);
    json!({
        "type": "string", "minLength": least, "maxLength": field.chars_max, "pattern": FAIR,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_kind_is_in_its_schema() {
        for kind in RecordKind::ALL {
            let schema = schema(kind);
            for field in fields(kind) {
                let property = &schema["properties"][field.name];
                assert_eq!(property["description"], field.about, "{}", field.name);
                let required = schema["required"].as_array().unwrap().iter();
                let is_required = required.filter(|name| **name == field.name).count() == 1;
                assert_eq!(is_required, field.need == Need::Always, "{}", field.name);
            }
            assert_eq!(schema["additionalProperties"], false);
        }
    }

    #[test]
    fn the_forms_of_a_rating_are_told() {
        let schema = schema(RecordKind::Rating);
        assert_eq!(schema["properties"]["stars"]["maximum"], 5);
        assert_eq!(schema["properties"]["rated_on"]["format"], "date");
        assert_eq!(schema["properties"]["corrects"]["type"], "boolean");
    }
}
