//! What a merchant's earlier ratings allow of later ones: per spell, per rater and month; whose words
//! were met.
//!
//! Verified ratings are held against verified ones only, so that nobody moves what they weigh without
//! an order; all others are held against all. A day is the least unit of time: ratings of one day are
//! treated alike, whatever their order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::pseudonym::Pseudonym;
use super::text_print::TextPrint;
use crate::domain::day::Day;

/// Days of a spell that has an allowance of its own, the day in hand being the last.
pub(super) const SPELLS: [i32; 2] = [4, 28];
/// Days before a spell that lets expect how much it brings.
const PAST_DAYS: i32 = 364;
/// What is assumed before any rating: so much weight, in thousandths of a rating, …
const ASSUMED: i64 = 500;
/// … in so many days.
const ASSUMED_DAYS: i64 = 10;
/// Tenths of a standard deviation by which a spell may exceed what its past lets expect.
const DEVIATION_TENTHS: i64 = 7;
/// What each spell allows beside it, in thousandths of a rating.
const FREE: i64 = 700;
/// What each spell allows whatever the past: one rating is no burst.
const ALONE: i64 = 1000;
/// What one rater's ratings of one merchant in one month can weigh together, in thousandths.
pub(super) const RATER_MONTH_MAX: i64 = 1000;
/// Days of the past that tell a merchant's share of five stars.
const SHARE_DAYS: i32 = 182;
/// Weight of the past below which a share of five stars says nothing, in thousandths.
const SHARE_PAST_MIN: i64 = 10_000;
/// Standard deviations that a share of five stars may lie above the trade's.
const SHARE_DEVIATIONS: i64 = 4;

/// A share of what was asked: granted out of wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grant {
    granted: i64,
    wanted: i64,
}

impl Grant {
    fn new(wanted: i64, left: i64) -> Self {
        Self { granted: wanted.min(left.max(0)), wanted }
    }

    pub(super) const fn is_less(self) -> bool {
        self.granted < self.wanted
    }

    /// That share of a weight.
    pub(super) const fn of(self, weight: i64) -> i64 {
        if self.is_less() { weight * self.granted / self.wanted } else { weight }
    }

    /// The square of that share: where far more came than is allowed, each is the less believed.
    pub(super) const fn squared_of(self, weight: i64) -> i64 {
        self.of(self.of(weight))
    }
}

/// What came up to a day, in thousandths of a rating.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    day: i32,
    /// Weight before the spells' share.
    whole: i64,
    /// Of it, of five stars.
    five: i64,
    /// Weight after it.
    kept: i64,
}

/// A place among the days met that only moves on.
#[derive(Debug, Default)]
struct Place(usize);

impl Place {
    /// What came up to a day, which is not earlier than the one asked before.
    fn up_to(&mut self, met: &[Met], day: i32) -> Met {
        while met.get(self.0).is_some_and(|met| met.day <= day) {
            self.0 += 1;
        }
        self.0.checked_sub(1).and_then(|last| met.get(last)).copied().unwrap_or_default()
    }
}

/// The state after the days that were met.
#[derive(Debug, Default)]
pub(super) struct Stream {
    first_day: Option<i32>,
    /// The days before today, each with what came up to it.
    met: Vec<Met>,
    today: Met,
    begins: [Place; SPELLS.len()],
    pasts: [Place; SPELLS.len()],
    shares: Place,
    month: i32,
    raters: HashMap<Pseudonym, RaterUse, BuildHasherDefault<Scattered>>,
    texts: HashMap<u32, TextUse, BuildHasherDefault<Scattered>>,
}

#[derive(Debug)]
struct RaterUse {
    day: i32,
    before_today: i64,
    today: i64,
}

#[derive(Debug)]
struct TextUse {
    rater: Pseudonym,
    has_others: bool,
}

impl Stream {
    /// Goes on to a day, which is later than those before.
    pub(super) fn begin(&mut self, day: Day) {
        let before = self.before();
        if self.today.whole > 0 {
            self.met.push(Met {
                day: self.today.day,
                whole: before.whole + self.today.whole,
                five: before.five + self.today.five,
                kept: before.kept + self.today.kept,
            });
        }
        self.today = Met { day: day.number(), ..Met::default() };
        let month = day.month_number();
        if month != self.month {
            self.month = month;
            self.raters.clear();
        }
    }

    /// What came before today.
    fn before(&self) -> Met {
        self.met.last().copied().unwrap_or_default()
    }

    /// Meets the text of one of the day's ratings.
    pub(super) fn meet_text(&mut self, text: TextPrint, rater: Pseudonym) {
        for band in text.bands {
            match self.texts.entry(band) {
                Entry::Vacant(place) => {
                    place.insert(TextUse { rater, has_others: false });
                }
                Entry::Occupied(mut known) if known.get().rater != rater => {
                    known.get_mut().has_others = true;
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    /// Whether someone else wrote nearly the same, on that day or before.
    pub(super) fn is_copied(&self, text: TextPrint, rater: Pseudonym) -> bool {
        text.bands.iter().any(|band| {
            self.texts.get(band).is_some_and(|known| known.has_others || known.rater != rater)
        })
    }

    /// Meets what one of the day's ratings weighs so far.
    pub(super) fn meet_rater(&mut self, rater: Pseudonym, weight: i64) {
        let day = self.today.day;
        let used = self.raters.entry(rater).or_insert(RaterUse { day, before_today: 0, today: 0 });
        if used.day != day {
            used.before_today += std::mem::take(&mut used.today);
            used.day = day;
        }
        used.today += weight;
    }

    /// What of the day's weight by a rater its month still allows.
    pub(super) fn of_rater(&self, rater: Pseudonym) -> Grant {
        self.raters.get(&rater).map_or(Grant { granted: 0, wanted: 0 }, |used| {
            Grant::new(used.today, RATER_MONTH_MAX - used.before_today)
        })
    }

    /// Meets what one of the day's ratings weighs after its rater's month.
    pub(super) fn meet_stars(&mut self, stars: u8, weight: i64) {
        self.first_day.get_or_insert(self.today.day);
        self.today.whole += weight;
        if stars == 5 {
            self.today.five += weight;
        }
    }

    /// What of the day's weight a spell that ends today still allows; `wanted` is the weight that the
    /// shorter spells left.
    pub(super) fn of_spell(&mut self, spell: usize, wanted: i64) -> Grant {
        let (Some(days), Some(begin), Some(past)) =
            (SPELLS.get(spell), self.begins.get_mut(spell), self.pasts.get_mut(spell))
        else {
            return Grant::new(wanted, wanted);
        };
        let today = self.today.day;
        let begun = begin.up_to(&self.met, today - days);
        let past = begun.whole - past.up_to(&self.met, today - days - PAST_DAYS).whole;
        let age = self.first_day.map_or(0, |first| today - days - first + 1);
        let over = ASSUMED_DAYS + i64::from(age.clamp(0, PAST_DAYS));
        let expected = (past + ASSUMED) * i64::from(*days) / over;
        Grant::new(wanted, allowance(expected) - (self.before().kept - begun.kept))
    }

    /// Meets the weight that all spells left of the day's.
    pub(super) const fn keep(&mut self, weight: i64) {
        self.today.kept = weight;
    }

    /// Whether the past's share of five stars lies far above a usual one, in thousandths.
    pub(super) fn praises_more_than(&mut self, usual: i64) -> bool {
        let begun = self.shares.up_to(&self.met, self.today.day - SHARE_DAYS - 1);
        let n = self.before().whole - begun.whole;
        let five = self.before().five - begun.five;
        if n < SHARE_PAST_MIN {
            return false;
        }
        // five − n·p > k·√(n·p·(1 − p)), with weights in thousandths of a rating.
        let excess = i128::from(five * 1000 - n * usual);
        let variance = i128::from(n) * 1000 * i128::from(usual * (1000 - usual));
        excess > 0 && excess * excess > i128::from(SHARE_DEVIATIONS * SHARE_DEVIATIONS) * variance
    }
}

/// What may come where so much is expected: some of a standard deviation of a Poisson count above it,
/// and something that is free.
const fn allowance(expected: i64) -> i64 {
    let allowed = expected + DEVIATION_TENTHS * (expected * 1000).isqrt() / 10 + FREE;
    if allowed > ALONE { allowed } else { ALONE }
}

/// Spreads what is scattered already: pseudonyms and bands are hashes.
#[derive(Default)]
struct Scattered(u64);

impl Hasher for Scattered {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = super::pseudonym::fnv(bytes.iter().copied());
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = u64::from(value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
