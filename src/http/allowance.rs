//! The allowances themselves: how many requests of which kind, for whom, in how long.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use warp::http::HeaderValue;

use crate::app::key::Role;

/// The kinds of route that draw on separate allowances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteClass {
    /// Reading one thing.
    Read,
    /// Submitting one record.
    Write,
    /// Many records or many questions in one request, by size.
    Batch,
    /// Searching.
    Search,
}

impl RouteClass {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Batch, Self::Search];

    /// Its name in headers and in the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Batch => "batch",
            Self::Search => "search",
        }
    }
}

/// For whom an allowance is: a role, or everybody without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// No key.
    Anonymous,
    /// A key of this role.
    Role(Role),
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 1 + Role::ALL.len()] = {
        let mut all = [Self::Anonymous; 1 + Role::ALL.len()];
        let mut place = 0;
        while place < Role::ALL.len() {
            all[place + 1] = Self::Role(Role::ALL[place]);
            place += 1;
        }
        all
    };

    pub(crate) fn place(self) -> usize {
        match self {
            Self::Anonymous => 0,
            Self::Role(role) => 1 + role as usize,
        }
    }

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Role(role) => role.name(),
        }
    }
}

/// So many at once, given back evenly in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Requests at once.
    pub n: NonZeroU32,
    /// In how long a used-up allowance is full again.
    pub per: Duration,
}

/// Longest time in which an allowance may fill up.
const PER_MAX: Duration = Duration::from_secs(86_400);

impl Allowance {
    /// An allowance of `n` requests in `per`.
    ///
    /// # Errors
    /// A sentence, when `n` is 0, `per` is zero or longer than a day, or one request would be given
    /// back in less than a nanosecond.
    pub fn new(n: u32, per: Duration) -> Result<Self, String> {
        let n = NonZeroU32::new(n).ok_or("an allowance must be at least 1 request")?;
        if per > PER_MAX || per / n.get() < Duration::from_nanos(1) {
            return Err(format!("{n} requests in {per:?} is no allowance"));
        }
        Ok(Self { n, per })
    }

    const fn a_minute(n: NonZeroU32) -> Self {
        Self { n, per: Duration::from_secs(60) }
    }

    /// In how long one request is given back.
    #[must_use]
    pub fn one_per(self) -> Duration {
        self.per / self.n.get()
    }

    /// The header `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    pub(crate) fn policy(self, class: RouteClass) -> HeaderValue {
        let window_s = self.per.as_secs().max(1);
        HeaderValue::try_from(format!("\"{}\";q={};w={window_s}", class.name(), self.n))
            .unwrap_or(HeaderValue::from_static("\"unknown\""))
    }
}

/// All allowances of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    rows: [[Allowance; RouteClass::ALL.len()]; Tier::ALL.len()],
    /// Clients remembered for each allowance before strangers have to share.
    pub n_clients_max: NonZeroUsize,
}

const fn count(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// Read, write, batch (KiB) and search, each a minute.
const fn a_minute(read: u32, write: u32, batch: u32, search: u32) -> [Allowance; 4] {
    [
        Allowance::a_minute(count(read)),
        Allowance::a_minute(count(write)),
        Allowance::a_minute(count(batch)),
        Allowance::a_minute(count(search)),
    ]
}

impl Limits {
    /// What an instance allows unless its configuration says otherwise.
    #[must_use]
    pub const fn standard() -> Self {
        let mut rows = [a_minute(60, 10, 1_000, 30); Tier::ALL.len()];
        let mut place = 0;
        while place < Role::ALL.len() {
            rows[place + 1] = match Role::ALL[place] {
                Role::Authority => a_minute(600, 3_000, 200_000, 300),
                Role::Platform => a_minute(6_000, 6_000, 400_000, 600),
                Role::Merchant => a_minute(300, 60, 2_000, 60),
                Role::Reader => a_minute(12_000, 60, 20_000, 1_200),
                Role::Analyst => a_minute(3_000, 60, 20_000, 600),
                Role::Admin => a_minute(12_000, 6_000, 400_000, 1_200),
            };
            place += 1;
        }
        Self {
            rows,
            n_clients_max: match NonZeroUsize::new(50_000) {
                Some(n) => n,
                None => NonZeroUsize::MIN,
            },
        }
    }

    /// The same allowance for everybody and everything.
    #[must_use]
    pub const fn uniform(allowance: Allowance, n_clients_max: NonZeroUsize) -> Self {
        Self { rows: [[allowance; RouteClass::ALL.len()]; Tier::ALL.len()], n_clients_max }
    }

    /// The allowance of a tier for a kind of route.
    #[must_use]
    pub fn of(&self, tier: Tier, class: RouteClass) -> Allowance {
        self.rows[tier.place()][class as usize]
    }

    /// The same, with another allowance for a tier and a kind of route.
    #[must_use]
    pub fn with(mut self, tier: Tier, class: RouteClass, allowance: Allowance) -> Self {
        self.rows[tier.place()][class as usize] = allowance;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_has_a_place_of_its_own() {
        for (place, tier) in Tier::ALL.into_iter().enumerate() {
            assert_eq!(tier.place(), place, "{tier:?}");
        }
    }

    #[test]
    fn what_is_no_allowance_is_refused() {
        assert!(Allowance::new(0, Duration::from_secs(1)).is_err());
        assert!(Allowance::new(1, Duration::ZERO).is_err());
        assert!(Allowance::new(1, Duration::from_secs(86_401)).is_err());
        assert!(Allowance::new(u32::MAX, Duration::from_secs(1)).is_err());
        assert!(Allowance::new(60, Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn one_allowance_can_be_changed_alone() {
        let other = Allowance::new(7, Duration::from_secs(7)).unwrap();
        let limits = Limits::standard().with(Tier::Anonymous, RouteClass::Read, other);
        assert_eq!(limits.of(Tier::Anonymous, RouteClass::Read), other);
        for class in [RouteClass::Write, RouteClass::Batch, RouteClass::Search] {
            assert_eq!(
                limits.of(Tier::Anonymous, class),
                Limits::standard().of(Tier::Anonymous, class)
            );
        }
    }
}
