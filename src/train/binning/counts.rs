//! Counts of a bin, and what they are evidence of: weight of evidence, information value, JS.

/// The rule for a bin that has rows but no goods, or no bads, as stated in every trained card.
pub const ZERO_CELL_RULE: &str = "a bin with rows but without goods or without bads counts half a \
     row of average weight of that kind; a bin without rows has a weight of evidence of 0";

/// Rows and weights of a bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinCounts {
    /// Rows.
    pub n: u64,
    /// Bad rows.
    pub n_bad: u64,
    /// Sum of weights.
    pub weight: f64,
    /// Sum of weights of bad rows.
    pub weight_bad: f64,
}

impl BinCounts {
    /// Takes in one row.
    pub fn add_row(&mut self, bad: bool, weight: f64) {
        self.n += 1;
        self.weight += weight;
        if bad {
            self.n_bad += 1;
            self.weight_bad += weight;
        }
    }

    /// Takes in another bin's rows.
    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.n_bad += other.n_bad;
        self.weight += other.weight;
        self.weight_bad += other.weight_bad;
    }

    /// Weight of the goods.
    #[must_use]
    pub fn weight_good(&self) -> f64 {
        self.weight - self.weight_bad
    }

    /// Share of bads by weight; 0 for an empty bin.
    #[must_use]
    pub fn bad_rate(&self) -> f64 {
        if self.weight > 0.0 { self.weight_bad / self.weight } else { 0.0 }
    }
}

/// Weights of goods and bads of a whole sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Totals {
    /// Weight of the goods.
    pub good: f64,
    /// Weight of the bads.
    pub bad: f64,
    /// Weight of half a row of average weight.
    pub half_row: f64,
}

impl Totals {
    /// Totals of the bins of a column.
    #[must_use]
    pub fn of<'a>(bins: impl IntoIterator<Item = &'a BinCounts>) -> Self {
        let mut sum = BinCounts::default();
        for bin in bins {
            sum.add(bin);
        }
        let half_row = if sum.n > 0 { 0.5 * sum.weight / sum.n as f64 } else { 0.5 };
        Self { good: sum.weight_good(), bad: sum.weight_bad, half_row }
    }
}

/// What a bin is evidence of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Weight of evidence (WOE): ln(share of the goods ÷ share of the bads).
    pub weight_of_evidence: f64,
    /// The bin's part of the information value (IV): (share of goods − share of bads) × WOE.
    pub information_value: f64,
    /// The bin's part of the Jensen–Shannon divergence of goods and bads.
    pub jensen_shannon: f64,
}

/// What a bin is evidence of, with the [`ZERO_CELL_RULE`].
#[must_use]
pub fn evidence(bin: &BinCounts, totals: &Totals) -> Evidence {
    if bin.weight <= 0.0 || totals.good <= 0.0 || totals.bad <= 0.0 {
        return Evidence::default();
    }
    let or_half = |weight: f64| {
        if weight > 0.0 { weight } else { totals.half_row }
    };
    let good = or_half(bin.weight_good()) / totals.good;
    let bad = or_half(bin.weight_bad) / totals.bad;
    let weight_of_evidence = libm::log(good / bad);
    let middle = 0.5 * (good + bad);
    Evidence {
        weight_of_evidence,
        information_value: (good - bad) * weight_of_evidence,
        jensen_shannon: 0.5 * (good * libm::log(good / middle) + bad * libm::log(bad / middle)),
    }
}
