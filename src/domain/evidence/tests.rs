//! What weights obey whatever comes: property tests over invented histories.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::aggregate::{HALF_LIFE_DAYS, PRIOR_RATINGS};
use super::decay::Decay;
use super::mark::{FULL_WEIGHT, RatingMark};
use super::pseudonym::Pseudonym;
use super::reference::{RaterProfile, Reference, TradeRate};
use super::signal::{Signal, Signals};
use super::text_print::TextPrint;
use super::weigh::{Found, RatingWeight, Surroundings, UNVERIFIED_MAX, Verdict, weigh};
use super::weighed::WeighedSums;
use crate::domain::day::Day;
use crate::domain::history::History;
use crate::domain::order::ledger::OrderEvidence;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::{Purchase, RatingFact, Stars};

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

fn reference() -> Reference {
    let rater = |rater, day, ring| RaterProfile {
        rater: Pseudonym(rater),
        established_on: Day::from_number(FIRST + day),
        ring_on: Option::map(ring, |day: i32| Day::from_number(FIRST + day)),
    };
    let rate = TradeRate { n: 1000, mean_milli: 4100, praise_permille: Some(550) };
    let raters = vec![rater(0, 0, None), rater(1, 100, None), rater(2, 50, Some(200))];
    Reference::new(AS_OF, rate, std::collections::BTreeMap::new(), raters)
}

fn weights(marks: &[RatingMark], found: &[Found]) -> Vec<RatingWeight> {
    let reference = &*REFERENCE;
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
    let decay = Decay::new(HALF_LIFE_DAYS);
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
            let mut sums = sums(&history.ratings);
            // Which of several ratings of one day is named as evidence may differ.
            sums.low.clear();
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
        let bound = 4.0 * most / (PRIOR_RATINGS + verified.believed() + most);
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
        sums.add(&mark(999, day, stars, 5), weighed, AS_OF, &Decay::new(HALF_LIFE_DAYS));
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
    ) {
        let raters = raters.into_iter().map(|(rater, day, ring)| RaterProfile {
            rater: Pseudonym(rater),
            established_on: Day::from_number(FIRST + day),
            ring_on: ring.map(|day| Day::from_number(FIRST + day)),
        });
        let rate = TradeRate { n: 7, mean_milli: 4321, praise_permille: None };
        let trades = [("52".to_owned(), rate)].into();
        let tables = Reference::new(AS_OF, TradeRate::ASSUMED, trades, raters.collect());
        prop_assert_eq!(Reference::parse(&tables.to_text()), Some(tables));
    }
}

fn check(marks: &[RatingMark], found: &[Found], expect: &[(u32, &[Signal])]) {
    let weights = weights(marks, found);
    let told: Vec<(u32, Vec<Signal>)> =
        weights.iter().map(|one| (one.weight, one.signals.iter().collect())).collect();
    let expect: Vec<(u32, Vec<Signal>)> =
        expect.iter().map(|(weight, signals)| (*weight, signals.to_vec())).collect();
    assert_eq!(told, expect);
}

#[test]
fn a_purchase_and_a_reward_decide_what_a_rating_weighs_by_itself() {
    let mut marks = [mark(1, 10, 5, 0), mark(2, 50, 5, 0), mark(3, 90, 5, 0), mark(4, 130, 5, 0)];
    marks[1].fact.purchase = Purchase::Unverified;
    marks[2].fact.incentivised = true;
    marks[3].fact.purchase = Purchase::Unverified;
    marks[3].fact.incentivised = true;
    check(
        &marks,
        &[],
        &[
            (1000, &[]),
            (300, &[Signal::Unverified]),
            (250, &[Signal::Incentivised]),
            (75, &[Signal::Unverified, Signal::Incentivised]),
        ],
    );
}

#[test]
fn a_rating_from_the_shops_own_device_weighs_nothing() {
    let mut marks = [mark(1, 10, 5, 0), mark(2, 50, 5, 0)];
    marks[0].fact.origin = Some(Pseudonym(77));
    marks[1].fact.origin = Some(Pseudonym(78));
    check(&marks, &[], &[(0, &[Signal::SelfDealing]), (1000, &[])]);
}

#[test]
fn a_rater_is_judged_by_what_was_known_of_it_before_the_day() {
    // Rater 1 is established from day 100 on, rater 2 from day 50 and of a ring from day 200, rater 3
    // has never rated elsewhere.
    let marks = [
        mark(1, 100, 4, 1),
        mark(2, 140, 4, 1),
        mark(3, 180, 4, 2),
        mark(4, 240, 4, 2),
        mark(5, 280, 4, 3),
    ];
    check(
        &marks,
        &[],
        &[
            (350, &[Signal::NewRater]),
            (1000, &[]),
            (1000, &[]),
            (50, &[Signal::Ring]),
            (350, &[Signal::NewRater]),
        ],
    );
}

#[test]
fn a_text_that_another_rater_wrote_weighs_less_and_ones_own_does_not() {
    let mut marks = [mark(1, 10, 4, 0), mark(2, 50, 4, 0), mark(3, 150, 4, 1), mark(4, 190, 4, 1)];
    for (mark, bands) in marks.iter_mut().zip([[1, 2], [1, 3], [8, 2], [9, 9]]) {
        mark.fact.text = Some(TextPrint { bands });
    }
    check(&marks, &[], &[(1000, &[]), (1000, &[]), (250, &[Signal::CopiedText]), (1000, &[])]);
}

#[test]
fn a_week_allows_what_its_past_lets_expect_two_deviations_and_one() {
    // Two five-star ratings a week for 26 weeks: a week allows 2 + 2·√2 + 1 = 5.828.
    let mut marks: Vec<RatingMark> = (0..26)
        .flat_map(|week| [week * 7 + 3, week * 7 + 5])
        .map(|day| mark(0, day, 5, 0))
        .collect();
    for (seq, mark) in (1..).zip(&mut marks) {
        mark.seq = Seq(seq);
        // One established rater in each month would be bounded by the month.
        mark.fact.rater = Pseudonym(u32::MAX - u32::try_from(seq).unwrap());
    }
    let reference = Reference::default();
    let burst = (0..12).map(|n| mark(100 + n, 26 * 7 + 3, 5, 50_000 + n as u32));
    marks.extend(burst);
    assert_ne!(marks[0].effective_on.week_number(), marks[0].effective_on.plus(-1).week_number());
    let all: Vec<&RatingMark> = marks.iter().collect();
    let around = Surroundings {
        reference: &reference,
        trade: TradeRate::ASSUMED,
        origins: &[],
        found: &[],
        order_says: &|_| OrderEvidence::Nothing,
    };
    let mut weights = Vec::new();
    weigh(&all, &around, |_, weighed| weights.push(weighed));
    let burst = &weights[52..];
    assert!(burst.iter().all(|one| one.weight == 485 && one.signals.contains(Signal::Burst)));
    assert!(weights[..52].iter().all(|one| one.weight == 1000));
}

#[test]
fn a_finding_takes_the_weight_away_or_gives_it_back() {
    let mut marks = [mark(1, 10, 5, 3), mark(2, 50, 5, 3), mark(3, 90, 5, 3)];
    marks[2].version_of = Some(Seq(2));
    let found = [
        Found { rating: Seq(1), verdict: Verdict::Fake },
        Found { rating: Seq(2), verdict: Verdict::Genuine },
    ];
    check(
        &marks,
        &found,
        &[
            (0, &[Signal::FoundFake]),
            (1000, &[Signal::FoundGenuine]),
            (1000, &[Signal::FoundGenuine]),
        ],
    );
}

#[test]
fn a_bayesian_mean_with_its_interval_is_computed_as_by_hand() {
    // Three full ratings of today, 5, 5 and 2 stars, beside five of 4: 32 ÷ 8 = 4. Squares around 4:
    // 1 + 1 + 4 + 5·1 = 11, variance 11 ÷ 8; eight ratings' worth: 1.96·√(1.375 ÷ 8) = 0.8126.
    let mut sums = WeighedSums::default();
    let weighed = RatingWeight { weight: 1000, signals: Signals::default() };
    for (seq, stars) in [(1, 5), (2, 5), (3, 2)] {
        sums.add(&mark(seq, 400, stars, 0), weighed, AS_OF, &Decay::new(HALF_LIFE_DAYS));
    }
    let mean = sums.mean_stars(4.0).unwrap();
    assert!((mean.mean - 4.0).abs() < 1e-12);
    assert!((mean.from - 3.1874).abs() < 1e-4, "{mean:?}");
    assert!((mean.to - 4.8126).abs() < 1e-4, "{mean:?}");
}
