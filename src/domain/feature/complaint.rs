//! Features of complaints against the volume of sales, each complainant bounded.

use smallvec::SmallVec;

use super::Feature;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::decay::ONE;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::record::complaint::CountedComplaint;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Direction, Part, Value};
use crate::domain::steadiness::{Ends, FOR_EVER, before_reaching_day, of_decayed};

/// Orders of a year that are assumed beside a merchant's own: one that shows none is held against these
/// alone, so that a complaint ruins nobody small.
pub const PRIOR_ORDERS: u32 = 200;
/// The halves of a complaint that counts in full.
const WHOLE: u32 = 2;

/// How far a complaint counts for a feature, in halves.
type Halves = fn(&Dossier<'_>, &CountedComplaint) -> u32;

/// A complaint that counts, for as many halves.
#[derive(Clone, Copy)]
struct Counted {
    complainant: Option<Pseudonym>,
    seq: Seq,
    received_on: Day,
    halves: u32,
    weight: i64,
}

/// Of each known complainant the complaint that weighs most; of unknown ones every complaint.
fn counted(dossier: &Dossier<'_>, halves: Halves) -> SmallVec<[Counted; 8]> {
    let counted = dossier.upheld_complaints().map(|complaint| {
        let halves = halves(dossier, complaint);
        let age = dossier.as_of.since(complaint.received_on);
        Counted {
            complainant: complaint.fact.complainant,
            seq: complaint.seq,
            received_on: complaint.received_on,
            halves,
            weight: dossier.conduct_decay.at(age) * i64::from(halves),
        }
    });
    let mut counted: SmallVec<[Counted; 8]> = counted.filter(|one| one.halves > 0).collect();
    let heaviest_first = |one: &Counted| {
        (one.complainant, std::cmp::Reverse((one.weight, one.received_on, one.seq)))
    };
    counted.sort_unstable_by_key(heaviest_first);
    counted.dedup_by(|later, kept| {
        later.complainant.is_some() && later.complainant == kept.complainant
    });
    counted
}

/// Complaints that count, each halved every 365 days.
fn decayed(dossier: &Dossier<'_>, halves: Halves) -> f64 {
    let sum: i64 = counted(dossier, halves).iter().map(|one| one.weight).sum();
    sum as f64 / (f64::from(WHOLE) * ONE as f64)
}

/// The same for every thousand proved orders of a year, [`PRIOR_ORDERS`] assumed beside them.
fn per_1000_orders(dossier: &Dossier<'_>, halves: Halves) -> f64 {
    let complaints = decayed(dossier, halves);
    if complaints <= 0.0 {
        return 0.0;
    }
    let n_orders = dossier.orders().n_verified(dossier.as_of);
    complaints * 1000.0 / (f64::from(PRIOR_ORDERS) + f64::from(n_orders))
}

fn evidence(dossier: &Dossier<'_>, halves: Halves) -> Vec<Seq> {
    let mut records: Vec<Seq> = counted(dossier, halves).iter().map(|one| one.seq).collect();
    records.sort_unstable();
    records
}

/// Days for which a decayed count stays in a bin; each half is one item.
fn steady_decayed(dossier: &Dossier<'_>, halves: Halves, ends: Ends) -> u32 {
    let counted = counted(dossier, halves);
    let items = counted.iter().flat_map(|one| (0..one.halves).map(|_| one.received_on));
    let whole = f64::from(WHOLE);
    of_decayed(dossier, items, Ends { from: ends.from * whole, to: ends.to * whole })
}

/// Days for which a rate stays in a bin. Orders leave the year one by one; where there are any, the
/// merchant is looked at every day.
fn steady_rate(dossier: &Dossier<'_>, halves: Halves, ends: Ends) -> u32 {
    if counted(dossier, halves).is_empty() {
        return FOR_EVER;
    }
    if !dossier.orders().is_empty() {
        return 0;
    }
    let scale = f64::from(PRIOR_ORDERS) / 1000.0;
    let ends = Ends { from: ends.from * scale, to: ends.to * scale };
    steady_decayed(dossier, halves, ends)
}

const fn whole_if(is_meant: bool) -> u32 {
    if is_meant { WHOLE } else { 0 }
}

const ALL: Halves = |_, complaint| whole_if(!complaint.class.is_about_data());
const OFFENCES: Halves = |_, complaint| whole_if(complaint.class.is_of_offence());
const DATA: Halves = |_, complaint| whole_if(complaint.class.is_about_data());
const UNSETTLED: Halves = |_, complaint| whole_if(complaint.is_unsettled());
const UNANSWERED: Halves = |dossier, complaint| complaint.unanswered_halves(dossier.as_of);

const BY_VOLUME: &[RecordKind] = &[RecordKind::Complaint, RecordKind::Transaction];

const fn lower_is_better(
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
        part: Part::Market,
        kinds,
        value,
        evidence,
        steady_days,
    }
}

pub(super) const RATE: Feature = lower_is_better(
    "complaints_per_1000_orders",
    "Accepted, not withdrawn complaints but those about data, one for each known complainant, halved \
     every 365 days, for every thousand proved orders of a year with 200 assumed beside them.",
    "complaints per thousand orders",
    BY_VOLUME,
    |dossier| Value::Number(per_1000_orders(dossier, ALL)),
    |dossier| evidence(dossier, ALL),
    |dossier, ends| steady_rate(dossier, ALL, ends),
);

pub(super) const OFFENCE_RATE: Feature = lower_is_better(
    "complaints_offence_per_1000_orders",
    "The same of complaints about counterfeits, safety, price fraud or intellectual property.",
    "complaints per thousand orders",
    BY_VOLUME,
    |dossier| Value::Number(per_1000_orders(dossier, OFFENCES)),
    |dossier| evidence(dossier, OFFENCES),
    |dossier, ends| steady_rate(dossier, OFFENCES, ends),
);

pub(super) const UNSETTLED_RATE: Feature = lower_is_better(
    "complaints_unsettled_per_1000_orders",
    "The same of complaints, about data too, that ended without agreement or became a case.",
    "complaints per thousand orders",
    BY_VOLUME,
    |dossier| Value::Number(per_1000_orders(dossier, UNSETTLED)),
    |dossier| evidence(dossier, UNSETTLED),
    |dossier, ends| steady_rate(dossier, UNSETTLED, ends),
);

pub(super) const DATA_DECAYED: Feature = lower_is_better(
    "complaints_about_data_decayed_365",
    "Accepted, not withdrawn complaints about privacy or information security, one for each known \
     complainant, halved every 365 days; no volume of sales thins them.",
    "complaints",
    &[RecordKind::Complaint],
    |dossier| Value::Number(decayed(dossier, DATA)),
    |dossier| evidence(dossier, DATA),
    |dossier, ends| steady_decayed(dossier, DATA, ends),
);

pub(super) const UNANSWERED_DECAYED: Feature = lower_is_better(
    "complaints_unanswered_decayed_365",
    "Accepted, not withdrawn complaints that the merchant did not answer within ten days, half where \
     it answered later, one for each known complainant, halved every 365 days.",
    "complaints",
    &[RecordKind::Complaint],
    |dossier| Value::Number(decayed(dossier, UNANSWERED)),
    |dossier| evidence(dossier, UNANSWERED),
    |dossier, ends| {
        let waiting = dossier.upheld_complaints().map(CountedComplaint::answer_until);
        let waiting = waiting.filter(|until| *until >= dossier.as_of).min();
        // The day after the last day of an answer in time it is unanswered.
        let before =
            waiting.map_or(FOR_EVER, |until| before_reaching_day(dossier.as_of, until.plus(1)));
        steady_decayed(dossier, UNANSWERED, ends).min(before)
    },
);
