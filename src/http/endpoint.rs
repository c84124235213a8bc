//! One entry of the list of routes: path, words, rights, and a plain function that answers.

mod build;
mod people;

use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::allowance::RouteClass;
use super::body::FORM;
use super::caller::Caller;
use super::error::ApiError;
use super::params::NoParams;
use super::people::{Page, Reader};
use super::reply::{JSON, Reply};
use super::template::{Named, Template};
use super::view::View;
use crate::app::App;
use crate::app::key::Role;
use crate::domain::record::envelope::{Draft, Submitter};
use crate::store::append::Receipt;

use build::schema_of;
pub use build::{batch, begin, enter, events, get, launch, page, post, step, submit, wait};
pub(crate) use build::{counters, fixed};
pub use people::{form, show};

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
    /// A page for people, in their language; no part of the interface for programs.
    People,
    /// A JSON value for each line that was sent, as it is stored; or for each thing that happens.
    Stream,
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
    pub body: Option<BodyShape>,
    pub answer: AnswerShape,
    pub success: Success,
}

/// What it means that a request succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Success {
    /// It was answered; nothing has changed.
    Answered,
    /// It is stored now, or was before.
    Stored,
    /// Something goes on that was there before.
    Advanced,
    /// Something new begins.
    Begun,
    /// Work was begun that goes on after the answer.
    Launched,
}

/// What a request carries.
pub(crate) enum BodyShape {
    Json(SchemaOf),
    /// The fields of a form on a page.
    Form,
}

pub(crate) enum AnswerShape {
    Json(SchemaOf),
    /// NDJSON, each line of this shape.
    Lines(SchemaOf),
    /// Server-sent events, the data of each of this shape.
    Events(SchemaOf),
    Document(&'static str),
}

pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The words of a request, as its function needs them.
pub(crate) struct Words<'a> {
    pub named: &'a [Named],
    /// The whole body; of a batch, one line.
    pub body: &'a [u8],
    /// Counts what the request asks for beyond its first thing.
    pub charge: &'a (dyn Fn(u32) -> Result<(), ApiError> + Sync),
}

type Run<T> = dyn Fn(&App, &Caller, &Words<'_>) -> Result<T, ApiError> + Send + Sync;

/// The function behind a page for people.
pub(crate) type RunPage = dyn Fn(&App, &Reader, &Words<'_>) -> Result<Page, ApiError> + Send + Sync;

/// The function behind an endpoint, with its types taken away.
pub(crate) enum Call {
    Now(Box<Run<Reply>>),
    Page(Box<RunPage>),
    Submit(Box<Run<Submittal>>),
    Batch {
        /// Reads the parameters before any line is.
        check: Box<Run<()>>,
        read: Box<Run<Handed>>,
    },
    Wait(Box<Run<LookedReply>>),
    Events(Box<Run<ToldReply>>),
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

/// One record of a batch, and who hands it in.
pub struct Handed {
    /// The record.
    pub draft: Draft,
    /// Who hands it in.
    pub submitter: Submitter,
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

/// What is told of something that goes on.
pub enum Told<T> {
    /// It goes on.
    GoesOn(T),
    /// It has ended: nothing more will be told.
    Ended(T),
}

/// The data of one event, as JSON.
pub(crate) struct ToldReply {
    pub data: String,
    pub is_last: bool,
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
                success: Success::Answered,
            },
            call,
        }
    }

    fn shaped<P: JsonSchema + 'static>(mut self, answer: AnswerShape) -> Self {
        self.shape.parameters = schema_of::<P>;
        self.shape.answer = answer;
        self
    }

    fn meaning(mut self, success: Success) -> Self {
        self.shape.success = success;
        self
    }

    fn reading<B: JsonSchema + 'static>(mut self) -> Self {
        self.shape.body = Some(BodyShape::Json(schema_of::<B>));
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

    /// The media type of the body, where requests carry one.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self.shape.body {
            Some(BodyShape::Form) => FORM,
            _ => JSON,
        }
    }

    /// Whether requests carry a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.shape.body.is_some()
    }
}
