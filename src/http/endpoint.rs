//! One entry of the list of routes: path, words, rights, and a plain function that answers.

use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::allowance::RouteClass;
use super::caller::Caller;
use super::error::ApiError;
use super::json;
use super::meter::OPENMETRICS;
use super::params::{self, NoParams};
use super::reply::Reply;
use super::template::{Named, Template};
use super::view::{Document, View};
use crate::app::App;
use crate::app::key::Role;
use crate::domain::record::envelope::{Draft, Submitter};
use crate::store::append::Receipt;

/// A route: what it is for, who may use it, how it runs, and the function behind it.
pub struct Endpoint {
    /// The method; `GET` answers `HEAD` as well.
    pub method: Method,
    /// Its path.
    pub template: Template,
    /// What it does, in a sentence; goes into the OpenAPI document.
    pub about: &'static str,
    /// Under which heading the reference lists it.
    pub group: &'static str,
    /// What shape its answer has in time.
    pub kind: Kind,
    /// Where its function runs.
    pub work: Work,
    /// Which allowance it draws on.
    pub class: RouteClass,
    /// Who may use it.
    pub needs: Needs,
    pub(crate) shape: Shape,
    pub(crate) call: Call,
}

/// The methods that routes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Reads; answers `HEAD` too.
    Get,
    /// Submits.
    Post,
}

/// The shape of an answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One JSON value, at once.
    View,
    /// A page or a text, at once.
    Page,
    /// One JSON value, when there is something to say; holds no thread meanwhile.
    Wait,
}

/// Where the function of an endpoint runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// On the thread that read the request: short reads.
    InPlace,
    /// On a thread for long work.
    Blocking,
    /// In the writer's queue; the request waits without a thread.
    Queued,
}

/// Whose requests an endpoint serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Everybody's; a key is optional and raises the limits.
    Nothing,
    /// Those with a key of one of these roles.
    OneOf(&'static [Role]),
}

/// What is parsed and what is answered, for the OpenAPI document.
pub(crate) struct Shape {
    pub parameters: SchemaOf,
    pub body: Option<SchemaOf>,
    pub answer: AnswerShape,
}

pub(crate) enum AnswerShape {
    Json(SchemaOf),
    Document(&'static str),
}

pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The words of a request, as its function needs them.
pub(crate) struct Words<'a> {
    pub named: &'a [Named],
    pub body: &'a [u8],
}

type Run<T> = dyn Fn(&App, &Caller, &Words<'_>) -> Result<T, ApiError> + Send + Sync;

/// The function behind an endpoint, with its types taken away.
pub(crate) enum Call {
    Now(Box<Run<Reply>>),
    Submit(Box<Run<Submittal>>),
    Wait(Box<Run<LookedReply>>),
    /// The counters of this server itself.
    Counters,
}

/// What a request hands in, and how its receipts are answered.
pub struct Submitting<T> {
    /// The records; all of them or none are stored.
    pub drafts: Vec<Draft>,
    /// Who hands them in.
    pub submitter: Submitter,
    /// The answer to the receipts, one for each draft.
    pub answer: fn(Vec<Receipt>) -> Result<View<T>, ApiError>,
}

pub(crate) struct Submittal {
    pub drafts: Vec<Draft>,
    pub submitter: Submitter,
    pub answer: Box<dyn FnOnce(Vec<Receipt>) -> Result<Reply, ApiError> + Send>,
}

/// What a look at something that grows has found.
pub enum Looked<T> {
    /// There is something to say.
    Something(View<T>),
    /// Nothing yet.
    Nothing {
        /// What to say if it stays so.
        so_far: View<T>,
        /// How long the caller wants to wait, counted from its request.
        patience: Duration,
    },
}

pub(crate) enum LookedReply {
    Something(Reply),
    Nothing { so_far: Reply, patience: Duration },
}

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
        Reply::json(handler(app, caller, params::read(words.named)?)?)
    };
    Endpoint::new(Method::Get, path, about, Call::Now(Box::new(call)))
        .shaped::<P>(AnswerShape::Json(schema_of::<T>))
}

/// A route with a body that computes and stores nothing.
pub fn post<P, B, T>(
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
    Endpoint::new(Method::Post, path, about, Call::Now(Box::new(call)))
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

impl Method {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl Endpoint {
    fn new(method: Method, path: &'static str, about: &'static str, call: Call) -> Self {
        Self {
            method,
            template: Template::new(path),
            about,
            group: "Service",
            kind: Kind::View,
            work: Work::InPlace,
            class: RouteClass::Read,
            needs: Needs::Nothing,
            shape: Shape {
                parameters: schema_of::<NoParams>,
                body: None,
                answer: AnswerShape::Document("application/octet-stream"),
            },
            call,
        }
    }

    fn shaped<P: JsonSchema + 'static>(mut self, answer: AnswerShape) -> Self {
        self.shape.parameters = schema_of::<P>;
        self.shape.answer = answer;
        self
    }

    fn reading<B: JsonSchema + 'static>(mut self) -> Self {
        self.shape.body = Some(schema_of::<B>);
        self
    }

    /// The same, listed under this heading.
    #[must_use]
    pub fn under(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// The same, for holders of keys of these roles only.
    #[must_use]
    pub fn needs(mut self, roles: &'static [Role]) -> Self {
        self.needs = Needs::OneOf(roles);
        self
    }

    /// The same, drawing on this allowance.
    #[must_use]
    pub fn class(mut self, class: RouteClass) -> Self {
        self.class = class;
        self
    }

    /// The same, run on a thread for long work.
    #[must_use]
    pub fn blocking(mut self) -> Self {
        self.work = Work::Blocking;
        self
    }

    /// Whether requests carry a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.shape.body.is_some()
    }
}

fn schema_of<T: JsonSchema + 'static>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}
