//! What honest clients notice of an abusive one.

use std::time::Duration;

use crate::load::{Pace, Seen, ask};
use crate::server::Server;
use crate::store::Store;
use crate::{Bar, Outcome};

const N_HONEST: usize = 8;
/// An honest client asks so often, a quarter of what a reader may.
const HONEST_EVERY: Duration = Duration::from_millis(20);
/// The abusive one asks 20 times as often as a reader may (200 a second) over so many connections.
const N_ABUSIVE: usize = 40;
const ABUSIVE_EVERY: Duration = Duration::from_millis(10);
const DURATION: Duration = Duration::from_secs(10);
const N_ROUNDS: usize = 3;
/// The honest p99 may grow so many times.
const TIMES_MAX: f64 = 1.5;

pub(crate) async fn measure(store: &Store) -> Outcome<Vec<Bar>> {
    let server = Server::of(&store.data)?;
    // The abuser's burst is spent first: what counts is how it is refused.
    let abuse = || abusive(&server, store, DURATION);
    abusive(&server, store, Duration::from_secs(5)).await?;
    let mut ratios = Vec::new();
    println!("\n{N_HONEST} honest clients beside one at 20 times its limit:");
    for _ in 0..N_ROUNDS {
        let alone = honest(&server, store).await?;
        let (beside, abused) = tokio::join!(honest(&server, store), abuse());
        let (beside, abused) = (beside?, abused?);
        let ms = |seen: &Seen| seen.delay(0.99).as_secs_f64() * 1e3;
        println!(
            "p99 {:.2} ms alone, {:.2} ms beside ({} of the abuser's {} refused)",
            ms(&alone),
            ms(&beside),
            abused.n_refused,
            abused.n_refused + abused.n()
        );
        ratios.push(ms(&beside) / ms(&alone));
        if beside.n_refused + beside.n_failed > 0 {
            return Err("an honest client was refused".into());
        }
    }
    ratios.sort_unstable_by(f64::total_cmp);
    let ratio = ratios.get(N_ROUNDS / 2).copied().unwrap_or(f64::INFINITY);
    println!("honest p99 beside / alone: {ratio:.2} times (median of {N_ROUNDS})");
    let what = "the honest p99 grows at most 1.5 times beside an abusive client";
    Ok(vec![Bar { met: ratio <= TIMES_MAX, what }])
}

async fn honest(server: &Server, store: &Store) -> Outcome<Seen> {
    let (merchants, keys) = (store.merchants.clone(), store.readers.clone());
    let pace = Pace::Every(HONEST_EVERY);
    ask(server.address, N_HONEST, pace, DURATION, move |client, n| {
        let merchant = &merchants[(client * 7919 + n) % merchants.len()];
        request(merchant, &keys[client + 1])
    })
    .await
}

async fn abusive(server: &Server, store: &Store, duration: Duration) -> Outcome<Seen> {
    let (merchants, key) = (store.merchants.clone(), store.readers[0].clone());
    let pace = Pace::Every(ABUSIVE_EVERY);
    ask(server.address, N_ABUSIVE, pace, duration, move |client, n| {
        request(&merchants[(client + n) % merchants.len()], &key)
    })
    .await
}

fn request(merchant: &str, key: &str) -> Vec<u8> {
    format!(
        "GET /v1/merchants/{merchant}/score HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {key}\r\n\r\n"
    )
    .into_bytes()
}
