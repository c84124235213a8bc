//! Following a batch of goods (商品流通全流程追溯): who sold it to whom, and by which licences.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::order::mark::{OrderMark, OrderStanding};
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, RecordId, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::store::market::orders_of_batch;
use crate::store::{StoreError, View, history, read};

/// Orders of one batch that are looked at, at most.
pub const ORDERS_MAX: usize = 10_000;
/// Merchants that one answer follows, at most.
pub const MERCHANTS_MAX: usize = 100;
/// Characters of a batch number, at most.
pub const BATCH_CHARS_MAX: usize = 60;

/// Where a batch of goods came from, as far as records say.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceAnswer {
    /// The batch asked about.
    pub batch: String,
    /// The merchant asked about first, then those it bought from, nearest first.
    pub links: Vec<TraceLink>,
    /// Whether more orders or merchants name the batch than were followed.
    pub is_cut: bool,
    /// The position of the last record used.
    pub at: Seq,
}

/// One merchant on the way of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceLink {
    /// The merchant.
    pub merchant: MerchantId,
    /// How many sales lie between it and the merchant asked about.
    pub distance: u32,
    /// Orders by which it sold goods of the batch, not called off.
    pub n_orders: u32,
    /// Those of them whose payment, waybill and invoice are their own and agree.
    pub n_verified: u32,
    /// Those of them that were sent back.
    pub n_returned: u32,
    /// The days of the first and the last of them.
    pub sold: Option<SoldBetween>,
    /// The merchants it bought the batch from.
    pub suppliers: Vec<MerchantId>,
    /// Its licences in force on the day of its last sale; today where it bought goods of the batch and
    /// no sale is on record.
    pub licences: Vec<RecordId>,
}

/// When goods of a batch were sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoldBetween {
    /// The first day.
    pub first_on: Day,
    /// The last day.
    pub last_on: Day,
}

impl App {
    /// Where a batch of goods of a merchant came from, as far as records of transactions say.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a merchant that is not known; [`AppError::Invalid`] for a batch
    /// without characters or with too many.
    pub fn trace(&self, id: &MerchantId, batch: &str) -> Result<TraceAnswer, AppError> {
        let n = batch.trim().chars().count();
        if n == 0 || n > BATCH_CHARS_MAX {
            let rule = format!("a batch has 1 to {BATCH_CHARS_MAX} characters");
            return Err(AppError::invalid("batch", &n.to_string(), "length", rule));
        }
        let frame = self.frame(None, None, None)?;
        let yardstick = &frame.law.yardstick;
        let (text, today) = (id.to_string(), self.today());
        let found = self.store().read(|connection| {
            let Some(asked) = read::merchant(connection, &text)? else { return Ok(None) };
            let orders = orders_of_batch(connection, batch, frame.at, ORDERS_MAX + 1)?;
            let mut sales = Sales::of(connection, &orders)?;
            let mut is_cut = orders.len() > ORDERS_MAX;
            let mut links = Vec::new();
            let mut seen = BTreeSet::from([asked.id.clone()]);
            let mut next = VecDeque::from([(asked.id, 0)]);
            while let Some((merchant, distance)) = next.pop_front() {
                if links.len() == MERCHANTS_MAX {
                    is_cut = true;
                    break;
                }
                let Some(row) = read::merchant(connection, &merchant.to_string())? else {
                    continue;
                };
                let history = history::load(connection, row.merchant, frame.at)?;
                let known = Known::Recorded(frame.at);
                let now = Dossier::new(&history, today, known, yardstick, &[]);
                let mut link = sales.link(&merchant, distance, &history, &now);
                // Who bought goods of the batch and has sold none on record may still have them.
                let has_them = (!link.suppliers.is_empty()).then_some(today);
                if let Some(on) = link.sold.map(|sold| sold.last_on).or(has_them) {
                    link.licences = licences(&Dossier::new(&history, on, known, yardstick, &[]));
                }
                for supplier in &link.suppliers {
                    if seen.insert(supplier.clone()) {
                        next.push_back((supplier.clone(), distance + 1));
                    }
                }
                links.push(link);
            }
            Ok(Some(TraceAnswer { batch: batch.trim().to_owned(), links, is_cut, at: frame.at }))
        })?;
        found.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }
}

/// The orders of a batch, by who sold and who bought.
struct Sales<'r> {
    by_seller: BTreeMap<MerchantId, Vec<&'r Record>>,
    sellers_to: BTreeMap<MerchantId, BTreeSet<MerchantId>>,
}

impl<'r> Sales<'r> {
    /// Sellers and buyers under the identity that each has today.
    fn of(connection: &View, orders: &'r [Record]) -> Result<Self, StoreError> {
        let named = |id: &MerchantId| -> Result<MerchantId, StoreError> {
            let row = read::merchant(connection, &id.to_string())?;
            Ok(row.map_or_else(|| id.clone(), |row| row.id))
        };
        let mut sales = Self { by_seller: BTreeMap::new(), sellers_to: BTreeMap::new() };
        for record in orders.iter().take(ORDERS_MAX) {
            let Detail::Transaction(order) = &record.detail else { continue };
            let seller = named(&record.subject)?;
            if let Some(buyer) = &order.buyer {
                sales.sellers_to.entry(named(buyer)?).or_default().insert(seller.clone());
            }
            sales.by_seller.entry(seller).or_default().push(record);
        }
        Ok(sales)
    }

    fn link(
        &mut self,
        merchant: &MerchantId,
        distance: u32,
        history: &History,
        now: &Dossier<'_>,
    ) -> TraceLink {
        let is_void = |record: &Record| {
            let first = record.version_of.unwrap_or(record.seq);
            history.entries.iter().any(|entry| match &entry.fact {
                Fact::Withdrawal(withdrawal) => withdrawal.target == first,
                _ => false,
            })
        };
        let mut link = TraceLink {
            merchant: merchant.clone(),
            distance,
            n_orders: 0,
            n_verified: 0,
            n_returned: 0,
            sold: None,
            suppliers: self.sellers_to.remove(merchant).into_iter().flatten().collect(),
            licences: Vec::new(),
        };
        let sold = self.by_seller.remove(merchant).unwrap_or_default();
        for record in sold.into_iter().filter(|record| !is_void(record)) {
            let Detail::Transaction(order) = &record.detail else { continue };
            let mark = OrderMark {
                seq: record.seq,
                version_of: record.version_of,
                placed_on: order.placed_on,
                known_since: record.known_since,
                fact: order.fact(),
            };
            if mark.standing(now.as_of) == OrderStanding::CalledOff {
                continue;
            }
            link.n_orders += 1;
            link.n_verified += u32::from(now.orders().proves(mark.fact.order, now.as_of));
            link.n_returned += u32::from(order.returned_on.is_some());
            let on = order.placed_on;
            let sold = link.sold.get_or_insert(SoldBetween { first_on: on, last_on: on });
            sold.first_on = sold.first_on.min(on);
            sold.last_on = sold.last_on.max(on);
        }
        link
    }
}

fn licences(dossier: &Dossier<'_>) -> Vec<RecordId> {
    let in_force = dossier.licences.iter().filter(|one| one.fact.is_in_force(dossier.as_of));
    in_force.map(|one| RecordId { kind: RecordKind::Licence, seq: one.seq }).collect()
}
