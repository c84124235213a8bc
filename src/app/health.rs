//! Whether the service can serve: the store can be read and written, a scorecard applies, and there
//! is room on the disk.

use super::{App, AppError};

/// Free bytes below which the service says that it is not ready: what the log of a busy day takes.
pub const FREE_BYTES_MIN: u64 = 256 << 20;

/// What was looked at, each with what is wrong where something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// One for each thing the service needs.
    pub checks: Vec<Check>,
}

/// One thing that the service needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its stable name: `database`, `scorecard` or `disk`.
    pub name: &'static str,
    /// What is wrong, for readers outside; none when it is as it should be.
    pub fault: Option<String>,
}

impl Health {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|check| check.fault.is_none())
    }
}

impl App {
    /// Looks at everything that serving needs; takes the writer's turn for a moment.
    #[must_use]
    pub fn health(&self) -> Health {
        let written = self.store().write(|_, _| Ok(()));
        Health {
            checks: vec![
                check("database", written, "it cannot be written"),
                check("scorecard", self.champion(), "none applies"),
                check("disk", self.room(), "less than 256 MiB are free"),
            ],
        }
    }

    fn champion(&self) -> Result<(), AppError> {
        let now = self.settings().clock.now();
        self.frame(None, Some(now), None).map(|_| ())
    }

    fn room(&self) -> Result<(), AppError> {
        let folder = self.store().path().parent().unwrap_or(self.store().path());
        let disk = rustix::fs::statvfs(folder)
            .map_err(|error| AppError::Internal(format!("the disk does not say: {error}")))?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < FREE_BYTES_MIN {
            return Err(AppError::Unavailable("the disk is nearly full".to_owned()));
        }
        Ok(())
    }
}

/// A check; what exactly went wrong goes to the log and stays inside.
fn check<E: std::fmt::Display>(
    name: &'static str,
    result: Result<(), E>,
    fault: &'static str,
) -> Check {
    let fault = result.err().map(|error| {
        tracing::error!(%error, check = name, "the service is not ready");
        fault.to_owned()
    });
    Check { name, fault }
}
