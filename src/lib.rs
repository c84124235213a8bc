//! merchant-credit: how far a merchant can be trusted, and why.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod files;
pub mod http;
pub mod simulate;
pub mod store;
pub mod train;
pub mod web;
