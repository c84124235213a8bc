//! What one question needs beside a merchant: the position, the law, the scorecards.

use std::sync::Arc;

use jiff::Timestamp;

use super::model::{Law, Model, SegmentChampion};
use crate::domain::day::Day;
use crate::domain::history::History;
use crate::domain::merchant::{MerchantId, Profile};
use crate::domain::record::envelope::Seq;
use crate::domain::scorecard::Segment;

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
