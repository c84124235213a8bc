//! What weights obey whatever comes: property tests over invented histories.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::company::{InCompany, UsualMarks};
use super::decay::Decay;
use super::mark::{FULL_WEIGHT, RatingMark};
use super::pseudonym::Pseudonym;
use super::reference::{RaterProfile, Reference, TradeRate};
use super::shared_paper::{SharedPaper, SharedPapers};
use super::signal::{Signal, Signals};
use super::text_print::TextPrint;
use super::weigh::{Found, RatingWeight, Surroundings, UNVERIFIED_MAX, weigh};
use super::weighed::{WEIGHED_HALF_LIFE_DAYS, WEIGHED_PRIOR, WeighedSums};
use crate::domain::day::Day;
use crate::domain::history::History;
use crate::domain::order::ledger::OrderEvidence;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

mod by_hand;

const FIRST: i32 = 20_000;
const AS_OF: Day = Day::from_number(FIRST + 400);

fn mark(seq: u64, day: i32, stars: u8, rater: u32) -> RatingMark {
    RatingMark {
        effective_on: Day::from_number(FIRST + day),
        known_since: Day::from_number(FIRST + day),
        seq: Seq(seq),
        version_of: None,
        ended: None,
        fact: RatingFact {
            stars: Stars::Overall(stars),
            purchase: Purchase::Verified,
            incentivised: false,
            rater: Pseudonym(rater),
            order: Pseudonym(0),
            origin: None,
            text: None,
        },
    }
}

/// Built once: each has a place for every 65,536th of the raters.
static REFERENCE: LazyLock<Reference> = LazyLock::new(reference);
/// The same for the second rules: one verified rating in five is of a newcomer on its own.
static SECOND: LazyLock<Reference> = LazyLock::new(|| {
    let in_company = |rater, from, to| InCompany {
        rater: Pseudonym(rater),
        from: Day::from_number(FIRST + from),
        to: Day::from_number(FIRST + to),
    };
    let usual = UsualMarks {
        new_permille: Some(400),
        lone_new_permille: Some(200),
        lone_permille: Some(250),
    };
    reference().with_company(usual, vec![in_company(3, 120, 126), in_company(1, 130, 150)])
});

fn reference() -> Reference {
    let rater = |rater, day, ring| RaterProfile {
        rater: Pseudonym(rater),
        established_on: Day::from_number(FIRST + day),
        ring_on: Option::map(ring, |day: i32| Day::from_number(FIRST + day)),
    };
    let rate = TradeRate {
        n: 1000,
        mean_milli: 4100,
        praise_permille: Some(550),
        low_permille: Some(110),
    };
    let raters = vec![rater(0, 0, None), rater(1, 100, None), rater(2, 50, Some(200))];
    Reference::new(AS_OF, rate, std::collections::BTreeMap::new(), raters)
}

fn weights(marks: &[RatingMark], found: &[Found]) -> Vec<RatingWeight> {
    weights_by(&SECOND, marks, found)
}

fn weights_by(reference: &Reference, marks: &[RatingMark], found: &[Found]) -> Vec<RatingWeight> {
    let all: Vec<&RatingMark> = marks.iter().collect();
    let around = Surroundings {
        reference,
        trade: reference.trade(None),
        origins: &[Pseudonym(77)],
        found,
        order_says: &|_| OrderEvidence::Nothing,
    };
    let mut weights = Vec::new();
    weigh(&all, &around, |_, weighed| weights.push(weighed));
    weights
}

fn sums(marks: &[RatingMark]) -> WeighedSums {
    let decay = Decay::new(WEIGHED_HALF_LIFE_DAYS);
    let mut sums = WeighedSums::default();
    for (mark, weighed) in marks.iter().zip(weights(marks, &[])) {
        sums.add(mark, weighed, AS_OF, &decay);
    }
    sums
}

fn any_mark() -> impl Strategy<Value = RatingMark> {
    let text = prop::option::of((0_u32..4).prop_map(|n| TextPrint { bands: [n, n + 9] }));
    let origin = prop::option::weighted(0.1, (76_u32..79).prop_map(Pseudonym));
    (0_i32..400, 1_u8..=5, 0_u32..6, any::<bool>(), prop::bool::weighted(0.1), text, origin)
        .prop_map(|(day, stars, rater, is_verified, incentivised, text, origin)| {
            let mut mark = mark(0, day, stars, rater);
            if !is_verified {
                mark.fact.purchase = Purchase::Unverified;
            }
            mark.fact.incentivised = incentivised;
            mark.fact.text = text;
            mark.fact.origin = origin;
            mark
        })
}

/// Ratings in the order of their days, with positions in an order of their own.
fn any_marks(n: usize) -> impl Strategy<Value = Vec<RatingMark>> {
    prop::collection::vec(any_mark(), 0..n).prop_map(|mut marks| {
        for (seq, mark) in (1..).zip(&mut marks) {
            mark.seq = Seq(seq);
        }
        marks.sort_by_key(RatingMark::key);
        marks
    })
}

fn without_unverified(marks: &[RatingMark]) -> Vec<RatingMark> {
    let verified = |mark: &&RatingMark| mark.fact.purchase == Purchase::Verified;
    marks.iter().filter(verified).copied().collect()
}

proptest! {
    #[test]
    fn a_weight_lies_between_nothing_and_one_and_no_rating_is_left_out(marks in any_marks(80)) {
        let weights = weights(&marks, &[]);
        prop_assert_eq!(weights.len(), marks.len());
        for (mark, weighed) in marks.iter().zip(&weights) {
            prop_assert!(weighed.weight <= FULL_WEIGHT);
            if weighed.weight < FULL_WEIGHT {
                prop_assert!(weighed.signals != Signals::default(), "{mark:?} without a reason");
            }
            if mark.fact.purchase == Purchase::Unverified {
                prop_assert!(i64::from(weighed.weight) <= UNVERIFIED_MAX);
            }
        }
    }

    #[test]
    fn the_order_of_arrival_moves_nothing(
        (first, second) in any_marks(60)
            .prop_flat_map(|marks| (Just(marks.clone()), Just(marks).prop_shuffle())),
    ) {
        // Positions come with the order of arrival; days and contents stay.
        let arrived = |marks: &[RatingMark]| {
            let mut history = History::default();
            for (seq, mark) in (1..).zip(marks) {
                history.add_rating(RatingMark { seq: Seq(seq), ..*mark });
            }
            history.settle();
            let mut sums = sums(history.ratings.marks());
            // Which of several ratings of one day is named as evidence may differ.
            sums.low.clear();
            sums.older_low.clear();
            sums.middling.clear();
            sums
        };
        prop_assert_eq!(arrived(&first), arrived(&second));
    }

    #[test]
    fn later_ratings_never_move_what_earlier_ones_weigh(marks in any_marks(60), day in 0_i32..400) {
        let until = marks.partition_point(|mark| mark.effective_on.number() <= FIRST + day);
        let all = weights(&marks, &[]);
        prop_assert_eq!(weights(&marks[..until], &[]), &all[..until]);
    }

    #[test]
    fn unverified_ratings_never_move_what_verified_ones_weigh(marks in any_marks(60)) {
        let verified = without_unverified(&marks);
        let with: Vec<RatingWeight> = marks
            .iter()
            .zip(weights(&marks, &[]))
            .filter(|(mark, _)| mark.fact.purchase == Purchase::Verified)
            .map(|(_, weighed)| weighed)
            .collect();
        prop_assert_eq!(with, weights(&verified, &[]));
    }

    #[test]
    fn unverified_ratings_move_the_mean_by_no_more_than_their_bound(
        marks in any_marks(80), prior in 1.0_f64..5.0,
    ) {
        let verified = sums(&without_unverified(&marks));
        let with = sums(&marks);
        let before = verified.mean_stars(prior).map_or(prior, |mean| mean.mean);
        let after = with.mean_stars(prior).map_or(prior, |mean| mean.mean);
        let n = marks.iter().filter(|mark| mark.fact.purchase == Purchase::Unverified).count();
        let most = UNVERIFIED_MAX as f64 / 1000.0 * n as f64;
        let bound = 4.0 * most / (WEIGHED_PRIOR + verified.believed() + most);
        prop_assert!((after - before).abs() <= bound + 1e-9, "{before} to {after}, bound {bound}");
    }

    #[test]
    fn with_weights_held_a_rating_at_or_above_the_mean_never_lowers_it(
        marks in any_marks(60), stars in 1_u8..=5, weight in 0_u32..=1000, prior in 1.0_f64..5.0,
        day in 0_i32..400,
    ) {
        let mut sums = sums(&marks);
        let before = sums.mean_stars(prior).map_or(prior, |mean| mean.mean);
        let weighed = RatingWeight { weight, signals: Signals::default() };
        sums.add(&mark(999, day, stars, 5), weighed, AS_OF, &Decay::new(WEIGHED_HALF_LIFE_DAYS));
        let after = sums.mean_stars(prior).map_or(prior, |mean| mean.mean);
        if f64::from(stars) >= before {
            prop_assert!(after >= before - 1e-9, "{before} to {after}");
        } else {
            prop_assert!(after <= before + 1e-9, "{before} to {after}");
        }
    }

    #[test]
    fn a_mean_lies_in_its_interval_and_on_the_scale(marks in any_marks(60), prior in 1.0_f64..5.0) {
        if let Some(mean) = sums(&marks).mean_stars(prior) {
            prop_assert!(1.0 <= mean.from && mean.from <= mean.mean);
            prop_assert!(mean.mean <= mean.to && mean.to <= 5.0);
        }
    }

    #[test]
    fn what_one_rater_weighs_in_a_month_is_bounded(n in 1_usize..40, day in 0_i32..400) {
        let marks: Vec<RatingMark> =
            (0..n as u64).map(|seq| mark(seq + 1, day, [1, 3, 4, 5][seq as usize % 4], 0)).collect();
        let sum: u32 = weights(&marks, &[]).iter().map(|weighed| weighed.weight).sum();
        prop_assert!(sum <= 1000, "{sum}");
    }

    #[test]
    fn reference_tables_come_back_as_they_were(
        raters in prop::collection::vec((any::<u32>(), -50_i32..900, prop::option::of(-50_i32..900)), 0..60),
        n_shared in 1_u32..20,
    ) {
        let raters = raters.into_iter().map(|(rater, day, ring)| RaterProfile {
            rater: Pseudonym(rater),
            established_on: Day::from_number(FIRST + day),
            ring_on: ring.map(|day| Day::from_number(FIRST + day)),
        });
        let rate = TradeRate { n: 7, mean_milli: 4321, praise_permille: None, low_permille: None };
        let trades = [("52".to_owned(), rate)].into();
        let raters: Vec<RaterProfile> = raters.collect();
        let company = raters.iter().zip(0..).map(|(profile, days)| InCompany {
            rater: profile.rater,
            from: profile.established_on,
            to: profile.established_on.plus(days),
        });
        let company = company.collect();
        let tables = Reference::new(AS_OF, TradeRate::ASSUMED, trades, raters);
        prop_assert_eq!(Reference::parse(&tables.to_text()), Some(tables.clone()));
        let tables = tables.with_company(SECOND.usual(), company);
        prop_assert_eq!(Reference::parse(&tables.to_text()), Some(tables.clone()));
        prop_assert!(!tables.to_text().contains("shared"), "as before there were such papers");
        let since = tables.built_to().unwrap_or_default();
        let shared = |n| SharedPaper { order: Pseudonym(n), paper: Pseudonym(!n), since };
        let shared = SharedPapers::new((0..n_shared).map(shared).collect());
        let tables = tables.with_shared_papers(shared);
        prop_assert_eq!(Reference::parse(&tables.to_text()), Some(tables));
    }
}
