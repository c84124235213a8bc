//! Papers that stand behind an order of another merchant: the part of the reference tables that no
//! merchant's own records can tell.
//!
//! An entry names an order and its waybill or invoice by 32 bits each. That the numbers of both
//! merchants agree was checked where the table was built; another order is taken for one of *n* entries
//! with a chance of *n* ÷ 2⁶⁴ for each of its papers.

use super::places::Places;
use super::pseudonym::Pseudonym;
use super::varint::{put, put_signed, take, take_signed};
use crate::domain::day::Day;

/// A paper of an order that belongs to another merchant's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedPaper {
    /// The order that has no paper of its own.
    pub order: Pseudonym,
    /// The waybill or invoice.
    pub paper: Pseudonym,
    /// The day from which on both orders named it.
    pub since: Day,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedPapers {
    /// By order and paper.
    papers: Vec<SharedPaper>,
    places: Places,
}

impl SharedPapers {
    /// A table from its entries, in any order.
    #[must_use]
    pub fn new(mut papers: Vec<SharedPaper>) -> Self {
        if papers.is_empty() {
            return Self::default();
        }
        papers.sort_unstable();
        papers.dedup_by_key(|shared| (shared.order, shared.paper));
        let places = Places::of(&papers, |shared| shared.order);
        Self { papers, places }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.papers.len()
    }

    /// The day from which on one of an order's papers belongs to another merchant's order.
    #[must_use]
    pub fn since(&self, order: Pseudonym, papers: [Option<Pseudonym>; 2]) -> Option<Day> {
        let near = self.places.near(&self.papers, order);
        let from = near.partition_point(|shared| shared.order < order);
        let own = near.get(from..).unwrap_or_default();
        let own = own.iter().take_while(|shared| shared.order == order);
        own.filter(|shared| papers.contains(&Some(shared.paper))).map(|shared| shared.since).min()
    }

    /// Its bytes, days counted back from one.
    pub(super) fn to_bytes(&self, built_to: Day) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.papers.len() * 10);
        let mut order = 0;
        for shared in &self.papers {
            put(&mut bytes, u64::from(shared.order.0 - order));
            order = shared.order.0;
            bytes.extend_from_slice(&shared.paper.0.to_le_bytes());
            put_signed(&mut bytes, i64::from(built_to.since(shared.since)));
        }
        bytes
    }

    /// Reads what [`SharedPapers::to_bytes`] wrote; none when it is damaged.
    pub(super) fn read(mut rest: &[u8], built_to: Day) -> Option<Self> {
        let mut papers = Vec::with_capacity(rest.len() / 8);
        let mut order = 0_u32;
        while !rest.is_empty() {
            order = order.checked_add(u32::try_from(take(&mut rest)?).ok()?)?;
            let (paper, after) = rest.split_first_chunk::<4>()?;
            rest = after;
            let day = i64::from(built_to.number()).checked_sub(take_signed(&mut rest)?)?;
            papers.push(SharedPaper {
                order: Pseudonym(order),
                paper: Pseudonym(u32::from_le_bytes(*paper)),
                since: Day::from_number(i32::try_from(day).ok()?),
            });
        }
        Some(Self::new(papers))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BUILT_TO: Day = Day::from_number(20_000);

    fn shared(order: u32, paper: u32, since: i32) -> SharedPaper {
        SharedPaper {
            order: Pseudonym(order),
            paper: Pseudonym(paper),
            since: Day::from_number(since),
        }
    }

    #[test]
    fn an_order_is_known_by_itself_and_its_paper_together() {
        let far = u32::MAX;
        let listed = vec![
            shared(far, 3, 60),
            shared(70_000, 1, 50),
            shared(70_000, 2, 40),
            shared(70_001, 1, 10),
            shared(0, 9, 30),
        ];
        let table = SharedPapers::new(listed);
        let since = |order, waybill: Option<u32>, invoice: Option<u32>| {
            let papers = [waybill.map(Pseudonym), invoice.map(Pseudonym)];
            table.since(Pseudonym(order), papers).map(Day::number)
        };
        assert_eq!(since(70_000, Some(1), None), Some(50));
        assert_eq!(since(70_000, None, Some(2)), Some(40));
        assert_eq!(since(70_000, Some(1), Some(2)), Some(40), "the earlier of both");
        assert_eq!(since(70_000, Some(3), Some(9)), None);
        assert_eq!(since(70_000, None, None), None);
        assert_eq!(since(70_002, Some(1), Some(2)), None);
        assert_eq!(since(0, Some(9), None), Some(30));
        assert_eq!(since(far, Some(3), None), Some(60));
        assert_eq!(SharedPapers::default().since(Pseudonym(0), [Some(Pseudonym(0)), None]), None);
    }

    #[test]
    fn of_an_entry_told_twice_the_earlier_day_counts() {
        let table = SharedPapers::new(vec![shared(1, 1, 50), shared(1, 1, 40)]);
        assert_eq!(table.len(), 1);
        assert_eq!(
            table.since(Pseudonym(1), [Some(Pseudonym(1)), None]),
            Some(Day::from_number(40))
        );
    }

    proptest! {
        #[test]
        fn a_table_comes_back_as_it_was_and_a_cut_one_does_not(
            listed in prop::collection::vec((any::<u32>(), any::<u32>(), 15_000_i32..21_000), 1..40),
        ) {
            let listed = listed.into_iter().map(|(order, paper, since)| shared(order, paper, since));
            let table = SharedPapers::new(listed.collect());
            let bytes = table.to_bytes(BUILT_TO);
            prop_assert_eq!(SharedPapers::read(&bytes, BUILT_TO), Some(table));
            prop_assert_eq!(SharedPapers::read(&bytes[..bytes.len() - 1], BUILT_TO), None);
        }
    }
}
