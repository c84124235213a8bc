//! The pages in a real browser: serves the shipped town on a fixed day, and lets Playwright drive
//! Debian's chromium through the specifications beside this file.
//!
//! `scripts/test` installs what this needs; `cargo test --test browser` runs it where it is there.

mod hostile;
mod town;

use std::path::Path;
use std::process::{Command, ExitCode};

use town::Town;

/// The specifications, each a file of its own.
const SPECIFICATIONS: [&str; 6] = ["pages", "readers", "paper", "desk", "hostile", "progress"];

fn main() -> ExitCode {
    let town = Town::open();
    let n_planted = hostile::plant_everywhere(&town.app);
    let run = town.begin_run();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let files = SPECIFICATIONS.map(|name| folder.join(format!("{name}.test.mjs")));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target"));
    let node = Command::new("node")
        .args(["--test", "--test-concurrency=1"])
        .args(files)
        .env("TOWN", town.origin())
        .env("ADMIN_KEY", &town.admin)
        .env("READER_KEY", &town.reader)
        .env("N_PLANTED", n_planted.to_string())
        .env("HOSTILE", hostile::HOSTILE)
        .env("RUN", run.to_string())
        .env("RUN_GATE", town.run_gate())
        .env("MODULES", target.join("browser/node_modules"))
        .status();
    match node {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("node is needed ({error}); scripts/test installs it");
            ExitCode::FAILURE
        }
    }
}
