//! Features of complaints, measured by the merchant's volume.

use super::Feature;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::complaints::{
    Classes, counted, decayed, is_answered, per_thousand, to_be_answered, unanswered_share, volume,
};
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{Ends, FOR_EVER, of_weighed_window};

const KINDS: &[RecordKind] = &[RecordKind::Complaint, RecordKind::Rating];

pub(super) const RATE: Feature = Feature {
    name: "complaints_per_thousand_orders",
    sentence: "Complaints that were accepted and not withdrawn, each halved every 365 days, one \
               complainant counted once at most, for each thousand believed orders of a year, with \
               half a complaint and a hundred orders assumed beside them.",
    unit: "complaints per thousand orders",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: KINDS,
    value: |dossier| rate(dossier, Classes::All),
    evidence: |dossier| evidence(dossier, Classes::All),
    steady_days: |dossier, ends| steady(dossier, Classes::All, ends),
};

pub(super) const SEVERE_RATE: Feature = Feature {
    name: "complaints_severe_per_thousand_orders",
    sentence: "The same of counterfeits, safety, price fraud and intellectual property.",
    unit: "complaints per thousand orders",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: KINDS,
    value: |dossier| rate(dossier, Classes::Severe),
    evidence: |dossier| evidence(dossier, Classes::Severe),
    steady_days: |dossier, ends| steady(dossier, Classes::Severe, ends),
};

pub(super) const PRIVACY: Feature = Feature {
    name: "complaints_privacy_decayed_365",
    sentence: "Accepted complaints and incidents of personal information and information security, \
               each halved every 365 days, one complainant counted once at most.",
    unit: "complaints",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Complaint],
    value: |dossier| Value::Number(decayed(dossier, Classes::Privacy)),
    evidence: |dossier| evidence(dossier, Classes::Privacy),
    // It falls from day to day once there is one.
    steady_days: |dossier, _| {
        if counted(dossier, Classes::Privacy).next().is_none() { FOR_EVER } else { 0 }
    },
};

pub(super) const UNANSWERED: Feature = Feature {
    name: "complaints_unanswered_share_365",
    sentence: "Share of the accepted complaints of a year that the merchant did not answer within \
               15 days, two answered ones assumed beside them.",
    unit: "share",
    direction: Direction::LowerIsBetter,
    part: Part::Market,
    kinds: &[RecordKind::Complaint],
    value: |dossier| Value::Number(unanswered_share(dossier)),
    evidence: |dossier| {
        let unanswered = to_be_answered(dossier).filter(|complaint| !is_answered(complaint));
        unanswered.map(|complaint| complaint.seq).collect()
    },
    // Complaints come into the look-back and leave it; without any, nothing can.
    steady_days: |dossier, _| {
        if counted(dossier, Classes::All).next().is_none() { FOR_EVER } else { 0 }
    },
};

fn rate<'a>(dossier: &Dossier<'_>, classes: Classes) -> Value<'a> {
    Value::Number(per_thousand(decayed(dossier, classes), volume(dossier)))
}

fn evidence(dossier: &Dossier<'_>, classes: Classes) -> Vec<Seq> {
    counted(dossier, classes).map(|complaint| complaint.seq).collect()
}

/// Without complaints only the volume moves the rate; with them it moves every day.
fn steady(dossier: &Dossier<'_>, classes: Classes, ends: Ends) -> u32 {
    if counted(dossier, classes).next().is_some() {
        return 0;
    }
    of_weighed_window(dossier, |weight, _| ends.contain(per_thousand(0.0, weight as f64 / 1000.0)))
}
