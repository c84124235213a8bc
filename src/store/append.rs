//! Appending: the only way into the store. Gives positions, finds duplicates and conflicts.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};

use super::addition::Additions;
use super::audit::{self, Action, Change, Stretch};
use super::body::Placing;
use super::new_rows::NewRows;
use super::version::{CLAIM, content_hash};
use super::{StoreError, body, fold, statistics, words};
use crate::domain::day::Day;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{
    Corrects, Draft, Jurisdiction, RecordId, Seq, Submitter, TargetName,
};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::natural_key::Reference;

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
    pub(super) subjects: HashMap<String, i64>,
    pub(super) placing: Placing,
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
            self.placing = placing(transaction)?;
        }
        Ok(())
    }
}

/// How this store places natural keys.
fn placing(transaction: &Transaction<'_>) -> Result<Placing, StoreError> {
    let neighbours = transaction
        .prepare_cached("SELECT neighbours FROM placing")?
        .query_row([], |row| row.get::<_, bool>(0))?;
    Ok(if neighbours { Placing::Neighbours } else { Placing::Scattered })
}

/// One transaction's appending.
pub(super) struct Appending<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) known: &'a mut Known,
    origin: &'a Origin<'a>,
    now: Timestamp,
    pub(super) submitter: i64,
    pub(super) source: i64,
    /// The few that were met, with their words.
    pub(super) jurisdictions: Vec<(Jurisdiction, i64)>,
    pub(super) recorded_at: i64,
    pub(super) today: Day,
    /// The last position before this transaction's appending.
    before: u64,
    pub(super) last_seq: u64,
    /// The new records; what asks about records asks through it.
    pub(super) rows: NewRows<'a>,
    /// What the new records add to the histories of their merchants.
    pub(super) additions: Additions,
    /// Claims a natural key: held, for there is one in every record.
    pub(super) claim: CachedStatement<'a>,
    pub(super) n_by_kind: BTreeMap<RecordKind, u64>,
    /// The merchants written to, with their last position.
    pub(super) touched: HashMap<i64, u64>,
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
        origin,
        now: moment.now,
        submitter: words::number(transaction, &submitter_word(origin.submitter))?,
        source: words::number(transaction, origin.source)?,
        jurisdictions: Vec::new(),
        // The system's clock may stand still or step back; an instant that was answered about must
        // never come to mean a later position.
        recorded_at: moment.now.as_microsecond().max(last_recorded_at.saturating_add(1)),
        today: moment.today,
        before: last_seq,
        last_seq,
        rows: NewRows::new(transaction),
        additions: Additions::of(drafts.len()),
        claim: transaction.prepare_cached(CLAIM)?,
        n_by_kind: BTreeMap::new(),
        touched: HashMap::new(),
    };
    let receipts =
        drafts.iter().map(|draft| appending.one(draft)).collect::<Result<Vec<_>, StoreError>>()?;
    appending.finish()?;
    Ok(receipts)
}

/// A submitter as one word: the key, and after a space what it is bound to.
fn submitter_word(submitter: &Submitter) -> String {
    submitter
        .organ
        .as_ref()
        .map_or_else(|| submitter.key.clone(), |organ| format!("{} {organ}", submitter.key))
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
        if let Some(TargetName::Referred(reference)) = &draft.target {
            return self.referring(draft, reference);
        }
        if let Some(target) = draft.detail.target() {
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

    /// A decision that names its record by what stands on it.
    fn referring(&mut self, draft: &Draft, reference: &Reference) -> Result<Receipt, StoreError> {
        let mut subjects = vec![draft.subject.clone()];
        let merchant = super::read::find_merchant(self.transaction, &draft.subject.to_string())?;
        if let Some(merchant) = merchant {
            subjects.push(super::read::merchant_row(self.transaction, merchant)?.id);
        }
        for key in subjects.iter().flat_map(|subject| reference.keys(subject)) {
            if let Some(found) = self.find_key(&key)? {
                let detail = draft.detail.clone().about(found);
                let target = Some(TargetName::Numbered(reference.kind));
                return self.one(&Draft { detail, target, ..draft.clone() });
            }
        }
        let message = format!("there is no record {reference} about {}", draft.subject);
        Ok(Receipt::Refused { field: "target", rule: "target_is_unknown", message })
    }

    /// A decision about a record belongs to that record's merchant, which it must name.
    fn decision(&mut self, draft: &Draft, target: Seq) -> Result<Receipt, StoreError> {
        let found: Option<(i64, u8, Option<u64>)> = self
            .rows
            .in_table()?
            .prepare_cached("SELECT merchant, kind, version_of FROM record WHERE seq = ?1")?
            .query_row([target.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let refused = |field, rule, message| Ok(Receipt::Refused { field, rule, message });
        let Some((merchant, kind, version_of)) = found else {
            let message = format!("there is no record with number {target}");
            return refused("target", "target_is_unknown", message);
        };
        if let Some(first) = version_of {
            let message = format!("the target must be named by its first version, number {first}");
            return refused("target", "target_is_a_later_version", message);
        }
        let kind = RecordKind::from_number(kind);
        let is_named_so = match &draft.target {
            Some(TargetName::Numbered(named)) => kind == Some(*named),
            _ => true,
        };
        if !is_named_so {
            let name = kind.map_or("unknown kind", RecordKind::name);
            let message = format!("record number {target} is a {name}");
            return refused("target", "target_is_of_another_kind", message);
        }
        if !kind.is_some_and(|kind| can_decide(&draft.detail, kind)) {
            let message =
                format!("record number {target} is of a kind that takes no such decision");
            return refused("target", "target_is_of_another_kind", message);
        }
        if !self.is_same_merchant(&draft.subject, merchant)? {
            let message = format!("record number {target} is not about {}", draft.subject);
            return refused("merchant", "target_of_another_merchant", message);
        }
        self.keyed(draft, merchant, SubjectWas::Known)
    }

    pub(super) fn keyed(
        &mut self,
        draft: &Draft,
        merchant: i64,
        subject: SubjectWas,
    ) -> Result<Receipt, StoreError> {
        let content = body::write(&draft.detail)?;
        let hash = content_hash(draft, &body::compared(&draft.detail, &content)?);
        let id = |seq| RecordId { kind: draft.detail.kind(), seq };
        let Some(first) = self.claim_keys(draft, merchant)? else {
            let seq = self.insert(draft, merchant, None, hash, content)?;
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
        if !self.is_about(first, merchant)? {
            return Ok(Receipt::Refused {
                field: "merchant",
                rule: "correction_of_another_merchant",
                message: format!("{} is about another merchant; withdraw it there", id(first)),
            });
        }
        let seq = self.insert(draft, merchant, Some(first), hash, content)?;
        self.link(draft, merchant)?;
        Ok(Receipt::Accepted { id: id(seq), subject })
    }

    fn finish(self) -> Result<(), StoreError> {
        if self.last_seq == self.before {
            return Ok(());
        }
        let records = Stretch { first: Seq(self.before + 1), last: Seq(self.last_seq) };
        let digest = self.rows.finish()?;
        audit::add(
            self.transaction,
            &Change {
                at: self.now,
                who: &submitter_word(self.origin.submitter),
                action: Action::Append,
                what: self.origin.source,
                records: Some(records),
                digest,
            },
        )?;
        statistics::count(self.transaction, &self.n_by_kind)?;
        if self.additions.fold(self.transaction, &self.touched)? {
            fold::go_on_to(self.transaction, Seq(self.before), Seq(self.last_seq))?;
        }
        let mut statement = self
            .transaction
            .prepare_cached("UPDATE merchant SET last_seq = ?2 WHERE merchant = ?1")?;
        for (merchant, seq) in &self.touched {
            statement.execute(params![merchant, seq])?;
        }
        Ok(())
    }
}

/// Whether that decision can be about a record of that kind.
const fn can_decide(decision: &Detail, target: RecordKind) -> bool {
    match decision {
        Detail::Withdrawal(_) => target.can_be_withdrawn(),
        Detail::Repair(_) | Detail::RepairApplication(_) => target.can_be_repaired(),
        Detail::Finding(_) => matches!(target, RecordKind::Rating),
        Detail::Publication(_) => matches!(target, RecordKind::Licence | RecordKind::Penalty),
        _ => true,
    }
}
