//! Chance: one reproducible source of random numbers for each merchant and topic.
//!
//! The same seed must give the same files on every machine. So nothing here asks the platform's
//! mathematics library, whose last digits differ between systems: `exp` and `log` come from the
//! `libm` crate, everything else is integers, sums and square roots, which IEEE 754 fixes.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream of random numbers is for; each topic of each merchant has a stream of its own, so
/// that one more draw for a licence moves no rating.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Topic {
    Identity,
    Quality,
    Licences,
    Inspections,
    Penalties,
    Complaints,
    Ratings,
    Fakes,
    Strangers,
    Staged,
    ComplaintLives,
    Transactions,
}

/// Streams kept for each merchant; more than there are topics.
const STREAMS_PER_MERCHANT: u64 = 16;

/// Poisson means above this are drawn in portions, so that `exp(-mean)` never underflows.
const POISSON_PORTION: f64 = 16.0;

/// A stream of random numbers.
#[derive(Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of that topic of the merchant with that index.
    pub(super) fn new(seed: u64, merchant: u32, topic: Topic) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(u64::from(merchant) * STREAMS_PER_MERCHANT + topic as u64);
        Self(rng)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub(super) fn unit(&mut self) -> f64 {
        // 53 bits fill the mantissa exactly.
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Whether something of that probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from 0 to `n` - 1; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        (wide >> 32) as u32
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).unsigned_abs()) as i32
    }

    /// One of the items, each as likely as the others.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u32) as usize]
    }

    /// The index of one of the weights, with a probability in proportion to it.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        weights.len().saturating_sub(1)
    }

    /// A standard normal number (Marsaglia's polar method).
    pub(super) fn normal(&mut self) -> f64 {
        loop {
            let x = 2.0 * self.unit() - 1.0;
            let y = 2.0 * self.unit() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * libm::log(square) / square).sqrt();
            }
        }
    }

    /// A nearly normal number from one draw (sum of four uniform ones), for what is drawn by the
    /// million.
    pub(super) fn nearly_normal(&mut self) -> f64 {
        nearly_normal(self.0.next_u64())
    }

    /// How many events there are where `mean` are expected (Poisson).
    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        let mut events = 0;
        let mut left = mean;
        while left > 0.0 {
            let portion = left.min(POISSON_PORTION);
            let floor = libm::exp(-portion);
            let mut product = self.unit();
            while product > floor {
                events += 1;
                product *= self.unit();
            }
            left -= portion;
        }
        events
    }
}

/// A nearly standard normal number made of 64 random bits: the sum of four uniform 16-bit numbers.
pub(super) fn nearly_normal(bits: u64) -> f64 {
    let sum: u64 = (0..4).map(|part| (bits >> (16 * part)) & 0xFFFF).sum();
    // Four uniform numbers have mean 2 and variance 4/12.
    (sum as f64 / 65_535.0 - 2.0) * 3.0_f64.sqrt()
}

/// 64 well-mixed bits of a number (the finaliser of splitmix64), for what belongs to a thing rather
/// than to a draw, such as the mood of a rater.
pub(super) fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// The logistic function: a number of the real line as a probability.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::{Chance, Topic};

    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let draws: Vec<f64> = (0..40_000).map(|_| draw()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (mean, variance / draws.len() as f64)
    }

    fn check(name: &str, found: (f64, f64), expect: (f64, f64), tolerance: f64) {
        let near = |a: f64, b: f64| (a - b).abs() < tolerance;
        assert!(
            near(found.0, expect.0) && near(found.1, expect.1),
            "{name}: mean and variance {found:?}, expected {expect:?}"
        );
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        let mut chance = Chance::new(7, 1, Topic::Quality);
        let unit = moments(|| chance.unit());
        check("uniform", unit, (0.5, 1.0 / 12.0), 0.01);
        check("normal", moments(|| chance.normal()), (0.0, 1.0), 0.03);
        let rough = moments(|| chance.nearly_normal());
        check("nearly normal", rough, (0.0, 1.0), 0.03);
        for mean in [0.3, 4.0, 40.0] {
            let found = moments(|| f64::from(chance.poisson(mean)));
            check("Poisson", found, (mean, mean), 0.03 * (1.0 + mean));
        }
        let weighted = moments(|| chance.weighted(&[1, 0, 3]) as f64);
        check("weighted", weighted, (1.5, 0.75), 0.03);
    }

    #[test]
    fn a_stream_depends_on_seed_merchant_and_topic_only() {
        let draw = |seed, merchant, topic| Chance::new(seed, merchant, topic).0.next_u64();
        use rand_chacha::rand_core::Rng;
        let first = draw(1, 1, Topic::Ratings);
        assert_eq!(first, draw(1, 1, Topic::Ratings));
        assert_ne!(first, draw(2, 1, Topic::Ratings));
        assert_ne!(first, draw(1, 2, Topic::Ratings));
        assert_ne!(first, draw(1, 1, Topic::Fakes));
    }
}
