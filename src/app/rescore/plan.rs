//! What a run is going to do: its frame, what it is compared with, and which scores it takes over.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::block::{Layout, MERCHANTS_PER_BLOCK};
use super::filter::Filter;
use super::kept::KeptAs;
use super::report::{Compared, Earlier};
use super::tally::Tally;
use super::{Extent, RescoreOptions, n_blocks};
use crate::app::model::Model;
use crate::app::score::Frame;
use crate::app::{App, AppError};
use crate::store::run::{self, KeptRun, RunModel, RunStart};
use crate::store::{StoreError, View, artefact, run_read};

/// What a run is going to do.
#[derive(Debug)]
pub(super) struct Plan {
    /// Its number in the store; none for a dry run.
    pub(super) run: Option<i64>,
    pub(super) start: RunStart,
    pub(super) frame: Frame,
    pub(super) challenger: Option<Arc<Model>>,
    pub(super) layout: Layout,
    pub(super) filter: Filter,
    /// The run whose scores are taken over where nothing can have changed them.
    pub(super) base: Option<Base>,
    /// The run that it is compared with.
    pub(super) earlier: Option<Earlier>,
}

/// Runs that keep only what differs from one run, at most: each differs from it by more.
const PATCHED_MAX: u32 = 14;

/// A run whose scores are taken over where nothing can have changed them.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) kept: KeptAs,
    /// What it counted; none where that cannot be read.
    pub(super) tally: Option<Tally>,
    /// Merchants with records since, by their numbers in order.
    touched: Vec<i64>,
}

/// A block of the base.
#[derive(Debug)]
pub(super) struct BaseBlock {
    /// All of it.
    pub(super) bytes: Vec<u8>,
    /// The block that it is kept as a patch of, where it is.
    anchor: Option<Vec<u8>>,
}

impl BaseBlock {
    /// The block that later ones are kept as patches of.
    pub(super) fn anchor(&self) -> &[u8] {
        self.anchor.as_deref().unwrap_or(&self.bytes)
    }
}

impl Base {
    /// Those that it has of consecutive blocks, by their places, each with what it is a patch of.
    pub(super) fn blocks(
        &self,
        connection: &View,
        layout: &Layout,
        blocks: &Range<i64>,
    ) -> Result<BTreeMap<i64, BaseBlock>, StoreError> {
        let mut anchors = BTreeMap::new();
        if let Some(anchor) = self.kept.anchor {
            run::each_block(connection, anchor, blocks.clone(), |block, bytes| {
                anchors.insert(block, bytes.to_vec());
                Ok(())
            })?;
        }
        let mut found = BTreeMap::new();
        run::each_block(connection, self.kept.run, blocks.clone(), |block, bytes| {
            let anchor: Option<Vec<u8>> = anchors.remove(&block);
            let bytes = self.kept.whole(layout, block, bytes, anchor.as_deref())?;
            found.insert(block, BaseBlock { bytes, anchor });
            Ok(())
        })?;
        Ok(found)
    }

    /// Merchants of those numbers with records since.
    pub(super) fn touched_in(&self, numbers: &Range<i64>) -> &[i64] {
        let place = |number: i64| self.touched.partition_point(|merchant| *merchant < number);
        self.touched.get(place(numbers.start)..place(numbers.end)).unwrap_or_default()
    }
}

impl Plan {
    /// Whom it is compared over with the earlier run.
    pub(super) fn compared(&self) -> Compared<'_> {
        let earlier = self.earlier.as_ref().map(|earlier| earlier.run.run);
        match &self.base {
            _ if !self.filter.is_empty() => Compared::ThoseOfTheLater,
            // A challenger is compared over everybody: what it counted is not kept.
            Some(Base { kept, tally: Some(tally), .. })
                if Some(kept.run) == earlier && self.challenger.is_none() =>
            {
                Compared::ThoseThatDiffer(tally)
            }
            _ => Compared::Everyone,
        }
    }

    /// Places of merchants that the run goes through.
    pub(super) fn n_places(&self) -> u64 {
        u64::try_from(self.start.n_blocks * MERCHANTS_PER_BLOCK).unwrap_or(0)
    }
}

impl App {
    /// The plan of a new run, before it looks back at others.
    pub(super) fn plan(&self, options: &RescoreOptions) -> Result<Plan, AppError> {
        let frame = self.frame(options.as_of, options.known_at, options.model.as_deref())?;
        if let Some(why) = &frame.model.stands_in {
            // Everybody's scores by another card than the day before would look like a shift.
            return Err(AppError::Unavailable(format!(
                "{why}; nobody was scored: promote a scorecard that can be read, or give --model"
            )));
        }
        let frame = self.beside_segments(frame)?;
        let appointed = self.challenger_at(frame.known_at)?;
        let challenger = match options.challenger.as_ref().or(appointed.as_ref()) {
            Some(name) if options.challenger.is_none() && *name == frame.model.name => None,
            Some(name) => {
                let known_at = Some(frame.known_at);
                Some(self.frame(Some(frame.as_of), known_at, Some(name.as_str()))?.model)
            }
            None => None,
        };
        let named =
            |model: &Model| RunModel { name: model.name.clone(), sha256: model.sha256.clone() };
        let start = RunStart {
            as_of: frame.as_of,
            known_at: frame.known_at,
            at: frame.at,
            model: named(&frame.model),
            challenger: challenger.as_deref().map(named),
            rules_version: frame.law.run_version(),
            filter: options.filter.to_string(),
            base: None,
            anchor: None,
            n_blocks: n_blocks(self)?,
            started_at: self.settings().clock.now(),
        };
        Ok(Plan {
            run: None,
            layout: Layout::new(frame.model.card.card(), challenger.is_some()),
            start,
            frame,
            challenger,
            filter: options.filter.clone(),
            base: None,
            earlier: None,
        })
    }

    /// The plan of a run that was interrupted: the same again, or a refusal.
    pub(super) fn plan_again(&self, kept: KeptRun) -> Result<Plan, AppError> {
        let changed = |what: &str| {
            AppError::Unavailable(format!(
                "run {} cannot be taken up again: {what} no longer what it was; begin a new run",
                kept.run
            ))
        };
        let start = &kept.start;
        let frame = self.frame_of(start).map_err(|_| changed("its scorecard is"))?;
        if frame.model.sha256 != start.model.sha256 {
            return Err(changed("its scorecard is"));
        }
        if frame.law.run_version() != start.rules_version {
            return Err(changed("the law is"));
        }
        let challenger = self.challenger_of(start).map_err(|_| changed("the challenger is"))?;
        let filter: Filter = start.filter.parse().map_err(|_| changed("the filter is"))?;
        Ok(Plan {
            run: Some(kept.run),
            layout: Layout::new(frame.model.card.card(), challenger.is_some()),
            frame,
            challenger,
            filter,
            base: None,
            earlier: None,
            start: kept.start,
        })
    }

    /// The frame in which a run scored.
    pub(super) fn frame_of(&self, start: &RunStart) -> Result<Frame, AppError> {
        let model = Some(start.model.name.as_str());
        let frame = self.frame(Some(start.as_of), Some(start.known_at), model)?;
        // An instant may take in records that came within the same microsecond.
        self.beside_segments(Frame { at: start.at, ..frame })
    }

    /// A run by the champion of the instance leaves those out whose segment has a champion of its own.
    fn beside_segments(&self, frame: Frame) -> Result<Frame, AppError> {
        let last = self.store().read(|view| artefact::last(view))?;
        let champion = self.model(None, frame.known_at, last)?;
        let champions = if champion.name == frame.model.name {
            self.segment_champions(frame.known_at, last)?
        } else {
            Arc::from([])
        };
        Ok(Frame { champions, ..frame })
    }

    pub(super) fn challenger_of(&self, start: &RunStart) -> Result<Option<Arc<Model>>, AppError> {
        let Some(challenger) = &start.challenger else { return Ok(None) };
        let name = Some(challenger.name.as_str());
        let model = self.frame(Some(start.as_of), Some(start.known_at), name)?.model;
        if model.sha256 != challenger.sha256 {
            return Err(AppError::NotFound { what: format!("scorecard '{}'", challenger.name) });
        }
        Ok(Some(model))
    }

    /// Finds the run that a new one is compared with and, if asked, the one it takes scores from.
    pub(super) fn look_back(&self, plan: &mut Plan, extent: Extent) -> Result<(), AppError> {
        self.find_earlier(plan)?;
        // A promotion for a segment moves merchants into or out of a run without any record, and who
        // passes a filter is not kept.
        let can_take_over = plan.frame.champions.is_empty() && plan.filter.is_empty();
        if extent == Extent::OnlyChanged && can_take_over {
            let base = self.store().read(|connection| run::base_of(connection, &plan.start))?;
            let Some(base) = base else { return Ok(()) };
            let anchor = base.start.anchor.unwrap_or(base.run);
            let n_patched = self.store().read(|connection| run::n_patched(connection, anchor))?;
            plan.start.base = Some(base.run);
            plan.start.anchor = (n_patched < PATCHED_MAX).then_some(anchor);
            plan.base = Some(self.base(plan, &base)?);
        }
        Ok(())
    }

    /// Finds again what an interrupted run looked back at.
    pub(super) fn look_back_again(&self, plan: &mut Plan) -> Result<(), AppError> {
        self.find_earlier(plan)?;
        if let Some(number) = plan.start.base {
            let base = self.store().read(|connection| run::run(connection, number))?;
            plan.base = base.map(|base| self.base(plan, &base)).transpose()?;
        }
        Ok(())
    }

    fn find_earlier(&self, plan: &mut Plan) -> Result<(), AppError> {
        let start = &plan.start;
        let found = self.store().read(|connection| {
            run::last_before(connection, plan.run, start.as_of, &start.filter)
        })?;
        plan.earlier = found.and_then(|run| self.earlier(run));
        Ok(())
    }

    /// A run made ready to be read; none where its cards are no longer there.
    pub(super) fn earlier(&self, run: KeptRun) -> Option<Earlier> {
        let frame = self.frame_of(&run.start).ok()?;
        if frame.model.sha256 != run.start.model.sha256 {
            return None;
        }
        let card = frame.model.card.card().clone();
        let layout = Layout::new(&card, run.start.challenger.is_some());
        Some(Earlier { run, layout, card })
    }

    fn base(&self, plan: &Plan, base: &KeptRun) -> Result<Base, AppError> {
        let (after, up_to) = (base.start.at, plan.start.at);
        let (touched, tally) = self.store().read(|connection| {
            let touched = run_read::touched_between(connection, after, up_to)?;
            Ok((touched, run::tally(connection, base.run)?))
        })?;
        let tally = tally.and_then(|bytes| postcard::from_bytes::<Tally>(&bytes).ok());
        let tally = tally.filter(|tally| tally.fits(plan.frame.model.card.card()));
        Ok(Base { kept: KeptAs::of(base), tally, touched })
    }
}
