//! How much each client may ask (GCRA): per key, role and kind of route; per address without a key.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use warp::http::HeaderValue;

use super::allowance::{Allowance, Limits, RouteClass, Tier};
use crate::app::key::KeyHolder;

/// Whom a request is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    tier: Tier,
    identity: u64,
}

impl Client {
    /// The holder of a key, wherever it calls from.
    #[must_use]
    pub fn holder(holder: &KeyHolder) -> Self {
        let mut hasher = DefaultHasher::new();
        holder.name.hash(&mut hasher);
        Self { tier: Tier::Role(holder.role), identity: hasher.finish() }
    }

    /// An address without a key; IPv6 addresses count by their /64, which is one subscriber.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        let identity = match address.to_canonical() {
            // ffff::/16 is multicast, so no /64 of a client has this number.
            IpAddr::V4(v4) => 0xffff_0000_0000_0000 | u64::from(v4.to_bits()),
            IpAddr::V6(v6) => u64::try_from(v6.to_bits() >> 64).unwrap_or(u64::MAX),
        };
        Self { tier: Tier::Anonymous, identity }
    }
}

/// What a client has left of an allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The header `RateLimit-Policy`.
    pub policy: HeaderValue,
    /// Which allowance it is.
    pub class: RouteClass,
    /// Requests left at once.
    pub n_left: u32,
    /// Whole seconds until the allowance is full again, or until this request would be served.
    pub reset_s: u64,
}

impl Standing {
    /// The header `RateLimit`.
    #[must_use]
    pub fn header(&self) -> Option<HeaderValue> {
        let class = self.class.name();
        HeaderValue::try_from(format!("\"{class}\";r={};t={}", self.n_left, self.reset_s)).ok()
    }
}

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allowed(Standing),
    /// Not before that many whole seconds (`reset_s`) have passed.
    Refused(Standing),
    /// Never: it costs more than the whole allowance.
    TooCostly {
        /// What the allowance holds at most.
        n_max: u32,
    },
}

type Keyed<C> = RateLimiter<u64, DashMapStateStore<u64>, C, StateInformationMiddleware>;

/// Counts what each client asks, in bounded memory.
pub struct Limiter<C: Clock = DefaultClock> {
    lanes: Vec<Lane<C>>,
    clock: C,
}

/// One allowance and the clients that draw on theirs.
struct Lane<C: Clock> {
    class: RouteClass,
    allowance: Allowance,
    policy: HeaderValue,
    clients: Keyed<C>,
    n_clients_max: usize,
    n_checks: AtomicUsize,
    crowded: AtomicBool,
}

/// Among how many shares strangers are spread while there are too many to know each.
const CROWD_SHARES: u64 = 4096;

impl Limiter {
    /// A limiter on the system's monotonic clock.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self::with_clock(limits, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    /// A limiter on a given clock.
    pub fn with_clock(limits: &Limits, clock: C) -> Self {
        let lanes = Tier::ALL
            .into_iter()
            .flat_map(|tier| RouteClass::ALL.map(|class| (tier, class)))
            .map(|(tier, class)| Lane {
                class,
                allowance: limits.of(tier, class),
                policy: limits.of(tier, class).policy(class),
                clients: RateLimiter::dashmap_with_clock(
                    quota(limits.of(tier, class)),
                    clock.clone(),
                )
                .with_middleware(),
                n_clients_max: limits.n_clients_max.get(),
                n_checks: AtomicUsize::new(0),
                crowded: AtomicBool::new(false),
            })
            .collect();
        Self { lanes, clock }
    }

    /// Counts a request of that cost against a client's allowance, if it has so much left.
    pub fn check(&self, client: Client, class: RouteClass, cost: NonZeroU32) -> Verdict {
        let place = client.tier.place() * RouteClass::ALL.len() + class as usize;
        let Some(lane) = self.lanes.get(place) else {
            return Verdict::TooCostly { n_max: 0 };
        };
        lane.keep_bounded();
        match lane.clients.check_key_n(&lane.share(client), cost) {
            Ok(Ok(snapshot)) => {
                let n_left = snapshot.remaining_burst_capacity();
                let n_used = lane.allowance.n.get().saturating_sub(n_left);
                let reset_s = whole_seconds(lane.allowance.one_per() * n_used);
                Verdict::Allowed(lane.standing(n_left, reset_s))
            }
            Ok(Err(refusal)) => {
                let wait = refusal.wait_time_from(self.clock.now());
                Verdict::Refused(lane.standing(0, whole_seconds(wait).max(1)))
            }
            Err(_) => Verdict::TooCostly { n_max: lane.allowance.n.get() },
        }
    }

    /// Clients remembered, over all allowances.
    pub fn n_clients(&self) -> usize {
        self.lanes.iter().map(|lane| lane.clients.len()).sum()
    }
}

impl<C: Clock> Lane<C> {
    /// Under which number the client is counted.
    fn share(&self, client: Client) -> u64 {
        let stranger = client.tier == Tier::Anonymous;
        if stranger && self.crowded.load(Ordering::Relaxed) {
            client.identity.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & (CROWD_SHARES - 1)
        } else {
            client.identity
        }
    }

    /// Forgets clients whose allowance is full again; when even those that remain are too many, new
    /// strangers share [`CROWD_SHARES`] allowances until there is room.
    fn keep_bounded(&self) {
        let stride = (self.n_clients_max / 8).max(1);
        let n_checks = self.n_checks.fetch_add(1, Ordering::Relaxed);
        let crowded = self.crowded.load(Ordering::Relaxed);
        let due = n_checks.is_multiple_of(stride);
        if !due || (!crowded && self.clients.len() <= self.n_clients_max) {
            return;
        }
        self.clients.retain_recent();
        self.clients.shrink_to_fit();
        let n_kept = self.clients.len();
        if n_kept > self.n_clients_max {
            self.crowded.store(true, Ordering::Relaxed);
        } else if n_kept <= self.n_clients_max / 2 {
            self.crowded.store(false, Ordering::Relaxed);
        }
    }

    fn standing(&self, n_left: u32, reset_s: u64) -> Standing {
        Standing { policy: self.policy.clone(), class: self.class, n_left, reset_s }
    }
}

fn quota(allowance: Allowance) -> Quota {
    Quota::with_period(allowance.one_per())
        .unwrap_or(Quota::per_second(NonZeroU32::MIN))
        .allow_burst(allowance.n)
}

/// Seconds, rounded up, so that who waits as told has waited long enough.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;
    use proptest::prelude::*;

    use super::*;
    use crate::app::key::Role;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    fn limits(n: u32, per_s: u64, n_clients_max: usize) -> Limits {
        let allowance = Allowance::new(n, Duration::from_secs(per_s)).unwrap();
        Limits::uniform(allowance, n_clients_max.try_into().unwrap())
    }

    fn stranger(number: u32) -> Client {
        Client::address(IpAddr::V4(number.into()))
    }

    fn limiter(limits: &Limits) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limiter::with_clock(limits, clock.clone()), clock)
    }

    #[test]
    fn a_burst_is_served_and_the_next_is_told_when() {
        let (limiter, clock) = limiter(&limits(3, 60, 100));
        for n_left in [2, 1, 0] {
            match limiter.check(stranger(1), RouteClass::Read, ONE) {
                Verdict::Allowed(standing) => assert_eq!(standing.n_left, n_left),
                other => panic!("{other:?}"),
            }
        }
        let Verdict::Refused(standing) = limiter.check(stranger(1), RouteClass::Read, ONE) else {
            panic!("the fourth must wait");
        };
        assert_eq!(standing.reset_s, 20);
        assert_eq!(standing.policy, "\"read\";q=3;w=60");
        assert_eq!(standing.header().unwrap(), "\"read\";r=0;t=20");
        clock.advance(Duration::from_secs(20));
        let verdict = limiter.check(stranger(1), RouteClass::Read, ONE);
        assert!(matches!(verdict, Verdict::Allowed(_)));
    }

    #[test]
    fn clients_classes_and_tiers_do_not_share_an_allowance() {
        let (limiter, _) = limiter(&limits(1, 60, 100));
        let holder = KeyHolder { name: "a".into(), role: Role::Reader, binding: None };
        let allowed =
            |client, class| matches!(limiter.check(client, class, ONE), Verdict::Allowed(_));
        assert!(allowed(stranger(1), RouteClass::Read));
        assert!(!allowed(stranger(1), RouteClass::Read));
        assert!(allowed(stranger(1), RouteClass::Search));
        assert!(allowed(stranger(2), RouteClass::Read));
        assert!(allowed(Client::holder(&holder), RouteClass::Read));
        assert!(!allowed(Client::holder(&holder), RouteClass::Read));
    }

    #[test]
    fn an_ipv6_subscriber_is_one_client() {
        let client = |text: &str| Client::address(text.parse().unwrap());
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn a_request_dearer_than_the_allowance_is_refused_for_good() {
        let (limiter, _) = limiter(&limits(10, 1, 100));
        let cost = NonZeroU32::new(11).unwrap();
        let verdict = limiter.check(stranger(1), RouteClass::Batch, cost);
        assert_eq!(verdict, Verdict::TooCostly { n_max: 10 });
    }

    #[test]
    fn memory_stays_bounded_under_a_flood_of_strangers_and_recovers() {
        let (limiter, clock) = limiter(&limits(1, 60, 1_000));
        for number in 0..100_000 {
            limiter.check(stranger(number), RouteClass::Read, ONE);
        }
        let bound = 1_000 + 1_000 / 8 + CROWD_SHARES as usize + 1;
        assert!(limiter.n_clients() <= bound, "{}", limiter.n_clients());
        clock.advance(Duration::from_secs(120));
        for _ in 0..1_000 {
            limiter.check(stranger(1), RouteClass::Read, ONE);
        }
        assert!(limiter.n_clients() <= 2, "{}", limiter.n_clients());
    }

    proptest! {
        #[test]
        fn who_waits_as_long_as_told_is_served(
            n in 1_u32..50,
            per_s in 1_u64..100,
            steps in prop::collection::vec((0_u64..3_000, 1_u32..50), 1..60),
        ) {
            let (limiter, clock) = limiter(&limits(n, per_s, 100));
            for (pause_ms, cost) in steps {
                clock.advance(Duration::from_millis(pause_ms));
                let cost = NonZeroU32::new(cost.min(n)).unwrap();
                let first = limiter.check(stranger(1), RouteClass::Read, cost);
                if let Verdict::Refused(standing) = first {
                    clock.advance(Duration::from_secs(standing.reset_s));
                    let again = limiter.check(stranger(1), RouteClass::Read, cost);
                    prop_assert!(matches!(again, Verdict::Allowed(_)), "{again:?}");
                }
            }
        }

        #[test]
        fn no_more_is_served_than_the_burst_and_the_rate_allow(
            n in 1_u32..20,
            per_s in 1_u64..20,
            pauses_ms in prop::collection::vec(0_u64..500, 1..200),
        ) {
            let (limiter, clock) = limiter(&limits(n, per_s, 100));
            let mut n_served = 0_u64;
            for pause_ms in &pauses_ms {
                clock.advance(Duration::from_millis(*pause_ms));
                let verdict = limiter.check(stranger(1), RouteClass::Read, ONE);
                n_served += u64::from(matches!(verdict, Verdict::Allowed(_)));
            }
            let elapsed_ms: u64 = pauses_ms.iter().sum();
            let bound = u64::from(n) + elapsed_ms * u64::from(n) / (per_s * 1_000) + 1;
            prop_assert!(n_served <= bound, "{n_served} of at most {bound}");
        }
    }
}
