//! Publication in time (双公示): states, the table, drafts, and the rows of single organs.

use merchant_credit::app::AppError;
use merchant_credit::app::publication::{Named, PublicationAnswer, PublicationQuestion};
use merchant_credit::domain::publication::state::Channel;
use merchant_credit::domain::record::decision::WithdrawalGround;
use merchant_credit::domain::record::envelope::{RecordId, Submitter};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::record::notice::NoticeOf;
use merchant_credit::domain::scorecard::Grade;

use crate::world::{World, day};

const ORGAN: &str = "虚构市城管局(虚构)";

fn ask(as_of: &str) -> PublicationQuestion {
    PublicationQuestion {
        authority: Some(ORGAN.to_owned()),
        as_of: Some(day(as_of)),
        named: Named { all: false, overdue: true, due_within: Some(100) },
        ..PublicationQuestion::all()
    }
}

fn answer(world: &World, as_of: &str) -> PublicationAnswer {
    world.app().publication(&ask(as_of)).unwrap()
}

/// On time, late, overdue, to be published, exempt, withdrawn.
fn counts(answer: &PublicationAnswer) -> [u64; 6] {
    let mut sum = [0; 6];
    for month in &answer.months {
        let one = [
            month.n_on_time,
            month.n_late,
            month.n_overdue,
            month.n_to_be_published,
            month.n_exempt,
            month.n_withdrawn,
        ];
        for (all, n) in sum.iter_mut().zip(one) {
            *all += n;
        }
    }
    sum
}

fn publish(world: &World, id: RecordId, on: &str) -> Result<RecordId, AppError> {
    let submitter = Submitter { key: "spec".into(), organ: None };
    world.app().publish(id, Channel::CreditChina, day(on), &submitter)
}

#[test]
fn a_decision_of_2026_09_30_is_due_on_10_15_guobanfa_2015_72() {
    let world = World::empty_on("2026-11-16");
    world.penalty("2026-09-30");
    let state = |as_of| counts(&answer(&world, as_of));
    assert_eq!(state("2026-09-30"), [0, 0, 0, 1, 0, 0]);
    assert_eq!(state("2026-10-15"), [0, 0, 0, 1, 0, 0], "the last day in time");
    assert_eq!(state("2026-10-16"), [0, 0, 1, 0, 0, 0]);
    let overdue = answer(&world, "2026-10-19");
    assert_eq!(overdue.items[0].due_on(), Some(day("2026-10-15")));
    assert_eq!(overdue.items[0].delay, 9, "7 working days in time and two more");
}

#[test]
fn published_at_of_the_original_channel_tells_in_time_from_late() {
    let world = World::empty_on("2026-11-16");
    let published = |at: &str| world.penalty("2026-09-30").set("published_at", at);
    published("2026-10-15T23:59:59+08:00").record();
    published("2026-10-16T00:00:00+08:00").record();
    assert_eq!(counts(&answer(&world, "2026-11-16")), [1, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&answer(&world, "2026-10-15")), [1, 0, 0, 1, 0, 0], "as of an earlier day");
    let all = answer(&world, "2026-11-16");
    let month = &all.months[0];
    assert_eq!(
        (month.on_time_rate(), month.median_delay(), month.worst_delay()),
        (Some(0.5), Some(7), Some(8))
    );
}

#[test]
fn the_simple_procedure_and_withdrawn_decisions_are_not_timed() {
    let world = World::empty_on("2026-11-16");
    world.penalty("2026-09-30").set("simple_procedure", "true").record();
    let withdrawn = world.penalty("2026-09-30").record();
    world.withdrawal(withdrawn, "2026-10-20").record();
    assert_eq!(counts(&answer(&world, "2026-10-19")), [0, 0, 1, 0, 1, 0]);
    assert_eq!(counts(&answer(&world, "2026-10-20")), [0, 0, 0, 0, 1, 1]);
    assert_eq!(answer(&world, "2026-10-20").months[0].on_time_rate(), None);
}

#[test]
fn months_and_authorities_stand_apart_and_the_most_urgent_comes_first() {
    let world = World::empty_on("2026-11-16");
    let later = world.penalty("2026-10-20").record();
    let first = world.penalty("2026-09-30").record();
    world.penalty("2026-09-30").set("organ", "虚构市水务局(虚构)").record();
    let all = answer(&world, "2026-11-16");
    assert_eq!(
        all.months.iter().map(|month| month.month).collect::<Vec<_>>(),
        [day("2026-09-01"), day("2026-10-01")]
    );
    assert_eq!(all.items.iter().map(|item| item.id).collect::<Vec<_>>(), [first, later]);
    let everyone = PublicationQuestion { authority: None, ..ask("2026-11-16") };
    assert_eq!(world.app().publication(&everyone).unwrap().months.len(), 3);
    let october = PublicationQuestion { month: Some(day("2026-10-01")), ..ask("2026-11-16") };
    assert_eq!(world.app().publication(&october).unwrap().n_items, 1);
}

#[test]
fn a_draft_neither_shows_nor_counts_until_it_is_published() {
    let world = World::on("2026-06-20");
    let draft = world.penalty("2026-06-01").set("publish", "false").record();
    let listed = |as_of: &str| world.ask(as_of).listed(RecordKind::Penalty);
    assert_eq!(listed("2026-06-20"), []);
    assert_eq!(world.score("2026-06-20").reasons(), [""; 0]);
    assert!(answer(&world, "2026-06-20").items[0].is_draft);
    world.wait_until("2026-06-25");
    publish(&world, draft, "2026-06-25").unwrap();
    assert_eq!(listed("2026-06-24"), [], "nor before its publication");
    assert_eq!(listed("2026-06-25"), [draft]);
    assert_eq!(world.score("2026-06-25").records(), [draft]);
    let state = &answer(&world, "2026-06-25");
    assert_eq!(counts(state), [0, 1, 0, 0, 0, 0], "due on 2026-06-10");
}

#[test]
fn a_publication_is_of_a_decision_after_it_and_once() {
    let world = World::empty_on("2026-06-20");
    let draft = world.licence("2026-06-01").set("publish", "false").record();
    let inspection = world.inspection("2026-06-01").record();
    assert!(matches!(publish(&world, inspection, "2026-06-20"), Err(AppError::Invalid(_))));
    assert!(matches!(publish(&world, draft, "2026-05-31"), Err(AppError::Invalid(_))));
    assert!(matches!(publish(&world, draft, "2026-06-21"), Err(AppError::Invalid(_))));
    publish(&world, draft, "2026-06-19").unwrap();
    assert!(matches!(publish(&world, draft, "2026-06-20"), Err(AppError::Conflict { .. })));
}

#[test]
fn a_draft_with_an_instant_of_publication_contradicts_itself() {
    let world = World::empty_on("2026-06-20");
    let draft = world.penalty("2026-06-01").set("publish", "false");
    let faults = draft.set("published_at", "2026-06-02T09:00:00+08:00").faults();
    assert_eq!(faults[0].rule.code(), "draft_is_published");
}

#[test]
fn an_organ_of_market_regulation_counts_from_publication_samr_order_45_art_13() {
    let world = World::on("2026-06-01");
    let by = |organ: &str| {
        world
            .penalty("2026-01-10")
            .set("organ", organ)
            .set("published_at", "2026-02-10T09:00:00+08:00")
            .record()
    };
    let market = by("虚构市市场监督管理局(虚构)");
    let other = by(ORGAN);
    world.wait_until("2027-03-01");
    let listed = |as_of: &str| world.ask(as_of).listed(RecordKind::Penalty);
    // General: a year from the decision for one, from publication for the other.
    assert_eq!(listed("2027-01-09"), [other, market]);
    assert_eq!(listed("2027-01-10"), [market]);
    assert_eq!(listed("2027-02-09"), [market]);
    assert_eq!(listed("2027-02-10"), []);
}

#[test]
fn a_draft_waits_until_the_merchant_could_answer_shenzhen_art_39() {
    let world = World::on("2026-06-02");
    let draft = world.penalty("2026-06-01").set("publish", "false").record();
    let us = merchant_credit::domain::merchant::MerchantId::parse(crate::world::US).unwrap();
    let notices = world.app().notices(&us).unwrap();
    let told: Vec<_> = notices
        .iter()
        .map(|one| (one.target, one.notice.noticed_on, one.notice.answer_until))
        .collect();
    // Three working days after Tuesday 2026-06-02.
    assert_eq!(told, [(Some(draft), day("2026-06-02"), day("2026-06-05"))], "told at once");
    world.wait_until("2026-06-05");
    let refused = publish(&world, draft, "2026-06-05").unwrap_err();
    assert!(refused.to_string().contains("can answer until 2026-06-05"), "{refused}");
    world.wait_until("2026-06-08");
    publish(&world, draft, "2026-06-08").unwrap();
}

#[test]
fn a_merchant_is_told_before_its_grade_falls_below_bb_shenzhen_art_39() {
    let world = World::on("2026-06-02");
    let submitter = Submitter { key: "spec".into(), organ: None };
    for _ in 0..6 {
        world.complaint("2026-05-01").record();
    }
    for number in 1..=6 {
        let grave = world.penalty("2026-06-01").numbered(&format!("虚罚〔2026〕{number}号"));
        grave.graded("serious").fined("200").set("publish", "false").record();
    }
    assert!(world.score("2026-06-02").rated().grade < Grade::Bb, "no draft counts yet");
    assert_eq!(world.app().make_notices(&submitter).unwrap(), 1);
    assert_eq!(world.app().make_notices(&submitter).unwrap(), 0, "told once");
    let us = merchant_credit::domain::merchant::MerchantId::parse(crate::world::US).unwrap();
    let notices = world.app().notices(&us).unwrap();
    let NoticeOf::Grade { grade, as_of, .. } = notices[0].notice.of else { panic!("{notices:?}") };
    assert!(grade > Grade::Bb, "{grade}");
    assert_eq!(as_of, day("2026-06-06"), "the first day after the time to answer");
    assert_eq!(notices.len(), 7, "and of each draft");
}

#[test]
fn a_withdrawal_later_than_three_working_days_is_late_penalty_law_art_48_and_85() {
    let world = World::on("2026-10-12");
    let by = Submitter { key: "spec".into(), organ: None };
    let withdraw = |decided_on: &str| {
        let record = world.penalty("2026-09-01").record();
        let on = day(decided_on);
        world.app().withdraw(record, WithdrawalGround::Revoked, "复议撤销", on, &by).unwrap()
    };
    // 2026-09-29 + 3: 30 September, 8, 9 October; 2026-09-30 + 3 ends on the 10th, a Saturday worked.
    let late = withdraw("2026-09-29");
    assert_eq!((late.due.unwrap().due_on, late.is_late), (day("2026-10-09"), true));
    let late = withdraw("2026-09-30");
    assert_eq!((late.due.unwrap().due_on, late.is_late), (day("2026-10-10"), true));
    let in_time = withdraw("2026-10-08");
    assert_eq!((in_time.due.unwrap().due_on, in_time.is_late), (day("2026-10-12"), false));
    let month = &answer(&world, "2026-10-12").months[0];
    assert_eq!((month.n_withdrawn, month.n_withdrawn_late), (3, 2));
    assert_eq!(world.score("2026-10-12").reasons(), [""; 0], "they count for no day");
    let again =
        world.app().withdraw(late.target, WithdrawalGround::Void, "x", day("2026-10-08"), &by);
    assert!(matches!(again, Err(AppError::Conflict { .. })), "{again:?}");
}
