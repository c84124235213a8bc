//! Use case: judge cards on merchants of the store, and set two side by side.

use std::path::Path;
use std::sync::Arc;

use super::model::Model;
use super::observe::{Observation, Observed, ObservedColumn};
use super::observed_report::{GroupFigures, by_group};
use super::{App, AppError};
use crate::domain::assessment::ReadyCard;
use crate::domain::day::Day;
use crate::domain::feature::{self, Feature};
use crate::domain::outcome::OutcomeRule;
use crate::domain::scorecard::{Kind, KnownFeatures, Segment};
use crate::files::scorecard_file;
use crate::train::evaluation::{
    CharacteristicDrift, Evaluation, N_RESAMPLES, drift_since_training, evaluate,
};
use crate::train::metrics::{PairedDifference, paired_bootstrap_auc};

/// What to judge on.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The observation days.
    pub test: Vec<Day>,
    /// Days of the performance window.
    pub window_days: u32,
    /// What bad means.
    pub rule: OutcomeRule,
    /// The segments judged on; none: those that the cards serve.
    pub segments: Vec<Segment>,
    /// Seed of the bootstrap intervals.
    pub seed: u64,
}

/// What a card is worth on merchants of the store.
#[derive(Clone, Debug)]
pub struct StoreJudged {
    /// The card.
    pub model: Arc<Model>,
    /// On every row.
    pub all: Evaluation,
    /// On rows that were looked at within the window; `None` without one.
    pub seen_again: Option<Evaluation>,
    /// How the characteristics moved since training; none for an expert card.
    pub drift: Vec<CharacteristicDrift>,
    /// By day and group.
    pub groups: Vec<GroupFigures>,
}

impl StoreJudged {
    /// What calls for attention: characteristics that moved, and a mean prediction off the bad rate.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self
            .drift
            .iter()
            .filter_map(|moved| moved.drift.map(|drift| (moved, drift)))
            .filter(|(_, drift)| drift.is_shift())
            .map(|(moved, drift)| {
                format!(
                    "'{}' has moved since training (stability index {:.3})",
                    moved.feature, drift.index
                )
            })
            .collect();
        if let Some(predicted) = self.all.mean_predicted {
            let n = self.all.n.max(1) as f64;
            let rate = self.all.n_bad as f64 / n;
            let error = (rate * (1.0 - rate) / n).sqrt();
            if (predicted - rate).abs() > 1.96 * error {
                warnings.push(format!(
                    "the mean prediction is {:.2} %, but {:.2} % turned out bad: recalibrate",
                    100.0 * predicted,
                    100.0 * rate
                ));
            }
        }
        warnings
    }
}

/// Two cards on the same merchants.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Each of them.
    pub judged: [StoreJudged; 2],
    /// AUC of the first less that of the second; none with one class only.
    pub difference: Option<PairedDifference>,
    /// The merchants.
    pub observed: Observed,
}

impl App {
    /// The scorecard of a name in the store, or in a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`], or [`AppError::Invalid`] for a file that is refused.
    pub fn model_or_file(&self, asked: &str) -> Result<Arc<Model>, AppError> {
        let path = Path::new(asked);
        if path.extension().is_some_and(|extension| extension == "json") {
            let known = feature::known();
            let refused = |rule: &str, error: &dyn std::fmt::Display| {
                AppError::invalid("model", asked, rule, error)
            };
            let sealed = scorecard_file::load(path, KnownFeatures::Listed(&known))
                .map_err(|error| refused("scorecard_file", &error))?;
            let table = sealed.card.table();
            let name = format!("{}-{}", table.name, table.version);
            let card = ReadyCard::new(sealed.card)
                .map_err(|error| refused("scorecard_feature", &error))?;
            return Ok(Arc::new(Model { name, sha256: sealed.sha256, card, stands_in: None }));
        }
        Ok(self.frame(None, None, Some(asked))?.model)
    }

    /// Judges a card on merchants of the store.
    ///
    /// # Errors
    /// As [`App::observe_merchants`]; [`AppError::Unavailable`] when nobody is in the sample.
    pub fn judge(
        &self,
        model: &Arc<Model>,
        judging: &Judging,
    ) -> Result<(StoreJudged, Observed), AppError> {
        let observed = self.observe_for(&[model], judging)?;
        Ok((judged(model, &observed, judging.seed), observed))
    }

    /// Sets two cards side by side on the same merchants of the store.
    ///
    /// # Errors
    /// As [`App::judge`].
    pub fn compare(
        &self,
        models: [&Arc<Model>; 2],
        judging: &Judging,
    ) -> Result<Compared, AppError> {
        let observed = self.observe_for(&models, judging)?;
        let [first, second] = models.map(|model| judged(model, &observed, judging.seed));
        let difference = difference(&first, &second, &observed.sample.bad, judging.seed);
        Ok(Compared { judged: [first, second], difference, observed })
    }

    fn observe_for(&self, models: &[&Arc<Model>], judging: &Judging) -> Result<Observed, AppError> {
        let mut features: Vec<&'static Feature> = Vec::new();
        let wanted = models.iter().flat_map(|model| model.card.features().iter().copied());
        for feature in wanted.chain(["region", "industry"].into_iter().filter_map(feature::find)) {
            if !features.iter().any(|known| known.name == feature.name) {
                features.push(feature);
            }
        }
        // An expert card has points of its own for what is missing.
        let all_trained =
            models.iter().all(|model| model.card.card().table().kind == Kind::Trained);
        let column =
            if all_trained { ObservedColumn::to_train_on } else { ObservedColumn::as_measured };
        let segments =
            if judging.segments.is_empty() { served(models) } else { judging.segments.clone() };
        let observed = self.observe_merchants(&Observation {
            days: &judging.test,
            window_days: judging.window_days,
            rule: &judging.rule,
            segments: &segments,
            columns: features.into_iter().map(column).collect(),
        })?;
        if observed.rows.is_empty() {
            let names: Vec<&str> = segments.iter().map(Segment::name).collect();
            return Err(AppError::Unavailable(format!(
                "no merchant of the segments {} is in the sample; give another day, another rule or \
                 --segment",
                names.join(", ")
            )));
        }
        Ok(observed)
    }
}

/// The segments that all of the cards serve.
fn served(models: &[&Arc<Model>]) -> Vec<Segment> {
    let Some((first, rest)) = models.split_first() else { return Vec::new() };
    let serves = |model: &Model, segment: &Segment| model.serves(segment);
    let own = first.card.card().table().serves.iter();
    own.filter(|segment| rest.iter().all(|model| serves(model, segment))).cloned().collect()
}

fn judged(model: &Arc<Model>, observed: &Observed, seed: u64) -> StoreJudged {
    let card = model.card.card();
    let rows: Vec<u32> = (0..observed.rows.len() as u32).collect();
    let again: Vec<u32> =
        rows.iter().copied().filter(|&row| observed.rows[row as usize].seen_again).collect();
    StoreJudged {
        model: Arc::clone(model),
        all: evaluate(card, &observed.sample, &rows, seed),
        seen_again: (!again.is_empty()).then(|| evaluate(card, &observed.sample, &again, seed)),
        drift: drift_since_training(card, &observed.sample, &rows),
        groups: by_group(card, observed, &rows),
    }
}

fn difference(
    first: &StoreJudged,
    second: &StoreJudged,
    bad: &[bool],
    seed: u64,
) -> Option<PairedDifference> {
    let scores = |judged: &StoreJudged| -> Vec<f64> {
        judged.all.points.iter().map(|&points| f64::from(points)).collect()
    };
    paired_bootstrap_auc(&scores(first), &scores(second), bad, N_RESAMPLES, seed)
}
