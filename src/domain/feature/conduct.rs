//! Features of conduct: penalties and inspections.

use smallvec::SmallVec;

use super::{Feature, steady};
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::publication::Severity;
use crate::domain::record::envelope::Seq;
use crate::domain::record::inspection::CountedInspection;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::penalty::CountedPenalty;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{Ends, of_decayed, of_leaving};

/// The look-back of inspections, in days.
const INSPECTION_DAYS: i32 = 1095;

const fn adverse(
    name: &'static str,
    sentence: &'static str,
    unit: &'static str,
    kinds: &'static [RecordKind],
    value: for<'a> fn(&'a Dossier<'a>) -> Value<'a>,
    evidence: fn(&Dossier<'_>) -> Vec<Seq>,
    steady_days: fn(&Dossier<'_>, Ends) -> u32,
) -> Feature {
    Feature {
        name,
        sentence,
        unit,
        direction: Direction::LowerIsBetter,
        part: Part::Public,
        kinds,
        value,
        evidence,
        steady_days,
    }
}

pub(super) const SERIOUS_PENALTIES: Feature = adverse(
    "n_penalties_serious",
    "Penalties of serious dishonesty (严重) that are displayed on the day.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| count(dossier, Severity::Serious),
    |dossier| penalties(dossier, Severity::Serious),
    steady,
);

pub(super) const GENERAL_PENALTIES: Feature = adverse(
    "n_penalties_general",
    "Penalties of general dishonesty (一般) that are displayed on the day.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| count(dossier, Severity::General),
    |dossier| penalties(dossier, Severity::General),
    steady,
);

pub(super) const GENERAL_OR_SERIOUS_PENALTIES: Feature = adverse(
    "n_penalties_general_or_serious",
    "Penalties of general or serious dishonesty that are displayed on the day.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| Value::Number(general_or_serious(dossier).count() as f64),
    |dossier| general_or_serious(dossier).map(|penalty| penalty.seq).collect(),
    steady,
);

pub(super) const ALL_PENALTIES: Feature = adverse(
    "n_penalties",
    "Penalties of any severity that count on the day.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| Value::Number(dossier.penalties.len() as f64),
    |dossier| dossier.penalties.iter().map(|penalty| penalty.seq).collect(),
    steady,
);

pub(super) const MINOR_PENALTIES: Feature = adverse(
    "n_penalties_minor",
    "Penalties of minor dishonesty (轻微) that are displayed on the day; most are not published.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| count(dossier, Severity::Minor),
    |dossier| penalties(dossier, Severity::Minor),
    steady,
);

pub(super) const PENALTIES_DECAYED: Feature = adverse(
    "penalties_decayed_365",
    "Penalties that count on the day, each halved every 365 days since its decision.",
    "penalties",
    &[RecordKind::Penalty],
    |dossier| {
        Value::Number(
            dossier.decayed(dossier.penalties.iter().map(|penalty| penalty.fact.decided_on)),
        )
    },
    |dossier| dossier.penalties.iter().map(|penalty| penalty.seq).collect(),
    |dossier, ends| {
        let days = dossier.penalties.iter().map(|penalty| penalty.fact.decided_on);
        of_decayed(dossier, days, ends)
    },
);

pub(super) const FINES: Feature = adverse(
    "fines_yuan",
    "Fines and confiscations of the penalties that count on the day, in yuan.",
    "yuan",
    &[RecordKind::Penalty],
    |dossier| {
        let fen = dossier.penalties.iter().fold(0_i64, |sum, penalty| {
            sum.saturating_add(penalty.fact.fine_fen.number())
                .saturating_add(penalty.fact.confiscated_fen.number())
        });
        Value::Number(fen as f64 / 100.0)
    },
    |dossier| {
        let fined = dossier.penalties.iter().filter(|penalty| {
            penalty.fact.fine_fen.number() > 0 || penalty.fact.confiscated_fen.number() > 0
        });
        fined.map(|penalty| penalty.seq).collect()
    },
    steady,
);

pub(super) const INSPECTIONS_ADVERSE_SHARE: Feature = adverse(
    "inspections_adverse_share_1095",
    "Share of the inspections of three years that failed or found something critical, one good \
     inspection assumed beside them; missing without an inspection.",
    "share",
    &[RecordKind::Inspection],
    |dossier| {
        let share = adverse_share(recent(dossier).map(|inspection| inspection.fact.is_adverse()));
        share.map_or(Value::Missing, Value::Number)
    },
    adverse_inspections,
    |dossier, ends| {
        let mut all: SmallVec<[(Day, bool); 8]> = recent(dossier)
            .map(|inspection| (inspection.inspected_on, inspection.fact.is_adverse()))
            .collect();
        of_leaving(dossier.as_of, INSPECTION_DAYS, &mut all, |left| {
            let share = adverse_share(left.iter().map(|(_, is_adverse)| *is_adverse));
            share.is_some_and(|share| ends.contain(share))
        })
    },
);

pub(super) const INSPECTIONS_ADVERSE_DECAYED: Feature = adverse(
    "inspections_adverse_decayed_365",
    "Inspections that failed or found something critical, each halved every 365 days.",
    "inspections",
    &[RecordKind::Inspection],
    |dossier| {
        let adverse = dossier.inspections.iter().filter(|inspection| inspection.fact.is_adverse());
        Value::Number(dossier.decayed(adverse.map(|inspection| inspection.inspected_on)))
    },
    adverse_inspections,
    |dossier, ends| {
        let adverse = dossier.inspections.iter().filter(|inspection| inspection.fact.is_adverse());
        of_decayed(dossier, adverse.map(|inspection| inspection.inspected_on), ends)
    },
);

pub(super) const FINDINGS_SERIOUS_DECAYED: Feature = adverse(
    "inspections_with_serious_findings_decayed_365",
    "Inspections with at least one serious finding, each halved every 365 days.",
    "inspections",
    &[RecordKind::Inspection],
    |dossier| {
        let serious = dossier.inspections.iter().filter(|inspection| inspection.fact.n_serious > 0);
        Value::Number(dossier.decayed(serious.map(|inspection| inspection.inspected_on)))
    },
    |dossier| {
        let serious = dossier.inspections.iter().filter(|inspection| inspection.fact.n_serious > 0);
        serious.map(|inspection| inspection.seq).collect()
    },
    |dossier, ends| {
        let serious = dossier.inspections.iter().filter(|inspection| inspection.fact.n_serious > 0);
        of_decayed(dossier, serious.map(|inspection| inspection.inspected_on), ends)
    },
);

fn count<'a>(dossier: &Dossier<'_>, severity: Severity) -> Value<'a> {
    Value::Number(dossier.penalties_of(severity).count() as f64)
}

fn general_or_serious<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedPenalty> {
    dossier.penalties.iter().filter(|penalty| penalty.severity != Severity::Minor)
}

fn penalties(dossier: &Dossier<'_>, severity: Severity) -> Vec<Seq> {
    dossier.penalties_of(severity).map(|penalty| penalty.seq).collect()
}

fn recent<'a>(dossier: &'a Dossier<'_>) -> impl Iterator<Item = &'a CountedInspection> {
    let as_of = dossier.as_of;
    let is_recent = move |inspection: &&CountedInspection| {
        as_of.since(inspection.inspected_on) < INSPECTION_DAYS
    };
    dossier.inspections.iter().filter(is_recent)
}

/// The share of inspections that are adverse, one good one assumed beside them; none without any.
fn adverse_share(are_adverse: impl Iterator<Item = bool>) -> Option<f64> {
    let count = |(n, n_adverse), is_adverse| (n + 1_u32, n_adverse + u32::from(is_adverse));
    let (n, n_adverse) = are_adverse.fold((0, 0_u32), count);
    (n > 0).then(|| f64::from(n_adverse) / f64::from(n + 1))
}

fn adverse_inspections(dossier: &Dossier<'_>) -> Vec<Seq> {
    let adverse = dossier.inspections.iter().filter(|inspection| inspection.fact.is_adverse());
    adverse.map(|inspection| inspection.seq).collect()
}
