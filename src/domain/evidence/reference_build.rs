//! Building reference tables from the ratings of every merchant.
//!
//! A ring is found by pairs of merchants that share raters. Only raters of few merchants count, and
//! a pair is suspicious when at least [`SHARED_MIN`] of them rated both and that is more than
//! [`SHARED_TIMES`] times what chance would bring (the product of both merchants' shares of such
//! raters). A rater belongs to a ring from the day on which half of the merchants that it had rated,
//! at least two, stand in suspicious pairs that it links itself.

use std::collections::{BTreeMap, HashMap};

use super::aggregate::LOW_STARS_MAX;
use super::company::{MarkSums, Visit, in_company};
use super::mark::RatingMark;
use super::pseudonym::mixed;
use super::reference::{ESTABLISHED_DAYS, RaterProfile, Reference, TradeRate};
use crate::domain::day::Day;
use crate::domain::record::rating::Purchase;

/// Raters that two merchants must share to be suspicious.
pub const SHARED_MIN: usize = 4;
/// How many times more they must share than by chance.
pub const SHARED_TIMES: f64 = 8.0;
/// Merchants beyond which a rater is no member of a ring but a busy consumer.
pub const MERCHANTS_PER_RATER_MAX: usize = 16;
/// Ratings that one merchant adds to its trade's rates, at most: a trade is its merchants, not its
/// largest one.
const RATINGS_PER_MERCHANT_MAX: i64 = 100;
/// Ratings that the rates of all trades are worth beside a trade's own.
const ALL_TRADES_RATINGS: i64 = 100;
/// Ratings below which no share of five stars is told.
const PRAISE_RATINGS_MIN: i64 = 200;
/// Counters by which pairs that cannot be suspicious are left out before they take memory.
const COUNTERS: usize = 1 << 22;

/// Two merchants and the day on which one rater had rated both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    pair: (u32, u32),
    day: i32,
}

#[derive(Clone, Copy, Default)]
struct RateSums {
    n: i64,
    milli: i64,
    five: i64,
    low: i64,
}

/// Gathers ratings, merchant by merchant; sixteen bytes for each.
#[derive(Default)]
pub struct ReferenceBuilder {
    visits: Vec<Visit>,
    n_merchants: u32,
    all: RateSums,
    trades: BTreeMap<String, RateSums>,
}

impl ReferenceBuilder {
    /// Adds the ratings of one merchant that stand on the last day, given that day or before.
    pub fn add<'m>(&mut self, industry: Option<&str>, marks: impl Iterator<Item = &'m RatingMark>) {
        let merchant = self.n_merchants;
        self.n_merchants += 1;
        let mut own = RateSums::default();
        for mark in marks {
            let (rater, day) = (mark.fact.rater, mark.effective_on.number());
            // What is bought must not become what is usual.
            let is_usual = mark.fact.purchase == Purchase::Verified && !mark.fact.incentivised;
            self.visits.push(Visit { rater, day, merchant, is_usual });
            if is_usual {
                own.n += 1;
                own.milli += i64::from(mark.fact.stars.overall_milli());
                let stars = mark.fact.stars.overall();
                own.five += i64::from(stars == 5);
                own.low += i64::from(usize::from(stars) <= LOW_STARS_MAX);
            }
        }
        if own.n == 0 {
            return;
        }
        let n = own.n.min(RATINGS_PER_MERCHANT_MAX);
        let part = |sum: i64| sum * n / own.n;
        let (milli, five, low) = (part(own.milli), part(own.five), part(own.low));
        let part = RateSums { n, milli, five, low };
        self.all.add(part);
        if let Some(trade) = industry.and_then(|code| code.get(..2)) {
            self.trades.entry(trade.to_owned()).or_default().add(part);
        }
    }

    /// The tables.
    #[must_use]
    pub fn finish(mut self, built_to: Day) -> Reference {
        self.visits.sort_unstable();
        let all = self.all.rate(TradeRate::ASSUMED);
        let trades = self.trades.iter().map(|(trade, sums)| (trade.clone(), sums.rate(all)));
        let trades = trades.collect();
        let suspicious = suspicious_pairs(&self.visits);
        let (mut raters, mut company) = (Vec::new(), Vec::new());
        let mut usual = MarkSums::default();
        for visits in by_rater(&self.visits) {
            let profile = profile(visits, &suspicious);
            let begun = company.len();
            in_company(visits, &mut company);
            let established_on = profile.as_ref().map(|profile| profile.established_on);
            usual.add(visits, established_on, company.get(begun..).unwrap_or_default());
            raters.extend(profile);
        }
        Reference::new(built_to, all, trades, raters).with_company(usual.shares(), company)
    }
}

impl RateSums {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.milli += other.milli;
        self.five += other.five;
        self.low += other.low;
    }

    /// The rate, with some ratings of a wider rate beside its own.
    fn rate(&self, wider: TradeRate) -> TradeRate {
        let milli = self.milli + ALL_TRADES_RATINGS * i64::from(wider.mean_milli);
        let mean = milli / (self.n + ALL_TRADES_RATINGS);
        let wider_low = (wider.low_share() * 1000.0).round() as i64;
        let low =
            (self.low * 1000 + ALL_TRADES_RATINGS * wider_low) / (self.n + ALL_TRADES_RATINGS);
        let five = (self.n >= PRAISE_RATINGS_MIN).then(|| self.five * 1000 / self.n);
        TradeRate {
            n: self.n.unsigned_abs(),
            mean_milli: u32::try_from(mean).unwrap_or(wider.mean_milli),
            praise_permille: five
                .and_then(|five| u32::try_from(five).ok())
                .or(wider.praise_permille),
            low_permille: u32::try_from(low).ok(),
        }
    }
}

fn by_rater(visits: &[Visit]) -> impl Iterator<Item = &[Visit]> {
    visits.chunk_by(|one, next| one.rater == next.rater)
}

/// The merchants of a rater with the day of its first rating of each, in the order of those days.
fn first_visits(visits: &[Visit]) -> Vec<Visit> {
    let mut firsts: Vec<Visit> = Vec::new();
    for visit in visits {
        if firsts.len() > MERCHANTS_PER_RATER_MAX {
            break;
        }
        if firsts.iter().all(|first| first.merchant != visit.merchant) {
            firsts.push(*visit);
        }
    }
    firsts
}

/// The pairs that a rater of few merchants links, each on the day on which it had rated both.
fn links(visits: &[Visit]) -> Vec<Shared> {
    let firsts = first_visits(visits);
    if firsts.len() < 2 || firsts.len() > MERCHANTS_PER_RATER_MAX {
        return Vec::new();
    }
    let mut links = Vec::with_capacity(firsts.len() * (firsts.len() - 1) / 2);
    for (place, later) in firsts.iter().enumerate() {
        for earlier in firsts.iter().take(place) {
            let (one, other) = (earlier.merchant, later.merchant);
            links.push(Shared { pair: (one.min(other), one.max(other)), day: later.day });
        }
    }
    links
}

const fn counter(pair: (u32, u32)) -> usize {
    mixed(((pair.0 as u64) << 32) | pair.1 as u64) as usize % COUNTERS
}

/// The suspicious pairs, with the day since when each is.
fn suspicious_pairs(visits: &[Visit]) -> HashMap<(u32, u32), i32> {
    let mut counters = vec![0_u8; COUNTERS];
    let mut raters_of: HashMap<u32, u32> = HashMap::new();
    let mut n_raters = 0_u32;
    for visits in by_rater(visits) {
        let links = links(visits);
        if links.is_empty() {
            continue;
        }
        n_raters += 1;
        for visit in first_visits(visits) {
            *raters_of.entry(visit.merchant).or_default() += 1;
        }
        for link in links {
            if let Some(count) = counters.get_mut(counter(link.pair)) {
                *count = count.saturating_add(1);
            }
        }
    }
    let mut shared: Vec<Shared> = Vec::new();
    for visits in by_rater(visits) {
        shared.extend(links(visits).into_iter().filter(|link| {
            counters.get(counter(link.pair)).is_some_and(|n| usize::from(*n) >= SHARED_MIN)
        }));
    }
    shared.sort_unstable();
    let raters = |merchant| f64::from(raters_of.get(&merchant).copied().unwrap_or(0));
    let mut suspicious = HashMap::new();
    for links in shared.chunk_by(|one, next| one.pair == next.pair) {
        let Some(first) = links.first() else { continue };
        let by_chance = raters(first.pair.0) * raters(first.pair.1) / f64::from(n_raters.max(1));
        let needed = SHARED_MIN.max((SHARED_TIMES * by_chance).ceil() as usize);
        if let Some(enough) = links.get(needed - 1) {
            suspicious.insert(first.pair, enough.day);
        }
    }
    suspicious
}

/// What is known of a rater; none where it rated one merchant only.
fn profile(visits: &[Visit], suspicious: &HashMap<(u32, u32), i32>) -> Option<RaterProfile> {
    let firsts = first_visits(visits);
    let (first, second) = (firsts.first()?, firsts.get(1)?);
    let established = second.day.max(first.day + ESTABLISHED_DAYS);
    let mut since: Vec<(i32, u32)> = Vec::new();
    for link in links(visits) {
        if let Some(day) = suspicious.get(&link.pair) {
            let day = link.day.max(*day);
            since.extend([(day, link.pair.0), (day, link.pair.1)]);
        }
    }
    since.sort_unstable();
    let mut in_ring: Vec<u32> = Vec::new();
    let mut ring_on = None;
    for (day, merchant) in since {
        if !in_ring.contains(&merchant) {
            in_ring.push(merchant);
        }
        let n_rated = firsts.iter().filter(|visit| visit.day <= day).count();
        if in_ring.len() >= 2 && 2 * in_ring.len() >= n_rated {
            ring_on = Some(Day::from_number(day));
            break;
        }
    }
    let established_on = Day::from_number(established);
    Some(RaterProfile { rater: first.rater, established_on, ring_on })
}
