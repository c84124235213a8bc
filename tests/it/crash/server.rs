//! A server that is killed under 16 writers: what it acknowledged is there, and a retry of what it
//! left unanswered doubles nothing.

use std::net::SocketAddr;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::record::natural_key::natural_key;
use merchant_credit::store::{Store, read};
use serde_json::{Value, json};
use ureq::Agent;

use super::Kills;
use super::place::{Place, Running};

const N_WRITERS: u32 = 16;
/// Merchants that the writers write about.
const N_MERCHANTS: u32 = 40;
/// How long after the first acknowledgement a server is killed, at most.
const MOMENT_MAX: Duration = Duration::from_millis(1500);

/// Who writes: platforms hand in ratings and complaints, authorities inspections and complaints.
#[derive(Clone, Debug)]
struct Writer {
    /// What its key is bound to.
    binding: String,
    token: String,
    route: &'static str,
    n_sent: u32,
}

/// A record on its way, and the name under which the server acknowledged it.
#[derive(Clone, Debug)]
struct Sent {
    token: String,
    route: &'static str,
    body: Value,
    natural_key: String,
    acknowledged: Option<String>,
}

#[test]
fn no_acknowledged_record_is_lost_when_the_server_is_killed() {
    let mut kills = Kills::of("server");
    let place = Place::new();
    let mut writers: Vec<Writer> = (0..N_WRITERS).map(|number| writer(&place, number)).collect();
    let mut sent = Vec::new();
    for _ in 0..kills.n_rounds {
        let (server, address) = serve(&place);
        let (first_answer, answered) = channel();
        let threads: Vec<_> = writers
            .drain(..)
            .map(|writer| {
                let first_answer = first_answer.clone();
                std::thread::spawn(move || write_until_gone(writer, address, &first_answer))
            })
            .collect();
        answered.recv_timeout(Duration::from_secs(60)).expect("a writer is answered");
        let moment = kills.moment(MOMENT_MAX);
        assert!(server.kill_after(moment), "the server ended by itself");
        let n_before = sent.len();
        for thread in threads {
            let (writer, records) = thread.join().unwrap();
            writers.push(writer);
            sent.extend(records);
        }
        let n_open = sent[n_before..].iter().filter(|one| one.acknowledged.is_none()).count();
        let n_known = sent.len() - n_before - n_open;
        eprintln!("server: killed after {moment:.1?}, {n_known} acknowledged, {n_open} unanswered");
        drop(place.sound_database());
        place.check();
        check_acknowledged(&place, &sent);
    }
    check_retries(&place, sent);
}

fn writer(place: &Place, number: u32) -> Writer {
    let name = format!("writer-{number}");
    let (role, binding, route) = match number % 2 {
        0 => ("platform", format!("platform-{number}"), "ratings"),
        _ => ("authority", format!("organ-{number}"), "inspections"),
    };
    let made = place.run(&["key", "create", &name, "--role", role, "--binding", &binding]);
    let token = made["token"].as_str().unwrap().to_owned();
    Writer { binding, token, route, n_sent: 0 }
}

impl Writer {
    /// The next record: every third one is a complaint, the others are what its key is for.
    fn next(&mut self) -> Sent {
        self.n_sent += 1;
        let (binding, n) = (&self.binding, self.n_sent);
        let merchant = format!("town:{}", n % N_MERCHANTS);
        let number = format!("n{n}");
        let route = if n.is_multiple_of(3) { "complaints" } else { self.route };
        let (body, natural_key) = match route {
            "ratings" => (
                json!({ "merchant": merchant, "platform": binding, "order": number, "item": "1",
                        "rated_on": "2025-03-01", "rater": "r1", "stars": n % 5 + 1 }),
                format!("rating|{binding}|{number}|1|0"),
            ),
            "inspections" => (
                json!({ "merchant": merchant, "source": binding, "number": number,
                        "inspected_on": "2025-03-02", "result": "passed" }),
                format!("inspection|{binding}|{number}"),
            ),
            _ => (
                json!({ "merchant": merchant, "source": binding, "number": number,
                        "class": "quality", "received_on": "2025-03-03", "outcome": "received" }),
                format!("complaint|{binding}|{number}"),
            ),
        };
        let token = self.token.clone();
        Sent { token, route, body, natural_key, acknowledged: None }
    }
}

/// Starts a server on a free port and waits until it listens.
fn serve(place: &Place) -> (Running, SocketAddr) {
    let server = place.start(&["serve", "--listen", "127.0.0.1:0"]);
    let line = server.line();
    let (_, address) = line.split_once("http://").expect(&line);
    let address = address.parse().expect(&line);
    (server, address)
}

/// Submits one record after the other until the server is there no more.
fn write_until_gone(
    mut writer: Writer,
    address: SocketAddr,
    first_answer: &Sender<()>,
) -> (Writer, Vec<Sent>) {
    let agent = agent();
    let mut sent = Vec::new();
    loop {
        let mut record = writer.next();
        match submit(&agent, address, &record) {
            Ok((status, answer)) => {
                assert_eq!(status, 201, "{}: {answer}", record.body);
                record.acknowledged = Some(answer["id"].as_str().unwrap().to_owned());
                sent.push(record);
                // Only the first one of all is waited for.
                let _ = first_answer.send(());
            }
            Err(_) => {
                sent.push(record);
                return (writer, sent);
            }
        }
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .new_agent()
}

/// The status and the answer; an error where the server did not answer in full.
fn submit(agent: &Agent, address: SocketAddr, sent: &Sent) -> Result<(u16, Value), ureq::Error> {
    let mut response = agent
        .post(format!("http://{address}/v1/{}", sent.route))
        .header("authorization", format!("Bearer {}", sent.token))
        .header("content-type", "application/json")
        .send(sent.body.to_string())?;
    let text = response.body_mut().read_to_string()?;
    Ok((response.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// That each acknowledged record is in the store under its name and says what was sent.
#[track_caller]
fn check_acknowledged(place: &Place, sent: &[Sent]) {
    let store = Store::open_file(&place.file(merchant_credit::store::FILE_NAME)).unwrap();
    for one in sent {
        let Some(id) = &one.acknowledged else {
            continue;
        };
        let (kind, seq) = id.split_once('-').unwrap();
        let seq = Seq(seq.parse().unwrap());
        let record = store.read(|connection| read::record(connection, seq)).unwrap();
        let record = record.unwrap_or_else(|| panic!("{id} was acknowledged and is missing"));
        let key = natural_key(&record.subject, record.effective_on, &record.detail);
        assert_eq!((record.detail.kind().name(), &key), (kind, &one.natural_key));
        assert_eq!(record.subject.to_string(), one.body["merchant"].as_str().unwrap());
        if let Detail::Rating(rating) = &record.detail {
            assert_eq!(u64::from(rating.stars.overall()), one.body["stars"].as_u64().unwrap());
        }
    }
}

/// That submitting all of it again finds what was acknowledged under its name, and that each record
/// is there once in the end.
#[track_caller]
fn check_retries(place: &Place, sent: Vec<Sent>) {
    let n_sent = sent.len() as u64;
    let (server, address) = serve(place);
    let parts = sent.chunks(sent.len().div_ceil(N_WRITERS as usize)).map(<[Sent]>::to_vec);
    let threads: Vec<_> = parts
        .map(|part| {
            std::thread::spawn(move || {
                let agent = agent();
                for one in part {
                    let (status, answer) = submit(&agent, address, &one).unwrap();
                    if let Some(id) = one.acknowledged {
                        assert_eq!((status, answer["status"].as_str()), (200, Some("duplicate")));
                        assert_eq!(answer["id"], id);
                    } else {
                        assert!([200, 201].contains(&status), "{status} {answer}");
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    drop(server);
    let n_stored: u64 = place
        .sound_database()
        .query_row("SELECT count(*) FROM record", [], |row| row.get(0))
        .unwrap();
    assert_eq!(n_stored, n_sent, "records in the store, and records sent");
    place.check();
}
