//! Floor 2: the records and what is derived from them; the only place that knows SQL.
//!
//! Records are only appended (a trigger says so too). Packed histories, checkpoints and the scores of
//! runs are derived from them and can be rebuilt. One connection writes; each reading thread has its
//! own, so readers never wait for the writer.

mod addition;
pub mod alarm;
pub mod append;
pub mod artefact;
pub mod audit;
pub mod audit_check;
pub mod backup;
pub mod body;
mod entry_slots;
pub mod error;
pub mod feed;
pub mod fold;
pub mod history;
mod identity;
mod insert;
pub mod key;
pub mod last_of;
pub mod market;
mod new_rows;
pub mod on_clock;
pub mod once;
pub mod personal;
pub mod query_log;
pub mod rating_read;
pub mod read;
pub mod record_read;
pub mod run;
pub mod run_read;
mod schema;
pub mod search;
pub mod statistics;
mod version;
mod view;
pub mod webhook;
mod words;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use error::StoreError;
pub use view::View;

/// The name of the database file in the data folder.
pub const FILE_NAME: &str = "merchant-credit.db";
/// How long a write waits for another process's short transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Memory for the pages that one transaction of the writer changes; with less, they would be written
/// to disk more than once.
const WRITER_CACHE_KIB: i32 = 96 * 1024;
/// Bytes of the file that a reader maps: they count as memory of the process while it uses them.
const READER_MAPPED_BYTES: i64 = 96 * 1024 * 1024;
/// Readers that one thread keeps open, for tests with many stores.
const READERS_PER_THREAD_MAX: usize = 4;

thread_local! {
    static READERS: RefCell<Vec<(PathBuf, View)>> = const { RefCell::new(Vec::new()) };
}

/// How often this process has changed a store, whichever.
static N_CHANGES: AtomicU64 = AtomicU64::new(0);

/// The store of one data folder.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    writer: Mutex<Writer>,
}

/// The one connection that writes, with what it remembers between transactions.
#[derive(Debug)]
pub(crate) struct Writer {
    connection: Connection,
    known: append::Known,
}

impl Store {
    /// Opens the store in a folder, creating both, and brings it to the current version.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is not a database of ours, or it is of a newer
    /// version.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Folder { path: folder.to_owned(), error })?;
        Self::open_file(&folder.join(FILE_NAME))
    }

    /// Opens a database file, creating it, and brings it to the current version.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_file(path: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        prepare(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        connection.pragma_update(None, "mmap_size", 0)?;
        schema::migrate(&mut connection)?;
        let writer = Writer { connection, known: append::Known::default() };
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer) })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks something of the store on this thread's own connection, in one consistent view.
    ///
    /// # Errors
    /// What the question answers, or that the file cannot be read.
    pub fn read<T>(
        &self,
        question: impl FnOnce(&View) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.take_reader()?;
        let answer = reader.ask(question);
        READERS.with_borrow_mut(|readers| {
            if readers.len() >= READERS_PER_THREAD_MAX {
                readers.remove(0);
            }
            readers.push((self.path.clone(), reader));
        });
        answer
    }

    /// Changes the store in one transaction: all of it lands, or nothing does.
    ///
    /// # Errors
    /// What the change answers, or that another process did not let go of the store in time.
    pub fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>, &mut append::Known) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let Writer { connection, known } = &mut *writer;
        let answer = in_transaction(connection, |transaction| change(transaction, known));
        if answer.is_err() {
            known.forget();
        }
        N_CHANGES.fetch_add(1, Ordering::Release);
        answer
    }

    /// Changes what is derived from records in one transaction that need not be on the disk when it
    /// ends: after a power cut it is as if it had not been, and it can be done again.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_derived<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let connection = &mut writer.connection;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let answer = in_transaction(connection, change);
        connection.pragma_update(None, "synchronous", "FULL")?;
        // Nothing that readers remember is derived: while a run keeps its scores they go on remembering.
        answer
    }

    /// Asks this thread's reader what it remembers, without a look at the file.
    fn recall<T>(&self, of: impl FnOnce(&View) -> Option<T>) -> Option<T> {
        READERS.with_borrow(|readers| {
            readers.iter().find(|(path, _)| *path == self.path).and_then(|(_, reader)| of(reader))
        })
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // A panic elsewhere left the connection between transactions at worst: rolled back.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_reader(&self) -> Result<View, StoreError> {
        let own = READERS.with_borrow_mut(|readers| {
            let place = readers.iter().position(|(path, _)| *path == self.path)?;
            Some(readers.swap_remove(place).1)
        });
        own.map_or_else(|| open_reader(&self.path), Ok)
    }
}

impl Drop for Store {
    /// Lets go of this thread's reader first: the connection that closes last takes the log of writes
    /// into the file and removes it, and a reader must not.
    fn drop(&mut self) {
        // A thread that ends has let go of its readers already.
        let _ = READERS.try_with(|readers| {
            readers.borrow_mut().retain(|(path, _)| *path != self.path);
        });
    }
}

fn n_changes() -> u64 {
    N_CHANGES.load(Ordering::Acquire)
}

fn in_transaction<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Dropped without a commit, a transaction is rolled back.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = change(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

fn open_reader(path: &Path) -> Result<View, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "mmap_size", READER_MAPPED_BYTES)?;
    Ok(View::new(connection))
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Who writes a reference has found or written in the same transaction what it names, and nothing that
    // is named is deleted without what names it; `check` looks at all references. Four more lookups for
    // each record were a twentieth of an import.
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Connection;

    #[test]
    fn connections_share_no_list_of_pages_and_no_count_of_memory() {
        let connection = Connection::open_in_memory().unwrap();
        let mut statement = connection.prepare("PRAGMA compile_options").unwrap();
        let options = statement.query_map([], |row| row.get(0)).unwrap();
        let options: Vec<String> = options.collect::<Result<_, _>>().unwrap();
        let has = |wanted: &str| options.iter().any(|option| option == wanted);
        // As .cargo/config.toml says; a thread that was put aside would keep the others waiting.
        assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
        assert!(has("DEFAULT_MEMSTATUS=0"), "{options:?}");
    }
}
