//! Who may do what to whose: every route, every role, own and foreign things.

use std::collections::BTreeSet;

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN};
use crate::http_rights_things::{Things, Whose, merchant};

/// What a cell of the table expects.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Is {
    /// It is done: a status of success.
    Allowed,
    /// It is refused, with what is needed: 403.
    Refused,
    /// For this key there is no such thing: 404.
    Hidden,
}
use Is::{Allowed, Hidden, Refused};

/// A row of the table: a request, and for each role whether its own and a foreign thing are allowed.
struct Row {
    method: &'static str,
    path: &'static str,
    send: fn(&Things, Role, Whose, &str) -> Answer,
    /// In the order of [`Role::ALL`]: authority, platform, merchant, reader, analyst, admin.
    own: [Is; 6],
    foreign: [Is; 6],
}

const EVERYBODY: [Is; 6] = [Allowed; 6];
const NOT_THERE: [Is; 6] = [Hidden; 6];
const OPERATOR: [Is; 6] = [Refused, Refused, Refused, Refused, Refused, Allowed];
const AUTHORITY: [Is; 6] = [Allowed, Refused, Refused, Refused, Refused, Allowed];
const PLATFORM: [Is; 6] = [Refused, Allowed, Refused, Refused, Refused, Allowed];
const EITHER: [Is; 6] = [Allowed, Allowed, Refused, Refused, Refused, Allowed];
const MERCHANTS: [Is; 6] = [Refused, Refused, Allowed, Refused, Refused, Allowed];
const PARTIES: [Is; 6] = [Allowed, Refused, Allowed, Refused, Refused, Allowed];
const CONCERNED: [Is; 6] = [Allowed, Allowed, Allowed, Allowed, Refused, Allowed];
const HANDLERS: [Is; 6] = [Allowed, Allowed, Allowed, Refused, Refused, Allowed];
const WATCHERS: [Is; 6] = [Allowed, Refused, Refused, Refused, Allowed, Allowed];
const WATCHERS_OF_ALL: [Is; 6] = [Refused, Refused, Refused, Refused, Allowed, Allowed];

/// Reads a path as it is, or of a merchant.
fn read(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    things.door.get_as(role, &path.replace("{id}", whose.merchant()))
}

/// Reads what an organ has or has to do.
fn read_of_organ(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    things.door.get_as(role, &format!("{path}?authority={}", whose.organ()))
}

fn supposed(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let repaired = things.penalty_of(whose);
    read(things, role, whose, &format!("{path}?repair={repaired}"))
}

fn post(things: &Things, role: Role, path: &str, body: &Value) -> Answer {
    things.door.post_as(role, path, body)
}

/// Sends one line; a line that is refused as a whole request would be is told so within the answer.
fn line(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let (kind, record) = match role {
        Role::Platform => ("ratings", things.rating(whose.platform())),
        _ => ("inspections", things.inspection(whose.organ())),
    };
    let bearer = format!("Bearer {}", things.door.key(role));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-ndjson")];
    let path = path.replace("{kind}", kind);
    let mut answer = things.door.send("POST", &path, &headers, &format!("{record}\n"));
    if String::from_utf8_lossy(&answer.body).contains("\"code\":\"forbidden\"") {
        answer.status = 403;
    }
    answer
}

fn name_merchant(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let of_platform = format!("{}:m1", whose.platform());
    let id = if role == Role::Platform { &of_platform } else { whose.merchant() };
    post(things, role, path, &merchant(id))
}

fn at_webhook(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let path = path.replace("{webhook}", &things.webhook_of(role, whose).to_string());
    if path.ends_with("dead-letters") {
        things.door.get_as(role, &path)
    } else {
        post(things, role, &path, &json!({}))
    }
}

fn monthly(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    read(things, role, whose, &format!("{path}?month=2024-03"))
}

fn batch(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    read(things, role, whose, &format!("{path}?batch=L20261001"))
}

fn order(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let order = json!({
        "platform": whose.platform(), "shop": "s1", "order": format!("t{}", things.number()),
        "placed_on": "2024-03-01", "amount_fen": 100,
    });
    post(things, role, path, &order)
}

fn complaint(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    things.door.get_as(role, &path.replace("{id}", &things.complaint_to(role, whose)))
}

/// The merchant answers; whoever handles the complaint accepts it.
fn step_in_complaint(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let id = things.complaint_to(role, whose);
    let step = if role == Role::Merchant { "answer" } else { "accept" };
    post(things, role, &path.replace("{id}", &id), &json!({ "step": step }))
}

fn find(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let rating = things.made("/v1/ratings", &things.rating(whose.platform()));
    let body = json!({
        "merchant": format!("{}:s1", whose.platform()), "target": rating, "verdict": "fake",
        "organ": whose.source(role), "decided_on": "2024-03-02", "reason": "虚假交易",
    });
    post(things, role, path, &body)
}

fn withdraw(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let target = things.record_of(role, whose);
    let body = json!({ "target": target, "ground": "entered_in_error", "reason": "误录" });
    post(things, role, path, &body)
}

/// Publishes on one more channel.
fn publish(things: &Things, role: Role, path: &str, id: &str) -> Answer {
    post(things, role, &path.replace("{id}", id), &json!({ "channel": "enterprise_system" }))
}

fn decide_repair(things: &Things, role: Role, whose: Whose, path: &str) -> Answer {
    let id = things.application_to(whose);
    let accept = format!("/v1/repair-applications/{id}/acceptance");
    let accepted = post(things, Role::Admin, &accept, &json!({ "accepted": true }));
    assert_eq!(accepted.status, 200, "{accepted:?}");
    post(things, role, &path.replace("{id}", &id), &json!({ "outcome": "granted" }))
}

type Send = fn(&Things, Role, Whose, &str) -> Answer;

fn reads() -> Vec<Row> {
    let get = |path, send: Send, own, foreign| Row { method: "get", path, send, own, foreign };
    let open = |path| get(path, read, EVERYBODY, EVERYBODY);
    let mut rows: Vec<Row> = [
        "/v1/merchants/{id}",
        "/v1/merchants/{id}/score",
        "/v1/merchants/{id}/score/history",
        "/v1/merchants/{id}/score/outlook",
        "/v1/merchants/{id}/report",
        "/v1/merchants/{id}/licences",
        "/v1/merchants/{id}/penalties",
        "/v1/merchants/{id}/inspections",
        "/v1/merchants/{id}/ratings",
        "/v1/merchants/{id}/ratings/weights",
        "/v1/merchants/{id}/complaints/figures",
        "/v1/merchants/{id}/complaints",
        "/v1/merchants/{id}/listings",
        "/v1/merchants",
        "/v1/statistics",
        "/v1/changes",
        "/v1/webhooks",
        "/v1/runs",
        "/healthz",
        "/readyz",
        "/openapi.json",
        "/docs",
    ]
    .map(open)
    .into();
    rows.extend([
        get("/v1/merchants/{id}/score/what-if", supposed, EVERYBODY, EVERYBODY),
        get("/v1/merchants/{id}/queries", read, MERCHANTS, OPERATOR),
        get("/v1/merchants/{id}/notices", read, MERCHANTS, OPERATOR),
        get(
            "/v1/models/{model}",
            |t, r, w, _| read(t, r, w, "/v1/models/current"),
            EVERYBODY,
            EVERYBODY,
        ),
        get(
            "/v1/workdays/add",
            |t, r, w, p| read(t, r, w, &format!("{p}?from=2026-09-30&n=7")),
            EVERYBODY,
            EVERYBODY,
        ),
        get(
            "/v1/workdays/between",
            |t, r, w, p| read(t, r, w, &format!("{p}?from=2026-09-30&to=2026-10-15")),
            EVERYBODY,
            EVERYBODY,
        ),
        get("/v1/runs/{run}", |t, r, w, _| read(t, r, w, "/v1/runs/1"), EVERYBODY, EVERYBODY),
        get(
            "/v1/runs/{run}/events",
            |t, r, w, _| read(t, r, w, "/v1/runs/1/events"),
            WATCHERS_OF_ALL,
            WATCHERS_OF_ALL,
        ),
        get("/v1/complaints/{id}", complaint, HANDLERS, OPERATOR),
        get("/v1/statistics/monthly", monthly, WATCHERS, WATCHERS),
        get("/v1/merchants/{id}/traceability", batch, PARTIES, AUTHORITY),
        get("/v1/alarms", read, WATCHERS, WATCHERS),
        get("/metrics", read, WATCHERS_OF_ALL, WATCHERS_OF_ALL),
        get("/v1/publication", read_of_organ, WATCHERS, WATCHERS_OF_ALL),
        get("/v1/publication.csv", read_of_organ, WATCHERS, WATCHERS_OF_ALL),
        get("/v1/work", read_of_organ, AUTHORITY, OPERATOR),
        get(
            "/v1/repair-applications/{id}",
            |t, r, w, p| t.door.get_as(r, &p.replace("{id}", &t.application_to(w))),
            PARTIES,
            OPERATOR,
        ),
        get(
            "/v1/objections/{id}",
            |t, r, w, p| t.door.get_as(r, &p.replace("{id}", &t.objection_to(w))),
            PARTIES,
            OPERATOR,
        ),
        get("/v1/webhooks/{webhook}/dead-letters", at_webhook, EVERYBODY, NOT_THERE),
    ]);
    rows
}

fn submissions() -> Vec<Row> {
    let row = |path, send: Send, own, foreign| Row { method: "post", path, send, own, foreign };
    vec![
        row("/v1/merchants", name_merchant, EITHER, AUTHORITY),
        row("/v1/licences", |t, r, w, p| post(t, r, p, &t.licence(w.organ())), AUTHORITY, OPERATOR),
        row(
            "/v1/penalties",
            |t, r, w, p| post(t, r, p, &t.penalty(w.organ(), MERCHANT)),
            AUTHORITY,
            OPERATOR,
        ),
        row(
            "/v1/inspections",
            |t, r, w, p| post(t, r, p, &t.inspection(w.organ())),
            AUTHORITY,
            OPERATOR,
        ),
        row("/v1/listings", |t, r, w, p| post(t, r, p, &t.listing(w.organ())), AUTHORITY, OPERATOR),
        row("/v1/ratings", |t, r, w, p| post(t, r, p, &t.rating(w.platform())), PLATFORM, OPERATOR),
        row(
            "/v1/complaints",
            |t, r, w, p| post(t, r, p, &t.complaint(w.source(r))),
            EITHER,
            OPERATOR,
        ),
        row("/v1/transactions", order, PLATFORM, OPERATOR),
        row("/v1/complaints/{id}/steps", step_in_complaint, HANDLERS, OPERATOR),
        row("/v1/findings", find, EITHER, OPERATOR),
        row("/v1/batches/{kind}", line, EITHER, OPERATOR),
        row("/v1/withdrawals", withdraw, EITHER, OPERATOR),
        row(
            "/v1/erasures",
            |t, r, w, p| post(t, r, p, &json!({ "target": t.penalty_of(w), "reason": "申请" })),
            OPERATOR,
            OPERATOR,
        ),
        row(
            "/v1/licences/{id}/publication",
            |t, r, w, p| publish(t, r, p, &t.made("/v1/licences", &t.licence(w.organ()))),
            AUTHORITY,
            OPERATOR,
        ),
        row(
            "/v1/penalties/{id}/publication",
            |t, r, w, p| publish(t, r, p, &t.penalty_of(w)),
            AUTHORITY,
            OPERATOR,
        ),
        row(
            "/v1/repair-applications",
            |t, r, w, p| post(t, r, p, &t.application(&t.penalty_of(w))),
            MERCHANTS,
            OPERATOR,
        ),
        row(
            "/v1/repair-applications/{id}/acceptance",
            |t, r, w, p| {
                post(t, r, &p.replace("{id}", &t.application_to(w)), &json!({ "accepted": true }))
            },
            AUTHORITY,
            OPERATOR,
        ),
        row("/v1/repair-applications/{id}/decision", decide_repair, AUTHORITY, OPERATOR),
        row(
            "/v1/objections",
            |t, r, w, p| {
                post(t, r, p, &json!({ "target": t.penalty_of(w), "ground": "wrong_content" }))
            },
            CONCERNED,
            CONCERNED,
        ),
        row(
            "/v1/objections/{id}/decision",
            |t, r, w, p| {
                post(
                    t,
                    r,
                    &p.replace("{id}", &t.objection_to(w)),
                    &json!({ "outcome": "rejected", "reason": "经核查无误" }),
                )
            },
            AUTHORITY,
            OPERATOR,
        ),
        row(
            "/v1/statements",
            |t, r, w, p| post(t, r, p, &json!({ "target": t.penalty_of(w), "text": "罚款已缴" })),
            MERCHANTS,
            OPERATOR,
        ),
        row("/v1/webhooks", |t, r, _, p| post(t, r, p, &t.webhook()), EVERYBODY, EVERYBODY),
        row("/v1/webhooks/{webhook}/end", at_webhook, EVERYBODY, NOT_THERE),
        row("/v1/webhooks/{webhook}/redelivery", at_webhook, EVERYBODY, NOT_THERE),
        row(
            "/v1/scores/query",
            |t, r, w, p| post(t, r, p, &json!({ "merchants": [w.merchant()] })),
            EVERYBODY,
            EVERYBODY,
        ),
        row("/v1/runs", |t, r, _, _| t.run(r), OPERATOR, OPERATOR),
    ]
}

#[test]
fn each_role_may_do_to_its_own_and_to_others_what_the_table_says() {
    let things = Things::new();
    let rows: Vec<Row> = reads().into_iter().chain(submissions()).collect();
    let document = things.door.get("/openapi.json").json();
    let paths = document["paths"].as_object().unwrap().iter();
    let routes: BTreeSet<(&str, &str)> = paths
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (method.as_str(), path.as_str()))
        })
        .collect();
    let known: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.method, row.path)).collect();
    assert_eq!(known, routes, "every route has its row, once");
    assert_eq!(known.len(), rows.len());
    let mut faults = Vec::new();
    for row in rows {
        for (whose, expected) in [(Whose::Own, row.own), (Whose::Foreign, row.foreign)] {
            for (role, expected) in Role::ALL.into_iter().zip(expected) {
                let answer = (row.send)(&things, role, whose, row.path);
                let is_right = match expected {
                    Allowed => (200..300).contains(&answer.status),
                    Refused => answer.status == 403 && tells_what_is_needed(&answer),
                    Hidden => answer.status == 404,
                };
                if !is_right {
                    let said = String::from_utf8_lossy(&answer.body).into_owned();
                    let cell = format!("{} {} as {}", row.method, row.path, role.name());
                    faults.push(format!("{cell}, {whose:?}: {} {said}", answer.status));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A refusal says in words which role or binding it takes.
fn tells_what_is_needed(answer: &Answer) -> bool {
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    ["needs", "only", "bound", "role"].iter().any(|word| said.contains(word))
}

/// What each role sees of a penalty whose display has ended: only whose part it is sees it.
#[test]
fn the_part_that_is_not_public_is_seen_by_whose_it_is() {
    let door = Door::of_service();
    let old = json!({
        "merchant": MERCHANT, "document_number": "样市监罚字〔2020〕1号", "kinds": ["警告"],
        "decided_on": "2020-01-06", "display_until": "2020-04-05", "organ": "样例市监局(虚构)",
        "organ_code": ORGAN,
    });
    assert_eq!(door.post_as(Role::Authority, "/v1/penalties", &old).status, 201);
    let path = format!("/v1/merchants/{MERCHANT}/penalties?as_of=2020-02-01");
    let sees = |role| door.get_as(role, &path).json()["n"] == 1;
    let expected = [true, false, true, false, false, true];
    for (role, expected) in Role::ALL.into_iter().zip(expected) {
        assert_eq!(sees(role), expected, "{}", role.name());
    }
    assert_eq!(door.get(&path).json()["n"], 0, "without a key");
}
