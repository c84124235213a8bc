//! What is written down a moment later, through the writer's queue: who asked about a merchant's own
//! part, and when keys were last used. An answer does not wait for the disk.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use jiff::Timestamp;

use super::key::KeyHolder;
use super::{App, AppError};
use crate::domain::merchant::MerchantId;
use crate::store::key::{KeyUse, note_uses};
use crate::store::query_log::{self, Clearing, Query};

/// Queries that may wait to be written; with more, questions are refused until some are.
const QUERIES_MAX: usize = 200_000;
/// Keys whose use may wait to be written.
const KEYS_MAX: usize = 100_000;
/// Characters of a purpose, at most.
pub const PURPOSE_CHARS_MAX: usize = 100;

/// What waits to be written down.
#[derive(Debug, Default)]
pub(super) struct Notes {
    queries: Vec<Query>,
    uses: HashMap<String, Timestamp>,
    clearing: Clearing,
}

/// Who asked about what of a merchant, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Inquiry<'a> {
    /// Whose part.
    pub merchant: &'a MerchantId,
    /// Who asked.
    pub holder: &'a KeyHolder,
    /// What for, as the caller said.
    pub purpose: &'a str,
    /// The route.
    pub what: &'static str,
}

/// Queries about a merchant, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryPage {
    /// The queries.
    pub queries: Vec<query_log::LoggedQuery>,
    /// Whether there are older ones.
    pub has_more: bool,
}

impl App {
    /// Notes that somebody asked about the part of a merchant that is not public.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when too many notes wait: what cannot be logged is not answered.
    pub fn note_inquiry(&self, inquiry: Inquiry<'_>) -> Result<(), AppError> {
        let query = Query {
            merchant: inquiry.merchant.to_string(),
            at: self.settings().clock.now(),
            key: inquiry.holder.name.clone(),
            role: inquiry.holder.role.name(),
            purpose: inquiry.purpose.to_owned(),
            what: inquiry.what,
        };
        let mut notes = self.notes();
        if notes.queries.len() >= QUERIES_MAX {
            let why = "too many queries wait to be logged".to_owned();
            return Err(AppError::Unavailable(why));
        }
        notes.queries.push(query);
        Ok(())
    }

    /// Notes that a key was used.
    pub fn note_use(&self, key: &str) {
        let now = self.settings().clock.now();
        let mut notes = self.notes();
        if let Some(at) = notes.uses.get_mut(key) {
            *at = now;
        } else if notes.uses.len() < KEYS_MAX {
            notes.uses.insert(key.to_owned(), now);
        }
    }

    /// Writes down what was noted; tells how many queries it was.
    ///
    /// # Errors
    /// When the store cannot be written; what was noted is kept for the next time.
    pub fn write_notes(&self) -> Result<usize, AppError> {
        let (queries, uses, mut clearing) = {
            let mut notes = self.notes();
            if notes.queries.is_empty() && notes.uses.is_empty() {
                return Ok(0);
            }
            let queries = std::mem::take(&mut notes.queries);
            let uses = std::mem::take(&mut notes.uses);
            (queries, uses, notes.clearing.clone())
        };
        let used: Vec<KeyUse> =
            uses.iter().map(|(key, at)| KeyUse { key: key.clone(), at: *at }).collect();
        let now = self.settings().clock.now();
        let written = self.store().write(|transaction, _| {
            query_log::add(transaction, &queries)?;
            note_uses(transaction, &used)?;
            query_log::clear_some(transaction, &mut clearing, now)
        });
        let mut notes = self.notes();
        match written {
            Ok(()) => {
                notes.clearing = clearing;
                Ok(queries.len())
            }
            Err(error) => {
                // What came in meanwhile is younger than what was to be written.
                let younger = std::mem::replace(&mut notes.queries, queries);
                notes.queries.extend(younger);
                for (key, at) in uses {
                    notes.uses.entry(key).or_insert(at);
                }
                Err(error.into())
            }
        }
    }

    /// Who asked about a merchant's own part, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn queries(
        &self,
        merchant: &MerchantId,
        before: Option<(i64, i64)>,
        limit: u32,
    ) -> Result<QueryPage, AppError> {
        let id = merchant.to_string();
        let mut queries =
            self.store().read(|view| query_log::newest(view, &id, before, limit + 1))?;
        let has_more = queries.len() > limit as usize;
        queries.truncate(limit as usize);
        Ok(QueryPage { queries, has_more })
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.inner.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
