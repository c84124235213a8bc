//! How far the merchants that a scorecard scores have moved since it was made.

use super::model::Model;
use super::rescore::drift::{self, CharacteristicDrift, Drift};
use super::rescore::report::RunReport;
use super::rescore::runs::{KeptRun, RUNS_LISTED_MAX};
use super::{App, AppError};
use crate::domain::day::Day;

/// What the runs of a scorecard tell of drift. The last run's own report holds the drift from the
/// training sample and from the run before it.
#[derive(Clone, Debug)]
pub struct ModelDrift {
    /// The last run over everyone.
    pub last: RunReport,
    /// From the first such run to it; none where they are one.
    pub since_first: Option<SinceFirst>,
}

/// Drift since the first run that used a scorecard.
#[derive(Clone, Debug)]
pub struct SinceFirst {
    /// The first run.
    pub run: i64,
    /// The day it scored.
    pub as_of: Day,
    /// The stability index of the points; none where a side has nobody rated.
    pub points: Option<Drift>,
    /// That of each characteristic, in the card's order.
    pub characteristics: Vec<CharacteristicDrift>,
}

impl App {
    /// How far a scorecard has drifted, by its finished runs over everyone; none where there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn model_drift(&self, model: &Model) -> Result<Option<ModelDrift>, AppError> {
        let mut runs = self.runs(RUNS_LISTED_MAX)?;
        runs.retain(|kept| {
            kept.finished_at.is_some()
                && kept.start.filter.is_empty()
                && kept.start.model.sha256 == model.sha256
        });
        // A run that an earlier program kept in another form is left out.
        let readable =
            |kept: &KeptRun| self.run_report(kept.run).ok().map(|report| (kept.run, report));
        let Some((number, last)) = runs.iter().find_map(readable) else { return Ok(None) };
        let first = runs.iter().rev().filter(|kept| kept.run < number).find_map(readable);
        let since_first = first.map(|(run, first)| SinceFirst {
            run,
            as_of: first.start.as_of,
            points: drift::of_points(&first.tally, &last.tally),
            characteristics: drift::of_characteristics(
                model.card.card(),
                &first.tally,
                &last.tally,
            ),
        });
        Ok(Some(ModelDrift { last, since_first }))
    }
}
