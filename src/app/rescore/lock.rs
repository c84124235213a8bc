//! The lock that keeps two runs of one data folder apart, whichever processes they are in.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::app::{App, AppError};

/// The file that is locked; the system lets go of it when its holder ends, however that happens.
const NAME: &str = "rescore.lock";
/// Who only looks whether a run is under way holds the lock for a moment: so often, and so long
/// apart, it is tried before a run is refused.
const N_TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Keeps other runs out until it is dropped.
#[derive(Debug)]
pub(super) struct RunLock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Takes the lock.
pub(super) fn take(app: &App) -> Result<RunLock, AppError> {
    let file = open(app)?;
    for _ in 0..N_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(RunLock(file)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::Error(error)) => return Err(fault(app, &error)),
        }
    }
    let reason = "another rescore is under way in this data folder";
    Err(AppError::UnderWay(reason.to_owned()))
}

/// Whether a run holds the lock.
pub(super) fn is_taken(app: &App) -> Result<bool, AppError> {
    match open(app)?.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(fault(app, &error)),
    }
}

fn open(app: &App) -> Result<File, AppError> {
    let file = File::options().create(true).truncate(false).write(true).open(path(app));
    file.map_err(|error| fault(app, &error))
}

fn path(app: &App) -> std::path::PathBuf {
    app.store().path().parent().unwrap_or_else(|| Path::new(".")).join(NAME)
}

fn fault(app: &App, error: &std::io::Error) -> AppError {
    AppError::Internal(format!("{}: {error}", path(app).display()))
}
