//! Finding merchants: by identity, by pieces of a name, by region. Derived from merchant records when
//! they are appended; what may be shown of a merchant is decided by who asks, not here.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreError;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::domain::search_text::{Phrase, normal, pieces};

/// Shortest part of an identity that is looked for.
const IDENTITY_CHARS_MIN: usize = 6;

/// Regions looked into for one question, at most.
const REGIONS_MAX: usize = 5000;

/// A name of a merchant that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFound {
    /// The number of the name.
    pub name: i64,
    /// Whose it is.
    pub merchant: i64,
    /// The name in normal form.
    pub text: String,
}

/// Where in a name a phrase must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// At its beginning.
    Beginning,
    /// Anywhere.
    Anywhere,
}

/// Makes a version of a merchant findable.
///
/// # Errors
/// When the store cannot be written.
pub(super) fn index(
    transaction: &Transaction<'_>,
    merchant: i64,
    version: &MerchantVersion,
) -> Result<(), StoreError> {
    let text = normal(&version.name);
    if !text.is_empty() {
        let name: Option<i64> = transaction
            .prepare_cached(
                "INSERT INTO name (merchant, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING
                 RETURNING name",
            )?
            .query_row(params![merchant, text], |row| row.get(0))
            .optional()?;
        if let Some(name) = name {
            transaction
                .prepare_cached("INSERT INTO name_piece (rowid, pieces) VALUES (?1, ?2)")?
                .execute(params![name, pieces(&text)])?;
        }
    }
    if let Some(region) = &version.region {
        transaction
            .prepare_cached(
                "INSERT INTO region (region, merchant) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(params![region, merchant])?;
    }
    Ok(())
}

/// Makes every merchant findable that a store has from before.
///
/// # Errors
/// When the store cannot be written.
pub(super) fn index_all(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let kind = RecordKind::Merchant.number();
    let mut statement =
        transaction.prepare("SELECT merchant, body FROM record WHERE kind = ?1 ORDER BY seq")?;
    let mut rows = statement.query([kind])?;
    while let Some(row) = rows.next()? {
        let body = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if let Ok(version) = serde_json::from_str(body) {
            index(transaction, row.get(0)?, &version)?;
        }
    }
    Ok(())
}

/// The merchants of which an identity, an alias or a shop is or begins so; the exact one first.
///
/// # Errors
/// When the store cannot be read.
pub fn by_identity(
    connection: &Connection,
    text: &str,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut found: Vec<i64> = super::read::find_merchant(connection, text)?.into_iter().collect();
    if text.chars().count() < IDENTITY_CHARS_MIN {
        return Ok(found);
    }
    let end = format!("{text}\u{10FFFF}");
    for sql in [
        "SELECT merchant FROM merchant WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        "SELECT merchant FROM alias WHERE alias >= ?1 AND alias < ?2 ORDER BY alias LIMIT ?3",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![text, end, limit], |row| row.get(0))?;
        for merchant in rows.collect::<Result<Vec<i64>, _>>()? {
            let owner = super::read::owner(connection, merchant, Seq::MAX)?;
            if !found.contains(&owner) {
                found.push(owner);
            }
        }
    }
    found.truncate(limit as usize);
    Ok(found)
}

/// Names that hold a phrase, in the order of their numbers, after a number.
///
/// # Errors
/// When the store cannot be read.
pub fn names_with(
    connection: &Connection,
    phrase: &Phrase,
    within: Within,
    after: i64,
    limit: u32,
) -> Result<Vec<NameFound>, StoreError> {
    let words = phrase.pieces.join(" ");
    let begins = if within == Within::Beginning { "^ " } else { "" };
    let open = if phrase.last_is_open { " *" } else { "" };
    let question = format!("{begins}\"{words}\"{open}");
    names(
        connection,
        "SELECT n.name, n.merchant, n.text FROM name_piece p JOIN name n ON n.name = p.rowid
         WHERE name_piece MATCH ?1 AND p.rowid > ?2 ORDER BY p.rowid LIMIT ?3",
        params![question, after, limit],
    )
}

/// The names that share most with some pieces, best first.
///
/// # Errors
/// When the store cannot be read.
pub fn names_like(
    connection: &Connection,
    pieces: &[String],
    limit: u32,
) -> Result<Vec<NameFound>, StoreError> {
    let quoted: Vec<String> = pieces.iter().map(|piece| format!("\"{piece}\"")).collect();
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    names(
        connection,
        "SELECT n.name, n.merchant, n.text FROM name_piece p JOIN name n ON n.name = p.rowid
         WHERE name_piece MATCH ?1 ORDER BY p.rank LIMIT ?2",
        params![quoted.join(" OR "), limit],
    )
}

fn names(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<NameFound>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| {
        Ok(NameFound { name: row.get(0)?, merchant: row.get(1)?, text: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// The names of a merchant, in normal form, in the order of their numbers.
///
/// # Errors
/// When the store cannot be read.
pub fn names_of(connection: &Connection, merchant: i64) -> Result<Vec<NameFound>, StoreError> {
    names(
        connection,
        "SELECT name, merchant, text FROM name WHERE merchant = ?1 ORDER BY name",
        [merchant],
    )
}

/// Merchants after a number in their order; only those that are or were in a region that begins so.
///
/// # Errors
/// When the store cannot be read.
pub fn merchants_after(
    connection: &Connection,
    region: Option<&str>,
    after: i64,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let Some(region) = region else {
        let mut statement = connection.prepare_cached(
            "SELECT merchant FROM merchant WHERE merchant > ?1 AND owner IS NULL
             ORDER BY merchant LIMIT ?2",
        )?;
        let rows = statement.query_map(params![after, limit], |row| row.get(0))?;
        return Ok(rows.collect::<Result<Vec<_>, _>>()?);
    };
    // Few merchants of each region that begins so, rather than sorting all of them.
    let mut statement = connection.prepare_cached(
        "SELECT merchant FROM region WHERE region = ?1 AND merchant > ?2
         ORDER BY merchant LIMIT ?3",
    )?;
    let mut found: Vec<i64> = Vec::new();
    for region in regions(connection, region)? {
        let rows = statement.query_map(params![region, after, limit], |row| row.get(0))?;
        found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(limit as usize);
    Ok(found)
}

/// The regions there are that begin so.
fn regions(connection: &Connection, beginning: &str) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT min(region) FROM region WHERE region >= ?1")?;
    let mut found = Vec::new();
    let mut from = beginning.to_owned();
    while found.len() < REGIONS_MAX {
        let next: Option<String> = statement.query_row([&from], |row| row.get(0))?;
        match next {
            Some(region) if region.starts_with(beginning) => {
                from = format!("{region}\u{0}");
                found.push(region);
            }
            _ => break,
        }
    }
    Ok(found)
}
