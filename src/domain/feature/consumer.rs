//! Features of consumers' voice: ratings and complaints.

use smallvec::SmallVec;

use super::Feature;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::aggregate::{EVIDENCE_MAX, believed, low_share};
use crate::domain::record::complaint::CountedComplaint;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{of_decayed, of_leaving, of_mean_stars, of_window};

/// The look-back of unsettled complaints, in days.
const UNSETTLED_DAYS: i32 = 365;

pub(super) const RATING_MEAN: Feature = Feature {
    name: "rating_mean_stars",
    sentence: "Mean of believed ratings, halved every 180 days, with a prior of five ratings of \
               four stars; missing before the first rating.",
    unit: "stars",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Rating],
    value: |dossier| optional(dossier.ratings.mean_stars()),
    evidence: |dossier| {
        let ratings = dossier.rating_evidence();
        ratings.low.iter().chain(&ratings.middling).take(EVIDENCE_MAX).copied().collect()
    },
    steady_days: of_mean_stars,
};

pub(super) const RATING_LOW_SHARE: Feature = Feature {
    name: "ratings_low_share_365",
    sentence: "Share of ratings of one or two stars in a year, one good rating assumed beside \
               them; missing without a rating in the year.",
    unit: "share",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Rating],
    value: |dossier| optional(dossier.ratings.low_share()),
    evidence: |dossier| dossier.rating_evidence().low.to_vec(),
    steady_days: |dossier, ends| {
        of_window(dossier, |window| {
            low_share(window.n, window.n_low).is_some_and(|share| ends.contain(share))
        })
    },
};

pub(super) const RATINGS_BELIEVED: Feature = Feature {
    name: "ratings_believed_365",
    sentence: "Ratings of a year, each counted by how far it is believed.",
    unit: "ratings",
    direction: Direction::HigherIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Rating],
    value: |dossier| Value::Number(believed(dossier.ratings.weight_window)),
    evidence: |_| Vec::new(),
    steady_days: |dossier, ends| of_window(dossier, |window| ends.contain(believed(window.weight))),
};

pub(super) const COMPLAINTS_DECAYED: Feature = Feature {
    name: "complaints_decayed_365",
    sentence: "Complaints that were accepted and not withdrawn, each halved every 365 days.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Complaint],
    value: |dossier| {
        let days = dossier.upheld_complaints().map(|complaint| complaint.received_on);
        Value::Number(dossier.decayed(days))
    },
    evidence: |dossier| dossier.upheld_complaints().map(|complaint| complaint.seq).collect(),
    steady_days: |dossier, ends| {
        let days = dossier.upheld_complaints().map(|complaint| complaint.received_on);
        of_decayed(dossier, days, ends)
    },
};

pub(super) const COMPLAINTS_UNSETTLED: Feature = Feature {
    name: "n_complaints_unsettled_365",
    sentence: "Complaints of a year that ended without agreement or became a case.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Complaint],
    value: |dossier| Value::Number(unsettled(dossier).count() as f64),
    evidence: |dossier| unsettled(dossier).map(|complaint| complaint.seq).collect(),
    steady_days: |dossier, ends| {
        let mut all: SmallVec<[(Day, ()); 8]> =
            unsettled(dossier).map(|complaint| (complaint.received_on, ())).collect();
        of_leaving(dossier.as_of, UNSETTLED_DAYS, &mut all, |left| ends.contain(left.len() as f64))
    },
};

pub(super) const COMPLAINTS_GRAVE: Feature = Feature {
    name: "complaints_grave_decayed_365",
    sentence: "Accepted complaints of counterfeits, safety, price fraud or privacy, each halved \
               every 365 days.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Complaint],
    value: |dossier| {
        let days = dossier.grave_complaints().map(|complaint| complaint.received_on);
        Value::Number(dossier.decayed(days))
    },
    evidence: |dossier| dossier.grave_complaints().map(|complaint| complaint.seq).collect(),
    steady_days: |dossier, ends| {
        let days = dossier.grave_complaints().map(|complaint| complaint.received_on);
        of_decayed(dossier, days, ends)
    },
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
