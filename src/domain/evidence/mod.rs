//! How far ratings can be believed.

pub mod aggregate;
pub mod alarm;
pub mod company;
pub mod decay;
pub mod mark;
mod mark_codec;
pub mod month;
mod places;
pub mod pseudonym;
pub mod ratings;
pub mod reference;
pub mod reference_build;
pub mod shared_paper;
pub mod signal;
mod stream;
pub mod text_print;
pub mod varint;
pub mod weigh;
pub mod weighed;

#[cfg(test)]
mod tests;
