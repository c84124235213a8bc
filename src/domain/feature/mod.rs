//! Features: what is measured of a dossier, as a plain list. A scorecard picks from it by name.
//!
//! A feature's meaning never changes under its name: a new meaning is a new name, because models and
//! past scores rest on it.

pub mod complaint;
mod conduct;
mod consumer;
mod standing;

use super::dossier::Dossier;
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
    complaint::RATE,
    complaint::OFFENCE_RATE,
    complaint::UNSETTLED_RATE,
    complaint::DATA_DECAYED,
    complaint::UNANSWERED_DECAYED,
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

    use super::FEATURES;

    #[test]
    fn every_feature_has_a_name_of_its_own_a_sentence_and_a_unit() {
        let names: BTreeSet<_> = FEATURES.iter().map(|feature| feature.name).collect();
        assert_eq!(names.len(), FEATURES.len());
        for feature in FEATURES {
            assert!(feature.sentence.ends_with('.'), "{}", feature.name);
            assert!(!feature.unit.is_empty(), "{}", feature.name);
        }
    }
}
