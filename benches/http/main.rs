//! What the HTTP interface costs and withstands, each figure beside a reference of the same run.
//!
//! `cargo bench --bench http -- [MERCHANTS] [--data-dir DIR]` (or `scripts/bench-http`) makes a store
//! of simulated merchants, or takes the one in DIR, serves it with the real program and measures:
//! the server's CPU time for a score beside a bare warp "hello"; durable submissions of 64 clients
//! beside one commit per record and the disk's own flushes, as it is and slower; an honest client's delay with and without
//! an abusive one; and 10,000 connections that never finish. CPU time and memory are from `/proc`.

mod abuse;
mod disk;
mod idle;
mod load;
mod reads;
mod server;
mod store;
mod writes;

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Merchants that are simulated unless said otherwise.
const N_MERCHANTS: u32 = 20_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A bar and whether it was met.
struct Bar {
    met: bool,
    what: &'static str,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let outcome = match arguments.next().as_deref() {
        Some("hello") => hello(),
        Some("disk") => arguments
            .next()
            .ok_or_else(|| "disk needs a folder".into())
            .and_then(|folder| disk::print(Path::new(&folder))),
        first => run(first.into_iter().map(str::to_owned).chain(arguments)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: impl Iterator<Item = String>) -> Outcome<bool> {
    let mut n_merchants = N_MERCHANTS;
    let mut data = None;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--data-dir" => data = arguments.next().map(PathBuf::from),
            number => n_merchants = number.parse()?,
        }
    }
    let temporary = tempfile::tempdir()?;
    let (data, known) = match data {
        Some(data) => (data, true),
        None => (temporary.path().join("data"), false),
    };
    let store = if known { store::open(&data)? } else { store::make(&data, n_merchants)? };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut bars = runtime.block_on(reads::measure(&store))?;
    bars.extend(runtime.block_on(abuse::measure(&store))?);
    bars.extend(runtime.block_on(writes::measure(&store))?);
    bars.extend(runtime.block_on(idle::measure(&store))?);
    for bar in bars.iter().filter(|bar| !bar.met) {
        println!("MISSED: {}", bar.what);
    }
    Ok(bars.iter().all(|bar| bar.met))
}

/// The least that warp can do: the same JSON to everybody. Prints its address and serves.
fn hello() -> Outcome<bool> {
    use warp::Filter;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        println!("listening on http://{}", listener.local_addr()?);
        let body = serde_json::json!({ "hello": "world" });
        let route = warp::any().map(move || warp::reply::json(&body));
        warp::serve(route).incoming(listener).run().await;
        Ok(true)
    })
}
