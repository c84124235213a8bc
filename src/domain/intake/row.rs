//! What a door hands to validation: the values of one record, and what is known around them.

use std::borrow::Cow;
use std::fmt;

use crate::domain::day::Day;
use crate::domain::record::envelope::Jurisdiction;

/// The values of one record, by the position of their field in [`super::fields`].
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The row of its source, counted from 1; 0 where there are no rows.
    pub number: u64,
    /// Whose names and codes it uses.
    pub generation: Generation,
    /// The values as written; none where there is none.
    pub values: Vec<Option<Cow<'a, str>>>,
}

/// Whose field names and codes a row uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Generation {
    /// Our own canonical names.
    #[default]
    Own,
    /// The 双公示 standard of 2018 (发改办财金〔2018〕424号).
    Standard2018,
    /// The first 双公示 standard, of 2015/2016, with the additions of 2017.
    Standard2016,
}

/// What a record is checked against besides itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// The business day: nothing can have happened after it.
    pub today: Day,
    /// Whose rules apply to records that do not say so themselves.
    pub jurisdiction: Jurisdiction,
    /// Since when records count as known that do not say so themselves.
    pub known_since: KnownSince,
    /// The key of the hashes that stand for ID numbers.
    pub hash_key: HashKey,
}

/// Since when a record counts as known that does not say so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownSince {
    /// Since it is recorded.
    #[default]
    Recorded,
    /// Since the day it speaks of: a load of history.
    Effective,
}

/// The operator's secret key of the hashes that stand for ID numbers; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct HashKey(Vec<u8>);

impl HashKey {
    /// A key of these bytes; HMAC-SHA256 takes any number, 32 random ones are right.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(‹masked›)")
    }
}
