//! Floor 2: training; the only place that knows linfa and ndarray.

pub mod binning;
pub mod error;
pub mod logistic;
pub mod metrics;
pub mod sample;

pub use error::TrainError;
