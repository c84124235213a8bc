//! What was published lately (双公示): the newest licences and penalties that may be shown today.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::report::{Item, Seen, is_on_show, item};
use super::score::{Frame, version_on};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View, on_clock};

/// Publications that are named, the newest.
pub const RECENT_MAX: usize = 8;
/// Decisions of each kind among which they are looked for, the newest.
const LOOKED_AT: u32 = 40;

/// One licence or penalty that was published lately.
#[derive(Clone, Debug, PartialEq)]
pub struct RecentPublication {
    /// Whom it is about.
    pub merchant: MerchantId,
    /// The merchant's name today, where a record says it.
    pub name: Option<String>,
    /// The day it was published.
    pub published_on: Day,
    /// The decision, with why it is shown.
    pub item: Item,
}

/// The last answer, with what it rests on: a position, the last artefact, a day.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    at: Seq,
    known_at: Timestamp,
    as_of: Day,
    found: Arc<Vec<RecentPublication>>,
}

struct Reading<'a> {
    app: &'a App,
    view: &'a View,
    frame: &'a Frame,
    known: HashMap<String, Option<(MerchantRow, Seen)>>,
}

impl App {
    /// The newest publications, at most [`RECENT_MAX`], the last published first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn recent_publications(&self) -> Result<Arc<Vec<RecentPublication>>, AppError> {
        let frame = self.frame(None, None, None)?;
        let kept = || self.inner.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |own: &&Kept| {
            (own.at, own.known_at, own.as_of) == (frame.at, frame.known_at, frame.as_of)
        };
        if let Some(own) = kept().as_ref().filter(is_same) {
            return Ok(Arc::clone(&own.found));
        }
        let found = self.store().read(|view| {
            let known = HashMap::new();
            Reading { app: self, view, frame: &frame, known }.newest()
        })?;
        let found = Arc::new(found);
        *kept() = Some(Kept {
            at: frame.at,
            known_at: frame.known_at,
            as_of: frame.as_of,
            found: Arc::clone(&found),
        });
        Ok(found)
    }
}

impl Reading<'_> {
    fn newest(&mut self) -> Result<Vec<RecentPublication>, StoreError> {
        let mut found = Vec::new();
        for kind in [RecordKind::Licence, RecordKind::Penalty] {
            let (as_of, at) = (self.frame.as_of, self.frame.at);
            for record in on_clock::newest_latest(self.view, kind, as_of, at, LOOKED_AT)? {
                found.extend(self.publication(&record)?);
            }
        }
        found.sort_by_key(|own| {
            std::cmp::Reverse((own.published_on, own.item.record.effective_on, own.item.record.seq))
        });
        found.truncate(RECENT_MAX);
        Ok(found)
    }

    /// The publication of a decision, where it is published and may be shown.
    fn publication(&mut self, record: &Record) -> Result<Option<RecentPublication>, StoreError> {
        let (view, frame, app) = (self.view, self.frame, self.app);
        let subject = record.subject.to_string();
        if !self.known.contains_key(&subject) {
            let row = read::merchant(view, &subject)?;
            let seen =
                row.map(|row| app.see(view, &row, frame, Audience::Public).map(|seen| (row, seen)));
            self.known.insert(subject.clone(), seen.transpose()?);
        }
        let Some(Some((row, seen))) = self.known.get(&subject) else { return Ok(None) };
        let entries = seen.entries(frame, record.detail.kind());
        let entry = entries.into_iter().find(|entry| entry.seq == record.seq);
        let Some(entry) = entry.filter(|own| is_on_show(own, frame, seen, Audience::Public)) else {
            return Ok(None);
        };
        let by_today = |other: &crate::domain::history::Entry| other.effective_on <= frame.as_of;
        let published_on = seen.history.published_on(entry, by_today);
        let Some(published_on) = published_on.filter(|on| *on <= frame.as_of) else {
            return Ok(None);
        };
        let Some(item) = item(view, entry, frame, seen)? else { return Ok(None) };
        let name = version_on(view, &seen.history, frame, &seen.barred)?;
        Ok(Some(RecentPublication {
            merchant: row.id.clone(),
            name: name.map(|version| version.name),
            published_on,
            item,
        }))
    }
}
