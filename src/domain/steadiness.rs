//! For how many days an assessment certainly stays what it is if no record comes: which merchants a
//! run must look at again although nothing was said about them.
//!
//! Every answer here is a lower bound. To look at a merchant too early costs microseconds; to look
//! too late would leave a wrong score standing.

use super::assessment::ReadyCard;
use super::day::Day;
use super::dossier::{CONDUCT_HALF_LIFE_DAYS, Dossier, Known, Yardstick};
use super::evidence::aggregate::{
    HALF_LIFE_DAYS, LOW_STARS_MAX, PRIOR_RATINGS, PRIOR_STARS, RatingSums, WINDOW_DAYS,
};
use super::evidence::decay::{AGE_DAYS_MAX, ONE};
use super::evidence::mark::PlainRating;
use super::evidence::weighed::{WEIGHED_HALF_LIFE_DAYS, WEIGHED_PRIOR, WeighedSums};
use super::history::History;
use super::record::fact::Fact;
use super::scorecard::Score;
use super::sufficiency;

/// As long as anybody will ask.
pub const FOR_EVER: u32 = u32::MAX;
/// More than the rounding of numbers with a point can amount to here, in days or in units of decay.
const ROUNDED: f64 = 1e-6;

/// The ends of a bin: a value in it is at least `from` and less than `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// The least value in it.
    pub from: f64,
    /// The least value beyond it.
    pub to: f64,
}

impl Ends {
    /// Every number.
    pub const ALL: Self = Self { from: f64::NEG_INFINITY, to: f64::INFINITY };

    /// Whether a value is in it.
    #[must_use]
    pub fn contain(&self, value: f64) -> bool {
        self.from <= value && value < self.to
    }
}

/// For how many days after the dossier's the assessment of a merchant has the same standing, points
/// and bins on every day, if no record comes and the rules stay. `score` is the card's for the
/// dossier; none where the merchant is not rated.
#[must_use]
pub fn steady_days(
    card: &ReadyCard,
    history: &History,
    dossier: &Dossier<'_>,
    known: Known,
    yardstick: &Yardstick,
    score: Option<&Score>,
) -> u32 {
    let days = until_dated_change(history, dossier, known, yardstick)
        .min(sufficiency::steady_days(dossier));
    let Some(score) = score else { return days };
    let mut days = days;
    for (contribution, feature) in score.contributions.iter().zip(card.features()) {
        if days == 0 {
            return 0;
        }
        let value = || (feature.value)(dossier);
        let ends = card.card().ends(contribution, value);
        days = days.min((feature.steady_days)(dossier, ends));
    }
    days
}

/// Days on which nothing dated in the records begins or ends to count.
fn until_dated_change(
    history: &History,
    dossier: &Dossier<'_>,
    known: Known,
    yardstick: &Yardstick,
) -> u32 {
    let as_of = dossier.as_of;
    let mut next = Next { as_of, days: FOR_EVER };
    let (mut has_penalty, mut has_listing, mut has_complaint) = (false, false, false);
    for entry in history.entries.iter().filter(|entry| known.lets_through(entry)) {
        next.on(entry.effective_on);
        match &entry.fact {
            Fact::Profile(profile) => next.on_some(profile.registered_on),
            Fact::Licence(licence) => {
                next.on(licence.valid_from);
                next.on_some(licence.valid_until);
            }
            Fact::Penalty(_) => has_penalty = true,
            Fact::Complaint(complaint) => {
                next.on_some(complaint.accepted_on);
                next.on_some(complaint.answered_on);
                next.on_some(complaint.closed_on);
                has_complaint = true;
            }
            Fact::Repair(repair) => next.on(repair.from),
            Fact::Publication(publication) => next.on(publication.from),
            Fact::Listing(listing) => {
                has_listing = true;
                next.on_some(listing.left_on);
            }
            Fact::Inspection(_)
            | Fact::Rating(_)
            | Fact::Withdrawal(_)
            | Fact::Merge(_)
            | Fact::Erasure(_)
            | Fact::RepairApplication(_)
            | Fact::Objection(_)
            | Fact::Statement(_)
            | Fact::Notice(_)
            | Fact::Finding(_)
            | Fact::Transaction(_) => {}
        }
    }
    for penalty in &dossier.penalties {
        next.on_some(penalty.ends_on);
    }
    for listing in &dossier.listings {
        next.on_some(listing.ends_on);
    }
    if has_listing {
        next.on_some(yardstick.rules.next_change_of_lists(as_of));
    }
    if has_penalty {
        next.on_some(yardstick.rules.next_change_of_display(as_of));
    }
    if has_complaint {
        next.on_some(dossier.next_order_on());
    }
    let ratings = dossier.plain_ratings();
    let given = ratings.partition_point(|rating| rating.effective_on <= as_of);
    next.on_some(ratings.get(given).map(|rating| rating.effective_on));
    next.days
}

/// The least number of whole days before one of the days told.
struct Next {
    as_of: Day,
    days: u32,
}

impl Next {
    fn on(&mut self, day: Day) {
        // A day that has come changes nothing any more.
        if let Ok(days @ 1..) = u32::try_from(day.since(self.as_of)) {
            self.days = self.days.min(days - 1);
        }
    }

    fn on_some(&mut self, day: Option<Day>) {
        if let Some(day) = day {
            self.on(day);
        }
    }
}

/// Days before something of that day is `window` days old.
#[must_use]
pub fn before_age(as_of: Day, day: Day, window: i32) -> u32 {
    u32::try_from(day.plus(window).since(as_of) - 1).unwrap_or(0)
}

/// Days before a later day.
#[must_use]
pub fn before_reaching_day(as_of: Day, day: Day) -> u32 {
    u32::try_from(day.since(as_of) - 1).unwrap_or(0)
}

/// Days before a number that grows by one each day reaches `to`.
#[must_use]
pub fn before_reaching(now: i32, to: f64) -> u32 {
    whole_days((to - f64::from(now) - ROUNDED).ceil() - 1.0)
}

/// Days for which a decayed count of adverse items (see [`Dossier::decayed`]) stays in a bin: it only
/// falls.
#[must_use]
pub fn of_decayed(dossier: &Dossier<'_>, days: impl Iterator<Item = Day>, ends: Ends) -> u32 {
    if ends.from <= 0.0 {
        return FOR_EVER;
    }
    let (mut sum, mut n, mut oldest) = (0_i64, 0_u32, 0);
    for day in days {
        let age = dossier.as_of.since(day);
        if u32::try_from(age).is_ok_and(|age| age <= AGE_DAYS_MAX) {
            sum += dossier.conduct_decay.at(age);
            n += 1;
            oldest = oldest.max(age.unsigned_abs());
        }
    }
    // Each item's weight is rounded by at most half a unit, now and on the later day.
    let rounding = 0.5 * f64::from(n);
    let least = ends.from * ONE as f64 + rounding + ROUNDED;
    let now = sum as f64 - rounding;
    if now <= least {
        return 0;
    }
    let days = f64::from(CONDUCT_HALF_LIFE_DAYS) * (now / least).log2() - ROUNDED;
    // Beyond the greatest age an item weighs nothing at once.
    whole_days(days).min(AGE_DAYS_MAX - oldest)
}

/// Days for which the mean of ratings by plain weights stays in a bin.
#[must_use]
pub fn of_mean_stars(dossier: &Dossier<'_>, ends: Ends) -> u32 {
    plain(&dossier.ratings).map_or(FOR_EVER, |sums| sums.steady_days(ends))
}

/// What the mean of ratings by plain weights rests on; none before the first rating.
fn plain(ratings: &RatingSums) -> Option<Sums> {
    let one = ONE as f64 * 1000.0;
    Some(Sums {
        prior: PRIOR_STARS,
        prior_ratings: PRIOR_RATINGS,
        half_life_days: HALF_LIFE_DAYS,
        mean: ratings.mean_stars()?,
        weight: ratings.decayed_weight as f64 / one,
        stars: ratings.decayed_stars as f64 / (one * 1000.0),
        put: ratings.weight_put as f64 / one,
    })
}

/// Days for which the mean of weighed ratings stays in a bin.
#[must_use]
pub fn of_weighed_mean(dossier: &Dossier<'_>, ends: Ends) -> u32 {
    let ratings = dossier.weighed();
    let prior = dossier.trade().mean_stars();
    let Some(mean) = ratings.mean_stars(prior) else { return FOR_EVER };
    let stars = ratings.stars as f64 / 1000.0;
    weighed(ratings, prior, mean.mean, stars)
        .steady_days(ends)
        .min(before_one_is_forgotten(dossier))
}

/// Days for which the decayed share of low stars by weight stays in a bin.
#[must_use]
pub fn of_weighed_low_share(dossier: &Dossier<'_>, ends: Ends) -> u32 {
    let ratings = dossier.weighed();
    let prior = dossier.trade().low_share();
    let Some(mean) = ratings.decayed_low_share(prior) else { return FOR_EVER };
    let days = weighed(ratings, prior, mean, ratings.decayed_low as f64).steady_days(ends);
    days.min(before_one_is_forgotten(dossier))
}

/// Days before a rating is so old that it weighs nothing at once, where by half-lives it would still
/// weigh something.
fn before_one_is_forgotten(dossier: &Dossier<'_>) -> u32 {
    let all = dossier.plain_ratings();
    let age =
        |rating: &PlainRating| u32::try_from(dossier.as_of.since(rating.effective_on)).unwrap_or(0);
    let remembered = all.partition_point(|rating| age(rating) > AGE_DAYS_MAX);
    all.get(remembered).map_or(FOR_EVER, |rating| AGE_DAYS_MAX - age(rating))
}

/// What a mean over weighed ratings rests on; `sum` is that of its values by weight, in units of the
/// weights.
fn weighed(ratings: &WeighedSums, prior: f64, mean: f64, sum: f64) -> Sums {
    let one = ONE as f64 * 1000.0;
    Sums {
        prior,
        prior_ratings: WEIGHED_PRIOR,
        half_life_days: WEIGHED_HALF_LIFE_DAYS,
        mean,
        weight: ratings.believed(),
        stars: sum / one,
        put: ratings.weight as f64 / one,
    }
}

/// What a mean with a prior rests on, in ratings and stars.
struct Sums {
    prior: f64,
    prior_ratings: f64,
    half_life_days: u32,
    mean: f64,
    weight: f64,
    stars: f64,
    /// Weight without decay, in units of decay.
    put: f64,
}

impl Sums {
    /// Days for which the mean stays in a bin: it only moves towards the prior.
    fn steady_days(&self, ends: Ends) -> u32 {
        let near = self.days_until(ends, self.rounding(0.5)).min(self.half_life_days);
        if near < self.half_life_days {
            return near;
        }
        near.max(self.days_until(ends, self.rounding(0.0)))
    }

    /// What rounding can move the mean by while at least such a share of the weight is left.
    ///
    /// Each rating's part is rounded by at most half a unit of decay, now and on the later day; no
    /// value is further from a mean than five stars.
    fn rounding(&self, share: f64) -> f64 {
        let ratings = self.prior_ratings + (self.weight * share - self.put).max(0.0);
        5.0 * self.put / ratings + 1e-9
    }

    /// Days until the mean may have come to the end of a bin, if it is rounded by so much.
    fn days_until(&self, ends: Ends, rounding: f64) -> u32 {
        let (end, is_beyond_prior) = if self.mean < self.prior {
            (ends.to - rounding, ends.to > self.prior + rounding)
        } else {
            (ends.from + rounding, ends.from < self.prior - rounding)
        };
        if is_beyond_prior {
            return FOR_EVER;
        }
        // (n·prior + stars·share) ÷ (n + weight·share) = end, solved for the share that is left.
        let share = self.prior_ratings * (end - self.prior) / (self.stars - end * self.weight);
        if share > 0.0 && share < 1.0 {
            whole_days(-f64::from(self.half_life_days) * share.log2() - ROUNDED)
        } else {
            0
        }
    }
}

/// What ratings there are in the window of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many.
    pub n: i64,
    /// Low ones among them.
    pub n_low: i64,
    /// Their belief, in thousandths of a rating.
    pub weight: i64,
}

/// Days until ratings that leave the window of a year make it one that `holds` does not hold for.
#[must_use]
pub fn of_window(dossier: &Dossier<'_>, holds: impl Fn(&Window) -> bool) -> u32 {
    let ratings = &dossier.ratings;
    let mut window =
        Window { n: ratings.n_window, n_low: ratings.n_low_window, weight: ratings.weight_window };
    let oldest = dossier.as_of.plus(1 - WINDOW_DAYS);
    let all = dossier.plain_ratings();
    let from = all.partition_point(|rating| rating.effective_on < oldest);
    let until = all.partition_point(|rating| rating.effective_on <= dossier.as_of);
    let mut leaving = all.get(from..until).unwrap_or_default().iter().peekable();
    while let Some(rating) = leaving.next() {
        window.n -= 1;
        window.n_low -= i64::from(usize::from(rating.stars.overall()) <= LOW_STARS_MAX);
        window.weight -= i64::from(rating.weight);
        let day_ends = leaving.peek().is_none_or(|next| next.effective_on != rating.effective_on);
        if day_ends && !holds(&window) {
            return before_age(dossier.as_of, rating.effective_on, WINDOW_DAYS);
        }
    }
    FOR_EVER
}

/// Days until things of those days that leave a window one after the other make so many that are left
/// that `holds` does not hold for.
#[must_use]
pub fn of_leaving<T>(
    as_of: Day,
    window: i32,
    things: &mut [(Day, T)],
    holds: impl Fn(&[(Day, T)]) -> bool,
) -> u32 {
    things.sort_unstable_by_key(|(day, _)| *day);
    let mut left = &*things;
    while let Some((day, _)) = left.first() {
        let day = *day;
        left = left.get(left.partition_point(|(own, _)| *own <= day)..).unwrap_or_default();
        if !holds(left) {
            return before_age(as_of, day, window);
        }
    }
    FOR_EVER
}

/// Days until weighed ratings that leave the window of a year make it one that `holds` does not hold
/// for; it is asked of what is left of the weight and of the weight of low stars.
#[must_use]
pub fn of_weighed_window(dossier: &Dossier<'_>, holds: impl Fn(i64, i64) -> bool) -> u32 {
    let sums = dossier.weighed();
    let (mut weight, mut low) = (sums.window, sums.window_low);
    for leaving in &sums.days {
        weight -= leaving.weight;
        low -= leaving.low;
        if !holds(weight, low) {
            return before_age(dossier.as_of, leaving.day, WINDOW_DAYS);
        }
    }
    FOR_EVER
}

fn whole_days(days: f64) -> u32 {
    // A cast of what is out of range gives the nearest end; of what is no number, 0.
    days.floor() as u32
}

#[cfg(test)]
mod tests;
