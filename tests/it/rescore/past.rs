//! The scores of one merchant over the runs, and what changed them.

use std::collections::BTreeSet;

use merchant_credit::app::AppError;
use merchant_credit::app::rescore::past::{PastQuestion, PastScore};
use merchant_credit::app::rescore::{Keeping, RescoreOptions};
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::RecordId;

use super::crowd::TODAY;
use crate::world::{THEM, US, World, day};

fn run(world: &World, as_of: &str) {
    let options = RescoreOptions { as_of: Some(day(as_of)), ..Default::default() };
    world.rescore(&options).unwrap();
}

fn past(world: &World, audience: Audience) -> Vec<PastScore> {
    let id = MerchantId::parse(US).unwrap();
    let question = PastQuestion { id, audience, before: None, limit: 9 };
    world.app().past_scores(&question).unwrap()
}

/// The records named behind the changes of a score.
fn behind(score: &PastScore) -> Vec<RecordId> {
    let all = score.changes.iter().flat_map(|change| change.records.clone());
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn a_merchant_has_a_history_of_scores_with_the_reason_for_each_change() {
    let world = World::on(TODAY);
    run(&world, TODAY);
    let penalty = world.penalty(TODAY).record();
    run(&world, "2026-03-02");
    run(&world, "2026-03-03");
    let past = past(&world, Audience::Privileged);
    let days: Vec<String> = past.iter().map(|score| score.as_of.to_string()).collect();
    assert_eq!(days, [TODAY, "2026-03-02", "2026-03-03"]);
    for score in &past {
        let single = world.ask(&score.as_of.to_string()).known_at(score.known_at).score();
        assert_eq!(score.points, Some(single.points()), "{}", score.as_of);
    }
    assert!(past[1].changes.iter().any(|change| change.records == [penalty]), "{:?}", past[1]);
    let points = |n: usize| past[n].points.unwrap();
    let sum: i32 = past[1].changes.iter().map(|c| c.points_after - c.points_before).sum();
    assert_eq!(points(1) - points(0), sum, "the changes add up");
    assert!(past[0].changes.is_empty() && past[2].changes.is_empty());
}

#[test]
fn what_may_not_be_shown_today_never_moved_a_public_score() {
    let world = World::on(TODAY);
    let one =
        |yuan: &str| world.penalty("2026-02-20").numbered("粤样市监处罚〔2026〕7号").fined(yuan);
    run(&world, TODAY);
    let penalty = one("2").record();
    run(&world, TODAY);
    let corrected = one("150").correcting().record();
    let complaint = world.complaint("2026-02-25").record();
    run(&world, TODAY);
    world.wait_until("2026-03-05");
    world.repair(penalty, "2026-03-04");

    let own = past(&world, Audience::Privileged);
    assert_eq!(behind(&own[1]), [penalty]);
    let named = behind(&own[2]);
    assert!(named.contains(&corrected) && named.contains(&complaint), "{named:?}");

    let public = past(&world, Audience::Public);
    assert_eq!(public[0].points, own[0].points);
    assert_eq!(public[1].points, own[0].points, "as if there had been no penalty");
    assert!(public[1].changes.is_empty());
    assert!(public[2].points < public[1].points, "the complaint is there for all to see");
    assert_eq!(behind(&public[2]), [complaint]);
    let points = |n: usize| public[n].points.unwrap();
    let sum: i32 = public[2].changes.iter().map(|c| c.points_after - c.points_before).sum();
    assert_eq!(points(2) - points(1), sum, "the changes add up");
}

#[test]
fn a_history_holds_the_runs_that_had_the_merchant() {
    let world = World::on(TODAY);
    let dry = RescoreOptions { keeping: Keeping::DryRun, ..Default::default() };
    world.rescore(&dry).unwrap();
    run(&world, "2026-02-01");
    let filter = "grade=D".parse().unwrap();
    world.rescore(&RescoreOptions { filter, ..Default::default() }).unwrap();
    run(&world, TODAY);
    let whole = past(&world, Audience::Privileged);
    assert_eq!(whole.iter().map(|score| score.run).collect::<Vec<_>>(), [1, 3]);
    let ask = |id: &str, before, limit| {
        let id = MerchantId::parse(id).unwrap();
        let question = PastQuestion { id, audience: Audience::Privileged, before, limit };
        world.app().past_scores(&question)
    };
    assert_eq!(ask(US, Some(3), 9).unwrap(), whole[..1]);
    assert_eq!(ask(US, None, 1).unwrap()[0].run, 3);
    assert!(matches!(ask(THEM, None, 9), Err(AppError::NotFound { .. })));
}
