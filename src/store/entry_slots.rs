//! Entries of a packed history, read into memory that held those of another merchant: a pass over
//! everybody would otherwise spend much of its time on making and dropping names of organs.
//!
//! The bytes are those that serde writes of entries.

use serde::Deserialize;

use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::evidence::varint::{take, take_byte, take_signed};
use crate::domain::history::{Entry, JurisdictionCode};
use crate::domain::merchant::{MerchantStatus, Profile, SubjectCategory};
use crate::domain::money::Fen;
use crate::domain::record::complaint::{ComplaintClass, ComplaintFact, ComplaintOutcome};
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;
use crate::domain::record::inspection::{InspectionFact, InspectionResult};
use crate::domain::record::licence::{LicenceFact, LicenceState};
use crate::domain::record::organ::Organ;
use crate::domain::record::penalty::PenaltyFact;

/// What stands first in the bytes of the facts that nearly every history has: their places in [`Fact`].
const PROFILE: u8 = 0;
const LICENCE: u8 = 1;
const PENALTY: u8 = 2;
const INSPECTION: u8 = 3;
const COMPLAINT: u8 = 5;

/// Memory of entries that shorter histories leave over, for longer ones.
#[derive(Debug, Default)]
pub struct Spare {
    entries: Vec<Entry>,
    #[expect(clippy::vec_box, reason = "an entry takes the box over as it is")]
    organs: Vec<Box<Organ>>,
}

/// Reads so many entries in place of those there are, and gives the bytes after them.
pub(super) fn read_into<'b>(
    bytes: &'b [u8],
    n_entries: usize,
    entries: &mut Vec<Entry>,
    spare: &mut Spare,
) -> Result<&'b [u8], postcard::Error> {
    while entries.len() > n_entries {
        spare.entries.extend(entries.pop());
    }
    let mut rest = bytes;
    for place in 0..n_entries {
        if place == entries.len() {
            entries.extend(spare.entries.pop());
        }
        rest = match entries.get_mut(place) {
            Some(slot) => {
                let mut after = rest;
                read_envelope(&mut after, slot, &mut spare.organs)
                    .ok_or(postcard::Error::SerdeDeCustom)?;
                read_fact(after, &mut slot.fact)?
            }
            None => {
                let (entry, after) = postcard::take_from_bytes::<Entry>(rest)?;
                entries.push(entry);
                after
            }
        };
    }
    Ok(rest)
}

/// Reads all of an entry but its fact; none where the bytes are damaged.
#[expect(clippy::vec_box, reason = "an entry takes the box over as it is")]
fn read_envelope(rest: &mut &[u8], slot: &mut Entry, organs: &mut Vec<Box<Organ>>) -> Option<()> {
    let Entry {
        seq,
        version_of,
        effective_on,
        known_since,
        published_on,
        jurisdiction,
        organ,
        awaits_publication,
        document,
        fact: _,
    } = slot;
    *seq = Seq(take(rest)?);
    *version_of = if take_flag(rest)? { Some(Seq(take(rest)?)) } else { None };
    *effective_on = take_day(rest)?;
    *known_since = take_day(rest)?;
    *published_on = take_optional_day(rest)?;
    *jurisdiction = take_value::<JurisdictionCode>(rest)?;
    if take_flag(rest)? {
        let there = organ.take().or_else(|| organs.pop());
        let Organ { name, code } = &mut **organ.insert(there.unwrap_or_default());
        take_text(rest, name)?;
        take_text(rest, code)?;
    } else {
        organs.extend(organ.take());
    }
    *awaits_publication = take_flag(rest)?;
    *document = if take_flag(rest)? { Some(take_signed(rest)?) } else { None };
    Some(())
}

fn read_fact<'b>(bytes: &'b [u8], slot: &mut Fact) -> Result<&'b [u8], postcard::Error> {
    let Some((&place, mut rest)) = bytes.split_first() else {
        return Err(postcard::Error::DeserializeUnexpectedEnd);
    };
    let read = match (place, &mut *slot) {
        (PROFILE, Fact::Profile(own)) => read_profile(&mut rest, own),
        (LICENCE, Fact::Licence(own)) => put(own, take_licence(&mut rest)),
        (LICENCE, slot) => put(slot, take_licence(&mut rest).map(Fact::Licence)),
        (PENALTY, Fact::Penalty(own)) => put(own, take_penalty(&mut rest)),
        (PENALTY, slot) => put(slot, take_penalty(&mut rest).map(Fact::Penalty)),
        (INSPECTION, Fact::Inspection(own)) => put(own, take_inspection(&mut rest)),
        (INSPECTION, slot) => put(slot, take_inspection(&mut rest).map(Fact::Inspection)),
        (COMPLAINT, Fact::Complaint(own)) => put(own, take_complaint(&mut rest)),
        (COMPLAINT, slot) => put(slot, take_complaint(&mut rest).map(Fact::Complaint)),
        (_, slot) => {
            let (fact, after) = postcard::take_from_bytes::<Fact>(bytes)?;
            *slot = fact;
            rest = after;
            Some(())
        }
    };
    read.map(|()| rest).ok_or(postcard::Error::SerdeDeCustom)
}

fn put<T>(slot: &mut T, value: Option<T>) -> Option<()> {
    *slot = value?;
    Some(())
}

fn read_profile(rest: &mut &[u8], slot: &mut Profile) -> Option<()> {
    let Profile { status, category, registered_on, region, industry, origins, risk_class } = slot;
    *status = take_one_of(rest, &MerchantStatus::ALL)?;
    *category = take_value::<Option<SubjectCategory>>(rest)?;
    *registered_on = take_optional_day(rest)?;
    take_optional_text(rest, region)?;
    take_optional_text(rest, industry)?;
    *origins = take_value::<Vec<Pseudonym>>(rest)?;
    take_optional_text(rest, risk_class)
}

fn take_licence(rest: &mut &[u8]) -> Option<LicenceFact> {
    Some(LicenceFact {
        valid_from: take_day(rest)?,
        valid_until: take_optional_day(rest)?,
        state: take_one_of(rest, &LicenceState::ALL)?,
    })
}

fn take_penalty(rest: &mut &[u8]) -> Option<PenaltyFact> {
    Some(PenaltyFact {
        kinds: take_value(rest)?,
        fine_fen: Fen::new(take_signed(rest)?),
        confiscated_fen: Fen::new(take_signed(rest)?),
        simple_procedure: take_flag(rest)?,
        severity: take_value(rest)?,
        decided_on: take_day(rest)?,
        valid_until: take_optional_day(rest)?,
        display_until: take_optional_day(rest)?,
        act_ended_on: take_optional_day(rest)?,
    })
}

fn take_inspection(rest: &mut &[u8]) -> Option<InspectionFact> {
    Some(InspectionFact {
        result: take_one_of(rest, &InspectionResult::ALL)?,
        n_critical: take_count(rest)?,
        n_serious: take_count(rest)?,
        n_minor: take_count(rest)?,
    })
}

fn take_complaint(rest: &mut &[u8]) -> Option<ComplaintFact> {
    Some(ComplaintFact {
        class: take_one_of(rest, &ComplaintClass::ALL)?.0,
        outcome: take_one_of(rest, &ComplaintOutcome::ALL)?.0,
        accepted_on: take_optional_day(rest)?,
        answered_on: take_optional_day(rest)?,
        closed_on: take_optional_day(rest)?,
        complainant: if take_flag(rest)? { Some(Pseudonym(take_count(rest)?)) } else { None },
    })
}

/// Reads a small value as serde does.
#[inline]
fn take_value<'b, T: Deserialize<'b>>(rest: &mut &'b [u8]) -> Option<T> {
    let (value, after) = postcard::take_from_bytes::<T>(rest).ok()?;
    *rest = after;
    Some(value)
}

/// Reads one of an enumeration's values, which serde writes as its place among them: `all` are they, in
/// the order of their declaration.
#[inline]
fn take_one_of<T: Copy>(rest: &mut &[u8], all: &[T]) -> Option<T> {
    all.get(usize::from(take_byte(rest)?)).copied()
}

#[inline]
fn take_flag(rest: &mut &[u8]) -> Option<bool> {
    match take_byte(rest)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

#[inline]
fn take_day(rest: &mut &[u8]) -> Option<Day> {
    Some(Day::from_number(i32::try_from(take_signed(rest)?).ok()?))
}

#[inline]
#[expect(clippy::option_option, reason = "none for damaged bytes, some none for no day")]
fn take_optional_day(rest: &mut &[u8]) -> Option<Option<Day>> {
    Some(if take_flag(rest)? { Some(take_day(rest)?) } else { None })
}

#[inline]
fn take_count(rest: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(rest)?).ok()
}

/// Reads a text over another; most organs of neighbours are the same one.
fn take_text(rest: &mut &[u8], slot: &mut String) -> Option<()> {
    let n_bytes = usize::try_from(take(rest)?).ok()?;
    let (text, after) = rest.split_at_checked(n_bytes)?;
    if slot.as_bytes() != text {
        slot.clear();
        slot.push_str(std::str::from_utf8(text).ok()?);
    }
    *rest = after;
    Some(())
}

fn take_optional_text(rest: &mut &[u8], slot: &mut Option<String>) -> Option<()> {
    if take_flag(rest)? {
        take_text(rest, slot.get_or_insert_default())
    } else {
        *slot = None;
        Some(())
    }
}

#[cfg(test)]
mod tests;
