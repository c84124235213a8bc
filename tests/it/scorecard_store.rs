//! Training on the store: what was known then, the same bytes on any threads, merchants on one side,
//! and clear refusals.

use std::path::PathBuf;

use merchant_credit::app::judge::Judging;
use merchant_credit::app::observe::{Observation, ObservedColumn};
use merchant_credit::app::outcome_rule;
use merchant_credit::app::train_store::{StoreTrained, StoreTraining, TrainStoreError};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::feature;
use merchant_credit::domain::outcome::OutcomeRule;
use merchant_credit::domain::scorecard::{ColumnValues, Segment};

use crate::town;
use crate::world::{THEM, US, World, day, scratch};

fn rule(name: &str) -> OutcomeRule {
    outcome_rule::find(name).unwrap()
}

fn options(out: PathBuf) -> StoreTraining {
    StoreTraining {
        observe: vec![day("2024-03-31"), day("2024-06-30")],
        test: vec![day("2025-06-30")],
        window_days: 365,
        rule: rule("serious-record"),
        segments: Vec::new(),
        ignored: Vec::new(),
        information_value_min: 0.02,
        correlation_max: 0.95,
        holdout: 0.0,
        recalibrate_on: None,
        seed: 42,
        source: None,
        out,
    }
}

fn train(options: &StoreTraining) -> StoreTrained {
    town::town().train_store(options).unwrap()
}

#[test]
fn the_same_seed_and_data_give_the_same_bytes_on_any_number_of_threads() {
    let folder = scratch();
    let files: Vec<Vec<u8>> = [1, 3]
        .into_iter()
        .map(|n_threads| {
            let out = folder.path().join(format!("of-{n_threads}")).join("town-1.json");
            std::fs::create_dir(out.parent().unwrap()).unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| train(&options(out.clone())));
            let mut bytes = std::fs::read(&out).unwrap();
            bytes.extend(std::fs::read(out.with_extension("md")).unwrap());
            bytes
        })
        .collect();
    assert!(!files[0].is_empty() && files[0] == files[1]);
}

#[test]
fn a_card_of_the_town_orders_the_year_that_it_has_not_seen() {
    let folder = scratch();
    let out = folder.path().join("town-1.json");
    let trained = train(&options(out.clone()));
    let test = trained.test.unwrap();
    assert!(test.auc_interval.unwrap().low > 0.5, "{:?}", test.auc_interval);
    for (day, expect) in trained.observed.flow.iter().zip(["2025-03-31", "2025-06-30"]) {
        assert_eq!(day.until.to_string(), expect);
        let left_out =
            day.n_other_segment + day.n_not_rated + day.n_not_observed + day.n_indeterminate;
        assert_eq!(day.n_merchants, left_out + day.n_rows);
        assert!(day.n_bad > 0 && day.n_bad < day.n_rows);
    }
    // The card judged by its file, on the same day, gives the same figures.
    let model = town::town().model_or_file(out.to_str().unwrap()).unwrap();
    let judging = Judging {
        test: vec![day("2025-06-30")],
        window_days: 365,
        rule: rule("serious-record"),
        segments: Vec::new(),
        seed: 42,
    };
    let (judged, _) = town::town().judge(&model, &judging).unwrap();
    assert_eq!((judged.all.n, judged.all.discrimination), (test.n, test.discrimination));
    let expert = town::town().model_or_file("expert-1").unwrap();
    let compared = town::town().compare([&model, &expert], &judging).unwrap();
    let auc = |place: usize| compared.judged[place].all.discrimination.unwrap().auc;
    let difference = compared.difference.unwrap().difference;
    assert!((difference.estimate - (auc(0) - auc(1))).abs() < 1e-12);
    assert!(difference.low <= difference.estimate && difference.estimate <= difference.high);
}

#[test]
fn a_merchant_that_is_held_back_is_in_no_row_trained_on() {
    let folder = scratch();
    let mut options = options(folder.path().join("town-1.json"));
    for test in [vec![], vec![day("2025-06-30")]] {
        (options.holdout, options.test) = (0.3, test);
        let trained = train(&options);
        let groups = trained.observed.sample.groups.unwrap();
        let of = |rows: &[u32]| -> std::collections::BTreeSet<u64> {
            rows.iter().map(|&row| groups[row as usize]).collect()
        };
        let (train, test) = (of(&trained.parts.train), of(&trained.parts.test));
        assert!(!test.is_empty() && train.is_disjoint(&test));
    }
}

/// The values of a feature and the outcomes that a world shows on a day.
fn observed(world: &World, name: &str, on: &str, rule: &OutcomeRule) -> Vec<(f64, bool)> {
    let columns = vec![ObservedColumn::as_measured(feature::find(name).unwrap())];
    let observation =
        Observation { days: &[day(on)], window_days: 100, rule, segments: &[], columns };
    let observed = world.app().observe_merchants(&observation).unwrap();
    let ColumnValues::Numbers(numbers) = &observed.sample.columns[0].values else { panic!() };
    numbers.iter().copied().zip(observed.sample.bad.iter().copied()).collect()
}

/// Merchants that were known and licensed long before they are observed.
fn long_known(ids: &[&str]) -> World {
    let world = World::empty_on("2026-03-01");
    for id in ids {
        world.of(id).merchant("2010-03-01").known_since("2010-03-01").record();
        world.of(id).licence("2010-03-01").known_since("2010-03-01").record();
    }
    world
}

#[test]
fn a_row_knows_what_was_asserted_as_known_then_and_its_outcome_what_came_after() {
    let world = long_known(&[US]);
    let rule = rule("serious-record");
    let ask = || observed(&world, "n_penalties", "2025-06-01", &rule);
    assert_eq!(ask(), [(0.0, false)]);
    // Decided before the day but not known then: neither a value nor an outcome.
    world.penalty("2025-05-20").known_since("2025-06-02").numbered("虚罚〔2025〕1号").record();
    assert_eq!(ask(), [(0.0, false)]);
    world.penalty("2025-05-21").known_since("2025-05-30").numbered("虚罚〔2025〕2号").record();
    assert_eq!(ask(), [(1.0, false)]);
    // The day after the window ends, then its last day.
    world.penalty("2025-09-10").numbered("虚罚〔2025〕3号").record();
    assert_eq!(ask(), [(1.0, false)]);
    let last = world.penalty("2025-09-09").numbered("虚罚〔2025〕4号").record();
    assert_eq!(ask(), [(1.0, true)]);
    world.withdrawal(last, "2026-02-01").record();
    assert_eq!(ask(), [(1.0, false)]);
}

#[test]
fn indeterminate_merchants_and_other_segments_are_left_out_and_counted() {
    let world = long_known(&[US, THEM]);
    world.complaint("2025-07-01").ended("failed", "2025-07-20").record();
    let rule = rule("serious-record");
    let count = |segments: &[Segment]| {
        let columns = vec![ObservedColumn::as_measured(feature::find("n_penalties").unwrap())];
        let days = [day("2025-06-01")];
        let observation =
            Observation { days: &days, window_days: 100, rule: &rule, segments, columns };
        let flow = world.app().observe_merchants(&observation).unwrap().flow[0].clone();
        (flow.n_rows, flow.n_indeterminate, flow.n_other_segment)
    };
    assert_eq!(count(&[]), (1, 1, 0));
    assert_eq!(count(&[Segment::Enterprises]), (0, 1, 1));
    assert_eq!(count(&[Segment::IndividualBusinesses]), (1, 0, 1));
}

#[track_caller]
fn refused(change: impl FnOnce(&mut StoreTraining)) -> String {
    let folder = scratch();
    let mut options = options(folder.path().join("town-1.json"));
    change(&mut options);
    let refused: TrainStoreError = town::town().train_store(&options).unwrap_err();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    refused.to_string()
}

#[test]
fn what_cannot_be_trained_on_is_refused_with_a_hint() {
    let check = |refused: String, expect: &str| assert!(refused.contains(expect), "{refused}");
    let never = r#"{"name": "never", "about": {"en": "Never.", "zh": "从不。"},
        "bad": [{"kind": "penalties", "severity_at_least": "serious", "n_at_least": 1000}]}"#;
    let never: OutcomeRule = serde_json::from_str(never).unwrap();
    check(refused(|options| options.rule = never), "by rule 'never': all");
    let late = Day::parse("2026-06-30").unwrap();
    check(refused(|options| options.test = vec![late]), "outcomes are not known yet");
    let early = Day::parse("2024-12-31").unwrap();
    check(refused(|options| options.test = vec![early]), "what was not known then");
    check(refused(|options| options.observe.clear()), "--observe");
    check(refused(|options| options.ignored = vec!["zip".into()]), "no feature 'zip'");
    check(refused(|options| options.recalibrate_on = Some(early)), "one of the days of --observe");
    check(refused(|options| options.holdout = 1.0), "below 1");
    check(refused(|options| options.out = PathBuf::from("card.txt")), ".json");
    check(outcome_rule::find("no-rule").unwrap_err().to_string(), "serious-record");
}

#[test]
fn the_level_of_the_probability_is_that_of_the_day_it_is_set_on() {
    let folder = scratch();
    let mut options = options(folder.path().join("town-1.json"));
    options.recalibrate_on = Some(day("2024-06-30"));
    let trained = train(&options);
    let (card, observed) = (&trained.trained.card, &trained.observed);
    let rows = observed.rows_of(&[day("2024-06-30")]);
    let points = merchant_credit::train::evaluation::points_of(card, &observed.sample);
    let of_row = |row: &u32| card.probability(points[*row as usize]).unwrap();
    let predicted: f64 = rows.iter().map(of_row).sum();
    let n_bad = rows.iter().filter(|row| observed.sample.bad[**row as usize]).count();
    assert!((predicted - n_bad as f64).abs() < 1e-6, "{predicted} {n_bad}");
    let found = trained.recalibration.unwrap();
    let error = |predicted: f64| (predicted - found.bad_rate).abs();
    assert_eq!(found.helps(), error(found.predicted_after) < error(found.predicted_before));
}
