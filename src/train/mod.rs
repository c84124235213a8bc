//! Floor 2: training; the only place that knows linfa and ndarray.

mod assemble;
pub mod binning;
pub mod card;
mod cross_validation;
pub mod error;
pub mod evaluation;
mod fit;
pub mod holdout;
pub mod logistic;
pub mod metrics;
mod points;
pub mod recalibration;
pub mod report;
pub mod sample;
mod selection;

pub use error::TrainError;
