//! A card with the level of its probability set anew; its points stay as they are.

use super::TrainError;
use super::evaluation::points_of;
use super::metrics::{Recalibration, recalibrate};
use super::sample::Sample;
use crate::domain::scorecard::{Calibration, KnownFeatures, Scorecard};

/// The card with the level of its probability set so that the mean prediction of some rows is their
/// bad rate; `why` is added to its sources.
///
/// # Errors
/// [`TrainError`] with one class only, or for a card that gives no probability.
pub fn recalibrated(
    card: &Scorecard,
    sample: &Sample,
    rows: &[u32],
    why: String,
) -> Result<Scorecard, TrainError> {
    let mut table = card.table().clone();
    let Some(before) = table.calibration else {
        return Err(TrainError::Setting {
            setting: "level of the probability",
            value: f64::NAN,
            rule: "that of a trained card: an expert card gives no probability",
        });
    };
    let all = points_of(card, sample);
    let points: Vec<f64> = rows.iter().map(|&row| f64::from(all[row as usize])).collect();
    let bad: Vec<bool> = rows.iter().map(|&row| sample.bad[row as usize]).collect();
    let after = recalibrate(before, &points, &bad, Recalibration::Intercept)?;
    table.calibration = Some(Calibration { intercept: rounded(after.intercept), ..before });
    table.provenance.sources.push(why);
    Ok(Scorecard::new(table, KnownFeatures::Any)?)
}

/// A number with twelve significant digits: enough, and the same on any machine.
fn rounded(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}
