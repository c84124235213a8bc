//! Clients: connections that ask one question after the other, and what they saw.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

/// What clients saw.
#[derive(Default)]
pub(crate) struct Seen {
    delays: Vec<Duration>,
    pub(crate) n_refused: usize,
    pub(crate) n_failed: usize,
}

/// How fast one connection asks.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// The next question as soon as the answer is there.
    Closed,
    /// A question in every such time; a late answer does not move the next question, and a question
    /// that had to wait for its turn counts from when it was due.
    Every(Duration),
}

impl Seen {
    /// Answers of success.
    pub(crate) fn n(&self) -> usize {
        self.delays.len()
    }

    /// The delay that this share of answers of success did not exceed.
    pub(crate) fn delay(&self, share: f64) -> Duration {
        let place = (self.delays.len() as f64 * share) as usize;
        self.delays.get(place.min(self.delays.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    fn sorted(mut self) -> Self {
        self.delays.sort_unstable();
        self
    }

    fn join(&mut self, other: Self) {
        self.delays.extend(other.delays);
        self.n_refused += other.n_refused;
        self.n_failed += other.n_failed;
    }
}

/// Asks on so many connections for so long; `request` says the bytes of the question of a connection
/// by its number and the number of the question.
pub(crate) async fn ask(
    address: SocketAddr,
    n_connections: usize,
    pace: Pace,
    duration: Duration,
    request: impl Fn(usize, usize) -> Vec<u8> + Send + Sync + 'static,
) -> Outcome<Seen> {
    let request = Arc::new(request);
    let clients: Vec<_> = (0..n_connections)
        .map(|client| {
            let request = Arc::clone(&request);
            tokio::spawn(async move {
                let question = |n| request(client, n);
                one(address, pace, duration, question).await
            })
        })
        .collect();
    let mut seen = Seen::default();
    for client in clients {
        seen.join(client.await?.map_err(|error| format!("a client failed: {error}"))?);
    }
    Ok(seen.sorted())
}

async fn one(
    address: SocketAddr,
    pace: Pace,
    duration: Duration,
    question: impl Fn(usize) -> Vec<u8>,
) -> std::io::Result<Seen> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut seen = Seen::default();
    let mut buffer = Vec::with_capacity(32 << 10);
    let started = Instant::now();
    for n in 0.. {
        let due = match pace {
            Pace::Closed => Instant::now(),
            Pace::Every(period) => {
                let due = started + period * u32::try_from(n).unwrap_or(u32::MAX);
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        if started.elapsed() >= duration {
            break;
        }
        stream.write_all(&question(n)).await?;
        match answer(&mut stream, &mut buffer).await? {
            200..=299 => seen.delays.push(due.elapsed()),
            429 => seen.n_refused += 1,
            _ => seen.n_failed += 1,
        }
    }
    Ok(seen)
}

/// Reads one answer with a length; its status.
pub(crate) async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<u16> {
    buffer.clear();
    let odd = |what: &str| std::io::Error::other(what.to_owned());
    let end = loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(odd("the server closed"));
        }
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = std::str::from_utf8(&buffer[..end]).map_err(|_| odd("an odd head"))?;
    let status = head.get(9..12).and_then(|text| text.parse().ok()).ok_or(odd("no status"))?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = end + length.unwrap_or(0);
    while buffer.len() < whole {
        if stream.read_buf(buffer).await? == 0 {
            return Err(odd("the server closed within an answer"));
        }
    }
    Ok(status)
}
