//! Alarms: what about a merchant's ratings a human should look into. An alarm decides nothing; what
//! people find of the ratings is recorded (see `record::finding`), and settled ratings raise none.

use std::collections::BTreeSet;

use super::mark::{FULL_WEIGHT, RatingMark};
use super::pseudonym::Pseudonym;
use super::signal::Signal;
use super::weigh::RatingWeight;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::record::envelope::Seq;

/// Days before the day asked that alarms look at.
pub const ALARM_DAYS: i32 = 90;
/// Days before those that they are compared with.
pub const BASE_DAYS: i32 = 365;
/// Ratings in either that a collapse of weight needs.
pub const COLLAPSE_RATINGS_MIN: u32 = 20;
/// The share of full weight below which weight has collapsed, in thousandths.
pub const COLLAPSED_MAX: u64 = 400;
/// The share of full weight that it must have had before, in thousandths.
pub const SOUND_MIN: u64 = 650;
/// Days of the base without which nothing is told of waves.
pub const BASE_DAYS_MIN: i32 = 90;
/// Ratings of a wave, at least.
pub const WAVE_RATINGS_MIN: usize = 5;
/// Days of a wave, at most.
pub const WAVE_DAYS: i32 = 14;
/// Standard deviations of a Poisson count by which a wave exceeds what the base lets expect.
pub const WAVE_DEVIATIONS: f64 = 4.0;
/// Raters of a ring that rated the merchant.
pub const RING_RATERS_MIN: usize = 3;
/// Ratings of orders that have no paper of their own.
pub const SHARED_RATINGS_MIN: usize = 3;
/// Ratings that an alarm names, newest first, at most.
pub const RATINGS_NAMED_MAX: usize = 50;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmKind {
    /// Most of what is said of late weighs hardly anything, where it did before.
    WeightCollapse,
    /// Accounts of a ring rated the merchant.
    Ring,
    /// Ratings of orders whose waybills or invoices belong to orders of other merchants (空包).
    SharedPapers,
    /// A wave of ratings of one and two stars, as a competitor might buy (反向刷单).
    NegativeWave,
    /// A wave of ratings of four and five stars.
    PraiseWave,
}

impl AlarmKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::WeightCollapse,
        Self::Ring,
        Self::SharedPapers,
        Self::NegativeWave,
        Self::PraiseWave,
    ];

    /// Its name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WeightCollapse => "weight_collapse",
            Self::Ring => "ring",
            Self::SharedPapers => "shared_papers",
            Self::NegativeWave => "negative_wave",
            Self::PraiseWave => "praise_wave",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::WeightCollapse => {
                "most ratings of the last 90 days weigh hardly anything, unlike those before"
            }
            Self::Ring => "accounts that rate the same few merchants rated this one",
            Self::SharedPapers => {
                "waybills or invoices of orders behind its ratings belong to other merchants' orders"
            }
            Self::NegativeWave => "more low ratings came than the merchant's past lets expect",
            Self::PraiseWave => "more high ratings came than the merchant's past lets expect",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something to be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What is wrong.
    pub kind: AlarmKind,
    /// The day of the first rating behind it.
    pub from: Day,
    /// The day of the last one.
    pub to: Day,
    /// How many ratings are behind it.
    pub n_ratings: u32,
    /// Those ratings, newest first, at most [`RATINGS_NAMED_MAX`].
    pub ratings: Vec<Seq>,
}

/// Ratings behind an alarm, in the order of their days.
#[derive(Default)]
struct Behind {
    marks: Vec<(Day, Seq)>,
    raters: BTreeSet<Pseudonym>,
}

impl Behind {
    fn add(&mut self, mark: &RatingMark) {
        self.marks.push((mark.effective_on, mark.seq));
        self.raters.insert(mark.fact.rater);
    }

    fn alarm(&self, kind: AlarmKind) -> Option<Alarm> {
        let ((from, _), (to, _)) = (self.marks.first()?, self.marks.last()?);
        let newest = self.marks.iter().rev().take(RATINGS_NAMED_MAX);
        Some(Alarm {
            kind,
            from: *from,
            to: *to,
            n_ratings: u32::try_from(self.marks.len()).unwrap_or(u32::MAX),
            ratings: newest.map(|(_, seq)| *seq).collect(),
        })
    }
}

/// Ratings of low or of high stars, and how many of them the base lets expect.
#[derive(Default)]
struct Side {
    late: Vec<(Day, Seq)>,
    n_base: u32,
}

impl Side {
    /// The days that brought most, where they brought far more than the base lets expect.
    fn wave(&self, base_days: i32) -> Option<Behind> {
        if base_days < BASE_DAYS_MIN {
            return None;
        }
        let spell = |(place, (first, _)): (usize, &(Day, Seq))| {
            let until = first.plus(WAVE_DAYS);
            let rest = self.late.get(place..).unwrap_or_default();
            rest.get(..rest.partition_point(|(day, _)| *day < until)).unwrap_or_default()
        };
        let most = self.late.iter().enumerate().map(spell).max_by_key(|spell| spell.len())?;
        let share = f64::from(WAVE_DAYS) / f64::from(base_days);
        let expected = (f64::from(self.n_base) + 0.5) * share;
        let is_wave = most.len() >= WAVE_RATINGS_MIN
            && most.len() as f64 > expected + WAVE_DEVIATIONS * expected.sqrt() + 1.0;
        is_wave.then(|| Behind { marks: most.to_vec(), raters: BTreeSet::new() })
    }
}

/// How much of the weight that ratings could have they have.
#[derive(Default)]
struct Share {
    n: u32,
    weight: u64,
}

impl Share {
    fn add(&mut self, weighed: RatingWeight) {
        self.n += 1;
        self.weight += u64::from(weighed.weight);
    }

    fn permille(&self) -> u64 {
        self.weight * 1000 / (u64::from(self.n.max(1)) * u64::from(FULL_WEIGHT))
    }
}

/// The alarms that a merchant's ratings raise on the dossier's day.
#[must_use]
pub fn alarms(dossier: &Dossier<'_>) -> Vec<Alarm> {
    let (mut late, mut base) = (Share::default(), Share::default());
    let mut hollow = Behind::default();
    let mut ring = Behind::default();
    let mut shared = Behind::default();
    let (mut low, mut high) = (Side::default(), Side::default());
    let mut first_age = 0;
    dossier.each_weight(|mark, weighed| {
        let signals = weighed.signals;
        if signals.contains(Signal::FoundFake) || signals.contains(Signal::FoundGenuine) {
            return;
        }
        let age = dossier.as_of.since(mark.effective_on);
        first_age = first_age.max(age);
        let side = match mark.fact.stars.overall() {
            ..=2 => Some(&mut low),
            4.. => Some(&mut high),
            _ => None,
        };
        if age >= ALARM_DAYS {
            if age < ALARM_DAYS + BASE_DAYS {
                base.add(weighed);
                if let Some(side) = side {
                    side.n_base += 1;
                }
            }
            return;
        }
        if let Some(side) = side {
            side.late.push((mark.effective_on, mark.seq));
        }
        late.add(weighed);
        if u64::from(weighed.weight) < COLLAPSED_MAX {
            hollow.add(mark);
        }
        if signals.contains(Signal::Ring) {
            ring.add(mark);
        }
        if signals.contains(Signal::SharedPaper) {
            shared.add(mark);
        }
    });
    let collapsed = late.n >= COLLAPSE_RATINGS_MIN
        && base.n >= COLLAPSE_RATINGS_MIN
        && late.permille() < COLLAPSED_MAX
        && base.permille() >= SOUND_MIN;
    let base_days = (first_age - ALARM_DAYS).clamp(0, BASE_DAYS);
    let is_shared = shared.marks.len() >= SHARED_RATINGS_MIN;
    let is_ring = ring.raters.len() >= RING_RATERS_MIN;
    let raised = [
        (collapsed.then_some(hollow), AlarmKind::WeightCollapse),
        (is_ring.then_some(ring), AlarmKind::Ring),
        (is_shared.then_some(shared), AlarmKind::SharedPapers),
        (low.wave(base_days), AlarmKind::NegativeWave),
        (high.wave(base_days), AlarmKind::PraiseWave),
    ];
    raised.into_iter().filter_map(|(behind, kind)| behind?.alarm(kind)).collect()
}
