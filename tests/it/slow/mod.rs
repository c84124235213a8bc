//! A score computed once more, slowly, from raw records: no packed history, no cells, no folding, no
//! features of the program; what it must agree with, to the digit.

mod batch;
mod card;
mod ledger;
mod measures;
mod simulated;

use jiff::Timestamp;
use merchant_credit::app::App;
use merchant_credit::app::score::{NamedValue, Outcome, ScoreAnswer, ScoreQuestion};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::{Record, Seq};
use merchant_credit::store::read;

use crate::town;
use crate::world::{US, World, day};
use card::Card;
use ledger::Ledger;

/// A question, answered by the program and recomputed here.
struct Comparison<'a> {
    app: &'a App,
    /// The name of the card; the champion where none is said.
    model: Option<&'a str>,
    card: &'a Card,
    records: &'a [Record],
    as_of: Day,
    known_at: Option<Timestamp>,
}

impl Comparison<'_> {
    fn ask(&self, id: &MerchantId) -> ScoreAnswer {
        let question = ScoreQuestion {
            id: id.clone(),
            as_of: Some(self.as_of),
            known_at: self.known_at,
            model: self.model.map(str::to_owned),
            audience: Audience::Privileged,
        };
        self.app.score(&question).unwrap()
    }

    /// Recomputes one merchant and compares; whether it was rated.
    fn check(&self, id: &MerchantId) -> bool {
        let answer = self.ask(id);
        let law = self.app.law(answer.known_at).unwrap();
        let ledger = Ledger::of(self.records, id, self.as_of, answer.versions.records);
        let place = format!("{id} as of {} at {}", self.as_of, answer.versions.records);
        let Outcome::Rated(score) = &answer.outcome else {
            assert!(!measures::is_ratable(&ledger, &law.yardstick.rules), "{place}");
            return false;
        };
        assert!(measures::is_ratable(&ledger, &law.yardstick.rules), "{place}");
        let mut points = self.card.base_points;
        assert_eq!(score.contributions.len(), self.card.characteristics.len(), "{place}");
        for (own, answered) in self.card.characteristics.iter().zip(&score.contributions) {
            let value = measures::of(&own.feature, &ledger, &law.yardstick.rules);
            assert_eq!(own.feature, answered.feature);
            assert!(is_same(&value, &answered.value), "{place}: {value:?} is not {answered:?}");
            let found = own.points_of(&value);
            assert_eq!(found, answered.points, "{place}: {}", own.feature);
            points += found;
        }
        assert_eq!(points, score.points, "{place}");
        let grade = if measures::is_vetoed(&ledger) { "D" } else { self.card.grade(points) };
        assert_eq!(grade, score.grade.letters(), "{place}");
        true
    }
}

fn is_same(one: &NamedValue, other: &NamedValue) -> bool {
    match (one, other) {
        (NamedValue::Number(one), NamedValue::Number(other)) => {
            (one - other).abs() <= 1e-12 * one.abs().max(1.0)
        }
        _ => one == other,
    }
}

#[test]
fn every_merchant_of_the_town_scores_what_its_raw_records_say() {
    let app = town::town();
    let card = Card::shipped();
    let records = town::records(app, Seq::MAX);
    let instant = |share: usize| Some(records[records.len() * share / 8].recorded_at);
    let questions = [
        ("2026-11-16", None),
        ("2026-06-30", None),
        ("2024-03-01", None),
        ("2026-11-16", instant(1)),
        ("2025-09-15", instant(4)),
    ];
    for (as_of, known_at) in questions {
        let compare = Comparison {
            app,
            model: None,
            card: &card,
            records: &records,
            as_of: day(as_of),
            known_at,
        };
        let at = known_at.map_or(Seq::MAX, |known_at| {
            app.store().read(|connection| read::seq_at(connection, known_at)).unwrap()
        });
        let merchants = town::merchants(app, at);
        let n_rated = merchants.iter().filter(|row| compare.check(&row.id)).count();
        assert!(n_rated > 50, "{n_rated} rated as of {as_of} of {}", merchants.len());
        assert!(n_rated < merchants.len(), "somebody is not rated as of {as_of}");
    }
}

/// Ratings handed in at a time.
const RATINGS_PER_BATCH: u32 = 1700;

#[test]
fn a_merchant_with_many_ratings_scores_at_every_position_what_its_raw_records_say() {
    let world = World::on("2026-03-01");
    let today = world.today();
    let rating = |n: u32| {
        let on = today.plus(-i32::try_from(n % 1100).unwrap()).to_string();
        let rating = world.rating(&on).of_order(&format!("m{n}")).set("rater", "r");
        rating.stars(u8::try_from(n * 7 % 5 + 1).unwrap())
    };
    let mut instants = vec![];
    for batch in 0..6 {
        let numbers = batch * RATINGS_PER_BATCH..(batch + 1) * RATINGS_PER_BATCH;
        let drafts: Vec<_> = numbers.clone().map(|n| rating(n).draft()).collect();
        let receipts = world.submit(&drafts);
        instants.push(world.score("2026-03-01").known_at);
        world.app().store().fold_all().unwrap();
        // Corrected and withdrawn while older positions are packed already.
        let first = numbers.start;
        rating(first / 2).stars(5).set("incentivised", "true").correcting().record();
        rating(first / 3 + 2).set("rated_on", "2026-02-28").correcting().record();
        let merchant_credit::store::append::Receipt::Accepted { id, .. } = receipts[5] else {
            panic!("{:?}", receipts[5])
        };
        world.withdrawal(id, "2026-02-01");
        instants.push(world.score("2026-03-01").known_at);
        world.app().store().fold_all().unwrap();
    }
    let app = world.app();
    let records = town::records(&app, Seq::MAX);
    let card = Card::shipped();
    let us = MerchantId::parse(US).unwrap();
    for known_at in instants.into_iter().map(Some).chain([None]) {
        for as_of in ["2026-03-01", "2025-02-01"].map(day) {
            let (app, card, records) = (&app, &card, &records);
            let compare = Comparison { app, model: None, card, records, as_of, known_at };
            assert!(compare.check(&us));
        }
    }
    let before = world.score("2026-03-01");
    app.store().drop_derived().unwrap();
    assert_eq!(world.score("2026-03-01"), before, "without anything derived");
    app.store().fold_all().unwrap();
    assert_eq!(world.score("2026-03-01"), before, "rebuilt");
}
