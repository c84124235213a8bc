//! Rescoring everyone: interrupted and taken up again, only what changed, what went wrong, and what a
//! run tells.

mod changed;
mod command;
mod crowd;
mod interrupted;
mod past;
mod told;
mod trouble;
