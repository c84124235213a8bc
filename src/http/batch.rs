//! Batches: lines are read, stored in groups, and answered as they are stored.

use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use warp::http::HeaderValue;
use warp::http::header::CONTENT_TYPE;
use warp::reply::{Reply as _, Response};
use warp::{Buf, Stream};

use super::door::Place;
use super::endpoint::Handed;
use super::error::ApiError;
use super::lines::{Line, Lines};
use super::problem::Problem;
use super::request::Request;
use super::wire::batch::BatchLineBody;
use crate::app::queue::Submission;
use crate::store::append::Receipt;

/// The media type of batches, both ways.
pub(crate) const NDJSON: &str = "application/x-ndjson";

/// Groups of answers that wait for a client that does not read them, at most.
const ANSWERS_WAITING_MAX: usize = 4;

/// Bytes that cost one of an allowance.
const BYTES_A_TOKEN: usize = 1024;

/// What a batch came to.
#[derive(Default)]
struct Counts {
    n_accepted: u64,
    n_duplicates: u64,
    n_conflicts: u64,
    n_faults: u64,
}

/// Answers at once and goes on answering until the lines end; the place is kept so long.
pub(crate) fn respond<B: Buf + Send + 'static>(
    request: Request,
    place: Place,
    pieces: impl Stream<Item = Result<B, warp::Error>> + Send + 'static,
) -> Response {
    let (sender, receiver) = channel(ANSWERS_WAITING_MAX);
    let lines = Lines::new(pieces, request.door.settings.patience.body);
    tokio::spawn(async move {
        let last = match answer_all(&Arc::new(request), lines, &sender).await {
            Ok(counts) => BatchLineBody::End {
                n_accepted: counts.n_accepted,
                n_duplicates: counts.n_duplicates,
                n_conflicts: counts.n_conflicts,
                n_faults: counts.n_faults,
            },
            Err(error) => BatchLineBody::aborted(error),
        };
        // Nobody reads the end where the client has gone.
        let _ = sender.send(in_lines(&[last])).await;
        drop(place);
    });
    let mut response = warp::reply::stream(Answers(receiver)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(NDJSON));
    response
}

async fn answer_all<S, B>(
    request: &Arc<Request>,
    mut lines: Lines<S>,
    answers: &Sender<Bytes>,
) -> Result<Counts, ApiError>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    let mut counts = Counts::default();
    loop {
        let group = lines.next().await?;
        if group.is_empty() {
            return Ok(counts);
        }
        pay(request, &group).await?;
        let outcomes = store(request, group).await?;
        for outcome in &outcomes {
            counts.add(outcome);
        }
        if answers.send(in_lines(&outcomes)).await.is_err() {
            return Err(ApiError::new(Problem::InvalidRequest, "the client has gone"));
        }
    }
}

/// Counts a group by its size, waiting for the allowance instead of refusing.
async fn pay(request: &Request, group: &[Line]) -> Result<(), ApiError> {
    let n_bytes = group.iter().filter_map(|line| line.bytes.as_ref().ok()).map(Vec::len);
    let cost = n_bytes.sum::<usize>().div_ceil(BYTES_A_TOKEN);
    let cost = u32::try_from(cost).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
    loop {
        match request.charge(cost).refusal {
            None => return Ok(()),
            Some(error) => match error.retry_after_s {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => return Err(error),
            },
        }
    }
}

/// Reads a group on a thread for long work, stores what can be stored, and says what became of each.
async fn store(request: &Arc<Request>, group: Vec<Line>) -> Result<Vec<BatchLineBody>, ApiError> {
    let reader = Arc::clone(request);
    let read = tokio::task::spawn_blocking(move || {
        let read = group.into_iter().map(|line| {
            let handed = line.bytes.and_then(|bytes| reader.hand_in(&bytes));
            (line.number, handed)
        });
        read.collect::<Vec<(u64, Result<Handed, ApiError>)>>()
    });
    let read = read.await.map_err(|error| {
        tracing::error!(%error, "a group of lines could not be read");
        ApiError::new(Problem::Internal, "the lines could not be read")
    })?;
    let mut outcomes = Vec::with_capacity(read.len());
    let mut drafts = Vec::new();
    let mut numbers = Vec::new();
    let mut submitter = None;
    for (number, handed) in read {
        match handed {
            Ok(handed) => {
                numbers.push(number);
                drafts.push(handed.draft);
                submitter = Some(handed.submitter);
            }
            Err(error) => outcomes.push((number, BatchLineBody::fault(number, error))),
        }
    }
    if let Some(submitter) = submitter {
        let (sender, receiver) = oneshot::channel();
        request.door.queue.submit(Submission {
            drafts,
            submitter,
            source: request.endpoint.template.text().to_owned(),
            reply: Box::new(move |written| drop(sender.send(written))),
        })?;
        let receipts: Vec<Receipt> = receiver
            .await
            .map_err(|_| ApiError::new(Problem::Unavailable, "the writer has ended"))??;
        request.door.announce_commit();
        let stored = numbers.into_iter().zip(receipts);
        outcomes.extend(stored.map(|(line, receipt)| (line, BatchLineBody::stored(line, receipt))));
    }
    outcomes.sort_by_key(|(number, _)| *number);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

impl Counts {
    const fn add(&mut self, outcome: &BatchLineBody) {
        match outcome {
            BatchLineBody::Accepted { .. } => self.n_accepted += 1,
            BatchLineBody::Duplicate { .. } => self.n_duplicates += 1,
            BatchLineBody::Conflict { .. } => self.n_conflicts += 1,
            BatchLineBody::Fault { .. } => self.n_faults += 1,
            BatchLineBody::Aborted { .. } | BatchLineBody::End { .. } => {}
        }
    }
}

fn in_lines(outcomes: &[BatchLineBody]) -> Bytes {
    let mut bytes = Vec::with_capacity(outcomes.len() * 80);
    for outcome in outcomes {
        // An outcome is plain data; it always has a JSON form.
        if serde_json::to_writer(&mut bytes, outcome).is_ok() {
            bytes.push(b'\n');
        }
    }
    bytes.into()
}

/// The answers as the body of a response.
struct Answers(Receiver<Bytes>);

impl Stream for Answers {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(Ok))
    }
}
