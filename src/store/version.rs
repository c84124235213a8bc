//! Versions while appending: which record a natural key names, and what is known of its versions.

use rusqlite::{OptionalExtension, params};

use super::append::{Appending, target};
use super::body::KeyHash;
use super::{StoreError, body};
use crate::domain::day::Day;
use crate::domain::record::envelope::{Draft, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::natural_key;

impl Appending<'_> {
    /// The natural keys of a draft: under the identity it names and, where that is another name of
    /// the merchant, under the merchant's own, so that one document is one record by either name.
    pub(super) fn keys(&self, draft: &Draft, merchant: i64) -> Result<Vec<String>, StoreError> {
        let named = natural_key(&draft.subject, draft.effective_on, &draft.detail);
        if !is_keyed_by_subject(draft.detail.kind()) {
            return Ok(vec![named]);
        }
        let own = super::read::merchant_row(self.transaction, merchant)?.id;
        let own = natural_key(&own, draft.effective_on, &draft.detail);
        Ok(if own == named { vec![named] } else { vec![named, own] })
    }

    pub(super) fn keep_key(&self, place: KeyHash, seq: Seq) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO natural_key (key_hash, key_check, seq) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![place.place, place.check, seq.0])?;
        Ok(())
    }

    /// Whether a record stands with that merchant, or with an identity that it has taken over.
    pub(super) fn is_about(&self, record: Seq, merchant: i64) -> Result<bool, StoreError> {
        let holder: i64 = self
            .transaction
            .prepare_cached("SELECT merchant FROM record WHERE seq = ?1")?
            .query_row([record.0], |row| row.get(0))?;
        Ok(super::read::owner(self.transaction, holder, Seq::MAX)?
            == super::read::owner(self.transaction, merchant, Seq::MAX)?)
    }

    /// The place of a natural key in its table, and the first record under it if there is one.
    pub(super) fn find_key(&self, key: &str) -> Result<(KeyHash, Option<Seq>), StoreError> {
        let mut hash = body::key_hash(key);
        loop {
            let found: Option<(i64, u64)> = self
                .transaction
                .prepare_cached("SELECT key_check, seq FROM natural_key WHERE key_hash = ?1")?
                .query_row([hash.place], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            match found {
                None => return Ok((hash, None)),
                Some((check, seq)) if check == hash.check => return Ok((hash, Some(Seq(seq)))),
                // Two keys with one place: the next one.
                Some(_) => hash.place = hash.place.wrapping_add(1) & i64::MAX,
            }
        }
    }

    pub(super) fn versions(
        &self,
        first: Seq,
    ) -> Result<Vec<(Seq, [u8; body::HASH_BYTES])>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, content_hash FROM record WHERE seq = ?1
             UNION ALL
             SELECT seq, content_hash FROM record WHERE version_of = ?1 ORDER BY seq",
        )?;
        let rows = statement.query_map([first.0], |row| Ok((Seq(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    pub(super) fn latest_known_since(&self, first: Seq) -> Result<Day, StoreError> {
        let day = self
            .transaction
            .prepare_cached(
                "SELECT max(known_since) FROM
                     (SELECT known_since FROM record WHERE seq = ?1
                      UNION ALL SELECT known_since FROM record WHERE version_of = ?1)",
            )?
            .query_row([first.0], |row| row.get(0))?;
        Ok(Day::from_number(day))
    }

    pub(super) fn is_withdrawn(&self, first: Seq) -> Result<bool, StoreError> {
        let key = format!("{}|{first}", RecordKind::Withdrawal.name());
        Ok(self.find_key(&key)?.1.is_some())
    }
}

/// Whether the natural key of a kind holds the subject's identity.
const fn is_keyed_by_subject(kind: RecordKind) -> bool {
    matches!(
        kind,
        RecordKind::Merchant
            | RecordKind::Licence
            | RecordKind::Penalty
            | RecordKind::Merge
            | RecordKind::Listing
            | RecordKind::Objection
            | RecordKind::Notice
    )
}

/// What makes two contents equal: subject, day, jurisdiction, content and personal text.
pub(super) fn content_hash(draft: &Draft, content: &str) -> [u8; body::HASH_BYTES] {
    let kind = draft.detail.kind();
    let subject = if is_keyed_by_subject(kind) || target(&draft.detail).is_some() {
        // The natural key or the target says whom it is about, by whichever of its names.
        String::new()
    } else {
        draft.subject.to_string()
    };
    let day = draft.effective_on.to_string();
    let mut parts = vec![subject.as_str(), &day, &draft.jurisdiction.0, content];
    for personal in &draft.personal {
        parts.extend([personal.field, personal.text.as_str()]);
    }
    body::hash(&parts)
}
