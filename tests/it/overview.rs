//! What is kept ready of a merchant with many ratings: the same, until anything happens.

use std::sync::Arc;

use merchant_credit::app::overview::Overview;
use merchant_credit::app::score::Outcome;
use merchant_credit::domain::merchant::MerchantId;

use crate::world::{US, World};

const MANY: usize = 2_000;

fn overview(world: &World) -> Arc<Overview> {
    world.app().overview(&MerchantId::parse(US).unwrap()).unwrap()
}

fn points(overview: &Overview) -> i32 {
    match &overview.report.score.outcome {
        Outcome::Rated(score) => score.points,
        Outcome::NotRated(lacking) => panic!("{lacking:?}"),
    }
}

#[test]
fn what_is_kept_ready_is_never_older_than_the_last_record() {
    let world = World::on("2026-11-16");
    let few = overview(&world);
    assert!(!Arc::ptr_eq(&few, &overview(&world)), "what is cheap is computed each time");
    let ratings: Vec<_> = (0..MANY).map(|_| world.rating("2026-05-05").stars(4).draft()).collect();
    world.submit(&ratings);
    let before = overview(&world);
    assert!(Arc::ptr_eq(&before, &overview(&world)));
    let penalty = world.penalty("2026-03-10").fined("30").record();
    assert!(points(&overview(&world)) < points(&before));
    world.repair(penalty, "2026-11-10");
    let after = overview(&world);
    assert_eq!(points(&after), points(&before));
    assert_eq!(after.course.points, before.course.points, "nor does it move a day of the past");
}
