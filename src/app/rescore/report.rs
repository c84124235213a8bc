//! What a run came to, read off its blocks: a run that was just made and one of last year give the
//! same report.

use jiff::Timestamp;

use super::UNSCORABLE_NAMED_MAX;
use super::block::{Block, Due, Layout, MERCHANTS_PER_BLOCK, Row, RowHead, Standing};
use super::drift::{self, Attention, CharacteristicDrift};
use super::explain::Mover;
use super::movement::Movement;
use super::tally::Tally;
use crate::app::model::Model;
use crate::domain::scorecard::{POINTS_MAX, Scorecard};
use crate::store::StoreError;
use crate::store::run::{KeptRun, RunCost, RunStart};
use crate::train::metrics::Drift;

/// Merchants whose rows are held against those before in one go: most stay.
const MERCHANTS_AT_ONCE: usize = 16;

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct RunReport {
    /// Its number; none for a dry run.
    pub run: Option<i64>,
    /// What it scored.
    pub start: RunStart,
    /// When it ended; none for a dry run, or while it is under way or was interrupted.
    pub finished_at: Option<Timestamp>,
    /// What it cost.
    pub cost: RunCost,
    /// Counts, the distribution of points, and the bins.
    pub tally: Tally,
    /// The first merchants that cannot be scored.
    pub unscorable: Vec<Unscorable>,
    /// What changed since the run before; none for the first one.
    pub since: Option<Since>,
    /// How far each characteristic is from the training sample; none for a card without one.
    pub from_training: Option<Vec<CharacteristicDrift>>,
    /// How the challenger's scores differ, where there is one.
    pub challenger: Option<Disagreement>,
}

/// A merchant that cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscorable {
    /// Its identity.
    pub id: String,
    /// Why.
    pub why: String,
}

/// What changed from an earlier run to a later one.
#[derive(Clone, Debug, PartialEq)]
pub struct Since {
    /// The earlier run.
    pub run: KeptRun,
    /// Counts of the earlier run.
    pub tally: Tally,
    /// How far the points have moved (PSI); none where the cards differ or nobody is rated.
    pub points: Option<Drift>,
    /// How far each characteristic has moved (CSI); none where the cards differ.
    pub characteristics: Vec<CharacteristicDrift>,
    /// Grades, and who rose and fell.
    pub movement: Movement,
    /// The merchants that moved most, with the records that moved them.
    pub movers: Vec<Mover>,
}

/// How a challenger's scores differ from the run's own, and from its own of the run before.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The challenger.
    pub model: String,
    /// How far its points have moved since the run before (PSI); none where that run had another
    /// challenger or none, or nobody is rated.
    pub points: Option<Drift>,
    /// From the run's grades to the challenger's.
    pub movement: Movement,
}

impl RunReport {
    /// What the stability indices call for. Only the points alarm: one characteristic may move
    /// without the card being wrong.
    #[must_use]
    pub fn attention(&self) -> Attention {
        let since = self.since.as_ref().map_or(Attention::None, Since::attention);
        let training = self.from_training.as_deref().unwrap_or_default();
        since.max(drift::of_any(training).min(Attention::Warning))
    }
}

impl Since {
    /// What the stability indices call for.
    #[must_use]
    pub fn attention(&self) -> Attention {
        let characteristics = drift::of_any(&self.characteristics).min(Attention::Warning);
        Attention::of(self.points).max(characteristics)
    }
}

/// An earlier run, with what is needed to read it.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    pub(super) run: KeptRun,
    pub(super) layout: Layout,
    /// Its card: bins compare only where it is the later one's.
    pub(super) card: Scorecard,
}

/// What is counted of blocks, and what they are compared with.
#[derive(Debug)]
pub(super) struct Observer<'a> {
    layout: &'a Layout,
    card: &'a Scorecard,
    compared: Compared<'a>,
    earlier: Option<&'a Earlier>,
    challenger: Option<ChallengerGrades>,
}

/// Whom a run is compared over with an earlier one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Compared<'a> {
    /// All merchants of both.
    Everyone,
    /// Only those that the later one has: it is about some merchants only.
    ThoseOfTheLater,
    /// Those whose rows differ; all others are in what the earlier one counted.
    ThoseThatDiffer(&'a Tally),
}

/// The grades of the challenger, and of the run's own card, by points.
#[derive(Debug)]
struct ChallengerGrades {
    model: String,
    /// Whether it was the challenger of the earlier run, too.
    was_before: bool,
    own: Vec<Standing>,
    challenger: Vec<Standing>,
}

/// What was counted of some blocks.
#[derive(Debug)]
pub(super) struct Counts {
    tally: Tally,
    /// The first merchants that could not be scored.
    unscorable: Vec<i64>,
    before: Tally,
    movement: Movement,
    challenger: Movement,
    challenger_points: Tally,
    challenger_points_before: Tally,
}

/// What an observer saw.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) tally: Tally,
    pub(super) unscorable: Vec<i64>,
    pub(super) since: Option<(Tally, Movement)>,
    pub(super) challenger: Option<Disagreement>,
}

impl<'a> Observer<'a> {
    pub(super) fn new(
        layout: &'a Layout,
        card: &'a Scorecard,
        earlier: Option<&'a Earlier>,
        challenger: Option<&Model>,
        compared: Compared<'a>,
    ) -> Self {
        let before = earlier.and_then(|earlier| earlier.run.start.challenger.as_ref());
        let challenger = challenger.map(|model| {
            let was_before = before.is_some_and(|before| before.sha256 == model.sha256);
            ChallengerGrades { was_before, ..ChallengerGrades::new(card, model) }
        });
        Self { layout, card, compared, earlier, challenger }
    }

    /// The layout of the earlier run.
    pub(super) fn layout_before(&self) -> &Layout {
        self.earlier.map_or(self.layout, |earlier| &earlier.layout)
    }

    /// Nothing counted yet.
    pub(super) fn nothing(&self) -> Counts {
        Counts {
            tally: Tally::new(self.card),
            unscorable: Vec::new(),
            before: Tally::new(self.earlier.map_or(self.card, |earlier| &earlier.card)),
            movement: Movement::default(),
            challenger: Movement::default(),
            challenger_points: Tally::new(self.card),
            challenger_points_before: Tally::new(self.card),
        }
    }

    /// Counts a block of the run beside that of the earlier run.
    ///
    /// # Errors
    /// When the bytes of either are damaged.
    pub(super) fn see(
        &self,
        counts: &mut Counts,
        block: i64,
        bytes: &[u8],
        before: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let seen = self.see_or_none(counts, block, bytes, before);
        seen.ok_or_else(|| StoreError::Check(format!("block {block} of a run is damaged")))
    }

    fn see_or_none(
        &self,
        counts: &mut Counts,
        block: i64,
        bytes: &[u8],
        before: Option<&[u8]>,
    ) -> Option<()> {
        let own = Block::parse(self.layout, block, bytes)?;
        // Most blocks of a run over only what changed.
        let is_same =
            matches!(self.compared, Compared::ThoseThatDiffer(_)) && before == Some(bytes);
        if is_same && !own.rows().any(|(_, row)| row.is_unscorable()) {
            return Some(());
        }
        let Some(earlier) = self.earlier else {
            own.rows().for_each(|(merchant, row)| self.count(counts, merchant, row));
            return Some(());
        };
        let empty = Block::parse(&earlier.layout, block, &[super::block::FORMAT])?;
        let before = match before {
            Some(bytes) => Block::parse(&earlier.layout, block, bytes)?,
            None => empty,
        };
        let n_at_once = MERCHANTS_AT_ONCE as i64;
        let (first, end) = (block * MERCHANTS_PER_BLOCK, (block + 1) * MERCHANTS_PER_BLOCK);
        for first in (first..end).step_by(MERCHANTS_AT_ONCE) {
            let numbers = first..first + n_at_once;
            if matches!(self.compared, Compared::ThoseThatDiffer(_))
                && own.stays_over(&before, &numbers)
            {
                continue;
            }
            for merchant in numbers {
                self.see_merchant(counts, merchant, before.row(merchant), own.row(merchant));
            }
        }
        Some(())
    }

    fn see_merchant(
        &self,
        counts: &mut Counts,
        merchant: i64,
        before: Option<Row<'_>>,
        after: Option<Row<'_>>,
    ) {
        let is_counted = match self.compared {
            Compared::Everyone => true,
            Compared::ThoseOfTheLater => after.is_some(),
            Compared::ThoseThatDiffer(_) => differ(before, after),
        };
        if !is_counted {
            return;
        }
        if let Some(row) = after {
            self.count(counts, merchant, row);
        }
        if let Some(row) = before {
            counts.before.count(row.head(), row.bins());
            let grades = self.challenger.as_ref().filter(|grades| grades.was_before);
            if let Some(other) = grades.and_then(|grades| grades.challenger_of(row.head())) {
                counts.challenger_points_before.count(other, std::iter::empty());
            }
        }
        let heads = (before.map(|row| row.head()), after.map(|row| row.head()));
        counts.movement.count(merchant, heads.0, heads.1);
    }

    fn count(&self, counts: &mut Counts, merchant: i64, row: Row<'_>) {
        let head = row.head();
        counts.tally.count(head, row.bins());
        if head.standing == Standing::Unscorable && counts.unscorable.len() < UNSCORABLE_NAMED_MAX {
            counts.unscorable.push(merchant);
        }
        if let Some(grades) = &self.challenger
            && let Some(other) = grades.challenger_of(head)
        {
            counts.challenger.count(merchant, Some(head), Some(other));
            counts.challenger_points.count(other, std::iter::empty());
        }
    }

    pub(super) fn finish(self, mut counts: Counts) -> Observed {
        if let Compared::ThoseThatDiffer(all_before) = self.compared {
            let mut unchanged = all_before.clone();
            unchanged.take_off(&counts.before);
            counts.tally.add(&unchanged);
            counts.movement.stay(&unchanged);
            counts.before.add(&unchanged);
        }
        counts.movement.settle();
        counts.challenger.settle();
        let movement = counts.challenger;
        let points = drift::of_points(&counts.challenger_points_before, &counts.challenger_points);
        Observed {
            tally: counts.tally,
            unscorable: counts.unscorable,
            since: self.earlier.map(|_| (counts.before, counts.movement)),
            challenger: self.challenger.map(|grades| Disagreement {
                model: grades.model,
                points,
                movement,
            }),
        }
    }
}

/// Whether a merchant's rows in two runs differ. One that cannot be scored is named in each.
fn differ(before: Option<Row<'_>>, after: Option<Row<'_>>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => !before.is_same(&after) || after.is_unscorable(),
        (before, after) => before.is_some() || after.is_some(),
    }
}

impl Counts {
    /// Counts what was counted of other blocks, too.
    pub(super) fn add(&mut self, other: &Self) {
        self.tally.add(&other.tally);
        // Each has the first ones of its own blocks.
        self.unscorable.extend(&other.unscorable);
        self.unscorable.sort_unstable();
        self.unscorable.truncate(UNSCORABLE_NAMED_MAX);
        self.before.add(&other.before);
        self.movement.add(&other.movement);
        self.challenger.add(&other.challenger);
        self.challenger_points.add(&other.challenger_points);
        self.challenger_points_before.add(&other.challenger_points_before);
    }
}

impl ChallengerGrades {
    fn new(own: &Scorecard, challenger: &Model) -> Self {
        let by_points = |card: &Scorecard| {
            let grade = |points| card.table().grades.grade(points, card.probability(points));
            (0..=POINTS_MAX).map(|points| Standing::Rated(grade(points))).collect()
        };
        Self {
            model: challenger.name.clone(),
            was_before: false,
            own: by_points(own),
            challenger: by_points(challenger.card.card()),
        }
    }

    /// The challenger's score of a merchant; none where it has none.
    fn challenger_of(&self, own: RowHead) -> Option<RowHead> {
        let points = own.challenger_points?;
        let by_points = self.challenger.get(usize::from(points)).copied()?;
        // A grade that the points do not give was given by a veto, which holds whatever the card.
        let is_vetoed = self.own.get(usize::from(own.points)) != Some(&own.standing);
        let standing = if is_vetoed { own.standing } else { by_points };
        Some(RowHead { points, ..RowHead::without_score(standing, Due::NEVER) })
    }
}

/// The indices of an earlier run against a later one.
pub(super) fn stability(
    card: &Scorecard,
    same_card: bool,
    before: &Tally,
    after: &Tally,
) -> (Option<Drift>, Vec<CharacteristicDrift>) {
    if same_card {
        (drift::of_points(before, after), drift::of_characteristics(card, before, after))
    } else {
        (None, Vec::new())
    }
}
