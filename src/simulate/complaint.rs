//! Complaints and their life by the 12315 rules: received, accepted or refused, answered, ended.

use super::SimulateError;
use super::chance::{Chance, Topic, logistic};
use super::complaint_life::Life;
use super::identity::town_source;
use super::merchant::Merchant;
use super::output::Table;
use super::rating::{Channel, channel};
use super::staged;
use super::world::World;
use crate::domain::day::Day;

/// The classes, by their names in import files.
pub(super) const CLASSES: [&str; 10] = [
    "counterfeit",
    "quality",
    "safety",
    "price_fraud",
    "privacy",
    "intellectual_property",
    "delivery",
    "refund",
    "service",
    "other",
];

/// What consumers wrote, in the order of [`CLASSES`].
const WORDS: [&str; 10] = [
    "收到的商品疑似假冒, 要求鉴定并退一赔三",
    "商品用了几天就坏, 要求更换",
    "食用后身体不适, 要求赔偿医药费",
    "结账价格高于标价, 要求退还差价",
    "下单后收到陌生推销, 怀疑信息被泄露",
    "商品图案与他人注册商标相同",
    "付款后迟迟不发货",
    "退货后不退款",
    "服务人员态度恶劣",
    "对处理方式不满意",
];

/// How a complaint ends, if nothing stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Refused,
    Withdrawn,
    Settled,
    Failed,
    TurnedIntoCase,
}

/// One complaint.
#[derive(Debug)]
pub(super) struct Complaint {
    pub(super) received_on: Day,
    pub(super) class: usize,
    accepted_on: Option<Day>,
    answered_on: Option<Day>,
    pub(super) closed_on: Option<Day>,
    pub(super) outcome: &'static str,
    route: &'static str,
    /// The shop complained about, where the complaint came through its platform.
    pub(super) shop: Option<usize>,
    text: String,
    /// What else is told of it.
    pub(super) life: Life,
    is_of_security: bool,
}

/// Whom a complaint names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) merchant: &'a str,
    pub(super) platform: &'a str,
    pub(super) shop: &'a str,
}

/// The columns of `complaints.csv`.
pub(super) const COLUMNS: [&str; 21] = [
    "merchant",
    "platform",
    "shop",
    "source",
    "number",
    "channel",
    "class",
    "received_on",
    "accepted_on",
    "answered_on",
    "closed_on",
    "outcome",
    "text",
    "complainant",
    "organ",
    "organ_code",
    "refused_for",
    "n_test_days",
    "told_on",
    "case_number",
    "penalty_number",
];

/// Draws the complaints about a merchant.
pub(super) fn draw(world: &World, merchant: &Merchant, channels: &[Channel]) -> Vec<Complaint> {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Complaints);
    let busy = libm::exp(0.75 * libm::log((merchant.activity + 0.5) / 20.0));
    let per_step = 0.0385 * busy * merchant.trade.complaints;
    let days =
        merchant.event_days(world, chance, |quality| per_step * libm::exp(-0.7 * (quality - 0.9)));
    let mut complaints = Vec::with_capacity(days.len());
    for day in days {
        let class = chance.weighted(&merchant.trade.complaint_weights);
        let quality = merchant.quality.at(world.step(day));
        let course = course(chance, class, quality);
        let mut complaint = follow(world, chance, day, class, course, quality);
        let via = channel(chance, channels);
        if channels[via].shop.is_some() && chance.happens(0.5) {
            complaint.shop = Some(via);
            complaint.route = "平台";
        }
        complaints.push(complaint);
    }
    complaints.extend(staged::complaint(world, merchant));
    complaints
}

fn course(chance: &mut Chance, class: usize, quality: f64) -> Course {
    if chance.happens(0.12) {
        return Course::Refused;
    }
    if chance.happens(0.08) {
        return Course::Withdrawn;
    }
    let is_grave = matches!(CLASSES[class], "counterfeit" | "safety" | "price_fraud");
    if is_grave && chance.happens(0.08) {
        return Course::TurnedIntoCase;
    }
    if chance.happens(logistic(0.1 + 0.7 * quality)) { Course::Settled } else { Course::Failed }
}

/// Draws the days of a complaint that takes that course, as far as it has come on the last day.
pub(super) fn follow(
    world: &World,
    chance: &mut Chance,
    received_on: Day,
    class: usize,
    course: Course,
    quality: f64,
) -> Complaint {
    let decision = received_on.plus(chance.between(1, 9));
    let answer = decision.plus(1 + chance.poisson(4.0 + 8.0 * logistic(-quality)) as i32);
    let answers = chance.happens(logistic(0.8 + quality));
    let end = decision.plus(chance.between(12, 62));
    let happened = |day: Day| (day <= world.until).then_some(day);
    let accepted_on = happened(decision);
    let (closed_on, outcome) = match course {
        Course::Refused => (accepted_on, "refused"),
        Course::Withdrawn => (happened(decision.plus(3)), "withdrawn"),
        Course::Settled => (happened(end.max(answer)), "settled"),
        Course::Failed => (happened(end), "failed"),
        Course::TurnedIntoCase => (happened(end), "turned_into_case"),
    };
    let outcome = match (accepted_on, closed_on) {
        (None, _) => "received",
        (_, None) => "accepted",
        _ => outcome,
    };
    let is_heard = course != Course::Refused && (answers || course == Course::Settled);
    let route = ["12315热线", "12315平台", "来信", "窗口"];
    Complaint {
        received_on,
        class,
        accepted_on,
        answered_on: happened(answer)
            .filter(|&day| is_heard && closed_on.is_none_or(|closed| day <= closed)),
        closed_on,
        outcome,
        route: route[chance.weighted(&[5, 4, 1, 2])],
        shop: None,
        text: WORDS[class].to_owned(),
        life: Life::default(),
        is_of_security: false,
    }
}

impl Complaint {
    /// The class, by its name in import files.
    pub(super) fn class_name(&self) -> &'static str {
        if self.is_of_security { "information_security" } else { CLASSES[self.class] }
    }

    /// Turns a complaint that names no matter into one about information security, and one that was
    /// withdrawn into one that the parties settled early, where chance wants it so.
    pub(super) fn turn(&mut self, to_security: bool, to_settled: bool) {
        if to_security && CLASSES[self.class] == "other" {
            self.is_of_security = true;
            "后台泄露了会员资料".clone_into(&mut self.text);
        }
        if to_settled && self.outcome == "withdrawn" {
            self.outcome = "settled_early";
            self.accepted_on = None;
            self.answered_on = self.closed_on;
        }
    }

    /// Adds to what the consumer wrote.
    pub(super) fn say(&mut self, words: &str) {
        self.text = format!("{}, {words}", self.text);
    }

    /// Writes it under that number; it names the shop if it came through a platform.
    pub(super) fn write_about(
        &self,
        merchant: &Merchant,
        channels: &[Channel],
        ordinal: usize,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let via = self.shop.and_then(|at| channels.get(at));
        let named = match via.and_then(|via| via.shop.as_deref().map(|shop| (via, shop))) {
            Some((via, shop)) => Named { merchant: "", platform: via.platform.name, shop },
            None => Named { merchant: &merchant.id, platform: "", shop: "" },
        };
        self.write(named, &serial(merchant, ordinal), table)
    }

    /// Its number in the file, where it is about that merchant.
    pub(super) fn number(&self, merchant: &Merchant, ordinal: usize) -> String {
        format!("{}-{}", self.received_on.date().year(), serial(merchant, ordinal))
    }

    /// Writes it under that number.
    pub(super) fn write(
        &self,
        named: Named<'_>,
        number: &str,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        table.row(&[
            named.merchant,
            named.platform,
            named.shop,
            &town_source("12315"),
            &format!("{}-{number}", self.received_on.date().year()),
            self.route,
            self.class_name(),
            &self.received_on.to_string(),
            &text(self.accepted_on),
            &text(self.answered_on),
            &text(self.closed_on),
            self.outcome,
            &self.text,
            &self.life.complainant,
            &self.life.organ,
            &self.life.organ_code,
            self.life.refused_for,
            &self.life.n_test_days,
            &text(self.life.told_on),
            &self.life.case_number,
            &self.life.penalty_number,
        ])
    }
}

/// The number of a complaint about a merchant within a year.
fn serial(merchant: &Merchant, ordinal: usize) -> String {
    format!("C{}-{}", merchant.index + 1, ordinal + 1)
}
