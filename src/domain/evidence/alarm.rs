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
/// Ratings of a wave beyond what the past allows.
pub const WAVE_RATINGS_MIN: usize = 5;
/// Raters of a ring that rated the merchant.
pub const RING_RATERS_MIN: usize = 3;
/// Ratings that an alarm names, newest first, at most.
pub const RATINGS_NAMED_MAX: usize = 50;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmKind {
    /// Most of what is said of late weighs hardly anything, where it did before.
    WeightCollapse,
    /// Accounts of a ring rated the merchant.
    Ring,
    /// A wave of ratings of one and two stars, as a competitor might buy (反向刷单).
    NegativeWave,
    /// A wave of ratings of four and five stars.
    PraiseWave,
}

impl AlarmKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::WeightCollapse, Self::Ring, Self::NegativeWave, Self::PraiseWave];

    /// Its name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WeightCollapse => "weight_collapse",
            Self::Ring => "ring",
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
    let [mut ring, mut low, mut high] = [Behind::default(), Behind::default(), Behind::default()];
    dossier.each_weight(|mark, weighed| {
        let signals = weighed.signals;
        if signals.contains(Signal::FoundFake) || signals.contains(Signal::FoundGenuine) {
            return;
        }
        let age = dossier.as_of.since(mark.effective_on);
        if age >= ALARM_DAYS {
            if age < ALARM_DAYS + BASE_DAYS {
                base.add(weighed);
            }
            return;
        }
        late.add(weighed);
        if u64::from(weighed.weight) < COLLAPSED_MAX {
            hollow.add(mark);
        }
        if signals.contains(Signal::Ring) {
            ring.add(mark);
        }
        if signals.contains(Signal::Burst) {
            match mark.fact.stars.overall() {
                ..=2 => low.add(mark),
                4.. => high.add(mark),
                _ => {}
            }
        }
    });
    let collapsed = late.n >= COLLAPSE_RATINGS_MIN
        && base.n >= COLLAPSE_RATINGS_MIN
        && late.permille() < COLLAPSED_MAX
        && base.permille() >= SOUND_MIN;
    let raised = [
        (collapsed, &hollow, AlarmKind::WeightCollapse),
        (ring.raters.len() >= RING_RATERS_MIN, &ring, AlarmKind::Ring),
        (low.marks.len() >= WAVE_RATINGS_MIN, &low, AlarmKind::NegativeWave),
        (high.marks.len() >= WAVE_RATINGS_MIN, &high, AlarmKind::PraiseWave),
    ];
    raised
        .into_iter()
        .filter(|(is_raised, ..)| *is_raised)
        .filter_map(|(_, behind, kind)| behind.alarm(kind))
        .collect()
}
