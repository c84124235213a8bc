//! Whether there is enough to rate a merchant at all: "not rated" is a result, not a failure.

use serde::Serialize;

use super::dossier::Dossier;
use super::record::licence::CountedLicence;
use super::steadiness::{FOR_EVER, before_age, of_window};

/// Believed ratings of a year that make a merchant ratable on their own.
pub const BELIEVED_RATINGS_MIN: i64 = 5;
/// The look-back of inspections, in days.
pub const INSPECTION_DAYS: i32 = 1095;
/// Days a licence must have been held to speak for its holder.
pub const LICENSED_DAYS_MIN: i32 = 365;

/// What is missing for a rating; any one of them would do, except that the identity must be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// No record by that day says who the merchant is: it is only named by others.
    Identity,
    /// No inspection within three years.
    Inspection,
    /// No licence held for a year.
    LicensedYear,
    /// Fewer than five believed ratings in a year.
    Ratings,
    /// No penalty and no accepted complaint that counts.
    AdverseRecord,
}

impl Lacking {
    /// Every reason not to rate.
    pub const ALL: [Self; 5] =
        [Self::Identity, Self::Inspection, Self::LicensedYear, Self::Ratings, Self::AdverseRecord];

    /// The name in answers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Inspection => "inspection",
            Self::LicensedYear => "licensed_year",
            Self::Ratings => "ratings",
            Self::AdverseRecord => "adverse_record",
        }
    }

    /// The sentence in answers.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Identity => "no merchant record or licence says who this is",
            Self::Inspection => "no inspection within three years",
            Self::LicensedYear => "no licence held for a year",
            Self::Ratings => "fewer than five believed ratings within a year",
            Self::AdverseRecord => "no penalty and no accepted complaint on record",
        }
    }
}

/// What is lacking for a rating; none when there is enough.
///
/// A merchant is rated when its identity is known and at least one kind of evidence is there. An
/// adverse record is evidence too: a bad merchant does not escape by having no good records.
#[must_use]
pub fn lacking(dossier: &Dossier<'_>) -> Option<Vec<Lacking>> {
    let mut lacking = Vec::new();
    if dossier.profile.is_none() && dossier.licences.is_empty() {
        lacking.push(Lacking::Identity);
        return Some(lacking);
    }
    let as_of = dossier.as_of;
    let inspected = dossier
        .inspections
        .iter()
        .any(|inspection| as_of.since(inspection.inspected_on) < INSPECTION_DAYS);
    let licensed = dossier.licences.iter().any(|licence| {
        let end = licence.fact.valid_until.map_or(as_of, |until| until.min(as_of));
        end.since(licence.fact.valid_from) >= LICENSED_DAYS_MIN
    });
    let rated = dossier.ratings.weight_window >= BELIEVED_RATINGS_MIN * 1000;
    let adverse = !dossier.penalties.is_empty()
        || dossier.upheld_complaints().next().is_some()
        || dossier.listings.iter().any(|listing| listing.fact.list.is_adverse());
    if inspected || licensed || rated || adverse {
        return None;
    }
    Some(vec![Lacking::Inspection, Lacking::LicensedYear, Lacking::Ratings, Lacking::AdverseRecord])
}

/// For how many days it certainly stays as it is whether there is enough to rate a merchant, if no
/// record comes and nothing dated in the records begins or ends to count.
#[must_use]
pub fn steady_days(dossier: &Dossier<'_>) -> u32 {
    let as_of = dossier.as_of;
    let licensed = |licence: &CountedLicence| {
        let end = licence.fact.valid_until.map_or(as_of, |until| until.min(as_of));
        end.since(licence.fact.valid_from) >= LICENSED_DAYS_MIN
    };
    // A complaint and a licensed year never cease to speak for or against.
    if dossier.upheld_complaints().next().is_some() || dossier.licences.iter().any(licensed) {
        return FOR_EVER;
    }
    let believed = BELIEVED_RATINGS_MIN * 1000;
    let is_rated = dossier.ratings.weight_window >= believed;
    let of_ratings = of_window(dossier, |window| (window.weight >= believed) == is_rated);
    let to_licensed = dossier.licences.iter().map(|licence| {
        let from = licence.fact.valid_from;
        if from > as_of { FOR_EVER } else { before_age(as_of, from, LICENSED_DAYS_MIN) }
    });
    let last = dossier.inspections.iter().map(|inspection| inspection.inspected_on).max();
    let of_inspections = last
        .filter(|day| as_of.since(*day) < INSPECTION_DAYS)
        .map_or(FOR_EVER, |day| before_age(as_of, day, INSPECTION_DAYS));
    to_licensed.chain([of_ratings, of_inspections]).min().unwrap_or(FOR_EVER)
}
