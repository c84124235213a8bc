//! Ratings of a merchant: there can be too many to read them all.

use rusqlite::{Connection, params};

use super::StoreError;
use super::read::{COLUMNS, collect, row_of};
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;

/// Where a page begins.
#[derive(Clone, Copy, Debug)]
pub struct RatingsBefore {
    /// Only ratings that came before this one first did.
    pub first: Seq,
    /// As they were known at this position.
    pub at: Seq,
}

/// The ratings of a merchant, and of the identities that are its own too, that first came before a
/// position, each in the latest version; the newest first, at most `limit`.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub fn ratings_before(
    connection: &Connection,
    merchant: i64,
    identities: &[&MerchantId],
    before: RatingsBefore,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    let mut firsts = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM record
         WHERE merchant = ?1 AND seq < ?2 AND seq <= ?3 AND kind = ?4 AND version_of IS NULL
         ORDER BY seq DESC LIMIT ?5",
    )?;
    let mut merchants = vec![merchant];
    for id in identities {
        merchants.extend(row_of(connection, &id.to_string())?);
    }
    let kind = RecordKind::Rating.number();
    for merchant in merchants {
        let found = statement
            .query_map(params![merchant, before.first.0, before.at.0, kind, limit], |row| {
                row.get(0)
            })?;
        for seq in found {
            firsts.push(Seq(seq?));
        }
    }
    firsts.sort_unstable_by_key(|seq| std::cmp::Reverse(*seq));
    firsts.truncate(limit);
    let latest = format!(
        "SELECT {COLUMNS} FROM record r JOIN merchant m USING (merchant)
         WHERE (r.seq = ?1 OR r.version_of = ?1) AND r.seq <= ?2 ORDER BY r.seq DESC LIMIT 1"
    );
    let mut ratings = Vec::with_capacity(firsts.len());
    for first in firsts {
        ratings.extend(collect(connection, &latest, params![first.0, before.at.0])?);
    }
    Ok(ratings)
}
