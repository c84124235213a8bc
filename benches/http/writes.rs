//! Durable submissions of many clients, beside one commit per record and the disk's own flushes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::disk::{Disk, Rates, SLOWER_BY};
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
    let library = tempfile::tempdir()?;
    let mut bars = on(store, &Disk::Own, "the disk as it is").await?;
    let slower = Disk::slower(library.path())?;
    let what = format!("each flush {SLOWER_BY:?} slower, by a preloaded library");
    bars.extend(on(store, &slower, &what).await?);
    Ok(bars)
}

async fn on(store: &Store, disk: &Disk, what: &str) -> Outcome<Vec<Bar>> {
    // An authority may submit so many a minute; here each submits as often as it can.
    let limits = "[serve.limits.authority]\nwrite = \"1000000/s\"\n";
    let server = Server::upon(disk, &store.data, limits)?;
    let (merchants, keys) = (store.merchants.clone(), store.authorities.clone());
    let before = server.cpu()?;
    let seen = ask(server.address, N_AUTHORITIES, Pace::Closed, DURATION, move |client, n| {
        let merchant = &merchants[(client * 7919 + n) % merchants.len()];
        penalty(merchant, &keys[client % keys.len()])
    })
    .await?;
    let cpu_us = (server.cpu()? - before) * 1e6 / seen.n() as f64;
    let many = seen.n() as f64 / DURATION.as_secs_f64();
    let Rates { flushes, single_commits } = disk.rates(&store.data)?;
    println!("\nPOST penalty, durable, {N_AUTHORITIES} clients, {what}:");
    println!(
        "submissions      {many:>8.0} a second, p50 {:.1} ms, p99 {:.1} ms, {cpu_us:.0} us CPU each",
        seen.delay(0.5).as_secs_f64() * 1e3,
        seen.delay(0.99).as_secs_f64() * 1e3
    );
    println!("one commit each  {single_commits:>8.0} a second");
    println!("disk, fdatasync  {flushes:>8.0} a second");
    println!("submissions / one commit each: {:.1} times", many / single_commits);
    if flushes > FLUSHES_MAX {
        println!("this disk keeps flushes in a memory of its own: that ratio is not judged");
    }
    Ok(vec![
        Bar { met: seen.n_failed + seen.n_refused == 0, what: "every submission is taken" },
        Bar {
            met: many >= TIMES_SINGLE_MIN * single_commits || flushes > FLUSHES_MAX,
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
