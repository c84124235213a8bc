//! Whose a paper is that orders of several merchants name.
//!
//! It belongs to the order that it stood behind first, by the day it was sent or invoiced: who takes the
//! number of another's parcel does so after that parcel was sent. A paper without a day comes after
//! those that have one. Where several merchants named it on the first day, it is nobody's. Carriers give
//! numbers out again: a paper that is named long after it was first is another one.

use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::evidence::shared_paper::SharedPaper;
use crate::domain::record::envelope::Seq;

/// Days after which a number stands for another paper: a choice of this service.
pub const PAPER_DAYS: i32 = 180;

/// Which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// The waybill (运单).
    Waybill,
    /// The invoice (发票).
    Invoice,
}

/// A paper that an order of a merchant names, as it is held against the orders of other merchants.
/// Claims are in order when those of a paper follow each other, the earliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperClaim {
    /// The paper.
    pub paper: Pseudonym,
    /// Whether the order does not say when it was sent or invoiced.
    pub is_undated: bool,
    /// The day from which on the paper stands behind the order.
    pub from: Day,
    /// The order.
    pub order: Pseudonym,
    /// The version of the order that names it.
    pub version: Seq,
    /// Which paper it is.
    pub kind: PaperKind,
}

/// What is held against the orders of several merchants that name one number; their claims in any order,
/// one for each merchant.
#[must_use]
pub fn shared(mut claims: Vec<PaperClaim>) -> Vec<SharedPaper> {
    claims.sort_unstable_by_key(|claim| claim.from);
    let mut found = Vec::new();
    let mut rest = claims.as_mut_slice();
    while let Some(first) = rest.first() {
        let until = first.from.plus(PAPER_DAYS);
        let n_of_paper = rest.partition_point(|claim| claim.from < until);
        let (paper, later) = std::mem::take(&mut rest).split_at_mut(n_of_paper);
        paper.sort_unstable();
        found.extend(of_one_paper(paper));
        rest = later;
    }
    found
}

/// The same of claims in order to one paper.
fn of_one_paper(claims: &[PaperClaim]) -> impl Iterator<Item = SharedPaper> {
    let rank = |claim: &PaperClaim| (claim.is_undated, claim.from);
    let first = claims.first();
    let has_owner = claims.get(1).map(rank) != first.map(rank);
    let others = claims.get(usize::from(has_owner)..).unwrap_or_default();
    others.iter().zip(first.into_iter().cycle()).map(|(claim, first)| SharedPaper {
        order: claim.order,
        paper: claim.paper,
        since: claim.from.max(first.from),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn claim(paper: u32, from: i32, order: u32) -> PaperClaim {
        PaperClaim {
            paper: Pseudonym(paper),
            is_undated: false,
            from: Day::from_number(from),
            order: Pseudonym(order),
            version: Seq(u64::from(order)),
            kind: PaperKind::Waybill,
        }
    }

    fn undated(from: i32, order: u32) -> PaperClaim {
        PaperClaim { is_undated: true, ..claim(7, from, order) }
    }

    /// Expects orders with the days since when a paper is held against them.
    fn check(claims: Vec<PaperClaim>, expect: &[(u32, i32)]) {
        let found: Vec<(u32, i32)> =
            shared(claims).iter().map(|shared| (shared.order.0, shared.since.number())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_paper_belongs_to_the_order_that_it_stood_behind_first() {
        check(vec![], &[]);
        check(vec![claim(7, 10, 1)], &[]);
        check(vec![claim(7, 10, 1), claim(7, 12, 2)], &[(2, 12)]);
        check(vec![claim(7, 12, 1), claim(7, 10, 2), claim(7, 12, 3)], &[(1, 12), (3, 12)]);
    }

    #[test]
    fn a_paper_that_several_merchants_named_on_the_first_day_is_nobodys() {
        check(vec![claim(7, 10, 1), claim(7, 10, 2)], &[(1, 10), (2, 10)]);
        check(
            vec![claim(7, 11, 3), claim(7, 10, 1), claim(7, 10, 2)],
            &[(1, 10), (2, 10), (3, 11)],
        );
    }

    #[test]
    fn a_number_that_is_given_out_again_is_another_paper() {
        check(vec![claim(7, 10, 1), claim(7, 189, 2)], &[(2, 189)]);
        check(vec![claim(7, 10, 1), claim(7, 190, 2)], &[]);
        check(
            vec![claim(7, 200, 3), claim(7, 10, 1), claim(7, 190, 2), claim(7, 20, 4)],
            &[(4, 20), (3, 200)],
        );
        check(vec![undated(10, 1), claim(7, 190, 2), undated(191, 3)], &[(3, 191)]);
    }

    #[test]
    fn who_leaves_out_the_day_takes_no_paper_from_who_tells_it() {
        check(vec![undated(5, 1), claim(7, 10, 2)], &[(1, 10)]);
        check(vec![undated(15, 1), claim(7, 10, 2)], &[(1, 15)]);
        check(vec![undated(5, 1), undated(6, 2)], &[(2, 6)]);
        check(vec![undated(5, 1), undated(5, 2)], &[(1, 5), (2, 5)]);
    }
}
