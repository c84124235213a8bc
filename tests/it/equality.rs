//! One scoring path: the score of one merchant, the run over all of them and its file say the same.

use crate::world::Answer;

/// An answer as a row of the file that `rescore --out` writes.
pub(crate) fn row(answer: &Answer) -> Vec<String> {
    use merchant_credit::app::score::Outcome;
    let mut row = vec![answer.id.to_string(), answer.as_of.to_string()];
    match &answer.outcome {
        Outcome::Rated(score) => row.extend([
            score.points.to_string(),
            score.grade.letters().to_owned(),
            score.public_points.to_string(),
            score.market_points.to_string(),
            score.probability.map_or_else(String::new, |probability| probability.to_string()),
            String::new(),
        ]),
        Outcome::NotRated(_) => {
            let empty = String::new;
            let lacking = answer.lacking().join(" ");
            row.extend([empty(), "NR".to_owned(), empty(), empty(), empty(), lacking]);
        }
    }
    row
}
