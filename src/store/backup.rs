//! Online backup, restore and check.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::history::{load, packed};
use super::{FILE_NAME, Store, StoreError, schema};
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
        let fault = |error| StoreError::File { path: file.to_owned(), error };
        if file.exists() {
            return Err(fault(std::io::ErrorKind::AlreadyExists.into()));
        }
        let partial = file.with_extension("partial");
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
        std::fs::File::open(&partial).and_then(|copy| copy.sync_all()).map_err(fault)?;
        std::fs::rename(&partial, file).map_err(fault)
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

fn check_packed(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare("SELECT merchant FROM packed ORDER BY merchant")?;
    let merchants = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for merchant in &merchants {
        let Some(stored) = packed(connection, *merchant)? else {
            continue;
        };
        let mut recount = super::history::Packed::default();
        let at = stored.history.seq;
        super::history::fold_tail(connection, *merchant, &mut recount, at, |_| Ok(()))?;
        if recount.history != stored.history {
            return Err(StoreError::Check(format!(
                "the packed history of merchant row {merchant} differs from its records"
            )));
        }
        let _whole = load(connection, *merchant, Seq(u64::MAX >> 1))?;
    }
    Ok(merchants.len() as u64)
}

/// Puts a backup in the place of the store in a folder; the store must not be open. What was there
/// is kept beside it under the name it had with `.before-restore`.
///
/// # Errors
/// When the backup is no store, is damaged or newer, or a file cannot be written.
pub fn restore(folder: &Path, backup: &Path) -> Result<(), StoreError> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |error| StoreError::File { path, error }
    };
    if !backup.is_file() {
        return Err(fault(backup)(std::io::ErrorKind::NotFound.into()));
    }
    std::fs::create_dir_all(folder).map_err(fault(folder))?;
    let place = folder.join(FILE_NAME);
    let incoming = folder.join(format!("{FILE_NAME}.incoming"));
    std::fs::copy(backup, &incoming).map_err(fault(&incoming))?;
    let checked = check_incoming(&incoming);
    if let Err(error) = checked {
        let _ = std::fs::remove_file(&incoming);
        return Err(error);
    }
    if place.exists() {
        let before = folder.join(format!("{FILE_NAME}.before-restore"));
        std::fs::rename(&place, &before).map_err(fault(&before))?;
    }
    for left in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("{FILE_NAME}{left}")));
    }
    std::fs::rename(&incoming, &place).map_err(fault(&place))
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
