//! Scoring one block of merchants, through the one scoring path.

use crate::store::View;

use super::block::{
    Block, BlockWriter, LackingSet, Layout, MERCHANTS_PER_BLOCK, Row, RowHead, Standing,
};
use super::filter::Filter;
use super::plan::{Base, Plan};
use crate::app::model::Model;
use crate::app::score::Frame;
use crate::domain::assessment::Question;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::record::fact::Fact;
use crate::domain::scorecard::Score;
use crate::domain::steadiness::steady_days;
use crate::store::run_read::{self, Met, MetPacked, Stretch};
use crate::store::{StoreError, history, run};

/// From so many merchants of a block on, reading all of it in order is cheaper than finding them one
/// by one.
const FOUND_ONE_BY_ONE_MAX: usize = MERCHANTS_PER_BLOCK as usize / 2;

/// What every block of a run is scored by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass<'a> {
    frame: &'a Frame,
    challenger: Option<&'a Model>,
    layout: &'a Layout,
    filter: &'a Filter,
    base: Option<&'a Base>,
}

/// A block with its scores.
#[derive(Debug)]
pub(super) struct ScoredBlock {
    pub(super) block: i64,
    pub(super) bytes: Vec<u8>,
    /// Merchants whose score was computed.
    pub(super) n_scored: u64,
    /// Merchants whose packed rows are damaged.
    pub(super) damaged: Vec<i64>,
}

impl<'a> Pass<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            frame: &plan.frame,
            challenger: plan.challenger.as_deref(),
            layout: &plan.layout,
            filter: &plan.filter,
            base: plan.base.as_ref(),
        }
    }

    /// Scores the merchants of a block.
    ///
    /// # Errors
    /// When the store cannot be read. A merchant whose records are damaged is no error: it is told.
    pub(super) fn score(&self, connection: &View, block: i64) -> Result<ScoredBlock, StoreError> {
        let mut scoring = Scoring::new(self, connection, block);
        if let Some(base) = self.base
            && let Some(bytes) = run::block(connection, base.run, block)?
            && let Some(before) = Block::parse(self.layout, block, &bytes)
        {
            scoring.only_changed(base, &before)?;
        } else {
            scoring.everyone()?;
        }
        Ok(scoring.finish())
    }
}

/// A block under way, with memory that is used again for each merchant.
struct Scoring<'a> {
    pass: &'a Pass<'a>,
    connection: &'a View,
    writer: BlockWriter<'a>,
    history: History,
    score: Score,
    challenger_score: Score,
    done: ScoredBlock,
}

impl<'a> Scoring<'a> {
    fn new(pass: &'a Pass<'a>, connection: &'a View, block: i64) -> Self {
        Self {
            pass,
            connection,
            writer: BlockWriter::new(pass.layout, block),
            history: History::default(),
            score: Score::blank(),
            challenger_score: Score::blank(),
            done: ScoredBlock { block, bytes: Vec::new(), n_scored: 0, damaged: Vec::new() },
        }
    }

    fn finish(self) -> ScoredBlock {
        ScoredBlock { bytes: self.writer.into_bytes(), ..self.done }
    }

    fn everyone(&mut self) -> Result<(), StoreError> {
        let from = self.done.block * MERCHANTS_PER_BLOCK;
        let until = from + MERCHANTS_PER_BLOCK;
        let connection = self.connection;
        let stretch = Stretch { from, until, at: self.pass.frame.at };
        run_read::each_merchant(connection, stretch, |met| self.meet(&met))
    }

    /// Scores who has new records and who may have changed by time alone, and takes over the rest.
    fn only_changed(&mut self, base: &Base, before: &Block<'_>) -> Result<(), StoreError> {
        let from = self.done.block * MERCHANTS_PER_BLOCK;
        let until = from + MERCHANTS_PER_BLOCK;
        let first = base.touched.partition_point(|merchant| *merchant < from);
        let touched = base.touched.get(first..).unwrap_or_default();
        let touched = touched.get(..touched.partition_point(|merchant| *merchant < until));
        let mut touched = touched.unwrap_or_default().iter().copied().peekable();
        let due = |row: Row<'_>| row.head().steady_days < base.days;
        let n_due = before.rows().filter(|(_, row)| due(*row)).count();
        if touched.len() + n_due > FOUND_ONE_BY_ONE_MAX {
            return self.everyone();
        }
        for merchant in from..until {
            let is_touched = touched.next_if_eq(&merchant).is_some();
            match before.row(merchant) {
                Some(row) if !is_touched && !due(row) => {
                    self.writer.put_again(merchant, row, base.days);
                }
                None if !is_touched => {}
                _ => {
                    let (connection, at) = (self.connection, self.pass.frame.at);
                    run_read::one_merchant(connection, merchant, at, |met| self.meet(&met))?;
                }
            }
        }
        Ok(())
    }

    fn meet(&mut self, met: &Met<'_>) -> Result<(), StoreError> {
        match self.read(met) {
            Ok(false) => return Ok(()),
            Ok(true) => self.put(met),
            // Named in the report, from the same records.
            Err(StoreError::Damaged { .. }) => {
                let head = RowHead::without_score(Standing::Unscorable, 0);
                self.writer.put(met.merchant, head, None);
            }
            Err(error) => return Err(error),
        }
        self.done.n_scored += 1;
        Ok(())
    }

    /// Reads a merchant's history at the run's position; tells whether it had any record then.
    fn read(&mut self, met: &Met<'_>) -> Result<bool, StoreError> {
        let at = self.pass.frame.at;
        // Everything up to the run's position was folded when it began, so that a packed row up to
        // there is whole. One that went on since is read at the position.
        if let Some(packed) = met.packed.filter(|packed| packed.seq <= at)
            && self.unpack(met.merchant, packed)
            && !self.history.entries.iter().any(|entry| matches!(entry.fact, Fact::Merge(_)))
        {
            return Ok(true);
        }
        self.history = history::load(self.connection, met.merchant, at)?;
        Ok(!self.history.is_empty())
    }

    fn unpack(&mut self, merchant: i64, packed: MetPacked<'_>) -> bool {
        let unpacked = history::unpack_into(packed.seq, packed.bytes, &mut self.history).is_ok();
        if !unpacked {
            self.done.damaged.push(merchant);
        }
        unpacked
    }

    fn put(&mut self, met: &Met<'_>) {
        let (pass, merchant) = (self.pass, met.merchant);
        let known = Known::Recorded(pass.frame.at);
        let question = Question { as_of: pass.frame.as_of, known, barred: &[] };
        let yardstick = &pass.frame.law.yardstick;
        let dossier = question.dossier(&self.history, yardstick);
        // Whom another card scores is not in this run: its points would not be those of this card.
        if !pass.frame.scores_by_model(met.id, &self.history, dossier.profile) {
            return;
        }
        let rated = pass.frame.model.card.assess_into(&dossier, &mut self.score);
        let grade = rated.is_ok().then_some(self.score.grade);
        if !pass.filter.is_empty() && !pass.filter.lets_through(dossier.profile, grade) {
            return;
        }
        let score = rated.is_ok().then_some(&self.score);
        let card = &pass.frame.model.card;
        let mut days = steady_days(card, &self.history, &dossier, known, yardstick, score);
        let mut challenger_points = None;
        if let (Some(challenger), true) = (pass.challenger, rated.is_ok()) {
            let other = &mut self.challenger_score;
            challenger_points = points_of(challenger, &dossier, other);
            let other = Some(&*other);
            days = days.min(steady_days(
                &challenger.card,
                &self.history,
                &dossier,
                known,
                yardstick,
                other,
            ));
        }
        let standing = match rated {
            Ok(()) => Standing::Rated(self.score.grade),
            Err(lacking) => Standing::NotRated(LackingSet::of(&lacking)),
        };
        // Whose records are spread over several merchants may change with any of them.
        let is_merged =
            self.history.entries.iter().any(|entry| matches!(entry.fact, Fact::Merge(_)));
        let head = RowHead {
            standing,
            points: score.map_or(0, |score| points(score.points)),
            steady_days: if is_merged { 0 } else { u16::try_from(days).unwrap_or(u16::MAX) },
            challenger_points,
        };
        self.writer.put(merchant, head, score);
    }
}

fn points_of(model: &Model, dossier: &Dossier<'_>, score: &mut Score) -> Option<u16> {
    model.card.assess_into(dossier, score).ok().map(|()| points(score.points))
}

/// A card gives 0 to 1000 points; one that could give others is refused when it is read.
fn points(points: i32) -> u16 {
    u16::try_from(points).unwrap_or(0)
}
