//! Who may do what to whose: every route that asks whose something is, every role, own and foreign.

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Door, MERCHANT, ORGAN, PLATFORM};

const FOREIGN_ORGAN: &str = "11449981MB0A11104F";
const FOREIGN_PLATFORM: &str = "haimao";
const FOREIGN_MERCHANT: &str = "91449903MAYGW0JK27";

/// Whose the thing is that a request is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Whose {
    /// What the key is bound to.
    Own,
    /// Somebody else.
    Foreign,
}

/// What a cell of the table expects.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Is {
    Allowed,
    Refused,
}
use Is::{Allowed, Refused};

/// A row of the table: a request, and for each role whether its own and a foreign thing are allowed.
struct Row {
    what: &'static str,
    send: fn(&Door, Role, Whose) -> u16,
    /// In the order of [`Role::ALL`]: authority, platform, merchant, reader, analyst, admin.
    own: [Is; 6],
    foreign: [Is; 6],
}

const NOBODY: [Is; 6] = [Refused, Refused, Refused, Refused, Refused, Allowed];
const AUTHORITY: [Is; 6] = [Allowed, Refused, Refused, Refused, Refused, Allowed];
const PLATFORM_ONLY: [Is; 6] = [Refused, Allowed, Refused, Refused, Refused, Allowed];
const EITHER: [Is; 6] = [Allowed, Allowed, Refused, Refused, Refused, Allowed];
const OWNER: [Is; 6] = [Refused, Refused, Allowed, Refused, Refused, Allowed];
const EVERYBODY: [Is; 6] = [Allowed; 6];

fn organ(whose: Whose) -> &'static str {
    if whose == Whose::Own { ORGAN } else { FOREIGN_ORGAN }
}

fn platform(whose: Whose) -> &'static str {
    if whose == Whose::Own { PLATFORM } else { FOREIGN_PLATFORM }
}

fn merchant(whose: Whose) -> &'static str {
    if whose == Whose::Own { MERCHANT } else { FOREIGN_MERCHANT }
}

fn post(door: &Door, role: Role, path: &str, body: &Value) -> u16 {
    door.post_as(role, path, body).status
}

fn get(door: &Door, role: Role, path: &str) -> u16 {
    door.get_as(role, path).status
}

fn licence(organ: &str) -> Value {
    json!({
        "merchant": MERCHANT, "subject_name": "样例店(虚构)", "category": "individual_business",
        "document_name": "准予许可决定书", "document_number": format!("样许〔2024〕{organ}号"),
        "licence_class": "核准", "content": "食品经营", "decided_on": "2024-03-01", "valid_from": "2024-03-01",
        "valid_until": "2029-02-28", "organ": "样例市监局(虚构)", "organ_code": organ, "state": "valid",
        "data_source": "样例市监局(虚构)", "data_source_code": organ,
    })
}

fn penalty(organ: &str) -> Value {
    json!({
        "merchant": MERCHANT, "subject_name": "样例店(虚构)", "category": "individual_business",
        "document_number": format!("样罚〔2024〕{organ}号"), "offence": "虚假宣传", "facts": "发布虚假宣传。",
        "legal_basis": "广告法第二十八条", "kinds": ["警告"], "content": "警告。",
        "decided_on": "2024-03-01", "organ": "样例市监局(虚构)", "organ_code": organ,
        "data_source": "样例市监局(虚构)", "data_source_code": organ, "simple_procedure": false,
    })
}

fn inspection(source: &str) -> Value {
    json!({
        "merchant": MERCHANT, "source": source, "number": format!("i-{source}"),
        "inspected_on": "2024-03-01", "result": "passed",
    })
}

fn rating(platform: &str) -> Value {
    json!({
        "platform": platform, "shop": "s1", "order": "1", "item": "1", "rated_on": "2024-03-01",
        "rater": "r", "stars": 5,
    })
}

fn complaint(source: &str) -> Value {
    json!({
        "merchant": MERCHANT, "source": source, "number": format!("c-{source}"), "class": "quality",
        "received_on": "2024-03-01", "outcome": "accepted",
    })
}

fn line(door: &Door, role: Role, kind: &str, record: &Value) -> u16 {
    let bearer = format!("Bearer {}", door.key(role));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-ndjson")];
    let path = format!("/v1/batches/{kind}");
    let answer = door.send("POST", &path, &headers, &format!("{record}\n"));
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    if said.contains("\"code\":\"forbidden\"") { 403 } else { answer.status }
}

/// The code that a source of complaints has for a role: an organ's or a platform's.
fn source(role: Role, whose: Whose) -> &'static str {
    if role == Role::Platform { platform(whose) } else { organ(whose) }
}

fn table() -> Vec<Row> {
    let row = |what, send, own, foreign| Row { what, send, own, foreign };
    vec![
        row("licence", |d, r, w| post(d, r, "/v1/licences", &licence(organ(w))), AUTHORITY, NOBODY),
        row(
            "penalty",
            |d, r, w| post(d, r, "/v1/penalties", &penalty(organ(w))),
            AUTHORITY,
            NOBODY,
        ),
        row(
            "inspection",
            |d, r, w| post(d, r, "/v1/inspections", &inspection(organ(w))),
            AUTHORITY,
            NOBODY,
        ),
        row(
            "rating",
            |d, r, w| post(d, r, "/v1/ratings", &rating(platform(w))),
            PLATFORM_ONLY,
            NOBODY,
        ),
        row(
            "complaint",
            |d, r, w| post(d, r, "/v1/complaints", &complaint(source(r, w))),
            EITHER,
            NOBODY,
        ),
        row(
            "line of inspections",
            |d, r, w| line(d, r, "inspections", &inspection(organ(w))),
            AUTHORITY,
            NOBODY,
        ),
        row(
            "line of ratings",
            |d, r, w| line(d, r, "ratings", &rating(platform(w))),
            PLATFORM_ONLY,
            NOBODY,
        ),
        row(
            "who has asked",
            |d, r, w| get(d, r, &format!("/v1/merchants/{}/queries", merchant(w))),
            OWNER,
            NOBODY,
        ),
        row(
            "what it was told",
            |d, r, w| get(d, r, &format!("/v1/merchants/{}/notices", merchant(w))),
            OWNER,
            NOBODY,
        ),
        row(
            "score",
            |d, r, w| get(d, r, &format!("/v1/merchants/{}/score", merchant(w))),
            EVERYBODY,
            EVERYBODY,
        ),
        row(
            "penalties",
            |d, r, w| get(d, r, &format!("/v1/merchants/{}/penalties", merchant(w))),
            EVERYBODY,
            EVERYBODY,
        ),
    ]
}

#[test]
fn each_role_may_do_to_its_own_and_to_others_what_the_table_says() {
    let door = Door::of_service();
    for id in [MERCHANT, FOREIGN_MERCHANT] {
        let record = json!({
            "merchant": id, "effective_on": "2018-01-01", "name": "样例店(虚构)", "status": "active",
        });
        assert_eq!(door.post_as(Role::Admin, "/v1/merchants", &record).status, 201);
    }
    for row in table() {
        for (whose, expected) in [(Whose::Own, row.own), (Whose::Foreign, row.foreign)] {
            for (role, expected) in Role::ALL.into_iter().zip(expected) {
                let status = (row.send)(&door, role, whose);
                let cell = format!("{} as {}, {whose:?}: {status}", row.what, role.name());
                match expected {
                    Allowed => assert!((200..300).contains(&status), "{cell}"),
                    Refused => assert_eq!(status, 403, "{cell}"),
                }
            }
        }
    }
}

/// What each role sees of a penalty whose display has ended: only whose part it is sees it.
#[test]
fn the_part_that_is_not_public_is_seen_by_whose_it_is() {
    let door = Door::of_service();
    let mut old = penalty(ORGAN);
    old["decided_on"] = "2020-01-06".into();
    old["display_until"] = "2020-04-05".into();
    assert_eq!(door.post_as(Role::Authority, "/v1/penalties", &old).status, 201);
    let path = format!("/v1/merchants/{MERCHANT}/penalties?as_of=2020-02-01");
    let sees = |role| door.get_as(role, &path).json()["n"] == 1;
    let expected = [true, false, true, false, false, true];
    for (role, expected) in Role::ALL.into_iter().zip(expected) {
        assert_eq!(sees(role), expected, "{}", role.name());
    }
    assert_eq!(door.get(&path).json()["n"], 0, "without a key");
}
