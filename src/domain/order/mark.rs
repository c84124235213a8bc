//! What scoring keeps of one version of an order, and how the order stands on a day.

use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::record::transaction::{Delivery, TransactionFact};

/// Days after which a paper that is still not there counts as missing: a choice of this service. The
/// platform has had the time to hand it in.
pub const PAPERS_DAYS: i32 = 30;

/// One version of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderMark {
    /// Its position.
    pub seq: Seq,
    /// The first version, where this is a later one.
    pub version_of: Option<Seq>,
    /// The day the order was placed.
    pub placed_on: Day,
    /// The day since when it counts as known.
    pub known_since: Day,
    /// What it says.
    pub fact: TransactionFact,
}

/// How an order stands on a day, by its own papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderStanding {
    /// Papers are missing, and may still come.
    Open,
    /// Payment, waybill (where there must be one) and invoice are there and agree.
    Verified,
    /// A paper is missing that should long be there.
    Incomplete,
    /// Its days cannot be: paid, sent or invoiced before it was placed, arrived before it was sent.
    Contradicted,
    /// It was called off.
    CalledOff,
}

impl OrderMark {
    /// The first version of its record: its name for decisions about it.
    #[must_use]
    pub fn record(&self) -> Seq {
        self.version_of.unwrap_or(self.seq)
    }

    /// How it stands on a day: what is dated later had not happened.
    #[must_use]
    pub fn standing(&self, on: Day) -> OrderStanding {
        let fact = &self.fact;
        let happened = |day: Option<Day>| day.filter(|day| *day <= on);
        if happened(fact.cancelled_on).is_some() {
            return OrderStanding::CalledOff;
        }
        let sent = happened(fact.shipped_on);
        let arrived = happened(fact.delivered_on);
        let placed = Some(self.placed_on);
        let pairs = [
            (placed, happened(fact.paid_on)),
            (placed, happened(fact.invoiced_on)),
            (placed, sent),
            (sent.or(placed), arrived),
            (arrived.or(sent).or(placed), happened(fact.returned_on)),
        ];
        if pairs.iter().any(|(before, after)| after.is_some() && after < before) {
            return OrderStanding::Contradicted;
        }
        let is_there = |paper: bool, dated: Option<Day>| paper && dated.is_none_or(|day| day <= on);
        let is_paid = fact.paid_on.is_some_and(|day| day <= on);
        let is_sent =
            fact.delivery != Delivery::Carrier || is_there(fact.waybill.is_some(), fact.shipped_on);
        let is_invoiced = is_there(fact.invoice.is_some(), fact.invoiced_on);
        if is_paid && is_sent && is_invoiced {
            OrderStanding::Verified
        } else if on.since(self.placed_on) < PAPERS_DAYS {
            OrderStanding::Open
        } else {
            OrderStanding::Incomplete
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::evidence::pseudonym::pseudonym;
    use crate::domain::record::transaction::Transaction;

    pub(crate) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// An order that was placed on 2026-03-01, paid at once, sent the next day with an invoice, and
    /// arrived three days later.
    pub(crate) fn good(seq: u64, order: &str) -> OrderMark {
        let transaction = Transaction {
            platform: "yunshi".to_owned(),
            order: order.to_owned(),
            placed_on: day("2026-03-01"),
            amount_fen: None,
            contract: None,
            payment: Some(format!("p{order}")),
            paid_on: Some(day("2026-03-01")),
            invoice: Some(format!("i{order}")),
            invoiced_on: Some(day("2026-03-02")),
            delivery: Delivery::Carrier,
            waybill: Some(format!("w{order}")),
            shipped_on: Some(day("2026-03-02")),
            delivered_on: Some(day("2026-03-05")),
            returned_on: None,
            cancelled_on: None,
            buyer: None,
            batches: Vec::new(),
        };
        OrderMark {
            seq: Seq(seq),
            version_of: None,
            placed_on: transaction.placed_on,
            known_since: transaction.placed_on,
            fact: transaction.fact(),
        }
    }

    fn check(change: impl Fn(&mut TransactionFact), on: &str, expect: OrderStanding) {
        let mut order = good(1, "1");
        change(&mut order.fact);
        assert_eq!(order.standing(day(on)), expect, "{order:?} on {on}");
    }

    #[test]
    fn an_order_is_verified_once_payment_waybill_and_invoice_are_there() {
        check(|_| {}, "2026-03-01", OrderStanding::Open);
        check(|_| {}, "2026-03-02", OrderStanding::Verified);
        check(|fact| fact.delivered_on = None, "2027-03-02", OrderStanding::Verified);
        check(|fact| fact.returned_on = Some(day("2026-03-09")), "2026-04-01", {
            OrderStanding::Verified
        });
    }

    #[test]
    fn what_is_missing_after_thirty_days_is_missing() {
        let lacks: [fn(&mut TransactionFact); 3] =
            [|fact| fact.waybill = None, |fact| fact.invoice = None, |fact| fact.paid_on = None];
        for lack in lacks {
            check(lack, "2026-03-30", OrderStanding::Open);
            check(lack, "2026-03-31", OrderStanding::Incomplete);
        }
    }

    #[test]
    fn what_is_not_sent_by_a_carrier_needs_no_waybill() {
        for delivery in [Delivery::OnSpot, Delivery::Digital] {
            let change = |fact: &mut TransactionFact| {
                fact.delivery = delivery;
                fact.waybill = None;
                fact.shipped_on = None;
            };
            check(change, "2026-04-01", OrderStanding::Verified);
        }
    }

    #[test]
    fn days_that_cannot_be_contradict_the_order_from_the_later_day_on() {
        check(|fact| fact.paid_on = Some(day("2026-02-28")), "2026-03-02", {
            OrderStanding::Contradicted
        });
        check(|fact| fact.invoiced_on = Some(day("2026-01-01")), "2026-03-02", {
            OrderStanding::Contradicted
        });
        check(|fact| fact.shipped_on = Some(day("2026-02-01")), "2026-03-02", {
            OrderStanding::Contradicted
        });
        check(|fact| fact.delivered_on = Some(day("2026-03-01")), "2026-03-02", {
            OrderStanding::Contradicted
        });
        check(|fact| fact.returned_on = Some(day("2026-03-04")), "2026-03-05", {
            OrderStanding::Contradicted
        });
    }

    #[test]
    fn an_order_that_was_called_off_proves_nothing() {
        let change = |fact: &mut TransactionFact| fact.cancelled_on = Some(day("2026-03-02"));
        check(change, "2026-03-01", OrderStanding::Open);
        check(change, "2026-03-02", OrderStanding::CalledOff);
    }

    #[test]
    fn papers_are_told_apart_from_each_other() {
        let order = good(1, "1");
        assert_eq!(order.fact.waybill, Some(pseudonym("waybill", "w1")));
        assert_ne!(order.fact.waybill, order.fact.invoice);
    }
}
