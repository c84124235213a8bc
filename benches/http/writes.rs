//! Durable submissions of many clients, beside one commit per record and the disk's own flushes.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;

use crate::load::{Pace, ask};
use crate::server::Server;
use crate::store::{N_AUTHORITIES, ORGAN, Store};
use crate::{Bar, Outcome};

const DURATION: Duration = Duration::from_secs(5);
/// Submissions of many clients must come to so many times one commit per record.
const TIMES_SINGLE_MIN: f64 = 15.0;
/// Flushes a second from which on a commit costs about what its record does, so that there is little
/// to share.
const FLUSHES_MAX: f64 = 1_000.0;

/// Makes the numbers of documents unique over all rounds.
static NEXT: AtomicU64 = AtomicU64::new(0);

pub(crate) async fn measure(store: &Store) -> Outcome<Vec<Bar>> {
    // An authority may submit so many a minute; here each submits as often as it can.
    let limits = "[serve.limits.authority]\nwrite = \"1000000/s\"\n";
    let server = Server::with(&store.data, limits)?;
    let (merchants, keys) = (store.merchants.clone(), store.authorities.clone());
    let before = server.cpu()?;
    let seen = ask(server.address, N_AUTHORITIES, Pace::Closed, DURATION, move |client, n| {
        let merchant = &merchants[(client * 7919 + n) % merchants.len()];
        penalty(merchant, &keys[client % keys.len()])
    })
    .await?;
    let cpu_us = (server.cpu()? - before) * 1e6 / seen.n() as f64;
    let many = seen.n() as f64 / DURATION.as_secs_f64();
    let single = one_commit_each(&store.data)?;
    let flushes = flushes(&store.data)?;
    println!("\nPOST penalty, durable, {N_AUTHORITIES} clients:");
    println!(
        "submissions      {many:>8.0} a second, p50 {:.1} ms, p99 {:.1} ms, {cpu_us:.0} us CPU each",
        seen.delay(0.5).as_secs_f64() * 1e3,
        seen.delay(0.99).as_secs_f64() * 1e3
    );
    println!("one commit each  {single:>8.0} a second");
    println!("disk, fdatasync  {flushes:>8.0} a second");
    println!("submissions / one commit each: {:.1} times", many / single);
    if flushes > FLUSHES_MAX {
        println!("the disk keeps flushes in a memory of its own now: that ratio is not judged");
    }
    Ok(vec![
        Bar { met: seen.n_failed + seen.n_refused == 0, what: "every submission is taken" },
        Bar {
            met: many >= TIMES_SINGLE_MIN * single || flushes > FLUSHES_MAX,
            what: "64 clients submit at least 15 times as fast as one commit per record",
        },
    ])
}

fn penalty(merchant: &str, key: &str) -> Vec<u8> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // The code of an individual business says so, and its penalties must.
    let category = if merchant.starts_with("92") { "individual_business" } else { "organisation" };
    let body = json!({
        "merchant": merchant,
        "subject_name": "样例商家(虚构)",
        "category": category,
        "document_number": format!("样市监罚字〔2026〕{}-{number}号", std::process::id()),
        "offence": "发布虚假广告",
        "facts": "当事人在网店发布内容虚假的广告。",
        "legal_basis": "《中华人民共和国广告法》第五十五条第一款",
        "kinds": ["警告"],
        "content": "警告。",
        "decided_on": "2026-09-06",
        "display_until": "2026-12-05",
        "organ": "样例市霜降县市场监督管理局(虚构)",
        "organ_code": ORGAN,
        "data_source": "样例市霜降县市场监督管理局(虚构)",
        "data_source_code": ORGAN,
    })
    .to_string();
    let length = body.len();
    format!(
        "POST /v1/penalties HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Rows a second where each has a commit of its own, in a plain table on the same disk.
fn one_commit_each(data: &Path) -> Outcome<f64> {
    let path = data.join("bench-single.db");
    let connection = Connection::open(&path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "DROP TABLE IF EXISTS penalty;
         CREATE TABLE penalty (number TEXT PRIMARY KEY, merchant TEXT, body TEXT) STRICT;
         CREATE INDEX by_merchant ON penalty (merchant);",
    )?;
    let body = "x".repeat(600);
    let started = Instant::now();
    let mut n = 0_u64;
    while started.elapsed() < DURATION {
        connection.prepare_cached("INSERT INTO penalty VALUES (?1, ?2, ?3)")?.execute((
            format!("{n}"),
            format!("{}", n % 1000),
            &body,
        ))?;
        n += 1;
    }
    let rate = n as f64 / started.elapsed().as_secs_f64();
    drop(connection);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("bench-single.db{end}")));
    }
    Ok(rate)
}

/// Appends of 4 KiB with a flush each, a second.
fn flushes(data: &Path) -> Outcome<f64> {
    let path = data.join("bench-flushes");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let started = Instant::now();
    let mut n = 0_u64;
    while started.elapsed() < Duration::from_secs(2) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        n += 1;
    }
    std::fs::remove_file(path)?;
    Ok(n as f64 / started.elapsed().as_secs_f64())
}
