//! Features of conduct: penalties and inspections.

use super::Feature;
use crate::domain::dossier::Dossier;
use crate::domain::publication::Severity;
use crate::domain::record::envelope::Seq;
use crate::domain::record::inspection::CountedInspection;
use crate::domain::record::penalty::CountedPenalty;
use crate::domain::scorecard::{Direction, Part, Value};

/// The look-back of inspections, in days.
const INSPECTION_DAYS: i32 = 1095;

const fn adverse(
    name: &'static str,
    sentence: &'static str,
    unit: &'static str,
    value: for<'a> fn(&'a Dossier<'a>) -> Value<'a>,
    evidence: fn(&Dossier<'_>) -> Vec<Seq>,
) -> Feature {
    Feature {
        name,
        sentence,
        unit,
        direction: Direction::LowerIsBetter,
        part: Part::Public,
        value,
        evidence,
    }
}

pub(super) const SERIOUS_PENALTIES: Feature = adverse(
    "n_penalties_serious",
    "Penalties of serious dishonesty (严重) that are displayed on the day.",
    "penalties",
    |dossier| count(dossier, Severity::Serious),
    |dossier| penalties(dossier, Severity::Serious),
);

pub(super) const GENERAL_PENALTIES: Feature = adverse(
    "n_penalties_general",
    "Penalties of general dishonesty (一般) that are displayed on the day.",
    "penalties",
    |dossier| count(dossier, Severity::General),
    |dossier| penalties(dossier, Severity::General),
);

pub(super) const GENERAL_OR_SERIOUS_PENALTIES: Feature = adverse(
    "n_penalties_general_or_serious",
    "Penalties of general or serious dishonesty that are displayed on the day.",
    "penalties",
    |dossier| Value::Number(general_or_serious(dossier).count() as f64),
    |dossier| general_or_serious(dossier).map(|penalty| penalty.seq).collect(),
);

pub(super) const ALL_PENALTIES: Feature = adverse(
    "n_penalties",
    "Penalties of any severity that count on the day.",
    "penalties",
    |dossier| Value::Number(dossier.penalties.len() as f64),
    |dossier| dossier.penalties.iter().map(|penalty| penalty.seq).collect(),
);

pub(super) const MINOR_PENALTIES: Feature = adverse(
    "n_penalties_minor",
    "Penalties of minor dishonesty (轻微) that are displayed on the day; most are not published.",
    "penalties",
    |dossier| count(dossier, Severity::Minor),
    |dossier| penalties(dossier, Severity::Minor),
);

pub(super) const PENALTIES_DECAYED: Feature = adverse(
    "penalties_decayed_365",
    "Penalties that count on the day, each halved every 365 days since its decision.",
    "penalties",
    |dossier| {
        Value::Number(
            dossier.decayed(dossier.penalties.iter().map(|penalty| penalty.fact.decided_on)),
        )
    },
    |dossier| dossier.penalties.iter().map(|penalty| penalty.seq).collect(),
);

pub(super) const FINES: Feature = adverse(
    "fines_yuan",
    "Fines and confiscations of the penalties that count on the day, in yuan.",
    "yuan",
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
);

pub(super) const INSPECTIONS_ADVERSE_SHARE: Feature = adverse(
    "inspections_adverse_share_1095",
    "Share of the inspections of three years that failed or found something critical, one good \
     inspection assumed beside them; missing without an inspection.",
    "share",
    |dossier| {
        let n = recent(dossier).count();
        if n == 0 {
            return Value::Missing;
        }
        let n_adverse = recent(dossier).filter(|inspection| inspection.fact.is_adverse()).count();
        Value::Number(n_adverse as f64 / (n + 1) as f64)
    },
    adverse_inspections,
);

pub(super) const INSPECTIONS_ADVERSE_DECAYED: Feature = adverse(
    "inspections_adverse_decayed_365",
    "Inspections that failed or found something critical, each halved every 365 days.",
    "inspections",
    |dossier| {
        let adverse = dossier.inspections.iter().filter(|inspection| inspection.fact.is_adverse());
        Value::Number(dossier.decayed(adverse.map(|inspection| inspection.inspected_on)))
    },
    adverse_inspections,
);

pub(super) const FINDINGS_SERIOUS_DECAYED: Feature = adverse(
    "inspections_with_serious_findings_decayed_365",
    "Inspections with at least one serious finding, each halved every 365 days.",
    "inspections",
    |dossier| {
        let serious = dossier.inspections.iter().filter(|inspection| inspection.fact.n_serious > 0);
        Value::Number(dossier.decayed(serious.map(|inspection| inspection.inspected_on)))
    },
    |dossier| {
        let serious = dossier.inspections.iter().filter(|inspection| inspection.fact.n_serious > 0);
        serious.map(|inspection| inspection.seq).collect()
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

fn adverse_inspections(dossier: &Dossier<'_>) -> Vec<Seq> {
    let adverse = dossier.inspections.iter().filter(|inspection| inspection.fact.is_adverse());
    adverse.map(|inspection| inspection.seq).collect()
}
