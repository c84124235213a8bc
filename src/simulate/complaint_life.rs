//! What else is told of a complaint: who complains, who handles it, why it was refused, what followed.
//!
//! Drawn from a stream of its own, so that no complaint comes on another day for it.

use super::chance::{Chance, Topic};
use super::complaint::Complaint;
use super::identity;
use super::merchant::Merchant;
use super::penalty::Penalty;
use super::town::{Office, Organ};
use super::world::World;
use crate::domain::day::Day;

/// Share of complaints by people who complain of many merchants.
const PROFESSIONAL: f64 = 0.1;
/// How many such people there are.
const N_PROFESSIONALS: u32 = 20;
/// Pseudonyms of complainants begin after those of raters.
const COMPLAINANTS_FROM: u32 = 500_000_000;
/// Grounds that order 20 knows; those of order 121 are too young for most of the history.
const GROUNDS: [&str; 5] =
    ["not_competent", "handled_elsewhere", "not_consumption", "too_late", "data_missing"];

/// What else is told of one complaint.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) complainant: String,
    pub(super) organ: String,
    pub(super) organ_code: String,
    pub(super) refused_for: &'static str,
    pub(super) n_test_days: String,
    pub(super) told_on: Option<Day>,
    pub(super) case_number: String,
    pub(super) penalty_number: String,
}

/// Tells the lives of a merchant's complaints. The staged one keeps its class and its end.
pub(super) fn tell(
    world: &World,
    merchant: &Merchant,
    penalties: &[Penalty],
    complaints: &mut [Complaint],
) {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::ComplaintLives);
    let n_staged = usize::from(world.is_staged(merchant.index));
    let n_drawn = complaints.len().saturating_sub(n_staged);
    for (ordinal, complaint) in complaints.iter_mut().enumerate() {
        if ordinal < n_drawn {
            complaint.turn(chance.happens(0.5), chance.happens(0.5));
        }
        complaint.life = life(world, merchant, chance, complaint, ordinal);
        complaint.life.penalty_number = penalty_after(merchant, penalties, complaint);
    }
}

/// The number of the first penalty within a year of the day on which the complaint became a case.
fn penalty_after(merchant: &Merchant, penalties: &[Penalty], complaint: &Complaint) -> String {
    let case_on = complaint.closed_on.filter(|_| complaint.outcome == "turned_into_case");
    let followed = case_on.and_then(|case_on| {
        let later =
            penalties.iter().filter(|one| (1..365).contains(&one.decided_on.since(case_on)));
        later.min_by_key(|one| one.decided_on)
    });
    followed.map_or_else(String::new, |penalty| penalty.document_number(merchant))
}

fn life(
    world: &World,
    merchant: &Merchant,
    chance: &mut Chance,
    complaint: &Complaint,
    ordinal: usize,
) -> Life {
    let own = merchant.index.wrapping_mul(64).wrapping_add(ordinal as u32);
    let professional = chance.happens(PROFESSIONAL);
    let which = chance.below(N_PROFESSIONALS);
    let number = if professional { which } else { N_PROFESSIONALS.wrapping_add(own) };
    let told = 1 + chance.below(6) as i32;
    let case = 1 + chance.below(900);
    let ground = GROUNDS[chance.below(GROUNDS.len() as u32) as usize];
    let tests = chance.happens(0.1).then(|| chance.between(5, 30));
    let is_handled = complaint.shop.is_none();
    let office = Office::MarketRegulation;
    let organ = Organ { district: merchant.district, office };
    let closed_on = complaint.closed_on;
    Life {
        complainant: identity::pseudonym(world.seed, COMPLAINANTS_FROM.wrapping_add(number)),
        organ: if is_handled { organ.name() } else { String::new() },
        organ_code: if is_handled {
            identity::organ_code(organ).as_str().to_owned()
        } else {
            String::new()
        },
        refused_for: if complaint.outcome == "refused" { ground } else { "" },
        n_test_days: match tests {
            Some(days) if complaint.class_name() == "quality" => days.to_string(),
            _ => String::new(),
        },
        told_on: closed_on
            .filter(|_| complaint.outcome == "failed")
            .map(|day| day.plus(told))
            .filter(|day| *day <= world.until),
        case_number: match closed_on.filter(|_| complaint.outcome == "turned_into_case") {
            Some(day) => format!("样市监立〔{}〕{case}号", day.date().year()),
            None => String::new(),
        },
        penalty_number: String::new(),
    }
}
