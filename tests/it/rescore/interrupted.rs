//! A run that is interrupted and taken up again gives what an uninterrupted one gives, byte for byte.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use merchant_credit::app::AppError;
use merchant_credit::app::rescore::block::MERCHANTS_PER_BLOCK;
use merchant_credit::app::rescore::{RescoreOptions, Step};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::crowd::{Given, N, TODAY, crowd, given, member, of_day, way};
use crate::world::World;

/// How often a run is interrupted.
const N_INTERRUPTIONS: u32 = 20;

/// A run that panics at its nth step, as if the process had ended there.
fn interrupt(world: &World, n: u32) -> bool {
    let mut left = n;
    let run = || {
        world.app().rescore(&of_day(world, TODAY, "cut.csv"), |_| {
            match left.checked_sub(1) {
                Some(less) => left = less,
                // A panic without its message, for it is what the test wants.
                None => resume_unwind(Box::new("interrupted")),
            }
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
        let _ = std::fs::remove_file(world.folder().join("cut.csv"));
        assert!(interrupt(&world, moment), "round {round} was not interrupted at {moment}");
        assert!(!world.folder().join("cut.csv").exists(), "no file that is not whole");
        let report = world.app().resume_rescore(&way(&world, "cut.csv"), |_| {}).unwrap();
        // After so many steps as many blocks are kept; nobody in them is scored twice, and the first
        // one has a place less, for merchants are numbered from 1.
        let n_kept = (i64::from(moment) * MERCHANTS_PER_BLOCK - 1).min(N + 1);
        assert_eq!(report.cost.n_scored, u64::try_from(N + 1 - n_kept).unwrap(), "at {moment}");
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
