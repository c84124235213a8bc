//! The ways to write down a route: `get`, `post`, `submit`, `batch`, `begin`, `step`, `launch`,
//! `wait`, `events`, `page`.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{
    AnswerShape, Call, Endpoint, Handed, Kind, Looked, LookedReply, Method, Submittal, Submitting,
    Success, Told, ToldReply, Words, Work,
};
use crate::app::App;
use crate::http::allowance::RouteClass;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::json;
use crate::http::meter::OPENMETRICS;
use crate::http::params::{self, NoParams};
use crate::http::problem::Problem;
use crate::http::reply::Reply;
use crate::http::view::{Document, View};
use crate::http::wire::batch::BatchLineBody;

/// A route that reads: `fn(&App, &Caller, Params) -> Result<View<T>, ApiError>`.
pub fn get<P, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        let view = handler(app, caller, params::read(words.named)?)?;
        let is_kept = view.is_kept;
        let reply = Reply::json(view)?;
        if is_kept && let Some((tag, body)) = reply.tag_and_body() {
            caller.written.keep(tag.to_owned(), body.clone());
        }
        Ok(reply)
    };
    Endpoint::new(Method::Get, path, about, Call::Now(Box::new(call)))
        .shaped::<P>(AnswerShape::Json(schema_of::<T>))
}

/// A route that answers many questions of one body and stores nothing; `n_questions` says how many,
/// each of which is counted against the allowance.
pub fn post<P, B, T>(
    path: &'static str,
    about: &'static str,
    n_questions: fn(&B) -> usize,
    handler: fn(&App, &Caller, P, B) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        let named = params::read(words.named)?;
        let body = json::read(words.body)?;
        let n_more = n_questions(&body).saturating_sub(1);
        (words.charge)(u32::try_from(n_more).unwrap_or(u32::MAX))?;
        Reply::json(handler(app, caller, named, body)?)
    };
    Endpoint {
        work: Work::Blocking,
        ..Endpoint::new(Method::Post, path, about, Call::Now(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Json(schema_of::<T>))
    .reading::<B>()
}

/// A route that stores what its body says: the function makes records of it, which go through the
/// writer's queue.
pub fn submit<P, B, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, B) -> Result<Submitting<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        let named = params::read(words.named)?;
        let submitting = handler(app, caller, named, json::read(words.body)?)?;
        Ok(Submittal {
            drafts: submitting.drafts,
            submitter: submitting.submitter,
            answer: Box::new(move |receipts| Reply::json((submitting.answer)(receipts)?)),
        })
    };
    Endpoint {
        work: Work::Queued,
        class: RouteClass::Write,
        ..Endpoint::new(Method::Post, path, about, Call::Submit(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Json(schema_of::<T>))
    .reading::<B>()
    .meaning(Success::Stored)
}

/// A route that begins a procedure of the law: its function reads and stores in turn.
pub fn begin<P, B, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, B) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    step(path, about, handler).meaning(Success::Begun)
}

/// A route that enters what its body says, unless it was entered before.
pub fn enter<P, B, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, B) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    step(path, about, handler).meaning(Success::Stored)
}

/// A route that takes a step of a procedure of the law: its function reads and stores in turn.
pub fn step<P, B, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, B) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        let named = params::read(words.named)?;
        Reply::json(handler(app, caller, named, json::read(words.body)?)?)
    };
    Endpoint {
        work: Work::Blocking,
        class: RouteClass::Write,
        ..Endpoint::new(Method::Post, path, about, Call::Now(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Json(schema_of::<T>))
    .reading::<B>()
    .meaning(Success::Advanced)
}

/// A route that begins work which goes on after the answer: its function answers with what it began
/// ([`View::accepted`]).
pub fn launch<P, B, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, B) -> Result<View<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    B: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    step(path, about, handler).meaning(Success::Launched)
}

/// A route that stores what many lines say, and answers each line as it is stored: the function makes
/// a record of one line.
pub fn batch<P>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P, &[u8]) -> Result<Handed, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
{
    let check = |_: &App, _: &Caller, words: &Words<'_>| params::read::<P>(words.named).map(|_| ());
    let read = move |app: &App, caller: &Caller, words: &Words<'_>| {
        handler(app, caller, params::read(words.named)?, words.body)
    };
    let call = Call::Batch { check: Box::new(check), read: Box::new(read) };
    Endpoint {
        kind: Kind::Stream,
        work: Work::Queued,
        class: RouteClass::Batch,
        ..Endpoint::new(Method::Post, path, about, call)
    }
    .shaped::<P>(AnswerShape::Lines(schema_of::<BatchLineBody>))
}

/// A route that answers when there is something to say, or when its patience ends: the function is
/// asked again after each commit, and what it last had is answered at the end.
pub fn wait<P, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P) -> Result<Looked<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        Ok(match handler(app, caller, params::read(words.named)?)? {
            Looked::Something(view) => LookedReply::Something(Reply::json(view)?),
            Looked::Nothing { so_far, patience } => {
                LookedReply::Nothing { so_far: Reply::json(so_far)?, patience }
            }
        })
    };
    Endpoint {
        kind: Kind::Wait,
        ..Endpoint::new(Method::Get, path, about, Call::Wait(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Json(schema_of::<T>))
}

/// A route that tells what goes on, as server-sent events: the function is asked again each second
/// until it says that it has ended, and what it says is sent where it is something else than before.
pub fn events<P, T>(
    path: &'static str,
    about: &'static str,
    handler: fn(&App, &Caller, P) -> Result<Told<T>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
    T: Serialize + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        let (body, is_last) = match handler(app, caller, params::read(words.named)?)? {
            Told::GoesOn(body) => (body, false),
            Told::Ended(body) => (body, true),
        };
        let data = serde_json::to_string(&body).map_err(|error| {
            tracing::error!(%error, "an event cannot be written as JSON");
            ApiError::new(Problem::Internal, "the answer cannot be written")
        })?;
        Ok(ToldReply { data, is_last })
    };
    Endpoint {
        kind: Kind::Stream,
        ..Endpoint::new(Method::Get, path, about, Call::Events(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Events(schema_of::<T>))
}

/// A route that answers with a page for people, or a text for a machine.
pub fn page<P>(
    path: &'static str,
    about: &'static str,
    media_type: &'static str,
    handler: fn(&App, &Caller, P) -> Result<View<Document>, ApiError>,
) -> Endpoint
where
    P: DeserializeOwned + JsonSchema + 'static,
{
    let call = move |app: &App, caller: &Caller, words: &Words<'_>| {
        handler(app, caller, params::read(words.named)?).map(Reply::document)
    };
    Endpoint {
        kind: Kind::Page,
        ..Endpoint::new(Method::Get, path, about, Call::Now(Box::new(call)))
    }
    .shaped::<P>(AnswerShape::Document(media_type))
}

/// A route that always answers with the same document, and with its tag.
pub(crate) fn fixed(path: &'static str, about: &'static str, document: Document) -> Endpoint {
    let media_type = document.media_type;
    let reply = Reply::fixed(document);
    let call = move |_: &App, _: &Caller, words: &Words<'_>| {
        params::read::<NoParams>(words.named).map(|_| reply.clone())
    };
    Endpoint {
        kind: Kind::Page,
        ..Endpoint::new(Method::Get, path, about, Call::Now(Box::new(call)))
    }
    .shaped::<NoParams>(AnswerShape::Document(media_type))
}

/// The route of the counters of this server.
pub(crate) fn counters(path: &'static str, about: &'static str) -> Endpoint {
    Endpoint { kind: Kind::Page, ..Endpoint::new(Method::Get, path, about, Call::Counters) }
        .shaped::<NoParams>(AnswerShape::Document(OPENMETRICS))
}

pub(super) fn schema_of<T: JsonSchema + 'static>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}
