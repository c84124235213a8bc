//! The orders of a merchant that stand on a day: what they say of a rating, and how many are proved.

use std::collections::HashMap;

use super::claim::{PaperClaim, PaperKind};
use super::mark::{OrderMark, OrderStanding};
use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::evidence::shared_paper::SharedPapers;
use crate::domain::record::envelope::Seq;

/// The look-back of the volume of sales, in days.
pub const VOLUME_DAYS: i32 = 365;

/// What the record of an order says of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvidence {
    /// There is no record of it.
    Nothing,
    /// Payment, waybill and invoice are there and agree.
    Verified,
    /// A paper is not there yet: so far nothing is proved.
    Unproved,
    /// A paper is missing that should long be there, or was used for another order, or the days
    /// contradict each other.
    Contradicted,
    /// A paper belongs to an order of another merchant.
    SharedPaper,
}

/// The orders of a merchant that were placed by a day, as known then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderLedger {
    /// By order.
    orders: Vec<StandingOrder>,
}

/// One order that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct StandingOrder {
    mark: OrderMark,
    /// Whether its waybill or invoice stands behind an earlier order already.
    is_reused: bool,
    /// The day from which on one of them belongs to an order of another merchant.
    shared_since: Option<Day>,
}

impl StandingOrder {
    fn is_proved(&self, on: Day) -> bool {
        let is_its_own = !self.is_reused && !self.is_shared(on);
        is_its_own && self.mark.standing(on) == OrderStanding::Verified
    }

    fn is_shared(&self, on: Day) -> bool {
        self.shared_since.is_some_and(|since| since <= on)
    }
}

impl OrderLedger {
    /// The orders placed by a day: the latest known version of each that is not void.
    #[must_use]
    pub fn new(
        marks: &[OrderMark],
        as_of: Day,
        is_known: impl Fn(&OrderMark) -> bool,
        is_void: impl Fn(Seq) -> bool,
    ) -> Self {
        let mut latest: Vec<OrderMark> =
            marks.iter().filter(|mark| is_known(mark)).copied().collect();
        latest.sort_unstable_by_key(|mark| (mark.record(), std::cmp::Reverse(mark.seq)));
        latest.dedup_by_key(|mark| mark.record());
        latest.retain(|mark| mark.placed_on <= as_of && !is_void(mark.record()));
        // Of orders of one day the number decides, so that the order of arrival does not.
        latest.sort_unstable_by_key(|mark| (mark.placed_on, mark.fact.order, mark.record()));
        let mut holders: HashMap<Pseudonym, Pseudonym> = HashMap::new();
        let mut orders: Vec<StandingOrder> = Vec::with_capacity(latest.len());
        for mark in latest {
            let papers = [mark.fact.waybill, mark.fact.invoice];
            let mut is_reused = false;
            for paper in papers.into_iter().flatten() {
                let holder = *holders.entry(paper).or_insert(mark.fact.order);
                is_reused |= holder != mark.fact.order;
            }
            orders.push(StandingOrder { mark, is_reused, shared_since: None });
        }
        orders.sort_by_key(|order| order.mark.fact.order);
        Self { orders }
    }

    /// The same, held against the orders of other merchants.
    #[must_use]
    pub fn beside_others(mut self, shared: &SharedPapers) -> Self {
        if !shared.is_empty() {
            for StandingOrder { mark, shared_since, .. } in &mut self.orders {
                let papers = [mark.fact.waybill, mark.fact.invoice];
                *shared_since = shared.since(mark.fact.order, papers);
            }
        }
        self
    }

    /// The papers that stand behind orders on a day, to be held against those of other merchants: one
    /// claim to each paper. What is a copy already, was called off or cannot be claims nothing.
    pub fn claims(&self, on: Day) -> impl Iterator<Item = PaperClaim> {
        let may_claim = move |order: &&StandingOrder| {
            let standing = order.mark.standing(on);
            let may = matches!(
                standing,
                OrderStanding::Open | OrderStanding::Verified | OrderStanding::Incomplete
            );
            may && !order.is_reused
        };
        self.orders.iter().filter(may_claim).flat_map(move |order| {
            let OrderMark { seq, placed_on, fact, .. } = order.mark;
            let papers = [
                (PaperKind::Waybill, fact.waybill, fact.shipped_on),
                (PaperKind::Invoice, fact.invoice, fact.invoiced_on),
            ];
            papers.into_iter().filter_map(move |(kind, paper, dated)| {
                let claim = PaperClaim {
                    paper: paper?,
                    is_undated: dated.is_none(),
                    from: dated.unwrap_or(placed_on),
                    order: fact.order,
                    version: seq,
                    kind,
                };
                (claim.from <= on).then_some(claim)
            })
        })
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// How many there are, proved or not.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.orders.len()
    }

    /// How many of the last [`VOLUME_DAYS`] days are proved: those called off, incomplete or
    /// contradicted do not count, so that invented orders thin no complaint.
    #[must_use]
    pub fn n_verified(&self, as_of: Day) -> u32 {
        let is_proved = |order: &&StandingOrder| {
            as_of.since(order.mark.placed_on) < VOLUME_DAYS && order.is_proved(as_of)
        };
        u32::try_from(self.orders.iter().filter(is_proved).count()).unwrap_or(u32::MAX)
    }

    /// Whether an order is proved on a day: payment, waybill and invoice are its own, and agree.
    #[must_use]
    pub fn proves(&self, order: Pseudonym, on: Day) -> bool {
        self.find(order).is_some_and(|known| known.is_proved(on))
    }

    fn find(&self, order: Pseudonym) -> Option<&StandingOrder> {
        let first = self.orders.partition_point(|known| known.mark.fact.order < order);
        self.orders.get(first).filter(|known| known.mark.fact.order == order)
    }

    /// What the record of an order says of a rating of it that was given on a day: as the order
    /// stood then, so that no later paper or order changes what a rating weighs.
    #[must_use]
    pub fn says(&self, order: Pseudonym, rated_on: Day) -> OrderEvidence {
        let Some(known) = self.find(order) else {
            return OrderEvidence::Nothing;
        };
        if rated_on < known.mark.placed_on {
            return OrderEvidence::Nothing;
        }
        if known.is_reused {
            return OrderEvidence::Contradicted;
        }
        if known.is_shared(rated_on) {
            return OrderEvidence::SharedPaper;
        }
        match known.mark.standing(rated_on) {
            OrderStanding::Open => OrderEvidence::Unproved,
            OrderStanding::Verified => OrderEvidence::Verified,
            OrderStanding::Incomplete | OrderStanding::Contradicted | OrderStanding::CalledOff => {
                OrderEvidence::Contradicted
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::mark::tests::{day, good};
    use super::*;
    use crate::domain::evidence::pseudonym::pseudonym;
    use crate::domain::evidence::shared_paper::SharedPaper;

    fn ledger(marks: &[OrderMark], as_of: &str) -> OrderLedger {
        OrderLedger::new(marks, day(as_of), |_| true, |_| false)
    }

    fn says(marks: &[OrderMark], order: &str, rated_on: &str) -> OrderEvidence {
        ledger(marks, "2026-12-31").says(pseudonym("yunshi", order), day(rated_on))
    }

    #[test]
    fn an_order_speaks_for_its_rating_as_it_stood_on_the_day_of_the_rating() {
        let mut bare = good(2, "2");
        bare.fact.waybill = None;
        let marks = [good(1, "1"), bare];
        assert_eq!(says(&marks, "1", "2026-03-06"), OrderEvidence::Verified);
        assert_eq!(says(&marks, "1", "2026-03-01"), OrderEvidence::Unproved);
        assert_eq!(says(&marks, "1", "2026-02-28"), OrderEvidence::Nothing);
        assert_eq!(says(&marks, "2", "2026-03-06"), OrderEvidence::Unproved);
        assert_eq!(says(&marks, "2", "2026-04-06"), OrderEvidence::Contradicted);
        assert_eq!(says(&marks, "3", "2026-03-06"), OrderEvidence::Nothing);
    }

    #[test]
    fn a_paper_stands_behind_the_first_order_that_names_it_and_behind_no_other() {
        let papers: [fn(&mut OrderMark, &OrderMark); 2] = [
            |copy, first| copy.fact.waybill = first.fact.waybill,
            |copy, first| copy.fact.invoice = first.fact.invoice,
        ];
        for take in papers {
            let first = good(1, "1");
            let mut copy = good(2, "2");
            copy.placed_on = first.placed_on.plus(1);
            take(&mut copy, &first);
            for marks in [[first, copy], [copy, first]] {
                assert_eq!(says(&marks, "1", "2026-03-06"), OrderEvidence::Verified);
                assert_eq!(says(&marks, "2", "2026-03-06"), OrderEvidence::Contradicted);
                assert_eq!(ledger(&marks, "2026-04-01").n_verified(day("2026-04-01")), 1);
            }
        }
    }

    #[test]
    fn a_paper_of_another_merchants_order_proves_nothing_from_the_day_on_that_both_name_it() {
        let of_other = |paper: Option<Pseudonym>, since: &str| {
            let entry = SharedPaper {
                order: pseudonym("yunshi", "1"),
                paper: paper.unwrap(),
                since: day(since),
            };
            ledger(&[good(1, "1"), good(2, "2")], "2026-12-31")
                .beside_others(&SharedPapers::new(vec![entry]))
        };
        let order = good(1, "1");
        for paper in [order.fact.waybill, order.fact.invoice] {
            let beside = of_other(paper, "2026-03-04");
            let says = |order, on: &str| beside.says(pseudonym("yunshi", order), day(on));
            assert_eq!(says("1", "2026-03-01"), OrderEvidence::Unproved);
            assert_eq!(says("1", "2026-03-03"), OrderEvidence::Verified);
            assert_eq!(says("1", "2026-03-04"), OrderEvidence::SharedPaper);
            assert_eq!(says("2", "2026-03-04"), OrderEvidence::Verified);
            let n = |on: &str| beside.n_verified(day(on));
            assert_eq!((n("2026-03-03"), n("2026-03-04")), (2, 1));
            assert!(!beside.proves(pseudonym("yunshi", "1"), day("2026-03-04")));
        }
        let beside = of_other(good(9, "9").fact.waybill, "2026-03-04");
        assert_eq!(beside.n_verified(day("2026-03-04")), 2, "no paper of this order");
    }

    #[test]
    fn an_order_claims_the_papers_that_stand_behind_it_alone() {
        let claims = |change: fn(&mut OrderMark), on: &str| -> Vec<(PaperKind, bool, String)> {
            let mut order = good(1, "1");
            change(&mut order);
            let ledger = ledger(&[order], "2026-12-31");
            let claims = ledger.claims(day(on));
            claims.map(|claim| (claim.kind, claim.is_undated, claim.from.to_string())).collect()
        };
        let from = |kind, is_undated, on: &str| (kind, is_undated, on.to_owned());
        let sent = from(PaperKind::Waybill, false, "2026-03-02");
        let invoiced = from(PaperKind::Invoice, false, "2026-03-02");
        let both = [sent.clone(), invoiced.clone()];
        assert_eq!(claims(|_| {}, "2026-03-02"), both);
        assert_eq!(claims(|_| {}, "2026-03-01"), [], "neither sent nor invoiced");
        assert_eq!(claims(|order| order.fact.paid_on = None, "2026-12-31"), both);
        assert_eq!(claims(|order| order.fact.invoice = None, "2026-04-01"), [sent]);
        let undated = from(PaperKind::Waybill, true, "2026-03-01");
        assert_eq!(claims(|order| order.fact.shipped_on = None, "2026-04-01"), [undated, invoiced]);
        let cancelled = |order: &mut OrderMark| order.fact.cancelled_on = Some(day("2026-03-02"));
        assert_eq!(claims(cancelled, "2026-04-01"), [], "called off");
        let impossible = |order: &mut OrderMark| order.fact.shipped_on = Some(day("2026-01-01"));
        assert_eq!(claims(impossible, "2026-04-01"), [], "sent before it was placed");
        let mut copy = good(2, "2");
        copy.placed_on = copy.placed_on.plus(1);
        copy.fact.waybill = good(1, "1").fact.waybill;
        let orders: Vec<Pseudonym> = ledger(&[good(1, "1"), copy], "2026-12-31")
            .claims(day("2026-12-31"))
            .map(|claim| claim.order)
            .collect();
        assert_eq!(orders, [pseudonym("yunshi", "1"); 2], "a copy");
    }

    #[test]
    fn a_later_version_takes_the_place_of_an_earlier_one_and_a_void_one_is_gone() {
        let bare = OrderMark {
            fact: {
                let mut f = good(1, "1").fact;
                f.waybill = None;
                f
            },
            ..good(1, "1")
        };
        let sent = OrderMark { seq: Seq(5), version_of: Some(Seq(1)), ..good(5, "1") };
        let as_of = day("2026-05-01");
        assert_eq!(ledger(&[bare], "2026-05-01").n_verified(as_of), 0);
        assert_eq!(ledger(&[bare, sent], "2026-05-01").n_verified(as_of), 1);
        let known = OrderLedger::new(&[bare, sent], as_of, |mark| mark.seq < Seq(5), |_| false);
        assert_eq!(known.n_verified(as_of), 0);
        let void = OrderLedger::new(&[bare, sent], as_of, |_| true, |record| record == Seq(1));
        assert!(void.is_empty());
    }

    #[test]
    fn the_volume_is_that_of_a_year() {
        let marks = [good(1, "1")];
        let n = |on: &str| ledger(&marks, on).n_verified(day(on));
        assert_eq!(
            [n("2026-02-28"), n("2026-03-02"), n("2027-02-28"), n("2027-03-01")],
            [0, 1, 1, 0]
        );
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_is_irrelevant(
            parts in prop::collection::vec((0_u32..6, 0_u32..4, 0_i32..40, any::<bool>()), 0..12),
        ) {
            let marks: Vec<OrderMark> = parts.iter().enumerate().map(|(at, part)| {
                let mut mark = good(at as u64 + 1, &part.0.to_string());
                mark.placed_on = mark.placed_on.plus(part.2);
                mark.fact.waybill = Some(pseudonym("waybill", &part.1.to_string()));
                if part.3 { mark.fact.shipped_on = Some(mark.placed_on) }
                mark
            }).collect();
            let mut turned = marks.clone();
            turned.reverse();
            prop_assert_eq!(ledger(&marks, "2026-12-31"), ledger(&turned, "2026-12-31"));
        }
    }
}
