//! Finding the papers that orders of several merchants name, in memory that does not grow with the
//! number of orders.
//!
//! Claims are met in walks over all merchants. Where there are too many to be held at once, a first walk
//! notes in a sieve which papers may have been met twice, and each further one holds a range of papers;
//! what does not fit is left for the next.

use super::claim::PaperClaim;
use crate::domain::evidence::pseudonym::Pseudonym;

/// Claims that are held at once, at most: 36 MB.
pub const CLAIMS_MAX: usize = 1_500_000;
/// Orders that one paper is looked for behind, the earliest ones of as many merchants. What stands
/// behind more is no number but a word such as "none", which each merchant's own records tell.
pub const MERCHANTS_PER_PAPER_MAX: usize = 1000;
/// Bits of a paper that the sieve tells apart: two times 32 MB. Of forty million papers it lets one
/// in seven through that was met once.
const SIEVE_BITS: u32 = 28;

/// Which papers may have been met more than once.
pub struct PaperSieve {
    met: Vec<u64>,
    met_again: Vec<u64>,
}

impl Default for PaperSieve {
    fn default() -> Self {
        let n_words = 1 << (SIEVE_BITS - u64::BITS.ilog2());
        Self { met: vec![0; n_words], met_again: vec![0; n_words] }
    }
}

impl PaperSieve {
    /// Notes a paper.
    pub fn meet(&mut self, paper: Pseudonym) {
        let (word, bit) = place(paper);
        let pair = self.met.get_mut(word).zip(self.met_again.get_mut(word));
        let Some((met, met_again)) = pair else { return };
        *met_again |= *met & bit;
        *met |= bit;
    }

    /// Whether it may have been met more than once.
    #[must_use]
    pub fn lets_through(&self, paper: Pseudonym) -> bool {
        let (word, bit) = place(paper);
        self.met_again.get(word).is_some_and(|met_again| met_again & bit != 0)
    }
}

const fn place(paper: Pseudonym) -> (usize, u64) {
    let slot = paper.0 >> (u32::BITS - SIEVE_BITS);
    ((slot / u64::BITS) as usize, 1 << (slot % u64::BITS))
}

/// The claims to a range of papers.
pub struct ClaimRange {
    from: Pseudonym,
    /// The first paper that is left for the next walk.
    until: Option<Pseudonym>,
    claims: Vec<PaperClaim>,
    claims_max: usize,
}

impl ClaimRange {
    /// An empty range that begins with a paper and ends where it must; `claims_max` is at least four
    /// times [`MERCHANTS_PER_PAPER_MAX`].
    #[must_use]
    pub fn new(from: Pseudonym, claims_max: usize) -> Self {
        let claims_max = claims_max.max(4 * MERCHANTS_PER_PAPER_MAX);
        Self { from, until: None, claims: Vec::new(), claims_max }
    }

    /// Adds a claim, one for each merchant and paper.
    pub fn add(&mut self, claim: PaperClaim) {
        if claim.paper < self.from || self.until.is_some_and(|until| claim.paper >= until) {
            return;
        }
        if self.claims.capacity() == 0 {
            // Memory is taken where it is written, and never moved.
            self.claims.reserve_exact(self.claims_max);
        }
        self.claims.push(claim);
        if self.claims.len() >= self.claims_max {
            self.order();
            self.halve();
        }
    }

    /// Puts the claims in order and leaves out what is beyond the limit of a paper.
    fn order(&mut self) {
        self.claims.sort_unstable();
        let (mut paper, mut n_of_paper) = (None, 0);
        self.claims.retain(|claim| {
            n_of_paper = if paper == Some(claim.paper) { n_of_paper + 1 } else { 1 };
            paper = Some(claim.paper);
            n_of_paper <= MERCHANTS_PER_PAPER_MAX
        });
    }

    fn halve(&mut self) {
        if self.claims.len() <= self.claims_max / 2 {
            return;
        }
        let Some(middle) = self.claims.get(self.claims_max / 2) else { return };
        let until = middle.paper;
        self.claims.truncate(self.claims.partition_point(|claim| claim.paper < until));
        self.until = Some(until);
    }

    /// Ends the walk.
    #[must_use]
    pub fn finish(mut self) -> Gathered {
        self.order();
        Gathered { claims: self.claims, next: self.until }
    }
}

/// What one walk gathered.
pub struct Gathered {
    claims: Vec<PaperClaim>,
    /// The paper that the next walk begins with; none after the last one.
    pub next: Option<Pseudonym>,
}

impl Gathered {
    /// The claims to each paper that more than one merchant makes, in order.
    pub fn shared(&self) -> impl Iterator<Item = &[PaperClaim]> {
        let each = self.claims.chunk_by(|one, next| one.paper == next.paper);
        each.filter(|claims| claims.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::claim;
    use super::*;

    /// As many as a range holds that is told to hold as few as it can.
    const FEW: usize = 4 * MERCHANTS_PER_PAPER_MAX;

    /// The groups found in walks over the claims of many merchants, and how many walks it took.
    fn walks(claims: &[PaperClaim]) -> (Vec<Vec<PaperClaim>>, usize) {
        let (mut found, mut n_walks, mut from) = (Vec::new(), 0, Some(Pseudonym(0)));
        while let Some(first) = from {
            let mut range = ClaimRange::new(first, 0);
            claims.iter().for_each(|claim| range.add(*claim));
            let gathered = range.finish();
            found.extend(gathered.shared().map(<[PaperClaim]>::to_vec));
            (n_walks, from) = (n_walks + 1, gathered.next);
        }
        (found, n_walks)
    }

    #[test]
    fn what_does_not_fit_is_found_by_further_walks() {
        // Each third of 9,000 papers is named by a second merchant, met long after the first.
        let paper = |n: u32| n.wrapping_mul(0x9e37_79b1);
        let mut claims: Vec<PaperClaim> = (0..9000).map(|n| claim(paper(n), 10, n)).collect();
        claims.extend((0..9000).step_by(3).map(|n| claim(paper(n), 11, 10_000 + n)));
        let (found, n_walks) = walks(&claims);
        assert!((4..=8).contains(&n_walks), "12,000 claims, {FEW} at once: {n_walks}");
        assert_eq!(found.len(), 3000);
        for pair in found {
            let orders = pair.iter().map(|claim| claim.order.0).collect::<Vec<_>>();
            assert_eq!(orders, [orders[0], orders[0] + 10_000]);
        }
    }

    #[test]
    fn a_word_that_stands_for_no_paper_fills_no_memory() {
        let n = 3 * FEW as u32;
        let mut claims: Vec<PaperClaim> = (0..n).map(|order| claim(7, 10, n - order)).collect();
        claims.extend([claim(6, 10, 1), claim(6, 11, 2), claim(8, 10, 1), claim(8, 11, 2)]);
        let (found, n_walks) = walks(&claims);
        assert_eq!(n_walks, 1);
        let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, MERCHANTS_PER_PAPER_MAX, 2]);
        assert_eq!(found[1][0].order, Pseudonym(1), "the earliest are kept");
    }

    #[test]
    fn the_sieve_lets_through_what_was_met_twice_and_little_else() {
        let mut sieve = PaperSieve::default();
        let paper = |n: u32| Pseudonym(n.wrapping_mul(0x9e37_79b1));
        (0..100_000).for_each(|n| sieve.meet(paper(n)));
        (0..100).for_each(|n| sieve.meet(paper(n)));
        assert!((0..100).all(|n| sieve.lets_through(paper(n))));
        let others = (100..100_000).filter(|n| sieve.lets_through(paper(*n))).count();
        // 100,000 papers in 2^28 slots: about 37 share one.
        assert!(others < 200, "{others}");
    }
}
