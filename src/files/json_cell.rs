//! Members of a JSON object as cells: texts, numbers, flags and lists of texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::domain::intake::{Field, Form, Rule};

/// The largest whole number that a JSON number keeps to the digit.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The value of one member.
#[derive(Debug, PartialEq)]
pub(super) enum JsonCell<'a> {
    Null,
    Text(Cow<'a, str>),
    Many(Vec<Cow<'a, str>>),
    /// An object, or a list within a list.
    Nested,
    /// A number too large to be kept to the digit.
    Inexact,
}

/// What is wrong with a member.
#[derive(Debug)]
pub(super) struct CellFault {
    pub(super) rule: Rule,
    pub(super) sentence: &'static str,
}

impl<'a> JsonCell<'a> {
    /// The cell as text in the form of files; lists are joined with `;`.
    pub(super) fn into_text(self, field: &Field) -> Result<Option<Cow<'a, str>>, CellFault> {
        let fault = |sentence| CellFault { rule: Rule::Json, sentence };
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Many(_) if !matches!(field.form, Form::List(_) | Form::PenaltyKinds) => {
                Err(fault("must be one value, not a list"))
            }
            Self::Many(entries) if entries.iter().any(|entry| entry.contains([';', '；'])) => {
                Err(fault("must not hold ';' within an entry"))
            }
            Self::Many(entries) => Ok(Some(Cow::Owned(entries.join(";")))),
            Self::Nested => Err(fault("must be a text, number, flag or list of texts")),
            Self::Inexact => Err(fault("is a number that JSON readers round; write it as a text")),
        }
    }

    pub(super) fn of_value(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Text(Cow::Borrowed(word(*flag))),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => Self::Text(Cow::Owned(number.to_string())),
                (_, Some(number), _) => Self::Text(Cow::Owned(number.to_string())),
                (_, _, Some(number)) => Self::of_float(number),
                _ => Self::Inexact,
            },
            Value::Array(values) => values
                .iter()
                .map(|value| match Self::of_value(value) {
                    Self::Text(text) => Some(text),
                    _ => None,
                })
                .collect::<Option<_>>()
                .map_or(Self::Nested, Self::Many),
            Value::Object(_) => Self::Nested,
        }
    }

    fn of_float(number: f64) -> Self {
        if number.is_finite() && number.abs() < EXACT_MAX {
            // Display prints no exponent, which the readers of amounts would refuse.
            Self::Text(Cow::Owned(number.to_string()))
        } else {
            Self::Inexact
        }
    }
}

const fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

impl<'de> Deserialize<'de> for JsonCell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = JsonCell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, number, flag or list of texts")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(JsonCell::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(JsonCell::Text(Cow::Borrowed(word(flag))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(JsonCell::Text(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(JsonCell::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(JsonCell::of_float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(JsonCell::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(JsonCell::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut entries = Some(Vec::new());
        while let Some(cell) = seq.next_element()? {
            match (cell, &mut entries) {
                (JsonCell::Text(text), Some(entries)) => entries.push(text),
                _ => entries = None,
            }
        }
        Ok(entries.map_or(JsonCell::Nested, JsonCell::Many))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(JsonCell::Nested)
    }
}

/// The members of an object, in the order of the text, double ones too.
#[derive(Debug)]
pub(super) struct Members<'a>(pub(super) Vec<Member<'a>>);

/// One member.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) cell: JsonCell<'a>,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some((Name(name), cell)) = map.next_entry()? {
            members.push(Member { name, cell });
        }
        Ok(Members(members))
    }
}

/// A member's name, borrowed where the text has no escapes in it.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match JsonCell::deserialize(deserializer)? {
            JsonCell::Text(name) => Ok(Self(name)),
            _ => Err(serde::de::Error::custom("a member's name must be a text")),
        }
    }
}
