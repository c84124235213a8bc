//! Features: what is measured of a dossier, as a plain list. A scorecard picks from it by name.
//!
//! A feature's meaning never changes under its name: a new meaning is a new name, because models and
//! past scores rest on it.

pub mod complaint;
mod conduct;
mod consumer;
mod standing;
mod supervision;
mod weighed;
pub mod words;

use super::dossier::Dossier;
use super::evidence::aggregate::PRIOR_STARS;
use super::record::envelope::Seq;
use super::record::kind::RecordKind;
use super::scorecard::{Direction, KnownFeature, Part, Value};
use super::steadiness::{Ends, FOR_EVER};

/// One thing measured of a dossier.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name in scorecards.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub sentence: &'static str,
    /// The unit of its value.
    pub unit: &'static str,
    /// Which way points may move with it.
    pub direction: Direction,
    /// The part of the score it belongs to.
    pub part: Part,
    /// The kinds of record it is measured on.
    pub kinds: &'static [RecordKind],
    /// Its value; no adverse record is 0, never missing.
    pub value: for<'a> fn(&'a Dossier<'a>) -> Value<'a>,
    /// The records behind the value.
    pub evidence: fn(&Dossier<'_>) -> Vec<Seq>,
    /// For how many days the value certainly stays between those ends if no record comes and nothing
    /// dated in the records begins or ends to count; see [`super::steadiness`].
    pub steady_days: fn(&Dossier<'_>, Ends) -> u32,
}

/// The value depends on the day only through what is dated in the records.
const fn steady(_: &Dossier<'_>, _: Ends) -> u32 {
    FOR_EVER
}

/// Every feature there is.
pub const FEATURES: &[Feature] = &[
    conduct::SERIOUS_PENALTIES,
    conduct::GENERAL_PENALTIES,
    conduct::MINOR_PENALTIES,
    conduct::GENERAL_OR_SERIOUS_PENALTIES,
    conduct::ALL_PENALTIES,
    conduct::PENALTIES_DECAYED,
    conduct::FINES,
    conduct::INSPECTIONS_ADVERSE_SHARE,
    conduct::INSPECTIONS_ADVERSE_DECAYED,
    conduct::FINDINGS_SERIOUS_DECAYED,
    standing::STATUS,
    standing::AGE,
    standing::LICENCES_IN_FORCE,
    standing::LICENCE_LAPSED,
    consumer::RATING_MEAN,
    consumer::RATING_LOW_SHARE,
    consumer::RATINGS_BELIEVED,
    consumer::COMPLAINTS_DECAYED,
    consumer::COMPLAINTS_UNSETTLED,
    consumer::COMPLAINTS_GRAVE,
    weighed::MEAN,
    weighed::DECAYED_LOW_SHARE,
    weighed::LOW_SHARE,
    weighed::WEIGHT,
    complaint::RATE,
    complaint::OFFENCE_RATE,
    complaint::UNSETTLED_RATE,
    complaint::DATA_DECAYED,
    complaint::UNANSWERED_DECAYED,
    supervision::REGION,
    supervision::INDUSTRY,
    supervision::RISK_CLASS,
    supervision::INSPECTIONS_CLEAN_DECAYED,
    supervision::DAYS_SINCE_CLEAN_INSPECTION,
    supervision::DEMERITS_MOST,
    supervision::CLEAN_DEMERITS_LEAST,
    standing::STATUS_RANK,
    standing::LICENCES_HELD,
];

/// Features that no card is trained on, each with the reason.
pub const NOT_TRAINED_ON: &[(&str, &str)] = &[
    ("n_penalties_general", "a penalty graded graver would lower it; the cumulative counts do not"),
    ("n_penalties_minor", "a penalty graded graver would lower it; the cumulative counts do not"),
    ("ratings_believed_365", "one more low rating would raise it"),
    ("registration_status", "bins of its categories need not keep their order; its rank does"),
    ("ratings_weighed_mean_stars", "one more low rating can give later ones more weight"),
    ("ratings_weighed_low_share", "one more low rating can give later ones more weight"),
    ("ratings_weighed_low_share_365", "one more low rating can give later ones more weight"),
    ("ratings_weight_365", "one more low rating would raise it"),
];

/// What a missing value counts as where a card is trained: the value of a merchant of whom nothing is
/// known, placed so that the first adverse record never earns points. Other features keep a bin of
/// their own for what is missing; no worsening fills it in.
pub const COUNTED_WHEN_MISSING: &[(&str, f64)] = &[
    ("inspections_adverse_share_1095", 0.0),
    ("inspection_demerits_most_1095", supervision::DEMERITS_UNKNOWN),
    ("clean_inspection_demerits_least_1095", supervision::DEMERITS_UNKNOWN),
    ("rating_mean_stars", PRIOR_STARS),
    ("ratings_low_share_365", 0.0),
    ("registration_status_rank", 0.0),
];

/// The feature of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Feature> {
    FEATURES.iter().find(|feature| feature.name == name)
}

/// The names and directions that a scorecard may use.
#[must_use]
pub fn known() -> Vec<KnownFeature<'static>> {
    let known = |feature: &'static Feature| KnownFeature {
        name: feature.name,
        direction: feature.direction,
    };
    FEATURES.iter().map(known).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COUNTED_WHEN_MISSING, FEATURES, NOT_TRAINED_ON, find};

    #[test]
    fn every_feature_has_a_name_of_its_own_a_sentence_and_a_unit() {
        let names: BTreeSet<_> = FEATURES.iter().map(|feature| feature.name).collect();
        assert_eq!(names.len(), FEATURES.len());
        for feature in FEATURES {
            assert!(feature.sentence.ends_with('.'), "{}", feature.name);
            assert!(!feature.unit.is_empty(), "{}", feature.name);
        }
    }

    #[test]
    fn what_training_is_told_of_features_is_about_features_there_are() {
        for (name, why) in NOT_TRAINED_ON {
            assert!(find(name).is_some() && !why.is_empty(), "{name}");
        }
        for (name, value) in COUNTED_WHEN_MISSING {
            assert!(find(name).is_some() && value.is_finite(), "{name}");
        }
    }
}
