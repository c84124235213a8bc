//! How ratings are believed, through the service: weights with reasons, decisions of people, tables
//! of raters, and a packed history that is what its records say, whatever came in whatever order.

use merchant_credit::app::rating::RatingsAnswer;
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::evidence::signal::Signal;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::RecordId;
use merchant_credit::domain::record::kind::RecordKind;

use crate::world::{THEM, US, World, day};

const TODAY: &str = "2026-03-01";

fn ratings(world: &World, id: &str, as_of: &str) -> RatingsAnswer {
    let question = ScoreQuestion {
        id: MerchantId::parse(id).unwrap(),
        as_of: Some(day(as_of)),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    };
    world.app().ratings(&question).unwrap()
}

/// A world with one merchant that is known, and nothing else.
fn bare() -> World {
    let world = World::empty_on(TODAY);
    world.merchant("2010-03-01").record();
    world.of(THEM).merchant("2010-03-01").record();
    world
}

/// Numbers by chance, the same ones each time (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn weight(answer: &RatingsAnswer, id: RecordId) -> (u32, Vec<Signal>) {
    let rating = answer.ratings.iter().find(|rating| rating.id == id).unwrap();
    (rating.weight, rating.signals.clone())
}

#[test]
fn each_rating_says_what_it_weighs_and_why() {
    let world = bare();
    let full = world.rating("2026-01-05").stars(5).record();
    let unverified = world.rating("2026-01-20").stars(5).set("verified_purchase", "").record();
    let paid = world.rating("2026-02-05").stars(5).set("incentivised", "true").record();
    let answer = ratings(&world, US, TODAY);
    assert_eq!(weight(&answer, full), (1000, vec![]));
    assert_eq!(weight(&answer, unverified), (300, vec![Signal::Unverified]));
    assert_eq!(weight(&answer, paid), (250, vec![Signal::Incentivised]));
    assert_eq!((answer.n, answer.n_weighed, answer.ratings.len()), (3, 3, 3));
}

#[test]
fn a_text_that_someone_else_wrote_is_known_again_across_merchants_days_and_marks() {
    let world = bare();
    let text = "宝贝收到了非常满意五分好评";
    world.rating("2026-01-05").stars(5).set("text", text).record();
    let copied = world.rating("2026-01-20").stars(5).set("text", &format!("{text}！！")).record();
    let own = world.rating("2026-02-05").stars(5).set("text", "等了很久才送到味道一般").record();
    let answer = ratings(&world, US, TODAY);
    assert_eq!(weight(&answer, copied), (400, vec![Signal::CopiedText]));
    assert_eq!(weight(&answer, own), (1000, vec![]));
}

#[test]
fn the_print_of_a_text_makes_no_other_content() {
    let world = bare();
    let rating = || world.rating("2026-01-05").of_order("7").set("rater", "one").stars(5);
    let text = "宝贝收到了非常满意五分好评";
    let first = rating().set("text", text).record();
    let again = rating().set("text", text).receipt();
    assert!(
        matches!(again, merchant_credit::store::append::Receipt::Duplicate { id } if id == first)
    );
}

#[test]
fn what_comes_from_the_shops_own_device_weighs_nothing() {
    let world = bare();
    world.merchant("2020-01-01").set("origins", "yunshi:d7;yunshi:d8").record();
    let own = world.rating("2026-01-05").stars(5).set("origin", "d7").record();
    let other = world.rating("2026-01-20").stars(5).set("origin", "d9").record();
    let answer = ratings(&world, US, TODAY);
    assert_eq!(weight(&answer, own), (0, vec![Signal::SelfDealing]));
    assert_eq!(weight(&answer, other), (1000, vec![]));
    assert_eq!(answer.n_weighed, 1);
}

#[test]
fn a_fake_that_was_found_weighs_nothing_from_the_instant_on_and_again_once_that_is_withdrawn() {
    let world = bare();
    let rating = world.rating("2026-01-05").stars(5).record();
    let before = ratings(&world, US, TODAY);
    let finding = world.finding(rating, "2026-02-20").record();
    let found = ratings(&world, US, TODAY);
    assert_eq!(weight(&found, rating), (0, vec![Signal::FoundFake]));
    assert_eq!((found.n, found.mean), (1, None), "a rating is never taken away");
    assert_eq!(finding.kind, RecordKind::Finding);
    world.withdrawal(finding, "2026-02-25").record();
    assert_eq!(ratings(&world, US, TODAY), before);
}

#[test]
fn only_a_rating_takes_a_finding() {
    let world = bare();
    let penalty = world.penalty("2026-01-05").record();
    let faults = world.finding(penalty, "2026-02-20").faults();
    assert_eq!(faults[0].field, "target");
}

#[test]
fn tables_of_raters_are_frozen_and_say_nothing_of_days_before_what_they_rest_on() {
    let world = bare();
    let by = |id: &str, on: &str| world.of(id).rating(on).stars(5).set("rater", "regular").record();
    let first = by(US, "2025-06-05");
    by(THEM, "2025-08-05");
    let later = by(US, "2026-01-05");
    assert_eq!(weight(&ratings(&world, US, TODAY), first), (1000, vec![]), "no table yet");
    let known_at = world.now();
    world.wait_until("2026-03-02");
    let built = world.app().build_reference(None).unwrap();
    assert_eq!((built.n_merchants, built.n_ratings, built.n_raters), (2, 3, 1));
    let answer = ratings(&world, US, TODAY);
    assert_eq!(weight(&answer, first), (700, vec![Signal::NewRater]));
    assert_eq!(weight(&answer, later), (1000, vec![]));
    assert!(answer.reference_tables.is_some());
    // What was known before the tables stays as it was.
    let question = ScoreQuestion {
        id: MerchantId::parse(US).unwrap(),
        as_of: Some(day(TODAY)),
        known_at: Some(known_at),
        model: None,
        audience: Audience::Privileged,
    };
    let then = world.app().ratings(&question).unwrap();
    assert_eq!(then.reference_tables, None);
    assert_eq!(weight(&then, first), (1000, vec![]));
    // A new rating moves no table, and one of a later day is not in a table up to an earlier one.
    world.rating("2026-02-27").stars(1).record();
    assert_eq!(ratings(&world, US, TODAY).reference_tables, answer.reference_tables);
    assert_eq!(world.app().build_reference(Some(day("2026-02-26"))).unwrap().n_ratings, 3);
}

#[test]
fn a_packed_history_is_what_its_records_say_after_any_late_corrected_or_withdrawn_rating() {
    for seed in 0..12 {
        let world = bare();
        let mut chance = Draw(seed);
        let mut standing: Vec<(String, RecordId)> = Vec::new();
        for step in 0..60 {
            let rated_on = day("2025-03-01").plus(chance.below(360) as i32).to_string();
            let stars = 1 + chance.below(5) as u8;
            let place = chance.below(standing.len().max(1) as u64) as usize;
            match (chance.below(10), standing.is_empty()) {
                (0, false) => {
                    let (order, _) = &standing[place];
                    let rating = world.rating(&rated_on).of_order(order).set("rater", "r");
                    rating.stars(stars).correcting().receipt();
                }
                (1, false) => {
                    let (_, id) = standing.swap_remove(place);
                    world.withdrawal(id, "2026-02-01").record();
                }
                (2, false) => {
                    world.finding(standing[place].1, "2026-02-01").receipt();
                }
                _ => {
                    let order = format!("o{step}");
                    let rater = format!("r{}", chance.below(8));
                    let rating = world.rating(&rated_on).of_order(&order).set("rater", &rater);
                    standing.push((order, rating.stars(stars).record()));
                }
            }
            if chance.below(7) == 0 {
                world.app().store().fold_all().unwrap();
            }
        }
        // Part packed, part tail; then all packed; then all read from records.
        let tail = ratings(&world, US, TODAY);
        world.app().store().fold_all().unwrap();
        let packed = ratings(&world, US, TODAY);
        world.app().store().check().unwrap();
        world.app().store().drop_derived().unwrap();
        assert_eq!(ratings(&world, US, TODAY), packed, "seed {seed}");
        assert_eq!(tail, packed, "seed {seed}");
    }
}

#[test]
fn ratings_weigh_the_same_in_whatever_order_they_came() {
    let orders: Vec<u64> = (0..40).collect();
    let told = |orders: &[u64]| {
        let world = bare();
        for order in orders {
            let mut chance = Draw(*order);
            let rated_on = day("2025-12-01").plus(chance.below(60) as i32).to_string();
            let rating = world.rating(&rated_on).of_order(&order.to_string());
            let rating = rating.set("rater", &format!("r{}", chance.below(9)));
            let verified = if chance.below(3) == 0 { "" } else { "true" };
            rating.stars(1 + chance.below(5) as u8).set("verified_purchase", verified).record();
        }
        let answer = ratings(&world, US, TODAY);
        let mut weights: Vec<(String, u32, u32)> = answer
            .ratings
            .iter()
            .map(|rating| (rating.rated_on.to_string(), rating.stars_milli, rating.weight))
            .collect();
        weights.sort();
        (answer.mean, weights)
    };
    let expect = told(&orders);
    let reversed: Vec<u64> = orders.iter().rev().copied().collect();
    assert_eq!(told(&reversed), expect);
    let mixed: Vec<u64> = orders.iter().map(|order| (order * 7) % 40).collect();
    assert_eq!(told(&mixed), expect);
}
