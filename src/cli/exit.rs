//! How a command ends: exit codes and the one message that goes with them.

use std::process::ExitCode;

use crate::app::AppError;
use crate::config::ConfigError;
use crate::store::StoreError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// All of it was done.
    Done = 0,
    /// It was refused, wrong usage included; nothing was done.
    Refused = 1,
    /// Some of it was done.
    PartlyDone = 2,
    /// It was done, and what came out calls for attention.
    Alarm = 3,
    /// Our fault.
    OurFault = 70,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(ended as u8)
    }
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    #[error("{0}")]
    App(#[from] AppError),
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// Something typed, or a file named, cannot be used.
    #[error("{0}")]
    Refused(String),
    /// Nobody reads our output any more: no fault of anybody's.
    #[error("output is closed")]
    OutputClosed,
    /// Our fault.
    #[error("{0}")]
    Internal(String),
}

impl CommandError {
    const fn ended(&self) -> Ended {
        match self {
            Self::App(AppError::Internal(_)) | Self::Internal(_) => Ended::OurFault,
            Self::Store(StoreError::Database(_) | StoreError::Migration(_)) => Ended::OurFault,
            Self::OutputClosed => Ended::Done,
            Self::App(_) | Self::Store(_) | Self::Config(_) | Self::Refused(_) => Ended::Refused,
        }
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::OutputClosed
        } else {
            Self::Internal(error.to_string())
        }
    }
}

/// Prints the message of a failed command, and gives the exit code.
pub(super) fn end(result: Result<Ended, CommandError>) -> ExitCode {
    match result {
        Ok(ended) => ended.into(),
        Err(error) => {
            let ended = error.ended();
            if !matches!(error, CommandError::OutputClosed) {
                eprintln!("error: {error}");
            }
            ended.into()
        }
    }
}
