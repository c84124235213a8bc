//! `serve`: answers over HTTP until interrupted.

use std::net::SocketAddr;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::line;
use crate::app::App;
use crate::config::ConfigError;
use crate::config::file::File;
use crate::http::public_address::PublicAddress;
use crate::http::routes;
use crate::http::serve::Server;
use crate::http::settings::Settings;

/// Answer over HTTP until interrupted.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Where to serve; port 0 takes a free one, and the line printed tells which.
    /// [default: 127.0.0.1:8080]
    #[arg(long, env = "MERCHANT_CREDIT_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,

    /// The address under which readers reach the service, as in https://credit.example.org: printed
    /// reports lead there. [default: that of each request]
    #[arg(long, env = "MERCHANT_CREDIT_PUBLIC_ADDRESS", value_name = "ADDRESS",
        value_parser = PublicAddress::parse)]
    public_address: Option<PublicAddress>,
}

pub(super) fn run(context: &Context, command: &Serve) -> Result<Ended, CommandError> {
    let config = context.config()?;
    let mut settings = settings(context, &config.file)?;
    if let Some(listen) = command.listen {
        settings.listen = listen;
    }
    if command.public_address.is_some() {
        settings.public_address.clone_from(&command.public_address);
    }
    tracing::info!(
        data_dir = %config.data_dir.display(),
        time_zone = config.file.time_zone.as_deref().unwrap_or_default(),
        ?settings,
        "settings"
    );
    serve(context, App::open(&config.data_dir, config.settings)?, settings)
}

/// The settings of the server that the file says.
pub(super) fn settings(context: &Context, file: &File) -> Result<Settings, CommandError> {
    let unreadable = |message| ConfigError::Unreadable {
        path: context.place.config.clone().unwrap_or_default(),
        message,
    };
    Ok(file.serve.settings().map_err(|error| unreadable(error.to_string()))?)
}

/// Serves until an interrupt or termination signal, then finishes what was accepted. A hangup signal
/// reads the allowances of the file of settings again.
pub(super) fn serve(
    context: &Context,
    app: App,
    settings: Settings,
) -> Result<Ended, CommandError> {
    let listen = settings.listen;
    let server = Server::start(app, settings, routes::endpoints())
        .map_err(|error| CommandError::Refused(format!("cannot listen on {listen}: {error}")))?;
    line(&format!("listening on http://{}", server.address()))?;
    let mut signals = server.block_on(async { Signals::new() })?;
    while server.block_on(signals.next()) == Wish::Reload {
        reload(context, &server);
    }
    let n_cut = server.stop();
    if n_cut > 0 {
        tracing::warn!(n_cut, "connections were cut when the server stopped");
    }
    Ok(Ended::Done)
}

/// Takes over the allowances of the file; where it cannot be read, those that apply stay.
fn reload(context: &Context, server: &Server) {
    let read = context.place.settled().map_err(CommandError::from);
    match read.and_then(|file| settings(context, &file)) {
        Ok(settings) => {
            server.set_limits(&settings.limits);
            tracing::info!("the allowances were read again");
        }
        Err(error) => {
            tracing::error!(%error, "the settings cannot be read; the allowances stay as they are");
        }
    }
}

/// What a signal wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Stop,
    Reload,
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.interrupt.recv() => Wish::Stop,
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.hangup.recv() => Wish::Reload,
        }
    }
}
