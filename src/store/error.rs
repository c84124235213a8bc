//! What can go wrong in the store.

use std::path::PathBuf;

use crate::domain::record::envelope::Seq;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder cannot be made or used.
    #[error("data folder {}: {error}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file beside the database cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file is of a version that this program does not know yet.
    #[error(
        "the store is of version {found}, newer than this program's {known}: use a newer program"
    )]
    Newer {
        /// The version of the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A record or derived row cannot be read back.
    #[error("record {seq} is damaged: {what}; restore a backup, or run 'check'")]
    Damaged {
        /// Which.
        seq: Seq,
        /// What does not fit.
        what: String,
    },
    /// Another run holds the lock.
    #[error("another {what} is under way (started {since}); wait for it to end")]
    UnderWay {
        /// What is running.
        what: &'static str,
        /// Since when.
        since: String,
    },
    /// Something has the store open that must not.
    #[error("{} is in use: stop the server, and wait for other commands to end", .0.display())]
    InUse(PathBuf),
    /// What was found is not what a check expects.
    #[error("{0}")]
    Check(String),
    /// The database itself.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A migration failed.
    #[error("bringing the store to the current version: {0}")]
    Migration(#[from] rusqlite_migration::Error),
}

impl StoreError {
    /// Whether the disk is full.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        matches!(
            self,
            Self::Database(rusqlite::Error::SqliteFailure(error, _))
                if error.code == rusqlite::ErrorCode::DiskFull
        )
    }
}
