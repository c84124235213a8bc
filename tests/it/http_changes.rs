//! The feed of changes: gap-free, in order, and with nothing in it that may not be shown today.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use merchant_credit::app::key::Role;
use merchant_credit::domain::record::envelope::RecordId;
use serde_json::{Value, json};

use crate::http_door::{Door, MERCHANT, ORGAN};

fn inspection(n: u32) -> Value {
    json!({
        "merchant": MERCHANT, "source": ORGAN, "number": format!("i{n}"),
        "inspected_on": "2026-01-10", "result": "failed",
    })
}

fn add(door: &Door, record: &Value) -> RecordId {
    let answer = door.post_as(Role::Authority, "/v1/inspections", record);
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    RecordId::parse(answer.json()["id"].as_str().unwrap()).unwrap()
}

fn withdraw(door: &Door, record: RecordId) {
    let draft = crate::world::withdrawal_of(door.app(), record, MERCHANT);
    door.app().submit(&[draft], &crate::world::submitter(), "test").unwrap();
}

/// A mirror that follows the feed with pages of that size, and what it shows.
#[derive(Default)]
struct Mirror {
    after: u64,
    seqs: Vec<u64>,
    shown: BTreeMap<String, Value>,
}

impl Mirror {
    fn follow(&mut self, door: &Door, limit: usize) {
        loop {
            let path = format!("/v1/changes?after={}&limit={limit}", self.after);
            let answer = door.get(&path).json();
            for change in answer["changes"].as_array().unwrap() {
                self.take(change);
            }
            self.after = answer["next"].as_u64().unwrap();
            if answer["next"] == answer["last"] {
                break;
            }
        }
    }

    fn take(&mut self, change: &Value) {
        self.seqs.push(change["seq"].as_u64().unwrap());
        let record = || change["record"].as_str().unwrap().to_owned();
        match change["action"].as_str().unwrap() {
            "show" => {
                self.shown.insert(record(), change["item"]["record"]["detail"].clone());
            }
            "hide" => {
                self.shown.remove(&record());
            }
            _ => {}
        }
    }
}

#[test]
fn a_mirror_misses_nothing_doubles_nothing_and_ends_with_what_is_shown() {
    let door = Door::of_service();
    let mut early = Mirror::default();
    let first = add(&door, &inspection(1));
    let second = add(&door, &inspection(2));
    early.follow(&door, 1);
    assert_eq!(early.shown.len(), 2);
    let mut corrected = inspection(2);
    corrected["result"] = "passed".into();
    corrected["corrects"] = true.into();
    add(&door, &corrected);
    withdraw(&door, first);
    add(&door, &inspection(3));
    early.follow(&door, 2);
    let mut late = Mirror::default();
    late.follow(&door, 3);
    assert_eq!(early.seqs, [1, 2, 3, 4, 5]);
    assert_eq!(late.seqs, [1, 2, 3, 4, 5]);
    assert_eq!(early.shown, late.shown);
    assert_eq!(early.shown.len(), 2);
    assert!(!early.shown.contains_key(&first.to_string()));
    assert_eq!(early.shown[&second.to_string()]["result"], "passed");
}

#[test]
fn what_was_withdrawn_is_in_the_feed_by_its_position_alone() {
    let door = Door::of_service();
    let record = add(&door, &inspection(1));
    withdraw(&door, record);
    let answer = door.get("/v1/changes").json();
    let first = &answer["changes"][0];
    assert_eq!((&first["seq"], &first["action"]), (&json!(1), &json!("none")));
    assert_eq!(first.as_object().unwrap().len(), 3, "{first}");
    let second = &answer["changes"][1];
    assert_eq!(
        (&second["action"], &second["record"]),
        (&json!("hide"), &json!(record.to_string()))
    );
    assert!(!answer.to_string().contains(MERCHANT), "{answer}");
}

#[test]
fn a_feed_of_some_kinds_goes_on_past_the_others() {
    let door = Door::of_service();
    let record = add(&door, &inspection(1));
    let rating = json!({
        "platform": "yunshi", "shop": "s1", "order": "1", "item": "1", "rated_on": "2026-03-01",
        "rater": "r", "stars": 5,
    });
    assert_eq!(door.post_as(Role::Platform, "/v1/ratings", &rating).status, 201);
    withdraw(&door, record);
    let of = |kinds: &str| {
        let answer = door.get(&format!("/v1/changes?kinds={kinds}")).json();
        assert_eq!(answer["next"], 3);
        let changes = answer["changes"].as_array().unwrap().clone();
        changes.iter().map(|change| change["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of("inspection"), [1, 3]);
    assert_eq!(of("rating"), [2]);
    assert_eq!(of("rating,inspection"), [1, 2, 3]);
    assert_eq!(of("penalty"), [] as [u64; 0]);
    assert_eq!(door.get("/v1/changes?kinds=notice").status, 400);
}

#[test]
fn a_request_waits_until_something_happens_or_its_time_is_over() {
    let door = Door::of_service();
    add(&door, &inspection(1));
    let started = Instant::now();
    let nothing = door.get("/v1/changes?after=1&wait=1").json();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!((&nothing["changes"], &nothing["next"]), (&json!([]), &json!(1)));
    let mut waiting = door.connect();
    waiting.write("GET /v1/changes?after=1&wait=30 HTTP/1.1\r\nhost: t\r\n\r\n");
    door.until(|server| server.n_waiting() == 1);
    let started = Instant::now();
    add(&door, &inspection(2));
    let answer = waiting.read_answer().json();
    assert_eq!(answer["changes"][0]["seq"], 2);
    assert!(started.elapsed() < Duration::from_secs(5));
}
