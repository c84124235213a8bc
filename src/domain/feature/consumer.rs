//! Features of consumers' voice: ratings and complaints.

use super::Feature;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::aggregate::EVIDENCE_MAX;
use crate::domain::record::complaint::CountedComplaint;
use crate::domain::scorecard::{Direction, Part, Value};

/// The look-back of unsettled complaints, in days.
const UNSETTLED_DAYS: i32 = 365;

pub(super) const RATING_MEAN: Feature = Feature {
    name: "rating_mean_stars",
    sentence: "Mean of believed ratings, halved every 180 days, with a prior of five ratings of \
               four stars; missing before the first rating.",
    unit: "stars",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    value: |dossier| optional(dossier.ratings.mean_stars()),
    evidence: |dossier| {
        let ratings = &dossier.ratings;
        ratings.low.iter().chain(&ratings.middling).take(EVIDENCE_MAX).copied().collect()
    },
};

pub(super) const RATING_LOW_SHARE: Feature = Feature {
    name: "ratings_low_share_365",
    sentence: "Share of ratings of one or two stars in a year, one good rating assumed beside \
               them; missing without a rating in the year.",
    unit: "share",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    value: |dossier| optional(dossier.ratings.low_share()),
    evidence: |dossier| dossier.ratings.low.clone(),
};

pub(super) const RATINGS_BELIEVED: Feature = Feature {
    name: "ratings_believed_365",
    sentence: "Ratings of a year, each counted by how far it is believed.",
    unit: "ratings",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    value: |dossier| Value::Number(dossier.ratings.weight_window as f64 / 1000.0),
    evidence: |_| Vec::new(),
};

pub(super) const COMPLAINTS_DECAYED: Feature = Feature {
    name: "complaints_decayed_365",
    sentence: "Complaints that were accepted and not withdrawn, each halved every 365 days.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    value: |dossier| {
        let days = dossier.upheld_complaints().map(|complaint| complaint.received_on);
        Value::Number(dossier.decayed(days))
    },
    evidence: |dossier| dossier.upheld_complaints().map(|complaint| complaint.seq).collect(),
};

pub(super) const COMPLAINTS_UNSETTLED: Feature = Feature {
    name: "n_complaints_unsettled_365",
    sentence: "Complaints of a year that ended without agreement or became a case.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    value: |dossier| Value::Number(unsettled(dossier).count() as f64),
    evidence: |dossier| unsettled(dossier).map(|complaint| complaint.seq).collect(),
};

pub(super) const COMPLAINTS_GRAVE: Feature = Feature {
    name: "complaints_grave_decayed_365",
    sentence: "Accepted complaints of counterfeits, safety, price fraud or privacy, each halved \
               every 365 days.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    value: |dossier| {
        let days = dossier.grave_complaints().map(|complaint| complaint.received_on);
        Value::Number(dossier.decayed(days))
    },
    evidence: |dossier| dossier.grave_complaints().map(|complaint| complaint.seq).collect(),
};

fn optional<'a>(value: Option<f64>) -> Value<'a> {
    value.map_or(Value::Missing, Value::Number)
}

fn unsettled<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedComplaint> {
    let as_of = dossier.as_of;
    dossier.complaints.iter().filter(move |complaint| {
        complaint.is_unsettled() && as_of.since(complaint.received_on) < UNSETTLED_DAYS
    })
}
