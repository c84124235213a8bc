//! Reference tables of trades, raters and papers: built from every merchant's ratings and orders, kept by
//! version.

use super::model::REFERENCE;
use super::shared_paper::OrderHolders;
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::evidence::reference_build::ReferenceBuilder;
use crate::store::artefact::{Class, NewArtefact};
use crate::store::run_read::{self, Stretch};
use crate::store::{StoreError, history};

/// What was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceSummary {
    /// The last day of the ratings it rests on.
    pub built_to: Day,
    /// Merchants whose ratings it rests on.
    pub n_merchants: u64,
    /// Ratings it rests on.
    pub n_ratings: u64,
    /// Trades that it tells apart.
    pub n_trades: usize,
    /// Raters who rated more than one merchant.
    pub n_raters: usize,
    /// Those of them that belong to a ring.
    pub n_in_rings: usize,
    /// Papers of orders that belong to another merchant's order.
    pub n_shared_papers: usize,
    /// Whether it differs from the latest one that was there.
    pub is_new: bool,
}

impl App {
    /// Builds reference tables from the ratings given and the orders placed by a day, today where none
    /// is named, and keeps them. Scores asked from now on rest on them; what was known before stays as
    /// it was.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn build_reference(&self, built_to: Option<Day>) -> Result<ReferenceSummary, AppError> {
        self.store().fold_all()?;
        let frame = self.frame(built_to, None, None)?;
        let mut builder = ReferenceBuilder::default();
        let (mut n_merchants, mut n_ratings) = (0, 0);
        let mut holders = OrderHolders::default();
        let everybody = Stretch { from: 0, until: i64::MAX, at: frame.at };
        let question =
            Question { as_of: frame.as_of, known: Known::Recorded(frame.at), barred: &[] };
        self.store().sweep(|connection| {
            run_read::each_merchant(connection, everybody, |met| {
                let history = history::load(connection, met.merchant, frame.at)?;
                holders.meet(met.merchant, history.orders.len());
                let dossier = question.dossier(&history, &frame.law.yardstick);
                let industry = dossier.profile.and_then(|profile| profile.industry.as_deref());
                if dossier.ratings.n > 0 {
                    n_merchants += 1;
                    n_ratings += dossier.ratings.n.unsigned_abs();
                    let given = dossier.marks().take_while(|mark| mark.effective_on <= frame.as_of);
                    builder.add(industry, given);
                }
                Ok::<(), StoreError>(())
            })
        })?;
        let reference = builder.finish(frame.as_of);
        let shared_papers = self.shared_papers(&frame, &holders)?;
        let reference = reference.with_shared_papers(shared_papers);
        let now = self.settings().clock.now();
        let new = NewArtefact {
            class: Class::Reference,
            name: REFERENCE,
            body: &reference.to_text(),
            who: "merchant-credit",
            why: "built from the ratings and orders on record",
        };
        let is_new = self.store().keep(new, now, now)?;
        Ok(ReferenceSummary {
            built_to: frame.as_of,
            n_merchants,
            n_ratings,
            n_trades: reference.n_trades(),
            n_raters: reference.n_raters(),
            n_in_rings: reference.n_in_rings(),
            n_shared_papers: reference.shared_papers().len(),
            is_new,
        })
    }
}
