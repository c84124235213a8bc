//! Keys and who has asked: expiry, rotation, last use, and the log that a merchant reads.

use jiff::{SignedDuration, Timestamp};
use merchant_credit::app::App;
use merchant_credit::app::key::{KeyHolder, NewKey, Role};
use merchant_credit::app::note::Inquiry;
use merchant_credit::domain::merchant::MerchantId;

use crate::http_door::{Door, MERCHANT};
use crate::world::{US, World};

fn new_key(app: &App, name: &str, expires_at: Option<Timestamp>) -> String {
    app.create_key(&NewKey { name, role: Role::Reader, binding: None, expires_at }).unwrap()
}

fn is_good(app: &App, token: &str) -> bool {
    app.key_holder(token).unwrap().is_some()
}

#[test]
fn a_key_is_good_until_it_ends() {
    let world = World::empty_on("2026-03-01");
    let end = world.now() + SignedDuration::from_hours(24);
    let token = new_key(&world.app(), "a", Some(end));
    assert!(is_good(&world.app(), &token));
    world.set_clock(end);
    assert!(!is_good(&world.app(), &token));
}

#[test]
fn after_a_rotation_both_tokens_are_good_for_a_while_and_then_the_new_one_alone() {
    let world = World::empty_on("2026-03-01");
    let former = new_key(&world.app(), "a", None);
    let until = world.now() + SignedDuration::from_hours(24);
    let token = world.app().rotate_key("a", until, None).unwrap();
    assert!(is_good(&world.app(), &token) && is_good(&world.app(), &former));
    world.set_clock(until);
    assert!(is_good(&world.app(), &token) && !is_good(&world.app(), &former));
    world.app().revoke_key("a").unwrap();
    assert!(!is_good(&world.app(), &token));
    assert!(world.app().rotate_key("a", until, None).is_err());
    assert!(world.app().rotate_key("b", until, None).is_err());
}

#[test]
fn the_last_use_of_a_key_is_written_down() {
    let door = Door::of_service();
    assert!(door.app().keys().unwrap().is_empty());
    door.get_as(Role::Reader, "/v1/merchants/yunshi:nobody");
    door.app().write_notes().unwrap();
    let keys = door.app().keys().unwrap();
    assert!(keys[0].last_used_at.is_some_and(|at| at >= keys[0].created_at));
}

#[test]
fn whoever_sees_a_merchants_own_part_is_logged_with_key_and_purpose() {
    let door = Door::of_service();
    let record = serde_json::json!({
        "merchant": MERCHANT, "effective_on": "2020-01-01", "name": "样例店(虚构)", "status": "active",
    });
    assert_eq!(door.post_as(Role::Admin, "/v1/merchants", &record).status, 201);
    let path = format!("/v1/merchants/{MERCHANT}");
    door.get(&format!("{path}/score"));
    door.get_as(Role::Reader, &format!("{path}/score"));
    door.get_as(Role::Merchant, &format!("{path}/score"));
    door.get_as(Role::Admin, &format!("{path}/report?purpose=objection%207"));
    door.post_as(
        Role::Admin,
        "/v1/scores/query",
        &serde_json::json!({ "merchants": [MERCHANT], "purpose": "异议" }),
    );
    door.app().write_notes().unwrap();
    let queries = |role| {
        let answer = door.get_as(role, &format!("{path}/queries")).json();
        let queries = answer["queries"].as_array().unwrap().iter();
        queries
            .map(|q| format!("{} {} {}", q["role"], q["what"], q["purpose"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    let expect = ["admin scores 异议", "admin report objection 7", "merchant score own inquiry"];
    assert_eq!(queries(Role::Merchant), expect);
    assert_eq!(queries(Role::Admin), expect);
    let foreign = door.get_as(Role::Merchant, "/v1/merchants/yunshi:s1/queries");
    assert_eq!((foreign.status, foreign.code().as_str()), (403, "forbidden"));
    let first = door.get_as(Role::Merchant, &format!("{path}/queries?limit=2")).json();
    let next = first["next"].as_str().unwrap();
    let second =
        door.get_as(Role::Merchant, &format!("{path}/queries?limit=2&cursor={next}")).json();
    assert_eq!(second["queries"].as_array().unwrap().len(), 1);
    assert_eq!(second["queries"][0]["what"], "score");
    assert!(second["next"].is_null());
}

#[test]
fn queries_are_kept_for_five_years_and_not_longer() {
    let world = World::on("2026-03-01");
    let app = world.app();
    let holder = KeyHolder { name: "k".into(), role: Role::Admin, binding: None };
    let merchant = &MerchantId::parse(US).unwrap();
    let note = |app: &App| {
        let inquiry = Inquiry { merchant, holder: &holder, purpose: "p", what: "score" };
        app.note_inquiry(inquiry).unwrap();
        app.write_notes().unwrap();
    };
    note(&app);
    world.wait_until("2031-03-01");
    note(&world.app());
    assert_eq!(world.app().queries(merchant, None, 10).unwrap().queries.len(), 2);
    world.wait_until("2031-03-10");
    note(&world.app());
    note(&world.app());
    assert_eq!(world.app().queries(merchant, None, 10).unwrap().queries.len(), 3);
}
