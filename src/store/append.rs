//! Appending: the only way into the store. Gives positions, finds duplicates and conflicts, links
//! shops and other identities to their owner.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::body::KeyHash;
use super::{StoreError, body, words};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::decision::Merge;
use crate::domain::record::envelope::{
    Corrects, Draft, Jurisdiction, Publishing, RecordId, Seq, Submitter,
};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::domain::record::notice::{Notice, NoticeOf};
use crate::domain::record::natural_key::natural_key;

/// Subjects remembered between transactions, at most.
const SUBJECTS_MAX: usize = 200_000;

/// When something is written.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The instant.
    pub now: Timestamp,
    /// The day it is for the instance.
    pub today: Day,
}

/// Where drafts come from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// Who hands them in.
    pub submitter: &'a Submitter,
    /// The file or route they come by.
    pub source: &'a str,
}

/// What became of one draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is a new record.
    Accepted {
        /// Its name.
        id: RecordId,
        /// Whether its subject was unknown until now.
        subject: SubjectWas,
    },
    /// The same content is there already, under this name.
    Duplicate {
        /// The record with that content.
        id: RecordId,
    },
    /// Other content is there under the same natural key, and the draft does not say it corrects.
    Conflict {
        /// The latest version that is there.
        id: RecordId,
    },
    /// A rule that only the store can check refuses it; nothing was stored.
    Refused {
        /// The field at fault.
        field: &'static str,
        /// The rule, as a stable code.
        rule: &'static str,
        /// The rule in words, with what was found.
        message: String,
    },
}

impl Receipt {
    /// The record that is there now with the draft's content.
    #[must_use]
    pub const fn id(&self) -> Option<RecordId> {
        match self {
            Self::Accepted { id, .. } | Self::Duplicate { id } => Some(*id),
            Self::Conflict { .. } | Self::Refused { .. } => None,
        }
    }
}

/// Whether the subject of a record was known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectWas {
    /// It had a record, or was named by one.
    Known,
    /// It was not: a stub now stands for it.
    Unknown,
}

/// What the writer remembers between its transactions.
#[derive(Debug, Default)]
pub struct Known {
    subjects: HashMap<String, i64>,
    data_version: i64,
}

impl Known {
    /// Forgets everything: the transaction that learnt it did not land.
    pub(super) fn forget(&mut self) {
        self.subjects.clear();
    }

    /// Forgets what another process may have changed.
    fn refresh(&mut self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let version = transaction.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if version != self.data_version || self.subjects.len() > SUBJECTS_MAX {
            self.subjects.clear();
            self.data_version = version;
        }
        Ok(())
    }
}

/// One transaction's appending.
struct Appending<'a> {
    transaction: &'a Transaction<'a>,
    known: &'a mut Known,
    submitter: i64,
    source: i64,
    jurisdictions: HashMap<Jurisdiction, i64>,
    recorded_at: i64,
    today: Day,
    last_seq: u64,
    /// The merchants written to, with their last position.
    touched: HashMap<i64, u64>,
}

/// Appends drafts in their order, inside a transaction of the caller.
///
/// # Errors
/// Only failures of the database itself; what is wrong with a draft stands in its receipt.
pub fn append(
    transaction: &Transaction<'_>,
    known: &mut Known,
    drafts: &[Draft],
    origin: &Origin<'_>,
    moment: Moment,
) -> Result<Vec<Receipt>, StoreError> {
    known.refresh(transaction)?;
    let (last_seq, last_recorded_at): (u64, i64) = transaction
        .prepare_cached("SELECT seq, recorded_at FROM record ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or((0, i64::MIN));
    let mut appending = Appending {
        transaction,
        known,
        submitter: words::number(transaction, &submitter_word(origin.submitter))?,
        source: words::number(transaction, origin.source)?,
        jurisdictions: HashMap::new(),
        // The system's clock may step back; the order of records may not.
        recorded_at: moment.now.as_microsecond().max(last_recorded_at),
        today: moment.today,
        last_seq,
        touched: HashMap::new(),
    };
    let receipts =
        drafts.iter().map(|draft| appending.one(draft)).collect::<Result<Vec<_>, StoreError>>()?;
    appending.finish()?;
    Ok(receipts)
}

/// A submitter as one word: the key, and after a space what it is bound to.
fn submitter_word(submitter: &Submitter) -> String {
    submitter.organ.as_ref().map_or_else(
        || submitter.key.clone(),
        |organ| format!("{} {organ}", submitter.key),
    )
}

/// The submitter in that word.
pub(super) fn submitter(word: &str) -> Submitter {
    match word.split_once(' ') {
        Some((key, organ)) => Submitter { key: key.to_owned(), organ: Some(organ.to_owned()) },
        None => Submitter { key: word.to_owned(), organ: None },
    }
}

impl Appending<'_> {
    fn one(&mut self, draft: &Draft) -> Result<Receipt, StoreError> {
        if let Some(target) = target(&draft.detail) {
            return self.decision(draft, target);
        }
        if let Detail::Merchant(version) = &draft.detail
            && let Some(refused) = self.taken_shop(&draft.subject, version)?
        {
            return Ok(refused);
        }
        let (merchant, subject) = self.subject(&draft.subject)?;
        self.keyed(draft, merchant, subject)
    }

    /// A decision about a record belongs to that record's merchant, whatever subject it names.
    fn decision(&mut self, draft: &Draft, target: Seq) -> Result<Receipt, StoreError> {
        let found: Option<(i64, Option<u64>)> = self
            .transaction
            .prepare_cached("SELECT merchant, version_of FROM record WHERE seq = ?1")?
            .query_row([target.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match found {
            Some((merchant, None)) => self.keyed(draft, merchant, SubjectWas::Known),
            Some((_, Some(first))) => Ok(Receipt::Refused {
                field: "target",
                rule: "target_is_a_later_version",
                message: format!("the target must be named by its first version, number {first}"),
            }),
            None => Ok(Receipt::Refused {
                field: "target",
                rule: "target_is_unknown",
                message: format!("there is no record with number {target}"),
            }),
        }
    }

    fn keyed(
        &mut self,
        draft: &Draft,
        merchant: i64,
        subject: SubjectWas,
    ) -> Result<Receipt, StoreError> {
        let key = natural_key(&draft.subject, draft.effective_on, &draft.detail);
        let content = body::write(&draft.detail)?;
        let hash = content_hash(draft, &content);
        let (key_hash, first) = self.find_key(&key)?;
        let id = |seq| RecordId { kind: draft.detail.kind(), seq };
        let Some(first) = first else {
            let seq = self.insert(draft, merchant, None, hash, &content)?;
            self.transaction
                .prepare_cached(
                    "INSERT INTO natural_key (key_hash, key_check, seq) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![key_hash.place, key_hash.check, seq.0])?;
            self.link(draft, merchant)?;
            return Ok(Receipt::Accepted { id: id(seq), subject });
        };
        let versions = self.versions(first)?;
        if let Some((seq, _)) = versions.iter().find(|(_, known)| *known == hash) {
            return Ok(Receipt::Duplicate { id: id(*seq) });
        }
        let latest = versions.last().map_or(first, |(seq, _)| *seq);
        let replaces = match draft.corrects {
            Corrects::Nothing => false,
            Corrects::Earlier => true,
            Corrects::Latest(seen) => seen == latest,
        };
        if !replaces {
            return Ok(Receipt::Conflict { id: id(latest) });
        }
        if self.is_withdrawn(first)? {
            return Ok(Receipt::Refused {
                field: "corrects",
                rule: "target_is_withdrawn",
                message: format!("{} is withdrawn and takes no correction", id(first)),
            });
        }
        let seq = self.insert(draft, merchant, Some(first), hash, &content)?;
        self.link(draft, merchant)?;
        Ok(Receipt::Accepted { id: id(seq), subject })
    }

    /// The place of a natural key in its table, and the first record under it if there is one.
    fn find_key(&self, key: &str) -> Result<(KeyHash, Option<Seq>), StoreError> {
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

    fn versions(&self, first: Seq) -> Result<Vec<(Seq, [u8; body::HASH_BYTES])>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, content_hash FROM record WHERE seq = ?1
             UNION ALL
             SELECT seq, content_hash FROM record WHERE version_of = ?1 ORDER BY seq",
        )?;
        let rows = statement.query_map([first.0], |row| Ok((Seq(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    fn is_withdrawn(&self, first: Seq) -> Result<bool, StoreError> {
        let key = format!("{}|{first}", RecordKind::Withdrawal.name());
        Ok(self.find_key(&key)?.1.is_some())
    }

    fn insert(
        &mut self,
        draft: &Draft,
        merchant: i64,
        version_of: Option<Seq>,
        hash: [u8; body::HASH_BYTES],
        content: &str,
    ) -> Result<Seq, StoreError> {
        let jurisdiction = self.jurisdiction(&draft.jurisdiction)?;
        self.last_seq += 1;
        let seq = Seq(self.last_seq);
        self.transaction
            .prepare_cached(
                "INSERT INTO record (seq, merchant, kind, effective_on, recorded_at, known_since,
                     published_at, submitter, jurisdiction, source, source_row, version_of,
                     content_hash, body, awaits_publication)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                seq.0,
                merchant,
                draft.detail.kind().number(),
                draft.effective_on.number(),
                self.recorded_at,
                draft.known_since.unwrap_or(self.today).number(),
                draft.published_at.map(Timestamp::as_microsecond),
                self.submitter,
                jurisdiction,
                self.source,
                draft.source_row,
                version_of.map(|first| first.0),
                hash,
                content,
                draft.publishing == Publishing::Later,
            ])?;
        for (place, personal) in draft.personal.iter().enumerate() {
            self.transaction
                .prepare_cached(
                    "INSERT INTO personal_text (seq, place, field, text) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![seq.0, place, personal.field, personal.text])?;
        }
        if let Detail::Erasure(erasure) = &draft.detail {
            self.transaction
                .prepare_cached(
                    "DELETE FROM personal_text WHERE seq IN
                         (SELECT seq FROM record WHERE seq = ?1 OR version_of = ?1)",
                )?
                .execute([erasure.target.0])?;
        }
        self.touched.insert(merchant, seq.0);
        Ok(seq)
    }

    fn jurisdiction(&mut self, jurisdiction: &Jurisdiction) -> Result<i64, StoreError> {
        if let Some(word) = self.jurisdictions.get(jurisdiction) {
            return Ok(*word);
        }
        let word = words::number(self.transaction, &jurisdiction.0)?;
        self.jurisdictions.insert(jurisdiction.clone(), word);
        Ok(word)
    }

    /// The merchant that an identity means today: the owner where it is an alias or a shop.
    fn subject(&mut self, id: &MerchantId) -> Result<(i64, SubjectWas), StoreError> {
        let text = id.to_string();
        if let Some(merchant) = self.known.subjects.get(&text) {
            return Ok((*merchant, SubjectWas::Known));
        }
        let (merchant, was) = match super::read::find_merchant(self.transaction, &text)? {
            Some(merchant) => (merchant, SubjectWas::Known),
            None => {
                self.transaction
                    .prepare_cached("INSERT INTO merchant (id) VALUES (?1)")?
                    .execute([&text])?;
                (self.transaction.last_insert_rowid(), SubjectWas::Unknown)
            }
        };
        self.known.subjects.insert(text, merchant);
        Ok((merchant, was))
    }

    /// A shop has one owner: a version that claims another's shop is refused.
    fn taken_shop(
        &self,
        owner: &MerchantId,
        version: &MerchantVersion,
    ) -> Result<Option<Receipt>, StoreError> {
        for shop in &version.shops {
            let holder: Option<String> = self
                .transaction
                .prepare_cached(
                    "SELECT m.id FROM alias a JOIN merchant m USING (merchant) WHERE a.alias = ?1",
                )?
                .query_row([shop.to_string()], |row| row.get(0))
                .optional()?;
            if let Some(holder) = holder
                && holder != owner.to_string()
            {
                return Ok(Some(Receipt::Refused {
                    field: "shops",
                    rule: "shop_has_another_owner",
                    message: format!("shop {shop} belongs to {holder}"),
                }));
            }
        }
        Ok(None)
    }

    /// Makes other identities find the merchant. One that has records of its own is merged by a
    /// record, so that the past stays as it was known.
    fn link(&mut self, draft: &Draft, merchant: i64) -> Result<(), StoreError> {
        let aliases: Vec<String> = match &draft.detail {
            Detail::Merchant(version) => {
                let numbers = version.aliases.iter().map(|alias| alias.lookup());
                let former = version.aliases.iter().filter_map(former_uscc);
                let shops = version.shops.iter().map(ToString::to_string);
                numbers.chain(former).chain(shops).collect()
            }
            Detail::Merge(merge) => vec![merge.from.to_string()],
            _ => return Ok(()),
        };
        for alias in aliases {
            let added = self
                .transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO alias (alias, merchant, seq) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![alias, merchant, self.last_seq])?;
            if added > 0 {
                self.known.subjects.clear();
                self.adopt(draft, merchant, &alias)?;
            }
        }
        Ok(())
    }

    /// Records a merge where the alias already stands for records of its own.
    fn adopt(&mut self, draft: &Draft, merchant: i64, alias: &str) -> Result<(), StoreError> {
        if matches!(draft.detail, Detail::Merge(_)) {
            return Ok(());
        }
        let stub: Option<i64> = self
            .transaction
            .prepare_cached("SELECT merchant FROM merchant WHERE id = ?1")?
            .query_row([alias], |row| row.get(0))
            .optional()?;
        let Ok(from) = MerchantId::parse(alias) else {
            return Ok(());
        };
        if stub.is_none_or(|stub| stub == merchant) {
            return Ok(());
        }
        let reason = format!("claimed by {}", draft.subject);
        let merge = Draft {
            detail: Detail::Merge(Merge { from, reason }),
            personal: Vec::new(),
            corrects: Corrects::Nothing,
            ..draft.clone()
        };
        self.keyed(&merge, merchant, SubjectWas::Known).map(|_| ())
    }

    fn finish(self) -> Result<(), StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("UPDATE merchant SET last_seq = ?2 WHERE merchant = ?1")?;
        for (merchant, seq) in &self.touched {
            statement.execute(params![merchant, seq])?;
        }
        Ok(())
    }
}

fn former_uscc(alias: &crate::domain::merchant::Alias) -> Option<String> {
    use crate::domain::merchant::AliasScheme::FormerUscc;
    (alias.scheme == FormerUscc).then(|| alias.number.clone())
}

/// The record that a decision decides on.
const fn target(detail: &Detail) -> Option<Seq> {
    match detail {
        Detail::Withdrawal(withdrawal) => Some(withdrawal.target),
        Detail::Repair(repair) => Some(repair.target),
        Detail::Erasure(erasure) => Some(erasure.target),
        Detail::Publication(publication) => Some(publication.target),
        Detail::RepairApplication(application) => Some(application.target),
        Detail::Objection(objection) => objection.target,
        Detail::Statement(statement) => Some(statement.target),
        Detail::Notice(Notice { of: NoticeOf::Record(target), .. }) => Some(*target),
        _ => None,
    }
}

/// What makes two contents equal: subject, day, jurisdiction, content and personal text.
fn content_hash(draft: &Draft, content: &str) -> [u8; body::HASH_BYTES] {
    // A decision takes its subject from its target.
    let subject = match target(&draft.detail) {
        Some(_) => String::new(),
        None => draft.subject.to_string(),
    };
    let day = draft.effective_on.to_string();
    let mut parts = vec![subject.as_str(), &day, &draft.jurisdiction.0, content];
    for personal in &draft.personal {
        parts.extend([personal.field, personal.text.as_str()]);
    }
    body::hash(&parts)
}
