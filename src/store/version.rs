//! Versions while appending: which record a natural key names, and what is known of its versions.

use rusqlite::{OptionalExtension, params};

use super::append::Appending;
use super::body::KeyHash;
use super::{StoreError, body};
use crate::domain::day::Day;
use crate::domain::record::envelope::{Draft, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::natural_key;

/// Claims a place of the table of natural keys, unless another key has it.
pub(super) const CLAIM: &str = "INSERT INTO natural_key (key_hash, key_check, seq)
    VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// What stands at a place of the table of natural keys.
struct KeptKey {
    check: i64,
    seq: Seq,
}

impl Appending<'_> {
    /// The first record under the natural keys of a draft. Where there is none, the keys stand for
    /// the next record that is inserted.
    pub(super) fn claim_keys(
        &mut self,
        draft: &Draft,
        merchant: i64,
    ) -> Result<Option<Seq>, StoreError> {
        let next = Seq(self.last_seq + 1);
        let keys = self.keys(draft, merchant)?;
        if let [key] = keys.as_slice() {
            return self.claim_key(key, next);
        }
        for key in &keys {
            if let Some(found) = self.find_key(key)? {
                return Ok(Some(found));
            }
        }
        for key in &keys {
            self.claim_key(key, next)?;
        }
        Ok(None)
    }

    /// The first record under a natural key; where there is none, the key stands for `seq` from now
    /// on. Takes one look at the table for a key that is new, as nearly all are.
    pub(super) fn claim_key(&mut self, key: &str, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let mut hash = body::key_hash(key, self.known.placing);
        loop {
            let n_claimed = self.claim.execute(params![hash.place, hash.check, seq.0])?;
            if n_claimed == 1 {
                return Ok(None);
            }
            match self.key_at(hash)? {
                Some(found) if found.check == hash.check => return Ok(Some(found.seq)),
                _ => hash = hash.next(),
            }
        }
    }

    /// The first record under a natural key.
    pub(super) fn find_key(&self, key: &str) -> Result<Option<Seq>, StoreError> {
        let mut hash = body::key_hash(key, self.known.placing);
        loop {
            match self.key_at(hash)? {
                None => return Ok(None),
                Some(found) if found.check == hash.check => return Ok(Some(found.seq)),
                Some(_) => hash = hash.next(),
            }
        }
    }

    /// What stands at the place of a key: itself, or another one that had the place before.
    fn key_at(&self, hash: KeyHash) -> Result<Option<KeptKey>, StoreError> {
        Ok(self
            .transaction
            .prepare_cached("SELECT key_check, seq FROM natural_key WHERE key_hash = ?1")?
            .query_row([hash.place], |row| {
                Ok(KeptKey { check: row.get(0)?, seq: Seq(row.get(1)?) })
            })
            .optional()?)
    }

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

    /// Whether a record stands with that merchant, or with an identity that it has taken over.
    pub(super) fn is_about(&mut self, record: Seq, merchant: i64) -> Result<bool, StoreError> {
        let holder: i64 = self
            .rows
            .in_table()?
            .prepare_cached("SELECT merchant FROM record WHERE seq = ?1")?
            .query_row([record.0], |row| row.get(0))?;
        Ok(super::read::owner(self.transaction, holder, Seq::MAX)?
            == super::read::owner(self.transaction, merchant, Seq::MAX)?)
    }

    pub(super) fn versions(
        &mut self,
        first: Seq,
    ) -> Result<Vec<(Seq, [u8; body::HASH_BYTES])>, StoreError> {
        let mut statement = self.rows.in_table()?.prepare_cached(
            "SELECT seq, content_hash FROM record WHERE seq = ?1
             UNION ALL
             SELECT seq, content_hash FROM record WHERE version_of = ?1 ORDER BY seq",
        )?;
        let rows = statement.query_map([first.0], |row| Ok((Seq(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    pub(super) fn latest_known_since(&mut self, first: Seq) -> Result<Day, StoreError> {
        let day = self
            .rows
            .in_table()?
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
        Ok(self.find_key(&key)?.is_some())
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
    let subject = if is_keyed_by_subject(kind) || draft.detail.target().is_some() {
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
