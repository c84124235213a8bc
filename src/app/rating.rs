//! What a merchant's ratings weigh, each with the reasons, and the mean they come to.

use super::score::{Frame, ScoreQuestion};
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::evidence::reference::TradeRate;
use crate::domain::evidence::signal::Signal;
use crate::domain::evidence::weighed::MeanStars;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{RecordId, Seq};
use crate::domain::record::kind::RecordKind;
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View, history};

/// Ratings that one answer names, newest first, at most.
pub const RATINGS_NAMED_MAX: usize = 500;

/// What a merchant's ratings weigh.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingsAnswer {
    /// Whose.
    pub id: MerchantId,
    /// Of which day.
    pub as_of: Day,
    /// The reference tables that they are held against; none before the first are built.
    pub reference_tables: Option<String>,
    /// How many ratings stand.
    pub n: i64,
    /// How many weigh anything.
    pub n_weighed: i64,
    /// Their weights with decay, in full ratings of the day.
    pub believed: f64,
    /// What is usual in the trade: the mean that stands beside them.
    pub trade: TradeRate,
    /// Their mean; none where nothing weighs anything.
    pub mean: Option<MeanStars>,
    /// The means of 描述相符, 服务态度 and 物流服务, where there are such ratings.
    pub dimensions: Option<[f64; 3]>,
    /// The ratings, newest first, at most [`RATINGS_NAMED_MAX`].
    pub ratings: Vec<WeighedRating>,
}

/// What one rating weighs, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct WeighedRating {
    /// The record.
    pub id: RecordId,
    /// The day it was given.
    pub rated_on: Day,
    /// The overall figure, in thousandths of a star.
    pub stars_milli: u32,
    /// Its weight, in thousandths.
    pub weight: u32,
    /// Why it weighs less than a full one.
    pub signals: Vec<Signal>,
}

impl App {
    /// What the ratings of a merchant weigh. Of the question's scorecard it needs nothing.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn ratings(&self, question: &ScoreQuestion) -> Result<RatingsAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            self.ratings_of(connection, &row, &frame, question).map(Some)
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    /// The platform of a rating; none where there is no such rating.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn rating_platform(&self, rating: Seq) -> Result<Option<String>, AppError> {
        let record = self.store().read(|connection| read::record(connection, rating))?;
        Ok(record.and_then(|record| match record.detail {
            Detail::Rating(rating) => Some(rating.platform),
            _ => None,
        }))
    }

    fn ratings_of(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        question: &ScoreQuestion,
    ) -> Result<RatingsAnswer, StoreError> {
        let barred = self.barred_for(connection, row, frame, question.audience)?;
        let history = history::load(connection, row.merchant, frame.at)?;
        let known = Known::Recorded(frame.at);
        let asked = Question { as_of: frame.as_of, known, barred: &barred };
        let dossier = asked.dossier(&history, &frame.law.yardstick);
        let sums = dossier.weighed();
        let trade = dossier.trade();
        Ok(RatingsAnswer {
            id: row.id.clone(),
            as_of: frame.as_of,
            reference_tables: frame.law.reference_version.clone(),
            n: dossier.ratings.n,
            n_weighed: sums.n,
            believed: sums.believed(),
            trade,
            mean: sums.mean_stars(trade.mean_stars()),
            dimensions: sums.dimension_means(trade.mean_stars()),
            ratings: newest(&dossier),
        })
    }
}

fn newest(dossier: &Dossier<'_>) -> Vec<WeighedRating> {
    let mut ratings = std::collections::VecDeque::with_capacity(RATINGS_NAMED_MAX);
    dossier.each_weight(|mark, weighed| {
        if ratings.len() == RATINGS_NAMED_MAX {
            ratings.pop_back();
        }
        ratings.push_front(WeighedRating {
            id: RecordId { kind: RecordKind::Rating, seq: mark.seq },
            rated_on: mark.effective_on,
            stars_milli: mark.fact.stars.overall_milli(),
            weight: weighed.weight,
            signals: weighed.signals.iter().collect(),
        });
    });
    ratings.into()
}
