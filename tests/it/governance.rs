//! Which scorecards answer: promoted and retired with who, when and why; by segment; never a bad one.

use merchant_credit::app::AppError;
use merchant_credit::app::govern::{Decision, Role};
use merchant_credit::domain::scorecard::{GradeCuts, KnownFeatures, ScorecardTable, Segment};
use merchant_credit::files::scorecard_file;

use crate::world::{THEM, US, World};

const TODAY: &str = "2026-03-01";

fn decision(model: &str) -> Decision<'_> {
    Decision { model, who: "Ms Li", why: "better on the year after" }
}

/// The expert card as another card, with changes.
fn card(change: impl FnOnce(&mut ScorecardTable)) -> ScorecardTable {
    let text = include_str!("../../models/expert-1.json");
    let sealed = scorecard_file::from_text(text, KnownFeatures::Any).unwrap();
    let mut table = sealed.card.table().clone();
    table.name = "trial".to_owned();
    change(&mut table);
    table
}

fn saved(world: &World, name: &str, table: &ScorecardTable) -> String {
    let path = world.folder().join(name);
    scorecard_file::save(&path, table).unwrap();
    path.to_str().unwrap().to_owned()
}

fn state(world: &World, name: &str) -> String {
    let models = world.app().list_models().unwrap();
    models.into_iter().find(|model| model.name == name).unwrap().state
}

#[test]
fn a_promoted_card_answers_and_its_decisions_are_kept() {
    let world = World::on(TODAY);
    let before = world.score(TODAY);
    world.wait_until("2026-03-02");
    let file = saved(&world, "trial-1.json", &card(|_| {}));
    let promoted = world.app().promote(&decision(&file), Role::Champion, &[]).unwrap();
    assert_eq!((promoted.name.as_str(), promoted.scopes.len()), ("trial-1", 1));
    let after = world.score(TODAY);
    assert_eq!(after.versions.scorecard, "trial-1");
    assert_eq!(after.points(), before.points());
    assert_eq!(state(&world, "trial-1"), "champion of every segment");
    assert_eq!(state(&world, "expert-1"), "candidate");
    let model = world.app().list_models().unwrap().into_iter().find(|m| m.name == "trial-1");
    let decisions = model.unwrap().decisions;
    assert!(decisions.iter().all(|kept| kept.who == "Ms Li" && kept.at.is_some()));
    // Yesterday's question gets yesterday's champion.
    let answer = world.ask(TODAY).known_at(before.known_at).score();
    assert_eq!(answer.versions.scorecard, "expert-1");
}

#[test]
fn a_retired_champion_leaves_the_expert_card_and_that_one_stays() {
    let world = World::on(TODAY);
    let file = saved(&world, "trial-1.json", &card(|_| {}));
    world.app().promote(&decision(&file), Role::Champion, &[]).unwrap();
    let retired = world.app().retire(&decision("trial-1")).unwrap();
    assert_eq!(retired.scopes, ["every segment"]);
    assert_eq!(world.score(TODAY).versions.scorecard, "expert-1");
    assert_eq!(state(&world, "trial-1"), "retired");
    let refused = world.app().retire(&decision("expert-1")).unwrap_err();
    assert!(matches!(refused, AppError::Forbidden(_)), "{refused}");
    let refused = world.app().retire(&decision("nobody-1")).unwrap_err();
    assert!(matches!(refused, AppError::NotFound { .. }), "{refused}");
}

#[test]
fn the_card_of_a_segment_answers_for_it_alone_and_is_named() {
    let world = World::on(TODAY);
    world.establish(THEM);
    let individual = card(|table| table.serves = vec![Segment::IndividualBusinesses]);
    let file = saved(&world, "trial-1.json", &individual);
    world.app().promote(&decision(&file), Role::Champion, &[]).unwrap();
    assert_eq!(world.of(THEM).score(TODAY).versions.scorecard, "trial-1");
    assert_eq!(world.of(US).score(TODAY).versions.scorecard, "expert-1");
    assert_eq!(state(&world, "trial-1"), "champion of individual_businesses");
    let refused =
        world.app().promote(&decision(&file), Role::Champion, &[Segment::Enterprises]).unwrap_err();
    assert!(refused.to_string().contains("the card serves individual_businesses"), "{refused}");
    // A run is by one card: whom another one scores is not in it.
    let run = world.rescore(&Default::default()).unwrap();
    assert_eq!((run.start.model.name.as_str(), run.tally.n_merchants()), ("expert-1", 1));
    world.app().retire(&decision("trial-1")).unwrap();
    assert_eq!(world.of(THEM).score(TODAY).versions.scorecard, "expert-1");
}

#[test]
fn a_challenger_is_one_at_a_time_and_rises_or_steps_down() {
    let world = World::on(TODAY);
    for version in [1, 2] {
        let table = card(|table| table.version = version);
        let file = saved(&world, &format!("trial-{version}.json"), &table);
        world.app().promote(&decision(&file), Role::Challenger, &[]).unwrap();
    }
    assert_eq!(world.app().challenger().unwrap().as_deref(), Some("trial-2"));
    assert_eq!(state(&world, "trial-1"), "candidate");
    let run = world.rescore(&Default::default()).unwrap();
    assert_eq!(run.start.challenger.map(|model| model.name).as_deref(), Some("trial-2"));
    world.app().promote(&decision("trial-2"), Role::Champion, &[]).unwrap();
    assert_eq!(world.app().challenger().unwrap(), None);
    assert_eq!(world.score(TODAY).versions.scorecard, "trial-2");
}

#[test]
fn a_bad_file_never_replaces_a_good_card() {
    let world = World::on(TODAY);
    let good = saved(&world, "trial-1.json", &card(|_| {}));
    let text = std::fs::read_to_string(&good).unwrap();
    let write = |name: &str, text: String| {
        let path = world.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let gap = card(|table| table.characteristics[0].bins.remove(1).points = 0);
    let unknown = card(|table| "n_stars".clone_into(&mut table.characteristics[0].feature));
    let unordered = card(|table| {
        if let GradeCuts::ByPoints(cuts) = &mut table.grades {
            cuts.reverse();
        }
    });
    let bad = [
        (write("torn-1.json", text[..text.len() / 2].to_owned()), "not JSON"),
        (write("edited-1.json", text.replacen("\"points\": 140", "\"points\": 139", 1)), "SHA-256"),
        (saved(&world, "gap-1.json", &gap), "gap"),
        (saved(&world, "unknown-1.json", &unknown), "n_stars"),
        (saved(&world, "grades-1.json", &unordered), "grades"),
        (world.folder().join("absent-1.json").to_str().unwrap().to_owned(), "absent-1.json"),
    ];
    let before = world.app().list_models().unwrap().len();
    for (file, expect) in bad {
        let refused = world.app().promote(&decision(&file), Role::Champion, &[]).unwrap_err();
        let refused = refused.to_string();
        assert!(refused.to_lowercase().contains(&expect.to_lowercase()), "{expect}: {refused}");
        assert_eq!(world.score(TODAY).versions.scorecard, "expert-1");
    }
    assert_eq!(world.app().list_models().unwrap().len(), before);
    // Other content under a name that is taken would change the past.
    world.app().promote(&decision(&good), Role::Candidate, &[]).unwrap();
    let other = saved(&world, "trial-1.json", &card(|table| table.about.en.push('!')));
    let refused = world.app().promote(&decision(&other), Role::Champion, &[]).unwrap_err();
    assert!(refused.to_string().contains("new version"), "{refused}");
    let nobody = Decision { who: " ", ..decision(&good) };
    let refused = world.app().promote(&nobody, Role::Champion, &[]).unwrap_err();
    assert!(refused.to_string().contains("who made it and why"), "{refused}");
}
