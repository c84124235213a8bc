//! What is measured of a merchant of a stream: the weights of its ratings, its means, its points.

use merchant_credit::domain::day::Day;
use merchant_credit::domain::evidence::aggregate::{PRIOR_RATINGS, PRIOR_STARS};
use merchant_credit::domain::evidence::decay::Decay;
use merchant_credit::domain::evidence::mark::RatingMark;
use merchant_credit::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use merchant_credit::domain::evidence::reference::Reference;
use merchant_credit::domain::evidence::weigh::{RatingWeight, Surroundings, weigh};
use merchant_credit::domain::evidence::weighed::{WEIGHED_HALF_LIFE_DAYS, WeighedSums};
use merchant_credit::domain::feature;
use merchant_credit::domain::order::ledger::OrderEvidence;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::record::rating::{Purchase, RatingFact, Stars};
use merchant_credit::domain::scorecard::{KnownFeatures, Scorecard, Value};
use merchant_credit::files::scorecard_file;

use super::stream::{Given, Rated};

pub(crate) fn marks(rated: &Rated) -> Vec<RatingMark> {
    let mark = |(place, one): (usize, &Given)| RatingMark {
        effective_on: one.day,
        known_since: one.day,
        seq: Seq(place as u64 + 1),
        version_of: None,
        ended: None,
        fact: RatingFact {
            stars: Stars::Overall(one.stars),
            purchase: if one.is_verified { Purchase::Verified } else { Purchase::Unverified },
            incentivised: one.is_incentivised,
            rater: pseudonym("", &one.rater),
            order: Pseudonym::default(),
            origin: None,
            text: one.text,
        },
    };
    rated.given.iter().enumerate().map(mark).collect()
}

/// The weights of a merchant's ratings, in their order.
pub(crate) fn weights(rated: &Rated, reference: &Reference) -> Vec<u32> {
    let marks = marks(rated);
    let all: Vec<&RatingMark> = marks.iter().collect();
    let around = Surroundings {
        reference,
        trade: reference.trade(rated.industry.as_deref()),
        origins: &[],
        found: &[],
        order_says: &|_| OrderEvidence::Nothing,
    };
    let mut weights = Vec::with_capacity(all.len());
    weigh(&all, &around, |_, weighed| weights.push(weighed.weight));
    weights
}

/// How three ways of counting see a merchant on a day: plain, plain Bayesian, weighed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) stars: [f64; 3],
    /// The part of the market part's points that rests on ratings, by the shipped expert card.
    pub(crate) points: [f64; 3],
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The weighed mean, had every rating its full weight.
    pub(crate) unweighed: f64,
}

/// What a merchant is seen by.
pub(crate) struct Measure {
    as_of: Day,
    decay: Decay,
    card: Scorecard,
}

impl Measure {
    pub(crate) fn new(as_of: Day) -> Self {
        let known = feature::known();
        let text = include_str!("../../models/expert-3.json");
        let sealed = scorecard_file::from_text(text, KnownFeatures::Listed(&known)).unwrap();
        Self { as_of, decay: Decay::new(WEIGHED_HALF_LIFE_DAYS), card: sealed.card }
    }

    fn points(&self, mean: f64, low_share: f64) -> f64 {
        let value = |name: &str| match name {
            "ratings_weighed_mean_stars" => Value::Number(mean),
            "ratings_weighed_low_share" => Value::Number(low_share),
            _ => Value::Missing,
        };
        let values: Vec<Value<'_>> =
            self.card.characteristics().iter().map(|one| value(&one.feature)).collect();
        f64::from(self.card.points(&values))
    }

    pub(crate) fn of(&self, rated: &Rated, reference: &Reference) -> Seen {
        let year: Vec<u8> = rated
            .given
            .iter()
            .filter(|one| self.as_of.since(one.day) < 365)
            .map(|one| one.stars)
            .collect();
        let n = year.len() as f64;
        let sum: f64 = year.iter().map(|stars| f64::from(*stars)).sum();
        let low = year.iter().filter(|stars| **stars <= 2).count() as f64 / (n + 1.0);
        let marks = marks(rated);
        let all: Vec<&RatingMark> = marks.iter().collect();
        let trade = reference.trade(rated.industry.as_deref());
        let around = Surroundings {
            reference,
            trade,
            origins: &[],
            found: &[],
            order_says: &|_| OrderEvidence::Nothing,
        };
        let (mut sums, mut unweighed) = (WeighedSums::default(), WeighedSums::default());
        weigh(&all, &around, |mark, weighed| {
            sums.add(mark, weighed, self.as_of, &self.decay);
            let full = RatingWeight { weight: 1000, ..weighed };
            unweighed.add(mark, full, self.as_of, &self.decay);
        });
        let prior = trade.mean_stars();
        let mean = sums.mean_stars(prior);
        let stars = [
            sum / n.max(1.0),
            (PRIOR_RATINGS * PRIOR_STARS + sum) / (PRIOR_RATINGS + n),
            mean.map_or(prior, |mean| mean.mean),
        ];
        let usual_low = trade.low_share();
        let low_weighed = sums.decayed_low_share(usual_low).unwrap_or(usual_low);
        Seen {
            stars,
            points: [
                self.points(stars[0], low),
                self.points(stars[1], low),
                self.points(stars[2], low_weighed),
            ],
            from: mean.map_or(1.0, |mean| mean.from),
            to: mean.map_or(5.0, |mean| mean.to),
            unweighed: unweighed.mean_stars(prior).map_or(prior, |mean| mean.mean),
        }
    }
}
