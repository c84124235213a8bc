//! What answers look like outside: counterparts of the app's answers, converted by hand, so that the
//! inside can change without the contract changing. The command line prints the same.

pub mod alarm;
pub mod batch;
pub mod change;
pub mod complaint;
pub mod market;
pub mod merchant;
pub mod outlook;
pub mod procedure;
pub mod publication;
pub mod rating;
pub mod record;
pub mod report;
pub mod run;
pub mod run_movement;
pub mod run_progress;
pub mod score;
