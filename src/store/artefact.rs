//! Scorecards, rule tables and notices by version: what applied at an instant can be found again.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::audit::{self, Action, Change};
use super::{Store, StoreError, body};
use crate::domain::record::envelope::Seq;

/// What kinds of artefact there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A scorecard that was made known to the store.
    Scorecard,
    /// The name of the scorecard that answers where none is asked for.
    Champion,
    /// The name of the scorecard that scores in the champion's shadow.
    Challenger,
    /// What a scorecard was last named: candidate, challenger, champion, retired.
    ModelState,
    /// A rule table.
    Rules,
    /// Working-day notices.
    Workdays,
    /// Reference tables of trades and raters.
    Reference,
}

impl Class {
    /// Every class.
    const ALL: [Self; 6] = [
        Self::Scorecard,
        Self::Champion,
        Self::Challenger,
        Self::ModelState,
        Self::Rules,
        Self::Workdays,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Scorecard => "scorecard",
            Self::Champion => "champion",
            Self::Challenger => "challenger",
            Self::ModelState => "model_state",
            Self::Rules => "rules",
            Self::Workdays => "workdays",
            Self::Reference => "reference",
        }
    }
}

/// One version of an artefact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its name within its class.
    pub name: String,
    /// The instant it became known here; [`Timestamp::MIN`] for what the first program shipped.
    pub recorded_at: Timestamp,
    /// SHA-256 of its body, in hexadecimal.
    pub hash: String,
    /// What it says.
    pub body: String,
    /// Who put it here.
    pub who: String,
    /// Why.
    pub why: String,
}

/// An artefact on its way into the store.
#[derive(Clone, Copy, Debug)]
pub struct NewArtefact<'a> {
    /// What kind it is.
    pub class: Class,
    /// Its name within its class.
    pub name: &'a str,
    /// What it says.
    pub body: &'a str,
    /// Who puts it here.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
}

impl Store {
    /// Keeps a version, unless the latest one of that name says the same; tells whether it is new.
    /// The first version of a name counts from the beginning when `since` is [`Timestamp::MIN`].
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep(
        &self,
        new: NewArtefact<'_>,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let hash = body::hexadecimal(&Sha256::digest(new.body.as_bytes()));
        self.write(|transaction, _| {
            let latest: Option<String> = transaction
                .prepare_cached(
                    "SELECT hash FROM artefact WHERE class = ?1 AND name = ?2
                     ORDER BY artefact DESC LIMIT 1",
                )?
                .query_row(params![new.class.name(), new.name], |row| row.get(0))
                .optional()?;
            if latest.as_deref() == Some(hash.as_str()) {
                return Ok(false);
            }
            transaction
                .prepare_cached(
                    "INSERT INTO artefact (class, name, recorded_at, hash, body, who, why)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    new.class.name(),
                    new.name,
                    since.as_microsecond(),
                    hash,
                    new.body,
                    new.who,
                    new.why,
                ])?;
            let (class, name) = (new.class.name(), new.name);
            audit::add(
                transaction,
                &Change {
                    at: now,
                    who: new.who,
                    action: Action::KeepArtefact,
                    what: &format!("{class} {name}"),
                    records: None,
                    digest: audit::digest_of_texts(&[class, name, new.body, new.why]),
                },
            )?;
            Ok(true)
        })
    }
}

const COLUMNS: &str = "name, recorded_at, hash, body, who, why";

/// The version of a named artefact that applied at an instant.
///
/// # Errors
/// When the store cannot be read.
pub fn at(
    connection: &Connection,
    class: Class,
    name: &str,
    instant: Timestamp,
) -> Result<Option<Artefact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM artefact WHERE class = ?1 AND name = ?2 AND recorded_at <= ?3
         ORDER BY artefact DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![class.name(), name, instant.as_microsecond()])?;
    rows.next()?.map(artefact).transpose()
}

/// The hash of the version of a named artefact that applied at an instant.
///
/// # Errors
/// When the store cannot be read.
pub fn hash_at(
    connection: &Connection,
    class: Class,
    name: &str,
    instant: Timestamp,
) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT hash FROM artefact WHERE class = ?1 AND name = ?2 AND recorded_at <= ?3
             ORDER BY artefact DESC LIMIT 1",
        )?
        .query_row(params![class.name(), name, instant.as_microsecond()], |row| row.get(0))
        .optional()?)
}

/// The latest version of every artefact of a class at an instant, by name.
///
/// # Errors
/// When the store cannot be read.
pub fn all_at(
    connection: &Connection,
    class: Class,
    instant: Timestamp,
) -> Result<Vec<Artefact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM artefact a WHERE class = ?1 AND artefact =
             (SELECT max(artefact) FROM artefact b
              WHERE b.class = a.class AND b.name = a.name AND b.recorded_at <= ?2)
         ORDER BY name"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![class.name(), instant.as_microsecond()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(artefact(row)?);
    }
    Ok(found)
}

/// Every version of every artefact with its class, in the order in which they became known.
///
/// # Errors
/// When the store cannot be read.
pub fn every(connection: &Connection) -> Result<Vec<(Class, Artefact)>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, class FROM artefact ORDER BY artefact");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(6)?;
        if let Some(class) = Class::ALL.into_iter().find(|class| class.name() == name) {
            found.push((class, artefact(row)?));
        }
    }
    Ok(found)
}

fn artefact(row: &Row<'_>) -> Result<Artefact, StoreError> {
    let recorded_at = Timestamp::from_microsecond(row.get(1)?)
        .map_err(|error| StoreError::Damaged { seq: Seq(0), what: format!("artefact: {error}") })?;
    Ok(Artefact {
        name: row.get(0)?,
        recorded_at,
        hash: row.get(2)?,
        body: row.get(3)?,
        who: row.get(4)?,
        why: row.get(5)?,
    })
}

/// The last artefact: while it stays the same, so does everything that artefacts decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastArtefact {
    /// Its number.
    pub number: i64,
    /// The instant it became known; [`Timestamp::MIN`] when all were there from the beginning.
    pub recorded_at: Timestamp,
}

/// The last artefact.
///
/// # Errors
/// When the store cannot be read.
pub fn last(connection: &Connection) -> Result<LastArtefact, StoreError> {
    let found: Option<(i64, i64)> = connection
        .prepare_cached(
            "SELECT artefact, recorded_at FROM artefact ORDER BY artefact DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, instant) = found.unwrap_or((0, Timestamp::MIN.as_microsecond()));
    let recorded_at = Timestamp::from_microsecond(instant)
        .map_err(|error| StoreError::Damaged { seq: Seq(0), what: error.to_string() })?;
    Ok(LastArtefact { number, recorded_at })
}
