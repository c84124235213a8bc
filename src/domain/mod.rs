//! Floor 1: the rules of credit. Pure: no input or output, no clock, no async, no other module of ours.

pub mod day;
pub mod merchant;
pub mod privacy;
pub mod record;
pub mod uscc;
