//! What weights obey whatever comes: property tests over invented histories.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::decay::Decay;
use super::mark::{FULL_WEIGHT, RatingMark};
use super::pseudonym::Pseudonym;
use super::reference::{RaterProfile, Reference, TradeRate};
use super::signal::{Signal, Signals};
use super::text_print::TextPrint;
use super::weigh::{Found, RatingWeight, Surroundings, UNVERIFIED_MAX, Verdict, weigh};
use super::weighed::{WEIGHED_HALF_LIFE_DAYS, WEIGHED_PRIOR, WeighedSums};
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
            (200, &[Signal::Unverified]),
            (250, &[Signal::Incentivised]),
            (200, &[Signal::Unverified, Signal::Incentivised]),
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
            (700, &[Signal::NewRater]),
            (1000, &[]),
            (1000, &[]),
            (50, &[Signal::Ring]),
            (700, &[Signal::NewRater]),
        ],
    );
}

#[test]
fn a_text_that_another_rater_wrote_weighs_less_and_ones_own_does_not() {
    let mut marks = [mark(1, 10, 4, 0), mark(2, 50, 4, 0), mark(3, 150, 4, 1), mark(4, 190, 4, 1)];
    for (mark, bands) in marks.iter_mut().zip([[1, 2], [1, 3], [8, 2], [9, 9]]) {
        mark.fact.text = Some(TextPrint { bands });
    }
    check(&marks, &[], &[(1000, &[]), (1000, &[]), (100, &[Signal::CopiedText]), (1000, &[])]);
}

fn each_by_another(days: impl Iterator<Item = i32>) -> Vec<RatingMark> {
    days.zip(1..).map(|(day, seq)| mark(seq, day, 5, 50_000 + seq as u32)).collect()
}

fn weights_without_tables(marks: &[RatingMark]) -> Vec<RatingWeight> {
    let reference = Reference::default();
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
    weights
}

#[test]
fn a_burst_shares_what_the_past_lets_expect_and_what_is_free() {
    // A rating every fourth day. Four days before the burst and the 364 days before them, 91 ratings,
    // let expect (91 + 0.5)·4 ÷ (364 + 10) = 0.978 in four days; 0.7·√0.978 = 0.692 more and 0.7 are
    // allowed: 2.369 for ten ratings, 0.2369² each. The four weeks allow 6.850 + 1.832 + 0.7 and hold six.
    let marks = each_by_another((0..400).step_by(4).chain([400; 10]));
    let weights = weights_without_tables(&marks);
    assert!(
        weights[15..100].iter().all(|one| one.weight == 1000 && one.signals.iter().count() == 0)
    );
    for one in &weights[100..] {
        assert_eq!((one.weight, one.signals.iter().collect()), (55, vec![Signal::Burst]));
    }
}

#[test]
fn a_spell_of_weeks_is_bounded_though_no_day_of_it_is() {
    // As above, then a rating each day. The four weeks allow 9.381, and on the last day they still hold
    // one rating of before: 8.381 are left for the 24.
    let marks = each_by_another((0..400).step_by(4).chain(400..424));
    let weights = weights_without_tables(&marks);
    let spell: u32 = weights[100..].iter().map(|one| one.weight).sum();
    assert!((7_500..=8_381).contains(&spell), "{spell}");
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
    // Three full ratings of today, 5, 5 and 2 stars, beside fifteen of 4: 72 ÷ 18 = 4. Squares around
    // 4: 1 + 1 + 4 + 15·1 = 21, variance 21 ÷ 18; worth eighteen: 1.96·√(1.1667 ÷ 18) = 0.4990.
    let mut sums = WeighedSums::default();
    let weighed = RatingWeight { weight: 1000, signals: Signals::default() };
    for (seq, stars) in [(1, 5), (2, 5), (3, 2)] {
        sums.add(&mark(seq, 400, stars, 0), weighed, AS_OF, &Decay::new(WEIGHED_HALF_LIFE_DAYS));
    }
    let mean = sums.mean_stars(4.0).unwrap();
    assert!((mean.mean - 4.0).abs() < 1e-12);
    assert!((mean.from - 3.5010).abs() < 1e-4, "{mean:?}");
    assert!((mean.to - 4.4990).abs() < 1e-4, "{mean:?}");
}
