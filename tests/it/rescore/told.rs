//! What a run tells: counts, drift, migration, movers with their records, a challenger's disagreement.

use merchant_credit::app::rescore::drift::Attention;
use merchant_credit::app::rescore::explain::Cause;
use merchant_credit::app::rescore::{Keeping, RescoreOptions, Way};
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::scorecard::Grade;
use merchant_credit::http::wire::run::RunBody;

use super::crowd::{N, TODAY, crowd, member, of_day};
use crate::town;
use crate::world::{THEM, US, World, day};

fn run(world: &World, as_of: &str) -> merchant_credit::app::rescore::report::RunReport {
    let options = RescoreOptions { as_of: Some(day(as_of)), ..Default::default() };
    world.rescore(&options).unwrap()
}

#[test]
fn a_run_counts_what_its_file_lists() {
    let world = crowd();
    let report = world.rescore(&of_day(&world, TODAY, "s.csv")).unwrap();
    let mut rows = csv::Reader::from_path(world.folder().join("s.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let tally = &report.tally;
    assert_eq!(tally.n_merchants(), rows.len() as u64);
    assert_eq!(tally.n_merchants(), u64::try_from(N).unwrap() + 1);
    let n = |grade: &str| rows.iter().filter(|row| &row[3] == grade).count() as u64;
    for count in tally.grades() {
        assert_eq!(count.n, n(count.grade.letters()), "{}", count.grade);
    }
    assert_eq!(tally.n_not_rated(), n("NR"));
    let points: Vec<f64> = rows.iter().filter_map(|row| row[2].parse().ok()).collect();
    let mean = points.iter().sum::<f64>() / points.len() as f64;
    assert!((tally.mean_points().unwrap() - mean).abs() < 1e-9);
    for counts in &tally.by_bin {
        assert_eq!(counts.iter().sum::<u64>(), tally.n_rated());
    }
}

#[test]
fn what_is_kept_of_a_run_gives_the_same_report_later() {
    let world = crowd();
    run(&world, TODAY);
    world.of(&member(3)).penalty("2026-02-20");
    let report = run(&world, "2026-03-02");
    let shown = world.app().run_report(report.run.unwrap()).unwrap();
    assert_eq!(shown, report);
    let difference = world.app().run_difference(1, 2).unwrap();
    assert_eq!(Some(difference), report.since);
}

#[test]
fn the_biggest_mover_is_named_with_the_record_that_moved_it() {
    let world = World::on(TODAY);
    world.establish(THEM);
    run(&world, TODAY);
    let penalty = world.penalty(TODAY).fined("300").record();
    let report = run(&world, "2026-03-02");
    let since = report.since.unwrap();
    assert_eq!((since.movement.n_fallen, since.movement.n_risen), (1, 0));
    assert_eq!(since.movers.len(), 1);
    let mover = &since.movers[0];
    assert_eq!(mover.id.to_string(), US);
    let change = &mover.changes[0];
    assert_eq!(change.cause, Cause::Records);
    assert_eq!(change.records, [penalty]);
    assert!(change.points_after < change.points_before);
    let sum: i32 = mover.changes.iter().map(|c| c.points_after - c.points_before).sum();
    let moved = mover.moved;
    assert_eq!(i32::from(moved.after.points) - i32::from(moved.before.points), sum);
    let from_best = since.movement.migration[Grade::Aaa as usize];
    assert_eq!(from_best.iter().sum::<u64>(), 2, "both were AAA: {:?}", since.movement.migration);
    assert_eq!(since.movement.n_migrated(), 1);
}

#[test]
fn what_time_alone_moved_says_so_and_names_what_it_rests_on() {
    let world = World::on(TODAY);
    let complaint = world.complaint("2026-02-20").record();
    run(&world, TODAY);
    world.wait_until("2028-03-01");
    let report = run(&world, "2028-03-01");
    let since = report.since.unwrap();
    let change = since.movers[0]
        .changes
        .iter()
        .find(|change| change.feature == "complaints_decayed_365")
        .expect("an old complaint weighs less");
    assert_eq!(change.cause, Cause::Time);
    assert_eq!(change.records, [complaint]);
    assert!(change.points_after > change.points_before);
}

#[test]
fn a_population_that_changes_at_once_alarms() {
    let world = crowd();
    run(&world, TODAY);
    let drafts: Vec<_> = (0..N)
        .flat_map(|n| {
            let id = member(n);
            let own = world.of(&id);
            [
                own.penalty("2026-02-20").fined("500").draft(),
                own.inspection("2026-02-21").failed().draft(),
            ]
        })
        .collect();
    world.submit(&drafts);
    let report = run(&world, "2026-03-02");
    let since = report.since.as_ref().unwrap();
    assert!(since.points.unwrap().index > 0.25, "{:?}", since.points);
    assert_eq!(report.attention(), Attention::Alarm);
    let fines =
        since.characteristics.iter().find(|own| own.feature == "n_penalties_serious").unwrap();
    assert!(
        fines.drift.unwrap().n_emptied > 0,
        "a bin that nobody was in is not dropped: {fines:?}"
    );
    let calm = run(&world, "2026-03-02");
    assert_eq!(calm.since.as_ref().unwrap().points.unwrap().index, 0.0);
    assert_eq!(calm.attention(), Attention::None);
}

#[test]
fn a_challenger_is_compared_on_the_same_dossiers() {
    let world = crowd();
    let challenger = town::keep_second_card(&world.app());
    world.wait_until("2026-03-02");
    let options = RescoreOptions {
        challenger: Some(challenger.clone()),
        ..of_day(&world, TODAY, "both.csv")
    };
    let report = world.rescore(&options).unwrap();
    let of_challenger =
        RescoreOptions { model: Some(challenger), ..of_day(&world, TODAY, "own.csv") };
    world.rescore(&of_challenger).unwrap();
    let column = |name: &str, column: usize| -> Vec<String> {
        let mut rows = csv::Reader::from_path(world.folder().join(name)).unwrap();
        rows.records().map(|row| row.unwrap()[column].to_owned()).collect()
    };
    assert_eq!(column("both.csv", 8), column("own.csv", 2));
    let disagreement = report.challenger.unwrap();
    let grades = column("both.csv", 3).into_iter().zip(column("own.csv", 3));
    let n_other = grades.filter(|(own, other)| own != other).count() as u64;
    assert!(n_other > 0);
    assert_eq!(disagreement.movement.n_migrated(), n_other);
    assert_eq!(disagreement.points, None, "there was no run before it");
}

#[test]
fn the_drift_of_a_challenger_is_told_from_one_shadow_run_to_the_next() {
    let world = crowd();
    let challenger = Some(town::keep_second_card(&world.app()));
    world.wait_until("2026-03-02");
    let shadow = |file: &str| {
        let challenger = challenger.clone();
        world.rescore(&RescoreOptions { challenger, ..of_day(&world, TODAY, file) }).unwrap()
    };
    shadow("first.csv");
    let still = shadow("second.csv").challenger.unwrap().points.unwrap();
    assert_eq!(still.index, 0.0);
    let drafts: Vec<_> =
        (0..N).map(|n| world.of(&member(n)).penalty("2026-02-20").fined("500").draft()).collect();
    world.submit(&drafts);
    let report = shadow("third.csv");
    let moved = report.challenger.clone().unwrap().points.unwrap();
    assert_eq!(Attention::of(Some(moved)), Attention::Alarm, "{moved:?}");
    // What is kept of the run tells the same.
    assert_eq!(world.app().run_report(report.run.unwrap()).unwrap().challenger, report.challenger);
}

#[test]
fn a_veto_holds_for_the_challenger_too() {
    let world = World::on(TODAY);
    let challenger = town::keep_second_card(&world.app());
    world.listing("serious_violation", "2026-02-01").record();
    let options = RescoreOptions { challenger: Some(challenger), ..Default::default() };
    let report = world.rescore(&options).unwrap();
    assert_eq!(report.tally.grades().last().unwrap().n, 1, "vetoed: {:?}", report.tally.grades());
    let movement = report.challenger.unwrap().movement;
    assert_eq!(movement.n_migrated(), 0, "{:?}", movement.migration);
}

#[test]
fn a_filter_lets_through_whom_it_says_and_leaves_everybody_elses_last_scores_alone() {
    let world = crowd();
    let whole = world.rescore(&of_day(&world, TODAY, "whole.csv")).unwrap();
    let options = RescoreOptions {
        filter: "grade=NR,grade=B".parse().unwrap(),
        ..of_day(&world, TODAY, "some.csv")
    };
    let report = world.rescore(&options).unwrap();
    let lines = |name: &str| std::fs::read_to_string(world.folder().join(name)).unwrap();
    let wanted: Vec<String> = lines("whole.csv")
        .lines()
        .filter(|line| {
            line.starts_with("merchant,") || line.contains(",B,") || line.contains(",NR,")
        })
        .map(str::to_owned)
        .collect();
    assert!(wanted.len() > 2);
    assert_eq!(lines("some.csv").lines().collect::<Vec<_>>(), wanted);
    let since = report.since.unwrap();
    assert_eq!(since.run.run, whole.run.unwrap());
    assert_eq!((since.movement.n_left, since.movement.n_entered), (0, 0));
    let region = RescoreOptions { filter: "region=11".parse().unwrap(), ..options };
    assert_eq!(world.rescore(&region).unwrap().tally.n_merchants(), 0);
}

#[test]
fn a_dry_run_keeps_nothing() {
    let world = World::on(TODAY);
    let options =
        RescoreOptions { keeping: Keeping::DryRun, ..of_day(&world, TODAY, "dry.ndjson") };
    let report = world.rescore(&options).unwrap();
    assert_eq!((report.run, report.finished_at), (None, None));
    assert_eq!(report.tally.n_merchants(), 1);
    assert!(world.app().runs(9).unwrap().is_empty());
    let line = std::fs::read_to_string(world.folder().join("dry.ndjson")).unwrap();
    let row: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    assert_eq!(row["merchant"], US);
}

#[test]
fn the_public_form_of_a_run_names_nobody_and_tells_of_nobody() {
    let world = World::on(TODAY);
    run(&world, TODAY);
    world.penalty(TODAY);
    let report = run(&world, "2026-03-02");
    let body = |audience| RunBody::new(&report, audience);
    let text = |audience| serde_json::to_string(&body(audience)).unwrap();
    assert!(text(Audience::Privileged).contains(US));
    assert!(text(Audience::Privileged).contains("penalty-"));
    assert!(!text(Audience::Public).contains(US));
    assert!(!text(Audience::Public).contains("penalty-"));
    let public = body(Audience::Public);
    assert!(public.since.is_none() && public.challenger.is_none() && public.mean_points.is_none());
    assert!(
        public.grades.iter().all(|count| count.n == 0),
        "one merchant is none, to the nearest ten"
    );
    assert!(public.distribution.iter().all(|band| band.n == 0));
    assert_eq!((public.n_merchants, public.head.n_scored), (0, 0));
    assert_eq!(body(Audience::Privileged).n_merchants, 1);
}

#[test]
fn a_kept_run_can_be_written_to_a_file_again() {
    let world = crowd();
    let report = world.rescore(&of_day(&world, TODAY, "first.csv")).unwrap();
    let path = world.folder().join("again.csv");
    let n_rows = world.app().write_run(report.run.unwrap(), &path).unwrap();
    assert_eq!(n_rows, report.tally.n_merchants());
    let text = |name: &str| std::fs::read_to_string(world.folder().join(name)).unwrap();
    assert_eq!(text("again.csv"), text("first.csv"));
    let unnamed = Way { out: Some(world.folder().join("x.txt")), ..Way::default() };
    let options = RescoreOptions { way: unnamed, ..Default::default() };
    assert!(world.rescore(&options).is_err());
}
