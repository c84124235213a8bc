//! Ratings: consumers tell how good they found a merchant, each in a mood of their own.

use super::chance::{Chance, Topic, mixed, nearly_normal};
use super::fake::{self, Attack};
use super::merchant::Merchant;
use super::town::{Figures, Platform, STREET_PLATFORM};
use super::wording::Wording;
use super::world::World;
use crate::domain::day::Day;

/// Below these a consumer gives 1, 2, 3 or 4 stars, otherwise 5; in logits of quality.
const STAR_STEPS: [f64; 4] = [-1.25, -0.75, -0.15, 0.65];
/// How far the moods of raters lie apart.
const MOOD_SPREAD: f64 = 0.5;
/// How far one rater's experiences of one merchant lie apart.
const EXPERIENCE_SPREAD: f64 = 0.9;
/// How much of a change in quality consumers notice.
const NOTICED: f64 = 0.9;
/// What a promised reward adds.
const REWARD: f64 = 0.9;
/// Share of first ratings that a follow-up review comes after.
const FOLLOWED_UP: f64 = 0.04;
/// Share of orders of which a second item is rated.
const SECOND_ITEM: f64 = 0.05;
/// Share of honest ratings with a text.
const WITH_TEXT: f64 = 0.12;

/// Where consumers rate a merchant.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) platform: &'static Platform,
    /// The shop there; none where the review site names the merchant itself.
    pub(super) shop: Option<String>,
}

/// What a rating says before it has a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opinion {
    pub(super) day: Day,
    pub(super) rater: u32,
    /// Index of the channel.
    pub(super) channel: usize,
    pub(super) given: Given,
    pub(super) is_verified: bool,
    pub(super) is_incentivised: bool,
    pub(super) wording: Option<Wording>,
    pub(super) attack: Option<Attack>,
}

/// The stars.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given {
    Overall(u8),
    /// 描述相符, 服务态度, 物流服务.
    Dimensions([u8; 3]),
}

/// One row of the file.
#[derive(Debug)]
pub(super) struct Rating {
    pub(super) opinion: Opinion,
    /// The number of the order among those of the merchant.
    pub(super) order: usize,
    pub(super) item: u8,
    pub(super) sequence: u8,
}

/// Draws the ratings of a merchant, honest and bought ones, in the order of their days.
pub(super) fn draw(world: &World, merchant: &Merchant, channels: &[Channel]) -> Vec<Rating> {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Ratings);
    let mut opinions = honest(world, merchant, channels, chance);
    fake::plant(world, merchant, channels, &mut opinions);
    // Honest and planted ones are numbered together, so that no number betrays a planted one.
    opinions.sort_by_key(|opinion| opinion.day);
    let mut ratings = Vec::with_capacity(opinions.len() + opinions.len() / 8);
    for (order, opinion) in opinions.into_iter().enumerate() {
        let rating = |opinion, item, sequence| Rating { opinion, order, item, sequence };
        ratings.push(rating(opinion, 1, 0));
        if opinion.attack.is_some() {
            continue;
        }
        if chance.happens(SECOND_ITEM) {
            let again = again(world, merchant, channels, chance, opinion, opinion.day);
            ratings.push(rating(again, 2, 0));
        }
        let later = opinion.day.plus(chance.between(4, 60));
        if chance.happens(FOLLOWED_UP) && later <= world.until {
            let again = again(world, merchant, channels, chance, opinion, later);
            ratings.push(rating(again, 1, 1));
        }
    }
    ratings.sort_by_key(|rating| rating.opinion.day);
    ratings
}

/// Where that merchant is rated: in its shops, and on the review site if it has premises.
pub(super) fn channels(merchant: &Merchant) -> Vec<Channel> {
    if merchant.category.is_none() {
        // A seller without registration is known by its shop.
        let (platform, shop) = merchant.id.split_once(':').unwrap_or_default();
        return super::town::SHOP_PLATFORMS
            .iter()
            .filter(|known| known.name == platform)
            .map(|platform| Channel { platform, shop: Some(shop.to_owned()) })
            .collect();
    }
    let shops = merchant
        .shops
        .iter()
        .map(|shop| Channel { platform: shop.platform, shop: Some(shop.number.clone()) });
    let street = (merchant.trade.online < 1.0 || merchant.shops.is_empty())
        .then_some(Channel { platform: &STREET_PLATFORM, shop: None });
    shops.chain(street).collect()
}

fn honest(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    chance: &mut Chance,
) -> Vec<Opinion> {
    let per_step = merchant.activity / World::steps().len() as f64;
    // Word of mouth: the better, the busier.
    let level = merchant.quality.level;
    let days = merchant
        .event_days(world, chance, |quality| per_step * libm::exp(0.15 * (quality - level)));
    // Some merchants promise rewards for good reviews (好评返现).
    let rewards = if chance.happens(0.08) { 0.2 } else { 0.0 };
    let mut opinions = Vec::with_capacity(days.len());
    for day in days {
        let channel = channel(chance, channels);
        let is_incentivised = rewards > 0.0 && chance.happens(rewards);
        let rater = rater(world, chance);
        let is_verified = chance.happens(channels[channel].platform.verified);
        let mood = if is_incentivised { REWARD } else { 0.0 };
        let given = given(world, merchant, chance, day, rater, mood, channels[channel].platform);
        let wording = chance.happens(WITH_TEXT).then(|| Wording::draw(chance, given.overall()));
        opinions.push(Opinion {
            day,
            rater,
            channel,
            given,
            is_verified,
            is_incentivised,
            wording,
            attack: None,
        });
    }
    opinions
}

/// One of the channels; shops are busier than the review site.
pub(super) fn channel(chance: &mut Chance, channels: &[Channel]) -> usize {
    let weights: Vec<u32> =
        channels.iter().map(|channel| if channel.shop.is_some() { 3 } else { 2 }).collect();
    chance.weighted(&weights)
}

/// An honest rater; few rate often, many rate once.
pub(super) fn rater(world: &World, chance: &mut Chance) -> u32 {
    let unit = chance.unit();
    (f64::from(world.n_raters()) * unit * unit) as u32
}

/// The stars of one experience.
pub(super) fn given(
    world: &World,
    merchant: &Merchant,
    chance: &mut Chance,
    day: Day,
    rater: u32,
    bonus: f64,
    platform: &Platform,
) -> Given {
    let mood = nearly_normal(mixed(world.seed ^ (u64::from(rater) << 20)));
    let found = NOTICED * merchant.quality.at(world.step(day))
        + MOOD_SPREAD * mood
        + EXPERIENCE_SPREAD * chance.nearly_normal()
        + bonus;
    match platform.figures {
        Figures::Overall => Given::Overall(stars(found)),
        // Goods follow quality most closely, delivery least: others carry it.
        Figures::ThreeDimensions => Given::Dimensions([
            stars(found + 0.3 * chance.nearly_normal()),
            stars(found + 0.4 * chance.nearly_normal() + 0.1),
            stars(0.5 * found + 0.9 * chance.nearly_normal() + 0.7),
        ]),
    }
}

fn stars(found: f64) -> u8 {
    1 + STAR_STEPS.iter().filter(|&&step| found >= step).count() as u8
}

fn again(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    chance: &mut Chance,
    first: Opinion,
    day: Day,
) -> Opinion {
    let platform = channels[first.channel].platform;
    let given = given(world, merchant, chance, day, first.rater, 0.0, platform);
    let wording = chance.happens(0.5).then(|| Wording::draw(chance, given.overall()));
    Opinion { day, given, wording, ..first }
}

impl Given {
    /// The overall figure, rounded.
    pub(super) fn overall(self) -> u8 {
        match self {
            Self::Overall(stars) => stars,
            Self::Dimensions(figures) => (figures.iter().sum::<u8>() + 1) / 3,
        }
    }
}
