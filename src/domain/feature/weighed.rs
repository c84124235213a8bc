//! Features of ratings that are weighed by what was on record before them.

use super::Feature;
use crate::domain::evidence::aggregate::EVIDENCE_MAX;
use crate::domain::evidence::weighed::weighed_low_share;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{of_weighed_low_share, of_weighed_mean, of_weighed_window};

/// What moves a weight: the rating, what was found of it, the order it names.
const WEIGHED: &[RecordKind] = &[RecordKind::Rating, RecordKind::Finding, RecordKind::Transaction];

pub(super) const MEAN: Feature = Feature {
    name: "ratings_weighed_mean_stars",
    sentence: "Mean of ratings by weight, halved every 540 days, with fifteen ratings of the \
               trade's usual mean beside them; missing where no rating weighs anything.",
    unit: "stars",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    kinds: WEIGHED,
    value: |dossier| {
        let mean = dossier.weighed().mean_stars(dossier.trade().mean_stars());
        mean.map_or(Value::Missing, |mean| Value::Number(mean.mean))
    },
    evidence: |dossier| {
        let sums = dossier.weighed();
        sums.low.iter().chain(&sums.middling).take(EVIDENCE_MAX).copied().collect()
    },
    steady_days: of_weighed_mean,
};

pub(super) const DECAYED_LOW_SHARE: Feature = Feature {
    name: "ratings_weighed_low_share",
    sentence: "Share of ratings of one or two stars by weight, halved every 540 days, with fifteen \
               ratings of the trade's usual share beside them; missing where no rating weighs \
               anything.",
    unit: "share",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: WEIGHED,
    value: |dossier| {
        let share = dossier.weighed().decayed_low_share(dossier.trade().low_share());
        share.map_or(Value::Missing, Value::Number)
    },
    evidence: |dossier| {
        let sums = dossier.weighed();
        sums.low.iter().chain(&sums.older_low).take(EVIDENCE_MAX).copied().collect()
    },
    steady_days: of_weighed_low_share,
};

pub(super) const LOW_SHARE: Feature = Feature {
    name: "ratings_weighed_low_share_365",
    sentence: "Share of ratings of one or two stars in a year, by weight, one good rating of full \
               weight assumed beside them; missing where no rating of the year weighs anything.",
    unit: "share",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: WEIGHED,
    value: |dossier| dossier.weighed().low_share().map_or(Value::Missing, Value::Number),
    evidence: |dossier| dossier.weighed().low.to_vec(),
    steady_days: |dossier, ends| {
        of_weighed_window(dossier, |weight, low| {
            weighed_low_share(weight, low).is_some_and(|share| ends.contain(share))
        })
    },
};

pub(super) const WEIGHT: Feature = Feature {
    name: "ratings_weight_365",
    sentence: "The weight of the ratings of a year, in ratings of full weight.",
    unit: "ratings",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    kinds: WEIGHED,
    value: |dossier| Value::Number(full(dossier.weighed().window)),
    evidence: |_| Vec::new(),
    steady_days: |dossier, ends| of_weighed_window(dossier, |weight, _| ends.contain(full(weight))),
};

/// Thousandths of a rating as ratings.
fn full(weight: i64) -> f64 {
    weight as f64 / 1000.0
}
