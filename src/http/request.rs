//! One request that has found its endpoint: admitted, read, run where its work belongs, answered.

use std::future::Future;
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use warp::http::HeaderName;
use warp::reply::Response;
use warp::{Buf, Stream};

use super::allowance::RouteClass;
use super::auth::authorise;
use super::batch;
use super::body::{Body, check_media_type};
use super::caller::Caller;
use super::door::{Admission, Charged, Door};
use super::endpoint::{
    Call, Endpoint, Handed, Kind, LookedReply, RunPage, Submittal, ToldReply, Words, Work,
};
use super::error::ApiError;
use super::events;
use super::head::{Course, Head};
use super::limit::Standing;
use super::once::Once;
use super::people::{Reader, refusal};
use super::problem::Problem;
use super::reply::{self, Reply};
use super::template::{Named, query};
use crate::app::AppError;
use crate::app::queue::Submission;
use crate::store::append::Receipt;

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// How often those that wait look again without being told of a commit.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One request that has found its endpoint.
pub(crate) struct Request {
    pub door: Arc<Door>,
    pub endpoint: Arc<Endpoint>,
    place: usize,
    named: Vec<Named>,
    head: Arc<Head>,
    caller: Caller,
    /// Who reads, where the endpoint is a page for people.
    reader: Option<Reader>,
}

impl Request {
    pub(crate) fn new(
        door: &Arc<Door>,
        endpoint: &Arc<Endpoint>,
        place: usize,
        mut named: Vec<Named>,
        head: &Arc<Head>,
    ) -> Self {
        named.extend(head.uri.query().map(query).unwrap_or_default());
        let reader = (endpoint.kind == Kind::People).then(|| Reader::new(door, head, &mut named));
        Self {
            door: Arc::clone(door),
            endpoint: Arc::clone(endpoint),
            place,
            named,
            head: Arc::clone(head),
            caller: Caller { written: Arc::clone(&door.written), ..Caller::default() },
            reader,
        }
    }

    /// Answers; the body is read only once the request is admitted.
    pub(crate) async fn answer(
        mut self,
        body: impl Future<Output = Result<Body, ApiError>>,
    ) -> Response {
        let (head, door) = (Arc::clone(&self.head), Arc::clone(&self.door));
        let kind = self.endpoint.kind;
        let mut admission = Admission::default();
        let outcome = match self.admit(&mut admission) {
            Ok(()) => match body.await {
                Ok(body) => self.run(body).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        let mut response = match outcome {
            Ok(reply) => reply.respond(&head),
            Err(error) if kind == Kind::People => refusal::refuse_reader(&door, &error, &head),
            Err(error) => reply::refuse(&error, &head),
        };
        say_standing(head.charged.get().or(admission.standing.as_ref()), &mut response);
        response
    }

    /// Answers a batch line by line.
    pub(crate) async fn answer_lines<B: Buf + Send + 'static>(
        mut self,
        pieces: impl Stream<Item = Result<B, warp::Error>> + Send + 'static,
    ) -> Response {
        let head = Arc::clone(&self.head);
        let mut admission = Admission::default();
        let admitted = self.admit(&mut admission).and_then(|()| {
            check_media_type(&head, batch::NDJSON)?;
            if let Call::Batch { check, .. } = &self.endpoint.call {
                self.call(check.as_ref(), &[])?;
            }
            self.door.batches.enter()
        });
        let mut response = match admitted {
            Ok(place) => batch::respond(self, place, pieces),
            Err(error) => reply::refuse(&error, &head),
        };
        say_standing(admission.standing.as_ref(), &mut response);
        response
    }

    /// Answers with events until what goes on has ended.
    pub(crate) async fn answer_events(mut self) -> Response {
        let head = Arc::clone(&self.head);
        let mut admission = Admission::default();
        let begun = self
            .admit(&mut admission)
            .and_then(|()| Ok((self.told()?, self.door.waiting.enter()?)));
        let mut response = match begun {
            Ok((first, place)) => events::respond(self, place, first),
            Err(error) => reply::refuse(&error, &head),
        };
        say_standing(admission.standing.as_ref(), &mut response);
        response
    }

    /// What there is to tell now.
    pub(crate) fn told(&self) -> Result<ToldReply, ApiError> {
        match &self.endpoint.call {
            Call::Events(tell) => self.call(tell.as_ref(), &[]),
            _ => Err(wrong_kind()),
        }
    }

    /// Its id, as in the logs.
    pub(crate) fn id(&self) -> &str {
        &self.head.id
    }

    /// Finds out who asks, counts it, and lets it in where its role may.
    fn admit(&mut self, admission: &mut Admission) -> Result<(), ApiError> {
        let admitted = self.door.admit(&self.head, self.endpoint.class, admission);
        let _ = self.head.course.set(Course {
            route: self.endpoint.template.text(),
            place: self.place,
            holder: admission.holder.clone(),
        });
        admitted?;
        authorise(self.endpoint.needs, admission.holder.as_deref())?;
        self.caller.holder.clone_from(&admission.holder);
        self.caller.if_none_match.clone_from(&self.head.if_none_match);
        Ok(())
    }

    /// Calls the endpoint's function where it belongs.
    async fn run(self, body: Body) -> Result<Reply, ApiError> {
        let is_form = self.endpoint.kind == Kind::People;
        if is_form || self.endpoint.class != RouteClass::Write {
            return self.run_now(body).await;
        }
        let holder = self.caller.holder.as_deref();
        match Once::new(&self.door.app, &self.head, holder, &body.bytes)? {
            Some(once) => once.run(self.run_now(body)).await,
            None => self.run_now(body).await,
        }
    }

    async fn run_now(self, body: Body) -> Result<Reply, ApiError> {
        match (&self.endpoint.call, self.endpoint.work) {
            (Call::Now(call), Work::InPlace | Work::Queued) => {
                self.call(call.as_ref(), &body.bytes)
            }
            (Call::Now(_) | Call::Page(_), Work::Blocking) => self.run_apart(body).await,
            (Call::Page(call), _) => self.call_page(call.as_ref(), &body.bytes),
            (Call::Submit(call), _) => {
                let submittal = self.call(call.as_ref(), &body.bytes)?;
                self.submit(submittal).await
            }
            (Call::Wait(_), _) => self.wait().await,
            (Call::Counters, _) => Ok(self.door.counters()),
            (Call::Batch { .. } | Call::Events(_), _) => Err(wrong_kind()),
        }
    }

    /// Runs on a thread for long work.
    async fn run_apart(self, body: Body) -> Result<Reply, ApiError> {
        let _place = self.door.in_flight.enter()?;
        let id = self.head.id.clone();
        let task = tokio::task::spawn_blocking(move || match &self.endpoint.call {
            Call::Now(call) => self.call(call.as_ref(), &body.bytes),
            Call::Page(call) => self.call_page(call.as_ref(), &body.bytes),
            _ => Err(wrong_kind()),
        });
        task.await.unwrap_or_else(|error| {
            tracing::error!(%id, %error, "a thread for long work was lost");
            Err(ApiError::new(Problem::Internal, "the request was not finished"))
        })
    }

    /// Hands records to the writer's queue and waits, without a thread, until they are durable.
    async fn submit(&self, submittal: Submittal) -> Result<Reply, ApiError> {
        let _place = self.door.in_flight.enter()?;
        let (sender, receiver) = oneshot::channel();
        let reply = move |written: Result<Vec<Receipt>, AppError>| {
            // Nobody waits any more where the client has gone; the records are stored all the same.
            drop(sender.send(written));
        };
        self.door.queue.submit(Submission {
            drafts: submittal.drafts,
            submitter: submittal.submitter,
            source: self.endpoint.template.text().to_owned(),
            reply: Box::new(reply),
        })?;
        match timeout(self.door.settings.patience.answer, receiver).await {
            Ok(Ok(written)) => {
                let receipts = written?;
                self.door.announce_commit();
                (submittal.answer)(receipts)
            }
            Ok(Err(_)) | Err(_) => {
                let detail = "the writer did not answer in time; the record may be stored all the \
                              same, and sending it again is safe";
                Err(ApiError::new(Problem::Unavailable, detail).retry_after(1))
            }
        }
    }

    /// Asks again after each commit until there is something to say or patience ends.
    async fn wait(&self) -> Result<Reply, ApiError> {
        let Call::Wait(call) = &self.endpoint.call else {
            return Err(wrong_kind());
        };
        let mut commits = self.door.commits.subscribe();
        let started = Instant::from_std(self.head.started);
        let mut place = None;
        loop {
            commits.mark_unchanged();
            let look = || self.call(call.as_ref(), &[]);
            let looked = match self.endpoint.work {
                Work::Blocking => {
                    let _place = self.door.in_flight.enter()?;
                    tokio::task::block_in_place(look)
                }
                Work::InPlace | Work::Queued => look(),
            };
            let (so_far, patience) = match looked? {
                LookedReply::Something(reply) => return Ok(reply),
                LookedReply::Nothing { so_far, patience } => (so_far, patience),
            };
            if place.is_none() {
                place = Some(self.door.waiting.enter()?);
            }
            let end = started + patience;
            if Instant::now() >= end {
                return Ok(so_far);
            }
            // A commit by another process is not announced; it is found at the next look.
            let _ = timeout_at(end.min(Instant::now() + LOOK_EVERY), commits.changed()).await;
        }
    }

    /// The record that a line of a batch says.
    pub(crate) fn hand_in(&self, line: &[u8]) -> Result<Handed, ApiError> {
        match &self.endpoint.call {
            Call::Batch { read, .. } => self.call(read.as_ref(), line),
            _ => Err(wrong_kind()),
        }
    }

    /// Counts that much more against the caller's allowance.
    pub(crate) fn charge(&self, cost: NonZeroU32) -> Charged {
        let holder = self.caller.holder.as_deref();
        self.door.charge(&self.head, holder, self.endpoint.class, cost)
    }

    /// Runs the function of a page, and answers with the page as this reader gets it.
    fn call_page(&self, call: &RunPage, body: &[u8]) -> Result<Reply, ApiError> {
        let Some(reader) = &self.reader else { return Err(wrong_kind()) };
        let page = self.guarded(body, |words| call(&self.door.app, reader, words))?;
        Ok(reader.reply(page))
    }

    fn call<T>(
        &self,
        call: &(dyn Fn(&crate::app::App, &Caller, &Words<'_>) -> Result<T, ApiError> + Send + Sync),
        body: &[u8],
    ) -> Result<T, ApiError> {
        self.guarded(body, |words| call(&self.door.app, &self.caller, words))
    }

    /// Runs a function of ours; should it panic, this request fails and no other.
    fn guarded<T>(
        &self,
        body: &[u8],
        call: impl FnOnce(&Words<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let charge = |n: u32| {
            let Some(cost) = NonZeroU32::new(n) else { return Ok(()) };
            let charged = self.charge(cost);
            if let Some(standing) = charged.standing {
                let _ = self.head.charged.set(standing);
            }
            charged.refusal.map_or(Ok(()), Err)
        };
        let words = Words { named: &self.named, body, charge: &charge };
        catch_unwind(AssertUnwindSafe(|| call(&words))).unwrap_or_else(|_| {
            tracing::error!(id = %self.head.id, "the function of a route panicked");
            Err(ApiError::new(Problem::Internal, "the request could not be served"))
        })
    }
}

fn wrong_kind() -> ApiError {
    ApiError::new(Problem::Internal, "the route is of another kind")
}

/// Says in the headers what is left of the allowance.
pub(crate) fn say_standing(standing: Option<&Standing>, response: &mut Response) {
    let Some(standing) = standing else { return };
    let headers = response.headers_mut();
    headers.insert(RATELIMIT_POLICY, standing.policy.clone());
    if let Some(value) = standing.header() {
        headers.insert(RATELIMIT, value);
    }
}
