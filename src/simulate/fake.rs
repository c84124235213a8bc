//! Planted ratings: bought praise and paid smears, with their labels kept apart.
//!
//! Half of the attackers take care to look honest: they copy the marginals of honest ratings, use
//! accounts that rate elsewhere too, and carry orders that the platform verifies.

use super::chance::{Chance, Topic, logistic};
use super::merchant::Merchant;
use super::rating::{self, Channel, Given, Opinion};
use super::town::Figures;
use super::wording::Wording;
use super::world::World;
use crate::domain::day::Day;

/// Merchants for each ring of accounts that praise each other's principals.
const MERCHANTS_PER_RING: u32 = 200;
/// Accounts in a ring.
const RING_ACCOUNTS: u32 = 12;
/// Throwaway accounts that an attack on one merchant can use.
const THROWAWAYS: u32 = 64;

/// Merchants of the seed town that a ring of its own praises, one after the other: the third one, when
/// the first two already tell that it is a ring.
const STAGED_RING: [u32; 3] = [149, 150, 153];
/// The merchant of the seed town that a competitor has smeared.
const STAGED_SMEAR: u32 = 168;

/// How ratings are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Praise within a few days.
    Burst,
    /// A little praise every week.
    Drip,
    /// Praise from a ring of accounts that serves a few merchants.
    Ring,
    /// A wave of the lowest figure, paid by a competitor (反向刷单).
    Smear,
}

impl Pattern {
    /// The word in `truth_ratings.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Burst => "burst",
            Self::Drip => "drip",
            Self::Ring => "ring",
            Self::Smear => "smear",
        }
    }
}

/// What the label of a planted rating says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attack {
    pub(super) pattern: Pattern,
    pub(super) care: Care,
}

/// Whether the attacker takes care to look honest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    Camouflaged,
    Careless,
}

impl Care {
    /// The word in `truth_ratings.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Camouflaged => "camouflaged",
            Self::Careless => "careless",
        }
    }
}

/// Adds what was bought for or against a merchant to its honest ratings.
pub(super) fn plant(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    opinions: &mut Vec<Opinion>,
) {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Fakes);
    if stage(world, merchant, channels, chance, opinions).is_some() {
        return;
    }
    let (first, last) = merchant.active_days(world);
    if merchant.activity == 0.0 || last.since(first) < 120 || channels.is_empty() {
        return;
    }
    // Those who do badly buy praise; those who do well are smeared.
    let level = merchant.quality.level - 0.9;
    let pattern = if chance.happens(logistic(-2.8 - 0.5 * level)) {
        [Pattern::Burst, Pattern::Drip, Pattern::Ring][chance.weighted(&[4, 3, 3])]
    } else if chance.happens(logistic(-4.6 + 0.5 * level)) {
        Pattern::Smear
    } else {
        return;
    };
    let care = if chance.happens(0.5) { Care::Camouflaged } else { Care::Careless };
    let begin = first.plus(chance.between(0, last.since(first) - 100));
    let attack = Attack { pattern, care };
    let size_max = 6 + (merchant.activity * 0.5).min(60.0) as i32;
    let text = match pattern {
        Pattern::Smear => 4 + chance.below(4) as u8,
        _ => chance.below(4) as u8,
    };
    for ordinal in 0..chance.between(5, size_max) {
        let day = begin.plus(day_offset(chance, pattern, ordinal)).min(last);
        opinions.push(planted(world, merchant, channels, chance, attack, day, text));
    }
}

/// Adds the staged attack on a merchant of the seed town that has one; none elsewhere.
fn stage(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    chance: &mut Chance,
    opinions: &mut Vec<Opinion>,
) -> Option<()> {
    let is_staged = |index: u32| index == merchant.index && world.stages(index, index..index + 1);
    let channel = channels.iter().position(|channel| channel.shop.is_none())?;
    let (pattern, n, first_age, stars, text) = match STAGED_RING.into_iter().position(is_staged) {
        Some(place) => (Pattern::Ring, 6, 70 - 22 * place as i32, 5, 1),
        None if is_staged(STAGED_SMEAR) => (Pattern::Smear, 9, 20, 1, 5),
        None => return None,
    };
    let rings = world.n_merchants / MERCHANTS_PER_RING + 1;
    let throwaways = rings * RING_ACCOUNTS + world.n_merchants * THROWAWAYS;
    let beyond_others = world.n_raters() + throwaways;
    // The ring has accounts of its own; those of the smear come after them.
    let first_account = if pattern == Pattern::Ring { 0 } else { RING_ACCOUNTS };
    for ordinal in 0..n {
        opinions.push(Opinion {
            day: world.until.plus(ordinal * 2 / 3 - first_age),
            rater: beyond_others + first_account + ordinal as u32,
            channel,
            given: Given::Overall(stars),
            is_verified: chance.happens(0.25),
            is_incentivised: false,
            wording: chance.happens(0.7).then(|| Wording::copied(chance, text)),
            attack: Some(Attack { pattern, care: Care::Careless }),
        });
    }
    Some(())
}

fn day_offset(chance: &mut Chance, pattern: Pattern, ordinal: i32) -> i32 {
    match pattern {
        Pattern::Burst => chance.between(0, 3),
        Pattern::Drip => (ordinal * 7 + chance.between(0, 4)).min(100),
        Pattern::Ring => chance.between(0, 20),
        Pattern::Smear => chance.between(0, 5),
    }
}

fn planted(
    world: &World,
    merchant: &Merchant,
    channels: &[Channel],
    chance: &mut Chance,
    attack: Attack,
    day: Day,
    text: u8,
) -> Opinion {
    let channel = rating::channel(chance, channels);
    let platform = channels[channel].platform;
    let rater = account(world, merchant, chance, attack);
    let careful = attack.care == Care::Camouflaged;
    let smears = attack.pattern == Pattern::Smear;
    let given = if careful {
        // The honest marginal, pushed as far as pays.
        let push = if smears { -2.4 } else { 1.6 };
        rating::given(world, merchant, chance, day, rater, push, platform)
    } else {
        let stars = if smears { 1 } else { 5 };
        match platform.figures {
            Figures::Overall => Given::Overall(stars),
            Figures::ThreeDimensions => Given::Dimensions([stars; 3]),
        }
    };
    let wording = match attack.care {
        Care::Camouflaged => chance.happens(0.15).then(|| Wording::draw(chance, given.overall())),
        Care::Careless => chance.happens(0.7).then(|| Wording::copied(chance, text)),
    };
    let verified = if careful { platform.verified } else { 0.25 };
    Opinion {
        day,
        rater,
        channel,
        given,
        is_verified: chance.happens(verified),
        is_incentivised: false,
        wording,
        attack: Some(attack),
    }
}

/// The account that a planted rating comes from.
fn account(world: &World, merchant: &Merchant, chance: &mut Chance, attack: Attack) -> u32 {
    let rings = world.n_merchants / MERCHANTS_PER_RING + 1;
    let first_ring_account = world.n_raters();
    match (attack.pattern, attack.care) {
        (Pattern::Ring, _) => {
            let ring = merchant.index % rings;
            first_ring_account + ring * RING_ACCOUNTS + chance.below(RING_ACCOUNTS)
        }
        (_, Care::Camouflaged) => rating::rater(world, chance),
        (_, Care::Careless) => {
            let first = first_ring_account + rings * RING_ACCOUNTS;
            first + merchant.index * THROWAWAYS + chance.below(THROWAWAYS)
        }
    }
}
