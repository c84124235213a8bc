//! The store at one moment, as a question sees it, and what a reading connection remembers between
//! questions.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;

use rusqlite::Connection;

use super::StoreError;
use super::last_of::Remembered;

/// The store at one moment, as a question of [`super::Store::read`] sees it. That it is a connection to
/// SQLite is known in this room only.
pub struct View {
    connection: Connection,
    /// What this connection sees, counted by SQLite; told once in each view.
    version: Cell<Option<i64>>,
    /// How often this process had changed a store when the view began.
    n_changes: Cell<u64>,
    remembered: RefCell<Remembered>,
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

impl Deref for View {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl View {
    /// Views through a connection that only reads.
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            version: Cell::default(),
            n_changes: Cell::default(),
            remembered: RefCell::default(),
        }
    }

    /// Asks something in one consistent view.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.version.set(None);
        self.n_changes.set(super::n_changes());
        self.prepare_cached("BEGIN")?.execute([])?;
        let answer = question(self);
        self.prepare_cached("COMMIT")?.execute([])?;
        answer
    }

    /// A number that is another one once anybody else has changed the store: what was read through this
    /// connection under the same number is what would be read now
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    pub(super) fn version(&self) -> Result<i64, StoreError> {
        if let Some(version) = self.version.get() {
            return Ok(version);
        }
        let version: i64 =
            self.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        self.version.set(Some(version));
        Ok(version)
    }

    /// How often this process had changed a store when the view began, at least.
    pub(super) const fn n_changes(&self) -> u64 {
        self.n_changes.get()
    }

    /// What was remembered of earlier views.
    pub(super) const fn remembered(&self) -> &RefCell<Remembered> {
        &self.remembered
    }
}
