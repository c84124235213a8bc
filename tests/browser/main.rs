//! The pages in a real browser: Debian's chromium, driven through chromedriver.
//!
//! `scripts/test` installs both, and axe-core, and runs this; `cargo test --test browser` runs it where
//! they are there already.

mod browser;
mod desk;
mod hostile;
mod pages;
mod paper;
mod readers;
mod town;
