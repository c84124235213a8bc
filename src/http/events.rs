//! Server-sent events: what goes on is told as it changes, until it ends, the server stops, or the
//! client goes.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use warp::Stream;
use warp::http::HeaderValue;
use warp::http::header::CONTENT_TYPE;
use warp::reply::{Reply as _, Response};

use super::door::Place;
use super::endpoint::ToldReply;
use super::request::Request;

/// The media type of server-sent events.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// Between two looks at what goes on.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks without news after which a comment keeps the connection alive.
const QUIET_LOOKS_MAX: u32 = 15;

/// Answers at once and goes on telling; the place is kept so long.
pub(crate) fn respond(request: Request, place: Place, first: ToldReply) -> Response {
    let (sender, receiver) = channel(1);
    tokio::spawn(async move {
        tell(&Arc::new(request), first, &sender).await;
        drop(place);
    });
    let mut response = warp::reply::stream(Events(receiver)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(EVENT_STREAM));
    response
}

async fn tell(request: &Arc<Request>, first: ToldReply, events: &Sender<Bytes>) {
    let mut stopping = request.door.stopping.clone();
    let mut told = first;
    let mut last = String::new();
    let mut n_quiet = 0;
    loop {
        let news = told.data != last;
        n_quiet = if news { 0 } else { n_quiet + 1 };
        let text = match news {
            true => Some(event(if told.is_last { "end" } else { "progress" }, &told.data)),
            false if n_quiet % QUIET_LOOKS_MAX == 0 => Some(Bytes::from_static(b": \n\n")),
            false => None,
        };
        if let Some(text) = text
            && events.send(text).await.is_err()
        {
            return;
        }
        if told.is_last {
            return;
        }
        last = told.data;
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = events.closed() => return,
            _ = stopping.changed() => return,
        }
        told = match request.told() {
            Ok(told) => told,
            Err(error) => {
                let problem = error.document(request.id()).to_string();
                let _ = events.send(event("problem", &problem)).await;
                return;
            }
        };
    }
}

/// One event; JSON has no line ends, so that its data is one line.
fn event(name: &str, data: &str) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}

/// The events as the body of a response.
struct Events(Receiver<Bytes>);

impl Stream for Events {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(Ok))
    }
}
