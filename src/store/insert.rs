//! Inserting while appending: the row of a record, and the personal text beside it.

use jiff::Timestamp;
use rusqlite::params;

use super::addition::{Addition, Place};
use super::append::Appending;
use super::audit::Row;
use super::new_rows::NewRow;
use super::{StoreError, body, market, search, words};
use crate::domain::history::JurisdictionCode;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Draft, Jurisdiction, Publishing, Seq};

impl Appending<'_> {
    /// Inserts a new version and counts it into the digest of this appending.
    pub(super) fn insert(
        &mut self,
        draft: &Draft,
        merchant: i64,
        version_of: Option<Seq>,
        hash: [u8; body::HASH_BYTES],
        content: String,
    ) -> Result<Seq, StoreError> {
        let jurisdiction = self.jurisdiction(&draft.jurisdiction)?;
        let known_since = draft.known_since.unwrap_or(self.today);
        // Nobody can have known a correction or a decision before what it is about.
        let about = version_of.or(draft.detail.target());
        let known_since = match about {
            Some(first) => known_since.max(self.latest_known_since(first)?),
            None => known_since,
        };
        self.last_seq += 1;
        let seq = Seq(self.last_seq);
        let published_at = draft.published_at.map(Timestamp::as_microsecond);
        let awaits_publication = draft.publishing == Publishing::Later;
        let place = Place {
            seq,
            version_of,
            effective_on: draft.effective_on,
            known_since,
            published_at,
            awaits_publication,
        };
        self.additions.push(merchant, || {
            Addition::of(place, &draft.detail, || Ok(JurisdictionCode::of(&draft.jurisdiction)))
        })?;
        let digested = Row {
            seq: seq.0,
            merchant,
            kind: draft.detail.kind().number(),
            effective_on: draft.effective_on.number(),
            recorded_at: self.recorded_at,
            known_since: known_since.number(),
            published_at,
            source_row: draft.source_row,
            version_of: version_of.map(|first| first.0),
            awaits_publication,
            content_hash: hash,
            body: content,
        };
        let (submitter, source) = (self.submitter, self.source);
        self.rows.push(NewRow { digested, submitter, jurisdiction, source })?;
        self.keep_personal(draft, seq)?;
        if let Detail::Merchant(version) = &draft.detail {
            search::index(self.transaction, merchant, version)?;
        }
        market::keep_batches(self.transaction, seq, &draft.detail)?;
        *self.n_by_kind.entry(draft.detail.kind()).or_default() += 1;
        self.touched.insert(merchant, seq.0);
        Ok(seq)
    }

    /// Keeps the personal text that came with a record; an erasure takes it away.
    fn keep_personal(&mut self, draft: &Draft, seq: Seq) -> Result<(), StoreError> {
        for (place, personal) in draft.personal.iter().enumerate() {
            self.transaction
                .prepare_cached(
                    "INSERT INTO personal_text (seq, place, field, text) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![seq.0, place, personal.field, personal.text])?;
        }
        if let Detail::Erasure(erasure) = &draft.detail {
            self.rows
                .in_table()?
                .prepare_cached(
                    "DELETE FROM personal_text WHERE seq IN
                         (SELECT seq FROM record WHERE seq = ?1 OR version_of = ?1)",
                )?
                .execute([erasure.target.0])?;
        }
        Ok(())
    }

    fn jurisdiction(&mut self, jurisdiction: &Jurisdiction) -> Result<i64, StoreError> {
        let known = self.jurisdictions.iter().find(|(known, _)| known == jurisdiction);
        if let Some((_, word)) = known {
            return Ok(*word);
        }
        let word = words::number(self.transaction, &jurisdiction.0)?;
        self.jurisdictions.push((jurisdiction.clone(), word));
        Ok(word)
    }
}
