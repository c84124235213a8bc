//! `serve`: answers over HTTP until interrupted.

use std::net::SocketAddr;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::line;
use crate::app::App;
use crate::http::routes;
use crate::http::serve::Server;
use crate::http::settings::Settings;

/// Answer over HTTP until interrupted.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Where to serve; port 0 takes a free one, and the line printed tells which.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
}

pub(super) fn run(context: &Context, command: &Serve) -> Result<Ended, CommandError> {
    serve(context.app()?, command.listen)
}

/// Serves until an interrupt or termination signal, then finishes what was accepted.
pub(super) fn serve(app: App, listen: SocketAddr) -> Result<Ended, CommandError> {
    let server = Server::start(app, Settings::standard(listen), routes::endpoints())
        .map_err(|error| CommandError::Refused(format!("cannot listen on {listen}: {error}")))?;
    line(&format!("listening on http://{}", server.address()))?;
    server.block_on(stop_signal())?;
    let n_cut = server.stop();
    if n_cut > 0 {
        tracing::warn!(n_cut, "connections were cut when the server stopped");
    }
    Ok(Ended::Done)
}

async fn stop_signal() -> Result<(), CommandError> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
