//! What scorecards answer through the real program: reasons in both languages, against the average
//! merchant, with what would change them; and what it says of a card that it cannot use.

use std::process::Output;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;

use crate::settings::Server;
use crate::world::{US, World};

const TODAY: &str = "2026-03-01";
const CHICAGO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/chicago-1.json");
const SECOND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/expert-2.json");

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn said(world: &World, arguments: &[&str]) -> String {
    let output = world.program(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

fn promote(world: &World, model: &str, to: &str) -> Output {
    let decided = ["--by", "Ms Li", "--why", "a trial"];
    world.program(&[&["model", "promote", model, "--to", to], &decided[..]].concat())
}

/// A merchant that was fined, asked about as of the day after.
fn fined() -> World {
    let world = World::on(TODAY);
    world.penalty("2026-02-10").fined("3000").record();
    world
}

#[test]
fn a_reason_is_said_in_both_languages_with_its_record_and_what_would_change_it() {
    let world = fined();
    let people = said(&world, &["score", US, "--as-of", TODAY]);
    let asked = ["--format", "json", "score", US, "--as-of", TODAY];
    let answer: Value = serde_json::from_str(&said(&world, &asked)).unwrap();
    let reasons = answer["reasons"].as_array().unwrap();
    let lost: Vec<i64> = reasons.iter().map(|reason| reason["lost"].as_i64().unwrap()).collect();
    assert!(!lost.is_empty() && lost.is_sorted_by(|a, b| a >= b), "{lost:?}");
    let costly = reasons.iter().find(|reason| !reason["records"][0].is_null()).unwrap();
    assert!(costly["records"][0].as_str().unwrap().starts_with("penalty-"), "{costly}");
    for words in ["sentence", "improve"] {
        for language in ["en", "zh"] {
            let word = costly[words][language].as_str().unwrap();
            assert!(word.len() > 5 && people.contains(word), "{words} {language}: {people}");
        }
    }
    let contributions = answer["contributions"].as_array().unwrap();
    let points = |value: &Value| value["points"].as_i64().unwrap();
    let sum: i64 = contributions.iter().map(points).sum();
    assert_eq!(answer["base_points"].as_i64().unwrap() + sum, points(&answer));
}

#[test]
fn reasons_against_the_average_merchant_are_told_on_request() {
    let world = fined();
    let ask = |more: &[&str]| {
        world.program(&[&["score", US, "--as-of", TODAY, "--against", "average"], more].concat())
    };
    let refused = ask(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("ask without --against"), "{refused:?}");
    assert!(promote(&world, CHICAGO, "candidate").status.success());
    let answer = ask(&["--model", "chicago-1"]);
    let told = text(&answer.stdout);
    assert!(told.contains("below the average merchant of its sample"), "{answer:?}");
    // By hand from the file of the card: the mean points of the rows that it was trained on.
    let card: Value = serde_json::from_str(&std::fs::read_to_string(CHICAGO).unwrap()).unwrap();
    let mean = |feature: &Value| {
        let all = card["scorecard"]["characteristics"].as_array().unwrap();
        let bins = &all.iter().find(|own| own["feature"] == *feature).unwrap()["bins"];
        let sum = |value: &dyn Fn(&Value) -> f64| -> f64 {
            bins.as_array().unwrap().iter().map(value).sum()
        };
        let rows = |bin: &Value| bin["sample"]["n"].as_f64().unwrap();
        sum(&|bin| rows(bin) * bin["points"].as_f64().unwrap()) / sum(&rows)
    };
    let asked = ["--format", "json", "score", US, "--as-of", TODAY, "--model", "chicago-1"];
    let answer: Value = serde_json::from_str(&said(&world, &asked)).unwrap();
    let mut below = Vec::new();
    for own in answer["contributions"].as_array().unwrap() {
        let expected = mean(&own["feature"]) - own["points"].as_f64().unwrap();
        let found = own["below_average"].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-6, "{own}: {expected}");
        if found > 0.0 {
            below.push((found, own["feature"].as_str().unwrap()));
        }
    }
    below.sort_by(|a, b| b.0.total_cmp(&a.0));
    assert!(!below.is_empty(), "{answer}");
    let places: Vec<Option<usize>> =
        below.iter().map(|(_, feature)| told.find(&format!("{feature}: "))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{below:?}: {told}");
}

/// Damages a kept card as nothing of the program would.
fn damage(world: &World, name: &str) {
    let connection = Connection::open(world.app().store().path()).unwrap();
    let sql = format!(
        "DROP TRIGGER artefact_is_never_updated;
         UPDATE artefact SET body = substr(body, 1, length(body) / 2)
         WHERE class = 'scorecard' AND name = '{name}';"
    );
    connection.execute_batch(&sql).unwrap();
}

#[test]
fn the_expert_card_never_stands_in_silently() {
    let world = fined();
    assert!(promote(&world, SECOND, "champion").status.success());
    let ask = ["score", US];
    let before = said(&world, &ask);
    assert!(before.contains("scorecard expert-2") && !before.contains("WARNING"), "{before}");
    damage(&world, "expert-2");
    let output = world.program(&ask);
    let told = text(&output.stdout);
    assert!(told.contains("WARNING: expert-1 stands in: "), "{told}");
    assert!(told.contains("scorecard expert-1"), "{told}");
    assert!(text(&output.stderr).contains("stands in"), "logged as well: {output:?}");
    let answer: Value =
        serde_json::from_str(&said(&world, &["--format", "json", "score", US])).unwrap();
    let why = answer["versions"]["scorecard_stands_in"].as_str().unwrap();
    assert!(why.contains("expert-1 stands in"), "{why}");
    // A run over everybody is not made by another card than the one that was promoted.
    let run = world.program(&["rescore"]);
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert!(text(&run.stderr).contains("nobody was scored"), "{run:?}");
    assert!(said(&world, &["rescore", "--model", "expert-1"]).contains("expert-1"));
}

#[test]
fn a_bad_file_never_replaces_the_card_of_a_running_server_and_a_good_one_needs_no_restart() {
    let world = fined();
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("data_dir = \"{}\"\n", world.folder().display());
    std::fs::write(folder.path().join("settings.toml"), settings).unwrap();
    let server = Server::start(folder.path());
    let champion = || {
        let url = format!("{}/v1/merchants/{US}/score", server.address);
        let body = ureq::get(url).call().unwrap().body_mut().read_to_string().unwrap();
        let answer: Value = serde_json::from_str(&body).unwrap();
        answer["versions"]["scorecard"].as_str().unwrap().to_owned()
    };
    assert_eq!(champion(), "expert-1");
    let bad = folder.path().join("expert-2.json");
    let good = std::fs::read_to_string(SECOND).unwrap();
    for (faulty, expect) in [
        (good[..good.len() / 2].to_owned(), "not JSON"),
        (good.replacen("\"points\": 1", "\"points\": 2", 1), "SHA-256"),
    ] {
        assert_ne!(faulty, good);
        std::fs::write(&bad, faulty).unwrap();
        let refused = promote(&world, bad.to_str().unwrap(), "champion");
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(text(&refused.stderr).contains(expect), "{expect}: {refused:?}");
        server.hang_up();
        assert_eq!(champion(), "expert-1");
    }
    assert!(promote(&world, SECOND, "champion").status.success());
    server.hang_up();
    let started = Instant::now();
    while champion() != "expert-2" {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", champion());
    }
}
