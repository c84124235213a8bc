//! A sample from the store as a table of one's own, so that any other program can be set beside ours.

use std::path::Path;

use super::observe::Observed;
use crate::domain::scorecard::ColumnValues;
use crate::train::holdout::Parts;

/// Why a sample was not written.
#[derive(Debug, thiserror::Error)]
#[error("the sample cannot be written to '{path}': {source}")]
pub struct UnwrittenSample {
    path: String,
    source: csv::Error,
}

/// Writes the rows to train on and to test with as CSV: part, observation day, whether the merchant was
/// looked at again, outcome, and the value of every feature; no identities.
///
/// # Errors
/// [`UnwrittenSample`] when the file cannot be written.
pub fn write_sample(
    observed: &Observed,
    parts: &Parts,
    path: &Path,
) -> Result<(), UnwrittenSample> {
    let fault = |source| UnwrittenSample { path: path.display().to_string(), source };
    let mut writer = csv::Writer::from_path(path).map_err(fault)?;
    let names = observed.sample.columns.iter().map(|column| column.about.name.as_str());
    let head = ["part", "observed_on", "seen_again", "bad"].into_iter().chain(names);
    writer.write_record(head).map_err(fault)?;
    for (part, rows) in [("train", &parts.train), ("test", &parts.test)] {
        for &row in rows {
            let place = row as usize;
            let about = &observed.rows[place];
            let flag = |is: bool| u8::from(is).to_string();
            let known = [
                part.to_owned(),
                about.on.to_string(),
                flag(about.seen_again),
                flag(observed.sample.bad[place]),
            ];
            let values = observed.sample.columns.iter().map(|column| match &column.values {
                ColumnValues::Numbers(numbers) if numbers[place].is_nan() => String::new(),
                ColumnValues::Numbers(numbers) => numbers[place].to_string(),
                ColumnValues::Categories { codes, names } => {
                    names.get(codes[place] as usize).cloned().unwrap_or_default()
                }
            });
            writer.write_record(known.into_iter().chain(values)).map_err(fault)?;
        }
    }
    writer.flush().map_err(|source| fault(source.into()))
}
