//! Floor 1: the rules of credit. Pure: no input or output, no clock, no async, no other module of ours.

pub mod calendar;
pub mod day;
pub mod merchant;
pub mod money;
pub mod privacy;
pub mod record;
pub mod uscc;
