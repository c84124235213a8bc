//! What every request shares: the app, the limiter, the keys, the counters, the bounds on work.

use std::io;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

use super::allowance::{Limits, RouteClass};
use super::auth::Keys;
use super::body::BodyMemory;
use super::error::ApiError;
use super::head::{Head, RequestIds};
use super::limit::{Client, Limiter, Standing, Verdict};
use super::meter::{Meter, OPENMETRICS};
use super::people::session::Sessions;
use super::problem::Problem;
use super::reply::Reply;
use super::settings::Settings;
use super::view::{Document, View};
use super::written::Written;
use crate::app::App;
use crate::app::key::KeyHolder;
use crate::app::queue::WriterQueue;

/// What every request shares.
pub(crate) struct Door {
    pub app: App,
    pub settings: Settings,
    pub ids: RequestIds,
    pub keys: Keys,
    pub bodies: BodyMemory,
    pub in_flight: Arc<Bound>,
    pub waiting: Arc<Bound>,
    pub batches: Arc<Bound>,
    pub meter: Meter,
    /// Moves whenever something was committed; those that wait look again.
    pub commits: watch::Sender<u64>,
    /// True once the server is to stop; what goes on without an end ends then.
    pub stopping: watch::Receiver<bool>,
    pub queue: WriterQueue,
    pub sessions: Arc<Sessions>,
    pub written: Arc<Written>,
    limiter: RwLock<Arc<Limiter>>,
}

/// A bound on how many of something there are at once.
#[derive(Debug)]
pub(crate) struct Bound {
    n: AtomicUsize,
    n_max: usize,
}

/// One place under a [`Bound`], given back when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Bound>);

impl Bound {
    pub(crate) fn new(n_max: usize) -> Arc<Self> {
        Arc::new(Self { n: AtomicUsize::new(0), n_max })
    }

    /// A place, unless all are taken.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Place, ApiError> {
        let place = Place(Arc::clone(self));
        if self.n.fetch_add(1, Ordering::Relaxed) < self.n_max {
            return Ok(place);
        }
        let detail = "the service has as much work in flight as it takes on";
        Err(ApiError::new(Problem::Overloaded, detail).retry_after(1))
    }

    /// Places taken.
    pub(crate) fn n(&self) -> usize {
        self.n.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.n.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that was counted: for whom, and what is left.
#[derive(Default)]
pub(crate) struct Admission {
    pub holder: Option<Arc<KeyHolder>>,
    pub standing: Option<Standing>,
}

/// What came of counting something against an allowance.
pub(crate) struct Charged {
    /// What is left, where the allowance could ever hold so much.
    pub standing: Option<Standing>,
    /// Why it may not go on, where it may not.
    pub refusal: Option<ApiError>,
}

impl Door {
    pub(crate) fn new(
        app: App,
        settings: Settings,
        meter: Meter,
        queue: WriterQueue,
        stopping: watch::Receiver<bool>,
    ) -> io::Result<Self> {
        Ok(Self {
            app,
            ids: RequestIds::new(),
            keys: Keys::default(),
            bodies: BodyMemory::new(settings.capacity.body_bytes_max),
            in_flight: Bound::new(settings.capacity.n_in_flight_max),
            waiting: Bound::new(settings.capacity.n_waiting_max),
            batches: Bound::new(settings.capacity.n_batches_max),
            meter,
            commits: watch::Sender::new(0),
            stopping,
            queue,
            sessions: Arc::new(Sessions::new()?),
            written: Arc::default(),
            limiter: RwLock::new(Arc::new(Limiter::new(&settings.limits))),
            settings,
        })
    }

    /// Replaces all allowances; every client starts with a full one.
    pub(crate) fn set_limits(&self, limits: &Limits) {
        let limiter = Arc::new(Limiter::new(limits));
        *self.limiter.write().unwrap_or_else(PoisonError::into_inner) = limiter;
    }

    /// Tells those that wait that something was committed.
    pub(crate) fn announce_commit(&self) {
        self.commits.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// All counters, as the answer of `/metrics`.
    pub(crate) fn counters(&self) -> Reply {
        let text = self.meter.text(self.in_flight.n(), self.limiter().n_clients());
        Reply::document(View::found(Document { media_type: OPENMETRICS, bytes: text.into_bytes() }))
    }

    /// Finds out whose request it is and counts it; the admission says what is left even where the
    /// request is refused. A wrong key is counted against the address that tries it.
    pub(crate) fn admit(
        &self,
        head: &Head,
        class: RouteClass,
        admission: &mut Admission,
    ) -> Result<(), ApiError> {
        let identified = self.keys.holder(&self.app, &head.key);
        let holder = identified.as_ref().ok().and_then(Option::as_deref);
        let charged = self.charge(head, holder, class, NonZeroU32::MIN);
        admission.standing = charged.standing;
        match charged.refusal {
            None => admission.holder = identified?,
            Some(error) => {
                admission.holder = identified.unwrap_or_default();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Counts that much against the allowance of a holder, or of the client's address.
    pub(crate) fn charge(
        &self,
        head: &Head,
        holder: Option<&KeyHolder>,
        class: RouteClass,
        cost: NonZeroU32,
    ) -> Charged {
        let client = holder.map_or_else(|| Client::address(head.client), Client::holder);
        match self.limiter().check(client, class, cost) {
            Verdict::Allowed(standing) => Charged { standing: Some(standing), refusal: None },
            Verdict::Refused(standing) => {
                let seconds = standing.reset_s;
                let detail = format!("the allowance is used up for {seconds} seconds");
                let error = ApiError::new(Problem::RateLimited, detail).retry_after(seconds);
                Charged { standing: Some(standing), refusal: Some(error) }
            }
            Verdict::TooCostly { n_max } => {
                let detail = format!(
                    "this costs {cost} of an allowance that never holds more than {n_max}; ask for \
                     less at once"
                );
                let error = ApiError::new(Problem::TooLarge, detail);
                Charged { standing: None, refusal: Some(error) }
            }
        }
    }

    fn limiter(&self) -> Arc<Limiter> {
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&limiter)
    }
}
