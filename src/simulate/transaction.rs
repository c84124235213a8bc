//! Orders of the shops and the papers behind them: those that were rated, and others.
//!
//! Honest orders have their payment, waybill and invoice. Who buys ratings with care buys orders that
//! look like them; who does not takes one waybill for many, or sends nothing at all.

use super::SimulateError;
use super::chance::{Chance, Topic};
use super::fake::Care;
use super::merchant::Merchant;
use super::output::Table;
use super::rating::{Channel, Rating};
use super::town::SHOP_PLATFORMS;
use super::world::World;
use crate::domain::day::Day;

/// Orders without a rating for each that has one.
const UNRATED: f64 = 0.5;
/// Share of orders that is called off.
const CANCELLED: f64 = 0.05;
/// Share of orders whose goods name their batch.
const WITH_BATCH: f64 = 0.2;
/// Months for which a cooperative supplies a grocer.
const SUPPLIED_MONTHS: i32 = 3;

/// The columns of `transactions.csv`.
pub(super) const COLUMNS: [&str; 18] = [
    "merchant",
    "platform",
    "shop",
    "order",
    "placed_on",
    "amount_fen",
    "contract",
    "payment",
    "paid_on",
    "invoice",
    "invoiced_on",
    "delivery",
    "waybill",
    "shipped_on",
    "delivered_on",
    "returned_on",
    "cancelled_on",
    "batches",
];

/// One order.
struct Order {
    number: String,
    placed_on: Day,
    papers: Papers,
}

/// What stands behind an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Papers {
    Good,
    /// The waybill of another order.
    Copied,
    /// Neither invoice nor waybill.
    Missing,
    /// Called off before it was sent.
    Cancelled,
}

/// Draws and writes the orders of a merchant: of its shops alone, for the street has no platform.
pub(super) fn write(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    ratings: &[Rating],
    table: &mut Table,
) -> Result<(), SimulateError> {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Transactions);
    let rated = ratings.iter().filter(|rating| rating.item == 1 && rating.sequence == 0);
    for rating in rated {
        let opinion = &rating.opinion;
        let channel = &channels[opinion.channel];
        let days_before = chance.between(4, 12);
        let care = opinion.attack.map(|attack| attack.care);
        if channel.shop.is_none() || (care.is_none() && !opinion.is_verified) {
            continue;
        }
        let papers = match care {
            Some(Care::Careless) if chance.happens(0.5) => Papers::Copied,
            Some(Care::Careless) => Papers::Missing,
            _ => Papers::Good,
        };
        let number = format!("{:x}-{}", merchant.index + 1, rating.order + 1);
        let placed_on = opinion.day.plus(-days_before);
        let order = Order { number, placed_on, papers };
        order.write(world, merchant, channel, chance, table)?;
        if chance.happens(UNRATED) {
            let is_cancelled = chance.happens(CANCELLED);
            let other = Order {
                number: format!("{:x}-u{}", merchant.index + 1, rating.order + 1),
                placed_on,
                papers: if is_cancelled { Papers::Cancelled } else { Papers::Good },
            };
            other.write(world, merchant, channel, chance, table)?;
        }
    }
    Ok(())
}

impl Order {
    fn write(
        &self,
        world: &World,
        merchant: &Merchant,
        channel: &Channel,
        chance: &mut Chance,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let number = &self.number;
        let shipped_on = self.placed_on.plus(chance.between(0, 2));
        let delivered_on = shipped_on.plus(chance.between(1, 4));
        let invoiced_on = self.placed_on.plus(chance.between(0, 3));
        let regret = 0.08 * (1.2 - merchant.quality.at(world.step(self.placed_on)).min(1.0));
        let is_returned = chance.happens(regret.max(0.01));
        let returned_on = delivered_on.plus(chance.between(1, 7));
        let amount_fen = 900 + chance.below(60_000);
        let names_batch = chance.happens(WITH_BATCH);
        let is_sent = self.papers != Papers::Cancelled && self.papers != Papers::Missing;
        let is_carried = is_carried(merchant);
        let happened = |day: Day, is_there: bool| {
            if is_there && day <= world.until { day.to_string() } else { String::new() }
        };
        let paper = |letter: char, day: Day, is_there: bool| {
            if is_there && day <= world.until { format!("{letter}{number}") } else { String::new() }
        };
        let waybill = match self.papers {
            Papers::Copied => format!("W{:x}-1", merchant.index + 1),
            _ => paper('W', shipped_on, is_sent && is_carried),
        };
        let batch = match batch(merchant, self.placed_on) {
            Some(batch) if names_batch => batch,
            _ => String::new(),
        };
        table.row(&[
            "",
            channel.platform.name,
            channel.shop.as_deref().unwrap_or_default(),
            number,
            &self.placed_on.to_string(),
            &amount_fen.to_string(),
            &format!("C{number}"),
            &format!("P{number}"),
            &self.placed_on.to_string(),
            &paper('I', invoiced_on, is_sent),
            &happened(invoiced_on, is_sent),
            if is_carried { "carrier" } else { "on_spot" },
            &waybill,
            &happened(shipped_on, is_sent && is_carried),
            &happened(delivered_on, is_sent && is_carried),
            &happened(returned_on, is_sent && is_carried && is_returned),
            &happened(self.placed_on.plus(1), self.papers == Papers::Cancelled),
            &batch,
        ])
    }
}

/// Whether goods are sent, or guests come: hairdressers, hotels and garages.
fn is_carried(merchant: &Merchant) -> bool {
    !["8040", "6129", "8111"].contains(&merchant.trade.industry)
}

/// Groceries come in batches of a month.
fn batch(merchant: &Merchant, on: Day) -> Option<String> {
    let sells_groceries = ["0141", "5212", "5223"].contains(&merchant.trade.industry);
    sells_groceries.then(|| month_batch(on))
}

fn month_batch(on: Day) -> String {
    let date = on.date();
    format!("L{:04}{:02}", date.year(), date.month())
}

/// The columns of `transactions-supplies.csv`: orders whose buyer is a merchant too.
pub(super) const SUPPLY_COLUMNS: [&str; 13] = [
    "merchant",
    "platform",
    "order",
    "placed_on",
    "amount_fen",
    "payment",
    "paid_on",
    "invoice",
    "invoiced_on",
    "waybill",
    "shipped_on",
    "buyer",
    "batches",
];

/// Writes what a cooperative sold to a grocer: a batch of each of the last months.
pub(super) fn write_supplies(
    world: &World,
    seller: &Merchant,
    buyer: &str,
    table: &mut Table,
) -> Result<(), SimulateError> {
    let first = world.until.plus(1 - i32::from(world.until.date().day()));
    let (_, last) = seller.active_days(world);
    for months in 0..SUPPLIED_MONTHS {
        let on = first.plus_months(-months);
        if on > last {
            continue;
        }
        let (number, day) = (format!("{:x}-s{}", seller.index + 1, months + 1), on.to_string());
        table.row(&[
            &seller.id,
            SHOP_PLATFORMS[0].name,
            &number,
            &day,
            "1250000",
            &format!("P{number}"),
            &day,
            &format!("I{number}"),
            &day,
            &format!("W{number}"),
            &day,
            buyer,
            &month_batch(on),
        ])?;
    }
    Ok(())
}
