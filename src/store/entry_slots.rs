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
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;
use crate::domain::record::organ::Organ;

/// What stands first in the bytes of a profile: the place of [`Fact::Profile`] among facts.
const PROFILE: u8 = 0;

/// A [`Profile`].
#[derive(Deserialize)]
struct ProfileText<'b> {
    status: MerchantStatus,
    category: Option<SubjectCategory>,
    registered_on: Option<Day>,
    #[serde(borrow)]
    region: Option<&'b str>,
    industry: Option<&'b str>,
    origins: Vec<Pseudonym>,
    risk_class: Option<&'b str>,
}

/// Reads so many entries in place of those there are, and gives the bytes after them.
pub(super) fn read_into<'b>(
    bytes: &'b [u8],
    n_entries: usize,
    entries: &mut Vec<Entry>,
) -> Result<&'b [u8], postcard::Error> {
    entries.truncate(n_entries);
    let mut rest = bytes;
    for place in 0..n_entries {
        rest = match entries.get_mut(place) {
            Some(slot) => {
                let after = read_envelope(rest, slot).ok_or(postcard::Error::SerdeDeCustom)?;
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
fn read_envelope<'b>(bytes: &'b [u8], slot: &mut Entry) -> Option<&'b [u8]> {
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
    let mut rest = bytes;
    *seq = Seq(take(&mut rest)?);
    *version_of = if take_flag(&mut rest)? { Some(Seq(take(&mut rest)?)) } else { None };
    *effective_on = take_day(&mut rest)?;
    *known_since = take_day(&mut rest)?;
    *published_on = if take_flag(&mut rest)? { Some(take_day(&mut rest)?) } else { None };
    let (code, after) = postcard::take_from_bytes::<JurisdictionCode>(rest).ok()?;
    *jurisdiction = code;
    rest = after;
    if take_flag(&mut rest)? {
        let Organ { name, code } = &mut **organ.get_or_insert_default();
        take_text(&mut rest, name)?;
        take_text(&mut rest, code)?;
    } else {
        *organ = None;
    }
    *awaits_publication = take_flag(&mut rest)?;
    *document = if take_flag(&mut rest)? { Some(take_signed(&mut rest)?) } else { None };
    Some(rest)
}

fn take_flag(rest: &mut &[u8]) -> Option<bool> {
    match take_byte(rest)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn take_day(rest: &mut &[u8]) -> Option<Day> {
    Some(Day::from_number(i32::try_from(take_signed(rest)?).ok()?))
}

/// Reads a text over another; most organs of neighbours are the same one.
fn take_text(rest: &mut &[u8], slot: &mut String) -> Option<()> {
    let n_bytes = usize::try_from(take(rest)?).ok()?;
    let (text, after) = rest.split_at_checked(n_bytes)?;
    if slot.as_bytes() != text {
        put_text(slot, std::str::from_utf8(text).ok()?);
    }
    *rest = after;
    Some(())
}

fn read_fact<'b>(bytes: &'b [u8], slot: &mut Fact) -> Result<&'b [u8], postcard::Error> {
    if let (Some((&PROFILE, rest)), Fact::Profile(profile)) = (bytes.split_first(), &mut *slot) {
        let (text, rest) = postcard::take_from_bytes::<ProfileText<'_>>(rest)?;
        text.put_into(profile);
        return Ok(rest);
    }
    let (fact, rest) = postcard::take_from_bytes::<Fact>(bytes)?;
    *slot = fact;
    Ok(rest)
}

impl ProfileText<'_> {
    fn put_into(self, slot: &mut Profile) {
        let Profile { status, category, registered_on, region, industry, origins, risk_class } =
            slot;
        *status = self.status;
        *category = self.category;
        *registered_on = self.registered_on;
        put_optional(region, self.region);
        put_optional(industry, self.industry);
        *origins = self.origins;
        put_optional(risk_class, self.risk_class);
    }
}

fn put_optional(slot: &mut Option<String>, text: Option<&str>) {
    match (slot.as_mut(), text) {
        (Some(slot), Some(text)) => put_text(slot, text),
        (_, text) => *slot = text.map(str::to_owned),
    }
}

fn put_text(slot: &mut String, text: &str) {
    slot.clear();
    slot.push_str(text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::record::decision::WithdrawalFact;
    use crate::domain::record::envelope::Jurisdiction;

    fn fact() -> impl Strategy<Value = Fact> {
        let text = || prop::option::of("[a-z商户]{0,9}");
        let day = || prop::option::of((0_i32..30_000).prop_map(Day::from_number));
        let origins = prop::collection::vec(any::<u32>().prop_map(Pseudonym), 0..3);
        let profile = (text(), text(), text(), day(), any::<bool>(), origins).prop_map(
            |(region, industry, risk_class, registered_on, is_active, origins)| {
                Fact::Profile(Profile {
                    status: if is_active {
                        MerchantStatus::Active
                    } else {
                        MerchantStatus::Dormant
                    },
                    category: None,
                    registered_on,
                    region,
                    industry,
                    origins,
                    risk_class,
                })
            },
        );
        let withdrawal = any::<u32>()
            .prop_map(|seq| Fact::Withdrawal(WithdrawalFact { target: Seq(u64::from(seq)) }));
        prop_oneof![
            profile,
            withdrawal,
            any::<u32>().prop_map(|seq| Fact::Erasure(Seq(seq.into())))
        ]
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let organ = prop::option::of(("[局市]{0,9}", "[0-9A-Z]{0,18}"))
            .prop_map(|organ| organ.map(|(name, code)| Box::new(Organ { name, code })));
        let days = (0_i32..30_000, 0_i32..30_000, prop::option::of(0_i32..30_000));
        (any::<[u32; 2]>(), days, organ, any::<[bool; 3]>(), fact()).prop_map(
            |([seq, document], days, organ, [a, b, c], fact)| Entry {
                seq: Seq(u64::from(seq)),
                version_of: a.then_some(Seq(7)),
                effective_on: Day::from_number(days.0),
                known_since: Day::from_number(days.1),
                published_on: days.2.map(Day::from_number),
                jurisdiction: JurisdictionCode::of(&Jurisdiction::default()),
                organ,
                awaits_publication: b,
                document: c.then_some(i64::from(document) - 9),
                fact,
            },
        )
    }

    proptest! {
        #[test]
        fn entries_are_read_as_serde_reads_them_whatever_was_there(
            first in prop::collection::vec(entry(), 0..6),
            second in prop::collection::vec(entry(), 0..6),
        ) {
            let mut entries = Vec::new();
            for wanted in [first, second] {
                let bytes: Vec<u8> =
                    wanted.iter().flat_map(|entry| postcard::to_stdvec(entry).unwrap()).collect();
                let bytes = [bytes.as_slice(), &[1, 2, 3]].concat();
                let rest = read_into(&bytes, wanted.len(), &mut entries).unwrap();
                prop_assert_eq!(rest, &[1, 2, 3]);
                prop_assert_eq!(&entries, &wanted);
            }
        }

        #[test]
        fn damaged_entries_are_told_and_never_panic(
            there in prop::collection::vec(entry(), 0..4),
            bytes in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let mut entries = there;
            let _ = read_into(&bytes, 3, &mut entries);
        }
    }
}
