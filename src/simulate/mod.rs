//! Floor 2: an invented town and its records, as import files, for the first run and for benchmarks.
//!
//! Each merchant has a hidden quality that drifts (`quality`); consumers, authorities and
//! competitors act on it by processes of their own, which use nothing of the features or the
//! scorecard. So a model has something true to find, and what is true is written beside the import
//! files: `truth.csv` holds the hidden quality over time, `truth_ratings.csv` the label of each
//! planted rating. They are never imported.
//!
//! Merchants are drawn one after the other, each from random streams of its own, and leave memory
//! when their rows are written. The same options give the same bytes on every machine.

mod chance;
mod complaint;
mod complaint_life;
mod fake;
mod files;
mod identity;
mod inspection;
mod licence;
mod merchant;
mod output;
mod penalty;
mod penalty_kind;
mod penalty_row;
mod portal;
mod portal_2016;
mod portal_2018;
mod procedure;
mod publication;
mod quality;
mod rating;
mod sheet;
mod staged;
mod stranger;
mod town;
mod transaction;
mod wording;
mod world;

use std::path::PathBuf;

pub use output::WrittenFile;

use crate::domain::day::Day;
use files::Files;
use merchant::Merchant;
use world::World;

/// The most merchants of one simulation.
pub const MERCHANTS_MAX: u32 = 5_000_000;
/// The first day that a simulation can end on.
pub const UNTIL_MIN: Day = Day::from_number(14_610); // 2010-01-01
/// The last day that a simulation can end on.
pub const UNTIL_MAX: Day = Day::from_number(47_481); // 2099-12-31

/// What to simulate, and where to write it.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many merchants the town has, from 1 to [`MERCHANTS_MAX`].
    pub merchants: u32,
    /// The seed; the same one gives the same files.
    pub seed: u64,
    /// The last day, from [`UNTIL_MIN`] to [`UNTIL_MAX`]: nothing in the files happened later.
    pub until: Day,
    /// The folder to write to; created if it does not exist. Files of the same names are replaced.
    pub out: PathBuf,
    /// Which files to write, in which formats.
    pub layout: Layout,
}

/// Which files are written, in which formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One CSV file for each kind of record, under our own headers.
    #[default]
    Csv,
    /// The same with `ratings.csv` packed by gzip.
    CsvGzip,
    /// The seed town: as [`Layout::CsvGzip`], but with orders of its shops, with staged records, so
    /// that every rule has a case, and with three districts that hand in their licences and penalties as 双公示 files of both
    /// generations.
    Town,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The files, in the order in which they are best imported; the truth comes last.
    pub files: Vec<WrittenFile>,
}

/// Why a simulation was refused or broke off.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Too few merchants, or too many.
    #[error("merchants: {0} is not a number from 1 to {MERCHANTS_MAX}")]
    Merchants(u32),
    /// A last day outside the range.
    #[error("until: {0} is not a day from {UNTIL_MIN} to {UNTIL_MAX}")]
    Until(Day),
    /// A file or folder could not be written.
    #[error("{path}: {source}", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Writes the import files of a simulated town.
///
/// # Errors
/// [`SimulateError`] when an option is out of its range or a file cannot be written. Files that were
/// not finished keep the ending `.part`.
pub fn write(options: &Options) -> Result<Summary, SimulateError> {
    write_with_progress(options, &mut |_| {})
}

/// Writes the import files of a simulated town and tells, after each merchant, how many are done.
///
/// # Errors
/// As [`write`].
pub fn write_with_progress(
    options: &Options,
    progress: &mut dyn FnMut(u32),
) -> Result<Summary, SimulateError> {
    if options.merchants == 0 || options.merchants > MERCHANTS_MAX {
        return Err(SimulateError::Merchants(options.merchants));
    }
    if options.until < UNTIL_MIN || options.until > UNTIL_MAX {
        return Err(SimulateError::Until(options.until));
    }
    let world = World {
        seed: options.seed,
        n_merchants: options.merchants,
        until: options.until,
        layout: options.layout,
    };
    let mut files = Files::create(&world, &options.out, options.layout)?;
    for index in 0..options.merchants {
        write_merchant(&world, index, &mut files)?;
        progress(index + 1);
    }
    stranger::write(&world, &mut files.complaints)?;
    files.finish()
}

fn write_merchant(world: &World, index: u32, files: &mut Files) -> Result<(), SimulateError> {
    let mut merchant = Merchant::draw(world, index);
    let inspections = inspection::draw(world, &merchant);
    // A revoked business licence ends the merchant, so penalties come before what consumers say.
    let penalties = penalty::draw(world, &mut merchant, &inspections);
    let (_, last) = merchant.active_days(world);
    let channels = rating::channels(&merchant);
    for licence in licence::draw(world, &merchant) {
        files.write_licence(world, &merchant, &licence)?;
    }
    for penalty in &penalties {
        files.write_penalty(world, &merchant, penalty)?;
    }
    let visits = inspections.iter().filter(|visit| visit.inspected_on <= last);
    for (ordinal, visit) in visits.enumerate() {
        visit.write(&merchant, ordinal, &mut files.inspections)?;
    }
    let mut complaints = complaint::draw(world, &merchant, &channels);
    complaint_life::tell(world, &merchant, &penalties, &mut complaints);
    for (ordinal, complaint) in complaints.iter().enumerate() {
        complaint.write_about(&merchant, &channels, ordinal, &mut files.complaints)?;
    }
    files.write_procedures(world, &merchant, &penalties, &complaints)?;
    files.write_ratings(world, &merchant, &channels)?;
    merchant.write(&mut files.merchants)?;
    files.write_truth(&merchant)
}

#[cfg(test)]
mod tests;
