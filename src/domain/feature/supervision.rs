//! Features of supervision: where and as what a merchant is supervised, and what inspectors found.

use super::{Feature, steady};
use crate::domain::dossier::Dossier;
use crate::domain::merchant::Profile;
use crate::domain::record::inspection::{CountedInspection, InspectionFact, InspectionResult};
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{FOR_EVER, before_age, before_reaching, of_decayed};

/// The look-back of inspections, in days.
const INSPECTION_DAYS: i32 = 1095;
/// Demerits of a critical finding, and the fewest of an inspection that failed.
const DEMERITS_CRITICAL: u64 = 10;
/// Demerits of a serious finding.
const DEMERITS_SERIOUS: u64 = 3;

const fn of_profile(
    name: &'static str,
    sentence: &'static str,
    value: for<'a> fn(&'a Dossier<'a>) -> Value<'a>,
) -> Feature {
    Feature {
        name,
        sentence,
        unit: "category",
        direction: Direction::Free,
        part: Part::Public,
        kinds: &[RecordKind::Merchant],
        value,
        evidence: |dossier| dossier.profile_record.into_iter().collect(),
        steady_days: steady,
    }
}

pub(super) const REGION: Feature = of_profile(
    "region",
    "Region code of the merchant on the day; missing where no record says so.",
    |dossier| category(dossier, |profile| profile.region.as_deref()),
);

pub(super) const INDUSTRY: Feature = of_profile(
    "industry",
    "Industry code of the merchant on the day; missing where no record says so.",
    |dossier| category(dossier, |profile| profile.industry.as_deref()),
);

pub(super) const RISK_CLASS: Feature = of_profile(
    "risk_class",
    "Class of risk (风险分级) in which the supervising organ holds the merchant on the day; missing \
     where no record says so.",
    |dossier| category(dossier, |profile| profile.risk_class.as_deref()),
);

pub(super) const INSPECTIONS_CLEAN_DECAYED: Feature = Feature {
    name: "inspections_clean_decayed_365",
    sentence: "Inspections that neither failed nor found something critical, each halved every 365 \
               days.",
    unit: "inspections",
    direction: Direction::HigherIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Inspection],
    value: |dossier| Value::Number(dossier.decayed(clean(dossier).map(|one| one.inspected_on))),
    evidence: |dossier| clean(dossier).map(|one| one.seq).collect(),
    steady_days: |dossier, ends| {
        of_decayed(dossier, clean(dossier).map(|one| one.inspected_on), ends)
    },
};

pub(super) const DAYS_SINCE_CLEAN_INSPECTION: Feature = Feature {
    name: "days_since_clean_inspection",
    sentence: "Days since the last inspection that neither failed nor found something critical; \
               1095 where there was none within three years.",
    unit: "days",
    direction: Direction::LowerIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Inspection],
    value: |dossier| Value::Number(f64::from(days_since_clean(dossier))),
    evidence: |dossier| {
        let last = clean(dossier).max_by_key(|one| (one.inspected_on, one.seq));
        last.map(|one| one.seq).into_iter().collect()
    },
    steady_days: |dossier, ends| match days_since_clean(dossier) {
        INSPECTION_DAYS => FOR_EVER,
        days => before_reaching(days, ends.to),
    },
};

pub(super) const DEMERITS_MOST: Feature = Feature {
    name: "inspection_demerits_most_1095",
    sentence: "Most demerits of any one inspection of three years: 1 for a minor finding, 3 for a \
               serious one, 10 for a critical one, at least 10 where it failed; missing without an \
               inspection.",
    unit: "demerits",
    direction: Direction::LowerIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Inspection],
    value: |dossier| {
        let most = recent(dossier).map(|one| demerits(&one.fact)).max();
        most.map_or(Value::Missing, |most| Value::Number(most as f64))
    },
    evidence: |dossier| worst(dossier).map(|one| one.seq).into_iter().collect(),
    steady_days: |dossier, _| {
        let oldest = recent(dossier).map(|one| one.inspected_on).min();
        oldest.map_or(FOR_EVER, |day| before_age(dossier.as_of, day, INSPECTION_DAYS))
    },
};

pub(super) const CLEAN_DEMERITS_LEAST: Feature = Feature {
    name: "clean_inspection_demerits_least_1095",
    sentence: "Fewest demerits of any inspection of three years that neither failed nor found \
               something critical, at most 10; missing without such an inspection.",
    unit: "demerits",
    direction: Direction::LowerIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Inspection],
    value: |dossier| {
        let least = recent_clean(dossier).map(|one| demerits(&one.fact)).min();
        least.map_or(Value::Missing, |least| Value::Number(least.min(DEMERITS_CRITICAL) as f64))
    },
    evidence: |dossier| {
        let least = recent_clean(dossier).min_by_key(|one| (demerits(&one.fact), one.seq));
        least.map(|one| one.seq).into_iter().collect()
    },
    steady_days: |dossier, _| {
        let oldest = recent_clean(dossier).map(|one| one.inspected_on).min();
        oldest.map_or(FOR_EVER, |day| before_age(dossier.as_of, day, INSPECTION_DAYS))
    },
};

fn category<'a>(
    dossier: &'a Dossier<'a>,
    of: impl Fn(&'a Profile) -> Option<&'a str>,
) -> Value<'a> {
    dossier.profile.and_then(of).map_or(Value::Missing, Value::Category)
}

fn clean<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedInspection> {
    dossier.inspections.iter().filter(|one| !one.fact.is_adverse())
}

fn days_since_clean(dossier: &Dossier<'_>) -> i32 {
    let last = clean(dossier).map(|one| one.inspected_on).max();
    last.map_or(INSPECTION_DAYS, |day| dossier.as_of.since(day).min(INSPECTION_DAYS))
}

fn recent<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedInspection> {
    let as_of = dossier.as_of;
    dossier.inspections.iter().filter(move |one| as_of.since(one.inspected_on) < INSPECTION_DAYS)
}

fn recent_clean<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedInspection> {
    recent(dossier).filter(|one| !one.fact.is_adverse())
}

fn worst<'a>(dossier: &'a Dossier<'_>) -> Option<&'a CountedInspection> {
    recent(dossier)
        .filter(|one| demerits(&one.fact) > 0)
        .max_by_key(|one| (demerits(&one.fact), one.inspected_on, one.seq))
}

fn demerits(inspection: &InspectionFact) -> u64 {
    let of_findings = u64::from(inspection.n_minor)
        + DEMERITS_SERIOUS * u64::from(inspection.n_serious)
        + DEMERITS_CRITICAL * u64::from(inspection.n_critical);
    match inspection.result {
        InspectionResult::Failed => of_findings.max(DEMERITS_CRITICAL),
        InspectionResult::Passed | InspectionResult::Conditional => of_findings,
    }
}

/// The demerits of a merchant about whose premises nothing is known, where points are ordered: those
/// of the lightest failure, so that a first failed inspection earns no points.
pub(super) const DEMERITS_UNKNOWN: f64 = DEMERITS_CRITICAL as f64;
