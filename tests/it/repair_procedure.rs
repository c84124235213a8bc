//! Credit repair from start to end: application, acceptance, decision, effect, and the clocks on it.

use merchant_credit::app::AppError;
use merchant_credit::app::attachment::{FOLDER, Paper};
use merchant_credit::app::repair::{RepairAnswer, RepairStep};
use merchant_credit::domain::publication::deadline::Step;
use merchant_credit::domain::publication::repair::RepairObstacle;
use merchant_credit::domain::record::envelope::{RecordId, Submitter};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::record::repair_application::{AttachmentPurpose, RepairStage};

use crate::world::{World, day};

const PDF: &[u8] = b"%PDF-1.7 invented";

fn submitter() -> Submitter {
    Submitter { key: "spec".into(), organ: None }
}

fn paper(purpose: AttachmentPurpose, bytes: &[u8]) -> Paper {
    Paper { purpose, bytes: bytes.to_vec(), sha256: None }
}

fn both() -> [Paper; 2] {
    [paper(AttachmentPurpose::Commitment, PDF), paper(AttachmentPurpose::Proof, b"\xff\xd8\xff1")]
}

fn apply(world: &World, target: RecordId, on: &str) -> RepairAnswer {
    world.app().apply_for_repair(target, day(on), &both(), &submitter()).unwrap()
}

fn step(
    world: &World,
    application: &RepairAnswer,
    step: RepairStep,
    on: &str,
) -> Result<RepairAnswer, AppError> {
    world.app().take_repair_step(application.id, &step, day(on), &submitter())
}

#[track_caller]
fn check_refused(answer: Result<RepairAnswer, AppError>, rule: &str) {
    match answer {
        Err(AppError::Invalid(faults)) => assert_eq!(faults[0].rule, rule),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_repair_walks_from_application_to_effect_guobanfa_2025_22() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").record();
    let application = apply(&world, penalty, "2026-09-30");
    assert_eq!(application.application.stage(), RepairStage::Received);
    assert_eq!(application.obstacles, []);
    let due: Vec<_> =
        application.due.iter().map(|due| (due.rule_id.as_str(), due.due_on)).collect();
    assert_eq!(due, [("repair.accept", day("2026-10-10")), ("repair.answer", day("2026-10-20")),]);
    world.wait_until("2026-10-10");
    let accepted = step(&world, &application, RepairStep::Accept, "2026-10-10").unwrap();
    assert_eq!(accepted.due[0].due_on, day("2026-10-20"), "7 working days from acceptance");
    world.wait_until("2026-10-15");
    let before = world.score("2026-10-15");
    assert_eq!(before.records(), [penalty]);
    let granted = step(&world, &application, RepairStep::Grant, "2026-10-15").unwrap();
    assert_eq!(granted.application.stage(), RepairStage::Granted);
    assert_eq!(granted.id, application.id, "its name never changes");
    assert_eq!(granted.due, []);
    assert_eq!(world.score("2026-10-15").reasons(), [""; 0], "at once");
    assert!(world.score("2026-10-15").points() > before.points());
    assert_eq!(world.score("2026-10-14").records(), [penalty], "earlier days keep it");
    assert_eq!(world.public_score("2026-10-14").reasons(), [""; 0], "but not for the public");
    assert_eq!(world.ask("2026-10-15").listed(RecordKind::Penalty), []);
}

#[test]
fn what_stands_against_a_repair_is_told_and_keeps_it_from_being_accepted() {
    let world = World::on("2026-08-10");
    let penalty = world.penalty("2026-05-11").record();
    let bare = world.app().apply_for_repair(penalty, day("2026-08-10"), &[], &submitter()).unwrap();
    assert_eq!(
        bare.obstacles,
        [
            RepairObstacle::BeforeMinimum { until: day("2026-08-11") },
            RepairObstacle::DutiesUnproven,
            RepairObstacle::NoCommitment,
        ]
    );
    check_refused(step(&world, &bare, RepairStep::Accept, "2026-08-10"), "repair_condition");
    world.wait_until("2026-08-11");
    check_refused(step(&world, &bare, RepairStep::Accept, "2026-08-11"), "repair_condition");
    let whole = apply(&world, penalty, "2026-08-11");
    assert_eq!(whole.obstacles, [], "three months are over");
    step(&world, &whole, RepairStep::Accept, "2026-08-11").unwrap();
}

#[test]
fn a_later_penalty_for_the_same_act_shuts_out_repair_samr_order_45_art_14() {
    let world = World::on("2026-09-30");
    let offence = "发布虚假广告";
    let penalty = world.penalty("2026-05-11").set("offence", offence).record();
    world.penalty("2026-06-01").set("offence", "占道经营").record();
    assert_eq!(apply(&world, penalty, "2026-09-29").obstacles, []);
    world.penalty("2026-07-01").set("offence", offence).record();
    let again = apply(&world, penalty, "2026-09-30");
    assert_eq!(again.obstacles, [RepairObstacle::Repeated { on: day("2026-07-01") }]);
}

#[test]
fn a_list_shuts_out_repair_but_not_the_exit_from_itself() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2025-12-01").record();
    let listing = world.listing("serious_violation", "2025-08-01").record();
    let of_penalty = apply(&world, penalty, "2026-09-30");
    assert!(matches!(of_penalty.obstacles[..], [RepairObstacle::OnList { .. }]));
    let exit = apply(&world, listing, "2026-09-30");
    assert_eq!(exit.obstacles, [], "a year after the entry");
    step(&world, &exit, RepairStep::Accept, "2026-09-30").unwrap();
    step(&world, &exit, RepairStep::Grant, "2026-09-30").unwrap();
    assert!(world.score("2026-09-29").rated().veto.is_some());
    assert!(world.score("2026-09-30").rated().veto.is_none());
    assert_eq!(world.app().repair(of_penalty.id).unwrap().obstacles, []);
}

#[test]
fn false_material_bars_new_applications_for_three_years_guobanfa_2025_22() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").record();
    let other = world.penalty("2026-05-12").record();
    let application = apply(&world, penalty, "2026-09-28");
    step(&world, &application, RepairStep::Accept, "2026-09-29").unwrap();
    let reason = || RepairStep::FalseMaterial("伪造的缴款凭证".to_owned());
    let decided = step(&world, &application, reason(), "2026-09-30").unwrap();
    assert_eq!(decided.application.stage(), RepairStage::FalseMaterial);
    let again = apply(&world, other, "2026-09-30");
    assert_eq!(again.obstacles, [RepairObstacle::Barred { until: day("2029-09-30") }]);
    check_refused(step(&world, &again, RepairStep::Accept, "2026-09-30"), "repair_condition");
    assert_eq!(world.score("2026-09-30").records(), [penalty, other], "nothing is repaired");
}

#[test]
fn steps_follow_each_other_and_are_taken_once() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").record();
    let application = apply(&world, penalty, "2026-09-28");
    let take = |kind, on| step(&world, &application, kind, on);
    check_refused(take(RepairStep::Grant, "2026-09-29"), "step_order");
    check_refused(take(RepairStep::Accept, "2026-09-27"), "day_order");
    check_refused(take(RepairStep::Accept, "2026-10-01"), "day_order");
    check_refused(take(RepairStep::Refuse(" ".into()), "2026-09-29"), "reason_length");
    take(RepairStep::Accept, "2026-09-29").unwrap();
    check_refused(take(RepairStep::Accept, "2026-09-29"), "step_order");
    let decide_by = |answer: &RepairAnswer| {
        answer.due.iter().find(|due| due.rule_id == "repair.decide").unwrap().due_on
    };
    let before = world.app().repair(application.id).unwrap();
    assert_eq!(decide_by(&before), day("2026-10-14"));
    let extended = take(RepairStep::Extend, "2026-09-30").unwrap();
    assert_eq!(decide_by(&extended), day("2026-10-28"), "10 working days more");
    check_refused(take(RepairStep::Extend, "2026-09-30"), "step_order");
    take(RepairStep::Reject("义务未履行完毕".into()), "2026-09-30").unwrap();
    check_refused(take(RepairStep::Grant, "2026-09-30"), "step_order");
}

#[test]
fn papers_are_checked_by_type_size_and_hash_and_lie_outside_the_store() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").record();
    let apply = |paper: Paper| {
        world.app().apply_for_repair(penalty, day("2026-09-30"), &[paper], &submitter())
    };
    let proof = AttachmentPurpose::Proof;
    check_refused(apply(paper(proof, b"MZ an executable")), "attachment_type");
    check_refused(apply(paper(proof, b"")), "attachment_size");
    let huge = [PDF, &vec![0; 10 << 20]].concat();
    check_refused(apply(paper(proof, &huge)), "attachment_size");
    let wrong = Paper { sha256: Some("00".repeat(32)), ..paper(proof, PDF) };
    check_refused(apply(wrong), "attachment_sha256");
    let kept = apply(paper(proof, PDF)).unwrap();
    let attachment = &kept.application.attachments[0];
    assert_eq!((attachment.media_type.as_str(), attachment.n_bytes), ("application/pdf", 17));
    assert_eq!(world.app().attachment(attachment).unwrap(), PDF);
    let file = world.folder().join(FOLDER).join(&attachment.sha256);
    assert_eq!(std::fs::read(file).unwrap(), PDF);
}

#[test]
fn every_open_step_is_in_the_list_of_work_most_urgent_first() {
    let world = World::on("2026-09-30");
    let penalty = world.penalty("2026-05-11").set("published_at", "2026-05-12T09:00:00+08:00");
    let penalty = penalty.record();
    world.penalty("2026-09-29").record();
    let application = apply(&world, penalty, "2026-09-30");
    let organ = "虚构市城管局(虚构)";
    let steps = || -> Vec<_> {
        let work = world.app().open_work(Some(organ)).unwrap();
        work.into_iter().map(|one| (one.due_on, one.step, one.is_overdue)).collect()
    };
    assert_eq!(
        steps(),
        [
            (day("2026-10-10"), "repair_accept".to_owned(), false),
            (day("2026-10-14"), "publish_credit_china".to_owned(), false),
            (day("2026-10-20"), "repair_answer".to_owned(), false),
            (day("2026-11-02"), "publish_enterprise_system".to_owned(), false),
            (day("2026-11-02"), "publish_government_information".to_owned(), false),
        ]
    );
    world.wait_until("2026-10-15");
    assert_eq!(steps().iter().filter(|(_, _, overdue)| *overdue).count(), 2);
    step(&world, &application, RepairStep::Refuse("材料不全".into()), "2026-10-15").unwrap();
    assert_eq!(steps().len(), 3, "what is to be published");
    assert_eq!(world.app().open_work(Some("虚构市水务局(虚构)")).unwrap(), []);
}

#[test]
fn leaving_the_abnormal_list_has_a_clock_of_its_own_samr_order_107() {
    let world = World::on("2026-09-30");
    let entry = world.listing("abnormal_operation", "2026-07-01").record();
    let application = apply(&world, entry, "2026-09-30");
    assert_eq!(application.obstacles, [], "the list does not shut out the exit from itself");
    let accepted = step(&world, &application, RepairStep::Accept, "2026-09-30").unwrap();
    let due: Vec<_> = accepted.due.iter().map(|due| (due.step, due.due_on)).collect();
    // Five working days: 8, 9, 10, 12, 13 October.
    assert_eq!(due[0], (Step::AbnormalListRemove, day("2026-10-13")));
    world.wait_until("2026-10-12");
    step(&world, &application, RepairStep::Grant, "2026-10-12").unwrap();
    assert_eq!(world.ask("2026-10-12").listed(RecordKind::Listing), []);
    assert_eq!(world.ask("2026-10-11").listed(RecordKind::Listing), [entry]);
}

#[test]
fn complaints_are_in_the_list_of_work_until_they_end_samr_order_20_and_121() {
    let world = World::on("2026-10-15");
    let complaint = |number: &str, received_on: &str| {
        world.complaint(received_on).set("number", number).set("accepted_on", "")
    };
    complaint("k1", "2026-09-30").set("outcome", "received").record();
    let accepted = || complaint("k2", "2026-04-30").set("accepted_on", "2026-05-01");
    accepted().set("outcome", "accepted").record();
    complaint("k3", "2026-09-30").set("outcome", "refused").record();
    let withdrawn = complaint("k4", "2026-09-30").set("outcome", "received").record();
    world.withdrawal(withdrawn, "2026-10-08");
    let steps = || -> Vec<_> {
        let work = world.app().open_work(Some("12315")).unwrap();
        work.into_iter().map(|one| (one.due_on, one.step, one.is_overdue)).collect()
    };
    // Order 121: 60 days for the mediation; 7 working days to accept.
    assert_eq!(
        steps(),
        [
            (day("2026-06-30"), "complaint_mediate".to_owned(), true),
            (day("2026-10-15"), "complaint_accept".to_owned(), false),
        ]
    );
    accepted().correcting().ended("failed", "2026-10-14").record();
    assert_eq!(steps().len(), 1);
}
