//! One waybill or invoice behind orders of several merchants: nothing until reference tables are built,
//! then a reason that is named, and the past as it was known.

use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::evidence::alarm::AlarmKind;
use merchant_credit::domain::evidence::signal::Signal;
use merchant_credit::domain::merchant::MerchantId;
use serde_json::{Value, json};

use crate::cli::Shell;
use crate::world::{OTHERS, THEM, US, World, day};

const TODAY: &str = "2026-10-30";

/// Shops of a platform: one sends parcels, one names a parcel of the first, one has its own.
const SENDER: &str = "yunshi:s1";
const COPIER: &str = "yunshi:s2";
const HONEST: &str = "yunshi:s3";

const ORDERS: &str = "merchant,platform,order,placed_on,payment,paid_on,invoice,invoiced_on,waybill,\
                      shipped_on,batches\n";

/// A store of the program with one order and rating for each shop, by accounts with a past.
fn market() -> Shell {
    let shell = Shell::new();
    import(
        &shell,
        "transactions",
        &format!(
            "{ORDERS}\
         {SENDER},yunshi,o1,2025-03-01,p1,2025-03-01,i1,2025-03-02,SF-1,2025-03-03,L2503\n\
         {COPIER},yunshi,o2,2025-02-27,p2,2025-02-27,i2,2025-03-01,SF-1,2025-03-05,L2503\n\
         {HONEST},yunshi,o3,2025-03-01,p3,2025-03-01,i3,2025-03-02,SF-3,2025-03-03,L2503\n"
        ),
    );
    let mut ratings = "platform,shop,order,item,rated_on,rater,stars\n".to_owned();
    for (shop, number) in [("s1", 1), ("s2", 2), ("s3", 3)] {
        ratings += &format!(
            "yunshi,{shop},o{number},1,2025-03-10,r{number},5\n\
             yunshi,s8,e{number},1,2024-06-0{number},r{number},4\n\
             yunshi,s9,n{number},1,2024-06-2{number},r{number},4\n"
        );
    }
    import(&shell, "ratings", &ratings);
    shell
}

fn import(shell: &Shell, kind: &str, text: &str) {
    let file = shell.file(&format!("{kind}.csv"), text);
    let said = shell.run(&["import", kind, &file]);
    assert_eq!(said.code, 0, "{kind}: {} {}", said.out, said.error);
}

fn ratings(shell: &Shell, shop: &str) -> Value {
    shell.json(&["ratings", shop, "--as-of", "2025-06-01"])
}

/// The weight of the only rating of a shop, and its reasons.
fn weight(answer: &Value) -> (f64, Vec<&str>) {
    let [rating] = answer["ratings"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    let signals = rating["signals"].as_array().unwrap();
    let names = signals.iter().map(|signal| signal["name"].as_str().unwrap());
    (rating["weight"].as_f64().unwrap(), names.collect())
}

fn n_verified(shell: &Shell, shop: &str) -> Value {
    shell.json(&["trace", shop, "L2503"])["links"][0]["n_verified"].clone()
}

#[test]
fn who_names_the_waybill_of_another_merchant_is_believed_less_once_tables_are_built() {
    let shell = market();
    let shops = [SENDER, COPIER, HONEST];
    let before = shops.map(|shop| ratings(&shell, shop));
    for answer in &before {
        assert_eq!(weight(answer), (1.0, vec![]), "no table yet");
    }
    let then = shell.json(&["score", COPIER, "--as-of", "2025-06-01"])["known_at"].clone();
    let built = shell.json(&["reference", "build", "--as-of", "2025-06-01"]);
    assert_eq!(built["n_shared_papers"], 1, "{built}");
    let after = shops.map(|shop| ratings(&shell, shop));
    assert_eq!(weight(&after[0]), (1.0, vec![]), "sent first, though ordered later");
    assert_eq!(weight(&after[1]), (0.1, vec!["shared_paper"]));
    assert_eq!(weight(&after[2]), (1.0, vec![]));
    let why = &after[1]["ratings"][0]["signals"][0]["sentence"];
    assert!(why.as_str().unwrap().contains("another merchant"), "{why}");
    let text = shell.run(&["ratings", COPIER, "--as-of", "2025-06-01"]);
    assert!(text.out.contains("weight 0.100  shared_paper"), "{}", text.out);
    let proved = shops.map(|shop| n_verified(&shell, shop));
    assert_eq!(proved, [json!(1), json!(0), json!(1)]);
    // As it was known before there was a table.
    let then = ["--known-at", then.as_str().unwrap()];
    for (shop, before) in shops.iter().zip(&before) {
        let known = shell.json(&[&["ratings", shop, "--as-of", "2025-06-01"], &then[..]].concat());
        assert_eq!(known, *before);
    }
    let again = shell.json(&["reference", "build", "--as-of", "2025-06-01"]);
    assert_eq!(again["is_new"], false, "{again}");
}

#[test]
fn an_order_that_names_its_own_waybill_after_all_is_believed_at_once() {
    let shell = market();
    shell.json(&["reference", "build", "--as-of", "2025-06-01"]);
    assert_eq!(weight(&ratings(&shell, COPIER)).0, 0.1);
    import(
        &shell,
        "transactions",
        &format!(
            "{},corrects\n\
         {COPIER},yunshi,o2,2025-02-27,p2,2025-02-27,i2,2025-03-01,SF-2,2025-03-05,L2503,true\n",
            ORDERS.trim_end()
        ),
    );
    assert_eq!(weight(&ratings(&shell, COPIER)), (1.0, vec![]));
    let built = shell.json(&["reference", "build", "--as-of", "2025-06-01"]);
    assert_eq!((&built["n_shared_papers"], &built["is_new"]), (&json!(0), &json!(true)));
    assert_eq!(weight(&ratings(&shell, SENDER)), (1.0, vec![]));
}

#[test]
fn tables_up_to_a_day_know_no_paper_of_a_later_one() {
    let shell = market();
    let n = |as_of: &str| {
        shell.json(&["reference", "build", "--as-of", as_of])["n_shared_papers"].clone()
    };
    assert_eq!([n("2025-03-04"), n("2025-03-05")], [json!(0), json!(1)]);
}

/// The ratings of a merchant in the order of their days, with what lowers them.
fn signals(world: &World, id: &str) -> Vec<(Day, Vec<Signal>)> {
    let question = ScoreQuestion {
        id: MerchantId::parse(id).unwrap(),
        as_of: Some(day(TODAY)),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    };
    let ratings = world.app().ratings(&question).unwrap().ratings;
    let mut told: Vec<_> = ratings.into_iter().map(|one| (one.rated_on, one.signals)).collect();
    told.sort_by_key(|one| one.0);
    told
}

/// Whether the newest rating of a merchant stands on a paper of another merchant's order.
fn is_shared(world: &World, id: &str) -> bool {
    signals(world, id).last().is_some_and(|(_, found)| found.contains(&Signal::SharedPaper))
}

/// An order of a merchant that names a waybill, and a rating of it.
fn sold(world: &World, id: &str, order: &str, placed_on: &str, waybill: &str) {
    let sale = world.of(id).transaction(placed_on).set("order", order);
    sale.set("waybill", waybill).record();
    let rated_on = day(placed_on).plus(9).to_string();
    world.of(id).rating(&rated_on).of_order(order).set("rater", order).stars(5).record();
}

#[test]
fn shops_that_send_the_same_empty_parcels_raise_an_alarm() {
    let world = World::empty_on(TODAY);
    for number in 0..4 {
        let waybill = format!("SF-{number}");
        // Each parcel stands behind one order of each shop, all sent on one day.
        for (shop, letter) in [(US, "a"), (THEM, "b"), ("yunshi:s7", "c")] {
            let placed_on = format!("2026-09-0{}", number + 1);
            sold(&world, shop, &format!("{letter}{number}"), &placed_on, &waybill);
        }
        sold(&world, OTHERS, &format!("d{number}"), "2026-09-05", &format!("SF-own-{number}"));
    }
    assert_eq!(world.app().raise_alarms(None).unwrap().alarms, []);
    let built = world.app().build_reference(None).unwrap();
    assert_eq!(built.n_shared_papers, 12, "{built:?}");
    let list = world.app().raise_alarms(None).unwrap();
    let mut told: Vec<(&str, AlarmKind, u32)> = list
        .alarms
        .iter()
        .map(|kept| (kept.merchant.as_str(), kept.alarm.kind, kept.alarm.n_ratings))
        .collect();
    told.sort_unstable_by_key(|one| one.0);
    let mut expect = [US, THEM, "yunshi:s7"].map(|who| (who, AlarmKind::SharedPapers, 4));
    expect.sort_unstable_by_key(|one| one.0);
    assert_eq!(told, expect);
}

#[test]
fn two_shops_that_became_one_merchant_share_nothing_with_another() {
    let world = World::empty_on(TODAY);
    world.merchant("2010-01-01").record();
    sold(&world, US, "a", "2026-09-01", "SF-1");
    sold(&world, "yunshi:s7", "b", "2026-09-03", "SF-1");
    let n = || world.app().build_reference(None).unwrap().n_shared_papers;
    assert_eq!(n(), 1);
    assert!(is_shared(&world, "yunshi:s7"));
    world.of(US).merge("yunshi:s7", "2026-10-01").record();
    assert_eq!(n(), 0, "its own copy now, which its own records tell");
}

#[test]
fn a_withdrawn_order_claims_no_paper() {
    let world = World::empty_on(TODAY);
    let first = world.transaction("2026-09-01").set("order", "a").set("waybill", "SF-1").record();
    sold(&world, THEM, "b", "2026-09-03", "SF-1");
    let build = || world.app().build_reference(None).unwrap();
    assert_eq!(build().n_shared_papers, 1);
    assert!(is_shared(&world, THEM));
    world.app().store().fold_all().unwrap();
    assert!(is_shared(&world, THEM), "packed");
    world.withdrawal(first, "2026-10-01").record();
    assert!(is_shared(&world, THEM), "tables are frozen");
    assert_eq!(build().n_shared_papers, 0);
    assert!(!is_shared(&world, THEM));
}

/// Numbers by chance, the same ones each time: the generator of Park and Miller.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        self.0 % n
    }
}

/// An order as a slow recount sees it.
struct Sold {
    shop: usize,
    placed_on: Day,
    shipped_on: Option<Day>,
    waybill: u64,
}

impl Sold {
    /// By which the first of those that name a waybill is found, and the day from which on it does.
    fn rank(&self) -> (bool, Day) {
        (self.shipped_on.is_none(), self.shipped_on.unwrap_or(self.placed_on))
    }

    /// What a rating of it, given nine days after, is held against: every order beside every other.
    fn expect(&self, all: &[Self]) -> Option<Signal> {
        let same = || all.iter().filter(|other| other.waybill == self.waybill);
        let is_copy = |one: &Self| {
            same().any(|other| other.shop == one.shop && other.placed_on < one.placed_on)
        };
        if is_copy(self) {
            return Some(Signal::Contradicted);
        }
        let others = same().filter(|other| other.shop != self.shop && !is_copy(other));
        let first = others.map(Self::rank).min().filter(|first| *first <= self.rank())?;
        let since = first.1.max(self.rank().1);
        (since <= self.placed_on.plus(9)).then_some(Signal::SharedPaper)
    }
}

#[test]
fn tables_say_what_a_slow_recount_of_all_orders_says() {
    const SHOPS: [&str; 5] = [US, THEM, OTHERS, "yunshi:s7", "yunshi:s8"];
    let mut n_shared = 0;
    for seed in 1..6 {
        let world = World::empty_on(TODAY);
        let mut draw = Draw(seed);
        let mut all: Vec<Sold> = Vec::new();
        for number in 0..50 {
            let placed_on = day("2026-03-01").plus(number);
            let sold = Sold {
                shop: draw.below(5) as usize,
                placed_on,
                shipped_on: (draw.below(4) > 0).then(|| placed_on.plus(draw.below(14) as i32)),
                waybill: draw.below(30),
            };
            let order = || {
                let order = world.of(SHOPS[sold.shop]).transaction(&placed_on.to_string());
                let shipped_on = sold.shipped_on.map(|day| day.to_string()).unwrap_or_default();
                order.set("order", &number.to_string()).set("shipped_on", &shipped_on)
            };
            if draw.below(3) == 0 {
                order().set("waybill", &draw.below(30).to_string()).record();
                order().set("waybill", &sold.waybill.to_string()).correcting().record();
            } else {
                order().set("waybill", &sold.waybill.to_string()).record();
            }
            let rating = world.of(SHOPS[sold.shop]).rating(&placed_on.plus(9).to_string());
            let rating = rating.of_order(&number.to_string()).stars(4);
            rating.set("rater", &number.to_string()).record();
            all.push(sold);
        }
        world.app().build_reference(None).unwrap();
        for (place, shop) in SHOPS.iter().enumerate() {
            let of_orders = [Signal::Contradicted, Signal::SharedPaper];
            let found: Vec<(Day, Option<Signal>)> = signals(&world, shop)
                .into_iter()
                .map(|(rated_on, found)| {
                    (rated_on, found.into_iter().find(|signal| of_orders.contains(signal)))
                })
                .collect();
            let own = all.iter().filter(|sold| sold.shop == place);
            // Nothing is sent yet where the day of sending comes after the rating.
            let expect: Vec<(Day, Option<Signal>)> =
                own.map(|sold| (sold.placed_on.plus(9), sold.expect(&all))).collect();
            assert_eq!(found, expect, "seed {seed}, {shop}");
            n_shared += found.iter().filter(|one| one.1 == Some(Signal::SharedPaper)).count();
        }
    }
    assert!(n_shared > 20, "{n_shared}");
}
