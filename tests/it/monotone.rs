//! What is worse never scores better: every worsening of a rated dossier leaves its score where it was
//! or lowers it, by every card that is shipped.

use std::sync::LazyLock;

use merchant_credit::domain::assessment::{Assessment, ReadyCard};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::dossier::{Dossier, Known};
use merchant_credit::domain::feature::{COUNTED_WHEN_MISSING, FEATURES, Feature, NOT_TRAINED_ON};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::scorecard::{Direction, KnownFeatures, Value};
use merchant_credit::files::scorecard_file;
use merchant_credit::store::{history, read};
use proptest::prelude::*;

use crate::world::chance::{self, Chance};
use crate::world::{Submission, US, World, day};

const TODAY: &str = "2026-03-01";

/// One way in which a merchant can come to stand worse: first as it was, then worse.
struct Worsening {
    name: &'static str,
    /// What there is before; none where the worsening is one more record.
    before: Option<for<'w> fn(&'w World, Day) -> Submission<'w>>,
    after: for<'w> fn(&'w World, Day) -> Submission<'w>,
}

fn penalty<'w>(world: &'w World, on: Day, severity: &str) -> Submission<'w> {
    // Market regulators publish minor penalties too, warnings excepted.
    let penalty = world.penalty(&on.to_string()).set("organ", "虚构市市场监督管理局(虚构)");
    penalty.numbered("虚罚〔2025〕最后号").graded(severity)
}

fn inspection(world: &World, on: Day) -> Submission<'_> {
    world.inspection(&on.to_string()).set("number", "last")
}

fn rating(world: &World, on: Day, stars: u8) -> Submission<'_> {
    world.rating(&on.to_string()).of_order("last").set("rater", "last").stars(stars)
}

fn complaint(world: &World, on: Day) -> Submission<'_> {
    world.complaint(&on.to_string()).set("number", "last")
}

fn licence(world: &World, on: Day) -> Submission<'_> {
    world.licence(&on.to_string()).numbered("虚许〔2025〕最后号")
}

fn status<'w>(world: &'w World, on: Day, status: &str) -> Submission<'w> {
    let version = world.merchant(&on.to_string()).set("registered_on", "2015-01-01");
    version.set("status", status).set("industry", "last")
}

fn ended<'w>(complaint: Submission<'w>, outcome: &str) -> Submission<'w> {
    complaint.ended(outcome, TODAY).correcting()
}

const WORSENINGS: &[Worsening] = &[
    // A minor penalty is in principle not published and costs nothing; it must not help either.
    Worsening { name: "a minor penalty", before: None, after: |w, on| penalty(w, on, "minor") },
    Worsening { name: "a general penalty", before: None, after: |w, on| penalty(w, on, "general") },
    Worsening { name: "a serious penalty", before: None, after: |w, on| penalty(w, on, "serious") },
    Worsening {
        name: "general instead of minor",
        before: Some(|w, on| penalty(w, on, "minor")),
        after: |w, on| penalty(w, on, "general").correcting(),
    },
    Worsening {
        name: "serious instead of general",
        before: Some(|w, on| penalty(w, on, "general")),
        after: |w, on| penalty(w, on, "serious").correcting(),
    },
    Worsening {
        name: "a higher fine",
        before: Some(|w, on| penalty(w, on, "general").fined("0.1")),
        after: |w, on| penalty(w, on, "general").fined("30").correcting(),
    },
    Worsening {
        name: "a failed inspection",
        before: None,
        after: |w, on| inspection(w, on).failed(),
    },
    Worsening {
        name: "an inspection with a serious finding that failed",
        before: None,
        after: |w, on| inspection(w, on).failed().set("n_serious", "1"),
    },
    Worsening {
        name: "failed instead of passed",
        before: Some(inspection),
        after: |w, on| inspection(w, on).failed().correcting(),
    },
    Worsening {
        name: "one more serious finding",
        before: Some(inspection),
        after: |w, on| inspection(w, on).set("n_serious", "1").correcting(),
    },
    Worsening {
        name: "a critical finding",
        before: Some(inspection),
        after: |w, on| inspection(w, on).set("n_critical", "1").correcting(),
    },
    Worsening { name: "a rating of one star", before: None, after: |w, on| rating(w, on, 1) },
    Worsening {
        name: "four stars instead of five",
        before: Some(|w, on| rating(w, on, 5)),
        after: |w, on| rating(w, on, 4).correcting(),
    },
    Worsening {
        name: "two stars instead of three",
        before: Some(|w, on| rating(w, on, 3)),
        after: |w, on| rating(w, on, 2).correcting(),
    },
    Worsening { name: "an accepted complaint", before: None, after: complaint },
    Worsening {
        name: "a complaint about safety",
        before: Some(complaint),
        after: |w, on| complaint(w, on).set("class", "safety").correcting(),
    },
    Worsening {
        name: "a complaint that was accepted",
        before: Some(|w, on| complaint(w, on).set("outcome", "received").set("accepted_on", "")),
        after: |w, on| complaint(w, on).correcting(),
    },
    Worsening {
        name: "a complaint that ended without agreement",
        before: Some(complaint),
        after: |w, on| ended(complaint(w, on), "failed"),
    },
    Worsening {
        name: "a complaint that became a case",
        before: Some(complaint),
        after: |w, on| ended(complaint(w, on), "turned_into_case"),
    },
    Worsening {
        name: "a lapsed licence",
        before: Some(licence),
        after: |w, on| {
            let until = on.plus(w.today().since(on) / 2 + 1).to_string();
            licence(w, on).valid_until(&until).correcting()
        },
    },
    Worsening {
        name: "a licence that is void",
        before: Some(licence),
        after: |w, on| licence(w, on).set("state", "void").correcting(),
    },
    Worsening {
        name: "dormant instead of active",
        before: Some(|w, on| status(w, on, "active")),
        after: |w, on| status(w, on, "dormant").correcting(),
    },
    Worsening {
        name: "revoked instead of dormant",
        before: Some(|w, on| status(w, on, "dormant")),
        after: |w, on| status(w, on, "revoked").correcting(),
    },
];

fn points(world: &World) -> Option<i32> {
    let answer = world.score(TODAY);
    answer.lacking().is_empty().then(|| answer.points())
}

/// A world just before it is worsened on a day.
struct Worsened {
    world: World,
    on: Day,
}

impl Worsened {
    fn begin(records: &[Chance], worsening: &Worsening, age: i32) -> Self {
        let world = World::empty_on(TODAY);
        world.merchant("2015-01-01").set("industry", "5291");
        let drafts: Vec<_> =
            records.iter().map(|record| record.about(&world, US).draft()).collect();
        world.submit(&drafts);
        let on = world.today().plus(-age);
        if let Some(before) = worsening.before {
            before(&world, on).record();
        }
        Self { world, on }
    }
}

/// Every card of the folder `models`.
static SHIPPED: LazyLock<Vec<(String, ReadyCard)>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let is_card = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.ends_with(".json") && !name.ends_with(".schema.json")
    };
    let mut cards: Vec<_> = files
        .filter(is_card)
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let known = merchant_credit::domain::feature::known();
            let file = scorecard_file::from_text(&text, KnownFeatures::Listed(&known)).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), file.card)
        })
        .map(|(name, card)| (name, ReadyCard::new(card).unwrap()))
        .collect();
    cards.sort_by(|a, b| a.0.cmp(&b.0));
    cards
});

#[test]
fn trained_and_expert_cards_are_among_those_tried() {
    for name in ["chicago-1", "expert-1"] {
        assert!(SHIPPED.iter().any(|(shipped, _)| shipped == name), "{name}");
    }
}

/// What stood before and after of one merchant, by one card.
struct Moved {
    card: &'static str,
    before: i32,
    after: i32,
}

/// Worsens a fresh world with these records; nothing where it cannot be rated.
fn worsen(records: &[Chance], worsening: &Worsening, age: i32) -> Vec<Moved> {
    let Worsened { world, on } = Worsened::begin(records, worsening, age);
    let before = points_by_card(&world);
    (worsening.after)(&world, on).record();
    let both = before.into_iter().zip(points_by_card(&world));
    let moved = SHIPPED.iter().zip(both).filter_map(|((card, _), both)| {
        let (Some(before), Some(after)) = both else { return None };
        Some(Moved { card, before, after })
    });
    moved.collect()
}

/// The points of the merchant by every shipped card; none where there is too little to rate it.
fn points_by_card(world: &World) -> Vec<Option<i32>> {
    on_dossier(world, |dossier| {
        let points = |(_, card): &(String, ReadyCard)| match card.assess(dossier) {
            Assessment::Rated(score) => Some(score.points),
            Assessment::NotRated(_) => None,
        };
        SHIPPED.iter().map(points).collect()
    })
}

/// The values of every feature that cards are trained on, as training counts them.
fn values(world: &World) -> Vec<(&'static Feature, Option<f64>, Option<String>)> {
    on_dossier(world, counted)
}

fn on_dossier<T>(world: &World, of: impl FnOnce(&Dossier<'_>) -> T) -> T {
    let today = day(TODAY);
    let app = world.app();
    let law = app.frame(None, None, None).unwrap().law;
    let history = app
        .store()
        .read(|connection| {
            let at = read::last_seq(connection)?;
            let row = read::merchant_at(connection, US, at)?.unwrap();
            history::load(connection, row.merchant, at)
        })
        .unwrap();
    let at = history.seq;
    of(&Dossier::new(&history, today, Known::Recorded(at), &law.yardstick, &[]))
}

fn counted(dossier: &Dossier<'_>) -> Vec<(&'static Feature, Option<f64>, Option<String>)> {
    let never = |name: &str| NOT_TRAINED_ON.iter().any(|(never, _)| *never == name);
    let counted = |name: &str| {
        COUNTED_WHEN_MISSING.iter().find(|(counted, _)| *counted == name).map(|(_, value)| *value)
    };
    let trained_on = FEATURES.iter().filter(|feature| !never(feature.name));
    trained_on
        .map(|feature| match (feature.value)(dossier) {
            Value::Number(number) => (feature, Some(number), None),
            Value::Category(category) => (feature, None, Some(category.to_owned())),
            Value::Missing => (feature, counted(feature.name), None),
        })
        .collect()
}

/// Whether a worsening moved a feature the way in which no card may give points for it.
fn is_lawful(feature: &Feature, before: Option<f64>, after: Option<f64>) -> bool {
    match (feature.direction, before, after) {
        (Direction::HigherIsBetter, Some(before), Some(after)) => after <= before,
        (Direction::LowerIsBetter, Some(before), Some(after)) => after >= before,
        // What is missing has points of its own: no worsening may fill it in or make it so.
        _ => before == after,
    }
}

#[test]
fn from_good_standing_every_worsening_costs_points() {
    for worsening in WORSENINGS {
        let world = World::on(TODAY);
        if worsening.name.contains("licence") {
            // The licence at stake is the only one.
            let held = world.ask(TODAY).listed(RecordKind::Licence);
            world.withdrawal(held[0], TODAY);
        }
        let on = day("2026-01-10");
        if let Some(before) = worsening.before {
            before(&world, on).record();
        }
        let before = points(&world).unwrap();
        (worsening.after)(&world, on).record();
        let after = points(&world).unwrap();
        // One star less in sixty ratings does not leave the best bin; what is not published moves
        // nothing.
        let may_stay = ["four stars instead of five", "a minor penalty"].contains(&worsening.name);
        let is_worse = after < before || (may_stay && after == before);
        assert!(is_worse, "{}: {before} to {after}", worsening.name);
    }
}

proptest! {
    #![proptest_config(chance::cases(120))]

    #[test]
    fn no_worsening_ever_raises_the_score(
        records in chance::records(0..12), place in 0..WORSENINGS.len(), age in 0_i32..800,
    ) {
        let worsening = &WORSENINGS[place];
        for Moved { card, before, after } in worsen(&records, worsening, age) {
            prop_assert!(after <= before, "{card}, {}: {before} to {after}", worsening.name);
        }
    }

    #[test]
    fn no_worsening_moves_a_feature_the_way_that_could_earn_points_by_any_trained_card(
        records in chance::records(0..12), place in 0..WORSENINGS.len(), age in 0_i32..800,
    ) {
        let worsening = &WORSENINGS[place];
        let world = Worsened::begin(&records, worsening, age);
        let before = values(&world.world);
        (worsening.after)(&world.world, world.on).record();
        for ((feature, before, word_before), (_, after, word_after)) in
            before.into_iter().zip(values(&world.world))
        {
            prop_assert!(
                is_lawful(feature, before, after) && word_before == word_after,
                "{}: {} from {:?} to {:?}", worsening.name, feature.name, before, after
            );
        }
    }
}
