//! Staged records of the seed town: what chance might not bring, so that every rule has a case.
//!
//! The first merchants of such a town have one staged matter each: each sanction at three ages,
//! each state of a licence, each class and outcome of a complaint. All else about them is left to
//! chance.

use super::chance::{Chance, Topic};
use super::complaint::{self, CLASSES, Complaint, Course};
use super::licence::{self, Licence, State};
use super::merchant::{Ending, Merchant};
use super::penalty::{self, Penalty, Severity};
use super::penalty_kind::{GENERAL, MINOR, SERIOUS, Sanction};
use super::publication::Published;
use super::town::{Permit, REGISTRATION};
use super::world::World;
use crate::domain::merchant::MerchantStatus;

/// Ages of staged penalties in days, by the list of their sanction: within the shortest display,
/// after it, and after the longest.
const AGES: [[i32; 3]; 3] = [[10, 60, 200], [20, 150, 500], [60, 500, 1_300]];
/// Days from decision to publication: in time, at the end of the time, late.
const DELAYS: [i32; 3] = [1, 6, 40];
const FIRST_LICENCE: u32 = 60;
const N_LICENCES: u32 = 11;
const FIRST_COMPLAINT: u32 = FIRST_LICENCE + N_LICENCES;
/// Classes and outcomes have no factor in common, so that many indexes meet in every pair.
const N_COMPLAINTS: u32 = 10 * N_OUTCOMES;
const N_OUTCOMES: u32 = 7;
/// Merchants with a staged matter.
pub(super) const N_STAGED: u32 = FIRST_COMPLAINT + N_COMPLAINTS;

/// Words with numbers of a person who cannot exist: the region of the ID number is not assigned, and
/// the mobile number belongs to no one's range.
const PERSONAL_WORDS: &str =
    "本人身份证号449901199001010013, 手机14000000000, 家住样例市湖湾区咕噜云梯街5号302室";

/// The staged penalty of a merchant that has one; a revoked business licence ends the merchant.
pub(super) fn penalty(world: &World, merchant: &mut Merchant) -> Option<Penalty> {
    let sanctions = [(MINOR, AGES[0]), (GENERAL, AGES[1]), (SERIOUS, AGES[2])];
    let mut cases = sanctions
        .into_iter()
        .flat_map(|(list, ages)| list.iter().map(move |sanction| (sanction, ages)))
        .flat_map(|(sanction, ages)| ages.map(|age| (sanction, age)));
    if !world.stages(merchant.index, 0..FIRST_LICENCE) {
        return None;
    }
    let (sanction, age) = cases.nth(merchant.index as usize)?;
    Some(punish(world, merchant, sanction, age))
}

fn punish(
    world: &World,
    merchant: &mut Merchant,
    sanction: &'static Sanction,
    age: i32,
) -> Penalty {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Staged);
    let decided_on = world.until.plus(-age);
    let index = merchant.index as usize;
    let severities = [None, Some(sanction.severity), Some(Severity::RatherSerious)];
    let mut penalty = Penalty {
        severity: severities[usize::from(index % 7 < 3) + usize::from(index % 7 == 2)],
        published: Published::after(world, decided_on, DELAYS[index % 4 % 3]),
        ..penalty::decide(world, merchant, chance, decided_on, sanction)
    };
    if index % 20 == 16 {
        penalty.review(world);
    }
    if sanction.ends_business {
        merchant.ending = Some(Ending { on: decided_on, status: MerchantStatus::Revoked });
    }
    penalty
}

/// The staged licences of a merchant that has such: none at all, or one in a certain state.
pub(super) fn licences(world: &World, merchant: &Merchant) -> Option<Vec<Licence>> {
    let first = FIRST_LICENCE;
    if !world.stages(merchant.index, first..first + N_LICENCES) {
        return None;
    }
    // Decided that many days before the last day, valid from and until that many after it.
    let long_term = None;
    let cases: [(i32, i32, Option<i32>, State); 10] = [
        (900, -900, long_term, State::Valid),
        (700, -700, Some(20), State::Valid),
        (700, -700, Some(0), State::Valid),
        (800, -800, Some(-1), State::Valid),
        (1_300, -1_300, Some(-400), State::Valid),
        (5, 10, Some(1_800), State::Valid),
        (400, -400, Some(1_400), State::Void),
        (400, -400, Some(1_400), State::Disputed),
        (400, -400, long_term, State::Other),
        (2, -1, Some(1_800), State::Valid),
    ];
    let case = cases.get((merchant.index - first) as usize);
    Some(case.map_or_else(Vec::new, |&(age, from, last, state)| {
        let permit: &'static Permit = merchant.trade.permit.unwrap_or(&REGISTRATION);
        let decided_on = world.until.plus(-age);
        let delay = DELAYS[merchant.index as usize % 3];
        vec![Licence {
            permit,
            organ: licence::organ(merchant),
            decided_on,
            valid_from: world.until.plus(from),
            last_day: last.map(|days| world.until.plus(days)),
            state,
            published: Published::after(world, decided_on, delay),
            ordinal: 0,
        }]
    }))
}

/// The staged complaint about a merchant that has one.
pub(super) fn complaint(world: &World, merchant: &Merchant) -> Option<Complaint> {
    let first = FIRST_COMPLAINT;
    if !world.stages(merchant.index, first..first + N_COMPLAINTS) {
        return None;
    }
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Staged);
    let case = merchant.index - first;
    let class = case as usize % CLASSES.len();
    let (age, course) = match case % N_OUTCOMES {
        0 => (0, Course::Settled), // not decided on yet
        1 => (10, Course::Failed), // in mediation
        2 => (100, Course::Refused),
        3 => (200, Course::Settled),
        4 => (300, Course::Failed),
        5 => (150, Course::Withdrawn),
        _ => (250, Course::TurnedIntoCase),
    };
    let day = world.until.plus(-age);
    let mut complaint = complaint::follow(world, chance, day, class, course, 0.5);
    if case == 3 {
        complaint.say(PERSONAL_WORDS);
    }
    Some(complaint)
}
