//! One scoring path: the score of one merchant, the run over all of them and its file say the same.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};

use merchant_credit::app::rescore::{RescoreOptions, Way};
use merchant_credit::app::score::{Outcome, ScoreQuestion};
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::http::routes;
use merchant_credit::http::serve::Server;
use merchant_credit::http::settings::Settings;
use merchant_credit::http::wire::score::ScoreBody;

use crate::town;
use crate::world::{Answer, THEM, World, day, scratch};

/// An answer as a row of the file that `rescore --out` writes.
pub(crate) fn row(answer: &Answer) -> Vec<String> {
    let mut row = vec![answer.id.to_string(), answer.as_of.to_string()];
    match &answer.outcome {
        Outcome::Rated(score) => row.extend([
            score.points.to_string(),
            score.grade.letters().to_owned(),
            score.public_points.to_string(),
            score.market_points.to_string(),
            score.probability.map_or_else(String::new, |probability| probability.to_string()),
            String::new(),
        ]),
        Outcome::NotRated(_) => {
            let empty = String::new;
            let lacking = answer.lacking().join(" ");
            row.extend([empty(), "NR".to_owned(), empty(), empty(), empty(), lacking]);
        }
    }
    row
}

#[test]
fn the_run_over_the_town_gives_every_merchant_its_own_score() {
    let app = town::town();
    let folder = scratch();
    for as_of in ["2026-11-16", "2025-03-31"] {
        let out = folder.path().join(format!("{as_of}.csv"));
        let options = RescoreOptions {
            as_of: Some(day(as_of)),
            way: Way { out: Some(out.clone()), ..Way::default() },
            ..Default::default()
        };
        let summary = app.rescore(&options, |_| {}).unwrap();
        let mut rows = csv::Reader::from_path(&out).unwrap();
        let header = "merchant as_of points grade public_points market_points probability lacking";
        assert_eq!(rows.headers().unwrap().iter().collect::<Vec<_>>().join(" "), header);
        let mut kinds = BTreeSet::new();
        let mut n_rows = 0;
        for found in rows.records() {
            let found = found.unwrap();
            let id = MerchantId::parse(&found[0]).unwrap();
            let single = Answer(app.score(&question(id.clone(), as_of)).unwrap());
            assert_eq!(found.iter().collect::<Vec<_>>(), row(&single));
            kinds.insert(kind(&id, &single));
            n_rows += 1;
        }
        assert_eq!(n_rows, summary.tally.n_merchants());
        assert_eq!(summary.tally.n_unscorable, 0);
        for kind in ["enterprise", "sole trader", "without a code", "rated", "stub", "too little"] {
            assert!(kinds.iter().any(|found| found.contains(kind)), "no {kind} as of {as_of}");
        }
    }
}

/// What kind of merchant it is and how it fared, for the list of those compared.
fn kind(id: &MerchantId, answer: &Answer) -> String {
    let who = match id.uscc() {
        Some(code) if code.to_string().starts_with("92") => "sole trader",
        Some(_) => "enterprise",
        None => "without a code",
    };
    let fared = match answer.lacking().first() {
        None => "rated",
        Some(&"identity") => "stub",
        Some(_) => "too little",
    };
    format!("{who}, {fared}")
}

fn question(id: MerchantId, as_of: &str) -> ScoreQuestion {
    ScoreQuestion {
        id,
        as_of: Some(day(as_of)),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    }
}

#[test]
fn a_run_as_known_earlier_gives_what_a_run_gave_then() {
    let world = World::on("2026-02-01");
    world.of("yunshi:s4").complaint("2026-01-20");
    let rows = |known_at| {
        let out = world.folder().join("scores.csv");
        let as_of = Some(day("2026-02-01"));
        let way = Way { out: Some(out.clone()), ..Way::default() };
        let options = RescoreOptions { as_of, known_at, way, ..Default::default() };
        let summary = world.rescore(&options).unwrap();
        (summary.tally.n_merchants(), std::fs::read_to_string(out).unwrap())
    };
    let then = rows(None);
    let known_at = world.score("2026-02-01").known_at;
    world.wait_until("2026-03-01");
    world.establish(THEM);
    world.merchant("2026-01-01").set("shops", "yunshi:s4");
    world.penalty("2026-01-10");
    assert_ne!(rows(None), then);
    assert_eq!(rows(Some(known_at)), then);
}

#[test]
fn over_http_every_kind_of_merchant_has_the_same_score() {
    let app = town::town();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server =
        Server::start(app.clone(), Settings::standard(listen), routes::endpoints()).unwrap();
    let agent = ureq::agent();
    let mut seen = BTreeSet::new();
    for merchant in town::merchants(app, Seq::MAX) {
        let single = app.score(&question(merchant.id.clone(), "2026-11-16")).unwrap();
        let reasons = match &single.outcome {
            Outcome::Rated(score) => score.grade.letters(),
            Outcome::NotRated(_) => "",
        };
        let kind = kind(&merchant.id, &Answer(single.clone()));
        if !seen.insert(format!("{kind} {reasons}")) {
            continue;
        }
        let url = format!(
            "http://{}/v1/merchants/{}/score?as_of=2026-11-16",
            server.address(),
            merchant.id
        );
        let bearer = format!("Bearer {}", town::token());
        let mut answer = agent.get(&url).header("authorization", &bearer).call().unwrap();
        let body = answer.body_mut().read_to_string().unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body, serde_json::to_value(ScoreBody::from(&single)).unwrap(), "{url}");
    }
    assert_eq!(server.stop(), 0, "nobody is left waiting");
    assert!(seen.len() > 12, "{seen:?}");
}
