//! Scoring one block of merchants, through the one scoring path.

use rusqlite::Connection;

use super::block::{BlockWriter, LackingSet, Layout, MERCHANTS_PER_BLOCK, RowHead, Standing};
use crate::app::model::Model;
use crate::app::score::Frame;
use crate::domain::assessment::Question;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::record::fact::Fact;
use crate::domain::scorecard::Score;
use crate::domain::steadiness::steady_days;
use crate::store::run_read::{self, Met, Stretch};
use crate::store::{StoreError, history};

/// What every block of a run is scored by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass<'a> {
    pub(super) frame: &'a Frame,
    pub(super) challenger: Option<&'a Model>,
    pub(super) layout: &'a Layout,
}

/// A block with its scores.
#[derive(Debug)]
pub(super) struct ScoredBlock {
    pub(super) block: i64,
    pub(super) bytes: Vec<u8>,
    /// Merchants whose score was computed.
    pub(super) n_scored: u64,
    /// Merchants that cannot be scored.
    pub(super) unscorable: Vec<Unscorable>,
}

/// A merchant that cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscorable {
    /// Its identity.
    pub id: String,
    /// Why.
    pub why: String,
}

impl Pass<'_> {
    /// Scores the merchants of a block.
    ///
    /// # Errors
    /// When the store cannot be read. A merchant whose records are damaged is no error: it is told.
    pub(super) fn score(
        &self,
        connection: &Connection,
        block: i64,
    ) -> Result<ScoredBlock, StoreError> {
        let mut writer = BlockWriter::new(self.layout, block);
        let mut score = Score::blank();
        let (mut n_scored, mut unscorable) = (0, Vec::new());
        let from = block * MERCHANTS_PER_BLOCK;
        let stretch = Stretch { from, until: from + MERCHANTS_PER_BLOCK, at: self.frame.at };
        run_read::each_merchant(connection, stretch, |met| {
            match self.history(connection, &met) {
                Ok(None) => return Ok::<_, StoreError>(()),
                Ok(Some(history)) => self.put(&mut writer, met.merchant, &history, &mut score),
                Err(StoreError::Damaged { seq, what }) => {
                    let why = format!("record {seq}: {what}");
                    unscorable.push(Unscorable { id: met.id.to_owned(), why });
                    let head = RowHead::without_score(Standing::Unscorable, 0);
                    writer.put(met.merchant, head, None);
                }
                Err(error) => return Err(error),
            }
            n_scored += 1;
            Ok(())
        })?;
        Ok(ScoredBlock { block, bytes: writer.into_bytes(), n_scored, unscorable })
    }

    /// A merchant's history at the run's position; none where it had no record then.
    fn history(
        &self,
        connection: &Connection,
        met: &Met<'_>,
    ) -> Result<Option<History>, StoreError> {
        // Everything up to the run's position was folded when it began, so that a packed row up to
        // there is whole. One that went on since is read at the position.
        if let Some(packed) = met.packed.filter(|packed| packed.seq <= self.frame.at)
            && let Ok(history) = history::unpack(packed.seq, packed.bytes)
            && !history.entries.iter().any(|entry| matches!(entry.fact, Fact::Merge(_)))
        {
            return Ok(Some(history));
        }
        let history = history::load(connection, met.merchant, self.frame.at)?;
        Ok((!history.is_empty()).then_some(history))
    }

    fn put(
        &self,
        writer: &mut BlockWriter<'_>,
        merchant: i64,
        history: &History,
        score: &mut Score,
    ) {
        let known = Known::Recorded(self.frame.at);
        let question = Question { as_of: self.frame.as_of, known, barred: &[] };
        let dossier = question.dossier(history, &self.frame.law.yardstick);
        let steady = |score| {
            let (card, yardstick) = (&self.frame.model.card, &self.frame.law.yardstick);
            let days = steady_days(card, history, &dossier, known, yardstick, score);
            u16::try_from(days).unwrap_or(u16::MAX)
        };
        if let Err(lacking) = self.frame.model.card.assess_into(&dossier, score) {
            let standing = Standing::NotRated(LackingSet::of(&lacking));
            writer.put(merchant, RowHead::without_score(standing, steady(None)), None);
            return;
        }
        let head = RowHead {
            standing: Standing::Rated(score.grade),
            points: points(score.points),
            steady_days: steady(Some(score)),
            challenger_points: self.challenger.map(|model| challenger_points(model, &dossier)),
        };
        writer.put(merchant, head, Some(score));
    }
}

fn challenger_points(model: &Model, dossier: &Dossier<'_>) -> u16 {
    let mut score = Score::blank();
    // What is lacking does not depend on the card.
    let _ = model.card.assess_into(dossier, &mut score);
    points(score.points)
}

/// A card gives 0 to 1000 points; one that could give others is refused when it is read.
fn points(points: i32) -> u16 {
    u16::try_from(points).unwrap_or(0)
}
