//! What a score costs the server, beside a bare "hello" measured in turn with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::load::{Pace, Seen, ask};
use crate::server::Server;
use crate::store::Store;
use crate::{Bar, Outcome};

/// The last day of the simulated records.
const LAST_DAY: jiff::civil::Date = jiff::civil::date(2026, 11, 16);
const N_ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const N_CONNECTIONS: usize = 64;
/// A score may cost the server so many times the CPU of a "hello".
const TIMES_HELLO_MAX: f64 = 4.0;

struct Round {
    cpu_us: f64,
    seen: Seen,
}

pub(crate) async fn measure(store: &Store) -> Outcome<Vec<Bar>> {
    let hello = Server::hello()?;
    // A merchant may ask 300 times a minute; here each asks as often as it can.
    let service = Server::with(&store.data, "[serve.limits.merchant]\nread = \"1000000/s\"\n")?;
    let (mut hellos, mut scores, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
    // No question twice: each next round of merchants is asked of a day earlier.
    let n_asked = Arc::new(AtomicUsize::new(0));
    // The first round warms caches and connections up and is not counted.
    for n in 0..=N_ROUNDS {
        let said = round(&hello, |_, _| b"GET / HTTP/1.1\r\nhost: h\r\n\r\n".to_vec()).await?;
        let (merchants, keys) = (store.merchants.clone(), store.owners.clone());
        let scored = round(&service, move |client, n| {
            // Each merchant with its own key, so that its query is logged.
            let whose = (client * 7919 + n) % merchants.len();
            question(&merchants[whose], &keys[whose], "")
        })
        .await?;
        if n > 0 {
            hellos.push(said);
            scores.push(scored);
        }
    }
    for n in 0..=N_ROUNDS {
        let (merchants, keys) = (store.merchants.clone(), store.owners.clone());
        let n_asked = Arc::clone(&n_asked);
        let first = round(&service, move |_, _| {
            let n = n_asked.fetch_add(1, Ordering::Relaxed);
            let (whose, n_days) = (n % merchants.len(), n / merchants.len());
            let as_of = LAST_DAY.checked_sub(jiff::Span::new().days(n_days as i64));
            let as_of = as_of.map_or_else(|_| String::new(), |day| format!("?as_of={day}"));
            question(&merchants[whose], &keys[whose], &as_of)
        })
        .await?;
        if n > 0 {
            firsts.push(first);
        }
    }
    println!("\nGET score, {} merchants, {N_CONNECTIONS} connections:", store.n_merchants);
    let hello_us = print("warp hello", &hellos);
    let score_us = print("score", &scores);
    let first_us = print("asked first", &firsts);
    println!("score / hello: {:.2} times the server's CPU", score_us / hello_us);
    println!("never asked before: {:.2} times", first_us / hello_us);
    println!("memory of the server: {:.0} MB", service.resident_mb()?);
    let n_wrong: usize =
        scores.iter().chain(&firsts).map(|r| r.seen.n_refused + r.seen.n_failed).sum();
    Ok(vec![
        Bar { met: n_wrong == 0, what: "every score is answered" },
        Bar {
            met: score_us <= TIMES_HELLO_MAX * hello_us,
            what: "a score costs at most 4 times the CPU of a hello",
        },
    ])
}

/// A merchant asks about itself.
fn question(merchant: &str, key: &str, parameters: &str) -> Vec<u8> {
    format!(
        "GET /v1/merchants/{merchant}/score{parameters} HTTP/1.1\r\nhost: h\r\n\
         authorization: Bearer {key}\r\n\r\n"
    )
    .into_bytes()
}

async fn round(
    server: &Server,
    request: impl Fn(usize, usize) -> Vec<u8> + Send + Sync + 'static,
) -> Outcome<Round> {
    let before = server.cpu()?;
    let seen = ask(server.address, N_CONNECTIONS, Pace::Closed, ROUND, request).await?;
    let cpu_us = (server.cpu()? - before) * 1e6 / seen.n() as f64;
    Ok(Round { cpu_us, seen })
}

/// Prints the medians of rounds; the CPU time of one request.
fn print(what: &str, rounds: &[Round]) -> f64 {
    let rate = |round: &Round| round.seen.n() as f64 / ROUND.as_secs_f64();
    let cpu_us = median(rounds, |round| round.cpu_us);
    println!(
        "{what:<12} {:>8.0} a second, p50 {:>6.2} ms, p99 {:>6.2} ms, {cpu_us:>6.1} us CPU each",
        median(rounds, rate),
        median(rounds, |round| round.seen.delay(0.5).as_secs_f64() * 1e3),
        median(rounds, |round| round.seen.delay(0.99).as_secs_f64() * 1e3),
    );
    cpu_us
}

fn median(rounds: &[Round], value: impl Fn(&Round) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(value).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
