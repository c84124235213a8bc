//! Tests of how long means and counts stay in a bin: never too long, and hardly too short.

use proptest::prelude::*;

use super::*;
use crate::domain::evidence::decay::Decay;
use crate::domain::record::rating::Stars;

const TODAY: Day = Day::from_number(20_000);
/// Days on which a mean is held against what was said of it, at most.
const DAYS_TRIED: u32 = 400;

fn rating(age_days: i32, stars: u8, weight: u32) -> PlainRating {
    let effective_on = TODAY.plus(-age_days);
    PlainRating { effective_on, stars: Stars::Overall(stars), weight }
}

/// How long the mean of ratings is said to stay in a bin of three tenths of a star, and for how long it
/// does, as far as that was tried.
fn of_mean(ratings: &[PlainRating], bin_from: f64) -> (u32, u32) {
    let decay = Decay::new(HALF_LIFE_DAYS);
    let mean_after = |days: u32| {
        let as_of = TODAY.plus(i32::try_from(days).unwrap());
        RatingSums::over(ratings, as_of, &decay).mean_stars().unwrap()
    };
    let now = mean_after(0);
    let ends = Ends { from: now - bin_from, to: now - bin_from + 0.3 };
    let said = plain(&RatingSums::over(ratings, TODAY, &decay)).unwrap().steady_days(ends);
    let stays = (1..=DAYS_TRIED).find(|days| !ends.contain(mean_after(*days)));
    (said, stays.map_or(DAYS_TRIED, |first| first - 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_mean_leaves_its_bin_before_it_is_said_to(
        kinds in prop::collection::vec((0..3000_i32, 1..=5_u8, 0..3_usize), 1..40),
        times in 1..60_usize,
        bin_from in 0.0..0.3_f64,
    ) {
        let one = |(age, stars, weight): &(i32, u8, usize)| rating(*age, *stars, [200, 400, 1000][*weight]);
        let ratings: Vec<PlainRating> =
            kinds.iter().flat_map(|kind| std::iter::repeat_n(one(kind), times)).collect();
        let (said, stays) = of_mean(&ratings, bin_from);
        prop_assert!(said.min(DAYS_TRIED) <= stays, "said {said}, stays {stays}");
    }
}

#[test]
fn who_has_thousands_of_ratings_is_not_looked_at_every_day() {
    let good = (0..365).flat_map(|age| std::iter::repeat_n(rating(age, 5, 1000), 15));
    let bad = (365..1000).flat_map(|age| std::iter::repeat_n(rating(age, 2, 1000), 5));
    let ratings: Vec<PlainRating> = bad.chain(good).collect();
    for bin_from in [0.002, 0.02, 0.2] {
        let (said, stays) = of_mean(&ratings, bin_from);
        let said = said.min(DAYS_TRIED);
        assert!((HALF_LIFE_DAYS..=stays).contains(&said), "said {said}, stays {stays}");
    }
}

#[track_caller]
fn check(ages: &[i32], holds: impl Fn(&[(Day, ())]) -> bool, expect: u32) {
    let mut things: Vec<(Day, ())> = ages.iter().map(|age| (TODAY.plus(-age), ())).collect();
    assert_eq!(of_leaving(TODAY, 365, &mut things, holds), expect);
}

#[test]
fn what_leaves_a_window_matters_from_the_day_on_which_too_few_are_left() {
    let least = |n: usize| move |left: &[(Day, ())]| left.len() >= n;
    check(&[10, 364, 20], least(3), 0);
    check(&[10, 364, 20], least(2), 344);
    check(&[10, 364, 20], least(1), 354);
    check(&[10, 364, 20], least(0), FOR_EVER);
    // Of several of one day none stays alone.
    check(&[364, 364, 300], least(2), 0);
    check(&[364, 364, 300], |left| left.len() != 2, FOR_EVER);
    check(&[], least(1), FOR_EVER);
}
