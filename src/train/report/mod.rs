//! The model card (模型报告): what a card is, how it came about, how good it is and where it ends.

mod charts;
mod content;
mod document;
mod quality;
mod render;

pub use content::{Judged, model_card};
pub use document::{Chart, Document, Section, Sheet};
pub use render::{html, markdown};

#[cfg(test)]
mod tests;
