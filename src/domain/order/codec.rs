//! Orders in a packed history: positions and days as differences, since most are small.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::mark::OrderMark;
use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::record::envelope::Seq;
use crate::domain::record::transaction::{Delivery, TransactionFact};

/// One mark as it is written: positions count from the mark before, days from the day it was placed.
#[derive(Serialize, Deserialize)]
struct Packed {
    seq: u64,
    /// How many positions before this one the first version stands; 0 for a first version.
    version_of: u64,
    placed_on: i32,
    known_since: i32,
    order: Pseudonym,
    delivery: Delivery,
    waybill: Option<Pseudonym>,
    invoice: Option<Pseudonym>,
    days: [Option<i32>; 6],
}

/// Writes marks; for `#[serde(with)]`.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize<S: Serializer>(marks: &[OrderMark], serializer: S) -> Result<S::Ok, S::Error> {
    let (mut seq, mut placed_on) = (0, 0);
    let packed = marks.iter().map(|mark| {
        let from = |day: Option<Day>| day.map(|day| day.number() - mark.placed_on.number());
        let fact = &mark.fact;
        let packed = Packed {
            seq: mark.seq.0.wrapping_sub(seq),
            version_of: mark.version_of.map_or(0, |first| mark.seq.0.wrapping_sub(first.0)),
            placed_on: mark.placed_on.number().wrapping_sub(placed_on),
            known_since: mark.known_since.number() - mark.placed_on.number(),
            order: fact.order,
            delivery: fact.delivery,
            waybill: fact.waybill,
            invoice: fact.invoice,
            days: [
                from(fact.paid_on),
                from(fact.invoiced_on),
                from(fact.shipped_on),
                from(fact.delivered_on),
                from(fact.returned_on),
                from(fact.cancelled_on),
            ],
        };
        (seq, placed_on) = (mark.seq.0, mark.placed_on.number());
        packed
    });
    packed.collect::<Vec<_>>().serialize(serializer)
}

/// Reads marks from the bytes that a packed history ends with.
///
/// # Errors
/// When they are no marks.
pub fn read(bytes: &[u8]) -> Result<Vec<OrderMark>, postcard::Error> {
    deserialize(&mut postcard::Deserializer::from_bytes(bytes))
}

/// Reads marks; for `#[serde(with)]`.
///
/// # Errors
/// Those of the deserialiser.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OrderMark>, D::Error> {
    let packed = Vec::<Packed>::deserialize(deserializer)?;
    let (mut seq, mut placed_on) = (0_u64, 0_i32);
    let marks = packed.into_iter().map(|packed| {
        seq = seq.wrapping_add(packed.seq);
        placed_on = placed_on.wrapping_add(packed.placed_on);
        let placed = Day::from_number(placed_on);
        let [paid_on, invoiced_on, shipped_on, delivered_on, returned_on, cancelled_on] =
            packed.days.map(|days| days.map(|days| Day::from_number(placed_on.wrapping_add(days))));
        OrderMark {
            seq: Seq(seq),
            version_of: (packed.version_of > 0).then(|| Seq(seq.wrapping_sub(packed.version_of))),
            placed_on: placed,
            known_since: Day::from_number(placed_on.wrapping_add(packed.known_since)),
            fact: TransactionFact {
                order: packed.order,
                delivery: packed.delivery,
                waybill: packed.waybill,
                invoice: packed.invoice,
                paid_on,
                invoiced_on,
                shipped_on,
                delivered_on,
                returned_on,
                cancelled_on,
            },
        }
    });
    Ok(marks.collect())
}

#[cfg(test)]
mod tests {
    use super::super::mark::tests::{day, good};
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Held(#[serde(with = "super")] Vec<OrderMark>);

    #[test]
    fn marks_come_back_as_they_were() {
        let mut odd = OrderMark { version_of: Some(Seq(7)), ..good(90, "b") };
        odd.placed_on = day("1999-12-31");
        odd.known_since = day("1999-01-01");
        odd.fact.cancelled_on = Some(day("1998-01-01"));
        odd.fact.waybill = None;
        odd.fact.delivery = Delivery::Digital;
        for marks in [vec![], vec![good(7, "a")], vec![good(7, "a"), odd, good(91, "c")]] {
            let held = Held(marks);
            let bytes = postcard::to_stdvec(&held).unwrap();
            assert_eq!(postcard::from_bytes::<Held>(&bytes).unwrap(), held);
        }
    }
}
