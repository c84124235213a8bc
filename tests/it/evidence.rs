//! How ratings are believed, through the service: weights with reasons, decisions of people, tables
//! of raters, and a packed history that is what its records say, whatever came in whatever order.

use merchant_credit::app::rating::RatingsAnswer;
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::evidence::alarm::AlarmKind;
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
    assert_eq!(weight(&answer, unverified), (200, vec![Signal::Unverified]));
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
    assert_eq!(weight(&answer, copied), (100, vec![Signal::CopiedText]));
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
    let known_at = world.score(TODAY).known_at;
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

#[test]
fn a_negative_wave_raises_an_alarm_until_people_have_looked_into_it() {
    let world = bare();
    for week in 0..30 {
        let rated_on = day("2025-06-02").plus(week * 7).to_string();
        world.rating(&rated_on).stars(5).record();
    }
    let wave: Vec<RecordId> =
        (0..9).map(|n| world.rating(&format!("2026-02-2{}", n % 3)).stars(1).record()).collect();
    let list = world.app().raise_alarms(None).unwrap();
    let [kept] = list.alarms.as_slice() else { panic!("{list:?}") };
    assert_eq!(kept.alarm.kind, AlarmKind::NegativeWave);
    assert_eq!((kept.merchant.as_str(), kept.alarm.n_ratings), (US, 9));
    assert_eq!(world.app().alarms(None).unwrap(), Some(list));
    assert_eq!(world.app().alarms(Some(AlarmKind::Ring)).unwrap().unwrap().alarms, []);
    for rating in wave {
        world.finding(rating, "2026-02-28").record();
    }
    assert_eq!(world.app().raise_alarms(None).unwrap().alarms, []);
}

#[test]
fn a_ring_of_raters_is_found_in_the_tables_and_raises_an_alarm() {
    let world = bare();
    // Six accounts praise one merchant in December and another in February.
    for (id, month) in [(THEM, "2025-12"), (US, "2026-02")] {
        for account in 0..6 {
            let rated_on = format!("{month}-{:02}", 3 + 4 * account);
            world.of(id).rating(&rated_on).stars(5).set("rater", &format!("a{account}")).record();
        }
    }
    // A market of others who rate two shops each at random, so that chance explains little.
    for number in 0..80_u32 {
        for (shop, rated_on) in [
            (format!("yunshi:s{}", number % 9), "2025-07-05"),
            (format!("yunshi:t{}", number * 7 % 11), "2025-10-05"),
        ] {
            let rating = world.of(&shop).rating(rated_on).stars(4);
            rating.set("rater", &format!("b{number}")).record();
        }
    }
    let built = world.app().build_reference(None).unwrap();
    assert_eq!(built.n_in_rings, 6, "{built:?}");
    let answer = ratings(&world, US, TODAY);
    let in_ring = |rating: &&merchant_credit::app::rating::WeighedRating| {
        rating.signals.contains(&Signal::Ring)
    };
    // The pair of merchants is suspicious from the fourth account that links it.
    assert_eq!(answer.ratings.iter().filter(in_ring).count(), 0, "nothing before it was visible");
    for account in 0..6 {
        let rating = world.rating("2026-02-28").stars(5).set("rater", &format!("a{account}"));
        rating.record();
    }
    let answer = ratings(&world, US, TODAY);
    assert_eq!(answer.ratings.iter().filter(in_ring).count(), 6);
    let kinds: Vec<AlarmKind> =
        world.app().raise_alarms(None).unwrap().alarms.iter().map(|kept| kept.alarm.kind).collect();
    assert!(kinds.contains(&AlarmKind::Ring), "{kinds:?}");
}

#[test]
fn complaints_count_by_volume_and_one_complainant_counts_once() {
    let world = bare();
    let rate = |as_of: &str| {
        let answer = world.ask(as_of).by("expert-2").score();
        answer.value("complaints_per_1000_orders")
    };
    world.complaint("2026-02-28").record();
    // One for the 200 orders that are assumed.
    assert!((rate("2026-02-28") - 5.0).abs() < 1e-9, "{}", rate("2026-02-28"));
    for _ in 0..5 {
        world.complaint("2026-02-28").set("complainant", "c1").record();
    }
    assert!((rate("2026-02-28") - 10.0).abs() < 1e-9, "six of two complainants count two");
    world
        .complaint("2026-02-28")
        .set("complainant", "c2")
        .ended("withdrawn", "2026-02-28")
        .record();
    assert!((rate("2026-02-28") - 10.0).abs() < 1e-9, "withdrawn");
}

#[test]
fn open_complaints_stand_in_the_list_of_work_with_the_days_of_the_law() {
    let world = bare();
    let received = world.complaint("2026-02-25").set("accepted_on", "").set("outcome", "received");
    let received = received.set("organ", "虚构市市场监督管理局(虚构)").record();
    let accepted = world.complaint("2026-02-02").record();
    world.complaint("2026-01-05").ended("settled", "2026-01-20").record();
    let work = world.app().open_work(None).unwrap();
    let told: Vec<(RecordId, &str, String)> =
        work.iter().map(|one| (one.id, one.step.as_str(), one.due_on.to_string())).collect();
    // Order 20, art. 14 and 20: 7 working days from receipt, 45 from acceptance. In 2026 15 to 23
    // February are days off, 14 and 28 February working days.
    assert_eq!(
        told,
        [
            (received, "complaint_accept", "2026-03-05".to_owned()),
            (accepted, "complaint_mediate", "2026-04-13".to_owned()),
        ]
    );
    assert_eq!(work[0].organ.name, "虚构市市场监督管理局(虚构)");
}
