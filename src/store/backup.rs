//! Online backup, restore and check.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::history::{load, packed};
use super::{FILE_NAME, Store, StoreError, schema};
use crate::domain::history::History;
use crate::domain::record::envelope::Seq;

/// Pages copied before a writer may step in.
const PAGES_PER_STEP: i32 = 1000;

/// What a check found in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Records, without a gap in their positions.
    pub n_records: u64,
    /// Merchants and stubs.
    pub n_merchants: u64,
    /// Packed histories that equal a recount from records.
    pub n_packed: u64,
}

impl Store {
    /// Copies the store to a file while others go on reading and writing. The copy appears under its
    /// name only when it is whole.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup(&self, file: &Path) -> Result<(), StoreError> {
        if file.exists() {
            return Err(fault(file)(std::io::ErrorKind::AlreadyExists.into()));
        }
        let partial = with_end(file, ".partial");
        let _ = std::fs::remove_file(&partial);
        {
            let source = Connection::open_with_flags(
                self.path(),
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            let mut copy = Connection::open(&partial)?;
            Backup::new(&source, &mut copy)?.run_to_completion(
                PAGES_PER_STEP,
                Duration::from_millis(1),
                None,
            )?;
            copy.pragma_update(None, "journal_mode", "DELETE")?;
        }
        File::open(&partial).and_then(|copy| copy.sync_all()).map_err(fault(&partial))?;
        std::fs::rename(&partial, file).map_err(fault(file))
    }

    /// Checks the whole file: its structure, gap-free positions, and that what is packed equals a
    /// recount from the records.
    ///
    /// # Errors
    /// [`StoreError::Check`] with the first thing that is not in order.
    pub fn check(&self) -> Result<Checked, StoreError> {
        self.read(|connection| {
            let said: String =
                connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
            if said != "ok" {
                return Err(StoreError::Check(format!("integrity check: {said}")));
            }
            check_references(connection)?;
            let (n_records, first, last): (u64, u64, u64) = connection.query_row(
                "SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM record",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            if first != 1 || last != n_records {
                return Err(StoreError::Check(format!(
                    "positions run from {first} to {last} but there are {n_records} records"
                )));
            }
            let n_merchants =
                connection.query_row("SELECT count(*) FROM merchant", [], |row| row.get(0))?;
            Ok(Checked { n_records, n_merchants, n_packed: check_packed(connection)? })
        })
    }
}

/// Whether everything that a row refers to is there.
fn check_references(connection: &Connection) -> Result<(), StoreError> {
    let dangling: Option<(String, String)> = connection
        .query_row("SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    match dangling {
        None => Ok(()),
        Some((table, parent)) => Err(StoreError::Check(format!(
            "a row of the table {table} names one of the table {parent} that is not there"
        ))),
    }
}

fn check_packed(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare("SELECT merchant FROM packed ORDER BY merchant")?;
    let merchants = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for merchant in &merchants {
        let Some(stored) = packed(connection, *merchant)? else {
            continue;
        };
        let mut recount = History::default();
        super::history::fold_tail(connection, *merchant, &mut recount, stored.seq)?;
        if recount != stored {
            return Err(StoreError::Check(format!(
                "the packed history of merchant row {merchant} differs from its records"
            )));
        }
        let _whole = load(connection, *merchant, Seq(u64::MAX >> 1))?;
    }
    Ok(merchants.len() as u64)
}

/// Puts a backup in the place of the store in a folder. What was there is kept beside it under the
/// name it had with `.before-restore`.
///
/// # Errors
/// When the backup is no store, is damaged or newer, the store in the folder is in use, or a file
/// cannot be written.
pub fn restore(folder: &Path, backup: &Path) -> Result<(), StoreError> {
    if !backup.is_file() {
        return Err(fault(backup)(std::io::ErrorKind::NotFound.into()));
    }
    std::fs::create_dir_all(folder).map_err(fault(folder))?;
    let place = folder.join(FILE_NAME);
    let incoming = folder.join(format!("{FILE_NAME}.incoming"));
    std::fs::copy(backup, &incoming).map_err(fault(&incoming))?;
    let checked = check_incoming(&incoming).map_err(|error| match error {
        // What SQLite says of a file from outside is no fault of ours.
        StoreError::Database(error) => {
            StoreError::Check(format!("the backup is damaged or no database: {error}"))
        }
        other => other,
    });
    if let Err(error) = checked {
        let _ = std::fs::remove_file(&incoming);
        return Err(error);
    }
    File::open(&incoming).and_then(|file| file.sync_all()).map_err(fault(&incoming))?;
    if place.exists() {
        move_aside(&place, &folder.join(format!("{FILE_NAME}.before-restore")))?;
    }
    std::fs::rename(&incoming, &place).map_err(fault(&place))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault(folder))
}

/// Renames a store that nobody has open, with all that is in its log.
fn move_aside(place: &Path, aside: &Path) -> Result<(), StoreError> {
    match take_log_in(place) {
        Err(error) if is_busy(&error) => return Err(StoreError::InUse(place.to_owned())),
        // One that cannot be read is kept as it is, log and all.
        Ok(()) | Err(_) => {}
    }
    for end in ["", "-wal", "-shm"] {
        let (from, to) = (with_end(place, end), with_end(aside, end));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(fault(&to))?;
        } else if to.exists() {
            // The log of an earlier one does not belong to this one.
            std::fs::remove_file(&to).map_err(fault(&to))?;
        }
    }
    Ok(())
}

/// Brings what is in the write-ahead log of a store into its file. Leaving that kind of log needs the
/// file for oneself: it fails while anybody else has it open.
fn take_log_in(place: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(place)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "journal_mode", "DELETE")
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn fault(path: &Path) -> impl Fn(std::io::Error) -> StoreError + '_ {
    |error| StoreError::File { path: path.to_owned(), error }
}

fn check_incoming(file: &Path) -> Result<(), StoreError> {
    let mut connection = Connection::open(file)?;
    let said: String = connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if said != "ok" {
        return Err(StoreError::Check(format!("the backup is damaged: {said}")));
    }
    let has_records: bool = connection.query_row(
        "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = 'record'",
        [],
        |row| row.get(0),
    )?;
    if !has_records {
        return Err(StoreError::Check("the backup is not a merchant-credit store".to_owned()));
    }
    schema::migrate(&mut connection)
}
