//! Why the score of a merchant is another in a later run: the characteristics that changed, and the
//! records that changed them.

use std::collections::BTreeSet;

use crate::store::View;

use super::movement::Moved;
use crate::app::score::{Frame, kind_of};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{RecordId, Seq};
use crate::domain::scorecard::{Contribution, Reason};
use crate::store::{StoreError, history, read};

/// Records named behind one change, newest first, at most.
const RECORDS_NAMED_MAX: usize = 20;
/// New records of a merchant that are looked at for the cause of a change, newest first, at most.
const NEW_RECORDS_MAX: usize = 1000;

/// A merchant that moved, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// Its identity.
    pub id: MerchantId,
    /// The change.
    pub moved: Moved,
    /// What changed, the most points first; empty where the two runs are by different cards.
    pub changes: Vec<Change>,
}

/// One characteristic that gives other points than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its feature.
    pub feature: &'static str,
    /// The reason given when points are lost here.
    pub reason: Reason,
    /// The label of the bin before.
    pub bin_before: String,
    /// The label of the bin after.
    pub bin_after: String,
    /// Points before.
    pub points_before: i32,
    /// Points after.
    pub points_after: i32,
    /// What changed it.
    pub cause: Cause,
    /// The records that changed it, or that it rests on where only time passed; newest first, at most
    /// twenty.
    pub records: Vec<RecordId>,
}

/// What changed a characteristic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Records came to count, or no longer do.
    Records,
    /// Time passed: the same records weigh less, or a period ran on.
    Time,
}

/// The frames of two runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frames<'a> {
    pub(super) before: &'a Frame,
    pub(super) after: &'a Frame,
    /// First versions of records that the answer may not rest on.
    pub(super) barred: &'a [Seq],
}

impl Frames<'_> {
    /// Why merchants moved.
    pub(super) fn explain(
        &self,
        connection: &View,
        moved: &[Moved],
    ) -> Result<Vec<Mover>, StoreError> {
        let one = |moved: &Moved| {
            Ok(Mover {
                id: read::merchant_row(connection, moved.merchant)?.id,
                moved: *moved,
                changes: self.changes(connection, moved.merchant)?,
            })
        };
        moved.iter().map(one).collect()
    }

    /// What is different about a merchant; nothing where the cards are.
    pub(super) fn changes(
        &self,
        connection: &View,
        merchant: i64,
    ) -> Result<Vec<Change>, StoreError> {
        if self.before.model.sha256 != self.after.model.sha256 {
            return Ok(Vec::new());
        }
        let load = |at| history::load(connection, merchant, at);
        let (history_before, history_after) = (load(self.before.at)?, load(self.after.at)?);
        let before = self.side(self.before, &history_before);
        let after = self.side(self.after, &history_after);
        let card = &self.after.model.card;
        let (Assessment::Rated(score_before), Assessment::Rated(score_after)) =
            (card.assess(&before.dossier), card.assess(&after.dossier))
        else {
            return Ok(Vec::new());
        };
        let (from, to) = (self.before.at, self.after.at);
        let new =
            read::names_between(connection, merchant, from, to, NEW_RECORDS_MAX, self.barred)?;
        let pairs = score_before.contributions.iter().zip(&score_after.contributions);
        let mut changes: Vec<Change> = pairs
            .filter(|(was, is)| was.points != is.points)
            .filter_map(|(was, is)| self.change(&before, &after, was, is, &new))
            .collect();
        let size = |change: &Change| (change.points_after - change.points_before).abs();
        changes.sort_by_key(|change| std::cmp::Reverse(size(change)));
        Ok(changes)
    }

    fn change(
        &self,
        before: &Side<'_>,
        after: &Side<'_>,
        was: &Contribution,
        is: &Contribution,
        new: &[RecordId],
    ) -> Option<Change> {
        let card = &self.after.model.card;
        let place = is.characteristic;
        let characteristic = card.card().characteristics().get(place)?;
        let feature = card.features().get(place)?;
        let behind_before = self.evidence(before, place);
        let behind_after = self.evidence(after, place);
        let mut moving: BTreeSet<Newest> =
            behind_before.symmetric_difference(&behind_after).copied().collect();
        let of_feature = new.iter().filter(|record| feature.kinds.contains(&record.kind));
        moving.extend(of_feature.copied().map(Newest));
        let cause = if moving.is_empty() { Cause::Time } else { Cause::Records };
        let named = if moving.is_empty() { behind_after } else { moving };
        let label = |bin: usize| {
            characteristic.bins.get(bin).map_or_else(String::new, |bin| bin.label.clone())
        };
        Some(Change {
            feature: feature.name,
            reason: characteristic.reason.clone(),
            bin_before: label(was.bin),
            bin_after: label(is.bin),
            points_before: was.points,
            points_after: is.points,
            cause,
            records: named.iter().take(RECORDS_NAMED_MAX).map(|newest| newest.0).collect(),
        })
    }

    /// What a merchant is in one of the frames.
    fn side<'h>(&'h self, frame: &'h Frame, history: &'h History) -> Side<'h> {
        let known = Known::Recorded(frame.at);
        let question = Question { as_of: frame.as_of, known, barred: self.barred };
        Side { history, dossier: question.dossier(history, &frame.law.yardstick) }
    }

    fn evidence(&self, side: &Side<'_>, place: usize) -> BTreeSet<Newest> {
        let behind = self.after.model.card.evidence(&side.dossier, place);
        let name = |seq: Seq| Newest(RecordId { kind: kind_of(side.history, seq), seq });
        behind.into_iter().map(name).collect()
    }
}

/// A merchant in one of the runs.
struct Side<'h> {
    history: &'h History,
    dossier: Dossier<'h>,
}

/// A record in the order from the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Newest(RecordId);

impl PartialOrd for Newest {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Newest {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.0.seq.cmp(&self.0.seq)
    }
}
