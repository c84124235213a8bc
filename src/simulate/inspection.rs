//! Inspections: routine visits, visits after complaints, second visits after a failed one.

use super::SimulateError;
use super::chance::{Chance, Topic, logistic};
use super::identity::town_source;
use super::merchant::Merchant;
use super::output::Table;
use super::quality::STEP_DAYS;
use super::town::{Office, Organ};
use super::world::World;
use crate::domain::day::Day;

/// One visit.
#[derive(Debug)]
pub(super) struct Inspection {
    pub(super) inspected_on: Day,
    occasion: &'static str,
    pub(super) result: Outcome,
    n_critical: u32,
    n_serious: u32,
    n_minor: u32,
    codes: String,
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Conditional,
    Failed,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Conditional => "conditional",
            Self::Failed => "failed",
        }
    }
}

/// The columns of `inspections.csv`.
pub(super) const COLUMNS: [&str; 12] = [
    "merchant",
    "source",
    "number",
    "inspected_on",
    "occasion",
    "result",
    "n_critical",
    "n_serious",
    "n_minor",
    "finding_codes",
    "organ",
    "known_since",
];

/// Draws the visits to a merchant.
pub(super) fn draw(world: &World, merchant: &Merchant) -> Vec<Inspection> {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Inspections);
    // An inspector comes a little more often where things go badly.
    let per_step = merchant.trade.inspections * f64::from(STEP_DAYS) / 365.0;
    let days =
        merchant.event_days(world, chance, |quality| per_step * 1.1 * libm::exp(-0.15 * quality));
    let (_, last) = merchant.active_days(world);
    let mut visits = Vec::new();
    for day in days {
        let occasion = ["日常监督检查", "双随机抽查", "投诉举报核查"];
        let occasion = occasion[chance.weighted(&[6, 3, 1])];
        let visit = visit(world, merchant, chance, day, occasion);
        let again_on = day.plus(chance.between(14, 45));
        let failed = visit.result == Outcome::Failed;
        visits.push(visit);
        if failed && again_on <= last {
            visits.push(self::visit(world, merchant, chance, again_on, "复查"));
        }
    }
    visits.sort_by_key(|visit| visit.inspected_on);
    visits
}

fn visit(
    world: &World,
    merchant: &Merchant,
    chance: &mut Chance,
    day: Day,
    occasion: &'static str,
) -> Inspection {
    let quality = merchant.quality.at(world.step(day));
    // After a warning things are better for a while.
    let relief = if occasion == "复查" { 1.2 } else { 0.0 };
    let fault = -1.1 - 0.9 * (quality + relief);
    let n_critical = chance.poisson(0.35 * libm::exp(fault * 0.8));
    let n_serious = chance.poisson(0.9 * libm::exp(fault * 0.5));
    let n_minor = chance.poisson(2.2 * libm::exp(fault * 0.25));
    let result = if chance.happens(logistic(fault + 1.2 * f64::from(n_critical))) {
        Outcome::Failed
    } else if n_critical > 0 || n_serious > 1 {
        Outcome::Conditional
    } else {
        Outcome::Passed
    };
    let n_codes = (n_critical + n_serious + n_minor).min(8);
    let codes: Vec<String> =
        (0..n_codes).map(|_| format!("J{:02}", chance.between(1, 44))).collect();
    Inspection {
        inspected_on: day,
        occasion,
        result,
        n_critical,
        n_serious,
        n_minor,
        codes: codes.join(";"),
    }
}

impl Inspection {
    /// Writes it; `ordinal` tells the visits to one merchant apart.
    pub(super) fn write(
        &self,
        merchant: &Merchant,
        ordinal: usize,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let organ = Organ { district: merchant.district, office: Office::MarketRegulation };
        table.row(&[
            &merchant.id,
            &town_source("inspections"),
            &format!("{}-J{}-{}", self.inspected_on.date().year(), merchant.index + 1, ordinal + 1),
            &self.inspected_on.to_string(),
            self.occasion,
            self.result.name(),
            &self.n_critical.to_string(),
            &self.n_serious.to_string(),
            &self.n_minor.to_string(),
            &self.codes,
            &organ.name(),
            &self.inspected_on.to_string(),
        ])
    }
}
