//! What a merchant's earlier ratings allow of later ones: per week and stars, per rater and month.
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

/// Weeks of the past that allowances rest on.
const PAST_WEEKS: usize = 26;
/// The fewest weeks that a past is spread over.
const PAST_WEEKS_MIN: i32 = 4;
/// Weeks of the longer spell that has an allowance too.
const SPELL_WEEKS: i32 = 8;
/// Standard deviations by which a week or a spell may exceed what the past lets expect.
const DEVIATIONS: i64 = 2;
/// What a week lets expect at least for each number of stars while a merchant has hardly a past.
const YOUNG_EXPECTED: i64 = 1000;
/// What each allows for each number of stars whatever the past, in thousandths of a rating.
const FREE: i64 = 1000;
/// What one rater's ratings of one merchant in one month can weigh together, in thousandths.
pub(super) const RATER_MONTH_MAX: i64 = 1000;
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
}

/// The state after the days that were met.
#[derive(Debug, Default)]
pub(super) struct Stream {
    day: i32,
    week: i32,
    first_week: Option<i32>,
    /// Weight by stars in the past weeks, at the place of the week number's remainder.
    weeks: [[i64; 5]; PAST_WEEKS],
    /// Their sum.
    past: [i64; 5],
    /// Weight by stars in this week before today, and today.
    before_today: [i64; 5],
    today: [i64; 5],
    /// What a spell lets expect by stars, by the past at its beginning; none for a young merchant.
    expected: Option<[i64; 5]>,
    /// Weight by stars in this spell before today, and today.
    spell_before: [i64; 5],
    spell_today: [i64; 5],
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
        for (before, today) in self.before_today.iter_mut().zip(&mut self.today) {
            *before += std::mem::take(today);
        }
        for (before, today) in self.spell_before.iter_mut().zip(&mut self.spell_today) {
            *before += std::mem::take(today);
        }
        self.day = day.number();
        let month = day.month_number();
        if month != self.month {
            self.month = month;
            self.raters.clear();
        }
        let week = day.week_number();
        if week != self.week {
            self.turn_to(week);
        }
    }

    fn turn_to(&mut self, week: i32) {
        // What was cut must not become what is usual.
        let mut ended = std::mem::take(&mut self.before_today);
        for (place, weight) in ended.iter_mut().enumerate() {
            *weight = (*weight).min(self.week_allows(place));
        }
        self.put_week(self.week, ended);
        // Every week on the way is entered, whether or not anything came in it: what a spell lets
        // expect must not depend on which of its days is met first.
        let far = PAST_WEEKS as i32 + SPELL_WEEKS;
        for entered in (self.week + 1).max(week - far)..=week {
            self.week = entered;
            if entered.rem_euclid(SPELL_WEEKS) == 0 {
                self.begin_spell();
            }
            if entered < week {
                self.put_week(entered, [0; 5]);
            }
        }
    }

    fn begin_spell(&mut self) {
        self.spell_before = [0; 5];
        let age = self.first_week.map_or(0, |first| self.week - first);
        let per_spell = |sum: i64| sum * i64::from(SPELL_WEEKS) / self.n_past_weeks();
        self.expected = (age >= SPELL_WEEKS).then(|| self.past.map(per_spell));
    }

    /// Over how many weeks the past is spread.
    fn n_past_weeks(&self) -> i64 {
        let age = self.first_week.map_or(0, |first| self.week - first);
        i64::from(age.clamp(PAST_WEEKS_MIN, PAST_WEEKS as i32))
    }

    fn week_allows(&self, place: usize) -> i64 {
        let expected = at(&self.past, place) / self.n_past_weeks();
        let is_young = self.first_week.is_none_or(|first| self.week - first < PAST_WEEKS_MIN);
        allowance(if is_young { expected.max(YOUNG_EXPECTED) } else { expected })
    }

    fn put_week(&mut self, week: i32, weights: [i64; 5]) {
        let place = week.rem_euclid(PAST_WEEKS as i32) as usize;
        if let Some(slot) = self.weeks.get_mut(place) {
            for ((sum, old), new) in self.past.iter_mut().zip(slot.iter_mut()).zip(weights) {
                *sum += new - *old;
                *old = new;
            }
        }
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
        let day = self.day;
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
        self.first_week.get_or_insert(self.week);
        if let Some(today) = self.today.get_mut(usize::from(stars.saturating_sub(1))) {
            *today += weight;
        }
    }

    /// What of the day's weight of those stars the week still allows.
    pub(super) fn of_week(&self, stars: u8) -> Grant {
        let place = usize::from(stars.saturating_sub(1));
        let before = at(&self.before_today, place);
        Grant::new(at(&self.today, place), self.week_allows(place) - before)
    }

    /// Meets what one of the day's ratings weighs after its week.
    pub(super) fn meet_spell(&mut self, stars: u8, weight: i64) {
        if let Some(today) = self.spell_today.get_mut(usize::from(stars.saturating_sub(1))) {
            *today += weight;
        }
    }

    /// What of the day's weight of those stars the longer spell still allows.
    pub(super) fn of_spell(&self, stars: u8) -> Grant {
        let place = usize::from(stars.saturating_sub(1));
        let (before, today) = (at(&self.spell_before, place), at(&self.spell_today, place));
        let allowed = self.expected.map_or(i64::MAX, |expected| allowance(at(&expected, place)));
        Grant::new(today, allowed.saturating_sub(before))
    }

    /// Whether the past's share of five stars lies far above a usual one, in thousandths.
    pub(super) fn praises_more_than(&self, usual: i64) -> bool {
        let n: i64 = self.past.iter().sum();
        let [.., five] = self.past;
        if n < SHARE_PAST_MIN {
            return false;
        }
        // five − n·p > k·√(n·p·(1 − p)), with weights in thousandths of a rating.
        let excess = i128::from(five * 1000 - n * usual);
        let variance = i128::from(n) * 1000 * i128::from(usual * (1000 - usual));
        excess > 0 && excess * excess > i128::from(SHARE_DEVIATIONS * SHARE_DEVIATIONS) * variance
    }
}

fn at(weights: &[i64; 5], place: usize) -> i64 {
    weights.get(place).copied().unwrap_or_default()
}

/// What may come where so much is expected: so many standard deviations of a Poisson count above it,
/// and something that is free.
const fn allowance(expected: i64) -> i64 {
    expected + DEVIATIONS * (expected * 1000).isqrt() + FREE
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
