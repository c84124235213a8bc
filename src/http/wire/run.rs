//! A rescoring run as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::run_movement::{ChangeBody, MovementBody, MoverBody};
use crate::app::rescore::drift::{Attention, CharacteristicDrift, Drift};
use crate::app::rescore::past::PastScore;
use crate::app::rescore::report::{Disagreement, RunReport, Since, Unscorable};
use crate::app::rescore::runs::{KeptRun, RunModel};
use crate::app::rescore::tally::Tally;
use crate::domain::disclosure::Audience;
use crate::domain::scorecard::Grade;

/// Bands of the distribution of points.
const POINTS_PER_BAND: u32 = 50;
/// The name of the class of merchants without a grade.
pub(super) const NOT_RATED: &str = "NR";

/// What a run came to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Run")]
pub struct RunBody {
    /// What it scored.
    #[serde(flatten)]
    pub head: RunHeadBody,
    /// Merchants in all.
    pub n_merchants: u64,
    /// Merchants with a score.
    pub n_rated: u64,
    /// Merchants there is too little of to rate them.
    pub n_not_rated: u64,
    /// Merchants whose records cannot be read.
    pub n_unscorable: u64,
    /// The first merchants whose records cannot be read; empty for the public.
    pub unscorable: Vec<UnscorableBody>,
    /// Merchants by grade, best first.
    pub grades: Vec<NamedCountBody>,
    /// Merchants not rated, by the first thing that is lacking.
    pub not_rated: Vec<NamedCountBody>,
    /// The mean of the points; null when nobody is rated, and for the public when few are.
    pub mean_points: Option<f64>,
    /// Rated merchants by bands of points, from 0.
    pub distribution: Vec<BandBody>,
    /// What changed since an earlier run; null where there is none, and for the public: what moved a
    /// merchant then may not be shown any more.
    pub since: Option<SinceBody>,
    /// How far each characteristic is from the training sample (CSI); null for a card without one, and
    /// for the public when few merchants are rated.
    pub from_training: Option<Vec<CharacteristicDriftBody>>,
    /// How the challenger's scores differ; null without one, and for the public.
    pub challenger: Option<DisagreementBody>,
    /// What the stability indices call for: `none`, `warning` or `alarm`.
    pub attention: &'static str,
}

/// What a run scored, when, and at what cost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunHead")]
pub struct RunHeadBody {
    /// Its number; null for a dry run.
    pub run: Option<i64>,
    /// The day scored.
    pub as_of: String,
    /// As known at which instant.
    pub known_at: String,
    /// The position that means.
    pub position: u64,
    /// The scorecard.
    pub model: RunModelBody,
    /// The scorecard compared with it.
    pub challenger_model: Option<RunModelBody>,
    /// The version of the rules of law.
    pub rules: String,
    /// Which merchants; empty means all.
    pub filter: String,
    /// The run whose scores were taken over where nothing could change them.
    pub base_run: Option<i64>,
    /// When it began.
    pub started_at: String,
    /// When it ended; null while it is under way, when it was interrupted, or for a dry run.
    pub finished_at: Option<String>,
    /// Merchants whose score was computed, not taken over.
    pub n_scored: u64,
    /// Seconds of building what is derived from records.
    pub fold_seconds: f64,
    /// Seconds of everything after that.
    pub score_seconds: f64,
}

/// A scorecard.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunModel")]
pub struct RunModelBody {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// A merchant whose records cannot be read.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Unscorable")]
pub struct UnscorableBody {
    /// Its identity.
    pub merchant: String,
    /// Why.
    pub why: String,
}

/// A count with its name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NamedCount")]
pub struct NamedCountBody {
    /// What is counted.
    pub name: &'static str,
    /// How many.
    pub n: u64,
}

/// Merchants in a band of points.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PointsBand")]
pub struct BandBody {
    /// Fewest points of the band.
    pub from: u32,
    /// Most points of the band.
    pub to: u32,
    /// How many merchants.
    pub n: u64,
}

/// A stability index.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Drift")]
pub struct DriftBody {
    /// The index.
    pub index: f64,
    /// What chance alone exceeds in one of twenty runs of this size.
    pub by_chance: f64,
    /// Bins that one side left empty; they count half a merchant.
    pub n_emptied: usize,
    /// What it calls for: `none`, `warning` or `alarm`.
    pub attention: &'static str,
}

/// How far one characteristic has moved (CSI).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CharacteristicDrift")]
pub struct CharacteristicDriftBody {
    /// The feature.
    pub feature: String,
    /// How far; null when one side has no rated merchant.
    pub drift: Option<DriftBody>,
}

/// What changed from an earlier run to a later one.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunDifference")]
pub struct SinceBody {
    /// The earlier run.
    pub run: RunHeadBody,
    /// How far the points have moved (PSI); null where the scorecards differ.
    pub points: Option<DriftBody>,
    /// How far each characteristic has moved; empty where the scorecards differ.
    pub characteristics: Vec<CharacteristicDriftBody>,
    /// Grades, and who rose and fell.
    pub movement: MovementBody,
    /// The merchants that moved most, and why.
    pub movers: Vec<MoverBody>,
}

/// How a challenger's scores differ from the run's own, and from its own of the run before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Disagreement")]
pub struct DisagreementBody {
    /// The challenger.
    pub model: String,
    /// How far its points have moved since the run before (PSI); null where that run had another
    /// challenger or none.
    pub points: Option<DriftBody>,
    /// From the run's grades to the challenger's.
    pub movement: MovementBody,
}

/// The scores of a merchant in past runs, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ScoreHistory")]
pub struct ScoreHistoryBody {
    /// Its identity, as it was asked for.
    pub merchant: String,
    /// One for each run that had it.
    pub scores: Vec<PastScoreBody>,
}

/// One point in a merchant's history of scores.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PastScore")]
pub struct PastScoreBody {
    /// The run.
    pub run: i64,
    /// The day scored.
    pub as_of: String,
    /// As known at which instant.
    pub known_at: String,
    /// The scorecard.
    pub model: String,
    /// The points; null where it was not rated.
    pub points: Option<i32>,
    /// The grade, or `NR`.
    pub grade: &'static str,
    /// Why it is not what it was in the run before.
    pub changes: Vec<ChangeBody>,
}

impl RunBody {
    /// A report as an audience may see it. Merchants, what changed and the challenger are for those
    /// who work with runs; the public sees counts to the nearest ten, and means and indices of a
    /// hundred rated merchants or more.
    #[must_use]
    pub fn new(report: &RunReport, audience: Audience) -> Self {
        let named = audience == Audience::Privileged;
        let tally = &report.tally;
        let count = |n| audience.told(n);
        let is_told = audience.is_told_means_of(tally.n_rated());
        let unscorable = report.unscorable.iter().filter(|_| named).map(UnscorableBody::from);
        let kept = KeptRun {
            run: report.run.unwrap_or_default(),
            start: report.start.clone(),
            finished_at: report.finished_at,
            cost: report.cost,
        };
        let grades = tally.grades();
        let not_rated = tally.not_rated();
        Self {
            head: RunHeadBody { run: report.run, ..RunHeadBody::new(&kept, audience) },
            n_merchants: count(tally.n_merchants()),
            n_rated: count(tally.n_rated()),
            n_not_rated: count(tally.n_not_rated()),
            n_unscorable: count(tally.n_unscorable),
            unscorable: unscorable.collect(),
            grades: grades
                .iter()
                .map(|own| NamedCountBody { name: own.grade.letters(), n: count(own.n) })
                .collect(),
            not_rated: not_rated
                .iter()
                .map(|own| NamedCountBody { name: own.lacking.code(), n: count(own.n) })
                .collect(),
            mean_points: tally.mean_points().filter(|_| is_told).map(|mean| match audience {
                Audience::Privileged => mean,
                Audience::Public => mean.round(),
            }),
            distribution: distribution(tally, audience),
            since: report.since.as_ref().filter(|_| named).map(SinceBody::from),
            from_training: report.from_training.as_deref().filter(|_| is_told).map(drifts),
            challenger: report.challenger.as_ref().filter(|_| named).map(DisagreementBody::from),
            attention: word(report.attention()),
        }
    }
}

impl From<&Since> for SinceBody {
    fn from(since: &Since) -> Self {
        Self {
            run: RunHeadBody::new(&since.run, Audience::Privileged),
            points: since.points.map(DriftBody::from),
            characteristics: drifts(&since.characteristics),
            movement: MovementBody::from(&since.movement),
            movers: since.movers.iter().map(MoverBody::from).collect(),
        }
    }
}

impl RunHeadBody {
    /// What a run scored, as an audience may see it.
    #[must_use]
    pub fn new(kept: &KeptRun, audience: Audience) -> Self {
        let start = &kept.start;
        let model = |model: &RunModel| RunModelBody {
            name: model.name.clone(),
            sha256: model.sha256.clone(),
        };
        Self {
            run: Some(kept.run),
            as_of: start.as_of.to_string(),
            known_at: start.known_at.to_string(),
            position: start.at.0,
            model: model(&start.model),
            challenger_model: start.challenger.as_ref().map(model),
            rules: start.rules_version.clone(),
            filter: start.filter.clone(),
            base_run: start.base,
            started_at: start.started_at.to_string(),
            finished_at: kept.finished_at.map(|instant| instant.to_string()),
            n_scored: audience.told(kept.cost.n_scored),
            fold_seconds: kept.cost.fold_ms as f64 / 1000.0,
            score_seconds: kept.cost.score_ms as f64 / 1000.0,
        }
    }
}

impl From<&Unscorable> for UnscorableBody {
    fn from(own: &Unscorable) -> Self {
        Self { merchant: own.id.clone(), why: own.why.clone() }
    }
}

impl From<Drift> for DriftBody {
    fn from(drift: Drift) -> Self {
        Self {
            index: drift.index,
            by_chance: drift.by_chance,
            n_emptied: drift.n_emptied,
            attention: word(Attention::of(Some(drift))),
        }
    }
}

impl From<&Disagreement> for DisagreementBody {
    fn from(disagreement: &Disagreement) -> Self {
        Self {
            model: disagreement.model.clone(),
            points: disagreement.points.map(DriftBody::from),
            movement: MovementBody::from(&disagreement.movement),
        }
    }
}

impl From<&PastScore> for PastScoreBody {
    fn from(past: &PastScore) -> Self {
        Self {
            run: past.run,
            as_of: past.as_of.to_string(),
            known_at: past.known_at.to_string(),
            model: past.model.clone(),
            points: past.points,
            grade: past.grade.map_or(NOT_RATED, Grade::letters),
            changes: past.changes.iter().map(ChangeBody::from).collect(),
        }
    }
}

fn drifts(characteristics: &[CharacteristicDrift]) -> Vec<CharacteristicDriftBody> {
    let body = |own: &CharacteristicDrift| CharacteristicDriftBody {
        feature: own.feature.clone(),
        drift: own.drift.map(DriftBody::from),
    };
    characteristics.iter().map(body).collect()
}

fn distribution(tally: &Tally, audience: Audience) -> Vec<BandBody> {
    let bands = tally.by_points().chunks(POINTS_PER_BAND as usize).zip(0_u32..);
    let body = |(counts, band): (&[u64], u32)| BandBody {
        from: band * POINTS_PER_BAND,
        to: band * POINTS_PER_BAND + counts.len() as u32 - 1,
        n: audience.told(counts.iter().sum()),
    };
    bands.map(body).collect()
}

const fn word(attention: Attention) -> &'static str {
    match attention {
        Attention::None => "none",
        Attention::Warning => "warning",
        Attention::Alarm => "alarm",
    }
}
