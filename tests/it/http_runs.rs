//! Runs over HTTP: who sees what of them, beginning one, following one, a merchant's past scores.

use std::time::Duration;

use merchant_credit::app::App;
use merchant_credit::app::key::Role;
use merchant_credit::app::rescore::{RescoreOptions, Step};
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT};
use crate::world::{THEM, US, World, day};

const TODAY: &str = "2026-03-01";

/// A service over a world, and the world.
fn service() -> (World, Door) {
    let world = World::on(TODAY);
    let door = Door::over(world.app());
    (world, door)
}

/// A run that is broken off after its first block.
fn interrupted(app: &App) -> i64 {
    let begun = app.begin_rescore(&RescoreOptions::default()).unwrap();
    let number = begun.number().unwrap();
    drop(begun);
    number
}

/// The events of a stream that has ended: name and data.
fn events(answer: &Answer) -> Vec<(String, Value)> {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let mut found = Vec::new();
    let mut name = String::new();
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("event: ") {
            name = said.to_owned();
        } else if let Some(data) = line.strip_prefix("data: ") {
            found.push((name.clone(), serde_json::from_str(data).unwrap()));
        }
    }
    found
}

#[test]
fn an_admin_begins_a_run_follows_it_and_reads_what_it_came_to() {
    let (world, door) = service();
    world.penalty("2026-02-20");
    let body = json!({ "as_of": TODAY });
    let begun = door.post_as(Role::Admin, "/v1/runs", &body);
    assert_eq!(begun.status, 202, "{begun:?}");
    let run = begun.json()["run"].as_i64().unwrap();
    let path = format!("/v1/runs/{run}/events");
    assert_eq!(begun.header("location"), Some(path.as_str()));
    let told = events(&door.get_as(Role::Admin, &path));
    let (name, last) = told.last().unwrap();
    assert_eq!(name, "end");
    assert_eq!((&last["run"], &last["state"]), (&json!(run), &json!("finished")));
    assert_eq!(last["n_done"], last["n_places"]);
    assert!(told[..told.len() - 1].iter().all(|(name, _)| name == "progress"), "{told:?}");

    let report = door.get_as(Role::Analyst, &format!("/v1/runs/{run}")).json();
    assert_eq!(report["n_merchants"], 1);
    assert_eq!(report["as_of"], TODAY);
    let single = world.score(TODAY);
    assert_eq!(report["mean_points"], f64::from(single.points()));
    let by_command = world.app().run_report(run).unwrap();
    let body = merchant_credit::http::wire::run::RunBody::new(
        &by_command,
        merchant_credit::domain::disclosure::Audience::Privileged,
    );
    assert_eq!(report, serde_json::to_value(body).unwrap());
}

#[test]
fn who_may_begin_and_follow_a_run_is_decided_by_the_role() {
    let (_world, door) = service();
    let nothing = json!({});
    for role in [Role::Authority, Role::Platform, Role::Merchant, Role::Reader, Role::Analyst] {
        assert_eq!(door.post_as(role, "/v1/runs", &nothing).status, 403, "{role:?}");
    }
    let json = [("content-type", "application/json")];
    assert_eq!(door.send("POST", "/v1/runs", &json, "{}").status, 401);
    assert_eq!(door.post_as(Role::Admin, "/v1/runs", &nothing).status, 202);
    for (role, status) in [(Role::Reader, 403), (Role::Merchant, 403), (Role::Analyst, 200)] {
        assert_eq!(door.get_as(role, "/v1/runs/1/events").status, status, "{role:?}");
    }
    assert_eq!(door.get("/v1/runs/1/events").status, 401);
    assert_eq!(door.get_as(Role::Admin, "/v1/runs/9/events").status, 404);
}

#[test]
fn a_run_that_cannot_be_begun_says_why_and_leaves_nothing() {
    let (world, door) = service();
    let refused = |body: Value, status, code: &str| {
        let answer = door.post_as(Role::Admin, "/v1/runs", &body);
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{answer:?}");
        answer
    };
    refused(json!({ "model": "nobody-1" }), 404, "not_found");
    refused(json!({ "challenger": "nobody-1" }), 404, "not_found");
    refused(json!({ "known_at": "2999-01-01T00:00:00Z" }), 400, "not_yet");
    refused(json!({ "moon": "full" }), 422, "invalid_content");
    refused(json!({ "take_up": 1 }), 404, "not_found");
    refused(json!({ "take_up": 1, "as_of": TODAY }), 422, "invalid_content");
    assert!(world.app().runs(9).unwrap().is_empty());

    let first = world.app().begin_rescore(&RescoreOptions::default()).unwrap();
    let answer = refused(json!({}), 409, "run_under_way");
    assert!(answer.header("retry-after").is_some());
    let state = |number: i64| {
        let answer = door.get_as(Role::Admin, "/v1/runs").json();
        assert_eq!(answer["runs"][0]["run"], number);
        world.app().run_progress(number).unwrap().state.name()
    };
    assert_eq!(state(1), "under_way");
    drop(first);
    assert_eq!(state(1), "interrupted");
}

#[test]
fn an_interrupted_run_is_told_as_such_and_taken_up() {
    let (world, door) = service();
    let number = interrupted(&world.app());
    let path = format!("/v1/runs/{number}/events");
    let told = events(&door.get_as(Role::Admin, &path));
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0.as_str(), &told[0].1["state"]), ("end", &json!("interrupted")));
    let again = door.post_as(Role::Admin, "/v1/runs", &json!({ "take_up": number }));
    assert_eq!(again.status, 202, "{again:?}");
    assert_eq!(again.json()["run"], number);
    let told = events(&door.get_as(Role::Admin, &path));
    assert_eq!(told.last().unwrap().1["state"], "finished");
}

#[test]
fn a_run_of_another_process_can_be_followed_and_a_stream_ends_when_the_server_stops() {
    let (world, mut door) = service();
    let begun = world.app().begin_rescore(&RescoreOptions::default()).unwrap();
    let token = door.key(Role::Admin).to_owned();
    let mut connection = door.connect();
    connection.write(&format!(
        "GET /v1/runs/1/events HTTP/1.1\r\nhost: t\r\nauthorization: Bearer {token}\r\n\r\n"
    ));
    let seen = connection.read_until(b"\n\n");
    let seen = String::from_utf8(seen).unwrap();
    assert!(seen.contains("event: progress") && seen.contains("under_way"), "{seen}");
    let mut steps = Vec::new();
    let report = begun.carry_out(|step| steps.push(step)).unwrap();
    assert!(steps.contains(&Step::Reporting) && report.finished_at.is_some());
    let rest = String::from_utf8(connection.read_until(b"\r\n0\r\n\r\n")).unwrap();
    assert!(rest.contains("event: end") && rest.contains("finished"), "{rest}");

    let held = world.app().begin_rescore(&RescoreOptions::default()).unwrap();
    let mut connection = door.connect();
    connection.write(&format!(
        "GET /v1/runs/2/events HTTP/1.1\r\nhost: t\r\nauthorization: Bearer {token}\r\n\r\n"
    ));
    connection.read_until(b"\n\n");
    let began = std::time::Instant::now();
    assert_eq!(door.server.take().unwrap().stop(), 0, "nobody is left waiting");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    drop(held);
}

#[test]
fn the_public_sees_of_runs_only_what_tells_of_nobody() {
    let (world, door) = service();
    world.app().rescore(&RescoreOptions::default(), |_| {}).unwrap();
    let number = interrupted(&world.app());
    let numbers = |answer: &Answer| {
        let runs = answer.json()["runs"].clone();
        let runs = runs.as_array().unwrap().iter().map(|run| run["run"].as_i64().unwrap());
        runs.collect::<Vec<_>>()
    };
    assert_eq!(numbers(&door.get("/v1/runs")), [1]);
    assert_eq!(numbers(&door.get_as(Role::Merchant, "/v1/runs")), [1]);
    assert_eq!(numbers(&door.get_as(Role::Analyst, "/v1/runs")), [number, 1]);
    assert_eq!(numbers(&door.get_as(Role::Analyst, "/v1/runs?limit=1&before=2")), [1]);
    assert_eq!(door.get("/v1/runs?limit=0").status, 400);
    assert_eq!(door.get("/v1/runs?limit=101").status, 400);
    let unfinished = format!("/v1/runs/{number}");
    assert_eq!(door.get(&unfinished).status, 404);
    assert_eq!(door.get_as(Role::Admin, &unfinished).status, 200);
    let public = door.get("/v1/runs/1");
    assert_eq!(public.status, 200);
    assert_eq!(public.json()["n_merchants"], 0, "one merchant, to the nearest ten");
    assert_eq!(public.json()["mean_points"], Value::Null);
    assert_eq!(door.get_as(Role::Analyst, "/v1/runs/1").json()["n_merchants"], 1);
    assert_eq!(door.get("/v1/runs/77").status, 404);
    let tag = public.header("etag").unwrap().to_owned();
    let again = door.send("GET", "/v1/runs/1", &[("if-none-match", &tag)], "");
    assert_eq!(again.status, 304);
}

#[test]
fn past_scores_are_the_merchants_own_or_what_may_be_shown() {
    let world = World::empty_on(TODAY);
    world.establish(MERCHANT);
    let door = Door::over(world.app());
    let run = |as_of: &str| {
        let options = RescoreOptions { as_of: Some(day(as_of)), ..Default::default() };
        world.rescore(&options).unwrap();
    };
    run(TODAY);
    let penalty = world.of(MERCHANT).penalty("2026-02-20").record();
    run(TODAY);
    world.of(MERCHANT).withdrawal(penalty, TODAY);
    let path = format!("/v1/merchants/{MERCHANT}/score/history");
    let points = |answer: &Answer| {
        let scores = answer.json()["scores"].clone();
        let scores = scores.as_array().unwrap().iter().map(|one| one["points"].as_i64().unwrap());
        scores.collect::<Vec<_>>()
    };
    let own = door.get_as(Role::Merchant, &path);
    let (before, after) = (points(&own)[0], points(&own)[1]);
    assert!(after < before, "{own:?}");
    let named = own.json()["scores"][1]["changes"][0]["records"].clone();
    assert_eq!(named, json!([penalty.to_string()]));
    assert_eq!(points(&door.get_as(Role::Admin, &path)), [before, after]);
    for answer in [door.get(&path), door.get_as(Role::Reader, &path)] {
        assert_eq!(points(&answer), [before, before]);
        assert!(!String::from_utf8(answer.body).unwrap().contains("penalty-"));
    }
    assert_eq!(points(&door.get(&format!("{path}?limit=1"))), [before]);
    assert_eq!(door.get(&format!("/v1/merchants/{US}/score/history")).status, 404);
    assert_eq!(door.get(&format!("/v1/merchants/{THEM}/score/history?limit=0")).status, 400);
}
