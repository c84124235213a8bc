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

/// Places of values among sorted edges: a grid over their range leaves few edges to ask.
pub(super) struct Places {
    edges: Vec<f64>,
    low: f64,
    /// Cells of the grid per unit of value.
    scale: f64,
    /// For each cell, how many edges lie in the cells before it; one more than there are cells.
    before: Vec<u32>,
}

/// Cells of the grid for each edge.
const CELLS_PER_EDGE: usize = 8;

impl Places {
    pub(super) fn new(edges: &[f64]) -> Self {
        let n_cells = (edges.len() * CELLS_PER_EDGE).max(1);
        let low = edges.first().copied().unwrap_or(0.0);
        let span = edges.last().copied().unwrap_or(0.0) - low;
        // A span beyond all numbers leaves one cell, and all edges to ask.
        let scale = if span > 0.0 && span.is_finite() { n_cells as f64 / span } else { 0.0 };
        let mut places = Self { edges: edges.to_vec(), low, scale, before: vec![0; n_cells + 1] };
        for &edge in edges {
            let cell = places.cell(edge);
            places.before[cell + 1] += 1;
        }
        for cell in 0..n_cells {
            places.before[cell + 1] += places.before[cell];
        }
        places
    }

    /// The cell of a value. A greater value never has a lesser cell.
    fn cell(&self, value: f64) -> usize {
        // Negative and too large numbers become the first and the greatest integer.
        (((value - self.low) * self.scale) as usize).min(self.before.len() - 2)
    }

    /// How many edges are at most the value; the value is not NaN.
    pub(super) fn place(&self, value: f64) -> usize {
        let cell = self.cell(value);
        let (from, to) = (self.before[cell] as usize, self.before[cell + 1] as usize);
        match self.edges.get(from..to) {
            None | Some([]) => from,
            Some([edge]) => from + usize::from(*edge <= value),
            Some(edges) => from + edges.partition_point(|&edge| edge <= value),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_the_number_of_edges_at_most_the_value(
            mut edges in prop::collection::vec(
                prop_oneof![-9.0..9.0, -1e300..1e300, (-3..3).prop_map(f64::from)], 0..40,
            ),
            values in prop::collection::vec(
                prop_oneof![
                    -10.0..10.0,
                    prop::num::f64::NORMAL,
                    Just(f64::INFINITY),
                    Just(f64::NEG_INFINITY),
                ],
                1..40,
            ),
        ) {
            edges.sort_unstable_by(f64::total_cmp);
            edges.dedup();
            let places = Places::new(&edges);
            for value in values.iter().chain(&edges) {
                let expected = edges.iter().filter(|edge| *edge <= value).count();
                prop_assert_eq!(places.place(*value), expected);
            }
        }
    }
}
