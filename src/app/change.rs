//! The feed of changes: every position once, in order, with what a mirror has to do about it. Content
//! is disclosed as of now: what may not be shown today is told of by its position alone.

use std::collections::HashMap;

use jiff::Timestamp;

use super::report::{Item, Seen, is_on_show, item};
use super::score::Frame;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, RecordId, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::store::feed::{self, RecordHead};
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View};

/// Changes in one answer, at most.
pub const CHANGES_MAX: usize = 500;
/// Positions that one question looks at, at most.
const LOOKED_AT_MAX: u32 = 5000;

/// Which changes.
#[derive(Clone, Debug, Default)]
pub struct ChangesQuestion {
    /// After which position.
    pub after: Seq,
    /// Of which kinds; of every kind where none is named.
    pub kinds: Vec<RecordKind>,
    /// Of which merchants; of every merchant where none is named.
    pub merchants: Vec<MerchantId>,
    /// How many.
    pub limit: usize,
}

/// Changes in the order of their positions.
#[derive(Clone, Debug)]
pub struct ChangesAnswer {
    /// The changes.
    pub changes: Vec<Change>,
    /// After which position the next question goes on: every position up to it was answered.
    pub next: Seq,
    /// The last position there is.
    pub last: Seq,
}

/// What one position means to a mirror.
#[derive(Clone, Debug)]
pub struct Change {
    /// The position.
    pub seq: Seq,
    /// When the store learnt of it.
    pub recorded_at: Timestamp,
    /// What to do.
    pub deed: Deed,
}

/// What a mirror has to do.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Show a record, in place of earlier versions of it.
    Show {
        /// The name of the record's first version, under which a mirror keeps it.
        record: RecordId,
        /// The version to show, with how long it is to be shown.
        item: Box<Item>,
    },
    /// Stop showing a record: withdrawn or repaired.
    Hide {
        /// The name of the record's first version.
        record: RecordId,
        /// From which day on.
        from: Day,
    },
    /// Look up a merchant anew: another identity turned out to be it.
    Merge {
        /// The merchant.
        merchant: MerchantId,
        /// The other identity.
        from: MerchantId,
    },
    /// Nothing: what stands there is not for showing, or was replaced.
    Nothing,
}

/// What is known of a merchant while changes are read.
struct Known {
    row: MerchantRow,
    seen: Seen,
}

struct Reading<'a> {
    app: &'a App,
    view: &'a View,
    frame: Frame,
    known: HashMap<i64, Known>,
}

impl App {
    /// The changes after a position.
    ///
    /// # Errors
    /// When the store cannot be read, or a merchant is unknown.
    pub fn changes(&self, question: &ChangesQuestion) -> Result<ChangesAnswer, AppError> {
        let frame = self.frame(None, None, None)?;
        let last = frame.at;
        let answer = self.store().read(|view| {
            let mut merchants = Vec::new();
            for id in &question.merchants {
                match read::merchant(view, &id.to_string())? {
                    Some(row) => merchants.push(row.merchant),
                    None => return Ok(Err(id.clone())),
                }
            }
            let mut reading = Reading { app: self, view, frame, known: HashMap::new() };
            reading.changes(question, &merchants, last).map(Ok)
        })?;
        answer.map_err(|id| AppError::NotFound { what: format!("merchant {id}") })
    }
}

impl Reading<'_> {
    fn changes(
        &mut self,
        question: &ChangesQuestion,
        merchants: &[i64],
        last: Seq,
    ) -> Result<ChangesAnswer, StoreError> {
        // A merchant's changes are those of every identity it has taken over, too.
        let mut rows = merchants.to_vec();
        for merchant in merchants {
            let seen = &self.known(*merchant)?.seen;
            let ids: Vec<String> = seen.identities().iter().map(ToString::to_string).collect();
            for id in ids {
                rows.extend(read::row_of(self.view, &id)?);
            }
        }
        let heads = feed::heads_after(self.view, question.after, &rows, LOOKED_AT_MAX)?;
        let is_cut = heads.len() == LOOKED_AT_MAX as usize;
        let mut next = question.after;
        let mut changes = Vec::new();
        for head in heads.into_iter().filter(|head| head.seq <= last) {
            if changes.len() >= question.limit {
                return Ok(ChangesAnswer { changes, next, last });
            }
            next = head.seq;
            changes.extend(self.change(head, &question.kinds)?);
        }
        let next = if is_cut { next } else { last.max(question.after) };
        Ok(ChangesAnswer { changes, next, last })
    }

    /// What a position means; none where it is about kinds that were not asked for.
    fn change(
        &mut self,
        head: RecordHead,
        kinds: &[RecordKind],
    ) -> Result<Option<Change>, StoreError> {
        let is_asked = |kind| kinds.is_empty() || kinds.contains(&kind);
        let tells_of_itself = !matches!(
            head.kind,
            RecordKind::Withdrawal | RecordKind::Repair | RecordKind::Publication
        );
        if tells_of_itself && !is_asked(head.kind) {
            return Ok(None);
        }
        let Some(record) = read::record(self.view, head.seq)? else { return Ok(None) };
        let (seq, recorded_at) = (record.seq, record.recorded_at);
        let target = match &record.detail {
            Detail::Withdrawal(decision) => Some((decision.target, record.effective_on)),
            Detail::Repair(decision) => Some((decision.target, decision.fact().from)),
            Detail::Publication(publication) => Some((publication.target, record.effective_on)),
            _ => None,
        };
        let deed = match (&record.detail, target) {
            (_, Some((target, from))) => {
                let Some(target) = read::record(self.view, target)? else { return Ok(None) };
                if !is_asked(target.detail.kind()) {
                    return Ok(None);
                }
                match head.kind {
                    RecordKind::Publication => self.show(self.latest(target)?, head.merchant)?,
                    _ => Deed::Hide { record: first_version(&target), from },
                }
            }
            (Detail::Merge(merge), _) => {
                let merchant = self.known(head.merchant)?.row.id.clone();
                Deed::Merge { merchant, from: merge.from.clone() }
            }
            _ => self.show(record, head.merchant)?,
        };
        Ok(Some(Change { seq, recorded_at, deed }))
    }

    /// The record itself, where it may be shown today and nothing has taken its place.
    fn show(&mut self, record: Record, merchant: i64) -> Result<Deed, StoreError> {
        let name = first_version(&record);
        if !is_shown_kind(name.kind) || feed::is_replaced(self.view, &record)? {
            return Ok(Deed::Nothing);
        }
        let frame = self.frame.clone();
        let view = self.view;
        let known = self.known(merchant)?;
        let seen = &known.seen;
        if seen.barred.contains(&name.seq) || seen.is_withdrawn(name.seq) {
            return Ok(Deed::Nothing);
        }
        if name.kind == RecordKind::Rating {
            return Ok(Deed::Show { record: name, item: Box::new(Item::of(record)) });
        }
        // What is dated later than today is shown from its day on, and that is no change of its own.
        let entries = seen.entries(&frame, name.kind);
        let entry = entries.into_iter().find(|entry| entry.seq == record.seq);
        let shown = match entry {
            Some(entry) if is_on_show(entry, &frame, seen, Audience::Public) => {
                item(view, entry, &frame, seen)?
            }
            Some(_) => None,
            None => is_future(seen, &record, frame.as_of).then(|| Item::of(record)),
        };
        Ok(shown.map_or(Deed::Nothing, |item| Deed::Show { record: name, item: Box::new(item) }))
    }

    /// The last version of a record.
    fn latest(&self, first: Record) -> Result<Record, StoreError> {
        let mut versions = read::versions(self.view, first.seq)?;
        Ok(versions.pop().unwrap_or(first))
    }

    /// What is known of the merchant that a row means now.
    fn known(&mut self, merchant: i64) -> Result<&Known, StoreError> {
        let owner = read::owner(self.view, merchant, Seq::MAX)?;
        if !self.known.contains_key(&owner) {
            let row = read::merchant_row(self.view, owner)?;
            let seen = self.app.see(self.view, &row, &self.frame, Audience::Public)?;
            self.known.insert(owner, Known { row, seen });
        }
        self.known.get(&owner).ok_or_else(|| StoreError::Damaged {
            seq: Seq(0),
            what: "a merchant that was just read is gone".to_owned(),
        })
    }
}

fn first_version(record: &Record) -> RecordId {
    RecordId { kind: record.detail.kind(), seq: record.version_of.unwrap_or(record.seq) }
}

/// Kinds whose records are shown to everybody, each under its own name.
const fn is_shown_kind(kind: RecordKind) -> bool {
    matches!(
        kind,
        RecordKind::Merchant
            | RecordKind::Licence
            | RecordKind::Penalty
            | RecordKind::Inspection
            | RecordKind::Rating
            | RecordKind::Complaint
            | RecordKind::Listing
    )
}

/// Whether a record is only not shown because its day has not come: a version of the merchant, say,
/// that is true from next month on.
fn is_future(seen: &Seen, record: &Record, today: Day) -> bool {
    let entry = seen.history.entries.iter().find(|entry| entry.seq == record.seq);
    entry.is_some_and(|entry| {
        entry.effective_on > today
            && !entry.awaits_publication
            && matches!(entry.fact, Fact::Profile(_))
    })
}
