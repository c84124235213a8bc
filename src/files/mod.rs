//! Floor 2: file formats; text and spreadsheets in, rows of named fields out.

pub mod scorecard_file;
pub mod table_file;
