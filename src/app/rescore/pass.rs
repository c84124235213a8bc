//! Scoring one block of merchants, through the one scoring path.

use std::ops::Range;

use super::ahead::Ahead;
use super::block::{BlockWriter, Due, LackingSet, Layout, MERCHANTS_PER_BLOCK, RowHead, Standing};
use super::filter::Filter;
use super::kept::KeptAs;
use super::patch;
use super::plan::{Base, Plan};
use super::report::{Counts, Observer};
use super::standing_back::make_room;
use crate::app::model::Model;
use crate::app::score::Frame;
use crate::domain::assessment::Question;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::record::fact::Fact;
use crate::domain::scorecard::Score;
use crate::domain::steadiness::steady_days;
use crate::store::history::Spare;
use crate::store::run_read::{self, MetPacked};
use crate::store::{StoreError, View, history};

/// Merchants that are scored before others may have the core: some 0.3 ms.
const MERCHANTS_IN_A_ROW: i64 = 128;

/// What every block of a run is scored by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass<'a> {
    frame: &'a Frame,
    challenger: Option<&'a Model>,
    layout: &'a Layout,
    filter: &'a Filter,
    base: Option<&'a Base>,
    earlier: Option<KeptAs>,
    /// Whether blocks are kept as patches.
    is_patched: bool,
    /// Whether a block is needed whole where it is kept as a patch.
    is_written: bool,
    /// Identities merged into another merchant, by their numbers in order.
    merged: &'a [i64],
}

/// A block with its scores.
#[derive(Debug)]
pub(super) struct ScoredBlock {
    pub(super) block: i64,
    /// All of it; nothing where only the patch is needed.
    pub(super) bytes: Vec<u8>,
    /// What is kept instead, where it is a patch.
    pub(super) patch: Option<Vec<u8>>,
    /// Merchants whose score was computed.
    pub(super) n_scored: u64,
    /// Merchants whose packed rows are damaged.
    pub(super) damaged: Vec<i64>,
}

/// Where the scores of a run go beside the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Nowhere.
    Nowhere,
    /// Into a file.
    ToFile,
}

impl ScoredBlock {
    /// One with nothing in it yet.
    pub(super) const fn empty(block: i64) -> Self {
        Self { block, bytes: Vec::new(), patch: None, n_scored: 0, damaged: Vec::new() }
    }
}

impl<'a> Pass<'a> {
    /// By a plan; whole blocks that are kept as patches are needed only where they are `written`.
    pub(super) fn new(plan: &'a Plan, merged: &'a [i64], written: Written) -> Self {
        Self {
            frame: &plan.frame,
            challenger: plan.challenger.as_deref(),
            layout: &plan.layout,
            filter: &plan.filter,
            base: plan.base.as_ref(),
            earlier: plan.earlier.as_ref().map(|earlier| KeptAs::of(&earlier.run)),
            is_patched: plan.start.anchor.is_some(),
            is_written: written == Written::ToFile,
            merged,
        }
    }

    /// Reads what scoring some consecutive blocks takes, where not everybody of them is scored.
    ///
    /// # Errors
    /// When the store cannot be read, or a block of the base is damaged.
    pub(super) fn look_ahead(
        &self,
        connection: &View,
        blocks: &Range<i64>,
    ) -> Result<Option<Ahead>, StoreError> {
        let Some(base) = self.base else { return Ok(None) };
        Ahead::of(connection, base, self.layout, self.frame.as_of, blocks).map(Some)
    }

    /// Scores the merchants of a block and counts them.
    ///
    /// # Errors
    /// When the store cannot be read. A merchant whose records are damaged is no error: it is told.
    pub(super) fn score(
        &self,
        connection: &View,
        scratch: &mut Scratch,
        block: i64,
        ahead: Option<&Ahead>,
        observer: &Observer<'_>,
        counts: &mut Counts,
    ) -> Result<ScoredBlock, StoreError> {
        let base = ahead.and_then(|ahead| ahead.base(block));
        let mut scoring = Scoring::new(self, connection, scratch, block);
        match (base, ahead.and_then(|ahead| ahead.again(block))) {
            (Some(base), Some(again)) => scoring.again(&base.bytes, again)?,
            _ => scoring.everyone()?,
        }
        let mut scored = scoring.finish();
        let own = self.base.map(|base| base.kept);
        let read;
        let before = match self.earlier {
            Some(earlier) if own == Some(earlier) => base.map(|base| base.bytes.as_slice()),
            Some(earlier) => {
                read = earlier.block(connection, observer.layout_before(), block)?;
                read.as_deref()
            }
            None => None,
        };
        observer.see(counts, block, &scored.bytes, before)?;
        if let (true, Some(base)) = (self.is_patched, base) {
            scored.patch = patch::of(self.layout, base.anchor(), &scored.bytes);
            if scored.patch.is_some() && !self.is_written {
                scored.bytes = Vec::new();
            }
        }
        Ok(scored)
    }

    /// Reads a block that was kept before an interruption, and counts its merchants.
    ///
    /// # Errors
    /// When the store cannot be read, or the block is damaged.
    pub(super) fn read_back(
        &self,
        connection: &View,
        kept: KeptAs,
        block: i64,
        observer: &Observer<'_>,
        counts: &mut Counts,
    ) -> Result<ScoredBlock, StoreError> {
        let bytes = kept.block(connection, self.layout, block)?.unwrap_or_default();
        let before = match self.earlier {
            Some(earlier) => earlier.block(connection, observer.layout_before(), block)?,
            None => None,
        };
        observer.see(counts, block, &bytes, before.as_deref())?;
        Ok(ScoredBlock { bytes, ..ScoredBlock::empty(block) })
    }
}

/// Memory that is used again for each merchant.
#[derive(Debug)]
pub(super) struct Scratch {
    history: History,
    spare: Spare,
    score: Score,
    challenger_score: Score,
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self {
            history: History::default(),
            spare: Spare::default(),
            score: Score::blank(),
            challenger_score: Score::blank(),
        }
    }
}

/// A block under way.
struct Scoring<'a> {
    pass: &'a Pass<'a>,
    connection: &'a View,
    writer: BlockWriter<'a>,
    own: &'a mut Scratch,
    done: ScoredBlock,
}

impl<'a> Scoring<'a> {
    fn new(pass: &'a Pass<'a>, connection: &'a View, own: &'a mut Scratch, block: i64) -> Self {
        Self {
            pass,
            connection,
            writer: BlockWriter::new(pass.layout, block),
            own,
            done: ScoredBlock::empty(block),
        }
    }

    fn finish(self) -> ScoredBlock {
        ScoredBlock { bytes: self.writer.into_bytes(), ..self.done }
    }

    fn numbers(&self) -> Range<i64> {
        let from = self.done.block * MERCHANTS_PER_BLOCK;
        from..from + MERCHANTS_PER_BLOCK
    }

    fn everyone(&mut self) -> Result<(), StoreError> {
        let numbers = self.numbers();
        let (connection, end) = (self.connection, numbers.end);
        let mut next = numbers.start;
        run_read::each_packed(connection, numbers, |merchant, packed| {
            let unpacked = next..merchant;
            next = merchant + 1;
            unpacked.into_iter().try_for_each(|merchant| self.meet(merchant, None))?;
            self.meet(merchant, Some(packed))
        })?;
        (next..end).try_for_each(|merchant| self.meet(merchant, None))
    }

    /// Scores some merchants again; the rest stays as it was before.
    fn again<'r>(
        &mut self,
        before: &[u8],
        mut merchants: impl Iterator<Item = (i64, Option<MetPacked<'r>>)>,
    ) -> Result<(), StoreError> {
        self.writer = BlockWriter::over(self.pass.layout, self.done.block, before.to_vec());
        merchants.try_for_each(|(merchant, packed)| self.meet(merchant, packed))
    }

    fn meet(&mut self, merchant: i64, packed: Option<MetPacked<'_>>) -> Result<(), StoreError> {
        if merchant % MERCHANTS_IN_A_ROW == 0 {
            make_room();
        }
        if self.pass.merged.binary_search(&merchant).is_ok() {
            self.writer.clear(merchant);
            return Ok(());
        }
        match self.read(merchant, packed) {
            Ok(true) => self.put(merchant)?,
            Ok(false) => {
                self.writer.clear(merchant);
                return Ok(());
            }
            // Named in the report, from the same records.
            Err(StoreError::Damaged { .. }) => {
                let due = Due::after(self.pass.frame.as_of, 0);
                let head = RowHead::without_score(Standing::Unscorable, due);
                self.writer.put(merchant, head, None);
            }
            Err(error) => return Err(error),
        }
        self.done.n_scored += 1;
        Ok(())
    }

    /// Reads a merchant's history at the run's position; tells whether it had any record then.
    fn read(&mut self, merchant: i64, packed: Option<MetPacked<'_>>) -> Result<bool, StoreError> {
        let at = self.pass.frame.at;
        // Everything up to the run's position was folded when it began, so that a packed row up to
        // there is whole. One that went on since is read at the position.
        if let Some(packed) = packed.filter(|packed| packed.seq <= at)
            && self.unpack(merchant, packed)
            && !self.is_merged()
        {
            return Ok(true);
        }
        if packed.is_none() && !run_read::is_merchant(self.connection, merchant)? {
            return Ok(false);
        }
        self.own.history = history::load(self.connection, merchant, at)?;
        Ok(!self.own.history.is_empty())
    }

    /// Whether its records are those of several merchants.
    fn is_merged(&self) -> bool {
        self.own.history.entries.iter().any(|entry| matches!(entry.fact, Fact::Merge(_)))
    }

    fn unpack(&mut self, merchant: i64, packed: MetPacked<'_>) -> bool {
        let unpacked = history::unpack_into(
            packed.seq,
            packed.bytes,
            &mut self.own.history,
            &mut self.own.spare,
        );
        let unpacked = unpacked.is_ok();
        if !unpacked {
            self.done.damaged.push(merchant);
        }
        unpacked
    }

    fn put(&mut self, merchant: i64) -> Result<(), StoreError> {
        let pass = self.pass;
        let known = Known::Recorded(pass.frame.at);
        let question = Question { as_of: pass.frame.as_of, known, barred: &[] };
        let yardstick = &pass.frame.law.yardstick;
        let dossier = question.dossier(&self.own.history, yardstick);
        // Whom another card scores is not in this run: its points would not be those of this card.
        let is_here = pass.frame.champions.is_empty() || {
            let id = run_read::id_of(self.connection, merchant)?;
            pass.frame.scores_by_model(&id, &self.own.history, dossier.profile)
        };
        let card = &pass.frame.model.card;
        let rated = card.assess_into(&dossier, &mut self.own.score);
        let grade = rated.is_ok().then_some(self.own.score.grade);
        if !is_here || !pass.filter.lets_through(dossier.profile, grade) {
            self.writer.clear(merchant);
            return Ok(());
        }
        let score = rated.is_ok().then_some(&self.own.score);
        let mut days = steady_days(card, &self.own.history, &dossier, known, yardstick, score);
        let mut challenger_points = None;
        if let (Some(challenger), true) = (pass.challenger, rated.is_ok()) {
            let other = &mut self.own.challenger_score;
            challenger_points = points_of(challenger, &dossier, other);
            let (card, other) = (&challenger.card, Some(&*other));
            let of_other = steady_days(card, &self.own.history, &dossier, known, yardstick, other);
            days = days.min(of_other);
        }
        let standing = match rated {
            Ok(()) => Standing::Rated(self.own.score.grade),
            Err(lacking) => Standing::NotRated(LackingSet::of(&lacking)),
        };
        // Whose records are spread over several merchants may change with any of them.
        let days = if self.is_merged() { 0 } else { days };
        let head = RowHead {
            standing,
            points: score.map_or(0, |score| points(score.points)),
            due: Due::after(pass.frame.as_of, days),
            challenger_points,
        };
        self.writer.put(merchant, head, score);
        Ok(())
    }
}

fn points_of(model: &Model, dossier: &Dossier<'_>, score: &mut Score) -> Option<u16> {
    model.card.assess_into(dossier, score).ok().map(|()| points(score.points))
}

/// A card gives 0 to 1000 points; one that could give others is refused when it is read.
fn points(points: i32) -> u16 {
    u16::try_from(points).unwrap_or(0)
}
