//! Papers that orders of several merchants name: found for the reference tables, in memory that hardly
//! grows with the number of orders.

use std::collections::BTreeMap;

use super::frame::Frame;
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::dossier::Known;
use crate::domain::evidence::pseudonym::Pseudonym;
use crate::domain::evidence::shared_paper::{SharedPaper, SharedPapers};
use crate::domain::order::claim::{PaperClaim, PaperKind, shared};
use crate::domain::order::gather::{CLAIMS_MAX, ClaimRange, PaperSieve};
use crate::domain::record::Detail;
use crate::store::{StoreError, View, history, read};

/// Papers that an order can have.
const PAPERS_PER_ORDER: usize = 2;

/// The merchants that have orders.
#[derive(Default)]
pub(super) struct OrderHolders {
    merchants: Vec<i64>,
    n_orders: usize,
}

impl OrderHolders {
    /// Notes a merchant with so many versions of orders.
    pub(super) fn meet(&mut self, merchant: i64, n_orders: usize) {
        if n_orders > 0 {
            self.merchants.push(merchant);
            self.n_orders += n_orders;
        }
    }
}

impl App {
    /// The papers of orders that belong to another merchant's, as of the frame's day.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn shared_papers(
        &self,
        frame: &Frame,
        holders: &OrderHolders,
    ) -> Result<SharedPapers, AppError> {
        if holders.merchants.len() < 2 {
            return Ok(SharedPapers::default());
        }
        Ok(self.store().sweep(|view| Search { view, frame, holders }.shared())?)
    }
}

/// A search in one view of the store.
struct Search<'a> {
    view: &'a View,
    frame: &'a Frame,
    holders: &'a OrderHolders,
}

impl Search<'_> {
    fn shared(&self) -> Result<SharedPapers, StoreError> {
        let mut sieve = None;
        if self.holders.n_orders * PAPERS_PER_ORDER >= CLAIMS_MAX {
            let sieve = sieve.insert(PaperSieve::default());
            self.each_claim(|claim| sieve.meet(claim.paper))?;
        }
        let (mut found, mut from) = (Vec::new(), Some(Pseudonym(0)));
        while let Some(first) = from {
            let mut range = ClaimRange::new(first, CLAIMS_MAX);
            self.each_claim(|claim| {
                if sieve.as_ref().is_none_or(|sieve| sieve.lets_through(claim.paper)) {
                    range.add(claim);
                }
            })?;
            let gathered = range.finish();
            for claims in gathered.shared() {
                self.held_against(claims, &mut found)?;
            }
            from = gathered.next;
        }
        Ok(SharedPapers::new(found))
    }

    fn each_claim(&self, mut take: impl FnMut(PaperClaim)) -> Result<(), StoreError> {
        let Frame { as_of, at, .. } = *self.frame;
        let question = Question { as_of, known: Known::Recorded(at), barred: &[] };
        for merchant in &self.holders.merchants {
            let history = history::load(self.view, *merchant, at)?;
            let dossier = question.dossier(&history, &self.frame.law.yardstick);
            dossier.orders().claims(as_of).for_each(&mut take);
        }
        Ok(())
    }

    /// Adds what is held against orders by claims whose papers have one stand-in. Only those count of
    /// which the records name the same number.
    fn held_against(
        &self,
        claims: &[PaperClaim],
        found: &mut Vec<SharedPaper>,
    ) -> Result<(), StoreError> {
        let mut by_number: BTreeMap<String, Vec<PaperClaim>> = BTreeMap::new();
        for claim in claims {
            if let Some(number) = self.number(claim)? {
                by_number.entry(number).or_default().push(*claim);
            }
        }
        found.extend(by_number.into_values().flat_map(shared));
        Ok(())
    }

    /// The number of a paper, as the record of the order has it.
    fn number(&self, claim: &PaperClaim) -> Result<Option<String>, StoreError> {
        let record = read::record(self.view, claim.version)?;
        Ok(record.and_then(|record| match record.detail {
            Detail::Transaction(order) => match claim.kind {
                PaperKind::Waybill => order.waybill,
                PaperKind::Invoice => order.invoice,
            },
            _ => None,
        }))
    }
}
