//! Objections from start to end: marked at once, decided by the region's clock; statements beside.

use merchant_credit::app::AppError;
use merchant_credit::app::objection::{NewObjection, ObjectionAnswer, ObjectionStep, ObjectionTo};
use merchant_credit::app::report::Item;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::{RecordId, Submitter};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::record::objection::{ObjectionGround, ObjectionOutcome, Objector};

use crate::world::{US, World, day};

fn submitter() -> Submitter {
    Submitter { key: "spec".into(), organ: None }
}

fn raise(world: &World, to: ObjectionTo, on: &str) -> ObjectionAnswer {
    let new = NewObjection {
        to,
        raised_on: day(on),
        raised_by: Objector::Merchant,
        ground: ObjectionGround::WrongContent,
        explanation: Some("罚款金额有误，联系电话13800138000".to_owned()),
    };
    world.app().raise_objection(&new, &submitter()).unwrap()
}

fn step(
    world: &World,
    objection: &ObjectionAnswer,
    step: ObjectionStep,
    on: &str,
) -> Result<ObjectionAnswer, AppError> {
    world.app().take_objection_step(objection.id, &step, day(on), &submitter())
}

fn penalties(world: &World, as_of: &str) -> Vec<Item> {
    let report = world.ask(as_of).report();
    let section = report.sections.into_iter().find(|one| one.kind == RecordKind::Penalty);
    section.unwrap().items
}

#[test]
fn a_record_is_marked_at_once_wherever_it_shows_until_the_decision() {
    let world = World::on("2026-06-20");
    let penalty = world.penalty("2026-06-01").record();
    let objection = raise(&world, ObjectionTo::Record(penalty), "2026-06-10");
    let marks = |as_of| penalties(&world, as_of)[0].objections.clone();
    assert_eq!(marks("2026-06-09"), []);
    assert_eq!(marks("2026-06-10"), [objection.id]);
    let score = world.score("2026-06-10");
    assert_eq!(score.objections[0].target, Some(penalty));
    assert_eq!(world.public_score("2026-06-10").objections, score.objections);
    let reason = "经核查无误".to_owned();
    let rejected =
        step(&world, &objection, ObjectionStep::Rejected { reason }, "2026-06-15").unwrap();
    assert_eq!(rejected.objection.decision.unwrap().outcome, ObjectionOutcome::Rejected);
    assert_eq!(marks("2026-06-14"), [objection.id], "history is kept");
    assert_eq!(marks("2026-06-15"), []);
    assert_eq!(world.score("2026-06-15").records(), [penalty], "rejected, it counts on");
}

#[test]
fn what_tells_of_a_person_in_an_explanation_is_masked() {
    let world = World::on("2026-06-20");
    let penalty = world.penalty("2026-06-01").record();
    let objection = raise(&world, ObjectionTo::Record(penalty), "2026-06-10");
    let text = objection.objection.explanation.unwrap();
    assert!(text.starts_with("罚款金额有误") && !text.contains("13800138000"), "{text}");
}

#[test]
fn the_clock_of_the_region_decides_shenzhen_art_48_to_52_and_shanghai_art_36() {
    let world = World::on("2026-09-30");
    // Codes of organs registered in Shenzhen and Shanghai: the region is in the code.
    let of = |code: &str| {
        let penalty = world.penalty("2026-06-01").set("organ_code", code).record();
        let raised = raise(&world, ObjectionTo::Record(penalty), "2026-09-28");
        let rules: Vec<_> =
            raised.due.iter().map(|due| (due.rule_id.clone(), due.due_on)).collect();
        let passed = step(&world, &raised, ObjectionStep::Transfer, "2026-09-30").unwrap();
        let provider = passed.due[0].clone();
        (rules, (provider.rule_id, provider.due_on))
    };
    let (raised, provider) = of(&code("440300"));
    assert_eq!(
        raised,
        [
            ("objection.check.shenzhen".to_owned(), day("2026-09-29")),
            ("objection.decide.default".to_owned(), day("2026-10-08")),
        ]
    );
    // 10-01 to 10-07 are off; 10-08 and 10-09 are the two working days.
    assert_eq!(provider, ("objection.provider.shenzhen".to_owned(), day("2026-10-09")));
    let (raised, provider) = of(&code("310000"));
    assert_eq!(raised, [("objection.decide.shanghai".to_owned(), day("2026-10-10"))]);
    assert_eq!(provider, ("objection.provider.shanghai".to_owned(), day("2026-10-13")));
}

/// The credit code of an invented organ of a region.
fn code(region: &str) -> String {
    use merchant_credit::domain::uscc::Uscc;
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let body = format!("11{region}00000000");
    for inner in ('0'..='9').chain('A'..='Z') {
        for last in alphabet.clone() {
            if let Ok(code) = Uscc::parse(&format!("{body}{inner}{last}")) {
                return code.to_string();
            }
        }
    }
    panic!("no code for {region}")
}

#[test]
fn upheld_with_a_correction_names_the_version_that_corrects() {
    let world = World::on("2026-06-20");
    let number = "虚罚〔2025〕900号";
    let penalty = world.penalty("2026-06-01").numbered(number).record();
    let other = world.penalty("2026-06-01").record();
    let objection = raise(&world, ObjectionTo::Record(penalty), "2026-06-10");
    let corrected = |by: RecordId| {
        let reason = "金额更正".to_owned();
        step(&world, &objection, ObjectionStep::Corrected { by, reason }, "2026-06-15")
    };
    assert!(matches!(corrected(penalty), Err(AppError::Invalid(_))), "it corrects nothing");
    assert!(matches!(corrected(other), Err(AppError::Invalid(_))));
    let version = world.penalty("2026-06-01").numbered(number).fined("0.5").correcting().record();
    let decided = corrected(version).unwrap();
    assert_eq!(decided.objection.decision.unwrap().corrected_by, Some(version.seq));
    assert!(matches!(corrected(version), Err(AppError::Invalid(_))), "decided once");
}

#[test]
fn upheld_with_a_withdrawal_takes_the_record_away_in_the_same_transaction() {
    let world = World::on("2026-06-20");
    let penalty = world.penalty("2026-06-01").record();
    let objection = raise(&world, ObjectionTo::Record(penalty), "2026-06-10");
    let reason = "对象错误".to_owned();
    step(&world, &objection, ObjectionStep::Withdrawn { reason }, "2026-06-15").unwrap();
    for as_of in ["2026-06-01", "2026-06-20"] {
        assert_eq!(world.score(as_of).reasons(), [""; 0], "{as_of}");
    }
}

#[test]
fn the_score_itself_can_be_objected_to_shenzhen_art_52() {
    let world = World::on("2026-06-20");
    let to = ObjectionTo::Score(MerchantId::parse(US).unwrap());
    let objection = raise(&world, to, "2026-06-10");
    let marked = world.score("2026-06-10").objections.clone();
    assert_eq!((marked[0].id, marked[0].target), (objection.id, None));
    let reason = || "已复核".to_owned();
    let wrong =
        step(&world, &objection, ObjectionStep::Withdrawn { reason: reason() }, "2026-06-15");
    assert!(matches!(wrong, Err(AppError::Invalid(_))));
    step(&world, &objection, ObjectionStep::Upheld { reason: reason() }, "2026-06-15").unwrap();
    assert_eq!(world.score("2026-06-15").objections, []);
}

#[test]
fn a_statement_stands_beside_an_adverse_record_and_a_later_one_takes_its_place() {
    let world = World::on("2026-06-20");
    let penalty = world.penalty("2026-06-01").record();
    let licence = world.licence("2026-06-01").record();
    let state = |target, text: &str| world.app().state(target, text, &submitter());
    assert!(matches!(state(licence, "很好"), Err(AppError::Invalid(_))));
    assert!(matches!(state(penalty, &"说".repeat(501)), Err(AppError::Invalid(_))));
    state(penalty, &"说".repeat(500)).unwrap();
    state(penalty, "罚款已缴，手机13800138000").unwrap();
    let said = penalties(&world, "2026-06-20")[0].statement.clone().unwrap();
    assert!(said.starts_with("罚款已缴") && !said.contains("13800138000"), "{said}");
    assert_eq!(penalties(&world, "2026-06-19")[0].statement, None, "not before it was said");
}
