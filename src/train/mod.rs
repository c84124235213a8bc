//! Floor 2: training; the only place that knows linfa and ndarray.

pub mod binning;
pub mod error;
pub mod sample;

pub use error::TrainError;
