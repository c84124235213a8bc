//! The accept loop: bounded connections, bounded patience, HTTP/1.1 and HTTP/2, a stop that finishes
//! what was accepted.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use warp::filters::BoxedFilter;
use warp::http::Request;
use warp::reply::Response;

use super::activity::{Activity, Watched};
use super::allowance::Limits;
use super::dispatch;
use super::door::Door;
use super::endpoint::Endpoint;
use super::exchange::exchange;
use super::meter::Meter;
use super::settings::Settings;
use super::webhook_delivery::{Sending, SendingSettings};
use crate::app::App;
use crate::app::queue::WriterQueue;

/// Longest head of a request, in bytes.
pub const HEAD_BYTES_MAX: usize = 16 << 10;

/// Most headers of a request.
pub const N_HEADERS_MAX: usize = 64;

/// Requests that one HTTP/2 connection may have open.
const N_STREAMS_MAX: u32 = 64;

/// How long the loop rests when the system gives it no connection (too many open files).
const REST: Duration = Duration::from_millis(50);

/// A server that is running.
pub struct Server {
    address: SocketAddr,
    runtime: Runtime,
    door: Arc<Door>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<usize>,
    writer: std::thread::JoinHandle<()>,
    sending: Sending,
}

/// The parts of a server that every connection needs.
struct Service {
    door: Arc<Door>,
    routes: BoxedFilter<(Response,)>,
    protocol: auto::Builder<TokioExecutor>,
}

impl Server {
    /// Binds the address and serves the endpoints on threads of its own until [`Server::stop`].
    ///
    /// # Errors
    /// When the address cannot be bound or the threads cannot be started.
    pub fn start(app: App, settings: Settings, endpoints: Vec<Endpoint>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("http")
            .max_blocking_threads(settings.capacity.n_blocking_threads.max(1))
            .enable_io()
            .enable_time()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(settings.listen))?;
        let address = listener.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let meter = Meter::new(&endpoints);
        let (queue, writer) = WriterQueue::start(app.clone())?;
        let sending = Sending::start(
            app.clone(),
            SendingSettings {
                networks: settings.webhook_networks.clone(),
                retry_after: settings.webhook_retry_after.clone(),
            },
        )?;
        let door = Arc::new(Door::new(app, settings, meter, queue, stopping.clone())?);
        let service = Arc::new(Service {
            routes: dispatch::routes(&door, endpoints),
            protocol: protocol(),
            door: Arc::clone(&door),
        });
        let accepting = runtime.spawn(accept(listener, service, stopping));
        Ok(Self { address, runtime, door, stop, accepting, writer, sending })
    }

    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Replaces all allowances.
    pub fn set_limits(&self, limits: &Limits) {
        self.door.set_limits(limits);
    }

    /// Tells those that wait that something was committed.
    pub fn announce_commit(&self) {
        self.door.announce_commit();
    }

    /// Requests in the writer's queue or on threads for long work.
    #[must_use]
    pub fn n_in_flight(&self) -> usize {
        self.door.in_flight.n()
    }

    /// Requests that wait for something to happen.
    #[must_use]
    pub fn n_waiting(&self) -> usize {
        self.door.waiting.n()
    }

    /// Runs a future on the server's threads, for example to wait for a signal.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Accepts nothing more, finishes what was accepted within the time for that, and says how many
    /// connections had to be cut.
    #[must_use]
    pub fn stop(self) -> usize {
        self.stop.send_replace(true);
        let n_cut = self.runtime.block_on(self.accepting).unwrap_or_default();
        self.runtime.shutdown_timeout(Duration::from_secs(1));
        self.sending.stop();
        // With the last request gone the queue closes, and the writer ends once it has written all.
        drop(self.door);
        if self.writer.join().is_err() {
            tracing::error!("the writer's thread had panicked");
        }
        n_cut
    }
}

fn protocol() -> auto::Builder<TokioExecutor> {
    let mut protocol = auto::Builder::new(TokioExecutor::new());
    // Heads and idle connections have one timer for the whole connection (`connection` below),
    // which costs less than hyper's timer per request.
    protocol
        .http1()
        .header_read_timeout(None)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(N_HEADERS_MAX);
    protocol
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(N_STREAMS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX as u32)
        .max_send_buf_size(64 << 10);
    protocol
}

/// Accepts connections until told to stop, waits for those that are open, and counts the rest.
async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    mut stop: watch::Receiver<bool>,
) -> usize {
    let n_max = service.door.settings.capacity.n_connections_max;
    let n_max = n_max.min(u32::MAX as usize);
    let places = Arc::new(Semaphore::new(n_max));
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stop.changed() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                tokio::time::sleep(REST).await;
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let service = Arc::clone(&service);
                tokio::spawn(connection(stream, peer, service, stop.clone(), place));
            }
            Err(_) => turn_away(&stream, &service.door),
        }
    }
    drop(listener);
    let patience = service.door.settings.patience.stop;
    let all = u32::try_from(n_max).unwrap_or(u32::MAX);
    match tokio::time::timeout(patience, places.acquire_many(all)).await {
        Ok(_) => 0,
        Err(_) => n_max - places.available_permits(),
    }
}

/// Says that there is no room, without reading what the client sends.
fn turn_away(stream: &TcpStream, door: &Door) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\
        connection: close\r\ncontent-length: 0\r\n\r\n";
    door.meter.connection_turned_away();
    let _ = stream.try_write(ANSWER);
}

/// Serves one connection until either side ends it or the client has done nothing for too long.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    mut stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let meter = &service.door.meter;
    meter.connection_opened();
    let patience = service.door.settings.patience;
    let activity = Arc::new(Activity::new());
    let answer = service_fn(|request: Request<Incoming>| {
        let turn = activity.begin();
        let (door, routes) = (Arc::clone(&service.door), service.routes.clone());
        async move {
            let response = exchange(door, routes, peer, request).await;
            Ok::<_, Infallible>(response.map(|body| Watched::new(body, turn)))
        }
    });
    let serving = service.protocol.serve_connection(TokioIo::new(stream), answer);
    let mut serving = pin!(serving);
    let first = patience.head.min(patience.idle);
    let mut timer = pin!(tokio::time::sleep(first));
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = serving.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke");
                }
                break;
            }
            _ = stop.changed(), if !stopping => {
                stopping = true;
                serving.as_mut().graceful_shutdown();
            }
            () = timer.as_mut() => match activity.time_left(&patience) {
                Some(left) => timer.as_mut().reset(tokio::time::Instant::now() + left),
                None => break,
            },
        }
    }
    meter.connection_closed();
}
