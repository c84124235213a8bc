//! Floor 4: pages for people; HTML as pure functions of what the app answers.
//!
//! Every text goes through the templates of `maud`, which escape what is not markup of ours. A page
//! asks nobody but this service for anything, works without JavaScript, and speaks the languages of
//! `language`. Whatever a page says stands in `words`.

pub mod asset;
mod chart;
pub mod desk;
pub mod error;
mod format;
pub mod language;
mod layout;
pub mod merchant;
pub mod model;
pub mod report;
pub mod runs;
pub mod search;
pub mod verify;
pub mod visit;
mod words;
