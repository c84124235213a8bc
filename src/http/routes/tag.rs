//! Entity tags: they change when what is said changes, not when the store learns of somebody else.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use crate::app::score_basis::ScoreBasis;

/// The tag of a score: the days, the merchant's last positions and the versions used. The position of
/// the store and the instant asked about are left out: they move with every record of any merchant.
#[must_use]
pub fn score_tag(basis: &ScoreBasis, disclaimer: &str) -> String {
    let mut hasher = start();
    basis.hash(&mut hasher);
    disclaimer.hash(&mut hasher);
    print(&hasher)
}

/// The tag of any answer: a digest of its JSON.
#[must_use]
pub fn content_tag(body: &impl Serialize) -> String {
    let mut hasher = start();
    // What cannot be written is not answered either.
    serde_json::to_vec(body).unwrap_or_default().hash(&mut hasher);
    print(&hasher)
}

/// A new version of the program may say the same in other words.
fn start() -> DefaultHasher {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    hasher
}

fn print(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}
