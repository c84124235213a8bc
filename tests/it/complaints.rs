//! Complaints from receipt to end by the clock of the 12315 rules, their figures, and what they count
//! for.

use std::collections::BTreeMap;

use merchant_credit::app::AppError;
use merchant_credit::app::complaint::{AskedStep, ComplaintAnswer};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::dossier::{Dossier, Known};
use merchant_credit::domain::feature::{self, complaint::PRIOR_ORDERS};
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::complaint::{
    Complaint, ComplaintClass, ComplaintOutcome, RefusalGround,
};
use merchant_credit::domain::record::complaint_life::ComplaintStep;
use merchant_credit::domain::record::envelope::{RecordId, Seq, Submitter};
use merchant_credit::domain::scorecard::Value;
use merchant_credit::store::{history, read};
use proptest::prelude::*;

use crate::town;
use crate::world::{Submission, US, World, chance, day};

const ORGAN: &str = "虚构市市场监督管理局(虚构)";
const TODAY: &str = "2026-10-30";

fn submitter() -> Submitter {
    Submitter { key: "spec".into(), organ: None }
}

/// A complaint that the organ has received.
fn received<'w>(world: &'w World, on: &str) -> Submission<'w> {
    let complaint = world.complaint(on).set("organ", ORGAN);
    complaint.set("outcome", "received").set("accepted_on", "")
}

fn take(
    world: &World,
    id: RecordId,
    step: ComplaintStep,
    on: &str,
) -> Result<ComplaintAnswer, AppError> {
    world.app().take_complaint_step(id, &AskedStep::Plain(step), day(on), &submitter())
}

/// What is due: the step, the day and the row of the rule table.
fn due(answer: &ComplaintAnswer) -> Vec<(String, String, String)> {
    let one = |due: &merchant_credit::app::deadline::StepDue| {
        let step = merchant_credit::app::deadline::code(&due.step, "");
        (step, due.due_on.to_string(), due.rule_id.clone())
    };
    answer.due.iter().map(one).collect()
}

fn is(step: &str, on: &str, rule: &str) -> Vec<(String, String, String)> {
    vec![(step.to_owned(), on.to_owned(), rule.to_owned())]
}

#[test]
fn acceptance_is_due_in_seven_working_days_over_the_holidays_of_october() {
    // domain.md 8.3: 2026-09-30 and seven working days are 2026-10-15.
    let world = World::on(TODAY);
    let id = received(&world, "2026-09-30").record();
    let answer = world.app().complaint(id).unwrap();
    assert_eq!(due(&answer), is("complaint_accept", "2026-10-15", "complaint.accept.samr-121"));
    let work = world.app().open_work(Some(ORGAN)).unwrap();
    let open: Vec<_> = work.iter().map(|one| (one.id, one.step.as_str(), one.is_overdue)).collect();
    assert_eq!(open, [(id, "complaint_accept", true)]);
    assert_eq!(world.app().open_work(Some("虚构市城管局(虚构)")).unwrap(), []);
}

#[test]
fn mediation_ends_by_the_rule_in_force_on_the_day_of_acceptance_and_tests_prolong_it() {
    let world = World::on(TODAY);
    let old = received(&world, "2026-04-13").record();
    let accepted = take(&world, old, ComplaintStep::Accept, "2026-04-14").unwrap();
    // Order 20 counts 45 working days: from 04-14, over 05-01..05 (05-09 is worked) and 06-19..21.
    assert_eq!(due(&accepted), is("complaint_mediate", "2026-06-18", "complaint.mediate.samr-20"));
    let new = received(&world, "2026-04-14").record();
    let accepted = take(&world, new, ComplaintStep::Accept, "2026-04-15").unwrap();
    // 60 days end on Sunday 2026-06-14; the next working day is the last.
    assert_eq!(due(&accepted), is("complaint_mediate", "2026-06-15", "complaint.mediate.samr-121"));
    let tested = take(&world, new, ComplaintStep::TestDays(10), "2026-05-20").unwrap();
    assert_eq!(due(&tested), is("complaint_mediate", "2026-06-25", "complaint.mediate.samr-121"));
}

#[test]
fn a_failed_mediation_is_open_until_the_parties_are_told() {
    let world = World::on(TODAY);
    let id = received(&world, "2026-09-01").record();
    take(&world, id, ComplaintStep::Accept, "2026-09-03").unwrap();
    let failed = take(&world, id, ComplaintStep::Fail, "2026-09-30").unwrap();
    assert_eq!(due(&failed), is("complaint_tell", "2026-10-15", "complaint.tell.samr-121"));
    let told = take(&world, id, ComplaintStep::Tell, "2026-10-10").unwrap();
    assert_eq!(due(&told), []);
    assert_eq!(world.app().open_work(Some(ORGAN)).unwrap(), []);
}

#[test]
fn without_an_organ_it_is_up_to_who_numbers_it_but_a_platform_is_on_no_clock_of_organs() {
    let world = World::on(TODAY);
    let id = world.complaint("2026-09-01").record();
    assert_eq!(due(&world.app().complaint(id).unwrap()).len(), 1);
    let shop = world.of("yunshi:s77");
    let own = shop.complaint("2026-09-01").set("source", "yunshi").record();
    assert_eq!(due(&world.app().complaint(own).unwrap()), []);
    let open = |of: &str| -> Vec<_> {
        world.app().open_work(Some(of)).unwrap().iter().map(|one| one.id).collect()
    };
    assert_eq!((open("12315"), open("yunshi"), open(ORGAN)), (vec![id], vec![], vec![]));
}

#[test]
fn a_refusal_says_its_ground_and_ends_the_complaint() {
    let world = World::on(TODAY);
    let id = received(&world, "2026-09-01").record();
    let step = ComplaintStep::Refuse(RefusalGround::FalseMaterial);
    let refused = take(&world, id, step, "2026-09-03").unwrap();
    assert_eq!(refused.complaint.outcome, ComplaintOutcome::Refused);
    assert_eq!(refused.complaint.refused_for, Some(RefusalGround::FalseMaterial));
    let again = take(&world, id, ComplaintStep::Accept, "2026-09-04");
    assert!(matches!(again, Err(AppError::Invalid(_))), "{again:?}");
    assert_eq!(figures(&world, TODAY).n, 0, "what was refused is not in the figures");
}

#[test]
fn a_complaint_that_became_a_case_names_the_penalty_that_followed_while_it_stands() {
    let world = World::on(TODAY);
    let id = received(&world, "2026-03-01").record();
    take(&world, id, ComplaintStep::Accept, "2026-03-03").unwrap();
    let case = ComplaintStep::TurnIntoCase(Some("虚市监立〔2026〕7号".to_owned()));
    take(&world, id, case, "2026-04-01").unwrap();
    let penalty = world.penalty("2026-06-01").record();
    let theirs = world.of(crate::world::THEM).penalty("2026-06-01").record();
    let link = |penalty| {
        let step = AskedStep::LinkPenalty(penalty);
        world.app().take_complaint_step(id, &step, day("2026-06-02"), &submitter())
    };
    assert!(matches!(link(theirs), Err(AppError::Invalid(_))), "another merchant's");
    assert_eq!(link(penalty).unwrap().penalty, Some(penalty));
    world.withdrawal(penalty, "2026-07-01");
    assert_eq!(world.app().complaint(id).unwrap().penalty, None, "withdrawn");
}

#[test]
fn two_officers_cannot_take_the_same_step() {
    let world = World::on(TODAY);
    let id = received(&world, "2026-09-01").record();
    take(&world, id, ComplaintStep::Accept, "2026-09-03").unwrap();
    let second = take(&world, id, ComplaintStep::Accept, "2026-09-03");
    assert!(matches!(second, Err(AppError::Invalid(_))), "{second:?}");
    let future = take(&world, id, ComplaintStep::Settle, "2026-11-03");
    assert!(matches!(future, Err(AppError::Invalid(_))), "{future:?}");
}

fn figures(
    world: &World,
    as_of: &str,
) -> merchant_credit::domain::complaint_figures::ComplaintFigures {
    world.ask(as_of).report().complaint_figures
}

#[test]
fn the_figures_are_those_of_the_year_and_compare_with_the_year_before() {
    let world = World::on(TODAY);
    world.complaint("2026-09-01").ended("settled", "2026-09-10");
    world.complaint("2026-08-01").ended("settled", "2026-08-10");
    world.complaint("2026-07-01").set("class", "safety").ended("failed", "2026-07-10");
    world.complaint("2026-10-20");
    world.complaint("2026-06-01").set("accepted_on", "").ended("settled_early", "2026-06-02");
    world.complaint("2026-06-03").set("accepted_on", "").ended("settled", "2026-06-04");
    world.complaint("2026-05-01").ended("withdrawn", "2026-05-02");
    world.complaint("2026-05-01").ended("refused", "2026-05-02");
    world.complaint("2025-09-01").ended("failed", "2025-10-01");
    world.complaint("2025-08-01").ended("failed", "2025-10-01");
    let found = figures(&world, TODAY);
    let counts = [
        found.n,
        found.n_before,
        found.n_open,
        found.n_settled,
        found.n_failed,
        found.n_settled_early,
        found.n_cases,
        found.n_answered,
    ];
    assert_eq!(counts, [6, 2, 1, 2, 1, 2, 0, 4]);
    assert_eq!(found.growth(), Some(2.0));
    assert_eq!(found.mediation_success(), Some(2.0 / 3.0));
    assert_eq!(found.early_settlement(), Some(2.0 / 6.0));
    let classes: Vec<_> = found.by_class.iter().map(|one| (one.class.name(), one.n)).collect();
    assert_eq!(classes, [("quality", 5), ("safety", 1)]);
    // As of an earlier day the last one had not come and another was still in mediation.
    let earlier = figures(&world, "2026-09-05");
    assert_eq!((earlier.n, earlier.n_open, earlier.n_settled), (5, 1, 1));
}

/// The value of a feature of the first merchant on a day, as known now.
fn value(world: &World, name: &str, as_of: &str) -> f64 {
    let app = world.app();
    let law = app.law(world.now()).unwrap();
    let history = app.store().read(|connection| {
        let row = read::merchant(connection, US)?.unwrap();
        history::load(connection, row.merchant, read::last_seq(connection)?)
    });
    let history = history.unwrap();
    let known = Known::Recorded(history.seq);
    let dossier = Dossier::new(&history, day(as_of), known, &law.yardstick, &[]);
    match (feature::find(name).unwrap().value)(&dossier) {
        Value::Number(number) => number,
        other => panic!("{name}: {other:?}"),
    }
}

const RATE: &str = "complaints_per_1000_orders";
const FEATURES: [&str; 5] = [
    RATE,
    "complaints_offence_per_1000_orders",
    "complaints_unsettled_per_1000_orders",
    "complaints_about_data_decayed_365",
    "complaints_unanswered_decayed_365",
];

#[test]
fn without_a_complaint_every_feature_of_complaints_is_zero() {
    let world = World::on(TODAY);
    world.transaction("2026-05-01");
    for name in FEATURES {
        assert_eq!(value(&world, name, TODAY), 0.0, "{name}");
    }
}

#[test]
fn one_complainant_counts_once_and_unknown_ones_each() {
    let world = World::on(TODAY);
    for _ in 0..4 {
        world.complaint(TODAY).set("complainant", "someone");
    }
    let one = 1000.0 / f64::from(PRIOR_ORDERS);
    assert_eq!(value(&world, RATE, TODAY), one);
    world.complaint(TODAY).set("complainant", "someone else");
    world.complaint(TODAY);
    world.complaint(TODAY);
    assert_eq!(value(&world, RATE, TODAY), 4.0 * one);
}

#[test]
fn proved_orders_thin_complaints_and_invented_ones_do_not() {
    let world = World::on(TODAY);
    world.complaint(TODAY);
    let alone = value(&world, RATE, TODAY);
    for _ in 0..50 {
        world.transaction("2026-08-01").set("waybill", "w-again");
        world.transaction("2026-08-01").set("invoice", "");
        world.transaction("2026-08-01").set("paid_on", "2026-07-01");
        world.transaction("2026-08-01").set("cancelled_on", "2026-08-01");
        world.transaction("2024-08-01");
    }
    let first_of_copies = value(&world, RATE, TODAY);
    assert_eq!(first_of_copies, 1000.0 / (f64::from(PRIOR_ORDERS) + 1.0));
    assert!(first_of_copies < alone);
    for _ in 0..99 {
        world.transaction("2026-08-01");
    }
    assert_eq!(value(&world, RATE, TODAY), 1000.0 / (f64::from(PRIOR_ORDERS) + 100.0));
}

#[test]
fn an_answer_in_time_takes_a_complaint_off_and_a_late_one_half_of_it() {
    let world = World::on(TODAY);
    let name = "complaints_unanswered_decayed_365";
    world.complaint("2026-10-01");
    assert_eq!(value(&world, name, "2026-10-11"), 0.0, "ten days are time to answer");
    assert!(value(&world, name, "2026-10-12") > 0.97);
    world.complaint("2026-10-01").set("answered_on", "2026-10-11");
    world.complaint("2026-10-01").set("answered_on", "2026-10-20");
    let halves = value(&world, name, "2026-10-20") / value(&world, name, "2026-10-19");
    assert!((halves - 0.75).abs() < 0.01, "2 of 2 in full, then 1.5: {halves}");
}

/// The features of complaints recounted from what the complaints say, one after the other.
fn recount(name: &str, complaints: &[Complaint], n_orders: u32, as_of: Day) -> f64 {
    use ComplaintClass as Class;
    let mut by_complainant: BTreeMap<String, f64> = BTreeMap::new();
    for (place, one) in complaints.iter().enumerate() {
        let upheld = matches!(
            one.outcome,
            ComplaintOutcome::Accepted
                | ComplaintOutcome::Settled
                | ComplaintOutcome::Failed
                | ComplaintOutcome::TurnedIntoCase
        );
        let is_data = matches!(one.class, Class::Privacy | Class::InformationSecurity);
        let unsettled =
            matches!(one.outcome, ComplaintOutcome::Failed | ComplaintOutcome::TurnedIntoCase);
        let answered = one.answered_on.or(match one.outcome {
            ComplaintOutcome::Settled => one.closed_on,
            _ => None,
        });
        let since = one.accepted_on.unwrap_or(one.received_on);
        let took = answered.unwrap_or(as_of).number() - since.number();
        let share = match name {
            RATE => f64::from(u8::from(!is_data)),
            "complaints_offence_per_1000_orders" => f64::from(u8::from(matches!(
                one.class,
                Class::Counterfeit
                    | Class::Safety
                    | Class::PriceFraud
                    | Class::IntellectualProperty
            ))),
            "complaints_unsettled_per_1000_orders" => f64::from(u8::from(unsettled)),
            "complaints_about_data_decayed_365" => f64::from(u8::from(is_data)),
            _ if took <= 10 => 0.0,
            _ if answered.is_some() => 0.5,
            _ => 1.0,
        };
        let age = as_of.number() - one.received_on.number();
        let half = (65536.0 * 0.5_f64.powf(f64::from(age) / 365.0)).round() / 65536.0;
        let who = one.complainant.clone().unwrap_or_else(|| format!("unknown {place}"));
        let most = by_complainant.entry(who).or_default();
        if upheld {
            *most = most.max(share * half);
        }
    }
    let sum: f64 = by_complainant.values().sum();
    if name.ends_with("orders") { sum * 1000.0 / (200.0 + f64::from(n_orders)) } else { sum }
}

const CLASSES: [&str; 4] = ["quality", "safety", "privacy", "information_security"];
const OUTCOMES: [&str; 6] =
    ["accepted", "settled", "failed", "withdrawn", "turned_into_case", "settled_early"];

proptest! {
    #![proptest_config(chance::cases(24))]

    #[test]
    fn features_of_complaints_are_what_a_recount_says_and_never_fall_by_one_more(
        parts in prop::collection::vec(
            (0..4_usize, 0..6_usize, 0..700_i32, 0..4_usize, 0..40_i32), 1..12),
        n_orders in 0_u32..6,
    ) {
        let world = World::empty_on(TODAY);
        world.merchant("2015-01-01");
        let today = world.today();
        let mut drafts = Vec::new();
        for _ in 0..n_orders {
            drafts.push(world.transaction("2026-08-01").draft());
        }
        for (class, outcome, age, who, days) in parts {
            let on = today.plus(-age);
            let later = on.plus(days).min(today).to_string();
            let mut complaint = world.complaint(&on.to_string()).set("class", CLASSES[class]);
            if who > 0 {
                complaint = complaint.set("complainant", &format!("c{who}"));
            }
            if who == 3 {
                complaint = complaint.set("answered_on", &later);
            }
            if outcome > 0 {
                complaint = complaint.ended(OUTCOMES[outcome], &later);
            }
            drafts.push(complaint.draft());
        }
        let last = drafts.pop().unwrap();
        world.submit(&drafts);
        let before = FEATURES.map(|name| value(&world, name, TODAY));
        world.submit(&[last]);
        let records = town::records(&world.app(), Seq::MAX);
        let complaints: Vec<Complaint> = records
            .iter()
            .filter_map(|record| match &record.detail {
                Detail::Complaint(complaint) => Some(complaint.clone()),
                _ => None,
            })
            .collect();
        for (name, before) in FEATURES.into_iter().zip(before) {
            let found = value(&world, name, TODAY);
            let expect = recount(name, &complaints, n_orders, today);
            prop_assert!((found - expect).abs() < 1e-9, "{}: {} not {}", name, found, expect);
            prop_assert!(found >= before, "{}: {} after {}", name, found, before);
        }
    }
}
