//! What one question needs beside a merchant: the position, the law, the scorecards.

use std::sync::Arc;

use jiff::Timestamp;

use super::model::{Law, Model, SegmentChampion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::history::History;
use crate::domain::merchant::{MerchantId, Profile};
use crate::domain::record::envelope::Seq;
use crate::domain::scorecard::Segment;
use crate::store::last_of::{LastOfAll, last_of_all};
use crate::store::{View, read};

/// What one question needs beside a merchant: the position, the law, the model.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The day asked.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// The position that means.
    pub at: Seq,
    /// The law that was known then.
    pub law: Arc<Law>,
    /// The law that is known now, which decides what may be disclosed.
    pub law_today: Arc<Law>,
    /// The scorecard that applied, to merchants of segments without a champion of their own.
    pub model: Arc<Model>,
    /// The champions of single segments; none where a scorecard was asked for by name.
    pub champions: Arc<[SegmentChampion]>,
}

impl Frame {
    /// The scorecard that fits a merchant: the champion of its segment, else that of the instance.
    #[must_use]
    pub fn model_for(
        &self,
        id: &MerchantId,
        history: &History,
        profile: Option<&Profile>,
    ) -> &Arc<Model> {
        if self.champions.is_empty() {
            return &self.model;
        }
        let segment = Segment::of(id, history, profile);
        let own = self.champions.iter().find(|champion| champion.segment == segment);
        own.map_or(&self.model, |champion| &champion.model)
    }

    /// Whether the frame's own scorecard is the one that fits a merchant.
    pub(super) fn scores_by_model(
        &self,
        id: &str,
        history: &History,
        profile: Option<&Profile>,
    ) -> bool {
        if self.champions.is_empty() {
            return true;
        }
        let fits = |id: &MerchantId| self.model_for(id, history, profile).name == self.model.name;
        MerchantId::parse(id).is_ok_and(|id| fits(&id))
    }
}

impl App {
    /// What a question about that day and instant needs beside the merchant.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown scorecard, [`AppError::NotYet`] for a future `known_at`.
    pub fn frame(
        &self,
        as_of: Option<Day>,
        known_at: Option<Timestamp>,
        model: Option<&str>,
    ) -> Result<Frame, AppError> {
        self.store().read(|view| Ok(self.frame_in(view, as_of, known_at, model)))?
    }

    /// The same, within a view that goes on being asked.
    pub(super) fn frame_in(
        &self,
        view: &View,
        as_of: Option<Day>,
        known_at: Option<Timestamp>,
        model: Option<&str>,
    ) -> Result<Frame, AppError> {
        let last = last_of_all(view)?;
        let known = match known_at {
            Some(instant) => Some((read::seq_at(view, instant)?, instant)),
            None => None,
        };
        self.frame_after(last, as_of, known, model)
    }

    /// The same where the last record and artefact are these, as known at a position and its instant.
    pub(super) fn frame_after(
        &self,
        last: LastOfAll,
        as_of: Option<Day>,
        known: Option<(Seq, Timestamp)>,
        model: Option<&str>,
    ) -> Result<Frame, AppError> {
        let now = self.settings().clock.now();
        let last_artefact = last.artefact;
        // The instant from which on the answer is what it is.
        let latest_at = last.recorded_at.max(last_artefact.recorded_at);
        let (at, known_at) = known.unwrap_or((last.seq, latest_at));
        // Where the clock stepped back, the last record is later than now.
        if known_at > now.max(latest_at) {
            return Err(AppError::NotYet(known_at));
        }
        Ok(Frame {
            as_of: as_of.unwrap_or_else(|| self.today()),
            known_at,
            at,
            law: self.law_beside(known_at, last_artefact)?,
            law_today: self.law_beside(latest_at, last_artefact)?,
            model: self.model(model, known_at, last_artefact)?,
            champions: match model {
                None => self.segment_champions(known_at, last_artefact)?,
                Some(_) => Arc::from([]),
            },
        })
    }
}
