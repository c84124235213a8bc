//! Evidence: how far ratings can be believed, and how they are folded into what a score needs.

pub mod aggregate;
pub mod cell;
pub mod cell_codec;
pub mod decay;
pub mod pseudonym;
