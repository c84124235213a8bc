//! An invented merchant: who it is, since when, how busy, and what became of it.

use super::chance::{Chance, Topic, mixed};
use super::identity::{self, CodeSeries};
use super::output::Table;
use super::quality::Quality;
use super::town::{self, DISTRICTS, District, SHOP_PLATFORMS, TRADE_WEIGHTS, TRADES, Trade};
use super::world::World;
use crate::domain::day::Day;
use crate::domain::merchant::{MerchantStatus, SubjectCategory};

/// Since then new merchants get a credit code and nothing else: 2015-10-01.
const CREDIT_CODES_SINCE: Day = Day::from_number(16_709);
/// Oldest merchants, in days before the last day.
const AGE_DAYS_MAX: f64 = 5_500.0;
/// Merchants with a staged matter are older than it, in days.
const STAGED_AGE_DAYS_MIN: f64 = 1_600.0;
/// Spread of the logarithm of activity: the long tail.
const ACTIVITY_SPREAD: f64 = 1.6;
/// Ratings of the merchant in the middle; with the tail above, the mean over all is 20.
const ACTIVITY_MEDIAN: f64 = 6.12;
/// Most ratings expected of one merchant.
const ACTIVITY_MAX: f64 = 6_000.0;
/// Share of merchants of whom nothing is heard.
const SILENT: f64 = 0.03;
/// Share of sellers that need no registration (E-Commerce Law, art. 10).
const EXEMPT: f64 = 0.03;

/// An online shop.
#[derive(Clone, Debug)]
pub(super) struct Shop {
    pub(super) platform: &'static town::Platform,
    pub(super) number: String,
}

/// How a merchant's story ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    pub(super) on: Day,
    pub(super) status: MerchantStatus,
}

/// A later name.
#[derive(Clone, Debug)]
pub(super) struct Renaming {
    pub(super) on: Day,
    pub(super) name: String,
}

/// A merchant of the town.
#[derive(Debug)]
pub(super) struct Merchant {
    pub(super) index: u32,
    /// Credit code, or `scheme:number`.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) category: Option<SubjectCategory>,
    pub(super) representative: String,
    pub(super) registered_on: Day,
    pub(super) trade: &'static Trade,
    pub(super) district: &'static District,
    pub(super) shops: Vec<Shop>,
    pub(super) registration_number: String,
    organisation_code: String,
    tax_number: String,
    former_code: String,
    premises: String,
    /// Honest ratings expected over a whole history; 0 where nothing is heard of it.
    pub(super) activity: f64,
    pub(super) quality: Quality,
    pub(super) renaming: Option<Renaming>,
    pub(super) ending: Option<Ending>,
}

/// The columns of `merchants.csv`.
pub(super) const COLUMNS: [&str; 14] = [
    "merchant",
    "effective_on",
    "name",
    "category",
    "status",
    "registered_on",
    "region",
    "industry",
    "registration_number",
    "organisation_code",
    "tax_number",
    "former_uscc",
    "shops",
    "premises",
];

impl Merchant {
    /// Draws the merchant with that index.
    pub(super) fn draw(world: &World, index: u32) -> Self {
        let chance = &mut Chance::new(world.seed, index, Topic::Identity);
        let trade = &TRADES[chance.weighted(&TRADE_WEIGHTS)];
        let district = chance.pick(&DISTRICTS);
        let age = 20.0 + AGE_DAYS_MAX * chance.unit();
        let age = if world.is_staged(index) { age.max(STAGED_AGE_DAYS_MIN) } else { age };
        let registered_on = world.until.plus(-(age as i32));
        let scale = (ACTIVITY_SPREAD * chance.normal()).clamp(-6.0, 7.0);
        let activity = (ACTIVITY_MEDIAN * libm::exp(scale)).min(ACTIVITY_MAX);
        let activity = if chance.happens(SILENT) { 0.0 } else { activity };
        let shops = shops(world, chance, index, trade);
        let fancy = identity::fancy(chance);
        let mut merchant = Self {
            index,
            id: String::new(),
            name: String::new(),
            category: None,
            representative: identity::person(chance),
            registered_on,
            trade,
            district,
            shops,
            registration_number: String::new(),
            organisation_code: String::new(),
            tax_number: String::new(),
            former_code: String::new(),
            premises: identity::address(chance, district),
            activity,
            quality: Quality::draw(
                &mut Chance::new(world.seed, index, Topic::Quality),
                trade,
                district,
            ),
            renaming: None,
            ending: None,
        };
        merchant.name_and_number(world, chance, &fancy);
        merchant.draw_changes(world, chance);
        merchant
    }

    fn name_and_number(&mut self, world: &World, chance: &mut Chance, fancy: &str) {
        if !self.shops.is_empty() && !self.trade.is_farming() && chance.happens(EXEMPT / 0.5) {
            // The seller is known by its first shop alone.
            let shop = self.shops.remove(0);
            self.id = format!("{}:{}", shop.platform.name, shop.number);
            self.name = format!("{fancy}小铺(虚构)");
            self.shops = Vec::new();
            self.premises = String::new();
            return;
        }
        let is_company = chance.happens(self.trade.companies);
        let class = match (self.trade.is_farming(), is_company) {
            (true, _) if chance.happens(0.1) => *b"N2",
            (true, _) => *b"93",
            (false, true) => *b"91",
            (false, false) => *b"92",
        };
        let place = self.district.name;
        let noun = self.trade.noun;
        self.name = match &class {
            b"N2" => format!("{place}{fancy}村股份经济合作社(虚构)"),
            b"93" => format!("{place}{fancy}{noun}(虚构)"),
            b"91" => format!("{place}{fancy}{noun}有限公司(虚构)"),
            _ if chance.happens(0.05) => format!("{}(个体工商户)", self.representative),
            _ => format!("{place}{fancy}{noun}(虚构)"),
        };
        self.category = Some(match &class {
            b"92" => SubjectCategory::IndividualBusiness,
            _ => SubjectCategory::Organisation,
        });
        self.draw_numbers(world, chance, class);
    }

    fn draw_numbers(&mut self, world: &World, chance: &mut Chance, class: [u8; 2]) {
        let region = self.district.region;
        let is_old = self.registered_on < CREDIT_CODES_SINCE;
        let series = if is_old { CodeSeries::Before2015 } else { CodeSeries::Since2015 };
        let code = identity::credit_code(world.seed, self.index, series, class, region);
        if is_old {
            self.registration_number = identity::registration_number(region, self.index);
            self.organisation_code = code.organisation_code().to_owned();
            if class != *b"92" {
                self.tax_number = identity::tax_number(region, code.organisation_code());
            }
        }
        if chance.happens(0.01) {
            let former = CodeSeries::Replaced;
            let code = identity::credit_code(world.seed, self.index, former, class, region);
            self.former_code = code.as_str().to_owned();
        }
        self.id = code.as_str().to_owned();
    }

    fn draw_changes(&mut self, world: &World, chance: &mut Chance) {
        let begin = self.registered_on.plus(30).max(world.from());
        let room = world.until.since(begin);
        if room <= 60 || world.is_staged(self.index) {
            return;
        }
        if self.category.is_some() && chance.happens(0.05) {
            let name = self.name.replacen("样例市", "样例市新", 1);
            let on = begin.plus(chance.between(0, room - 1));
            self.renaming = (name != self.name).then_some(Renaming { on, name });
        }
        if chance.happens(0.05) {
            let on = begin.plus(chance.between(30, room - 1));
            let status = if world.until.since(on) < 365 {
                MerchantStatus::Dormant
            } else {
                MerchantStatus::Deregistered
            };
            self.ending = Some(Ending { on, status });
        }
    }

    /// The first and the last day on which something can have happened to it, where there are any.
    pub(super) fn active_days(&self, world: &World) -> (Day, Day) {
        let last = self.ending.map_or(world.until, |ending| ending.on);
        (self.registered_on.max(world.from()), last.min(world.until))
    }

    /// Draws the days of events that happen at a rate a step, which follows from quality in logits.
    pub(super) fn event_days(
        &self,
        world: &World,
        chance: &mut Chance,
        rate: impl Fn(f64) -> f64,
    ) -> Vec<Day> {
        let (first, last) = self.active_days(world);
        let mut days = Vec::new();
        if self.activity == 0.0 || first > last {
            return days;
        }
        for step in world.step(first)..=world.step(last) {
            let begin = world.first_day(step);
            for _ in 0..chance.poisson(rate(self.quality.at(step))) {
                let day = begin.plus(chance.between(1, super::quality::STEP_DAYS));
                if (first..=last).contains(&day) {
                    days.push(day);
                }
            }
        }
        days.sort_unstable();
        days
    }

    /// The name that it had on a day.
    pub(super) fn name_on(&self, day: Day) -> &str {
        match &self.renaming {
            Some(renaming) if renaming.on <= day => &renaming.name,
            _ => &self.name,
        }
    }

    /// Writes its versions: as registered, renamed, ended.
    pub(super) fn write(&self, table: &mut Table) -> Result<(), super::SimulateError> {
        let mut days = vec![self.registered_on];
        days.extend(self.renaming.iter().map(|renaming| renaming.on));
        days.extend(self.ending.iter().map(|ending| ending.on));
        days.sort_unstable();
        days.dedup();
        let shops: Vec<String> = (self.shops.iter())
            .map(|shop| format!("{}:{}", shop.platform.name, shop.number))
            .collect();
        let shops = shops.join(";");
        for day in days {
            let status = match self.ending {
                Some(ending) if ending.on <= day => ending.status,
                _ => MerchantStatus::Active,
            };
            table.row(&[
                &self.id,
                &day.to_string(),
                self.name_on(day),
                self.category.map_or("", category_name),
                status.name(),
                &self.registered_on.to_string(),
                self.district.region,
                self.trade.industry,
                &self.registration_number,
                &self.organisation_code,
                &self.tax_number,
                &self.former_code,
                &shops,
                &self.premises,
            ])?;
        }
        Ok(())
    }
}

/// The word for a category in our own files.
pub(super) const fn category_name(category: SubjectCategory) -> &'static str {
    match category {
        SubjectCategory::Organisation => "organisation",
        SubjectCategory::IndividualBusiness => "individual_business",
    }
}

fn shops(world: &World, chance: &mut Chance, index: u32, trade: &Trade) -> Vec<Shop> {
    let mut shops = Vec::new();
    let first = usize::from(chance.happens(0.45));
    for platform in [first, 1 - first] {
        let wanted = if shops.is_empty() { trade.online } else { 0.25 };
        if !chance.happens(wanted) {
            break;
        }
        let number = 100_000 + u64::from(index) * 3 + mixed(world.seed) % 3;
        shops.push(Shop { platform: &SHOP_PLATFORMS[platform], number: format!("s{number}") });
    }
    shops
}
