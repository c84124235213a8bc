//! Many at once: scores of many merchants, records in batches.

use merchant_credit::app::key::Role;
use merchant_credit::http::allowance::{Allowance, RouteClass, Tier};
use merchant_credit::http::routes::endpoints;
use serde_json::{Value, json};
use std::time::Duration;

use crate::http_door::{Answer, Door, MERCHANT, PLATFORM};

fn rating(order: u32, stars: i64) -> Value {
    json!({
        "platform": PLATFORM,
        "shop": "s1",
        "order": order.to_string(),
        "item": "1",
        "rated_on": "2026-03-01",
        "rater": format!("r{order}"),
        "stars": stars,
    })
}

fn merchant() -> Value {
    json!({
        "merchant": MERCHANT,
        "effective_on": "2017-10-05",
        "name": "样例市霜降县扑棱露罐果蔬店(虚构)",
        "status": "active",
        "registered_on": "2017-10-05",
        "shops": ["yunshi:s1"],
    })
}

/// Sends lines as a batch; the answer's lines.
fn send(door: &Door, role: Role, kind: &str, body: &str) -> (Answer, Vec<Value>) {
    let head = format!(
        "POST /v1/batches/{kind} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\
         authorization: Bearer {}\r\ncontent-type: application/x-ndjson\r\n\
         content-length: {}\r\n\r\n",
        door.key(role),
        body.len()
    );
    let answer = Answer::parse(&door.send_raw(&format!("{head}{body}")));
    let text = String::from_utf8(without_chunks(&answer)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (answer, lines)
}

/// The body, with the sizes of chunks taken out.
fn without_chunks(answer: &Answer) -> Vec<u8> {
    if answer.header("transfer-encoding") != Some("chunked") {
        return answer.body.clone();
    }
    let mut rest = answer.body.as_slice();
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        rest = &rest[end + 2..];
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}

fn in_lines(records: impl IntoIterator<Item = Value>) -> String {
    records.into_iter().map(|record| format!("{record}\n")).collect()
}

#[test]
fn a_batch_is_answered_line_by_line() {
    let door = Door::of_service();
    let mut foreign = rating(4, 5);
    foreign["platform"] = "haimao".into();
    let body = in_lines([rating(1, 5), rating(2, 4)])
        + "\nno json\n"
        + &in_lines([rating(1, 5), rating(2, 1), rating(3, 9), foreign]);
    let (answer, lines) = send(&door, Role::Platform, "ratings", &body);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let said: Vec<(Option<u64>, &str)> =
        lines.iter().map(|l| (l["line"].as_u64(), l["status"].as_str().unwrap())).collect();
    let expect = [
        (Some(1), "accepted"),
        (Some(2), "accepted"),
        (Some(4), "fault"),
        (Some(5), "duplicate"),
        (Some(6), "conflict"),
        (Some(7), "fault"),
        (Some(8), "fault"),
        (None, "end"),
    ];
    assert_eq!(said, expect);
    assert_eq!(lines[2]["code"], "invalid_request");
    assert_eq!(lines[5]["errors"][0]["field"], "stars");
    assert_eq!(lines[6]["code"], "forbidden");
    let end = &lines[7];
    assert_eq!((&end["n_accepted"], &end["n_faults"]), (&json!(2), &json!(3)));
    let who = door.get("/v1/merchants/yunshi:s1?as_of=2026-11-01").json();
    assert!(who["counts"].as_array().unwrap().contains(&json!({ "kind": "ratings", "n": 2 })));
}

#[test]
fn a_large_batch_lands_whole_and_again_adds_nothing() {
    let door = Door::of_service();
    let body = in_lines((0..3_000).map(|order| rating(order, 4)));
    let (_, lines) = send(&door, Role::Platform, "ratings", &body);
    assert_eq!(lines.len(), 3_001);
    assert_eq!(lines[3_000]["n_accepted"], 3_000);
    let (_, lines) = send(&door, Role::Platform, "ratings", &body);
    assert_eq!(
        (&lines[3_000]["n_accepted"], &lines[3_000]["n_duplicates"]),
        (&json!(0), &json!(3_000))
    );
}

#[test]
fn answers_come_before_the_batch_ends() {
    let door = Door::of_service();
    let mut connection = door.connect();
    connection.write(&format!(
        "POST /v1/batches/ratings HTTP/1.1\r\nhost: t\r\nauthorization: Bearer {}\r\n\
         transfer-encoding: chunked\r\n\r\n",
        door.key(Role::Platform)
    ));
    let line = in_lines([rating(1, 5)]);
    connection.write(&format!("{:x}\r\n{line}\r\n", line.len()));
    let seen = connection.read_until(b"accepted");
    assert!(seen.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&seen));
    connection.write("0\r\n\r\n");
    connection.read_until(b"\"status\":\"end\"");
}

#[test]
fn a_batch_that_stalls_is_broken_off_and_what_was_answered_stays() {
    let door = Door::serving(endpoints(), |s| s.patience.body = Duration::from_millis(300));
    let mut connection = door.connect();
    connection.write(&format!(
        "POST /v1/batches/ratings HTTP/1.1\r\nhost: t\r\nauthorization: Bearer {}\r\n\
         content-length: 100000\r\n\r\n{}",
        door.key(Role::Platform),
        in_lines([rating(1, 5)])
    ));
    let seen = connection.read_to_end();
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("\"status\":\"accepted\"") && seen.contains("\"code\":\"body_timeout\""));
    let (_, lines) = send(&door, Role::Platform, "ratings", &in_lines([rating(1, 5)]));
    assert_eq!(lines[0]["status"], "duplicate");
}

#[test]
fn a_batch_pays_by_its_size_and_is_slowed_down_beyond_its_allowance() {
    let door = Door::serving(endpoints(), |settings| {
        let tight = Allowance::new(40, Duration::from_secs(4)).unwrap();
        let platform = Tier::Role(Role::Platform);
        settings.limits = settings.limits.clone().with(platform, RouteClass::Batch, tight);
    });
    let body = in_lines((0..600).map(|order| rating(order, 4)));
    assert!(body.len() > 45 * 1024, "more than the allowance holds at once");
    let started = std::time::Instant::now();
    let (_, lines) = send(&door, Role::Platform, "ratings", &body);
    assert_eq!(lines.last().unwrap()["n_accepted"], 600);
    assert!(started.elapsed() >= Duration::from_millis(500), "{:?}", started.elapsed());
}

#[test]
fn a_kind_that_comes_in_no_batch_and_a_wrong_media_type_are_refused() {
    let door = Door::of_service();
    let answer = door.post_as(Role::Platform, "/v1/batches/ratings?more=1", &rating(1, 5));
    assert_eq!((answer.status, answer.code().as_str()), (415, "unsupported_media_type"));
    let (answer, lines) = send(&door, Role::Platform, "repairs", &in_lines([rating(1, 5)]));
    assert_eq!((answer.status, &lines[0]["code"]), (400, &json!("invalid_request")));
    let answer = door.post_as(Role::Platform, "/v1/batches/ratings", &rating(1, 5));
    assert_eq!((answer.status, answer.code().as_str()), (415, "unsupported_media_type"));
}

#[test]
fn many_scores_are_each_what_is_answered_alone() {
    let door = Door::of_service();
    door.post_as(Role::Admin, "/v1/merchants", &merchant());
    let ids = json!([MERCHANT, "yunshi:nobody", "92449922MA3EUQEB9X", MERCHANT]);
    let query = json!({ "merchants": ids, "as_of": "2026-11-01" });
    let answer = door.post_as(Role::Reader, "/v1/scores/query", &query);
    assert_eq!(answer.status, 200);
    let scores = answer.json();
    let known_at = scores["known_at"].as_str().unwrap();
    let path = format!("/v1/merchants/{MERCHANT}/score?as_of=2026-11-01&known_at={known_at}");
    let alone = door.get(&path).json();
    assert_eq!(scores["answers"][0]["score"], alone);
    assert_eq!(scores["answers"][3]["score"], alone);
    assert_eq!(scores["answers"][1]["problem"]["code"], "not_found");
    assert_eq!(scores["answers"][2]["problem"]["code"], "invalid_request");
    assert_eq!(scores["answers"][2]["merchant"], "92449922MA3EUQEB9X");
}

#[test]
fn each_of_many_questions_is_counted() {
    let door = Door::serving(endpoints(), |settings| {
        let tight = Allowance::new(10, Duration::from_secs(600)).unwrap();
        let reader = Tier::Role(Role::Reader);
        settings.limits = settings.limits.clone().with(reader, RouteClass::Read, tight);
    });
    let query = |n: usize| {
        let ids = vec!["yunshi:nobody"; n];
        door.post_as(Role::Reader, "/v1/scores/query", &json!({ "merchants": ids }))
    };
    let answer = query(6);
    assert_eq!(answer.status, 200);
    assert!(answer.header("ratelimit").unwrap().starts_with("\"read\";r=4;"), "{answer:?}");
    let answer = query(6);
    assert_eq!((answer.status, answer.code().as_str()), (429, "rate_limited"));
    let answer = query(100);
    assert_eq!((answer.status, answer.code().as_str()), (413, "too_large"));
}

#[test]
fn too_many_or_no_merchants_are_refused() {
    let door = Door::of_service();
    for n in [0, 1001] {
        let ids = vec!["yunshi:nobody"; n];
        let query = json!({ "merchants": ids });
        let answer = door.post_as(Role::Reader, "/v1/scores/query", &query);
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid_content"));
        assert_eq!(answer.json()["errors"][0]["rule"], "count");
    }
}
