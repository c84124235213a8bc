//! The fields that every kind of record has besides its content.

use super::field::{Field, Form};

/// The envelope fields; the last of every kind's list, in this order.
pub(super) const FIELDS: [Field; 4] = [KNOWN_SINCE, PUBLISHED_AT, JURISDICTION, CORRECTS];

pub(super) const KNOWN_SINCE_AT: usize = 0;
pub(super) const PUBLISHED_AT_AT: usize = 1;
pub(super) const JURISDICTION_AT: usize = 2;
pub(super) const CORRECTS_AT: usize = 3;

pub(super) const KNOWN_SINCE: Field = Field::new(
    "known_since",
    Form::Day,
    "The day since when the record counts as known, for a load of history; otherwise the day it \
     is recorded.",
);

pub(super) const PUBLISHED_AT: Field = Field::new(
    "published_at",
    Form::Instant,
    "The instant at which the original channel published it.",
);

pub(super) const JURISDICTION: Field =
    Field::new("jurisdiction", Form::Text, "Whose rules apply: cn (the default) or us-il-chicago.")
        .chars_max(40);

pub(super) const CORRECTS: Field = Field::new(
    "corrects",
    Form::Flag,
    "Whether it replaces an earlier record of the same natural key; without it other content \
     under the same key is a conflict.",
);
