//! How far ratings without an order can move a score: no further than their stated bound.

use std::sync::{Arc, LazyLock};

use merchant_credit::domain::assessment::Question;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::dossier::{Dossier, Known, Yardstick};
use merchant_credit::domain::evidence::mark::RatingMark;
use merchant_credit::domain::evidence::pseudonym::Pseudonym;
use merchant_credit::domain::evidence::reference::Reference;
use merchant_credit::domain::evidence::weigh::UNVERIFIED_MAX;
use merchant_credit::domain::evidence::weighed::WEIGHED_PRIOR;
use merchant_credit::domain::feature;
use merchant_credit::domain::history::History;
use merchant_credit::domain::publication::Rules;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::record::rating::{Purchase, RatingFact, Stars};
use merchant_credit::domain::scorecard::{
    BinValues, Characteristic, KnownFeatures, Scorecard, Value,
};
use merchant_credit::files::scorecard_file;
use proptest::prelude::*;

const FIRST: i32 = 20_000;
const DAYS: i32 = 500;

/// The cards that rest on weighed ratings.
static CARDS: LazyLock<[Scorecard; 2]> = LazyLock::new(|| {
    let texts =
        [include_str!("../../models/expert-2.json"), include_str!("../../models/expert-3.json")];
    let known = feature::known();
    texts.map(|text| scorecard_file::from_text(text, KnownFeatures::Listed(&known)).unwrap().card)
});

static YARDSTICK: LazyLock<Yardstick> =
    LazyLock::new(|| Yardstick::new(Rules::shipped().unwrap(), Arc::new(Reference::default())));

fn any_rating(purchase: Purchase) -> impl Strategy<Value = RatingMark> {
    (0..DAYS, 1_u8..=5, 0_u32..40).prop_map(move |(day, stars, rater)| RatingMark {
        effective_on: Day::from_number(FIRST + day),
        known_since: Day::from_number(FIRST + day),
        seq: Seq(0),
        version_of: None,
        ended: None,
        fact: RatingFact {
            stars: Stars::Overall(stars),
            purchase,
            incentivised: false,
            rater: Pseudonym(rater),
            order: Pseudonym(0),
            origin: None,
            text: None,
        },
    })
}

fn history<'m>(marks: impl Iterator<Item = &'m RatingMark>) -> History {
    let mut history = History::default();
    for (seq, mark) in (1..).zip(marks) {
        history.add_rating(RatingMark { seq: Seq(seq), ..*mark });
    }
    history.settle();
    history
}

fn dossier(history: &History) -> Dossier<'_> {
    let as_of = Day::from_number(FIRST + DAYS);
    let question = Question { as_of, known: Known::Recorded(Seq::MAX), barred: &[] };
    question.dossier(history, &YARDSTICK)
}

fn value<'d>(name: &str, dossier: &'d Dossier<'_>) -> Value<'d> {
    (feature::find(name).unwrap().value)(dossier)
}

fn points(card: &Scorecard, dossier: &Dossier<'_>) -> i32 {
    let values: Vec<Value<'_>> =
        card.characteristics().iter().map(|one| value(&one.feature, dossier)).collect();
    card.points(&values)
}

/// The most that a characteristic's points can change while its value goes no further than `reach`
/// from where it is; what is missing stands at `without`.
fn most(characteristic: &Characteristic, dossier: &Dossier<'_>, without: f64, reach: f64) -> i32 {
    let now = value(&characteristic.feature, dossier);
    let at = if let Value::Number(number) = now { number } else { without };
    let (from, to) = (at - reach - 1e-9, at + reach + 1e-9);
    let points_now = characteristic
        .bins
        .iter()
        .find(|bin| match (&bin.values, &now) {
            (BinValues::Missing, Value::Missing) => true,
            (BinValues::Range { from, to }, Value::Number(at)) => {
                from.is_none_or(|from| from <= *at) && to.is_none_or(|to| *at < to)
            }
            _ => false,
        })
        .unwrap()
        .points;
    let in_reach = characteristic.bins.iter().filter(|bin| match &bin.values {
        BinValues::Range { from: least, to: beyond } => {
            least.is_none_or(|least| least <= to) && beyond.is_none_or(|beyond| from < beyond)
        }
        _ => false,
    });
    in_reach.map(|bin| (bin.points - points_now).abs()).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn unverified_ratings_move_a_score_by_no_more_than_their_bound(
        verified in prop::collection::vec(any_rating(Purchase::Verified), 0..60),
        unverified in prop::collection::vec(any_rating(Purchase::Unverified), 0..30),
    ) {
        let alone = history(verified.iter());
        let together = history(verified.iter().chain(&unverified));
        let before = dossier(&alone);
        // What the unverified ones weigh at most, in ratings.
        let weight = UNVERIFIED_MAX as f64 / 1000.0 * unverified.len() as f64;
        let sums = before.weighed();
        let (believed, window) = (sums.believed(), sums.window as f64 / 1000.0);
        let usual = before.trade();
        for card in &*CARDS {
            let bounds = card.characteristics().iter().map(|one| {
                let of_prior = weight / (WEIGHED_PRIOR + believed + weight);
                match one.feature.as_str() {
                    "ratings_weighed_mean_stars" => {
                        most(one, &before, usual.mean_stars(), 4.0 * of_prior)
                    }
                    "ratings_weighed_low_share" => {
                        most(one, &before, usual.low_share(), of_prior)
                    }
                    "ratings_weighed_low_share_365" => {
                        most(one, &before, 0.0, weight / (window + 1.0 + weight))
                    }
                    _ => 0,
                }
            });
            let bound: i32 = bounds.sum();
            let moved = (points(card, &dossier(&together)) - points(card, &before)).abs();
            prop_assert!(moved <= bound, "{moved} points, where {bound} is the bound");
        }
    }
}
