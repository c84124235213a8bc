//! Webhooks and requests that are done once: what a receiver gets, and what happens when it fails.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use merchant_credit::app::key::Role;
use merchant_credit::http::routes::endpoints;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN};

const SHORT: Duration = Duration::from_millis(1);

/// A message as it was received.
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        });
        line.unwrap_or_else(|| panic!("{name} is missing: {}", self.head))
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Listens, answers each message with the next of these statuses, then 200, and hands the messages on.
fn receiver(statuses: &'static [u16]) -> (String, Receiver<Message>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, messages) = channel();
    std::thread::spawn(move || {
        let statuses = statuses.iter().copied().chain(std::iter::repeat(200));
        for (stream, status) in listener.incoming().zip(statuses) {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut byte = [0];
            while !bytes.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                bytes.push(byte[0]);
            }
            let head = String::from_utf8(bytes).unwrap();
            let mut message = Message { head, body: Vec::new() };
            message.body = vec![0; message.header("content-length").parse().unwrap()];
            stream.read_exact(&mut message.body).unwrap();
            let answer =
                format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    (url, messages)
}

/// A service that may call this machine and tries a failed message again twice, at once.
fn door() -> Door {
    let door = Door::serving(endpoints(), |settings| {
        settings.webhook_networks = vec!["127.0.0.0/8".parse().unwrap()];
        settings.webhook_retry_after = vec![SHORT, SHORT];
    });
    assert_eq!(inspect(&door, 1).status, 201);
    door
}

fn inspection(n: u32) -> Value {
    json!({
        "merchant": MERCHANT, "source": ORGAN, "number": format!("i{n}"),
        "inspected_on": "2026-01-10", "result": "passed",
    })
}

fn inspect(door: &Door, n: u32) -> Answer {
    door.post_as(Role::Authority, "/v1/inspections", &inspection(n))
}

fn register(door: &Door, url: &str) -> Answer {
    let body = json!({ "url": url, "merchant": MERCHANT });
    door.post_as(Role::Reader, "/v1/webhooks", &body)
}

fn next(messages: &Receiver<Message>) -> Message {
    messages.recv_timeout(Duration::from_secs(20)).expect("a message")
}

#[test]
fn a_receiver_is_told_of_what_comes_after_its_registration_and_can_check_who_tells() {
    let door = door();
    let (url, messages) = receiver(&[]);
    let registered = register(&door, &url);
    assert_eq!(registered.status, 201);
    let secret = registered.json()["secret"].as_str().unwrap().to_owned();
    inspect(&door, 2);
    let message = next(&messages);
    let body = message.json();
    assert_eq!((&body["changes"][0]["seq"], &body["next"]), (&json!(2), &json!(2)));
    assert_eq!(body["changes"][0]["item"]["record"]["id"], "inspection-2");
    let signed =
        format!("{}.{}.", message.header("webhook-id"), message.header("webhook-timestamp"));
    let secret = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&secret).unwrap();
    mac.update(signed.as_bytes());
    mac.update(&message.body);
    let expect = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
    assert_eq!(message.header("webhook-signature"), expect);
    // Another merchant's record is nothing to this webhook.
    let mut other = inspection(3);
    other["merchant"] = "yunshi:s9".into();
    assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &other).status, 201);
    inspect(&door, 4);
    assert_eq!(next(&messages).json()["changes"][0]["seq"], 4);
}

#[test]
fn what_fails_is_sent_again_with_the_same_id_and_nothing_is_lost_or_doubled() {
    let door = door();
    let (url, messages) = receiver(&[500, 302]);
    register(&door, &url);
    inspect(&door, 2);
    let ids: Vec<String> =
        (0..3).map(|_| next(&messages).header("webhook-id").to_owned()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    inspect(&door, 3);
    assert_eq!(next(&messages).json()["changes"][0]["seq"], 3);
}

#[test]
fn what_cannot_be_told_goes_to_the_dead_letters_and_from_there_back() {
    let door = door();
    let (url, messages) = receiver(&[500, 500, 500]);
    let webhook = register(&door, &url).json()["webhook"].clone();
    inspect(&door, 2);
    for _ in 0..3 {
        next(&messages);
    }
    let path = format!("/v1/webhooks/{webhook}/dead-letters");
    let letters = || door.get_as(Role::Reader, &path).json()["dead_letters"].clone();
    let started = Instant::now();
    while letters() == json!([]) {
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::yield_now();
    }
    assert_eq!((&letters()[0]["after"], &letters()[0]["n_attempts"]), (&json!(1), &json!(3)));
    assert!(letters()[0]["why"].as_str().unwrap().contains("500"));
    let path = format!("/v1/webhooks/{webhook}/redelivery");
    let answer = door.post_as(Role::Reader, &path, &json!({}));
    assert_eq!(answer.json()["n_dead_letters"], 1);
    assert_eq!(next(&messages).json()["changes"][0]["seq"], 2);
    assert_eq!(letters(), json!([]));
}

#[test]
fn a_webhook_belongs_to_its_key_is_registered_once_and_can_be_ended() {
    let door = door();
    let (url, messages) = receiver(&[]);
    let first = register(&door, &url);
    let again = register(&door, &url);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json()["webhook"], again.json()["webhook"]);
    assert!(again.json()["secret"].is_null());
    let number = &first.json()["webhook"];
    let n = |role| door.get_as(role, "/v1/webhooks").json()["webhooks"].as_array().unwrap().len();
    assert_eq!((n(Role::Reader), n(Role::Platform)), (1, 0));
    let end = format!("/v1/webhooks/{number}/end");
    assert_eq!(door.post_as(Role::Platform, &end, &json!({})).status, 404);
    assert_eq!(door.post_as(Role::Reader, &end, &json!({})).status, 200);
    assert_eq!((n(Role::Reader), door.post_as(Role::Reader, &end, &json!({})).status), (0, 404));
    inspect(&door, 2);
    assert!(
        messages.recv_timeout(Duration::from_millis(1500)).is_err(),
        "an ended webhook is told"
    );
}

#[test]
fn addresses_that_cannot_be_called_are_refused_or_end_as_dead_letters() {
    let door = door();
    for odd in ["ftp://a.example/x", "https://", "//a", "https://u:p@a.example/", "http://a/#b"] {
        let answer = register(&door, odd);
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["field"].clone()),
            (422, json!("url"))
        );
    }
    let body = json!({ "url": "https://a.example/", "merchant": "yunshi:nobody" });
    assert_eq!(door.post_as(Role::Reader, "/v1/webhooks", &body).status, 404);
}

fn send_once(door: &Door, role: Role, key: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", door.key(role));
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    door.send("POST", "/v1/inspections", &headers, &body.to_string())
}

#[test]
fn a_request_under_a_key_is_done_once_and_answered_the_same() {
    let door = Door::of_service();
    let first = send_once(&door, Role::Authority, "k 1", &inspection(1));
    let again = send_once(&door, Role::Authority, "k 1", &inspection(1));
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body, "a duplicate would be answered with 200");
    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = send_once(&door, Role::Authority, "k 1", &inspection(2));
    assert_eq!((other.status, other.code().as_str()), (422, "key_reused"));
    let elsewhere = send_once(&door, Role::Admin, "k 1", &inspection(2));
    assert_eq!(elsewhere.status, 201, "another holder's key is another key");
    let odd = send_once(&door, Role::Authority, &"k".repeat(256), &inspection(3));
    assert_eq!((odd.status, odd.code().as_str()), (400, "invalid_request"));
}

#[test]
fn a_key_under_which_a_request_was_refused_is_free_for_the_corrected_one() {
    let door = Door::of_service();
    let mut wrong = inspection(1);
    wrong["result"] = "fine".into();
    assert_eq!(send_once(&door, Role::Authority, "k", &wrong).status, 422);
    assert_eq!(send_once(&door, Role::Authority, "k", &inspection(1)).status, 201);
}
