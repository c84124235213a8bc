//! What an operator decides about this door: address, limits, timeouts, trust.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::allowance::Limits;
use super::public_address::PublicAddress;

/// The settings of the HTTP server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Under which address readers reach it; that of each request where not said.
    pub public_address: Option<PublicAddress>,
    /// How much each client may ask.
    pub limits: Limits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks inside which webhooks may call, though they are private.
    pub webhook_networks: Vec<IpNet>,
    /// After which times a webhook's message that failed is sent again; then it is given up.
    pub webhook_retry_after: Vec<Duration>,
    /// Web pages of which origins may call.
    pub cors: Cors,
    /// What a client may take its time for.
    pub patience: Patience,
    /// How much is taken on at once.
    pub capacity: Capacity,
}

/// Pages of which origins may call from a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cors {
    /// None.
    Closed,
    /// Any; no cookie is ever read, so a page sees only what its user could send anyway.
    Open,
    /// These, written as browsers send them (`https://example.com`).
    Origins(Vec<String>),
}

/// How long the server waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the first complete head on a new connection.
    pub head: Duration,
    /// For a complete JSON body.
    pub body: Duration,
    /// For the next request on an open connection, and for a client that does not read its answer.
    pub idle: Duration,
    /// For the writer's answer.
    pub answer: Duration,
    /// For accepted requests when the server stops.
    pub stop: Duration,
}

/// How much is taken on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Connections.
    pub n_connections_max: usize,
    /// Requests in the writer's queue or on threads for long work.
    pub n_in_flight_max: usize,
    /// Batches that are being received.
    pub n_batches_max: usize,
    /// Requests that wait for something to happen.
    pub n_waiting_max: usize,
    /// Threads for long work.
    pub n_blocking_threads: usize,
    /// Bytes of all request bodies in memory.
    pub body_bytes_max: usize,
}

impl Settings {
    /// What holds unless the configuration says otherwise.
    #[must_use]
    pub fn standard(listen: SocketAddr) -> Self {
        Self {
            listen,
            public_address: None,
            limits: Limits::standard(),
            trusted_proxies: Vec::new(),
            webhook_networks: Vec::new(),
            // As the Standard Webhooks specification proposes: 8 attempts in some 27 hours.
            webhook_retry_after: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
                .map(Duration::from_secs)
                .to_vec(),
            cors: Cors::Closed,
            patience: Patience {
                head: Duration::from_secs(10),
                body: Duration::from_secs(20),
                idle: Duration::from_secs(60),
                answer: Duration::from_secs(30),
                stop: Duration::from_secs(30),
            },
            capacity: Capacity {
                n_connections_max: 16_384,
                n_in_flight_max: 1_024,
                n_batches_max: 32,
                n_waiting_max: 4_096,
                n_blocking_threads: 8,
                body_bytes_max: 128 << 20,
            },
        }
    }
}
