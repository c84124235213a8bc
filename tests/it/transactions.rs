//! Orders: taken in by every door, corrected and withdrawn like other records; the monthly monitor and
//! the way of a batch of goods.

use merchant_credit::app::key::Role;
use merchant_credit::app::monitor::{Figures, MonitorQuestion, UNKNOWN};
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::evidence::signal::Signal;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::kind::RecordKind;
use serde_json::json;

use crate::http_door::{Door, MERCHANT};
use crate::world::{OTHERS, THEM, US, World, day};

const TODAY: &str = "2026-10-30";

fn id(text: &str) -> MerchantId {
    MerchantId::parse(text).unwrap()
}

fn n_orders(world: &World, as_of: &str) -> i64 {
    let counts = world.ask(as_of).merchant().counts;
    counts.iter().find(|one| one.kind == RecordKind::Transaction).unwrap().n
}

fn month(world: &World, month: &str) -> merchant_credit::app::monitor::MonitorAnswer {
    let question = MonitorQuestion {
        month: day(&format!("{month}-15")),
        region: None,
        industry: None,
        known_at: None,
    };
    world.app().monitor(&question).unwrap()
}

#[test]
fn an_order_is_one_record_through_all_its_versions() {
    let world = World::on(TODAY);
    let placed = world.transaction("2026-09-01").set("order", "1").set("shipped_on", "").record();
    world.transaction("2026-09-01").set("order", "1").correcting().record();
    assert_eq!(n_orders(&world, TODAY), 1);
    assert_eq!(n_orders(&world, "2026-08-31"), 0, "not placed yet");
    world.withdrawal(placed, "2026-09-20");
    assert_eq!(n_orders(&world, TODAY), 0, "withdrawn");
}

#[test]
fn a_packed_history_knows_the_orders_that_a_recount_finds() {
    let world = World::on(TODAY);
    for n in 0..30 {
        let order = world.transaction("2026-09-01").set("order", &n.to_string());
        order.set("waybill", &format!("w{}", n % 7)).record();
    }
    world.transaction("2026-09-01").set("order", "3").set("waybill", "").correcting().record();
    world.complaint("2026-10-01").record();
    let before = world.ask(TODAY).merchant();
    let instant = world.score(TODAY).known_at;
    world.app().store().fold_all().unwrap();
    assert_eq!(world.ask(TODAY).merchant(), before);
    world.transaction("2026-10-02").record();
    world.app().store().fold_all().unwrap();
    assert_eq!(n_orders(&world, TODAY), 31);
    let then = world.ask(TODAY).known_at(instant).merchant();
    assert_eq!(then.counts, before.counts, "as it was known");
}

/// The weight of each rating of the first merchant by its day, and the reasons.
fn weights(world: &World, as_of: &str) -> Vec<(String, u32, Vec<Signal>)> {
    let question = ScoreQuestion {
        id: id(US),
        as_of: Some(day(as_of)),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    };
    let mut found: Vec<_> = world
        .app()
        .ratings(&question)
        .unwrap()
        .ratings
        .into_iter()
        .map(|one| (one.rated_on.to_string(), one.weight, one.signals))
        .collect();
    found.sort();
    found
}

#[test]
fn an_order_on_record_tells_which_ratings_stand_on_a_purchase() {
    let world = World::empty_on(TODAY);
    world.merchant("2010-01-01").record();
    let order = |number: &str, placed_on: &str| {
        let order = world.transaction(placed_on).set("order", number);
        order.set("waybill", &format!("w-{number}")).set("invoice", &format!("i-{number}"))
    };
    let rated = |number: &str, on: &str| {
        world.rating(on).of_order(number).set("rater", number).stars(4).record();
    };
    world.rating("2026-01-05").of_order("none").set("rater", "x").stars(4).record();
    order("whole", "2026-02-01").record();
    let flagged = world.rating("2026-02-10").of_order("whole").set("rater", "y").stars(4);
    flagged.set("verified_purchase", "false").record();
    order("unsent", "2026-03-01").set("waybill", "").set("shipped_on", "").record();
    rated("unsent", "2026-03-10");
    order("never sent", "2026-03-02").set("waybill", "").set("shipped_on", "").record();
    rated("never sent", "2026-04-10");
    order("copied", "2026-05-01").set("waybill", "w-whole").record();
    rated("copied", "2026-05-10");
    order("paid before", "2026-06-01").set("paid_on", "2026-05-01").record();
    rated("paid before", "2026-06-10");
    order("called off", "2026-07-01").set("cancelled_on", "2026-07-02").record();
    rated("called off", "2026-07-10");
    order("placed later", "2026-09-01").record();
    rated("placed later", "2026-08-10");
    let row = |on: &str, weight: u32, signals: &[Signal]| (on.to_owned(), weight, signals.to_vec());
    let expect = [
        row("2026-01-05", 1000, &[]),
        row("2026-02-10", 1000, &[]),
        row("2026-03-10", 200, &[Signal::Unverified]),
        row("2026-04-10", 100, &[Signal::Contradicted]),
        row("2026-05-10", 100, &[Signal::Contradicted]),
        row("2026-06-10", 100, &[Signal::Contradicted]),
        row("2026-07-10", 100, &[Signal::Contradicted]),
        row("2026-08-10", 1000, &[]),
    ];
    assert_eq!(weights(&world, TODAY), expect);
    world.app().store().fold_all().unwrap();
    assert_eq!(weights(&world, TODAY), expect, "packed");
    // Papers that come later move no rating that was given before them.
    order("unsent", "2026-03-01").set("shipped_on", "2026-03-20").correcting().record();
    assert_eq!(weights(&world, TODAY), expect, "sent after it was rated");
}

#[test]
fn the_monitor_counts_a_month_by_region_trade_and_platform() {
    let world = World::on(TODAY);
    world.merchant("2012-01-01").set("industry", "5223").set("shops", "yunshi:s55;haimao:q1");
    world.of(THEM).merchant("2015-01-01").set("region", "449922").set("industry", "6210");
    world.transaction("2026-09-01").set("amount_fen", "1000");
    world.transaction("2026-09-30").set("amount_fen", "250").set("returned_on", "2026-10-05");
    world.transaction("2026-09-10").set("cancelled_on", "2026-09-10");
    world.transaction("2026-10-01").set("amount_fen", "7");
    world.of(THEM).transaction("2026-09-02").set("platform", "haimao");
    world.of(OTHERS).transaction("2026-09-02");
    let void = world.transaction("2026-09-03").record();
    world.withdrawal(void, "2026-09-04");
    world.complaint("2026-09-05");
    world.complaint("2026-09-07").set("platform", "yunshi");
    world.of(THEM).complaint("2026-09-06").set("source", "haimao").ended("refused", "2026-09-07");
    let found = month(&world, "2026-09");
    assert_eq!((found.from, found.to), (day("2026-09-01"), day("2026-09-30")));
    let figures = |n_merchants, n_orders, amount_fen, n_returns, n_complaints| Figures {
        n_merchants,
        n_orders,
        amount_fen,
        n_returns,
        n_complaints,
    };
    assert_eq!(found.total, figures(2, 4, 1250, 1, 3));
    assert_eq!(found.by_region["449903"], figures(1, 2, 1250, 1, 2));
    assert_eq!(found.by_region["449922"], figures(1, 1, 0, 0, 1));
    assert_eq!(found.by_region[UNKNOWN], figures(0, 1, 0, 0, 0));
    assert_eq!(found.by_trade["52"], figures(1, 2, 1250, 1, 2));
    assert_eq!(found.by_platform["yunshi"], figures(1, 3, 1250, 1, 1));
    assert_eq!(found.by_platform["haimao"], figures(1, 1, 0, 0, 1));
    assert_eq!(month(&world, "2026-10").total, figures(2, 1, 7, 0, 0));
    assert_eq!(month(&world, "2026-09"), found, "asked again");
}

#[test]
fn the_monitor_counts_a_merchant_where_it_was_at_the_end_of_the_month() {
    let world = World::empty_on(TODAY);
    let regions =
        |told: &str| -> Vec<String> { month(&world, told).by_region.keys().cloned().collect() };
    world.merchant("2026-01-01").set("region", "449901").record();
    let moved = world.merchant("2026-05-20").set("region", "449902").record();
    world.merchant("2026-08-31").set("region", "449903").record();
    let months = ["2025-12", "2026-04", "2026-05", "2026-07", "2026-08"].map(regions);
    assert_eq!(months, [vec![], vec!["449901"], vec!["449902"], vec!["449902"], vec!["449903"]]);
    world.withdrawal(moved, "2026-09-01").record();
    assert_eq!(regions("2026-07"), ["449901"], "what is void was never true");
    world.of("yunshi:s7").merchant("2026-08-01").set("region", "449904").record();
    assert_eq!(regions("2026-08"), ["449903", "449904"]);
    world.of(US).merge("yunshi:s7", "2026-09-02").record();
    assert_eq!(regions("2026-08"), ["449903"], "one merchant, where it was last");
    world.merchant("2026-08-31").set("region", "449905").correcting().record();
    assert_eq!(regions("2026-08"), ["449905"]);
}

#[test]
fn a_batch_is_followed_to_those_who_sold_it_before() {
    let world = World::on(TODAY);
    let licence = world.of(OTHERS).licence("2020-01-01").record();
    let supply = |seller: &str, buyer: &str| {
        world.of(seller).transaction("2026-09-01").set("batches", "L 2609;x").set("buyer", buyer)
    };
    supply(OTHERS, THEM).record();
    supply(THEM, US).record();
    world.transaction("2026-09-05").set("batches", "l2609").record();
    world.transaction("2026-09-09").set("batches", "L2609").set("invoice", "").record();
    world.transaction("2026-09-09").set("batches", "L2610").record();
    let found = world.app().trace(&id(US), "L2609").unwrap();
    let way: Vec<_> = found
        .links
        .iter()
        .map(|link| (link.merchant.to_string(), link.distance, link.n_orders, link.n_verified))
        .collect();
    let expect = [(US, 0, 2, 1), (THEM, 1, 1, 1), (OTHERS, 2, 1, 1)];
    assert_eq!(way, expect.map(|(who, at, n, proved)| (who.to_owned(), at, n, proved)));
    assert_eq!(found.links[0].suppliers, [id(THEM)]);
    assert_eq!(found.links[2].licences, [licence]);
    assert!(!found.is_cut);
    // Who bought of a batch and sold nothing on record may still have it, under its licences of today.
    let own = world.licence("2026-01-05").record();
    supply(THEM, US).set("batches", "L2611").record();
    let bought = world.app().trace(&id(US), "L2611").unwrap();
    assert_eq!((bought.links[0].n_orders, bought.links[0].licences.last()), (0, Some(&own)));
    assert_eq!(world.app().trace(&id(US), "L2612").unwrap().links[0].licences, []);
    assert_eq!(world.app().trace(&id(US), "nothing").unwrap().links[0].n_orders, 0);
    assert!(world.app().trace(&id(US), " ").is_err());
}

#[test]
fn orders_come_in_over_http_and_are_watched_there() {
    let door = Door::of_service();
    let today = door.app.today();
    let month = today.to_string()[..7].to_owned();
    let order = json!({
        "merchant": MERCHANT, "platform": "yunshi", "order": "1", "placed_on": today.to_string(),
        "payment": "p1", "paid_on": today.to_string(), "batches": ["L1"], "amount_fen": 500,
    });
    let sent = |role| door.post_as(role, "/v1/transactions", &order);
    assert_eq!(sent(Role::Authority).status, 403, "platforms hand in orders");
    assert_eq!(sent(Role::Platform).status, 201);
    let path = format!("/v1/statistics/monthly?month={month}");
    assert_eq!(door.get(&path).status, 401);
    let figures = door.get_as(Role::Analyst, &path).json();
    assert_eq!(figures["by_platform"][0]["figures"]["n_orders"], 1, "{figures}");
    assert_eq!(door.get_as(Role::Analyst, "/v1/statistics/monthly?month=2026-13").status, 400);
    let path = format!("/v1/merchants/{MERCHANT}/traceability?batch=L1");
    let traced = door.get_as(Role::Merchant, &path).json();
    assert_eq!(traced["links"][0]["n_orders"], 1, "{traced}");
    let path = format!("/v1/merchants/{US}/traceability?batch=L1");
    assert_eq!(door.get_as(Role::Merchant, &path).status, 403, "its own batches only");
}

#[test]
fn a_complaint_walks_over_http() {
    let door = Door::of_service();
    let on = door.app.today().plus(-3).to_string();
    let complaint = json!({
        "merchant": MERCHANT, "source": crate::http_door::ORGAN, "number": "7", "class": "quality",
        "received_on": on, "outcome": "received", "organ": "样例市霜降县水务局(虚构)",
        "organ_code": crate::http_door::ORGAN,
    });
    let sent = door.post_as(Role::Authority, "/v1/complaints", &complaint);
    assert_eq!(sent.status, 201, "{}", String::from_utf8_lossy(&sent.body));
    let path = format!("/v1/complaints/{}", sent.json()["id"].as_str().unwrap());
    let shown = door.get_as(Role::Authority, &path).json();
    assert_eq!(shown["due"][0]["step"], "complaint_accept", "{shown}");
    let work = door.get_as(Role::Authority, "/v1/work").json().to_string();
    assert!(work.contains("complaint_accept"), "{work}");
    let step = |role, body| door.post_as(role, &format!("{path}/steps"), &body);
    assert_eq!(step(Role::Merchant, json!({ "step": "accept" })).status, 403);
    assert_eq!(step(Role::Authority, json!({ "step": "settle" })).status, 422);
    assert_eq!(step(Role::Authority, json!({ "step": "refuse" })).status, 422, "needs a ground");
    assert_eq!(step(Role::Authority, json!({ "step": "accept" })).status, 200);
    assert_eq!(step(Role::Authority, json!({ "step": "answer" })).status, 403, "the merchant's");
    let answered = step(Role::Merchant, json!({ "step": "answer" }));
    assert_eq!(answered.json()["answered_on"], door.app.today().to_string());
    let settled = step(Role::Authority, json!({ "step": "settle" })).json();
    assert_eq!((&settled["outcome"], &settled["due"]), (&json!("settled"), &json!([])));
    let figures = door.get(&format!("/v1/merchants/{MERCHANT}/complaints/figures")).json();
    assert_eq!(figures["figures"]["mediation_success"], 1.0, "{figures}");
    assert_eq!(door.get(&path).status, 401, "parties only");
}
