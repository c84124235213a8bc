//! Floor 4: HTTP; the only place that knows warp and JSON.
//!
//! `endpoint` is the list's entry, `dispatch` makes one warp filter of the list, `exchange` stands
//! around every request and `serve` accepts connections. A handler is a plain function of the app,
//! the caller and its parameters; status codes, headers and JSON are made in `reply`.

mod activity;
pub mod allowance;
pub mod auth;
mod batch;
pub mod body;
pub mod caller;
pub mod cursor;
mod dispatch;
mod door;
pub mod endpoint;
pub mod error;
mod events;
mod exchange;
mod head;
pub mod json;
pub mod limit;
pub mod lines;
mod meter;
mod once;
pub mod openapi;
pub mod params;
pub mod people;
pub mod problem;
pub mod public_address;
pub mod reference;
mod reply;
mod request;
pub mod routes;
pub mod serve;
pub mod settings;
pub mod settings_file;
pub mod template;
pub mod view;
mod webhook_delivery;
pub mod wire;
mod written;
