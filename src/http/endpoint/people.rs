//! The ways to write down a page for people: `show` reads, `form` takes what a reader filled in.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::{AnswerShape, BodyShape, Call, Endpoint, Kind, Method, Words};
use crate::app::App;
use crate::http::allowance::RouteClass;
use crate::http::error::ApiError;
use crate::http::params;
use crate::http::people::{Page, Reader};
use crate::http::template::query;

/// A page that is read: `fn(&App, &Reader, Params) -> Result<Page, ApiError>`.
pub fn show<P>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Reader, P) -> Result<Page, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
{
    let call = move |app: &App, reader: &Reader, words: &Words<'_>| {
        handler(app, reader, params::read(words.named)?)
    };
    Endpoint {
        kind: Kind::People,
        ..Endpoint::new(Method::Get, path, about, Call::Page(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Document("text/html; charset=utf-8"))
}

/// A form that is sent: refused unless it was made for the reader who sends it.
pub fn form<F>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Reader, F) -> Result<Page, ApiError>,
) -> Endpoint
where
    F: DeserializeOwned + 'static,
{
    let call = move |app: &App, reader: &Reader, words: &Words<'_>| {
        let text = std::str::from_utf8(words.body).unwrap_or_default();
        let mut fields = query(text);
        reader.check_form(&mut fields)?;
        handler(app, reader, params::read(&fields)?)
    };
    let mut endpoint = Endpoint {
        kind: Kind::People,
        class: RouteClass::Write,
        ..Endpoint::new(Method::Post, path, about, Call::Page(Box::new(call)))
    }
    .shaped::<params::NoParams>(AnswerShape::Document("text/html; charset=utf-8"));
    endpoint.shape.body = Some(BodyShape::Form);
    endpoint
}
