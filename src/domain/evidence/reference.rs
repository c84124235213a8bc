//! Reference tables: what is usual in a trade, and what is known of raters beyond one merchant.
//!
//! They are built by a run, frozen and hashed, so that one rating moves one merchant and not
//! everybody. What they say of a rater is dated: a rating is held against what was on record before
//! its day, even where the table was built later.

use std::collections::BTreeMap;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};

use super::aggregate::PRIOR_STARS;
use super::company::{InCompany, UsualMarks, is_among};
use super::places::Places;
use super::pseudonym::Pseudonym;
use super::shared_paper::SharedPapers;
use super::varint::{put, put_signed, take, take_signed};
use crate::domain::day::Day;

/// Days between a rater's first rating and the one from which on it is no newcomer.
pub const ESTABLISHED_DAYS: i32 = 90;

/// The share of one and two stars that is assumed where no table tells it, in thousandths.
const LOW_PERMILLE_ASSUMED: u32 = 100;

/// What is usual in a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeRate {
    /// Ratings it rests on.
    pub n: u64,
    /// The mean, in thousandths of a star.
    pub mean_milli: u32,
    /// The share of five stars, in thousandths; none where too few ratings are known.
    pub praise_permille: Option<u32>,
    /// The share of one and two stars, in thousandths; none in tables that do not tell it.
    #[serde(default)]
    pub low_permille: Option<u32>,
}

impl TradeRate {
    /// What is assumed where no table says more.
    pub const ASSUMED: Self = Self {
        n: 0,
        mean_milli: (PRIOR_STARS * 1000.0) as u32,
        praise_permille: None,
        low_permille: None,
    };

    /// The mean, in stars.
    #[must_use]
    pub fn mean_stars(&self) -> f64 {
        f64::from(self.mean_milli) / 1000.0
    }

    /// The share of one and two stars.
    #[must_use]
    pub fn low_share(&self) -> f64 {
        f64::from(self.low_permille.unwrap_or(LOW_PERMILLE_ASSUMED)) / 1000.0
    }
}

/// What is known of a rater who rated more than one merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaterProfile {
    /// Who.
    pub rater: Pseudonym,
    /// The day from which on it is established: it had rated two merchants, and for [`ESTABLISHED_DAYS`].
    pub established_on: Day,
    /// The day since when it is known to belong to a ring, if it does.
    pub ring_on: Option<Day>,
}

/// The rules by which ratings are weighed. They go with the tables, so that what was asked before new
/// ones were built stays as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeighingRules {
    /// A rating weighs at most what its purchase allows; a newcomer's counts 0.7.
    #[default]
    First,
    /// What its purchase allows is one factor more; a mark of a rater counts by how rare it is.
    Second,
}

/// How a rater stood on a day, before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaterStanding {
    /// There is no table.
    Unknown,
    /// It had not rated two merchants, or not for long.
    New,
    /// It had.
    Established,
    /// It was known to belong to a ring.
    Ring,
}

/// Reference tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The last day of the ratings it was built from; none for the empty table.
    built_to: Option<Day>,
    /// All trades together.
    all: TradeRate,
    /// By the first two digits of GB/T 4754.
    trades: BTreeMap<String, TradeRate>,
    /// By rater.
    raters: Vec<RaterProfile>,
    places: Places,
    rules: WeighingRules,
    /// What is usual among raters.
    usual: UsualMarks,
    /// Days in company, by rater and day.
    company: Vec<InCompany>,
    /// Papers of orders that belong to another merchant's.
    shared_papers: SharedPapers,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    built_to: Day,
    all: TradeRate,
    trades: BTreeMap<String, TradeRate>,
    n_raters: usize,
    raters: String,
    #[serde(default)]
    rules: WeighingRules,
    #[serde(default)]
    usual: UsualMarks,
    #[serde(default)]
    n_company: usize,
    #[serde(default)]
    company: String,
    /// Left out where there is none, as in tables of before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    shared_papers: String,
}

impl Default for Reference {
    fn default() -> Self {
        Self {
            built_to: None,
            all: TradeRate::ASSUMED,
            trades: BTreeMap::new(),
            raters: Vec::new(),
            places: Places::default(),
            rules: WeighingRules::First,
            usual: UsualMarks::default(),
            company: Vec::new(),
            shared_papers: SharedPapers::default(),
        }
    }
}

impl Reference {
    /// Tables from their parts; raters in any order.
    #[must_use]
    pub fn new(
        built_to: Day,
        all: TradeRate,
        trades: BTreeMap<String, TradeRate>,
        mut raters: Vec<RaterProfile>,
    ) -> Self {
        raters.sort_unstable_by_key(|profile| profile.rater);
        raters.dedup_by_key(|profile| profile.rater);
        let places = Places::of(&raters, |profile| profile.rater);
        let built_to = Some(built_to);
        Self { built_to, all, trades, raters, places, ..Self::default() }
    }

    /// The same with what is usual among raters, and their days in company, in any order: tables for
    /// [`WeighingRules::Second`].
    #[must_use]
    pub fn with_company(self, usual: UsualMarks, mut company: Vec<InCompany>) -> Self {
        company.sort_unstable_by_key(|days| (days.rater, days.from));
        Self { rules: WeighingRules::Second, usual, company, ..self }
    }

    /// The same with the papers of orders that belong to another merchant's.
    #[must_use]
    pub fn with_shared_papers(self, shared_papers: SharedPapers) -> Self {
        Self { shared_papers, ..self }
    }

    /// Papers of orders that belong to another merchant's.
    #[must_use]
    pub const fn shared_papers(&self) -> &SharedPapers {
        &self.shared_papers
    }

    /// The rules by which ratings are weighed.
    #[must_use]
    pub const fn rules(&self) -> WeighingRules {
        self.rules
    }

    /// What is usual among raters.
    #[must_use]
    pub const fn usual(&self) -> UsualMarks {
        self.usual
    }

    /// Whether a rater was on its own on a day, rating no two merchants within a week up to it; not
    /// known beyond the days that the table was built from.
    #[must_use]
    pub fn is_lone(&self, rater: Pseudonym, on: Day) -> Option<bool> {
        self.built_to.filter(|built_to| on <= *built_to)?;
        let from = self.company.partition_point(|days| days.rater < rater);
        let own = self.company.get(from..).unwrap_or_default();
        let n = own.partition_point(|days| days.rater == rater);
        Some(!is_among(own.get(..n).unwrap_or_default(), on))
    }

    /// The last day of the ratings it was built from.
    #[must_use]
    pub const fn built_to(&self) -> Option<Day> {
        self.built_to
    }

    /// How many raters it knows.
    #[must_use]
    pub fn n_raters(&self) -> usize {
        self.raters.len()
    }

    /// How many of them belong to a ring.
    #[must_use]
    pub fn n_in_rings(&self) -> usize {
        self.raters.iter().filter(|profile| profile.ring_on.is_some()).count()
    }

    /// How many trades it tells apart.
    #[must_use]
    pub fn n_trades(&self) -> usize {
        self.trades.len()
    }

    /// What is usual in the trade of an industry code (GB/T 4754); all trades where it is not known.
    #[must_use]
    pub fn trade(&self, industry: Option<&str>) -> TradeRate {
        let trade = industry.and_then(|code| code.get(..2)).and_then(|two| self.trades.get(two));
        trade.copied().unwrap_or(self.all)
    }

    /// How a rater stood before a day.
    #[must_use]
    pub fn standing_of(&self, rater: Pseudonym, on: Day) -> RaterStanding {
        if self.built_to.is_none() {
            return RaterStanding::Unknown;
        }
        match self.profile(rater) {
            Some(profile) if profile.ring_on.is_some_and(|since| since < on) => RaterStanding::Ring,
            Some(profile) if profile.established_on < on => RaterStanding::Established,
            _ => RaterStanding::New,
        }
    }

    fn profile(&self, rater: Pseudonym) -> Option<&RaterProfile> {
        let near = self.places.near(&self.raters, rater);
        let place = near.binary_search_by_key(&rater, |profile| profile.rater).ok()?;
        near.get(place)
    }

    /// Its text, which is hashed and kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut bytes = Vec::with_capacity(self.raters.len() * 6);
        let (mut rater, built_to) = (0, self.built_to.unwrap_or_default());
        for profile in &self.raters {
            put(&mut bytes, u64::from(profile.rater.0 - rater));
            rater = profile.rater.0;
            let age = i64::from(built_to.since(profile.established_on));
            put_signed(&mut bytes, (age << 1) | i64::from(profile.ring_on.is_some()));
            if let Some(ring_on) = profile.ring_on {
                put_signed(&mut bytes, i64::from(built_to.since(ring_on)));
            }
        }
        let written = Written {
            built_to,
            all: self.all,
            trades: self.trades.clone(),
            n_raters: self.raters.len(),
            raters: HEXLOWER.encode(&bytes),
            rules: self.rules,
            usual: self.usual,
            n_company: self.company.len(),
            company: HEXLOWER.encode(&self.company_bytes()),
            shared_papers: HEXLOWER.encode(&self.shared_papers.to_bytes(built_to)),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    fn company_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.company.len() * 5);
        let (mut rater, built_to) = (0, self.built_to.unwrap_or_default());
        for days in &self.company {
            put(&mut bytes, u64::from(days.rater.0 - rater));
            rater = days.rater.0;
            put_signed(&mut bytes, i64::from(built_to.since(days.from)));
            put_signed(&mut bytes, i64::from(days.to.since(days.from)));
        }
        bytes
    }

    /// Reads what [`Reference::to_text`] wrote; none when it is damaged.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let bytes = HEXLOWER_PERMISSIVE.decode(written.raters.as_bytes()).ok()?;
        let mut rest = bytes.as_slice();
        let mut raters = Vec::with_capacity(written.n_raters.min(bytes.len()));
        let mut rater = 0_u32;
        let before = |age: i64| {
            let day = i64::from(written.built_to.number()).checked_sub(age)?;
            Some(Day::from_number(i32::try_from(day).ok()?))
        };
        for _ in 0..written.n_raters {
            rater = rater.checked_add(u32::try_from(take(&mut rest)?).ok()?)?;
            let age = take_signed(&mut rest)?;
            let ring_on = if age & 1 == 1 { Some(before(take_signed(&mut rest)?)?) } else { None };
            let established_on = before(age >> 1)?;
            raters.push(RaterProfile { rater: Pseudonym(rater), established_on, ring_on });
        }
        if !rest.is_empty() {
            return None;
        }
        let bytes = HEXLOWER_PERMISSIVE.decode(written.company.as_bytes()).ok()?;
        let mut rest = bytes.as_slice();
        let mut company = Vec::with_capacity(written.n_company.min(bytes.len()));
        let mut rater = 0_u32;
        for _ in 0..written.n_company {
            rater = rater.checked_add(u32::try_from(take(&mut rest)?).ok()?)?;
            let age = take_signed(&mut rest)?;
            let from = before(age)?;
            let to = before(age.checked_sub(take_signed(&mut rest)?)?)?;
            company.push(InCompany { rater: Pseudonym(rater), from, to });
        }
        if !rest.is_empty() {
            return None;
        }
        let bytes = HEXLOWER_PERMISSIVE.decode(written.shared_papers.as_bytes()).ok()?;
        let shared_papers = SharedPapers::read(&bytes, written.built_to)?;
        let tables = Self::new(written.built_to, written.all, written.trades, raters);
        let (rules, usual) = (written.rules, written.usual);
        Some(Self { rules, usual, company, shared_papers, ..tables })
    }
}
