//! The list of alarms that was raised last: derived, so that it can be thrown away.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError};
use crate::domain::day::Day;
use crate::domain::evidence::alarm::{Alarm, AlarmKind};
use crate::domain::record::envelope::Seq;

/// A list of alarms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptList {
    /// The day it is of.
    pub as_of: Day,
    /// The instant of what was known.
    pub known_at: Timestamp,
    /// The alarms, those with most ratings behind them first.
    pub alarms: Vec<KeptAlarm>,
}

/// An alarm with the merchant it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAlarm {
    /// The identity under which the merchant was first seen.
    pub merchant: String,
    /// What is to be looked into.
    pub alarm: Alarm,
}

impl Store {
    /// Keeps a list in the place of the one before.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep_alarms(&self, list: &KeptList) -> Result<(), StoreError> {
        self.write_derived(|transaction| {
            transaction.execute_batch("DELETE FROM alarm; DELETE FROM alarm_list;")?;
            transaction.execute(
                "INSERT INTO alarm_list (as_of, known_at) VALUES (?1, ?2)",
                params![list.as_of.number(), list.known_at.as_microsecond()],
            )?;
            let mut statement = transaction.prepare_cached(
                "INSERT INTO alarm (merchant, kind, first_on, last_on, n_ratings, ratings)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for KeptAlarm { merchant, alarm } in &list.alarms {
                let ratings: Vec<String> = alarm.ratings.iter().map(ToString::to_string).collect();
                statement.execute(params![
                    merchant,
                    alarm.kind.name(),
                    alarm.from.number(),
                    alarm.to.number(),
                    alarm.n_ratings,
                    ratings.join(" "),
                ])?;
            }
            Ok(())
        })
    }
}

/// The list that was kept last; none before the first.
///
/// # Errors
/// When the store cannot be read, or the list is damaged.
pub fn kept(connection: &Connection) -> Result<Option<KeptList>, StoreError> {
    let found: Option<(i32, i64)> = connection
        .prepare_cached("SELECT as_of, known_at FROM alarm_list")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((as_of, known_at)) = found else { return Ok(None) };
    let damaged = |what: &str| StoreError::Damaged { seq: Seq(0), what: format!("alarm: {what}") };
    let known_at =
        Timestamp::from_microsecond(known_at).map_err(|error| damaged(&error.to_string()))?;
    let mut statement = connection.prepare_cached(
        "SELECT merchant, kind, first_on, last_on, n_ratings, ratings FROM alarm ORDER BY alarm",
    )?;
    let mut rows = statement.query([])?;
    let mut alarms = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(1)?;
        let ratings: String = row.get(5)?;
        let ratings = ratings.split_whitespace().map(|seq| seq.parse().map(Seq));
        alarms.push(KeptAlarm {
            merchant: row.get(0)?,
            alarm: Alarm {
                kind: AlarmKind::parse(&kind).ok_or_else(|| damaged("unknown kind"))?,
                from: Day::from_number(row.get(2)?),
                to: Day::from_number(row.get(3)?),
                n_ratings: row.get(4)?,
                ratings: ratings.collect::<Result<_, _>>().map_err(|_| damaged("no position"))?,
            },
        });
    }
    Ok(Some(KeptList { as_of: Day::from_number(as_of), known_at, alarms }))
}
