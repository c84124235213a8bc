//! Whose turn it is on a connection, so that a client that does nothing holds nothing.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::settings::Patience;

/// What happens on one connection.
///
/// Requests that are being worked on are our turn; all else is the client's: to send a head, to read
/// an answer. The client's turn ends by a limit of time.
#[derive(Debug)]
pub(crate) struct Activity {
    opened: Instant,
    n_working: AtomicUsize,
    has_begun: AtomicBool,
    /// When the client's turn began, in milliseconds since `opened`.
    turned_ms: AtomicU64,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self {
            opened: Instant::now(),
            n_working: AtomicUsize::new(0),
            has_begun: AtomicBool::new(false),
            turned_ms: AtomicU64::new(0),
        }
    }

    /// A request has come.
    pub(crate) fn begin(self: &Arc<Self>) -> Turn {
        self.has_begun.store(true, Ordering::Relaxed);
        self.n_working.fetch_add(1, Ordering::Relaxed);
        Turn { activity: Arc::clone(self), is_ours: true }
    }

    /// How much longer the client may do nothing; `None` when its time is over.
    pub(crate) fn time_left(&self, patience: &Patience) -> Option<Duration> {
        let limit =
            if self.has_begun.load(Ordering::Relaxed) { patience.idle } else { patience.head };
        if self.n_working.load(Ordering::Relaxed) > 0 {
            return Some(limit);
        }
        let turned = Duration::from_millis(self.turned_ms.load(Ordering::Relaxed));
        let waited = self.opened.elapsed().saturating_sub(turned);
        limit.checked_sub(waited).filter(|left| *left > Duration::ZERO)
    }

    fn note_progress(&self) {
        let now_ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.turned_ms.store(now_ms, Ordering::Relaxed);
    }
}

/// One request on a connection, from its head to the last byte of its answer.
#[derive(Debug)]
pub(crate) struct Turn {
    activity: Arc<Activity>,
    is_ours: bool,
}

impl Turn {
    fn is_ours(&mut self) {
        if !self.is_ours {
            self.is_ours = true;
            self.activity.n_working.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn is_the_clients(&mut self) {
        self.activity.note_progress();
        if self.is_ours {
            self.is_ours = false;
            self.activity.n_working.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.is_the_clients();
    }
}

/// The body of an answer, noting whose turn it is.
pub(crate) struct Watched<B> {
    body: B,
    turn: Turn,
}

impl<B> Watched<B> {
    pub(crate) fn new(body: B, mut turn: Turn) -> Self {
        turn.is_the_clients();
        Self { body, turn }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Watched<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        self.turn.is_ours();
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.turn.is_the_clients();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
