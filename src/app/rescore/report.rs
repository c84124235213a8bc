//! What a run came to, read off its blocks: a run that was just made and one of last year give the
//! same report.

use jiff::Timestamp;

use super::UNSCORABLE_NAMED_MAX;
use super::block::{Block, Layout, MERCHANTS_PER_BLOCK, RowHead, Standing};
use super::drift::{self, Attention, CharacteristicDrift};
use super::explain::Mover;
use super::movement::Movement;
use super::tally::Tally;
use crate::app::model::Model;
use crate::domain::scorecard::{POINTS_MAX, Scorecard};
use crate::store::run::{KeptRun, RunCost, RunStart};
use crate::train::metrics::Drift;

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

/// How a challenger's scores differ from the run's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The challenger.
    pub model: String,
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

/// Reads blocks in their order and counts.
#[derive(Debug)]
pub(super) struct Observer<'a> {
    layout: &'a Layout,
    compared: Compared,
    tally: Tally,
    /// The first merchants that could not be scored.
    unscorable: Vec<i64>,
    earlier: Option<(&'a Earlier, Tally, Movement)>,
    challenger: Option<(ChallengerGrades, Movement)>,
}

/// Whom a run is compared over with an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// All merchants of both.
    Everyone,
    /// Only those that the later one has: it is about some merchants only.
    ThoseOfTheLater,
}

/// The grades of the challenger, and of the run's own card, by points.
#[derive(Debug)]
struct ChallengerGrades {
    model: String,
    own: Vec<Standing>,
    challenger: Vec<Standing>,
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
        card: &Scorecard,
        earlier: Option<&'a Earlier>,
        challenger: Option<&Model>,
        compared: Compared,
    ) -> Self {
        let earlier =
            earlier.map(|earlier| (earlier, Tally::new(&earlier.card), Movement::default()));
        let challenger =
            challenger.map(|model| (ChallengerGrades::new(card, model), Movement::default()));
        let (tally, unscorable) = (Tally::new(card), Vec::new());
        Self { layout, compared, tally, unscorable, earlier, challenger }
    }

    /// Counts a block of the run beside that of the earlier run; none where bytes are damaged.
    #[must_use]
    pub(super) fn see(&mut self, block: i64, bytes: &[u8], before: Option<&[u8]>) -> Option<()> {
        let own = Block::parse(self.layout, block, bytes)?;
        for (merchant, row) in own.rows() {
            let head = row.head();
            self.tally.count(head, row.bins());
            let is_named = self.unscorable.len() < UNSCORABLE_NAMED_MAX;
            if head.standing == Standing::Unscorable && is_named {
                self.unscorable.push(merchant);
            }
            if let Some((grades, movement)) = &mut self.challenger
                && let Some(other) = grades.challenger_of(head)
            {
                movement.count(merchant, Some(head), Some(other));
            }
        }
        let Some((earlier, tally, movement)) = &mut self.earlier else { return Some(()) };
        let empty = Block::parse(&earlier.layout, block, &[super::block::FORMAT])?;
        let before = match before {
            Some(bytes) => Block::parse(&earlier.layout, block, bytes)?,
            None => empty,
        };
        for merchant in block * MERCHANTS_PER_BLOCK..(block + 1) * MERCHANTS_PER_BLOCK {
            let after = own.row(merchant);
            if self.compared == Compared::ThoseOfTheLater && after.is_none() {
                continue;
            }
            let before = before.row(merchant);
            if let Some(before) = before {
                tally.count(before.head(), before.bins());
            }
            movement.count(merchant, before.map(|row| row.head()), after.map(|row| row.head()));
        }
        Some(())
    }

    pub(super) fn finish(self) -> Observed {
        Observed {
            tally: self.tally,
            unscorable: self.unscorable,
            since: self.earlier.map(|(_, tally, movement)| (tally, movement)),
            challenger: self
                .challenger
                .map(|(grades, movement)| Disagreement { model: grades.model, movement }),
        }
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
        Some(RowHead { points, ..RowHead::without_score(standing, 0) })
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
