//! Features of standing: registration, age and licences.

use super::{Feature, steady};
use crate::domain::dossier::Dossier;
use crate::domain::merchant::MerchantStatus;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::licence::CountedLicence;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{FOR_EVER, before_reaching};

const DAYS_PER_YEAR: f64 = 365.25;

pub(super) const STATUS: Feature = Feature {
    name: "registration_status",
    sentence: "Registration status (登记状态) on the day; missing where no record says so.",
    unit: "category",
    direction: Direction::Free,
    part: Part::Public,
    kinds: &[RecordKind::Merchant],
    value: |dossier| {
        dossier.profile.map_or(Value::Missing, |profile| Value::Category(profile.status.name()))
    },
    evidence: |dossier| dossier.profile_record.into_iter().collect(),
    steady_days: steady,
};

pub(super) const STATUS_RANK: Feature = Feature {
    name: "registration_status_rank",
    sentence: "How far the registration has ended on the day: 0 active, 1 dormant, 2 revoked or \
               deregistered; missing where no record says so.",
    unit: "rank",
    direction: Direction::LowerIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Merchant],
    value: |dossier| {
        let rank = |status| match status {
            MerchantStatus::Active => 0.0,
            MerchantStatus::Dormant => 1.0,
            MerchantStatus::Revoked | MerchantStatus::Deregistered => 2.0,
        };
        dossier.profile.map_or(Value::Missing, |profile| Value::Number(rank(profile.status)))
    },
    evidence: |dossier| dossier.profile_record.into_iter().collect(),
    steady_days: steady,
};

pub(super) const LICENCES_HELD: Feature = Feature {
    name: "n_licences_held",
    sentence: "Licences ever decided for the merchant by the day, in force or not.",
    unit: "licences",
    direction: Direction::Free,
    part: Part::Public,
    kinds: &[RecordKind::Licence],
    value: |dossier| Value::Number(dossier.licences.len() as f64),
    evidence: |dossier| dossier.licences.iter().map(|licence| licence.seq).collect(),
    steady_days: steady,
};

pub(super) const AGE: Feature = Feature {
    name: "age_years",
    sentence: "Years since registration, or since the first licence or record of the merchant itself \
               where that day is not known; missing without either.",
    unit: "years",
    direction: Direction::HigherIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Merchant, RecordKind::Licence],
    value: |dossier| {
        let age = dossier.first_seen_on.map(|first| dossier.as_of.since(first));
        age.map_or(Value::Missing, |days| Value::Number(f64::from(days) / DAYS_PER_YEAR))
    },
    evidence: |dossier| dossier.profile_record.into_iter().collect(),
    steady_days: |dossier, ends| {
        let age = dossier.first_seen_on.map(|first| dossier.as_of.since(first));
        age.map_or(FOR_EVER, |days| before_reaching(days, ends.to * DAYS_PER_YEAR))
    },
};

pub(super) const LICENCES_IN_FORCE: Feature = Feature {
    name: "n_licences_in_force",
    sentence: "Licences in force on the day.",
    unit: "licences",
    direction: Direction::HigherIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Licence],
    value: |dossier| Value::Number(in_force(dossier).count() as f64),
    evidence: |dossier| in_force(dossier).map(|licence| licence.seq).collect(),
    steady_days: steady,
};

pub(super) const LICENCE_LAPSED: Feature = Feature {
    name: "days_without_licence",
    sentence: "Days since the last licence lapsed while none is in force; 0 with a licence in \
               force, missing where there never was one.",
    unit: "days",
    direction: Direction::LowerIsBetter,
    part: Part::Public,
    kinds: &[RecordKind::Licence],
    value: |dossier| match lapsed(dossier) {
        Lapse::NeverLicensed => Value::Missing,
        Lapse::InForce => Value::Number(0.0),
        Lapse::Since(days, _) => Value::Number(f64::from(days)),
    },
    evidence: |dossier| match lapsed(dossier) {
        Lapse::Since(_, seq) => vec![seq],
        Lapse::NeverLicensed | Lapse::InForce => Vec::new(),
    },
    steady_days: |dossier, ends| match lapsed(dossier) {
        Lapse::Since(days, _) => before_reaching(days, ends.to),
        Lapse::NeverLicensed | Lapse::InForce => FOR_EVER,
    },
};

/// Whether a merchant that was licensed still is.
enum Lapse {
    NeverLicensed,
    InForce,
    Since(i32, Seq),
}

fn lapsed(dossier: &Dossier<'_>) -> Lapse {
    if in_force(dossier).next().is_some() {
        return Lapse::InForce;
    }
    // A licence void by its state lapsed when it began, for no later day is known.
    let ended = |licence: &CountedLicence| {
        let until = licence.fact.valid_until.filter(|until| *until <= dossier.as_of);
        (until.unwrap_or(licence.fact.valid_from), licence.seq)
    };
    match dossier.licences.iter().map(ended).max() {
        Some((day, seq)) => Lapse::Since(dossier.as_of.since(day).max(0) + 1, seq),
        None => Lapse::NeverLicensed,
    }
}

fn in_force<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedLicence> {
    let as_of = dossier.as_of;
    dossier.licences.iter().filter(move |licence| licence.fact.is_in_force(as_of))
}
