//! Killed at random moments, the program loses nothing that it acknowledged and doubles nothing.
//!
//! `CRASH_ROUNDS` says how often it is killed (a few times unless `scripts/crash-test` says more),
//! `CRASH_SEED` chooses the moments.

mod import;
pub(crate) mod place;
mod rescore;
mod server;

use std::time::Duration;

use rand::rngs::{StdRng, SysRng};
use rand::{RngExt, SeedableRng, TryRng};

/// How often, and when, a test kills what it started.
struct Kills {
    n_rounds: u32,
    moments: StdRng,
}

impl Kills {
    /// As the environment says; the seed is printed, so that a failed run can be repeated.
    fn of(test: &str) -> Self {
        let n_rounds = number("CRASH_ROUNDS").unwrap_or(2);
        let seed = number("CRASH_SEED").unwrap_or_else(|| SysRng.try_next_u64().unwrap());
        eprintln!("{test}: {n_rounds} rounds, CRASH_SEED={seed}");
        Self { n_rounds: u32::try_from(n_rounds).unwrap(), moments: StdRng::seed_from_u64(seed) }
    }

    /// A moment before `end`, any as likely as any other.
    fn moment(&mut self, end: Duration) -> Duration {
        end.mul_f64(self.moments.random())
    }
}

fn number(name: &str) -> Option<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the length of a test is no setting of the program"
    )]
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")))
}
