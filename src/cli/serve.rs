//! `serve`: answers over HTTP until interrupted.

use std::net::SocketAddr;

use clap::Args;

use super::Context;
use super::exit::{CommandError, Ended};
use crate::app::App;

/// Answer over HTTP until interrupted.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Where to serve.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
}

pub(super) fn run(context: &Context, command: &Serve) -> Result<Ended, CommandError> {
    serve(context.app()?, command.listen)
}

pub(super) fn serve(app: App, listen: SocketAddr) -> Result<Ended, CommandError> {
    let _ = (app, listen);
    Err(CommandError::Internal("not wired".to_owned()))
}
