//! How far each rating of a merchant is believed, from what was on record before it.
//!
//! A weight is a product of named factors (see [`Signal`]), bounded by what is known of the purchase,
//! then cut by what the rater's month and the spell still allow. It rests on the rating itself, on ratings of earlier days and of its own
//! day, on reference tables that tell since when they hold, and on recorded decisions; never on the
//! order in which records came. `docs/evidence.md` gives the source and the limits of each signal.

use serde::{Deserialize, Serialize};

use super::mark::{FULL_WEIGHT, RatingMark};
use super::pseudonym::Pseudonym;
use super::reference::{RaterStanding, Reference, TradeRate, WeighingRules};
use super::signal::{Signal, Signals};
use super::stream::{SPELLS, Stream};
use crate::domain::day::Day;
use crate::domain::order::ledger::OrderEvidence;
use crate::domain::record::envelope::Seq;
use crate::domain::record::rating::Purchase;

/// What a rating without a matched order weighs at most, in thousandths.
pub const UNVERIFIED_MAX: i64 = 200;
/// Factor for a promised reward.
const INCENTIVISED: i64 = 250;
/// Factor for a text that another rater wrote.
const COPIED_TEXT: i64 = 100;
/// Fewer than so many in a thousand count as so many, so that a mark leaves a twentieth of the weight.
const RARE_MIN: u32 = 25;
/// A mark that so many in a thousand bear says nothing.
const COMMON_MIN: u32 = 900;
/// Factor for a newcomer where tables do not tell how usual newcomers are.
const NEW_RATER: i64 = 700;
/// Factor for a rater of a ring.
const RING: i64 = 50;
/// Factor for five stars where their share lies far above the trade's.
const PRAISE_SHARE: i64 = 800;
/// What a rating weighs at most that the records of orders contradict.
const CONTRADICTED: i64 = 100;

/// How far one rating is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingWeight {
    /// In thousandths, 0 to [`FULL_WEIGHT`].
    pub weight: u32,
    /// Why.
    pub signals: Signals,
}

/// What a decision found of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is fake (虚假评价): it weighs nothing.
    Fake,
    /// It is genuine: nothing but its purchase and a reward lowers it.
    Genuine,
}

impl Verdict {
    /// The name in files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fake => "fake",
            Self::Genuine => "genuine",
        }
    }
}

/// What a decision found of which rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The first version of the rating.
    pub rating: Seq,
    /// The verdict.
    pub verdict: Verdict,
}

/// What ratings are weighed against beside each other.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The reference tables.
    pub reference: &'a Reference,
    /// The usual rates of the merchant's trade.
    pub trade: TradeRate,
    /// Devices and addresses of the shop itself, in order.
    pub origins: &'a [Pseudonym],
    /// Decisions about ratings, in the order of their ratings.
    pub found: &'a [Found],
    /// What the records of orders say.
    pub order_says: &'a dyn Fn(&RatingMark) -> OrderEvidence,
}

/// A rating of the day in hand.
struct InHand<'m> {
    mark: &'m RatingMark,
    stars: u8,
    is_verified: bool,
    is_settled: bool,
    weight: i64,
    /// What it can weigh at most by its purchase.
    most: i64,
    signals: Signals,
}

/// Weighs ratings that stand, in the order of their days; tells each weight in that order.
pub fn weigh<'m>(
    marks: &[&'m RatingMark],
    around: &Surroundings<'_>,
    mut each: impl FnMut(&'m RatingMark, RatingWeight),
) {
    let (mut verified, mut all) = (Stream::default(), Stream::default());
    let mut hand: Vec<InHand<'_>> = Vec::new();
    for day in marks.chunk_by(|one, next| one.effective_on == next.effective_on) {
        let Some(first) = day.first() else { continue };
        verified.begin(first.effective_on);
        all.begin(first.effective_on);
        hand.clear();
        hand.extend(day.iter().map(|mark| purchased(mark, around)));
        weigh_day(&mut hand, &mut verified, &mut all, around);
        for rating in &hand {
            let weight = u32::try_from(rating.weight.clamp(0, i64::from(FULL_WEIGHT)));
            let weight = weight.unwrap_or(FULL_WEIGHT);
            each(rating.mark, RatingWeight { weight, signals: rating.signals });
        }
    }
}

/// What a rating weighs by its purchase, its origin, and what decisions found.
fn purchased<'m>(mark: &'m RatingMark, around: &Surroundings<'_>) -> InHand<'m> {
    let fact = &mark.fact;
    let mut signals = Signals::default();
    let full = i64::from(FULL_WEIGHT);
    let mut weight = full;
    let says = (around.order_says)(mark);
    let (is_verified, most) = match (says, fact.purchase) {
        (OrderEvidence::Contradicted, _) => {
            signals.insert(Signal::Contradicted);
            (false, CONTRADICTED)
        }
        (OrderEvidence::SharedPaper, _) => {
            signals.insert(Signal::SharedPaper);
            (false, CONTRADICTED)
        }
        (OrderEvidence::Verified, _) | (OrderEvidence::Nothing, Purchase::Verified) => (true, full),
        (OrderEvidence::Unproved, _) | (OrderEvidence::Nothing, Purchase::Unverified) => {
            signals.insert(Signal::Unverified);
            (false, UNVERIFIED_MAX)
        }
    };
    if fact.incentivised {
        signals.insert(Signal::Incentivised);
        weight = share(weight, INCENTIVISED);
    }
    if fact.origin.is_some_and(|origin| around.origins.binary_search(&origin).is_ok()) {
        signals.insert(Signal::SelfDealing);
        weight = 0;
    }
    let found = around.found.binary_search_by_key(&mark.record(), |found| found.rating);
    let verdict = found.ok().and_then(|place| around.found.get(place)).map(|found| found.verdict);
    match verdict {
        Some(Verdict::Fake) => {
            signals.insert(Signal::FoundFake);
            weight = 0;
        }
        Some(Verdict::Genuine) => signals.insert(Signal::FoundGenuine),
        None => {}
    }
    let is_settled = verdict.is_some();
    let stars = fact.stars.overall();
    InHand { mark, stars, is_verified, is_settled, weight, most, signals }
}

fn weigh_day(
    hand: &mut [InHand<'_>],
    verified: &mut Stream,
    all: &mut Stream,
    around: &Surroundings<'_>,
) {
    for rating in hand.iter() {
        if let Some(text) = rating.mark.fact.text {
            all.meet_text(text, rating.mark.fact.rater);
            if rating.is_verified {
                verified.meet_text(text, rating.mark.fact.rater);
            }
        }
    }
    for rating in hand.iter_mut() {
        if !rating.is_settled {
            by_itself(rating, if rating.is_verified { verified } else { all }, around);
        }
        rating.weight = match around.reference.rules() {
            WeighingRules::First => rating.weight.min(rating.most),
            WeighingRules::Second => share(rating.weight, rating.most),
        };
        all.meet_rater(rating.mark.fact.rater, rating.weight);
        if rating.is_verified {
            verified.meet_rater(rating.mark.fact.rater, rating.weight);
        }
    }
    for rating in hand.iter_mut() {
        let stream = if rating.is_verified { &*verified } else { &*all };
        let grant = stream.of_rater(rating.mark.fact.rater);
        if grant.is_less() && !rating.is_settled {
            rating.signals.insert(Signal::RaterMonth);
            rating.weight = grant.of(rating.weight);
        }
        all.meet_stars(rating.stars, rating.weight);
        if rating.is_verified {
            verified.meet_stars(rating.stars, rating.weight);
        }
    }
    let wanted = |hand: &[InHand<'_>]| {
        let of = |rating: &InHand<'_>| if rating.is_verified { rating.weight } else { 0 };
        (hand.iter().map(of).sum(), hand.iter().map(|rating| rating.weight).sum())
    };
    for spell in 0..SPELLS.len() {
        let (of_verified, of_all) = wanted(hand);
        let grants = (verified.of_spell(spell, of_verified), all.of_spell(spell, of_all));
        for rating in hand.iter_mut().filter(|rating| !rating.is_settled) {
            let grant = if rating.is_verified { grants.0 } else { grants.1 };
            if grant.is_less() {
                rating.signals.insert(Signal::Burst);
                rating.weight = grant.squared_of(rating.weight);
            }
        }
    }
    let (of_verified, of_all) = wanted(hand);
    verified.keep(of_verified);
    all.keep(of_all);
}

/// Factors that a rating has by its own text and rater, and by the share of its stars.
fn by_itself(rating: &mut InHand<'_>, stream: &mut Stream, around: &Surroundings<'_>) {
    let fact = &rating.mark.fact;
    let mut lower = |signal, factor| {
        rating.signals.insert(signal);
        rating.weight = share(rating.weight, factor);
    };
    if fact.text.is_some_and(|text| stream.is_copied(text, fact.rater)) {
        lower(Signal::CopiedText, COPIED_TEXT);
    }
    by_rater(fact.rater, rating.mark.effective_on, around.reference, &mut lower);
    if let Some(usual) = around.trade.praise_permille
        && rating.stars == 5
        && stream.praises_more_than(i64::from(usual))
    {
        lower(Signal::PraiseShare, PRAISE_SHARE);
    }
}

/// Factors by what was on record of the rater before that day.
fn by_rater(rater: Pseudonym, on: Day, reference: &Reference, lower: &mut impl FnMut(Signal, i64)) {
    let usual = reference.usual();
    match (reference.standing_of(rater, on), reference.rules()) {
        (RaterStanding::Ring, _) => lower(Signal::Ring, RING),
        (RaterStanding::New, WeighingRules::First) => lower(Signal::NewRater, NEW_RATER),
        (RaterStanding::New, WeighingRules::Second) => {
            let share = match reference.is_lone(rater, on) {
                Some(true) => usual.lone_new_permille,
                // One that rates several merchants at once is no throwaway account.
                Some(false) => return,
                None => usual.new_permille,
            };
            match share {
                None => lower(Signal::NewRater, NEW_RATER),
                Some(share) if share < COMMON_MIN => lower(Signal::NewRater, rare(share)),
                Some(_) => {}
            }
        }
        (RaterStanding::Established, WeighingRules::Second) => {
            let told = usual.lone_permille.filter(|lone| *lone < COMMON_MIN);
            if let Some(lone) = told.filter(|_| reference.is_lone(rater, on) == Some(true)) {
                lower(Signal::LoneRater, rare(lone));
            }
        }
        (RaterStanding::Unknown | RaterStanding::Established, _) => {}
    }
}

/// What is left of the belief in a rating with a mark that so many in a thousand honest ones bear, when
/// as many planted ratings as honest ones are feared and all of them bear it.
fn rare(usual: u32) -> i64 {
    let usual = i64::from(usual.clamp(RARE_MIN, 1000));
    2000 * usual / (1000 + usual)
}

const fn share(weight: i64, factor: i64) -> i64 {
    (weight * factor + 500) / 1000
}
