//! Attacks of the literature, injected into a stream.
//!
//! Random, average and bandwagon are the profile injections of Lam and Riedl (2004) and Mobasher et
//! al. (2007): accounts that rate other merchants as well, so as to look like consumers. Burst, slow
//! drip, ring and competitor nuke are those that the trade knows as 刷单 and 反向刷单.

use merchant_credit::domain::day::Day;
use merchant_credit::domain::evidence::text_print::TextPrint;

use super::stream::{Given, Stream};

/// A family of attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Random,
    Average,
    Bandwagon,
    Burst,
    Drip,
    Ring,
    Nuke,
}

impl Family {
    pub(crate) const ALL: [Self; 7] = [
        Self::Random,
        Self::Average,
        Self::Bandwagon,
        Self::Burst,
        Self::Drip,
        Self::Ring,
        Self::Nuke,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Average => "average",
            Self::Bandwagon => "bandwagon",
            Self::Burst => "burst",
            Self::Drip => "slow drip",
            Self::Ring => "ring",
            Self::Nuke => "competitor nuke",
        }
    }

    /// Other merchants that each account rates.
    const fn fillers(self) -> usize {
        match self {
            Self::Random | Self::Average | Self::Bandwagon => 3,
            _ => 0,
        }
    }

    /// Days over which the target is rated.
    const fn span(self) -> i32 {
        match self {
            Self::Random | Self::Average | Self::Bandwagon => 60,
            Self::Burst => 3,
            Self::Drip => 360,
            Self::Ring => 30,
            Self::Nuke => 5,
        }
    }
}

/// Whether the attackers take care to look honest: they copy honest marginals and carry orders that
/// the platform verifies, from accounts of other consumers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    Careless,
    Careful,
}

/// Numbers by chance, the same ones each time.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn happens(&mut self, share: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < share
    }
}

/// An attack on some merchants of a stream.
pub(crate) struct Attack<'a> {
    pub(crate) family: Family,
    pub(crate) care: Care,
    /// Planted ratings of a target, as a share of its ratings in the last year.
    pub(crate) share: f64,
    pub(crate) targets: &'a [usize],
}

impl Attack<'_> {
    /// The stream with the attack in it.
    pub(crate) fn inject(&self, honest: &Stream, chance: &mut Chance) -> Stream {
        let mut stream = honest.clone();
        let last = honest.last_day();
        let popular = popular(honest);
        let verified = share_verified(honest);
        for (ordinal, target) in self.targets.iter().enumerate() {
            let in_year =
                honest.merchants[*target].given.iter().filter(|one| last.since(one.day) < 365);
            let n = (in_year.count() as f64 * self.share).round().max(1.0) as usize;
            let text = TextPrint::of(
                ["质量超级好强烈推荐大家购买", "假货退钱黑店大家避雷千万别买"]
                    [usize::from(self.family == Family::Nuke)],
            );
            // Nobody rates a merchant before the others do.
            let opened = honest.merchants[*target].given.first().map_or(last, |one| one.day);
            let life = last.since(opened).clamp(1, 364);
            let span = self.family.span().min(life);
            let begin = last.plus(-(chance.below((life - span + 1) as usize) as i32) - span);
            for number in 0..n {
                let rater = self.account(honest, ordinal, number, chance);
                let day = begin.plus(match self.family {
                    Family::Drip => (number as i32 * span) / n as i32,
                    _ => chance.below(span as usize) as i32,
                });
                let careless = self.care == Care::Careless;
                let one = Given {
                    day,
                    rater: rater.clone(),
                    stars: self.stars(honest, *target, chance),
                    is_verified: chance.happens(if careless { 0.25 } else { verified }),
                    is_incentivised: false,
                    text: text.filter(|_| careless && chance.happens(0.7)),
                    is_planted: true,
                };
                stream.merchants[*target].given.push(one);
                for _ in 0..self.family.fillers() {
                    self.fill(&mut stream, honest, &popular, &rater, day, verified, chance);
                }
            }
        }
        for rated in &mut stream.merchants {
            rated.given.sort_by_key(|one| one.day);
        }
        stream
    }

    fn account(
        &self,
        honest: &Stream,
        ordinal: usize,
        number: usize,
        chance: &mut Chance,
    ) -> String {
        match (self.family, self.care) {
            // Twelve accounts serve five merchants.
            (Family::Ring, _) => format!("ring-{}-{}", ordinal / 5, chance.below(12)),
            (_, Care::Careless) => format!("throwaway-{ordinal}-{number}"),
            (_, Care::Careful) => loop {
                let rated = &honest.merchants[chance.below(honest.merchants.len())];
                if let Some(one) = rated.given.get(chance.below(rated.given.len())) {
                    break one.rater.clone();
                }
            },
        }
    }

    fn stars(&self, honest: &Stream, target: usize, chance: &mut Chance) -> u8 {
        let nukes = self.family == Family::Nuke;
        if self.care == Care::Careless {
            return if nukes { 1 } else { 5 };
        }
        // The honest marginal, pushed as far as pays: the best (worst) of three honest ratings.
        let given = &honest.merchants[target].given;
        let drawn = (0..3).map(|_| given[chance.below(given.len())].stars);
        if nukes { drawn.min().unwrap_or(1) } else { drawn.max().unwrap_or(5) }
    }

    #[allow(clippy::too_many_arguments, reason = "a bench's inner step")]
    fn fill(
        &self,
        stream: &mut Stream,
        honest: &Stream,
        popular: &[usize],
        rater: &str,
        day: Day,
        verified: f64,
        chance: &mut Chance,
    ) {
        let n = honest.merchants.len();
        let (place, stars) = match self.family {
            Family::Bandwagon => (popular[chance.below(popular.len())], Some(5)),
            Family::Average => (chance.below(n), None),
            _ => (chance.below(n), Some([2, 3, 4, 4, 5][chance.below(5)])),
        };
        let given = &honest.merchants[place].given;
        let Some(like) = given.get(chance.below(given.len())) else { return };
        stream.merchants[place].given.push(Given {
            day: day.plus(-(chance.below(60) as i32)),
            rater: rater.to_owned(),
            stars: stars.unwrap_or(like.stars),
            is_verified: chance.happens(verified),
            is_incentivised: false,
            text: None,
            is_planted: true,
        });
    }
}

/// The twentieth of the merchants that are rated most.
fn popular(stream: &Stream) -> Vec<usize> {
    let mut places: Vec<usize> = (0..stream.merchants.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(stream.merchants[*place].given.len()));
    places.truncate((stream.merchants.len() / 20).max(1));
    places
}

fn share_verified(stream: &Stream) -> f64 {
    let all = stream.merchants.iter().flat_map(|rated| &rated.given);
    let (n, verified) =
        all.fold((0, 0), |(n, verified), one| (n + 1, verified + i32::from(one.is_verified)));
    f64::from(verified) / f64::from(n.max(1))
}
