//! The records of one kind of a merchant, page by page, newest first.

use jiff::Timestamp;

use super::report::{Item, Seen, is_on_show, item};
use super::score::{Frame, ScoreQuestion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::history::Entry;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;
use crate::store::rating_read::{RatingsBefore, ratings_before};
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View};

/// Ratings read together to find those that count.
const RATINGS_TOGETHER: usize = 200;
/// Ratings that one page looks at, at most; it may then be short, though there are more.
const RATINGS_LOOKED_AT_MAX: usize = 4000;

/// Which page.
#[derive(Clone, Debug)]
pub struct PageQuestion {
    /// Whose records, as of when and for whom.
    pub about: ScoreQuestion,
    /// An organ that asks: it sees its own decisions as they were.
    pub organ: Option<String>,
    /// Of which kind.
    pub kind: RecordKind,
    /// Where the page before ended.
    pub after: Option<PagePlace>,
    /// Records of a page.
    pub limit: usize,
}

/// Where a page ended: the day and the position of its last record, both of the record's first
/// version. New records and corrections move nothing past the reader, so no page shows a record twice
/// or leaves one out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PagePlace {
    /// The day; 0 for ratings, which stand in the order of their positions.
    pub day: i32,
    /// The position.
    pub seq: Seq,
}

/// A page of records.
#[derive(Clone, Debug)]
pub struct PageAnswer {
    /// Whose.
    pub id: MerchantId,
    /// How many there are in all.
    pub n: i64,
    /// Those of the page.
    pub items: Vec<Item>,
    /// Where the next page begins; none on the last.
    pub next: Option<PagePlace>,
    /// The day asked.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// Whether records stand in it that not everybody may see.
    pub is_privileged: bool,
}

impl App {
    /// A page of the records of one kind.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn record_page(&self, question: &PageQuestion) -> Result<PageAnswer, AppError> {
        let about = &question.about;
        let frame = self.frame(about.as_of, about.known_at, about.model.as_deref())?;
        let text = about.id.to_string();
        let answer = self.store().read(|view| {
            let Some(row) = read::merchant_at(view, &text, frame.at)? else { return Ok(None) };
            if question.kind == RecordKind::Rating {
                self.rating_page(view, &row, &frame, question).map(Some)
            } else {
                self.entry_page(view, &row, &frame, question).map(Some)
            }
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    fn entry_page(
        &self,
        view: &View,
        row: &MerchantRow,
        frame: &Frame,
        question: &PageQuestion,
    ) -> Result<PageAnswer, StoreError> {
        let audience = question.about.audience;
        let organ = question.organ.as_deref();
        let barred = self.barred_for(view, row, frame, audience)?;
        let shown_as = if organ.is_some() { Audience::Privileged } else { audience };
        let seen = self.see(view, row, frame, shown_as)?;
        let is_own = |entry: &Entry| {
            organ.is_some_and(|organ| {
                entry.organ.as_ref().is_some_and(|known| known.is_meant_by(organ))
            })
        };
        let mut is_privileged = audience == Audience::Privileged;
        let mut n = 0;
        let mut found = Vec::new();
        let mut next = None;
        let mut entries = seen.entries(frame, question.kind);
        entries.sort_by_key(|entry| std::cmp::Reverse(place_of(&seen, entry)));
        for entry in entries {
            let is_public =
                !barred.contains(&entry.record()) && is_on_show(entry, frame, &seen, audience);
            let is_shown = is_public
                || (is_own(entry) && is_on_show(entry, frame, &seen, Audience::Privileged));
            if !is_shown {
                continue;
            }
            n += 1;
            if question.after.is_some_and(|after| place_of(&seen, entry) >= after) {
                continue;
            }
            if found.len() < question.limit {
                is_privileged |= !is_public;
                found.push(entry);
            } else if next.is_none() {
                next = found.last().map(|last: &&Entry| place_of(&seen, last));
            }
        }
        let mut items = Vec::with_capacity(found.len());
        for entry in found {
            items.extend(item(view, entry, frame, &seen)?);
        }
        Ok(answer(row, frame, n, items, next, is_privileged))
    }

    fn rating_page(
        &self,
        view: &View,
        row: &MerchantRow,
        frame: &Frame,
        question: &PageQuestion,
    ) -> Result<PageAnswer, StoreError> {
        let audience = question.about.audience;
        let seen = self.see(view, row, frame, audience)?;
        let identities = seen.identities();
        let mut before = question.after.map_or(Seq::MAX, |place| place.seq);
        let mut found: Vec<Record> = Vec::new();
        let mut next = None;
        let mut n_looked_at = 0;
        while next.is_none() {
            let which = RatingsBefore { first: before, at: frame.at };
            let read = ratings_before(view, row.merchant, &identities, which, RATINGS_TOGETHER)?;
            let is_last = read.len() < RATINGS_TOGETHER;
            n_looked_at += read.len();
            for record in read {
                let is_counted = is_counted(&seen, &record) && record.effective_on <= frame.as_of;
                if is_counted && found.len() == question.limit {
                    next = Some(before);
                    break;
                }
                before = first_version(&record);
                found.extend(is_counted.then_some(record));
            }
            if is_last {
                break;
            }
            if n_looked_at >= RATINGS_LOOKED_AT_MAX {
                next = Some(before);
            }
        }
        let next = next.map(|seq| PagePlace { day: 0, seq });
        let n = seen.dossier(frame).ratings.n;
        let items = found.into_iter().map(Item::of).collect();
        Ok(answer(row, frame, n, items, next, audience == Audience::Privileged))
    }
}

/// Where a record stands among those of its kind: by its first version, which no correction moves.
fn place_of(seen: &Seen, entry: &Entry) -> PagePlace {
    let entries = &seen.history.entries;
    let first = entries.binary_search_by_key(&entry.record(), |known| known.seq).ok();
    let first = first.and_then(|place| entries.get(place)).unwrap_or(entry);
    PagePlace { day: first.effective_on.number(), seq: first.seq }
}

fn first_version(record: &Record) -> Seq {
    record.version_of.unwrap_or(record.seq)
}

fn is_counted(seen: &Seen, record: &Record) -> bool {
    let first = first_version(record);
    !seen.barred.contains(&first) && !seen.is_withdrawn(first)
}

fn answer(
    row: &MerchantRow,
    frame: &Frame,
    n: i64,
    items: Vec<Item>,
    next: Option<PagePlace>,
    is_privileged: bool,
) -> PageAnswer {
    PageAnswer {
        id: row.id.clone(),
        n,
        items,
        next,
        as_of: frame.as_of,
        known_at: frame.known_at,
        is_privileged,
    }
}
