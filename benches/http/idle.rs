//! Ten thousand connections that never finish what they began.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::load::{Pace, ask};
use crate::server::Server;
use crate::store::Store;
use crate::{Bar, Outcome};

const N_CONNECTIONS: usize = 10_000;
/// The server's patience for a head is 10 s and for a body 20 s; some more for the machine.
const CLOSED_WITHIN: Duration = Duration::from_secs(40);
const MEMORY_MB_MAX: f64 = 400.0;

pub(crate) async fn measure(store: &Store) -> Outcome<Vec<Bar>> {
    let server = Server::of(&store.data)?;
    let key = store.authorities[0].clone();
    let started = Instant::now();
    let mut open = JoinSet::new();
    for n in 0..N_CONNECTIONS {
        let mut stream = TcpStream::connect(server.address).await.map_err(|error| {
            format!("connection {n}: {error}; `ulimit -n 20000` gives room for this measurement")
        })?;
        let start = match n % 3 {
            0 => "GET /v1/merchants/x/score HTTP/1.1\r\nhost: h\r\nx-slow: ".to_owned(),
            1 => String::new(),
            _ => format!(
                "POST /v1/penalties HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {key}\r\n\
                 content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
            ),
        };
        let drips = n % 3 != 1;
        open.spawn(async move {
            if stream.write_all(start.as_bytes()).await.is_ok() {
                hold(stream, drips).await;
            }
        });
    }
    let opened = started.elapsed();
    let memory = server.resident_mb()?;
    let (merchants, keys) = (store.merchants.clone(), store.readers.clone());
    let pace = Pace::Every(Duration::from_millis(20));
    let seen = ask(server.address, 8, pace, Duration::from_secs(5), move |client, n| {
        let merchant = &merchants[(client * 7919 + n) % merchants.len()];
        let key = &keys[client];
        format!(
            "GET /v1/merchants/{merchant}/score HTTP/1.1\r\nhost: h\r\n\
             authorization: Bearer {key}\r\n\r\n"
        )
        .into_bytes()
    })
    .await?;
    let memory = memory.max(server.resident_mb()?);
    let mut n_closed = 0;
    let closing = async {
        while open.join_next().await.is_some() {
            n_closed += 1;
        }
    };
    let left = CLOSED_WITHIN.saturating_sub(started.elapsed().saturating_sub(opened));
    let _ = tokio::time::timeout(left, closing).await;
    println!(
        "\n{N_CONNECTIONS} connections with unfinished heads, bodies of a byte a second, or silent:"
    );
    println!("opened in {:.1} s; memory of the server {memory:.0} MB", opened.as_secs_f64());
    println!(
        "{} honest scores meanwhile, p99 {:.1} ms; {n_closed} closed within {} s",
        seen.n(),
        seen.delay(0.99).as_secs_f64() * 1e3,
        CLOSED_WITHIN.as_secs()
    );
    Ok(vec![
        Bar { met: n_closed == N_CONNECTIONS, what: "every connection is closed in time" },
        Bar { met: memory < MEMORY_MB_MAX, what: "10,000 slow connections take under 400 MB" },
        Bar {
            met: seen.n() > 0 && seen.n_failed + seen.n_refused == 0,
            what: "honest requests are served meanwhile",
        },
    ])
}

/// Holds a connection until the server closes it, writing a byte a second where it drips.
async fn hold(stream: TcpStream, drips: bool) {
    let (mut reader, mut writer) = stream.into_split();
    let mut answer = Vec::new();
    let drip = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if drips && writer.write_all(b"a").await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        _ = reader.read_to_end(&mut answer) => {}
        () = drip => {}
    }
}
