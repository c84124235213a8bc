//! The fields that every kind of record has besides its content.

use super::cells::Cells;
use super::field::{Field, Form};
use super::rule::Rule;
use crate::domain::record::envelope::Publishing;

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

/// For licences and penalties, before the fields of every kind.
pub(super) const PUBLISH: Field = Field::new(
    "publish",
    Form::Flag,
    "Whether it is published with its submission (the default). With false only its organ sees it, \
     and it does not count, until a publication of its own.",
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

/// Reads [`PUBLISH`]: a draft has no instant of publication yet.
pub(super) fn read_publishing(cells: &mut Cells<'_>, at: usize) {
    if cells.flag(at) != Some(false) {
        return;
    }
    cells.publishing = Publishing::Later;
    // The fields of every kind follow it.
    if cells.raw(at + 1 + PUBLISHED_AT_AT).is_some() {
        cells.fault(
            at,
            Rule::DraftIsPublished,
            "says that it is not published, but there is an \
             instant of its publication",
        );
    }
}
