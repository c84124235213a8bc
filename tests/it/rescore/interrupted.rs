//! A run that is interrupted and taken up again gives what an uninterrupted one gives, byte for byte.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};

use merchant_credit::app::AppError;
use merchant_credit::app::rescore::{RescoreOptions, Step};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::crowd::{Given, TODAY, crowd, given, member, of_day, way};
use crate::world::World;

/// How often the test that needs no process of its own interrupts a run.
const N_INTERRUPTIONS: u32 = 20;

/// A run that panics at its nth step, as if the process had ended there.
fn interrupt(world: &World, n: u32) -> bool {
    let mut left = n;
    let run = || {
        world.app().rescore(&of_day(world, TODAY, "cut.csv"), |_| {
            left = left.checked_sub(1).expect("the interruption that the test wants");
        })
    };
    catch_unwind(AssertUnwindSafe(run)).is_err()
}

fn reference(world: &World) -> Given {
    let report = world.rescore(&of_day(world, TODAY, "whole.csv")).unwrap();
    given(world, &report, "whole.csv")
}

#[test]
fn an_interrupted_run_ends_as_if_it_had_not_been() {
    let world = crowd();
    let whole = reference(&world);
    let n_steps = 2 + u32::try_from(whole.blocks.len()).unwrap();
    let mut moments = StdRng::seed_from_u64(7);
    for round in 0..N_INTERRUPTIONS {
        // The first step is before the run is begun; nothing is left of it then.
        let moment = moments.random_range(1..n_steps);
        assert!(interrupt(&world, moment), "round {round} was not interrupted at {moment}");
        assert!(!world.folder().join("cut.csv").exists(), "no file that is not whole");
        let report = world.app().resume_rescore(&way(&world, "cut.csv"), |_| {}).unwrap();
        let n_kept = i64::from(moment) - 1;
        let n_scored = report.cost.n_scored;
        assert!(n_scored <= report.tally.n_merchants(), "nobody twice");
        assert_eq!(n_scored < report.tally.n_merchants(), n_kept > 0, "at {moment}");
        assert_eq!(given(&world, &report, "cut.csv"), whole, "round {round}, moment {moment}");
    }
}

#[test]
fn a_run_keeps_to_the_position_it_began_at_through_an_interruption() {
    let world = crowd();
    let whole = reference(&world);
    assert!(interrupt(&world, 3));
    // The world goes on: new records, a merger, a merchant nobody knew, folded and not folded.
    world.of(&member(3)).penalty("2026-02-20");
    world.of(&member(1000)).penalty("2026-02-20");
    world.of(&member(5)).rating("2026-02-27").stars(1);
    world.of(&member(1200)).rating("2026-02-27").stars(1);
    world.of(&member(1100)).merge(&member(1101), "2026-02-20");
    world.of("yunshi:newcomer").merchant("2026-02-20");
    world.wait_until("2026-03-05");
    let report = world.app().resume_rescore(&way(&world, "cut.csv"), |_| {}).unwrap();
    assert_eq!(given(&world, &report, "cut.csv"), whole);
    let now = world.rescore(&of_day(&world, TODAY, "now.csv")).unwrap();
    assert_ne!(
        given(&world, &now, "now.csv").file,
        whole.file,
        "the new records count for a new run"
    );
}

#[test]
fn there_is_nothing_to_take_up_where_every_run_ended() {
    let world = World::on(TODAY);
    world.rescore(&RescoreOptions::default()).unwrap();
    let error = world.app().resume_rescore(&Default::default(), |_| {}).unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "{error}");
}

#[test]
fn a_run_that_is_killed_is_taken_up_by_another_process() {
    let world = crowd();
    let whole = reference(&world);
    let out = world.folder().join("killed.csv");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
        command.arg("--data-dir").arg(world.folder()).arg("rescore").arg("--out").arg(&out);
        command.args(["--threads", "1", "--batch", "1", "--progress", "json"]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let known_at = world.now().to_string();
    for n_lines in [2, 4, 6] {
        let mut child = command(&["--as-of", TODAY, "--known-at", &known_at]).spawn().unwrap();
        let steps = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
        let seen: Vec<String> = steps.take(n_lines).map(Result::unwrap).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(seen.len(), n_lines, "{seen:?}");
        let _ = std::fs::remove_file(&out);
        let ended = command(&["--resume"]).status().unwrap();
        // Killed after its last block, a run may have ended: then there is nothing to take up.
        if ended.success() {
            assert_eq!(std::fs::read_to_string(&out).unwrap(), whole.file, "after {n_lines}");
        } else {
            assert_eq!(ended.code(), Some(1));
        }
    }
}

#[test]
fn every_step_is_told_in_order() {
    let world = crowd();
    let mut steps = Vec::new();
    world.app().rescore(&of_day(&world, TODAY, "told.csv"), |step| steps.push(step)).unwrap();
    assert_eq!(steps.first(), Some(&Step::Folding));
    assert_eq!(steps.last(), Some(&Step::Reporting));
    let done: Vec<u64> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Scoring { n_done, .. } => Some(*n_done),
            _ => None,
        })
        .collect();
    assert!(done.is_sorted() && done.len() > 4, "{done:?}");
}
