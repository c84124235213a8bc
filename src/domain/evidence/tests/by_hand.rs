//! Weights and means as they are found by hand.

use super::super::weigh::Verdict;
use super::*;

/// By the first rules.
fn check(marks: &[RatingMark], found: &[Found], expect: &[(u32, &[Signal])]) {
    check_by(&REFERENCE, marks, found, expect);
}

fn check_by(
    reference: &Reference,
    marks: &[RatingMark],
    found: &[Found],
    expect: &[(u32, &[Signal])],
) {
    let weights = weights_by(reference, marks, found);
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

#[test]
fn by_the_second_rules_a_mark_of_a_rater_counts_by_how_rare_it_is() {
    // 333 = 2·200 ÷ (1000 + 200), 400 = 2·250 ÷ (1000 + 250), 571 = 2·400 ÷ (1000 + 400), in thousandths.
    let marks = [
        mark(1, 80, 4, 9),
        mark(2, 121, 4, 3),
        mark(3, 160, 4, 1),
        mark(4, 240, 4, 2),
        mark(5, 280, 4, 1),
        // Beyond the days that the tables were built from: nobody knows who is alone there.
        mark(6, 410, 4, 9),
        mark(7, 450, 4, 1),
    ];
    check_by(
        &SECOND,
        &marks,
        &[],
        &[
            (333, &[Signal::NewRater]),
            (1000, &[]),
            (400, &[Signal::LoneRater]),
            (50, &[Signal::Ring]),
            (400, &[Signal::LoneRater]),
            (571, &[Signal::NewRater]),
            (1000, &[]),
        ],
    );
}

#[test]
fn a_mark_that_nearly_all_bear_says_nothing_and_the_rarest_leaves_a_twentieth() {
    let tables = |lone_new, lone| {
        let usual = UsualMarks {
            new_permille: Some(910),
            lone_new_permille: Some(lone_new),
            lone_permille: Some(lone),
        };
        reference().with_company(usual, Vec::new())
    };
    let marks = [mark(1, 80, 4, 9), mark(2, 160, 4, 1), mark(3, 410, 4, 9)];
    check_by(&tables(900, 950), &marks, &[], &[(1000, &[]), (1000, &[]), (1000, &[])]);
    // 48 = 2·25 ÷ (1000 + 25).
    let rare: &[(u32, &[Signal])] =
        &[(48, &[Signal::NewRater]), (48, &[Signal::LoneRater]), (1000, &[])];
    check_by(&tables(1, 25), &marks, &[], rare);
}

#[test]
fn by_the_second_rules_doubts_of_the_purchase_come_on_top() {
    let mut unverified = [mark(1, 135, 5, 1)];
    unverified[0].fact.purchase = Purchase::Unverified;
    unverified[0].fact.incentivised = true;
    let both = &[Signal::Unverified, Signal::Incentivised];
    check_by(&REFERENCE, &unverified, &[], &[(200, both)]);
    check_by(&SECOND, &unverified, &[], &[(50, both)]);
}

#[test]
fn a_share_of_low_ratings_has_fifteen_usual_ones_beside_it() {
    // Of the low one of 500 days before so much is left as of its half-life of 540.
    let mut sums = WeighedSums::default();
    let weighed = RatingWeight { weight: 1000, signals: Signals::default() };
    assert_eq!(sums.decayed_low_share(0.1), None);
    for (seq, day, stars) in [(1, -100, 2), (2, 400, 5), (3, 400, 1)] {
        sums.add(&mark(seq, day, stars, 0), weighed, AS_OF, &Decay::new(WEIGHED_HALF_LIFE_DAYS));
    }
    let old = 0.5_f64.powf(500.0 / 540.0);
    let expect = (1.5 + old + 1.0) / (15.0 + old + 2.0);
    let share = sums.decayed_low_share(0.1).unwrap();
    assert!((share - expect).abs() < 1e-5, "{share} {expect}");
    assert_eq!((sums.low.as_slice(), sums.older_low.as_slice()), (&[Seq(3)][..], &[Seq(1)][..]));
}

#[test]
fn a_rating_weighs_a_tenth_where_a_paper_of_its_order_belongs_to_another_merchant() {
    let mut marks = [mark(1, 120, 5, 3), mark(2, 125, 4, 3)];
    marks[1].fact.purchase = Purchase::Unverified;
    marks[1].fact.incentivised = true;
    let all: Vec<&RatingMark> = marks.iter().collect();
    for (reference, rewarded) in [(&*REFERENCE, 100), (&*SECOND, 25)] {
        let around = Surroundings {
            reference,
            trade: TradeRate::ASSUMED,
            origins: &[],
            found: &[],
            order_says: &|_| OrderEvidence::SharedPaper,
        };
        let mut told = Vec::new();
        weigh(&all, &around, |_, weighed| told.push(weighed));
        assert_eq!(told.iter().map(|one| one.weight).collect::<Vec<_>>(), [100, rewarded]);
        assert!(told.iter().all(|one| one.signals.contains(Signal::SharedPaper)));
        assert!(told.iter().all(|one| !one.signals.contains(Signal::Unverified)));
    }
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
