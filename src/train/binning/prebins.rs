//! Pre-bins: the edges of many small neighbouring pieces, and the piece of each value.

use super::edges::shortest_between;

/// Cuts at quantiles of the rows; each distinct value has its own pre-bin where they are few.
///
/// `values` are finite; they are sorted in place.
pub(super) fn quantile_edges(values: &mut [f64], n_prebins_max: usize) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let n_distinct = 1 + values.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let mut edges = Vec::new();
    if n_distinct <= n_prebins_max {
        for pair in values.windows(2) {
            if pair[0] < pair[1] {
                edges.push(shortest_between(pair[0], pair[1]));
            }
        }
        return edges;
    }
    let mut begin = 0;
    for cut in 1..n_prebins_max {
        let target = values.len() * cut / n_prebins_max;
        if target <= begin {
            continue;
        }
        // The first row of its value: rows of equal value are never parted.
        let value = values[target];
        let first = begin + values[begin..].partition_point(|&other| other < value);
        if first > begin {
            edges.push(shortest_between(values[first - 1], value));
            begin = first;
        }
    }
    edges
}

/// Places of values among sorted edges, found by halving the same number of times for each value.
pub(super) struct Places {
    /// The edges, filled up with infinity to one less than a power of two.
    padded: Vec<f64>,
}

impl Places {
    pub(super) fn new(edges: &[f64]) -> Self {
        let mut padded = edges.to_vec();
        padded.resize((edges.len() + 1).next_power_of_two() - 1, f64::INFINITY);
        Self { padded }
    }

    /// How many edges are at most the value; the value is finite.
    pub(super) fn place(&self, value: f64) -> usize {
        let mut place = 0;
        let mut half = self.padded.len().div_ceil(2);
        while half > 0 {
            place += half * usize::from(self.padded[place + half - 1] <= value);
            half /= 2;
        }
        place
    }
}
