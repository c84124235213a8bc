//! The least that warp can do: a fixed JSON answer, to measure others against (`scripts/bench-http`).

use std::net::SocketAddr;

use warp::Filter;

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1);
    let address: SocketAddr =
        address.and_then(|text| text.parse().ok()).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
    let body = serde_json::json!({ "hello": "world" });
    warp::serve(warp::any().map(move || warp::reply::json(&body))).run(address).await;
}
