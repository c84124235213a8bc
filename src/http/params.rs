//! Path and query parameters as one struct: each text is read by the field it is meant for, and what
//! the struct does not know is refused.

use std::fmt;

use jiff::Timestamp;
use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer,
    MapAccess, Visitor,
};

use super::error::{ApiError, FieldError};
use super::template::Named;

/// For routes that take no parameters.
#[derive(Clone, Copy, Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct NoParams {}

/// Parameters one request may carry.
const PARAMETERS_MAX: usize = 32;

/// Reads named texts into a struct with those fields.
///
/// # Errors
/// [`ApiError`] of kind `invalid_request` naming the parameter, its value and the rule: unknown,
/// sent twice, missing, or not readable.
pub fn read<P: DeserializeOwned>(named: &[Named]) -> Result<P, ApiError> {
    P::deserialize(Parameters { named }).map_err(|fault| ApiError::invalid_request(vec![fault.0]))
}

/// Reads an instant (RFC 3339), for fields that are one.
///
/// # Errors
/// What the deserializer makes of a sentence, where the text is no instant.
pub fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        D::Error::custom("must be an instant like 2026-11-16T09:30:00Z, in UTC or with its offset")
    })
}

/// Why reading stopped.
#[derive(Debug)]
struct Fault(FieldError);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(FieldError::new("", None, "format", message.to_string()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(FieldError::new(field, None, "required", "is required"))
    }
}

impl Fault {
    fn of(named: &Named, rule: &str, message: impl Into<String>) -> Self {
        Self(FieldError::new(&named.name, Some(&named.text), rule, message))
    }

    fn at(mut self, named: &Named) -> Self {
        if self.0.field.is_empty() {
            self.0 = FieldError::new(&named.name, Some(&named.text), &self.0.rule, self.0.message);
        }
        self
    }
}

struct Parameters<'a> {
    named: &'a [Named],
}

impl Parameters<'_> {
    fn check_names(&self, fields: &[&str]) -> Result<(), Fault> {
        for (place, named) in self.named.iter().enumerate() {
            if place >= PARAMETERS_MAX {
                let message = format!("a request has at most {PARAMETERS_MAX} parameters");
                return Err(Fault::of(named, "count", message));
            }
            if !fields.contains(&named.name.as_str()) {
                let message = match fields {
                    [] => "is unknown; this route takes no parameters".to_owned(),
                    known => format!("is unknown; this route takes {}", known.join(", ")),
                };
                return Err(Fault::of(named, "unknown_parameter", message));
            }
            let earlier = self.named.iter().take(place);
            if earlier.into_iter().any(|other| other.name == named.name) {
                return Err(Fault::of(named, "duplicate", "is sent more than once"));
            }
        }
        Ok(())
    }
}

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk { rest: self.named.iter(), current: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.check_names(fields)?;
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Walk<'a> {
    rest: std::slice::Iter<'a, Named>,
    current: Option<&'a Named>,
}

impl<'de> MapAccess<'de> for Walk<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.current = self.rest.next();
        let name = self.current.map(|named| named.name.as_str());
        name.map(|name| seed.deserialize(StrDeserializer::<Fault>::new(name))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let named = self.current.take().ok_or_else(|| Fault::custom("no value"))?;
        seed.deserialize(Text(&named.text)).map_err(|fault| fault.at(named))
    }
}

/// One text, read as what its field is.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn parse<T: std::str::FromStr>(&self, what: &str) -> Result<T, Fault> {
        let fault = |_| Fault::custom(format!("must be {what}"));
        self.0.parse().map_err(fault)
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let what = concat!("a whole number (", stringify!($type), ")");
            visitor.$visit(self.parse::<$type>(what)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.parse("true or false")?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(StrDeserializer::<Fault>::new(self.0))
    }

    /// A list is written with commas: `kinds=penalty,repair`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items = self.0.split(',').map(|item| Item(item.trim()));
        visitor.visit_seq(serde::de::value::SeqDeserializer::<_, Fault>::new(items))
    }

    whole_numbers! {
        deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_i64 visit_i64 i64
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

/// One item of a list.
struct Item<'a>(&'a str);

impl<'de> IntoDeserializer<'de, Fault> for Item<'de> {
    type Deserializer = Text<'de>;

    fn into_deserializer(self) -> Text<'de> {
        Text(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::template::query;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Sample {
        id: String,
        n: Option<u32>,
        kinds: Option<Vec<String>>,
        sort: Option<Sort>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Newest,
    }

    #[test]
    fn each_text_is_read_by_its_field() {
        let read = read::<Sample>(&query("id=a%20b&n=3&kinds=x,y&sort=newest"));
        let expect = Sample {
            id: "a b".into(),
            n: Some(3),
            kinds: Some(vec!["x".into(), "y".into()]),
            sort: Some(Sort::Newest),
        };
        assert_eq!(read, Ok(expect));
    }

    #[track_caller]
    fn check_refused(text: &str, field: &str, value: Option<&str>, rule: &str) {
        let error = read::<Sample>(&query(text)).expect_err("must be refused");
        let [fault] = error.errors.as_slice() else {
            panic!("one fault expected: {error:?}");
        };
        assert_eq!(
            (fault.field.as_str(), fault.value.as_deref(), fault.rule.as_str()),
            (field, value, rule)
        );
    }

    #[test]
    fn a_refusal_names_parameter_value_and_rule() {
        check_refused("n=3", "id", None, "required");
        check_refused("id=a&n=three", "n", Some("three"), "format");
        check_refused("id=a&n=-1", "n", Some("-1"), "format");
        check_refused("id=a&m=1", "m", Some("1"), "unknown_parameter");
        check_refused("id=a&id=b", "id", Some("b"), "duplicate");
        check_refused("id=a&sort=oldest", "sort", Some("oldest"), "format");
    }

    #[test]
    fn a_route_without_parameters_refuses_all() {
        assert!(read::<NoParams>(&[]).is_ok());
        assert!(read::<NoParams>(&query("x=1")).is_err());
    }
}
