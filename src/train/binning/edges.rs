//! Where to cut between two values: the shortest decimal number that separates them.

/// The number with the fewest decimal digits that is above `low` and at most `high`, nearest to
/// their middle; the exact `high` where no shorter one lies between. Needs `low < high`.
pub(super) fn shortest_between(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) * 0.5;
    let separates = |edge: f64| edge > low && edge <= high;
    if separates(0.0) && middle.abs() <= 0.25 * (high - low) {
        return 0.0;
    }
    let size = libm::log10(middle.abs()).floor() as i32;
    for digits in 0..16 {
        let exponent = size - digits;
        let mantissa = (middle / 10_f64.powi(exponent)).floor();
        // Through decimal text, for the edge shall be the number nearest to its few digits.
        let nearest = [mantissa, mantissa + 1.0]
            .into_iter()
            .filter_map(|mantissa| format!("{mantissa:.0}e{exponent}").parse::<f64>().ok())
            .filter(|&edge| separates(edge))
            .min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()));
        if let Some(edge) = nearest {
            return edge;
        }
    }
    if separates(middle) { middle } else { high }
}
